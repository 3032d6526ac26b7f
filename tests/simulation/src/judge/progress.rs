//! The lines of the wait, each held against the record.

use std::time::Duration;

use super::Judge;
use super::parse::{LogLine, Rate, Statement, Wait, is_written, rounded, seconds};
use super::record::{self, Poll, branch, status_text};
use crate::contract::Conclusion;
use crate::lists::reach::Gap;
use crate::options::BRANCHES;
use crate::reported::Detail;
use crate::said::{Date, Response, Said};
use crate::values;

/// From here on a list is spoken of as one of the past.
const OLD: Duration = Duration::from_secs(60);

impl Judge<'_> {
    pub(super) fn progress(&mut self, now: Duration, line: &LogLine<'_>) {
        self.now = now;
        let statement = &line.statement;
        if let Some(name) = statement.name() {
            self.count(name);
        }
        if let Some(wait) = &line.wait {
            self.count(if wait.fault.is_some() {
                "waiting for the API"
            } else {
                "waiting for the quota"
            });
        }
        let broken = self.pace.line(now);
        self.breaches.extend(broken);
        let target = match (line.target, self.names.len()) {
            (None, 1) => Some(0),
            (None, _) => None,
            (Some(name), _) => {
                let place = self.names.iter().position(|known| known == name);
                self.check(place.is_some() && self.names.len() > 1, || {
                    format!("names a target that is none: {name}")
                });
                place
            }
        };
        let why = match target {
            Some(target) => self.of_target(now, target, statement),
            None => self.of_all(now, statement),
        };
        let why = why.and_then(|()| self.wait(now, target, line.wait));
        if let Err(why) = why {
            self.breaches
                .push(format!("{why}: {} {line:?}", line.clock));
        }
        self.heartbeat(now, target, line);
    }

    /// A line that breaks the silence, and tells of no poll.
    fn heartbeat(&mut self, now: Duration, target: Option<usize>, line: &LogLine<'_>) {
        let is_of_a_poll = target
            .and_then(|target| self.polls[target].last())
            .is_some_and(|poll| poll.at == now);
        let is_heartbeat = match &line.statement {
            Statement::StillNoBuild(_)
            | Statement::NoBuildWhen(..)
            | Statement::StillGone(_)
            | Statement::GoneWhen(..)
            | Statement::NeverRead
            | Statement::Confirming
            | Statement::Nothing => true,
            Statement::Phase(_, rest) => is_unchanged(rest),
            Statement::NoBuildYet(_)
            | Statement::UnknownStatus(..)
            | Statement::FlagsDisagree(_)
            | Statement::Gone(_)
            | Statement::ListedAgain(_)
            | Statement::Tied(_)
            | Statement::RetryAwaited(_)
            | Statement::Incomplete(_)
            | Statement::OtherBranch(..)
            | Statement::Clocks(..)
            | Statement::Retrying(..)
            | Statement::TooClose(_)
            | Statement::Quota(..)
            | Statement::Beginning(_) => false,
        };
        if is_heartbeat && !(is_of_a_poll && self.told.detail == Detail::Verbose) {
            let broken = self.pace.heartbeat(now, target, &line.statement);
            self.breaches.extend(broken);
        }
    }

    /// The poll of a target whose outcome came just now.
    fn just_polled(&self, now: Duration, target: usize) -> Result<&Poll, String> {
        let last = self.polls[target].last();
        last.filter(|poll| poll.at == now)
            .ok_or_else(|| "no poll of the target just now".to_owned())
    }

    fn just_listed(&self, now: Duration, target: usize) -> Result<&Poll, String> {
        let poll = self.just_polled(now, target)?;
        holds(poll.is_listing, "the poll gave no list").map(|()| poll)
    }

    fn last_listing(&self, target: usize) -> Result<&Poll, String> {
        self.polls[target]
            .last_listing()
            .ok_or_else(|| "no list was read".to_owned())
    }

    fn of_target(
        &mut self,
        now: Duration,
        target: usize,
        statement: &Statement<'_>,
    ) -> Result<(), String> {
        match statement {
            Statement::NoBuildYet(absent) => {
                self.just_listed(now, target)?;
                self.is_absent(target, absent)
            }
            Statement::StillNoBuild(absent) => {
                self.is_recent(now, target)?;
                self.is_absent(target, absent)
            }
            Statement::NoBuildWhen(absent, ago) => {
                self.is_so_old(now, target, ago)?;
                self.is_absent(target, absent)
            }
            Statement::Phase(build, rest) if is_unchanged(rest) => {
                self.unchanged(now, target, *build, rest)
            }
            Statement::Phase(build, rest) => self.phase(now, target, *build, rest),
            Statement::UnknownStatus(build, word) => {
                let (entry, _) = self.entry(now, target, *build)?;
                let is_said =
                    entry.status == Said::Value(*word) || entry.status.value() == Some(*word);
                holds(is_said && !record::is_known(word), "another status")
            }
            Statement::FlagsDisagree(build) => {
                let (entry, listed) = self.entry(now, target, *build)?;
                let is_ahead =
                    Said::Value(true) == entry.concluded || Said::Value(true) == entry.success;
                let is_behind =
                    entry.status == Said::Value("SUCCESS") && entry.concluded == Said::Value(false);
                let holds_so = listed.reading == Conclusion::Running && (is_ahead || is_behind);
                holds(holds_so, "the flags do not disagree")
            }
            Statement::Gone(build) => {
                self.just_listed(now, target)?;
                self.is_gone(target, *build)
            }
            Statement::StillGone(build) => {
                self.is_recent(now, target)?;
                self.is_gone(target, *build)
            }
            Statement::GoneWhen(build, ago) => {
                self.is_so_old(now, target, ago)?;
                self.is_gone(target, *build)
            }
            Statement::ListedAgain(build) => {
                self.entry(now, target, *build)?;
                let mut before = self.polls[target].listings().skip(1);
                let was_gone = before.any(|poll| poll.meant(*build).is_none());
                holds(was_gone, "it was never gone")
            }
            Statement::Tied(builds) => {
                let poll = self.just_listed(now, target)?;
                let number = poll.candidates.len();
                let disagreed = self.witness.memories()[target].disagreed;
                holds(
                    builds.parse() == Ok(number) || disagreed,
                    "another number of builds",
                )
            }
            Statement::RetryAwaited(grace) => {
                let poll = self.just_listed(now, target)?;
                let grace_fits = is_written(grace, self.options.limits.retry_grace);
                let fell = |build: &usize| {
                    let entry = poll.entry(*build);
                    entry.is_some_and(|(_, listed)| matches!(listed.reading, Conclusion::Fell(_)))
                };
                holds(
                    grace_fits && poll.candidates.iter().any(fell),
                    "no build has failed",
                )
            }
            Statement::Incomplete(why) => {
                let poll = self.just_listed(now, target)?;
                self.is_incomplete(target, poll, why)
            }
            Statement::OtherBranch(build, branch, run) => {
                self.just_listed(now, target)?;
                let last = self.polls[target].last_meant(*build);
                let (entry, _) = last.ok_or("no list ever had that build")?;
                let is_so = record::branch(entry) == Some(branch)
                    && BRANCHES[self.told.branch] == *run
                    && branch != run
                    && self.told.is_push;
                holds(is_so, "another branch")
            }
            Statement::Retrying(fault, wait) => {
                let poll = self.just_failed(target)?;
                holds(is_fault(fault, poll), "another fault")?;
                let wait = humantime::parse_duration(wait).map_err(|error| error.to_string())?;
                let words = format!("{statement:?}");
                let unit = if wait < Duration::from_secs(1) {
                    1
                } else {
                    1000
                };
                let until = now + wait + Duration::from_millis(unit);
                self.pace.promise(now + wait, until, words);
                Ok(())
            }
            Statement::TooClose(fault) => {
                let poll = self.just_failed(target)?;
                holds(is_fault(fault, poll), "another fault")?;
                self.pace.promise_none(format!("{statement:?}"));
                Ok(())
            }
            Statement::NeverRead => holds(
                self.polls[target].last_listing().is_none(),
                "a list was read",
            ),
            Statement::Clocks(..)
            | Statement::Quota(..)
            | Statement::Confirming
            | Statement::Beginning(_) => self.of_all(now, statement),
            Statement::Nothing => Ok(()),
        }
    }

    /// What is said of no target, or of all.
    fn of_all(&mut self, now: Duration, statement: &Statement<'_>) -> Result<(), String> {
        match statement {
            Statement::Quota(numbers, rate) => {
                let told = self.quota(now);
                let fits = told.is_some_and(|[limit, left, reset]| {
                    let reset = Duration::from_secs(reset);
                    numbers[0].parse() == Ok(left)
                        && numbers[1].parse() == Ok(limit)
                        && is_written(numbers[2], reset)
                });
                holds(fits, "another quota")?;
                match rate {
                    Rate::Every(every) => {
                        let every = humantime::parse_duration(every);
                        let most = Duration::from_secs(300);
                        holds(every.is_ok_and(|every| every <= most), "not so seldom")
                    }
                    Rate::OneLast => {
                        let deadline = self.options.limits.deadline();
                        self.pace.promise(now, deadline, format!("{statement:?}"));
                        Ok(())
                    }
                    Rate::At(next) => self.next_poll(now, next),
                }
            }
            Statement::Clocks(api, machine) => self.clocks(now, api, machine),
            Statement::Confirming => {
                let has_succeeded = |target: usize| {
                    let poll = self.polls[target].last_listing();
                    poll.is_some_and(|poll| {
                        let succeeded = |build: &usize| {
                            let entry = poll.entry(*build);
                            entry.is_some_and(|(_, listed)| listed.reading == Conclusion::Succeeded)
                        };
                        !poll.candidates.is_empty() && poll.candidates.iter().all(succeeded)
                    })
                };
                let mut all = 0..self.polls.len();
                holds(all.all(has_succeeded), "not all have succeeded")
            }
            Statement::Beginning(prefix) => {
                let absent = self.absent();
                holds(
                    absent == format!("no build of {prefix}") && prefix.len() < 40,
                    "another prefix",
                )
            }
            Statement::Nothing => Ok(()),
            Statement::NoBuildYet(_)
            | Statement::StillNoBuild(_)
            | Statement::NoBuildWhen(..)
            | Statement::Phase(..)
            | Statement::UnknownStatus(..)
            | Statement::FlagsDisagree(_)
            | Statement::Gone(_)
            | Statement::StillGone(_)
            | Statement::GoneWhen(..)
            | Statement::ListedAgain(_)
            | Statement::Tied(_)
            | Statement::RetryAwaited(_)
            | Statement::Incomplete(_)
            | Statement::OtherBranch(..)
            | Statement::Retrying(..)
            | Statement::TooClose(_)
            | Statement::NeverRead => Err("does not say of which target".to_owned()),
        }
    }

    /// The build in the list that came just now.
    fn entry(
        &self,
        now: Duration,
        target: usize,
        build: usize,
    ) -> Result<&(crate::said::Entry, crate::lists::Listed), String> {
        let poll = self.just_listed(now, target)?;
        poll.entry(build)
            .ok_or_else(|| "the list does not have that build".to_owned())
    }

    /// A poll that gave no list, with no other of any target after it.
    fn just_failed(&self, target: usize) -> Result<&Poll, String> {
        let last = self.polls[target].last();
        last.filter(|poll| !poll.is_listing)
            .ok_or_else(|| "the last poll of the target did not fail".to_owned())
    }

    /// The list was read less than a minute ago.
    fn is_recent(&self, now: Duration, target: usize) -> Result<(), String> {
        let poll = self.last_listing(target)?;
        holds(now - poll.at < OLD, "the list is older than that")
    }

    fn is_so_old(&self, now: Duration, target: usize, ago: &str) -> Result<(), String> {
        let poll = self.last_listing(target)?;
        holds(is_written(ago, now - poll.at), "the list is not so old")
    }

    fn is_gone(&self, target: usize, build: usize) -> Result<(), String> {
        let poll = self.last_listing(target)?;
        holds(poll.meant(build).is_none(), "the list has that build")?;
        holds(
            self.polls[target].last_meant(build).is_some(),
            "no list ever had that build",
        )
    }

    fn is_incomplete(&self, target: usize, poll: &Poll, why: &str) -> Result<(), String> {
        let disagreed = self.witness.memories()[target].disagreed;
        let kind = if why.ends_with(" of the list cannot be read") {
            poll.gap == Some(Gap::Unclear)
        } else if why.contains("in no order") {
            !poll.is_lost && poll.gap.is_some()
        } else if why.contains("cache") {
            poll.gap == Some(Gap::Stale)
        } else {
            poll.is_lost
        };
        holds(
            kind || disagreed,
            "the poll was complete, or lacked another thing",
        )
    }

    /// A build with its status, and what is new about it.
    fn phase(
        &mut self,
        now: Duration,
        target: usize,
        build: usize,
        rest: &str,
    ) -> Result<(), String> {
        let (entry, listed) = *self.entry(now, target, build)?;
        let status = status_text(&entry);
        let rest = rest.strip_prefix(&*status).ok_or("another status")?;
        let (rest, message) = match rest.split_once("  \"") {
            Some((rest, message)) => (rest, message.strip_suffix('"')),
            None => (rest, None),
        };
        holds(
            record::is_message(message, &entry, self.reading),
            "another message",
        )?;
        let before = self.phases[target].replace((build, status));
        if let Some(after) = rest.strip_prefix(" after ") {
            let (length, from) = after.split_once(' ').ok_or("no status before")?;
            holds(
                before == Some((build, from.to_owned())),
                "the log said another before",
            )?;
            let since = self.polls[target].since_before(build, from, 1);
            let fits = since.iter().any(|since| is_written(length, now - *since));
            return holds(fits, "not for so long");
        }
        let (on, replaced) = match rest.split_once(", replaces build-") {
            Some((on, old)) => (on, Some(old)),
            None => (rest, None),
        };
        let branch = branch(&entry).map_or_else(String::new, |name| format!(" on {name}"));
        holds(
            on == branch || (on.is_empty() && !listed.agrees),
            "another branch",
        )?;
        match (before, replaced.map(str::parse::<usize>)) {
            (None, None) => Ok(()),
            (Some((old, _)), Some(Ok(replaced))) => holds(
                old == replaced && old != build,
                "the log named another before",
            ),
            (None | Some(_), _) => Err("it replaces nothing, or another".to_owned()),
        }
    }

    /// A build that stands as it stood.
    fn unchanged(
        &self,
        now: Duration,
        target: usize,
        build: usize,
        rest: &str,
    ) -> Result<(), String> {
        let poll = self.last_listing(target)?;
        let age = now - poll.at;
        if let Some(seen) = rest.strip_prefix("last seen ") {
            let (status, ago) = seen
                .strip_suffix(" ago")
                .and_then(|seen| seen.rsplit_once(' '))
                .ok_or("no age")?;
            holds(poll.shows(build, status), "the list shows another")?;
            return holds(is_written(ago, age) && age >= OLD, "the list is not so old");
        }
        let (status, length) = rest.rsplit_once(" for ").ok_or("no length of time")?;
        holds(poll.shows(build, status), "the list shows another")?;
        holds(age < OLD, "the list is older than that")?;
        let since = self.polls[target].since(build, status);
        let fits = since.iter().any(|since| is_written(length, now - *since));
        holds(fits, "not for so long")
    }

    fn wait(
        &mut self,
        now: Duration,
        target: Option<usize>,
        wait: Option<Wait<'_>>,
    ) -> Result<(), String> {
        let Some(wait) = wait else {
            return Ok(());
        };
        match (wait.fault, target) {
            (Some(fault), Some(target)) => {
                holds(is_fault(fault, self.just_failed(target)?), "another fault")?;
            }
            (Some(_), None) => return Err("does not say of which target".to_owned()),
            (None, _) => holds(self.quota(now).is_some(), "no quota was told")?,
        }
        self.next_poll(now, wait.next)
    }

    /// The next poll comes at this time, by the clock of the log.
    fn next_poll(&mut self, now: Duration, next: &str) -> Result<(), String> {
        let next = Duration::from_secs(seconds(next).ok_or("no time")?);
        holds(next >= Duration::from_secs(now.as_secs()), "that is over")?;
        let words = format!("next poll at {next:?}, said at {now:?}");
        self.pace
            .promise(next, next + Duration::from_secs(1), words);
        Ok(())
    }

    /// The quota by the last answer that told it.
    fn quota(&self, _: Duration) -> Option<[u64; 3]> {
        let polls = self.polls.iter().flat_map(super::record::Polls::all);
        let told = polls.filter_map(|poll| {
            let mut told = poll.responses.iter().rev().filter_map(quota);
            told.next().map(|quota| (poll.at, quota))
        });
        told.max_by_key(|(at, _)| *at).map(|(_, quota)| quota)
    }

    fn clocks(&self, now: Duration, api: &str, machine: &str) -> Result<(), String> {
        let read = |text: &str| {
            let time = humantime::parse_rfc3339(text).map_err(|error| error.to_string())?;
            let since = time
                .duration_since(std::time::SystemTime::UNIX_EPOCH)
                .map_err(|error| error.to_string())?;
            let millis = i64::try_from(since.as_millis()).map_err(|error| error.to_string())?;
            Ok::<i64, String>(millis - values::START)
        };
        let (api, machine) = (read(api)?, read(machine)?);
        let now_millis = i64::try_from(now.as_millis()).unwrap_or_default();
        let own = self.told.ahead * 1000 + now_millis;
        holds((own - machine).abs() < 1000, "another time of this machine")?;
        let polls = self.polls.iter().filter_map(super::record::Polls::last);
        let mut of_now = polls.filter(|poll| poll.at == now);
        let is_said = of_now.any(|poll| {
            let clock = poll.responses.first().and_then(super::headers);
            clock.is_some_and(|headers| match headers.date {
                Date::Clock(seconds) => seconds * 1000 == api,
                Date::Missing | Date::Unset | Date::Garbage => {
                    self.reading == crate::history::Reading::Json
                }
            })
        });
        holds(is_said, "another time of the API")?;
        holds((api - machine).abs() > 3_600_000, "they hardly differ")
    }
}

