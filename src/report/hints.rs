//! Why a run ended so, and what to do about it.

use std::time::Duration;

use super::phrases::{incomplete, pages};
use super::sanitize::{duration, line};
use crate::cli::config::Config;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::{Criteria, NotBefore, Selector};
use crate::gate::listing::Fault;
use crate::gate::verdict::{Incomplete, Outcome, Reason, TargetReport, Verdict};

/// The cause, where the headline does not say it.
#[must_use]
pub fn cause(config: &Config, verdict: &Verdict) -> Option<String> {
    let deciding = verdict.targets.get(verdict.deciding);
    match &verdict.reason {
        Reason::AllSucceeded | Reason::Cancelled(_) | Reason::Failed(_) | Reason::TimedOut => None,
        Reason::NoBuild { .. } => absence(config, deciding?),
        Reason::LostSight { fault: Some(fault) } => Some(line(&fault.what)),
        Reason::LostSight { fault: None } => {
            Some(incomplete(deciding?.incomplete?, config.max_pages))
        }
        Reason::NoAnswer { fault } => fault.as_ref().map(|fault| line(&fault.what)),
        Reason::Refused(refusal) => Some(line(&refusal.cause)),
        Reason::Ambiguous {
            commits: [one, other],
            ..
        } => Some(format!(
            "{} and {} both begin so",
            one.as_str(),
            other.as_str()
        )),
    }
}

/// What to do, where something can be done.
#[must_use]
pub fn hint(config: &Config, verdict: &Verdict) -> Option<String> {
    let deciding = verdict.targets.get(verdict.deciding);
    let hint = match &verdict.reason {
        Reason::AllSucceeded | Reason::Cancelled(_) => return None,
        Reason::Failed(_) => {
            "the build's log is in Northflank; start the build again there, then rerun this step"
        }
        Reason::TimedOut
            if deciding.is_some_and(|state| state.standing == TargetStatus::Missing) =>
        {
            "see in Northflank whether the build was deleted, then start it again"
        }
        Reason::TimedOut => "pass a longer --timeout, or see in Northflank what holds the build",
        Reason::NoBuild { .. } => no_build(&config.criteria),
        Reason::LostSight { fault } => lost_sight(fault.as_ref(), deciding),
        Reason::NoAnswer { fault } => fault
            .as_ref()
            .and_then(|fault| fault.hint)
            .unwrap_or(NETWORK),
        Reason::Refused(refusal) => return Some(line(&refusal.hint)),
        Reason::Ambiguous { .. } => "pass more digits of the commit",
    };
    Some(hint.to_owned())
}

/// A build that had ended longer than this before the run began was not built for
/// it.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// That the gate opens on a build that had ended long before the run began: it may
/// be right, since a run can be repeated.
#[must_use]
pub fn old_evidence(verdict: &Verdict) -> Vec<String> {
    let note = |state: &TargetReport| {
        let build = state.build.as_ref()?;
        let (what, time) = match (build.concluded_at, build.created.value()) {
            (Some(time), _) => ("ended", time),
            (None, Some(&time)) => ("was created", time),
            (None, None) => return None,
        };
        let age = verdict.began?.since(time).filter(|age| *age > MAX_AGE)?;
        Some(format!(
            "build {} of {} {what} {} before this run began; --not-before takes newer builds alone",
            line(&build.id),
            line(&state.target.to_string()),
            duration(age)
        ))
    };
    match verdict.outcome() {
        Outcome::Success => verdict.targets.iter().filter_map(note).collect(),
        Outcome::Failure
        | Outcome::Aborted
        | Outcome::Crashed
        | Outcome::Inconsistent
        | Outcome::Usage
        | Outcome::Timeout
        | Outcome::Refused
        | Outcome::Unreachable
        | Outcome::NoBuild
        | Outcome::Internal
        | Outcome::Cancelled(_) => vec![],
    }
}

const NETWORK: &str = "check --api-host, the network and the proxy of this machine";

fn lost_sight(fault: Option<&Fault>, deciding: Option<&TargetReport>) -> &'static str {
    match (fault, deciding.and_then(|state| state.incomplete)) {
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

fn no_build(criteria: &Criteria) -> &'static str {
    match &criteria.selector {
        Selector::Build(_) => "check --build-id, and that the build is of this job or service",
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest
            if !filters(criteria).is_empty() =>
        {
            "check the filters, or start the build in Northflank"
        }
        Selector::Commit(_) | Selector::Prefix(_) | Selector::Latest => {
            "was the commit left out by path rules, a flag such as [skip ci], or a later commit of the same push?"
        }
    }
}

/// What may have kept a build from matching.
fn absence(config: &Config, state: &TargetReport) -> Option<String> {
    let mut causes = filters(&config.criteria);
    if state.hit_page_limit {
        let pages = pages(config.max_pages);
        causes.push(format!(
            "only the first {pages} of the list were read (--max-pages)"
        ));
    }
    (!causes.is_empty()).then(|| causes.join("; "))
}

fn filters(criteria: &Criteria) -> Vec<String> {
    let mut filters = Vec::new();
    if let Some(branch) = &criteria.branch {
        filters.push(format!(
            "only builds of branch {} count (--branch)",
            line(branch)
        ));
    }
    if let Some(number) = criteria.pull_request {
        filters.push(format!(
            "only builds of pull request {number} count (--pull-request)"
        ));
    }
    match criteria.not_before {
        NotBefore::Any => {}
        NotBefore::At(start) => {
            filters.push(format!(
                "builds created before {start} do not count (--not-before)"
            ));
        }
        NotBefore::Ago(ago) => filters.push(format!(
            "builds created more than {} before the start do not count (--not-before)",
            duration(ago)
        )),
    }
    filters
}
