//! Why a run ended so, and what to do about it.

use std::time::Duration;

use super::evidence;
use super::phrases::{incomplete, left};
use super::sanitize::{Sanitizer, duration};
use crate::cli::config::Config;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::Selector;
use crate::gate::listing::Fault;
use crate::gate::verdict::{Incomplete, Reason, TargetReport, Verdict};
use crate::model::build::{Build, Status};
use crate::model::quota::Quota;
use crate::northflank::response::RATE_LIMIT;

/// The cause, where the headline does not say it.
#[must_use]
pub fn cause(config: &Config, verdict: &Verdict, safe: &Sanitizer) -> Option<String> {
    let deciding = verdict.targets.get(verdict.deciding);
    match &verdict.reason {
        Reason::AllSucceeded | Reason::Cancelled(_) | Reason::TimedOut => None,
        Reason::Failed(_) => evidence::superseded(deciding?, safe),
        Reason::NoBuild { .. } => evidence::absence(config, verdict, deciding?, safe),
        Reason::LostSight { fault: Some(fault) } => {
            Some(fault_with_quota(config, verdict, fault, safe))
        }
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
#[must_use]
pub fn hint(config: &Config, verdict: &Verdict, safe: &Sanitizer) -> Option<String> {
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
            "the newer commit has a run of its own; to gate on this commit, start its build again in Northflank, then rerun this step"
        }
        Reason::Failed(_) => failed(build),
        Reason::TimedOut
            if deciding.is_some_and(|report| report.status == TargetStatus::Missing) =>
        {
            "see in Northflank whether the build was deleted, then start it again"
        }
        Reason::TimedOut => timed_out(build),
        Reason::NoBuild { .. } => no_build(config, verdict, deciding, safe),
        Reason::LostSight { fault: Some(fault) } if is_rate_limited(verdict, fault) => QUOTA,
        Reason::LostSight { fault } => lost_sight(fault.as_ref(), deciding),
        Reason::NoAnswer { fault } => fault
            .as_ref()
            .and_then(|fault| fault.hint)
            .unwrap_or(NETWORK),
        // Our own words.
        Reason::Refused(refusal) => return Some(refusal.hint.clone()),
        Reason::Ambiguous { .. } => "pass more digits of the commit",
    };
    Some(hint.to_owned())
}

/// What to know of an end besides.
#[must_use]
pub fn notes(config: &Config, verdict: &Verdict, safe: &Sanitizer) -> Vec<String> {
    let spent = verdict.quota.filter(|quota| quota.remaining == 0);
    match &verdict.reason {
        Reason::AllSucceeded => old_evidence(verdict, safe),
        Reason::TimedOut | Reason::NoBuild { .. } => spent
            .map(|quota| format!("{}, so polls were few; {QUOTA}", spent_quota(config, quota)))
            .into_iter()
            .collect(),
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

/// What helps a build that still ran at the deadline.
fn timed_out(build: Option<&Build>) -> &'static str {
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

/// That a cancelled run cancels no build.
fn goes_on(verdict: &Verdict, safe: &Sanitizer) -> Option<String> {
    let is_running = |report: &&TargetReport| report.status == TargetStatus::Running;
    let running: Vec<String> = verdict
        .targets
        .iter()
        .filter(is_running)
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

const NETWORK: &str = "check --api-host, the network and the proxy of this machine";
const QUOTA: &str =
    "pass a --timeout that goes beyond that, or send fewer requests from this account";

/// Whether a fault is for want of quota.
pub(super) fn is_rate_limited(verdict: &Verdict, fault: &Fault) -> bool {
    let quota = fault.quota.or(verdict.quota);
    fault.what.ends_with(RATE_LIMIT) || quota.is_some_and(|quota| quota.remaining == 0)
}

/// What a fault says, and what is known of the quota where that explains it.
fn fault_with_quota(config: &Config, verdict: &Verdict, fault: &Fault, safe: &Sanitizer) -> String {
    let what = safe.line(&fault.what);
    match fault.quota.or(verdict.quota) {
        Some(quota) if quota.remaining == 0 => {
            format!("{what}; {}", spent_quota(config, quota))
        }
        Some(_) | None => match fault.retry_after {
            Some(wait) => format!("{what}, and asked to wait {}", duration(wait)),
            None => what,
        },
    }
}

/// The quota by the last answer.
fn spent_quota(config: &Config, quota: Quota) -> String {
    let is_too_late = quota.reset >= config.limits.deadline();
    let when = if is_too_late { ", after --timeout" } else { "" };
    format!("{}{when}, by the last answer", left(quota))
}

fn lost_sight(fault: Option<&Fault>, deciding: Option<&TargetReport>) -> &'static str {
    match (fault, deciding.and_then(|report| report.incomplete)) {
        (
            Some(Fault {
                hint: Some(hint), ..
            }),
            _,
        ) => hint,
        (Some(fault), _) if !fault.answered => NETWORK,
        (Some(_), _) | (None, None) => {
            "see whether Northflank has an incident, then rerun this step"
        }
        (None, Some(Incomplete::Stale(_))) => {
            "see which proxy or cache stands between this machine and --api-host"
        }
        (None, Some(Incomplete::PageLimit)) => "raise --max-pages",
        (None, Some(Incomplete::Unreadable(_) | Incomplete::LostCursor)) => {
            "report it with the output of --verbose: the API may have changed"
        }
    }
}

fn no_build(
    config: &Config,
    verdict: &Verdict,
    deciding: Option<&TargetReport>,
    safe: &Sanitizer,
) -> &'static str {
    let is_later_built = |report| evidence::is_later_commit_built(config, verdict, report);
    let is_unbuilt =
        |report: &TargetReport| report.last_read.is_some() && report.others.newest().is_none();
    let is_left_out = deciding.is_some_and(|report| report.others.left_out.is_some());
    match &config.criteria.selector {
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Build(_) if is_left_out => {
            "pass any for the filter that leaves it out, or start a build that it lets through"
        }
        Selector::Build(_) => "check --build-id, and that the build is of this job or service",
        Selector::Commit(_) | Selector::Prefix(_) if evidence::is_of_merge_queue(config) => {
            "the commit is a merge queue's, which Northflank builds only where its rules take branches gh-readonly-queue/…; else pass the pull request's head as --sha"
        }
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest
            if deciding.is_some_and(is_unbuilt) =>
        {
            "check that the job or service is the one that builds this repository, and that its builds are on"
        }
        Selector::Commit(_) | Selector::Prefix(_) if deciding.is_some_and(is_later_built) => {
            "the later commit has a run of its own; to gate on this commit, start its build in Northflank, then rerun this step"
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
