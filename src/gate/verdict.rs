//! How it ended: the result words, their exit codes and what was seen.
//!
//! [`Outcome`] is the one table of results. The exit code, the README and the
//! outputs follow it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::candidates::TargetStatus;
use super::listing::{Fault, Refusal};
use crate::model::build::{Build, Target};
use crate::model::commit::Sha;
use crate::model::conclusion::FailureKind;
use crate::model::other_builds::OtherBuilds;
use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;

/// The exit code when the gate would open, but the result could not be written
/// where it was asked for. It replaces 0 only.
pub const UNWRITTEN: u8 = 5;

/// The results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open: every target's build succeeded.
    Success,
    /// Shut: a build ended as `FAILURE` or `SUBMISSION_FAILURE`, or concluded
    /// without success.
    Failure,
    /// Shut: a build was cancelled.
    Aborted,
    /// Shut: a build crashed.
    Crashed,
    /// Shut: a build says both that it succeeded and that it did not.
    Inconsistent,
    /// Invalid usage.
    Usage,
    /// Still running at the deadline.
    Timeout,
    /// The API will not answer.
    Refused,
    /// The API was out of reach.
    Unreachable,
    /// No matching build appeared in time.
    NoBuild,
    /// A bug.
    Internal,
    /// Ended by a signal.
    Cancelled(Signal),
}

/// The signals that end the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP
    Hangup,
    /// SIGINT
    Interrupt,
    /// SIGTERM
    Terminate,
}

impl Signal {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hangup => "SIGHUP",
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        }
    }
}

impl Outcome {
    /// Every result, in the order of the exit codes.
    pub const ALL: [Self; 14] = [
        Self::Success,
        Self::Failure,
        Self::Aborted,
        Self::Crashed,
        Self::Inconsistent,
        Self::Usage,
        Self::Timeout,
        Self::Refused,
        Self::Unreachable,
        Self::NoBuild,
        Self::Internal,
        Self::Cancelled(Signal::Hangup),
        Self::Cancelled(Signal::Interrupt),
        Self::Cancelled(Signal::Terminate),
    ];

    /// The word that the outputs carry as `result`, the exit code of the process,
    /// and what that means.
    const fn row(self) -> (&'static str, u8, &'static str) {
        const NO_SUCCESS: &str = "shut: a build ended without success";
        const NO_ANSWER: &str = "could not ask: the API refused, or was out of reach";
        match self {
            Self::Success => ("success", 0, "open: every target's build succeeded"),
            Self::Failure => ("failure", 1, NO_SUCCESS),
            Self::Aborted => ("aborted", 1, NO_SUCCESS),
            Self::Crashed => ("crashed", 1, NO_SUCCESS),
            Self::Inconsistent => ("inconsistent", 1, NO_SUCCESS),
            Self::Usage => ("usage", 2, "invalid usage"),
            Self::Timeout => ("timeout", 3, "still running at the deadline"),
            Self::Refused => ("refused", 4, NO_ANSWER),
            Self::Unreachable => ("unreachable", 4, NO_ANSWER),
            Self::NoBuild => ("no-build", 6, "no matching build appeared in time"),
            Self::Internal => ("internal", 70, "a bug in the gate"),
            Self::Cancelled(Signal::Hangup) => ("cancelled", 129, "cancelled by SIGHUP"),
            Self::Cancelled(Signal::Interrupt) => ("cancelled", 130, "cancelled by SIGINT"),
            Self::Cancelled(Signal::Terminate) => ("cancelled", 143, "cancelled by SIGTERM"),
        }
    }

    /// The word that the outputs carry as `result`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.row().0
    }

    /// The exit code of the process.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        self.row().1
    }

    /// The exit codes, each once and in order, and what each means.
    #[must_use]
    pub fn exit_codes() -> BTreeMap<u8, &'static str> {
        let unwritten = "the gate would open, but the result could not be written";
        let rows = Self::ALL.into_iter().map(Self::row);
        rows.map(|(_, code, meaning)| (code, meaning))
            .chain([(UNWRITTEN, unwritten)])
            .collect()
    }
}

impl From<FailureKind> for Outcome {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::Failure => Self::Failure,
            FailureKind::Aborted => Self::Aborted,
            FailureKind::Crashed => Self::Crashed,
            FailureKind::Inconsistent => Self::Inconsistent,
        }
    }
}

/// How a run of the gate ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Why it ended.
    pub reason: Reason,
    /// Which of the targets decided; the first where none did.
    pub deciding: usize,
    /// How each target stood at the end.
    pub targets: Vec<TargetReport>,
    /// What the account might still ask, by the last answer.
    pub quota: Option<Quota>,
    /// What the API's clock showed when the run began, where it showed anything.
    pub began: Option<Timestamp>,
}

/// Why a run of the gate ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Every target's build succeeded.
    AllSucceeded,
    /// The deciding's build ended without success.
    Failed(FailureKind),
    /// The deciding's build was still running at `--timeout`.
    TimedOut,
    /// No build of the deciding matched. It was waited for so long.
    NoBuild {
        /// Which limit fired.
        limit: AppearLimit,
    },
    /// At `--timeout`, the last complete poll was too long ago to say anything.
    LostSight {
        /// The last fault, where there was one since.
        fault: Option<Fault>,
    },
    /// No answer of any kind came within `--appear-timeout`.
    NoAnswer {
        /// The last fault.
        fault: Option<Fault>,
    },
    /// The API will not give the deciding's list.
    Refused(Refusal),
    /// The prefix given as `--sha` fits two commits.
    Ambiguous {
        /// What was given.
        prefix: String,
        /// Two commits that it fits.
        commits: [Sha; 2],
    },
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
    /// The same end, when a signal came before it was reported.
    #[must_use]
    pub fn cancelled_by(&self, signal: Signal) -> Self {
        Self {
            reason: Reason::Cancelled(signal),
            ..self.clone()
        }
    }

    /// The result.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.reason {
            Reason::AllSucceeded => Outcome::Success,
            Reason::Failed(kind) => (*kind).into(),
            Reason::TimedOut => Outcome::Timeout,
            Reason::NoBuild { .. } => Outcome::NoBuild,
            Reason::LostSight { .. } | Reason::NoAnswer { .. } => Outcome::Unreachable,
            Reason::Refused(_) => Outcome::Refused,
            Reason::Ambiguous { .. } => Outcome::Usage,
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
    /// Whether its build has succeeded by a list that can open the gate.
    pub may_open: bool,
    /// The build that decides, as it was listed last.
    pub build: Option<Build>,
    /// When its list was last read, complete or not, since the start of the run.
    pub last_read: Option<Duration>,
    /// What else the list showed then.
    pub others: Arc<OtherBuilds>,
    /// How many builds may be the newest match: more than one where that cannot
    /// be established.
    pub candidates: usize,
    /// Whether the last poll ended at `--max-pages`.
    pub hit_page_limit: bool,
    /// What kept the last poll from being complete.
    pub incomplete: Option<Incomplete>,
    /// Until when a newer build is waited for under `--retry-grace`, after one
    /// that ended without success; since the start of the run.
    pub grace_until: Option<Duration>,
}

/// What kept a poll from being complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// How many entries that may matter could not be read.
    Unreadable(usize),
    /// The list is in no order and longer than `--max-pages`.
    PageLimit,
    /// The list goes on, and does not say where.
    LostCursor,
    /// A cache gave the list, which was so old by its `Age`.
    Stale(Duration),
}

#[cfg(test)]
mod tests;
