//! Why a build was undecided at the end, and what helps.

use crate::gate::candidates::TargetStatus;
use crate::gate::listing::Fault;
use crate::gate::verdict::{Incomplete, TargetReport};
use crate::model::build::{Build, Status};
use crate::model::conclusion::Conclusion;

pub(super) const NETWORK: &str = "check --api-host, the network and the proxy of this machine";

/// Whether the build runs, and not only counts as one that does.
pub(super) fn is_running(report: &TargetReport) -> bool {
    let is_running = |build| Conclusion::of(build) == Conclusion::StillRunning;
    report.status == TargetStatus::Running && report.build.as_ref().is_some_and(is_running)
}

/// What the last list lacked, where that kept it from deciding. A build that runs
/// decides nothing by a complete list either, but an old one may hide its end.
pub(super) fn gap(report: &TargetReport) -> Option<Incomplete> {
    report.incomplete.filter(|incomplete| match incomplete {
        Incomplete::Stale(_) => true,
        Incomplete::Unreadable(_) | Incomplete::PageLimit | Incomplete::LostCursor => {
            !is_running(report)
        }
    })
}

/// What helps a list that is not complete.
pub(super) fn complete(incomplete: Incomplete) -> &'static str {
    match incomplete {
        Incomplete::Stale(_) => {
            "see which proxy or cache stands between this machine and --api-host"
        }
        Incomplete::PageLimit => "raise --max-pages",
        Incomplete::Unreadable(_) | Incomplete::LostCursor => {
            "report it with the output of --verbose: the API may have changed"
        }
    }
}

/// What helps a target that was undecided at the deadline.
pub(super) fn timed_out(report: &TargetReport) -> &'static str {
    if let Some(incomplete) = gap(report) {
        return complete(incomplete);
    }
    match report.status {
        TargetStatus::Missing => {
            "see in Northflank whether the build was deleted, then start it again"
        }
        TargetStatus::Succeeded if report.may_open => "pass a longer --timeout, or rerun this step",
        TargetStatus::Running if is_running(report) => running(report.build.as_ref()),
        TargetStatus::NoBuild
        | TargetStatus::Running
        | TargetStatus::Succeeded
        | TargetStatus::Failed(_) => "see in Northflank how the build ended, then rerun this step",
    }
}

/// What helps a build that still ran at the deadline.
fn running(build: Option<&Build>) -> &'static str {
    match build.and_then(|build| build.status.value()) {
        Some(Status::Unschedulable) => {
            "Northflank finds no machine for the build: check its build plan and the account's limits there, or pass a longer --timeout"
        }
        Some(Status::Queued | Status::Pending) => {
            "the build waits for its turn: stop builds in Northflank that are not needed, or pass a longer --timeout"
        }
        Some(
            Status::Starting
            | Status::Cloning
            | Status::Building
            | Status::Uploading
            | Status::InProgress
            | Status::Success
            | Status::Failure
            | Status::SubmissionFailure
            | Status::Aborted
            | Status::Crashed
            | Status::Unknown(_),
        )
        | None => "pass a longer --timeout, or see in Northflank what holds the build",
    }
}

/// What helps where the builds could not be read at the end.
pub(super) fn lost_sight(fault: Option<&Fault>, incomplete: Option<Incomplete>) -> &'static str {
    match (fault, incomplete) {
        (
            Some(Fault {
                hint: Some(hint), ..
            }),
            _,
        ) => hint,
        (Some(fault), _) if !fault.answered => NETWORK,
        (None, Some(incomplete)) => complete(incomplete),
        (Some(_), _) | (None, None) => {
            "see whether Northflank has an incident, then rerun this step"
        }
    }
}
