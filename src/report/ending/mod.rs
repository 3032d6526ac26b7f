//! How it ended, in words: one line that says it all, then the cause, what to
//! do, and how the other targets stood.
//!
//! A limit that fired is named by its option.

mod evidence;
mod hints;
pub mod links;
mod quota_text;
mod undecided;

use crate::cli::config::Config;
use crate::cli::error::UsageError;
use crate::gate::candidates::TargetStatus;
use crate::gate::verdict::{AppearLimit, Outcome, Reason, Signal, UNWRITTEN, Verdict};
use crate::report::build_log::LogEnd;
use crate::report::phrases::{absent, requests, wanted};
use crate::report::record::url;
use crate::report::sanitize::{Sanitizer, duration};
use crate::report::target_text::{ended, opened, still, stood};
use links::Topic;

/// How it ended, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// The exit code of the process.
    pub exit_code: u8,
    /// One line that says it all.
    pub headline: String,
    /// Why, where that is not plain.
    pub cause: Option<String>,
    /// What to do, where something can be done.
    pub hint: Option<String>,
    /// What to know of an end all the same.
    pub notes: Vec<String>,
    /// The most telling line of the log of the build that did not succeed.
    pub log_line: Option<String>,
    /// The end of that log.
    pub log: Vec<String>,
    /// Pages in Northflank of the target that decided, or of all that opened.
    pub links: Vec<String>,
    /// The section of the README that says more.
    pub help: Option<Topic>,
    /// The page of each target, where the team is known.
    pub pages: Vec<Option<String>>,
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
            .chain(part("log", &self.log_line))
            .chain(part("hint", &self.hint))
            .chain(self.notes.iter().map(|note| format!("  note: {note}")))
            .chain(self.links.iter().map(|link| format!("  link: {link}")))
            .chain(self.help.map(|topic| format!("  help: {}", topic.url())))
            .collect()
    }

    /// The same ending with the end of the build's log.
    #[must_use]
    pub fn with_log(mut self, log: LogEnd) -> Self {
        self.notes.extend(log.note);
        self.log_line = log.most_telling;
        self.log = log.lines;
        self
    }

    /// The headline without the word that it starts with.
    #[must_use]
    pub fn message(&self) -> &str {
        ["open: ", "shut: ", "error: "]
            .iter()
            .find_map(|word| self.headline.strip_prefix(word))
            .unwrap_or(&self.headline)
    }

    /// The ending of a run with invalid usage.
    #[must_use]
    pub fn of_usage(error: &UsageError, safe: &Sanitizer) -> Self {
        Self {
            exit_code: Outcome::Usage.exit_code(),
            headline: format!("error: {}", safe.line(&error.what())),
            cause: error.cause().as_deref().map(|cause| safe.line(cause)),
            hint: Some(safe.line(&error.hint())),
            help: links::of_usage(error),
            ..Self::default()
        }
    }

    /// The ending of a run that was cancelled before it polled.
    #[must_use]
    pub fn of_signal(signal: Signal) -> Self {
        Self {
            exit_code: Outcome::Cancelled(signal).exit_code(),
            headline: cancelled(signal),
            ..Self::default()
        }
    }

    /// The same ending, when the result could not be written where it was
    /// asked for: an open gate shuts, any other stays as it is.
    #[must_use]
    pub fn unwritten(self) -> Self {
        if self.exit_code != Outcome::Success.exit_code() {
            return self;
        }
        let open = self.message();
        Self {
            exit_code: UNWRITTEN,
            headline: format!("shut: {open}, but the result could not be written"),
            hint: Some(
                "the log names what could not be written: mend that, then rerun this step"
                    .to_owned(),
            ),
            help: Some(Topic::Unwritten),
            ..self
        }
    }
}