fn quota(response: &Response) -> Option<[u64; 3]> {
    let [limit, left, reset] = super::headers(response)?.quota.map(Said::value);
    Some([limit?, left?, reset?])
}

/// Whether what stands after a build says that nothing has changed.
fn is_unchanged(rest: &str) -> bool {
    rest.starts_with("last seen ")
        || rest.rsplit_once(" for ").is_some_and(|(_, length)| {
            humantime::parse_duration(length).is_ok_and(|length| rounded(length) == length)
        })
}

/// Whether these are words for how a poll failed.
fn is_fault(fault: &str, poll: &Poll) -> bool {
    match poll.responses.last() {
        Some(Response::Answer(status, ..) | Response::Misplaced(status, ..)) => {
            let status = status.to_string();
            fault == status || fault.contains(&format!("answered {status}"))
        }
        Some(Response::Broken(status, _)) => {
            fault.contains("broke off")
                || fault == status.to_string()
                || fault.contains(&format!("answered {status}"))
        }
        // All pages were had, and no clock.
        Some(Response::Page(..)) => {
            fault.contains("without a Date") || fault.starts_with("a cache answered")
        }
        Some(Response::Nothing | Response::Distrusted) | None => !fault.contains("answered"),
    }
}

pub(super) fn holds(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}
