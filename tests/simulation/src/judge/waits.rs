//! What is said of faults, of the quota and of the next poll.

use std::time::{Duration, SystemTime};

use super::parse::seconds;
use super::record::{Poll, Polls};
use super::statement::Wait;
use super::{Judge, headers, holds};
use crate::contract::answers::{self, Class};
use crate::history::Reading;
use crate::json;
use crate::options::NotBefore;
use crate::values;
use crate::wire::{Date, Response, WireField};

impl Judge<'_> {
    /// A poll that gave no list, with no other of any target after it.
    pub(super) fn just_failed(&self, target: usize) -> Result<&Poll, String> {
        let last = self.polls[target].last();
        last.filter(|poll| !poll.is_listing)
            .ok_or_else(|| "the last poll of the target did not fail".to_owned())
    }

    /// The last poll of all, which failed in a way that concerns every target.
    pub(super) fn just_failed_for_all(&self) -> Result<&Poll, String> {
        let polls = self.polls.iter().filter_map(Polls::last);
        let poll = polls.max_by_key(|poll| poll.at).ok_or("no poll")?;
        holds(!poll.is_listing, "the last poll did not fail")?;
        let class = poll.responses.last().map(answers::class);
        let concerns_all = match class {
            // All pages were had, and no clock to count from.
            Some(Class::Page) | None => true,
            Some(Class::Transient { answered, patience }) => patience.is_some() || !answered,
            Some(Class::Refusal) => false,
        };
        holds(concerns_all, "the fault is of one target")?;
        Ok(poll)
    }

    /// A fault, and that the next poll comes after this time.
    pub(super) fn retrying(
        &mut self,
        now: Duration,
        poll: &Poll,
        fault: &str,
        wait: &str,
    ) -> Result<(), String> {
        holds(is_fault(fault, poll), "another fault")?;
        let after = humantime::parse_duration(wait).map_err(|error| error.to_string())?;
        let second = Duration::from_secs(1);
        let unit = if after < second {
            Duration::from_millis(1)
        } else {
            second
        };
        let words = format!("{fault}; retrying in {wait}");
        self.pace.promise(now + after, now + after + unit, words);
        Ok(())
    }

    /// A fault, and that no poll comes any more.
    pub(super) fn no_time_left(&mut self, poll: &Poll, fault: &str) -> Result<(), String> {
        self.pace
            .promise_none(format!("{fault}; no time is left to retry"));
        holds(is_fault(fault, poll), "another fault")
    }

    pub(super) fn wait(
        &mut self,
        now: Duration,
        target: Option<usize>,
        wait: Option<Wait<'_>>,
    ) -> Result<(), String> {
        let Some(wait) = wait else {
            return Ok(());
        };
        match (wait.fault, target) {
            // The poll that is under way may have failed already, which no line says yet.
            (Some(fault), _) if wait.next.is_none() => {
                let mut polls = self.polls.iter().flat_map(Polls::all);
                holds(polls.any(|poll| is_fault(fault, poll)), "no such fault")?;
            }
            (Some(fault), Some(target)) => {
                let polls = [self.just_failed(target), self.just_failed_for_all()];
                let mut polls = polls.into_iter().flatten();
                holds(polls.any(|poll| is_fault(fault, poll)), "another fault")?;
            }
            (Some(fault), None) => {
                holds(
                    is_fault(fault, self.just_failed_for_all()?),
                    "another fault",
                )?;
            }
            (None, _) => holds(self.quota().is_some(), "no quota was reported")?,
        }
        match wait.next {
            Some(next) => self.next_poll(now, next),
            None => holds(wait.fault.is_some(), "no poll is under way for the quota"),
        }
    }

    /// The next poll comes at this time, by the clock of the log.
    pub(super) fn next_poll(&mut self, now: Duration, next: &str) -> Result<(), String> {
        let next = Duration::from_secs(seconds(next).ok_or("no time")?);
        holds(next >= Duration::from_secs(now.as_secs()), "that is over")?;
        let words = format!("next poll at {next:?}, said at {now:?}");
        self.pace
            .promise(next, next + Duration::from_secs(1), words);
        Ok(())
    }

    /// The limit, what is left of it, and how long until the reset after the last
    /// poll, by the last answer that reported them.
    pub(super) fn quota(&self) -> Option<(u64, u64, Duration)> {
        let polls = || self.polls.iter().flat_map(Polls::all);
        let quotas = polls().filter_map(|poll| {
            let mut quotas = poll.responses.iter().rev().filter_map(quota);
            quotas.next().map(|quota| (poll.at, quota))
        });
        let (at, [limit, left, reset]) = quotas.max_by_key(|(at, _)| *at)?;
        let last = polls().map(|poll| poll.at).max()?;
        let reset = Duration::from_secs(reset).saturating_sub(last.saturating_sub(at));
        Some((limit, left, reset))
    }

    pub(super) fn clocks(&self, now: Duration, api: &str, machine: &str) -> Result<(), String> {
        let read = |text: &str| {
            let time = humantime::parse_rfc3339(text).map_err(|error| error.to_string())?;
            let since = time
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_err(|error| error.to_string())?;
            let millis = i64::try_from(since.as_millis()).map_err(|error| error.to_string())?;
            Ok::<i64, String>(millis - values::START)
        };
        let (api, machine) = (read(api)?, read(machine)?);
        let now_millis = i64::try_from(now.as_millis()).unwrap_or_default();
        let own = self.settings.ahead * 1000 + now_millis;
        holds((own - machine).abs() < 1000, "another time of this machine")?;
        let polls = self.polls.iter().filter_map(Polls::last);
        let mut of_now = polls.filter(|poll| poll.at == now);
        let is_said = of_now.any(|poll| {
            let clock = poll.responses.first().and_then(headers);
            clock.is_some_and(|headers| match headers.date {
                Date::Clock(seconds) => seconds * 1000 == api,
                Date::Missing | Date::Unset | Date::Garbage => self.reading == Reading::Json,
            })
        });
        holds(is_said, "another time of the API")?;
        let is_relative = matches!(self.options.wanted.not_before, NotBefore::Ago(_));
        let least = if is_relative { 60_000 } else { 3_600_000 };
        holds((api - machine).abs() > least, "they hardly differ")
    }
}

