//! How it ended, in words: one line that says it all, then the cause, what to
//! do, and how the other targets stood.
//!
//! A limit that fired is named by its option.

use std::time::Duration;

use super::foreign::{line, span};
use super::opening::wanted;
use super::record::took;
use super::story::{incompleteness, word};
use crate::ask::config::Config;
use crate::ask::error::UsageError;
use crate::gate::build::Build;
use crate::gate::criteria::{Sha, Which};
use crate::gate::follow::Standing;
use crate::gate::judge::Shortfall;
use crate::gate::look::Fault;
use crate::gate::verdict::{AppearLimit, Because, Outcome, TargetState, Verdict};

/// How it ended, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The result.
    pub outcome: Outcome,
    /// One line that says it all.
    pub headline: String,
    /// Why, where that is not plain.
    pub cause: Option<String>,
    /// What to do, where something can be done.
    pub hint: Option<String>,
    /// How the targets that did not decide stood.
    pub others: Vec<Other>,
}

/// How a target that did not decide stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// In words.
    pub text: String,
    /// Whether its build did not succeed either.
    pub failed: bool,
}

impl Ending {
    /// The lines that say how it ended: what, why, what to do.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let part = |name: &str, text: &Option<String>| {
            text.as_ref().map(|text| format!("  {name}: {text}"))
        };
        std::iter::once(self.headline.clone())
            .chain(part("cause", &self.cause))
            .chain(part("hint", &self.hint))
            .collect()
    }

    /// The ending of a run whose options make no sense.
    #[must_use]
    pub fn of_usage(error: &UsageError) -> Self {
        Self {
            outcome: Outcome::Usage,
            headline: format!("error: {}", line(&error.what())),
            cause: error.cause().as_deref().map(line),
            hint: Some(line(&error.hint())),
            others: vec![],
        }
    }
}

/// Puts a verdict into words.
#[must_use]
pub fn of_verdict(config: &Config, verdict: &Verdict, requests: u32) -> Ending {
    let (cause, hint) = cause_and_hint(config, verdict);
    let others = match verdict.because {
        Because::AllSucceeded => vec![],
        Because::DidNotSucceed(_)
        | Because::TimedOut
        | Because::NoBuild { .. }
        | Because::LostSight { .. }
        | Because::NoAnswer { .. }
        | Because::Refused(_)
        | Because::Ambiguous { .. }
        | Because::Cancelled(_) => others(verdict),
    };
    Ending {
        outcome: verdict.outcome(),
        headline: headline(config, verdict, requests),
        cause,
        hint,
        others,
    }
}

fn headline(config: &Config, verdict: &Verdict, requests: u32) -> String {
    let wanted = wanted(&config.criteria.which);
    let decider = verdict.targets.get(verdict.decider);
    let target = decider.map_or_else(String::new, |state| line(&state.target.to_string()));
    let timeout = timeout(config);
    match &verdict.because {
        Because::AllSucceeded => format!(
            "open: {} ({})",
            opened(config, verdict),
            requests_sent(requests)
        ),
        Because::DidNotSucceed(shortfall) => {
            let build = decider.and_then(|state| state.build.as_ref());
            format!(
                "shut: the build of {wanted} for {target} {}",
                ended(build, *shortfall)
            )
        }
        Because::TimedOut => format!("shut: {} {timeout}", still(&wanted, &target, decider)),
        Because::NoBuild {
            limit: AppearLimit::AppearTimeout,
        } => {
            let patience = span(config.limits.appear_timeout);
            format!(
                "shut: no build of {wanted} for {target} appeared in {patience} (--appear-timeout)"
            )
        }
        Because::NoBuild {
            limit: AppearLimit::Timeout,
        } => {
            format!("shut: no build of {wanted} for {target} had appeared {timeout}")
        }
        Because::LostSight { .. } => {
            format!("shut: the builds of {target} could not be told {timeout}")
        }
        Because::NoAnswer { .. } => format!(
            "shut: {} did not answer within {}",
            config.host,
            no_answer_limit(config)
        ),
        Because::Refused(_) => {
            format!(
                "shut: could not list the builds of {target} in project {}",
                line(&config.project)
            )
        }
        Because::Ambiguous { prefix, .. } => format!("error: --sha {prefix} fits two commits"),
        Because::Cancelled(signal) => format!("cancelled by {}", signal.name()),
    }
}

/// The moment of `--timeout`, with its name.
fn timeout(config: &Config) -> String {
    if config.limits.is_single_round() {
        "in the single round (--timeout 0s)".to_owned()
    } else {
        format!("after {} (--timeout)", span(config.limits.timeout))
    }
}

fn no_answer_limit(config: &Config) -> String {
    let limits = &config.limits;
    if limits.appear_timeout.is_zero() {
        format!("{} (--request-timeout)", span(limits.request_timeout))
    } else {
        format!("{} (--appear-timeout)", span(limits.appear_timeout))
    }
}

fn requests_sent(requests: u32) -> String {
    let plural = if requests == 1 { "" } else { "s" };
    format!("{requests} request{plural}")
}

