//! How a run ended, why, and what was seen of each target. It holds values, and no words
//! for people.

use std::sync::Arc;
use std::time::Duration;

use super::candidates::TargetStatus;
use crate::model::build::{Build, Target};
use crate::model::commit::Sha;
use crate::model::conclusion::FailureKind;
use crate::model::fault::{Fault, Refusal};
use crate::model::other_builds::OtherBuilds;
use crate::model::outcome::{Outcome, Signal};
use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;

/// How a run of the gate ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Why it ended.
    pub reason: Reason,
    /// Which of the targets decided; the first where none did.
    pub deciding: usize,
    /// When it ended, since its start.
    pub elapsed: Duration,
    /// How each target stood at the end: at least one.
    pub targets: Vec<TargetReport>,
    /// The requests that the account had left at the end, where that is known.
    pub quota: Option<Quota>,
    /// What ended the run before `--timeout` while a failure was in its `--retry-grace`:
    /// this reason of this target, which the failure outranks.
    pub outranked: Option<(Reason, usize)>,
    /// How much of `--retry-grace` was left when a failure ended the run.
    pub grace_left: Duration,
    /// What the API's clock showed when the run began, where it showed anything.
    pub began: Option<Timestamp>,
}

/// Why a run of the gate ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Every target's build succeeded.
    AllSucceeded,
    /// The build of the deciding target ended without success.
    Failed(FailureKind),
    /// The deciding target was still undecided at `--timeout`.
    TimedOut,
    /// No build of the deciding target matched in time.
    NoBuild {
        /// Which limit fired.
        limit: AppearLimit,
    },
    /// At `--timeout`, the last complete poll was too long ago to say anything.
    LostContact,
    /// No answer of any kind came within [`super::Limits::answer_timeout`].
    NoAnswer,
    /// The API will not give the list of the deciding target.
    Refused(Refusal),
    /// The prefix given as `--sha` fits these two commits.
    Ambiguous([Sha; 2]),
    /// A signal came.
    Cancelled(Signal),
}

/// The limits that a wait for a build can run into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppearLimit {
    /// `--appear-timeout`
    AppearTimeout,
    /// `--timeout`, which caps the other.
    Timeout,
}

impl Verdict {
    /// The target that decided.
    #[must_use]
    pub fn deciding_target(&self) -> &TargetReport {
        &self.targets[self.deciding]
    }

    /// The result.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.reason {
            Reason::AllSucceeded => Outcome::Success,
            Reason::Failed(kind) => (*kind).into(),
            Reason::TimedOut => Outcome::Timeout,
            Reason::NoBuild { .. } => Outcome::NoBuild,
            Reason::LostContact | Reason::NoAnswer => Outcome::Unreachable,
            Reason::Refused(_) => Outcome::Refused,
            Reason::Ambiguous(_) => Outcome::Usage,
            Reason::Cancelled(signal) => Outcome::Cancelled(*signal),
        }
    }
}

/// How one target stands, for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetReport {
    /// The target.
    pub target: Target,
    /// How it stands.
    pub status: TargetStatus,
    /// Whether the status may decide the run: a success by a complete list, or a failure
    /// by a list that did not break off.
    pub is_conclusive: bool,
    /// The build that decides, as it was listed last.
    pub build: Option<Build>,
    /// When the list was read that last said how it stands, since the start of the run.
    pub known_at: Option<Duration>,
    /// Whether this build counts as running because it may not match, or is one of more
    /// candidates than can be remembered.
    pub is_in_doubt: bool,
    /// When its list was last read, complete or not, since the start of the run.
    pub last_read: Option<Duration>,
    /// Why its last poll gave no list, or was not made after that of another target; nothing
    /// where it gave one.
    pub fault: Option<Fault>,
    /// What else the list showed when it was last read.
    pub others: Arc<OtherBuilds>,
    /// The builds that may be the newest match: more than one where that cannot be
    /// established.
    pub candidates: Vec<Build>,
    /// Whether the last poll ended at `--max-pages`.
    pub hit_page_limit: bool,
    /// What kept the last poll from being complete.
    pub incomplete: Option<Incomplete>,
    /// Until when a newer build is waited for under `--retry-grace`, after one
    /// that ended without success; since the start of the run.
    pub grace_until: Option<Duration>,
}

/// What kept a poll from being complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// Entries that may matter could not be read in full.
    Unreadable {
        /// How many.
        count: usize,
        /// The first of them that could be read in part.
        first: Option<Box<Build>>,
    },
    /// The list goes on behind `--max-pages`, and the build that decides may follow.
    PageLimit,
    /// The list goes on, and does not say where.
    LostCursor,
    /// A cache gave the list, which was so old by its `Age`.
    Stale(Duration),
}
