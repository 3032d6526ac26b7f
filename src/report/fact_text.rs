//! How each fact reads: one line of the log.

use std::time::Duration;

use super::fact::{Fact, FactKind, LastSeen, SeenState, Wait};
use super::phrases::{
    self, absent, incomplete, message, moment, on_branch, quota_left, shell_word, status, tie,
};
use super::progress_log::HEARTBEAT;
use super::sanitize::Sanitizer;
use crate::model::build::Build;
use crate::model::duration;
use crate::model::fault::Cause;
use crate::pacing::rate_limit::Throttle;

/// A line of the log, without the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// What the line reports.
    pub kind: LineKind,
    /// The line.
    pub text: String,
}

/// What a line reports; `--quiet` shows no `Change`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Something changed.
    Change,
    /// Nothing changed: the line breaks the silence.
    Heartbeat,
    /// Somebody should look into it.
    Warning,
}

/// The lines of these facts.
#[must_use]
pub fn lines(facts: &[Fact], sanitizer: &Sanitizer) -> Vec<LogLine> {
    facts.iter().map(|fact| line_of(fact, sanitizer)).collect()
}

fn line_of(fact: &Fact, sanitizer: &Sanitizer) -> LogLine {
    let text = text(&fact.kind, sanitizer);
    let text = match &fact.target {
        Some(target) => format!("{}: {text}", phrases::target(target, sanitizer)),
        None => text,
    };
    LogLine {
        kind: line_kind(&fact.kind),
        text,
    }
}

const fn line_kind(fact: &FactKind) -> LineKind {
    match fact {
        FactKind::Incomplete { .. }
        | FactKind::OtherBranch { .. }
        | FactKind::ClocksDiffer { .. }
        | FactKind::Warning(_) => LineKind::Warning,
        FactKind::Unchanged { .. } | FactKind::Confirming => LineKind::Heartbeat,
        FactKind::NoBuild(_)
        | FactKind::Appeared(_)
        | FactKind::Replaced { .. }
        | FactKind::Changed { .. }
        | FactKind::FlagsDisagree(_)
        | FactKind::Missing(_)
        | FactKind::ListedAgain(_)
        | FactKind::Tied(_)
        | FactKind::NewerBuildAwaited { .. }
        | FactKind::PollFailed { .. }
        | FactKind::RateLimited { .. } => LineKind::Change,
    }
}

fn text(fact: &FactKind, sanitizer: &Sanitizer) -> String {
    match fact {
        FactKind::NoBuild(selector) => format!("{} yet", absent(selector, sanitizer)),
        FactKind::Appeared(build) => build_line(build, &on_branch(build, sanitizer), sanitizer),
        FactKind::Replaced { build, old } => {
            let old = sanitizer.line(old);
            let words = format!("{}, in place of {old}", on_branch(build, sanitizer));
            build_line(build, &words, sanitizer)
        }
        FactKind::Changed { build, from, after } => changed(build, from, *after, sanitizer),
        FactKind::FlagsDisagree(build) => format!(
            "{}: its status and its flags disagree, so it counts as running",
            sanitizer.line(&build.id)
        ),
        FactKind::Missing(id) => {
            let id = sanitizer.line(id);
            format!("{id} is not listed as a match and counts as running")
        }
        FactKind::ListedAgain(id) => format!("{} is listed as a match again", sanitizer.line(id)),
        FactKind::Tied(builds) => tie(builds, "", sanitizer),
        FactKind::NewerBuildAwaited { grace } => newer_build_awaited(*grace),
        FactKind::Incomplete { why, max_pages } => {
            let why = incomplete(why, *max_pages, sanitizer);
            format!("{why}: this poll cannot open the gate")
        }
        FactKind::OtherBranch {
            id,
            branch,
            pushed,
            is_by_id,
        } => other_branch(id, branch, pushed, *is_by_id, sanitizer),
        FactKind::ClocksDiffer { api, machine } => format!(
            "the API's clock shows {api}, this machine's {machine}: --not-before counts by the API's"
        ),
        FactKind::PollFailed { fault, wait } => retrying(fault, *wait, sanitizer),
        FactKind::RateLimited {
            throttle,
            next_poll,
        } => rate_limited(*throttle, *next_poll),
        FactKind::Unchanged { seen, grace, wait } => {
            let seen = seen.as_ref().map(|seen| unchanged(seen, sanitizer));
            let grace = grace.map(newer_build_awaited);
            let wait = wait.as_ref().map(|wait| waiting(wait, sanitizer));
            let known: Vec<String> = [seen, grace, wait].into_iter().flatten().collect();
            if known.is_empty() {
                return "the list of builds has not been read yet".to_owned();
            }
            known.join("; ")
        }
        FactKind::Confirming => {
            "every build has succeeded; polling once more before the gate opens".to_owned()
        }
        FactKind::Warning(text) => sanitizer.line(text),
    }
}

