//! The hints: what to do after an ending.

use super::EndedRun;
use super::evidence;
use crate::cli::topic::Topic;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{Incomplete, TargetReport};
use crate::model::build::{Build, Field, Stage, Status, TargetKind};
use crate::model::conclusion::{Conclusion, FailureKind, flags_disagree};
use crate::model::fault::{Cause, Fault, Refusal};
use crate::report::phrases::names;

pub(super) const NETWORK: &str = "check --api-host, the network and the proxy of this machine";
pub(super) const INCIDENT: &str = "see whether Northflank has an incident, then rerun this job";
pub(super) const SUPERSEDED: &str = "see the run of the newer commit, if there is one; to gate on this commit, start its build again in Northflank";

/// The build of a target, where it runs by the last list, and not only counts as one
/// that does.
fn running_build(report: &TargetReport) -> Option<&Build> {
    let build = report.build.as_ref().filter(|build| is_running(build))?;
    let is_last_known = report.known_at >= report.last_read;
    (is_last_known && report.status == TargetStatus::Running).then_some(build)
}

fn is_running(build: &Build) -> bool {
    Conclusion::of(build) == Conclusion::StillRunning
}

/// What the last list lacked, where that kept it from deciding. A build that runs
/// decides nothing by a complete list either, but an old one may hide its end.
pub(super) fn gap(report: &TargetReport) -> Option<&Incomplete> {
    report
        .incomplete
        .as_ref()
        .filter(|incomplete| match incomplete {
            Incomplete::Stale(_) => true,
            Incomplete::Unreadable { .. } | Incomplete::PageLimit | Incomplete::LostCursor => {
                running_build(report).is_none()
            }
        })
}

/// A hint for a list that is not complete, and the section that says more.
pub(super) const fn incomplete(incomplete: &Incomplete) -> (&'static str, Option<Topic>) {
    match incomplete {
        Incomplete::Stale(_) => (
            "see which proxy or cache stands between this machine and --api-host",
            None,
        ),
        Incomplete::PageLimit => ("raise --max-pages", Some(Topic::GoesOn)),
        Incomplete::Unreadable { .. } | Incomplete::LostCursor => (
            concat!(
                "the API may have changed: try the newest northflank-gate, or report it with the output of --verbose: ",
                env!("CARGO_PKG_REPOSITORY"),
                "/issues"
            ),
            None,
        ),
    }
}

/// A hint for a fault other than a spent quota.
pub(super) fn fault(fault: &Fault) -> &'static str {
    let usual = if fault.answered { INCIDENT } else { NETWORK };
    fault.hint.unwrap_or(usual)
}

/// A hint for a refusal, in our own words. What was given was right for as long as the
/// list could be read.
pub(super) fn refused(run: &EndedRun<'_>, refusal: &Refusal) -> String {
    let was_read = run.deciding().last_read.is_some();
    let mut targets = run.verdict.targets.iter();
    let was_any_read = targets.any(|report| report.last_read.is_some());
    match refusal.cause {
        Cause::Status(401) if was_any_read => {
            "the token worked until then: has it expired, or was it revoked?".to_owned()
        }
        Cause::Status(401) => bad_token(run, refusal),
        Cause::Forbidden if was_read => {
            "its list could be read until then: has the role of the token changed?".to_owned()
        }
        Cause::Status(404 | 410) if was_read => format!(
            "see in Northflank what became of {}: its list could be read until then",
            run.target()
        ),
        Cause::Status(404) if was_any_read => {
            let other_kind = match run.deciding().target.kind {
                TargetKind::Job => "a service (--service-id)",
                TargetKind::Service => "a job (--job-id)",
            };
            format!(
                "check the id of {}, and whether it is {other_kind}: the list of another target could be read",
                run.target()
            )
        }
        Cause::Status(_)
        | Cause::Forbidden
        | Cause::RateLimit(_)
        | Cause::InFront
        | Cause::Proxy
        | Cause::Certificate
        | Cause::TimedOut
        | Cause::Unanswered
        | Cause::Other => refusal.hint.clone(),
    }
}