fn opened(config: &Config, verdict: &Verdict) -> String {
    let part = |state: &TargetState| {
        let target = line(&state.target.to_string());
        let build = state.build.as_ref();
        let commit = build.map_or_else(String::new, |build| commit(config, build));
        let took = build
            .and_then(took)
            .map_or_else(String::new, |took| format!(" in {}", span(took)));
        format!("{target} built {commit}{took}")
    };
    let parts: Vec<String> = verdict.targets.iter().map(part).collect();
    parts.join(", ")
}

/// The commit that a build is of, or the build itself where it does not say.
fn commit(config: &Config, build: &Build) -> String {
    let named = match &config.criteria.which {
        Which::Commit(sha) => Some(sha.short().to_owned()),
        Which::Prefix(_) | Which::Build(_) | Which::Latest => build
            .sha
            .value()
            .and_then(|sha| Sha::parse(sha))
            .map(|sha| sha.short().to_owned()),
    };
    named.unwrap_or_else(|| line(&build.id))
}

fn ended(build: Option<&Build>, shortfall: Shortfall) -> String {
    let Some(build) = build else {
        return "did not succeed".to_owned();
    };
    let word = line(word(build));
    let how = match shortfall {
        Shortfall::Failed | Shortfall::Aborted | Shortfall::Crashed => format!("ended as {word}"),
        Shortfall::Inconsistent => format!("ended as {word} and says success: false"),
    };
    let took = took(build).map_or_else(String::new, |took| format!(" after {}", span(took)));
    let message = build
        .message
        .as_ref()
        .map_or_else(String::new, |message| format!(", \"{}\"", line(message)));
    format!("{how}{took} (build {}{message})", line(&build.id))
}

fn still(wanted: &str, target: &str, state: Option<&TargetState>) -> String {
    let Some((state, build)) = state.and_then(|state| Some((state, state.build.as_ref()?))) else {
        return format!("no build of {wanted} for {target}");
    };
    let id = line(&build.id);
    match state.standing {
        Standing::Missing => {
            format!("the build of {wanted} for {target} was not listed any more (build {id})")
        }
        Standing::Succeeded => format!(
            "the build of {wanted} for {target} had succeeded, and not all of them were seen so at once"
        ),
        Standing::Running | Standing::NoBuild | Standing::DidNotSucceed(_) => {
            format!(
                "the build of {wanted} for {target} was still {} (build {id})",
                line(word(build))
            )
        }
    }
}

fn cause_and_hint(config: &Config, verdict: &Verdict) -> (Option<String>, Option<String>) {
    let hint = |text: &str| Some(text.to_owned());
    match &verdict.because {
        Because::AllSucceeded | Because::Cancelled(_) => (None, None),
        Because::DidNotSucceed(_) => (
            None,
            hint(
                "the build's log is in Northflank; start the build again there, then rerun this step",
            ),
        ),
        Because::TimedOut => (
            None,
            hint("pass a longer --timeout, or see in Northflank what holds the build"),
        ),
        Because::NoBuild { .. } => (
            None,
            hint(
                "was the commit left out by path rules, a flag such as [skip ci], or a later commit of the same push?",
            ),
        ),
        Because::LostSight { fault } => (
            lost_sight(config, verdict, fault.as_ref()),
            hint("see whether Northflank has an incident, then rerun this step"),
        ),
        Because::NoAnswer { fault } => (
            fault.as_ref().map(|fault| line(&fault.what)),
            hint("check --api-host, the network and the proxy of this machine"),
        ),
        Because::Refused(refusal) => (Some(line(&refusal.cause)), Some(line(&refusal.hint))),
        Because::Ambiguous {
            commits: [one, other],
            ..
        } => (
            Some(format!(
                "{} and {} both begin so",
                one.as_str(),
                other.as_str()
            )),
            hint("pass more digits of the commit"),
        ),
    }
}

fn lost_sight(config: &Config, verdict: &Verdict, fault: Option<&Fault>) -> Option<String> {
    let incomplete = verdict.targets.get(verdict.decider)?.incomplete;
    match (fault, incomplete) {
        (Some(fault), _) => Some(line(&fault.what)),
        (None, Some(incomplete)) => Some(incompleteness(incomplete, config.max_pages)),
        (None, None) => None,
    }
}

fn others(verdict: &Verdict) -> Vec<Other> {
    verdict
        .targets
        .iter()
        .enumerate()
        .filter(|(target, _)| {
            *target != verdict.decider || matches!(verdict.because, Because::Cancelled(_))
        })
        .map(|(_, state)| Other {
            text: stood(state),
            failed: matches!(state.standing, Standing::DidNotSucceed(_)),
        })
        .collect()
}

fn stood(state: &TargetState) -> String {
    let target = line(&state.target.to_string());
    match &state.build {
        Some(build) if state.standing == Standing::Missing => {
            format!("{target}: build {} not listed any more", line(&build.id))
        }
        Some(build) => format!(
            "{target}: {} (build {})",
            line(word(build)),
            line(&build.id)
        ),
        None if state.is_seen => format!("{target}: no build"),
        None => format!("{target}: not looked at"),
    }
}

/// The line for a result that could not be written.
#[must_use]
pub fn unwritten(place: &str, why: &str) -> String {
    format!(
        "could not write the result to {}: {}",
        line(place),
        line(why)
    )
}

/// How long a run took, for the summary.
#[must_use]
pub fn cost(waited: Duration, requests: u32) -> String {
    format!("waited {}, {}", span(waited), requests_sent(requests))
}
