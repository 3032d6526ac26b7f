//! What happened while the gate waited, as facts.
//!
//! [`super::progress_log`], [`super::wait_log`] and [`super::transition`] find them,
//! [`super::header`] adds the warnings that come before; [`super::fact_text`] says
//! how each reads. A state that was never read has no [`LastSeen`], so that it cannot
//! be reported.

use std::time::Duration;

use super::phrases::raw_status;
use super::transition::ReportedBuild;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{Incomplete, TargetReport};
use crate::model::build::{Build, Target};
use crate::model::conclusion::{Conclusion, flags_disagree};
use crate::model::fault::Fault;
use crate::model::timestamp::Timestamp;
use crate::pacing::rate_limit::Throttle;

/// What happened, and to which target where there are several.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The target, where the run has several and this is about one.
    pub target: Option<Target>,
    /// What happened.
    pub kind: FactKind,
}

/// What happened. Times are since the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub enum FactKind {
    /// A list was read, and no build matches yet.
    NoBuild(Selector),
    /// A build decides that was not listed before.
    Appeared(Build),
    /// Another build decides: a newer one, or one that may be.
    Replaced {
        /// The build that decides now.
        build: Build,
        /// The id of the build that decided before.
        old: String,
    },
    /// The build that decides has another status.
    Changed {
        /// The build as it is listed now.
        build: Build,
        /// The status that it had, in words.
        from: String,
        /// How long the gate saw it in that status.
        after: Duration,
    },
    /// Status and flags of a build disagree about its end.
    FlagsDisagree(Build),
    /// The build that decides is not listed as a match.
    Missing(String),
    /// It is listed as a match again.
    ListedAgain(String),
    /// Which of these builds is the newest cannot be told.
    Tied(Vec<Build>),
    /// A build failed, and a newer one is waited for.
    NewerBuildAwaited {
        /// What is left of `--retry-grace`, or of `--timeout` where that is less.
        grace: Duration,
    },
    /// A list was read that cannot open the gate.
    Incomplete {
        /// Why not.
        why: Incomplete,
        /// `--max-pages`
        max_pages: u32,
    },
    /// A push started the run, and the build is of another branch.
    OtherBranch {
        /// The build's id.
        id: String,
        /// The build's branch.
        branch: String,
        /// The run's branch.
        pushed: String,
        /// Whether the build was asked for by its id, so that a filter does not help.
        is_by_id: bool,
    },
    /// The clocks of the API and of this machine differ by much.
    ClocksDiffer {
        /// What the API's clock shows.
        api: Timestamp,
        /// What this machine's clock shows.
        machine: Timestamp,
    },
    /// A poll failed, and the next one comes after this wait; without a wait,
    /// none comes.
    PollFailed {
        /// What happened.
        fault: String,
        /// How long until the next poll.
        wait: Option<Duration>,
    },
    /// The account's quota makes the polls fewer.
    RateLimited {
        /// What the quota makes of the interval.
        throttle: Throttle,
        /// When the next poll comes, if one does.
        next_poll: Option<Duration>,
    },
    /// Nothing changed since the list was last read, if it was.
    Unchanged {
        /// What the list showed.
        seen: Option<LastSeen>,
        /// What is left of the time for a newer build, where one is waited for.
        grace: Option<Duration>,
        /// What is waited for, where that is not the usual interval.
        wait: Option<Wait>,
    },
    /// Every build has succeeded, and some are polled once more.
    Confirming,
    /// What may be meant otherwise.
    Warning(String),
}

/// A wait that is longer than the usual interval: for a fault, or for the quota,
/// which is spent or kept for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The fault, where it is one.
    pub fault: Option<Fault>,
    /// The index of the target whose fault it is, where it is one target's.
    pub target: Option<usize>,
    /// When the next poll comes, where none is under way.
    pub until: Option<Duration>,
}

/// How a target stood when its list was last read; `LastSeen::of` alone makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct LastSeen {
    /// What the list showed.
    pub(super) state: SeenState,
    /// How long ago the list was read.
    pub(super) age: Duration,
}

/// What the list showed.
#[derive(Clone, Debug, PartialEq)]
pub enum SeenState {
    /// No build matched.
    NoBuild(Selector),
    /// No build matched in a list that was not complete.
    NoneInPart(Selector),
    /// The deciding build, with this id, was not listed.
    Missing(String),
    /// Only a list that broke off showed the deciding build so.
    Partial {
        /// Its id.
        id: String,
        /// Its status, in words.
        status: String,
    },
    /// The deciding build was listed.
    Listed {
        /// Its id.
        id: String,
        /// Its status, in words.
        status: String,
        /// For how long the gate has seen this status, where the log has told of it and the
        /// last list shows it.
        since: Option<Duration>,
        /// Whether its status is no proof: the list is too incomplete to confirm a success,
        /// or the build's flags disagree.
        is_unconfirmed: bool,
    },
}

impl LastSeen {
    /// The state of a target, where its list was read at all; `reported` is what was
    /// reported last.
    pub(super) fn of(
        report: &TargetReport,
        reported: Option<&ReportedBuild>,
        selector: &Selector,
        elapsed: Duration,
    ) -> Option<Self> {
        let last_read = report.last_read?;
        let state = match (&report.build, reported) {
            (Some(build), _) => Self::of_build(build, report, reported, elapsed),
            // A list that broke off has shown since that it is another's.
            (None, Some(reported)) => SeenState::Listed {
                id: reported.id.clone(),
                status: reported.status.clone(),
                since: Some(elapsed.saturating_sub(reported.since)),
                is_unconfirmed: false,
            },
            (None, None) if report.incomplete.is_some() => SeenState::NoneInPart(selector.clone()),
            (None, None) => SeenState::NoBuild(selector.clone()),
        };
        let seen = match &state {
            SeenState::Listed { .. } => {
                let reported = reported.map(|reported| reported.seen);
                report.known_at.or(reported).unwrap_or(last_read)
            }
            SeenState::NoBuild(_)
            | SeenState::NoneInPart(_)
            | SeenState::Missing(_)
            | SeenState::Partial { .. } => last_read,
        };
        let age = elapsed.saturating_sub(seen);
        Some(Self { state, age })
    }

    fn of_build(
        build: &Build,
        report: &TargetReport,
        reported: Option<&ReportedBuild>,
        elapsed: Duration,
    ) -> SeenState {
        let (id, status) = (build.id.clone(), raw_status(build));
        if report.status == TargetStatus::Missing {
            return SeenState::Missing(id);
        }
        if report.known_at > report.last_read {
            return SeenState::Partial { id, status };
        }
        let is_success = Conclusion::of(build) == Conclusion::Succeeded;
        let is_as_reported =
            |reported: &&ReportedBuild| reported.id == id && reported.status == status;
        let reported = reported.filter(is_as_reported);
        // A list that is not complete may lack it.
        let is_in_last_list = report.known_at == report.last_read;
        let reported = reported.filter(|_| is_in_last_list);
        SeenState::Listed {
            since: reported.map(|reported| elapsed.saturating_sub(reported.since)),
            is_unconfirmed: flags_disagree(build)
                || report.is_in_doubt
                || !is_in_last_list
                || report.incomplete.is_some() && is_success,
            id,
            status,
        }
    }
}