/// A hint for a token that the API does not take: where it was read, since the other
/// sources are passed over.
fn bad_token(run: &EndedRun<'_>, refusal: &Refusal) -> String {
    let Some(source) = &run.config.token_source else {
        return refusal.hint.clone();
    };
    let source = run.sanitizer.line(source);
    format!("the token came from {source}: put a valid one there")
}

/// The section about what a fault or a refusal comes from.
pub(super) const fn topic(cause: Cause) -> Option<Topic> {
    match cause {
        Cause::Status(401) => Some(Topic::Unauthorized),
        Cause::Status(404) => Some(Topic::NotFound),
        Cause::RateLimit(_) => Some(Topic::RateLimit),
        Cause::Forbidden => Some(Topic::Forbidden),
        Cause::InFront => Some(Topic::InFront),
        Cause::Proxy => Some(Topic::Proxy),
        Cause::Certificate => Some(Topic::Certificate),
        Cause::TimedOut | Cause::Unanswered => Some(Topic::TimedOut),
        Cause::Status(_) | Cause::Other => None,
    }
}

/// A hint that ends with a build that is started again, and what to do then.
pub(super) fn then_rerun(hint: &str, selector: &Selector) -> String {
    match selector {
        Selector::Build(_) => {
            format!("{hint}; it gets another id: pass that one as --build-id")
        }
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest => {
            format!("{hint}, then rerun this job")
        }
    }
}

/// A hint for a build that ended so, for [`then_rerun`].
pub(super) fn failed(kind: FailureKind, build: Option<&Build>) -> &'static str {
    let status = build.map(|build| &build.status);
    match kind {
        FailureKind::Failure if status == Some(&Field::Present(Status::SubmissionFailure)) => {
            "Northflank could not start the build: check its repository, branch and build settings there, start it again"
        }
        FailureKind::Failure => {
            "see the build's log in Northflank: push a fix, or start the build again there"
        }
        FailureKind::Aborted => {
            "somebody cancelled the build in Northflank, or a newer push did; start it again there"
        }
        FailureKind::Crashed => {
            "see the build's log in Northflank, and whether the build ran out of memory or disk; start it again there"
        }
        FailureKind::Inconsistent => {
            "Northflank says SUCCESS and success: false at once; see there which is right, start the build again"
        }
    }
}

/// A hint for a target that was undecided at the deadline.
pub(super) fn timed_out(run: &EndedRun<'_>) -> &'static str {
    let report = run.deciding();
    let is_by_id = matches!(run.config.criteria.selector, Selector::Build(_));
    match report.status {
        TargetStatus::Missing if is_by_id => {
            "see in Northflank what became of the build; one that is started again has another id: pass that one as --build-id"
        }
        TargetStatus::Missing => {
            "see in Northflank what became of the build, start it again there, then rerun this job"
        }
        TargetStatus::Running if report.candidates.iter().any(has_failed) => {
            "one of the builds that may be the newest has failed: start a new build in Northflank, then rerun this job"
        }
        // By a list that was read whole; what came of another is said of its fault or gap.
        TargetStatus::Succeeded => "pass a longer --timeout, or rerun this job",
        TargetStatus::NoBuild | TargetStatus::Running | TargetStatus::Failed(_) => {
            running_build(report).map_or(
                "see in Northflank how the build ended, then rerun this job",
                running,
            )
        }
    }
}

fn has_failed(build: &Build) -> bool {
    matches!(Conclusion::of(build), Conclusion::Failed(_))
}

/// A hint for a build that still ran at the deadline.
fn running(build: &Build) -> &'static str {
    let status = build.status.value();
    match status.map(Status::stage) {
        _ if flags_disagree(build) => {
            "status and flags of the build disagree: see in Northflank whether it has ended, then rerun this job"
        }
        _ if status == Some(&Status::Unschedulable) => {
            "Northflank finds no machine for the build: check its build plan and the account's limits there, or pass a longer --timeout"
        }
        Some(Stage::Queued) => {
            "the build waits for its turn: stop builds in Northflank that are not needed, or pass a longer --timeout"
        }
        Some(Stage::Unknown) => {
            "this version does not know the build's status: see in Northflank how the build stands, and whether there is a newer northflank-gate"
        }
        Some(
            Stage::Building
            | Stage::Uploading
            | Stage::Succeeded
            | Stage::Failed
            | Stage::Aborted
            | Stage::Crashed,
        )
        | None => "pass a longer --timeout, or see in Northflank what holds the build",
    }
}

