//! What is said of each reason why a run ends: the sentence, the cause, what to
//! do, and where more is to be found.
//!
//! [`Run::ending`] is the one match over the reasons: a new one is an arm there.
//! A limit that fired is named by its option.

use super::quota_text::{self, fault_with_quota, is_rate_limited};
use super::{Ending, Run, cancelled, evidence, hints};
use crate::cli::topic::Topic;
use crate::gate::listing::Fault;
use crate::gate::verdict::{AppearLimit, Reason};
use crate::model::conclusion::FailureKind;
use crate::report::phrases::{absent, incomplete, requests, wanted};
use crate::report::sanitize::exact_duration;
use crate::report::target_text::{ended, opened, still};

/// More links tell less.
const MAX_LINKS: usize = 10;

impl Run<'_> {
    /// How the run ended, without how the other targets stood.
    pub(super) fn ending(&self, sent: u32) -> Ending {
        let (config, safe) = (self.config, self.safe);
        match &self.verdict.reason {
            Reason::AllSucceeded => {
                let opened = opened(config, self.verdict, safe);
                let reports = self.verdict.targets.iter().take(MAX_LINKS);
                Ending {
                    headline: format!("open: {opened} ({})", requests(sent)),
                    notes: evidence::old_builds(self),
                    links: reports.filter_map(|report| self.page(report)).collect(),
                    ..Ending::default()
                }
            }
            Reason::Failed(kind) => self.failed(*kind),
            Reason::TimedOut => self.timed_out(),
            Reason::NoBuild { limit } => self.no_build(*limit),
            Reason::LostContact { fault } => self.lost_contact(fault.as_ref()),
            Reason::NoAnswer { fault } => self.no_answer(fault.as_ref()),
            Reason::Refused(refusal) => Ending {
                headline: format!(
                    "shut: could not list the builds of {} in project {}",
                    self.target(),
                    safe.name(&config.project)
                ),
                cause: Some(safe.line(&refusal.cause)),
                // Our own words.
                hint: Some(refusal.hint.clone()),
                links: self.links(),
                help: topic_of(&refusal.cause),
                ..Ending::default()
            },
            Reason::Ambiguous {
                prefix,
                commits: [one, other],
            } => Ending {
                headline: format!("error: --sha {prefix} fits two commits"),
                cause: Some(format!(
                    "{} and {} both begin so",
                    safe.line(one.as_str()),
                    safe.line(other.as_str())
                )),
                hint: Some("pass more digits of the commit".to_owned()),
                ..Ending::default()
            },
            Reason::Cancelled(signal) => Ending {
                headline: cancelled(*signal),
                hint: hints::goes_on(self),
                ..Ending::default()
            },
        }
    }

    fn failed(&self, kind: FailureKind) -> Ending {
        let build = self.deciding.build.as_ref();
        let superseded = evidence::superseded(self.deciding, self.safe);
        let (hint, help) = match &superseded {
            Some(_) => (hints::SUPERSEDED, Some(Topic::Superseded)),
            None => (hints::failed(kind, build), None),
        };
        Ending {
            headline: format!(
                "shut: {} for {} {}",
                wanted(&self.config.criteria.selector, self.safe),
                self.target(),
                ended(build, kind, self.safe)
            ),
            cause: superseded,
            hint: Some(hint.to_owned()),
            notes: self.missing_link().into_iter().collect(),
            links: self.links(),
            help,
            ..Ending::default()
        }
    }

    fn timed_out(&self) -> Ending {
        let gap = hints::gap(self.deciding);
        Ending {
            headline: format!(
                "shut: {} for {} {} {}",
                wanted(&self.config.criteria.selector, self.safe),
                self.target(),
                still(self.deciding, self.safe),
                self.timeout()
            ),
            cause: gap.map(|gap| incomplete(gap, self.config.max_pages)),
            hint: Some(hints::timed_out(self.deciding).to_owned()),
            notes: self.notes_of_wait(),
            links: self.links(),
            help: gap.and_then(|gap| hints::incomplete(gap).1),
            ..Ending::default()
        }
    }

    fn no_build(&self, limit: AppearLimit) -> Ending {
        let absent = absent(&self.config.criteria.selector, self.safe);
        let (target, patience) = (self.target(), self.config.limits.appear_timeout);
        let headline = match limit {
            AppearLimit::AppearTimeout => format!(
                "shut: {absent} for {target} appeared in {} (--appear-timeout)",
                exact_duration(patience)
            ),
            AppearLimit::Timeout => {
                format!(
                    "shut: {absent} for {target} had appeared {}",
                    self.timeout()
                )
            }
        };
        Ending {
            headline,
            cause: evidence::absence(self),
            hint: Some(hints::no_build(self).to_owned()),
            notes: self.notes_of_wait(),
            links: self.links(),
            help: Some(match &self.deciding.others.left_out {
                Some(_) => Topic::LeftOut,
                None => Topic::NoBuild,
            }),
            ..Ending::default()
        }
    }

    fn lost_contact(&self, fault: Option<&Fault>) -> Ending {
        let cause = match (fault, self.deciding.incomplete) {
            (Some(fault), _) => Some(fault_with_quota(self, fault)),
            (None, gap) => gap.map(|gap| incomplete(gap, self.config.max_pages)),
        };
        let (hint, help) = match (fault, self.deciding.incomplete) {
            (Some(fault), _) if is_rate_limited(fault) => {
                (quota_text::HINT, Some(Topic::RateLimit))
            }
            (Some(fault), _) => (hints::fault(fault), topic_of(&fault.what)),
            (None, Some(gap)) => hints::incomplete(gap),
            (None, None) => (hints::INCIDENT, None),
        };
        Ending {
            headline: format!(
                "shut: the builds of {} could not be read {}",
                self.target(),
                self.timeout()
            ),
            cause,
            hint: Some(hint.to_owned()),
            links: self.links(),
            help,
            ..Ending::default()
        }
    }

    fn no_answer(&self, fault: Option<&Fault>) -> Ending {
        let (limit, option) = self.config.limits.answer_timeout();
        let hint = fault.and_then(|fault| fault.hint);
        Ending {
            headline: format!(
                "shut: {} did not answer within {} ({option})",
                self.safe.name(&self.config.host.to_string()),
                exact_duration(limit)
            ),
            cause: fault.map(|fault| self.safe.line(&fault.what)),
            hint: Some(hint.unwrap_or(hints::NETWORK).to_owned()),
            help: fault.and_then(|fault| topic_of(&fault.what)),
            ..Ending::default()
        }
    }

    fn target(&self) -> String {
        self.safe.name(&self.deciding.target.to_string())
    }

    /// The moment of `--timeout`, with its name.
    fn timeout(&self) -> String {
        let limits = &self.config.limits;
        if limits.is_single_round() {
            "in the single round (--timeout 0s)".to_owned()
        } else {
            format!("after {} (--timeout)", exact_duration(limits.timeout))
        }
    }

    /// The page in Northflank of the target that decided.
    fn links(&self) -> Vec<String> {
        self.page(self.deciding).into_iter().collect()
    }

    /// Where a link would help, that there could be one.
    fn missing_link(&self) -> Option<String> {
        let note = || "pass --team-id for links to Northflank".to_owned();
        self.config.team.is_none().then(note)
    }

    fn notes_of_wait(&self) -> Vec<String> {
        let quota = quota_text::note(self);
        quota.into_iter().chain(self.missing_link()).collect()
    }
}

/// The section about a fault or a refusal. It begins with our own words: what
/// others say comes behind them.
fn topic_of(cause: &str) -> Option<Topic> {
    const BEGINNINGS: [(&str, Topic); 8] = [
        ("401", Topic::Unauthorized),
        ("403 ", Topic::Forbidden),
        // The API says why.
        ("403", Topic::InFront),
        ("404", Topic::NotFound),
        ("something in front of the API ", Topic::InFront),
        ("the proxy ", Topic::Proxy),
        ("the certificate ", Topic::Certificate),
        ("no answer: timed out ", Topic::TimedOut),
    ];
    let mut topics = BEGINNINGS.into_iter();
    topics
        .find(|(beginning, _)| cause.starts_with(beginning))
        .map(|(_, topic)| topic)
}
