//! What is said of each reason why a run ends: the sentence, the cause, what to
//! do, and where more is to be found.
//!
//! [`EndedRun::ending`] is the one match over the reasons: a new one is an arm there.
//! A limit that fired is named by its option.

use std::time::Duration;

use super::notes::{self, known};
use super::quota_text::{self, fault_with_quota, is_rate_limited};
use super::{EndedRun, Ending, cancelled, evidence, grace, hints};
use crate::cli::topic::Topic;
use crate::gate::verdict::{AppearLimit, Incomplete, Reason};
use crate::model::conclusion::FailureKind;
use crate::model::duration;
use crate::model::fault::Refusal;
use crate::report::phrases::{self, absent, counted, incomplete, wanted};
use crate::report::target_text::{ended, opened, other_branch, still, unasked_commit};

/// More of them tell less.
const MAX_URLS: usize = 10;

/// A wait that is longer than its limit by more than this is said in full.
const MAX_OVERRUN: Duration = Duration::from_secs(60);

impl EndedRun<'_> {
    /// How the run ended; [`Ending::of_verdict`] adds the result, the pages of all
    /// targets, and how the others stood.
    pub(super) fn ending(&self, requests: u32) -> Ending {
        let (config, sanitizer) = (self.config, self.sanitizer);
        match &self.verdict.reason {
            Reason::AllSucceeded => {
                let opened = opened(config, self.verdict, sanitizer);
                let reports = self.verdict.targets.iter();
                let about = |report| [self.tie_note(report), notes::old_build_note(self, report)];
                let urls = reports.clone().take(MAX_URLS);
                Ending {
                    message: format!("{opened} ({})", counted(requests, "request")),
                    notes: reports.flat_map(about).flatten().collect(),
                    urls: urls.filter_map(|report| self.url(report)).collect(),
                    ..Ending::default()
                }
            }
            Reason::Failed(kind) => self.failed(*kind),
            Reason::TimedOut => self.timed_out(),
            Reason::NoBuild { limit } => self.no_build(*limit),
            Reason::LostContact => self.lost_contact(),
            Reason::NoAnswer => self.no_answer(),
            Reason::Refused(refusal) => self.refused(refusal),
            Reason::Ambiguous([one, other]) => Ending {
                message: format!("--sha {} fits two commits", self.prefix()),
                cause: Some(format!(
                    "{} and {} both begin so",
                    sanitizer.line(one.as_str()),
                    sanitizer.line(other.as_str())
                )),
                hint: Some("pass more digits of the commit".to_owned()),
                ..Ending::default()
            },
            Reason::Cancelled(signal) => Ending {
                message: cancelled(*signal),
                hint: hints::running_builds_hint(self),
                ..Ending::default()
            },
        }
    }

    fn failed(&self, kind: FailureKind) -> Ending {
        let build = self.deciding().build.as_ref();
        let superseded = evidence::superseded_cause(self.deciding(), self.sanitizer);
        let (hint, help) = match &superseded {
            Some(_) => (hints::SUPERSEDED, Some(Topic::Superseded)),
            None => (hints::failed(kind, build), None),
        };
        Ending {
            message: self.of_build(&ended(build, kind, self.sanitizer)),
            cause: superseded,
            hint: Some(hints::then_rerun(hint, &self.config.criteria.selector)),
            notes: known([
                grace::note(self),
                grace::unread(self),
                notes::old_build_note(self, self.deciding()),
                self.gap_text(self.deciding().incomplete.as_ref()),
                self.tie_note(self.deciding()),
                self.missing_team_note(),
            ]),
            urls: self.deciding_urls(),
            help,
            ..Ending::default()
        }
    }

    fn timed_out(&self) -> Ending {
        let stood = still(self.deciding(), self.sanitizer);
        let gap = hints::gap(self.deciding());
        let (hint, help) = self
            .help_after_fault()
            .or_else(|| gap.map(hints::incomplete))
            .unwrap_or_else(|| (hints::timed_out(self), None));
        Ending {
            message: self.of_build(&format!("{stood} {}", self.timeout_text())),
            cause: self.with_fault(self.gap_text(gap)),
            hint: Some(hint.to_owned()),
            notes: self.notes_of_wait(),
            urls: self.deciding_urls(),
            help,
            ..Ending::default()
        }
    }

    fn no_build(&self, limit: AppearLimit) -> Ending {
        let absent = absent(&self.config.criteria.selector, self.sanitizer);
        let appeared = match limit {
            AppearLimit::AppearTimeout => {
                appeared_in(self.config.limits.appear_timeout, self.verdict.elapsed)
            }
            AppearLimit::Timeout => format!("had appeared {}", self.timeout_text()),
        };
        // The filter excludes the build whatever the API answers: what helps against a
        // fault does not help here.
        let (fault, topic) = match &self.deciding().others.left_out {
            Some(_) => (None, Topic::LeftOut),
            None => (self.help_after_fault(), Topic::NoBuild),
        };
        let (hint, help) = fault.unwrap_or_else(|| (hints::no_build(self), Some(topic)));
        Ending {
            message: format!("{absent} for {} {appeared}", self.target()),
            cause: self.with_fault(evidence::absence_cause(self)),
            hint: Some(hint.to_owned()),
            notes: self.notes_of_wait(),
            urls: self.deciding_urls(),
            help,
            ..Ending::default()
        }
    }

    fn lost_contact(&self) -> Ending {
        let gap = self.deciding().incomplete.as_ref();
        let is_read = gap.is_some() && self.deciding().fault.is_none();
        let (hint, help) = self
            .help_after_fault()
            .or_else(|| gap.map(hints::incomplete))
            .unwrap_or((hints::INCIDENT, None));
        Ending {
            message: format!(
                "the builds of {} could not be read{} {}",
                self.target(),
                if is_read { " in full" } else { "" },
                self.timeout_text()
            ),
            cause: self.with_fault(self.gap_text(gap)),
            hint: Some(hint.to_owned()),
            notes: known([self.last_seen_note(), quota_text::note(self)]),
            urls: self.deciding_urls(),
            help,
            ..Ending::default()
        }
    }

    /// The refusal is the fault of its target: where a list was read before, the cause
    /// says when.
    fn refused(&self, refusal: &Refusal) -> Ending {
        let was_read = self.deciding().last_read.is_some();
        Ending {
            message: format!(
                "could not list the builds of {} in project {}{}",
                self.target(),
                self.sanitizer.line(&self.config.project),
                if was_read { " any more" } else { "" }
            ),
            cause: self.with_fault(None),
            hint: Some(hints::refused(self, refusal)),
            notes: known([self.last_seen_note()]),
            urls: self.deciding_urls(),
            help: hints::topic(refusal.cause),
            ..Ending::default()
        }
    }

    fn no_answer(&self) -> Ending {
        let fault = self.deciding().fault.as_ref();
        let limits = &self.config.limits;
        let option = if limits.appear_timeout.is_zero() {
            "--request-timeout"
        } else {
            "--appear-timeout"
        };
        let hint = fault.and_then(|fault| fault.hint);
        Ending {
            message: format!(
                "{} did not answer within {} ({option})",
                self.sanitizer.line(&self.config.host.to_string()),
                duration::exact(limits.answer_timeout())
            ),
            cause: fault.map(|fault| self.sanitizer.line(&fault.what)),
            hint: Some(hint.unwrap_or(hints::NETWORK).to_owned()),
            help: fault.and_then(|fault| hints::topic(fault.cause)),
            ..Ending::default()
        }
    }

    /// What came of the build of the target that decided.
    fn of_build(&self, what: &str) -> String {
        let build = self.deciding().build.as_ref();
        let commit = unasked_commit(self.config, build);
        let branch = other_branch(self.config, build, self.sanitizer);
        let (wanted, target) = (self.wanted(), self.target());
        format!("{wanted} for {target}{commit}{branch} {what}")
    }

    pub(super) fn wanted(&self) -> String {
        wanted(&self.config.criteria.selector, self.sanitizer)
    }

    /// What kept a list from being complete.
    fn gap_text(&self, gap: Option<&Incomplete>) -> Option<String> {
        gap.map(|gap| incomplete(gap, self.config.max_pages, self.sanitizer))
    }

    /// This cause, and what came in place of the last list, where something did.
    fn with_fault(&self, cause: Option<String>) -> Option<String> {
        let fault = self.deciding().fault.as_ref();
        let fault = fault.map(|fault| {
            let what = fault_with_quota(self, fault);
            let Some(read) = self.deciding().last_read else {
                return what;
            };
            let age = self.verdict.elapsed.saturating_sub(read);
            format!(
                "its list was last read {} before that, then {what}",
                duration::short(age)
            )
        });
        let causes: Vec<String> = cause.into_iter().chain(fault).collect();
        (!causes.is_empty()).then(|| causes.join("; "))
    }

    /// A hint if the last poll gave no list, and the section that says more.
    fn help_after_fault(&self) -> Option<(&'static str, Option<Topic>)> {
        let fault = self.deciding().fault.as_ref()?;
        Some(if is_rate_limited(fault) {
            (quota_text::HINT, Some(Topic::RateLimit))
        } else {
            (hints::fault(fault), hints::topic(fault.cause))
        })
    }

    pub(super) fn target(&self) -> String {
        phrases::target(&self.deciding().target, self.sanitizer)
    }

    /// The moment of `--timeout`, with its name.
    fn timeout_text(&self) -> String {
        let limits = &self.config.limits;
        if limits.is_single_round() {
            "at the only poll (--timeout 0s)".to_owned()
        } else {
            format!("after {} (--timeout)", duration::exact(limits.timeout))
        }
    }

    /// The page in Northflank of the target that decided.
    fn deciding_urls(&self) -> Vec<String> {
        self.url(self.deciding()).into_iter().collect()
    }
}

/// The end of a sentence about what did not appear in this time, after this wait.
fn appeared_in(patience: Duration, waited: Duration) -> String {
    let exact = duration::exact(patience);
    if waited > patience.saturating_add(MAX_OVERRUN) {
        let waited = duration::short(waited);
        return format!("had appeared after {waited} (--appear-timeout {exact})");
    }
    format!("appeared in {exact} (--appear-timeout)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_up_to_a_minute_beyond_the_limit_is_said_by_the_limit() {
        let [minute, second] = [60, 1].map(Duration::from_secs);
        let (limit, full) = (
            "appeared in 1m (--appear-timeout)",
            "had appeared after 2m1s (--appear-timeout 1m)",
        );
        assert_eq!(appeared_in(minute, minute), limit);
        assert_eq!(appeared_in(minute, minute * 2), limit);
        assert_eq!(appeared_in(minute, minute * 2 + second), full);
    }
}