/// A hint where no build matched.
pub(super) fn no_build(run: &EndedRun<'_>) -> &'static str {
    let (criteria, report) = (&run.config.criteria, run.deciding());
    let is_empty = report.last_read.is_some() && report.others.newest().is_none();
    match &report.incomplete {
        Some(gap @ Incomplete::Stale(_)) => return incomplete(gap).0,
        Some(gap) if is_empty => return incomplete(gap).0,
        Some(_) | None => {}
    }
    let left_out = report.others.left_out.as_ref();
    let is_left_out = left_out.is_some();
    match &criteria.selector {
        Selector::Build(_) if is_left_out => "pass any for each filter that leaves it out",
        Selector::Commit(_) | Selector::Prefix(_) if left_out.is_some_and(has_failed) => {
            "start a build that the filters let through"
        }
        Selector::Commit(_) | Selector::Prefix(_) if is_left_out => {
            "pass any for each filter that leaves it out, or start a build that they let through"
        }
        Selector::Build(_) if report.hit_page_limit => {
            "raise --max-pages, if the build is an old one; else check --build-id, and that the build is of this job or service"
        }
        Selector::Build(_) => "check --build-id, and that the build is of this job or service",
        Selector::Commit(_) | Selector::Prefix(_) if evidence::is_of_merge_queue(run.config) => {
            "the commit is a merge queue's: let the build rules in Northflank take branches gh-readonly-queue/*, or leave the gate out on merge_group"
        }
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest if is_empty => {
            "check that the job or service is the one that builds this repository, and that its builds are on"
        }
        Selector::Commit(_) | Selector::Prefix(_) if evidence::later_commit(run).is_some() => {
            "see the run of the later commit, if there is one; to gate on this commit, start its build in Northflank, then rerun this job"
        }
        Selector::Commit(_) | Selector::Prefix(_) if report.hit_page_limit => {
            "raise --max-pages, if the commit is an old one; else see whether branch or path rules, a flag such as [skip ci], or a later commit of the same push left it out"
        }
        Selector::Commit(_) | Selector::Prefix(_)
            if evidence::filters(criteria, run.sanitizer).is_empty() =>
        {
            "see whether branch or path rules in Northflank, a flag such as [skip ci], or a later commit of the same push left the commit out; to gate on it, start its build there, then rerun this job"
        }
        // The newest build of all always has a filter: --not-before.
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest => {
            "check the filters, or start the build in Northflank"
        }
    }
}

/// A hint that a cancelled run cancels no build, with those that run.
pub(super) fn running_builds_hint(run: &EndedRun<'_>) -> Option<String> {
    let targets = &run.verdict.targets;
    let running = targets
        .iter()
        .filter(|report| report.status == TargetStatus::Running);
    let builds = running.flat_map(|report| {
        let builds = report.candidates.iter().filter(|build| is_running(build));
        builds.map(|build| match targets[..] {
            [_] => build.id.clone(),
            _ => format!("{} of {}", build.id, report.target),
        })
    });
    let builds: Vec<String> = builds.collect();
    (!builds.is_empty()).then(|| {
        format!(
            "a cancel stops no build in Northflank; stop there what is not needed: {}",
            names(&builds, run.sanitizer)
        )
    })
}