/// Puts a verdict into words.
#[must_use]
pub fn of_verdict(config: &Config, verdict: &Verdict, sent: u32, safe: &Sanitizer) -> Ending {
    let pages: Vec<Option<String>> = verdict
        .targets
        .iter()
        .map(|report| url(config, &report.target, report.build.as_ref(), safe))
        .collect();
    let mut notes = hints::notes(config, verdict, safe);
    notes.extend(links::without_pages(config, verdict).map(str::to_owned));
    let others = match verdict.reason {
        Reason::AllSucceeded => vec![],
        Reason::Failed(_)
        | Reason::TimedOut
        | Reason::NoBuild { .. }
        | Reason::LostSight { .. }
        | Reason::NoAnswer { .. }
        | Reason::Refused(_)
        | Reason::Ambiguous { .. }
        | Reason::Cancelled(_) => others(verdict, &pages, safe),
    };
    Ending {
        exit_code: verdict.outcome().exit_code(),
        headline: headline(config, verdict, sent, safe),
        cause: hints::cause(config, verdict, safe),
        hint: hints::hint(config, verdict, safe),
        notes,
        log_line: None,
        log: vec![],
        links: links::pages(verdict, &pages),
        help: links::of_verdict(verdict, safe),
        pages,
        others,
    }
}

fn headline(config: &Config, verdict: &Verdict, sent: u32, safe: &Sanitizer) -> String {
    let wanted = wanted(&config.criteria.selector, safe);
    let absent = absent(&config.criteria.selector, safe);
    let deciding = verdict.targets.get(verdict.deciding);
    let target = deciding.map_or_else(String::new, |state| safe.name(&state.target.to_string()));
    match &verdict.reason {
        Reason::AllSucceeded => format!(
            "open: {} ({})",
            opened(config, verdict, safe),
            requests(sent)
        ),
        Reason::Failed(shortfall) => {
            let build = deciding.and_then(|state| state.build.as_ref());
            format!(
                "shut: {wanted} for {target} {}",
                ended(build, *shortfall, safe)
            )
        }
        Reason::TimedOut => {
            let still = deciding.map_or_else(String::new, |report| still(report, safe));
            format!("shut: {wanted} for {target} {still} {}", timeout(config))
        }
        Reason::NoBuild {
            limit: AppearLimit::AppearTimeout,
        } => {
            let patience = duration(config.limits.appear_timeout);
            format!("shut: {absent} for {target} appeared in {patience} (--appear-timeout)")
        }
        Reason::NoBuild {
            limit: AppearLimit::Timeout,
        } => format!(
            "shut: {absent} for {target} had appeared {}",
            timeout(config)
        ),
        Reason::LostSight { .. } => {
            format!(
                "shut: the builds of {target} could not be read {}",
                timeout(config)
            )
        }
        Reason::NoAnswer { .. } => {
            let limit = no_answer_limit(config);
            format!(
                "shut: {} did not answer within {limit}",
                safe.name(&config.host.to_string())
            )
        }
        Reason::Refused(_) => {
            let project = safe.name(&config.project);
            format!("shut: could not list the builds of {target} in project {project}")
        }
        Reason::Ambiguous { prefix, .. } => format!("error: --sha {prefix} fits two commits"),
        Reason::Cancelled(signal) => cancelled(*signal),
    }
}

fn cancelled(signal: Signal) -> String {
    format!("cancelled by {}", signal.name())
}

/// The moment of `--timeout`, with its name.
fn timeout(config: &Config) -> String {
    if config.limits.is_single_round() {
        "in the single round (--timeout 0s)".to_owned()
    } else {
        format!("after {} (--timeout)", duration(config.limits.timeout))
    }
}

fn no_answer_limit(config: &Config) -> String {
    let limits = &config.limits;
    if limits.appear_timeout.is_zero() {
        format!("{} (--request-timeout)", duration(limits.request_timeout))
    } else {
        format!("{} (--appear-timeout)", duration(limits.appear_timeout))
    }
}

fn others(verdict: &Verdict, pages: &[Option<String>], safe: &Sanitizer) -> Vec<Other> {
    let is_cancelled = matches!(verdict.reason, Reason::Cancelled(_));
    verdict
        .targets
        .iter()
        .enumerate()
        .filter(|(target, _)| *target != verdict.deciding || is_cancelled)
        .map(|(target, state)| Other {
            text: match pages.get(target) {
                Some(Some(page)) => format!("{}, {page}", stood(state, safe)),
                Some(None) | None => stood(state, safe),
            },
            failed: matches!(state.status, TargetStatus::Failed(_)),
        })
        .collect()
}

/// The line for a result that could not be written.
#[must_use]
pub fn unwritten(place: &str, why: &str, safe: &Sanitizer) -> String {
    format!(
        "could not write the result to {}: {}",
        safe.line(place),
        safe.line(why)
    )
}
