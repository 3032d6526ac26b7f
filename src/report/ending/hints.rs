//! Why a run ended so, and what to do about it.

use std::time::Duration;

use super::evidence;
use super::quota_text::{self, fault_with_quota, is_rate_limited};
use super::undecided;
use crate::cli::config::Config;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{Reason, TargetReport, Verdict};
use crate::model::build::{Build, Status};
use crate::report::phrases::incomplete;
use crate::report::sanitize::{Sanitizer, duration};

/// The cause, where the headline does not say it.
pub(super) fn cause(config: &Config, verdict: &Verdict, safe: &Sanitizer) -> Option<String> {
    let deciding = verdict.targets.get(verdict.deciding);
    match &verdict.reason {
        Reason::AllSucceeded | Reason::Cancelled(_) => None,
        Reason::TimedOut => Some(incomplete(undecided::gap(deciding?)?, config.max_pages)),
        Reason::Failed(_) => evidence::superseded(deciding?, safe),
        Reason::NoBuild { .. } => evidence::absence(config, verdict, deciding?, safe),
        Reason::LostSight { fault: Some(fault) } => Some(fault_with_quota(config, fault, safe)),
        Reason::LostSight { fault: None } => {
            Some(incomplete(deciding?.incomplete?, config.max_pages))
        }
        Reason::NoAnswer { fault } => fault.as_ref().map(|fault| safe.line(&fault.what)),
        Reason::Refused(refusal) => Some(safe.line(&refusal.cause)),
        Reason::Ambiguous {
            commits: [one, other],
            ..
        } => Some(format!(
            "{} and {} both begin so",
            safe.line(one.as_str()),
            safe.line(other.as_str())
        )),
    }
}

/// What to do, where something can be done.
pub(super) fn hint(config: &Config, verdict: &Verdict, safe: &Sanitizer) -> Option<String> {
    let deciding = verdict.targets.get(verdict.deciding);
    let build = deciding.and_then(|report| report.build.as_ref());
    let hint = match &verdict.reason {
        Reason::AllSucceeded => return None,
        Reason::Cancelled(_) => return goes_on(verdict, safe),
        Reason::Failed(_)
            if deciding
                .and_then(|report| evidence::superseded(report, safe))
                .is_some() =>
        {
            "see the run of the newer commit, if there is one; to gate on this commit, start its build again in Northflank, then rerun this step"
        }
        Reason::Failed(_) => failed(build),
        Reason::TimedOut => undecided::timed_out(deciding?),
        Reason::NoBuild { .. } => no_build(config, verdict, deciding, safe),
        Reason::LostSight { fault: Some(fault) } if is_rate_limited(fault) => quota_text::HINT,
        Reason::LostSight { fault } => undecided::lost_sight(
            fault.as_ref(),
            deciding.and_then(|report| report.incomplete),
        ),
        Reason::NoAnswer { fault } => fault
            .as_ref()
            .and_then(|fault| fault.hint)
            .unwrap_or(undecided::NETWORK),
        // Our own words.
        Reason::Refused(refusal) => return Some(refusal.hint.clone()),
        Reason::Ambiguous { .. } => "pass more digits of the commit",
    };
    Some(hint.to_owned())
}

/// What to know of an end besides.
pub(super) fn notes(config: &Config, verdict: &Verdict, safe: &Sanitizer) -> Vec<String> {
    match &verdict.reason {
        Reason::AllSucceeded => old_evidence(verdict, safe),
        Reason::TimedOut | Reason::NoBuild { .. } => {
            quota_text::note(config, verdict).into_iter().collect()
        }
        Reason::Failed(_)
        | Reason::LostSight { .. }
        | Reason::NoAnswer { .. }
        | Reason::Refused(_)
        | Reason::Ambiguous { .. }
        | Reason::Cancelled(_) => vec![],
    }
}