fn quota(response: &Response) -> Option<[u64; 3]> {
    let [limit, left, reset] = headers(response)?.quota.map(WireField::value);
    Some([limit?, left?, reset?])
}

/// Whether these are words for how a poll failed.
pub(super) fn is_fault(fault: &str, poll: &Poll) -> bool {
    match poll.responses.last() {
        Some(Response::Answer(status, _, form)) => {
            let is_in_front = fault.contains("something in front of the API answered");
            let names_sender = is_in_front || fault.contains("the API answered");
            // A plain text may be the API's own where the headers speak for that.
            let is_open = json::is_plain(*form)
                && (*status == 403
                    || poll
                        .responses
                        .last()
                        .is_some_and(|last| quota(last).is_some()));
            (!names_sender || is_open || is_in_front == json::is_in_front(*status, *form))
                && names_status(fault, *status, json::said(*form))
        }
        Some(Response::Misplaced(status, ..)) => names_status(fault, *status, ""),
        Some(Response::Broken(status, _)) => {
            fault.contains("broke off") || names_status(fault, *status, "")
        }
        // All pages were had, and no clock.
        Some(Response::Page(..)) => {
            fault.contains("without a Date") || fault.starts_with("a cache answered")
        }
        Some(Response::Nothing | Response::Distrusted) | None => !fault.contains("answered"),
    }
}

/// Whether a fault is of this status, and quotes nothing but what the body said:
/// `503`, `403` with the message, `the API answered 503: "no" (error id 8f2c)`.
fn names_status(fault: &str, status: u16, said: &str) -> bool {
    let status = status.to_string();
    if fault.split(' ').next() == Some(&status) {
        return true;
    }
    let Some((_, rest)) = fault.split_once(&format!("answered {status}")) else {
        return false;
    };
    let rest = rest.strip_prefix(" (rate limit)").unwrap_or(rest);
    rest.is_empty() || rest == said || status == "200" && rest == " with no builds list"
}