fn changed(build: &Build, from: &str, after: Duration, sanitizer: &Sanitizer) -> String {
    let (after, from) = (duration::short(after), sanitizer.line(from));
    build_line(build, &format!(" after {after} {from}"), sanitizer)
}

fn other_branch(
    id: &str,
    branch: &str,
    pushed: &str,
    is_by_id: bool,
    sanitizer: &Sanitizer,
) -> String {
    let [id, branch, pushed] = [id, branch, pushed].map(|text| sanitizer.line(text));
    let advice = if is_by_id {
        String::new()
    } else {
        // `any` itself stands for no filter.
        let name = match pushed.as_str() {
            "any" => "refs/heads/any",
            name => name,
        };
        let word = shell_word(name);
        format!("; pass --branch {word} to wait for that branch only")
    };
    format!("{id} was built from branch {branch}, but this run is on {pushed}{advice}")
}

/// A build with its status, these words and its message.
fn build_line(build: &Build, words: &str, sanitizer: &Sanitizer) -> String {
    format!(
        "{}  {}{words}{}",
        sanitizer.line(&build.id),
        status(build, sanitizer),
        message(build, "  ", sanitizer)
    )
}

fn retrying(fault: &str, wait: Option<Duration>, sanitizer: &Sanitizer) -> String {
    let fault = sanitizer.line(fault);
    match wait {
        Some(wait) => format!("{fault}; retrying in {}", duration::short(wait)),
        None => format!("{fault}; no time is left to retry"),
    }
}

fn rate_limited(throttle: Throttle, next_poll: Option<Duration>) -> String {
    let (Throttle::Stretched { quota, .. } | Throttle::UntilReset { quota }) = throttle;
    let left = quota_left(quota);
    match (throttle, next_poll) {
        (_, None) => format!("{left}; no further poll before --timeout"),
        (Throttle::Stretched { interval, .. }, Some(_)) => {
            format!("{left}; polling about every {}", duration::short(interval))
        }
        (Throttle::UntilReset { .. }, Some(next)) => {
            format!("{left}; next poll at {}", moment(next))
        }
    }
}

fn newer_build_awaited(grace: Duration) -> String {
    format!(
        "waiting up to {} for a newer build (--retry-grace)",
        duration::rounded_up(grace)
    )
}

fn waiting(wait: &Wait, sanitizer: &Sanitizer) -> String {
    let next = wait
        .until
        .map(|until| format!(", next poll at {}", moment(until)));
    let next = next.unwrap_or_default();
    let Some(fault) = &wait.fault else {
        return format!("waiting for the API's quota{next}");
    };
    let fault = match fault.cause {
        Cause::Status(status) | Cause::RateLimit(status) => status.to_string(),
        Cause::Forbidden
        | Cause::InFront
        | Cause::Proxy
        | Cause::Certificate
        | Cause::TimedOut
        | Cause::Unanswered
        | Cause::Other => sanitizer.line(&fault.what),
    };
    format!("waiting for the API ({fault}){next}")
}

fn unchanged(seen: &LastSeen, sanitizer: &Sanitizer) -> String {
    let is_old = seen.age >= HEARTBEAT;
    let list = if is_old {
        format!("the list of {} ago", duration::short(seen.age))
    } else {
        "the last list".to_owned()
    };
    match &seen.state {
        SeenState::NoBuild(selector) if is_old => {
            format!("{} in {list}", absent(selector, sanitizer))
        }
        SeenState::NoBuild(selector) => format!("still {}", absent(selector, sanitizer)),
        SeenState::NoneInPart(selector) => {
            let absent = absent(selector, sanitizer);
            format!("{absent} in {list}, which cannot open the gate")
        }
        SeenState::Missing(id) if is_old => {
            format!("{} is not listed as a match in {list}", sanitizer.line(id))
        }
        SeenState::Missing(id) => format!("{} is still not listed as a match", sanitizer.line(id)),
        SeenState::Partial { id, status } => {
            let (id, status) = (sanitizer.line(id), sanitizer.line(status));
            format!("{id}  {status} in a list that broke off")
        }
        SeenState::Listed {
            id,
            status,
            since,
            is_unconfirmed,
        } => {
            let build = format!("{}  {}", sanitizer.line(id), sanitizer.line(status));
            let seen = match since {
                Some(since) if !is_old => format!("{build} for {}", duration::short(*since)),
                _ if is_old => format!("{build} in {list}"),
                Some(_) | None => format!("{build} by an earlier list"),
            };
            let doubt = if *is_unconfirmed {
                "; the last list cannot open the gate"
            } else {
                ""
            };
            seen + doubt
        }
    }
}