/// What helps a build that ended so.
fn failed(build: Option<&Build>) -> &'static str {
    match build.and_then(|build| build.status.value()) {
        Some(Status::SubmissionFailure) => {
            "Northflank could not start the build: check its repository, branch and build settings there, start it again, then rerun this step"
        }
        Some(Status::Aborted) => {
            "somebody cancelled the build in Northflank, or a newer push did; start it again there, then rerun this step"
        }
        Some(Status::Crashed) => {
            "see the build's log in Northflank, and whether the build ran out of memory or disk; start it again there, then rerun this step"
        }
        Some(Status::Success) => {
            "Northflank says SUCCESS and success: false at once; see there which is right, start the build again, then rerun this step"
        }
        Some(
            Status::Failure
            | Status::Queued
            | Status::Pending
            | Status::Unschedulable
            | Status::Starting
            | Status::Cloning
            | Status::Building
            | Status::Uploading
            | Status::InProgress
            | Status::Unknown(_),
        )
        | None => {
            "see the build's log in Northflank; fix what it names, or start the build again there, then rerun this step"
        }
    }
}

/// That a cancelled run cancels no build.
fn goes_on(verdict: &Verdict, safe: &Sanitizer) -> Option<String> {
    let running: Vec<String> = verdict
        .targets
        .iter()
        .filter(|report| undecided::is_running(report))
        .filter_map(|report| report.build.as_ref())
        .map(|build| safe.line(&build.id))
        .collect();
    match running.as_slice() {
        [] => None,
        [build] => Some(format!(
            "build {build} goes on in Northflank; stop it there if it is not needed"
        )),
        builds => Some(format!(
            "builds {} go on in Northflank; stop them there if they are not needed",
            builds.join(", ")
        )),
    }
}

/// A build that had ended longer than this before the run began was not built for
/// it.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// That the gate opens on a build that had ended long before the run began: it may
/// be right, since a run can be repeated.
fn old_evidence(verdict: &Verdict, safe: &Sanitizer) -> Vec<String> {
    let note = |report: &TargetReport| {
        let build = report.build.as_ref()?;
        let created = build.created.value();
        // An end before the creation is no end.
        let ended = build.concluded_at;
        let ended = ended.filter(|&end| created.is_none_or(|&created| end >= created));
        let (what, time) = match (ended, created) {
            (Some(time), _) => ("ended", time),
            (None, Some(&time)) => ("was created", time),
            (None, None) => return None,
        };
        let age = verdict.began?.since(time).filter(|age| *age > MAX_AGE)?;
        Some(format!(
            "build {} of {} {what} {} before this run began; --not-before takes newer builds alone",
            safe.line(&build.id),
            safe.name(&report.target.to_string()),
            duration(age)
        ))
    };
    verdict.targets.iter().filter_map(note).collect()
}

fn no_build(
    config: &Config,
    verdict: &Verdict,
    deciding: Option<&TargetReport>,
    safe: &Sanitizer,
) -> &'static str {
    let is_later_built = |report| evidence::later_commit(config, verdict, report).is_some();
    let is_empty =
        |report: &&TargetReport| report.last_read.is_some() && report.others.newest().is_none();
    let empty = deciding.filter(is_empty);
    if let Some(incomplete) = empty.and_then(|report| report.incomplete) {
        return undecided::complete(incomplete);
    }
    let is_left_out = deciding.is_some_and(|report| report.others.left_out.is_some());
    match &config.criteria.selector {
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Build(_) if is_left_out => {
            "pass any for the filter that leaves it out, or start a build that it lets through"
        }
        Selector::Build(_) => "check --build-id, and that the build is of this job or service",
        Selector::Commit(_) | Selector::Prefix(_) if evidence::is_of_merge_queue(config) => {
            "the commit is a merge queue's, which Northflank builds only where its rules take branches gh-readonly-queue/…; else pass the pull request's head as --sha"
        }
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest if empty.is_some() => {
            "check that the job or service is the one that builds this repository, and that its builds are on"
        }
        Selector::Commit(_) | Selector::Prefix(_) if deciding.is_some_and(is_later_built) => {
            "see the run of the later commit, if there is one; to gate on this commit, start its build in Northflank, then rerun this step"
        }
        Selector::Commit(_) | Selector::Prefix(_)
            if evidence::filters(&config.criteria, safe).is_empty() =>
        {
            "was the commit left out by path rules, a flag such as [skip ci], or a later commit of the same push?"
        }
        // The newest build of all always has a filter: --not-before.
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest => {
            "check the filters, or start the build in Northflank"
        }
    }
}
