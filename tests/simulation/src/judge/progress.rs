//! The lines of the wait, each held against the record.

use std::time::Duration;

use super::parse::is_written;
use super::phases::is_unchanged;
use super::record::Poll;
use super::statement::{LogLine, Rate, Statement};
use super::{Judge, OLD, holds};
use crate::contract::Conclusion;
use crate::lists::Listed;
use crate::options::Selector;
use crate::reported::Detail;
use crate::wire::Entry;

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
        let why = why
            .and_then(|()| self.asides(now, target, line))
            .and_then(|()| self.wait(now, target, line.wait));
        let is_open = target.is_some_and(|target| self.is_open_to_doubt(target));
        if let (Err(why), false) = (why, is_open) {
            self.breaches
                .push(format!("{why}: {} {line:?}", line.clock));
        }
        self.heartbeat(now, target, line);
    }

    /// The parts of a line between what it states and what is waited for.
    fn asides(
        &mut self,
        now: Duration,
        target: Option<usize>,
        line: &LogLine<'_>,
    ) -> Result<(), String> {
        if let Some(grace) = line.grace {
            let target = target.ok_or("does not say of which target")?;
            self.of_a_list(now, target, &Statement::NewerBuildAwaited(grace))?;
        }
        if line.is_unconfirmed {
            let poll = self.last_listing(target.ok_or("does not say of which target")?)?;
            let disagrees = |build| {
                let entry = poll.entry(build);
                entry.is_some_and(|(_, listed)| listed.reading == Conclusion::Running)
            };
            let is_in_doubt =
                matches!(line.statement, Statement::Phase(build, _) if disagrees(build));
            let is_so = poll.gap.is_some() || poll.is_lost || is_in_doubt;
            holds(is_so, "the list was complete")?;
        }
        Ok(())
    }

    /// Whether the gate may know another thing of the target's builds.
    pub(super) fn is_open_to_doubt(&self, target: usize) -> bool {
        self.witness.memories()[target].is_open()
    }

    /// A line that breaks the silence, and tells of no poll.
    fn heartbeat(&mut self, now: Duration, target: Option<usize>, line: &LogLine<'_>) {
        let is_of_a_poll = target
            .and_then(|target| self.polls[target].last())
            .is_some_and(|poll| poll.at == now);
        let is_heartbeat = match &line.statement {
            Statement::StillNoBuild(_)
            | Statement::NoBuildWhen(..)
            | Statement::NoBuildInPart(_)
            | Statement::NoBuildInPartWhen(..)
            | Statement::StillGone(_)
            | Statement::GoneWhen(..)
            | Statement::NeverRead
            | Statement::Confirming
            | Statement::Nothing => true,
            Statement::Phase(_, rest) => is_unchanged(rest),
            Statement::NoBuildYet(_)
            | Statement::FlagsDisagree(_)
            | Statement::Gone(_)
            | Statement::ListedAgain(_)
            | Statement::Tied(_)
            | Statement::NewerBuildAwaited(_)
            | Statement::Incomplete(_)
            | Statement::OtherBranch(..)
            | Statement::Clocks(..)
            | Statement::Retrying(..)
            | Statement::TooClose(_)
            | Statement::Quota(..)
            | Statement::Beginning(_)
            | Statement::NoNewerBuild => false,
        };
        if is_heartbeat && !(is_of_a_poll && self.settings.detail == Detail::Verbose) {
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

    pub(super) fn just_listed(&self, now: Duration, target: usize) -> Result<&Poll, String> {
        let poll = self.just_polled(now, target)?;
        holds(poll.is_listing, "the poll gave no list").map(|()| poll)
    }

    pub(super) fn last_listing(&self, target: usize) -> Result<&Poll, String> {
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
            Statement::NoBuildInPart(absent) => {
                self.is_recent(now, target)?;
                self.is_absent_in_part(target, absent)
            }
            Statement::NoBuildInPartWhen(absent, ago) => {
                self.is_so_old(now, target, ago)?;
                self.is_absent_in_part(target, absent)
            }
            Statement::Phase(build, rest) if is_unchanged(rest) => {
                self.unchanged(now, target, *build, rest)
            }
            Statement::Phase(build, rest) => self.phase(now, target, *build, rest),
            Statement::FlagsDisagree(_)
            | Statement::Gone(_)
            | Statement::StillGone(_)
            | Statement::GoneWhen(..)
            | Statement::ListedAgain(_)
            | Statement::Tied(_)
            | Statement::NewerBuildAwaited(_)
            | Statement::Incomplete(_)
            | Statement::OtherBranch(..) => self.of_a_list(now, target, statement),
            Statement::Retrying(fault, wait) => {
                let poll = self.just_failed(target)?.clone();
                self.retrying(now, &poll, fault, wait)
            }
            Statement::TooClose(fault) => {
                let poll = self.just_failed(target)?.clone();
                self.no_time_left(&poll, fault)
            }
            Statement::NeverRead => holds(
                self.polls[target].last_listing().is_none(),
                "a list was read",
            ),
            Statement::Clocks(..)
            | Statement::Quota(..)
            | Statement::Confirming
            | Statement::Beginning(_)
            | Statement::NoNewerBuild => self.of_all(now, statement),
            Statement::Nothing => Ok(()),
        }
    }

    /// What is said of no target, or of all.
    fn of_all(&mut self, now: Duration, statement: &Statement<'_>) -> Result<(), String> {
        match statement {
            Statement::Quota(numbers, rate) => {
                let quota = self.quota();
                let fits = quota.is_some_and(|(limit, left, reset)| {
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
                    Rate::NoFurther => {
                        self.pace.promise_none(format!("{statement:?}"));
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
            Statement::NoNewerBuild => {
                let is_by_id = matches!(self.options.wanted.selector, Selector::Build(_));
                let has_grace = !self.options.limits.retry_grace.is_zero();
                holds(is_by_id && has_grace, "no such options")
            }
            Statement::Retrying(fault, wait) => {
                let poll = self.just_failed_for_all()?.clone();
                self.retrying(now, &poll, fault, wait)
            }
            Statement::TooClose(fault) => {
                let poll = self.just_failed_for_all()?.clone();
                self.no_time_left(&poll, fault)
            }
            Statement::Nothing => Ok(()),
            Statement::NoBuildYet(_)
            | Statement::StillNoBuild(_)
            | Statement::NoBuildWhen(..)
            | Statement::NoBuildInPart(_)
            | Statement::NoBuildInPartWhen(..)
            | Statement::Phase(..)
            | Statement::FlagsDisagree(_)
            | Statement::Gone(_)
            | Statement::StillGone(_)
            | Statement::GoneWhen(..)
            | Statement::ListedAgain(_)
            | Statement::Tied(_)
            | Statement::NewerBuildAwaited(_)
            | Statement::Incomplete(_)
            | Statement::OtherBranch(..)
            | Statement::NeverRead => Err("does not say of which target".to_owned()),
        }
    }

    /// The build in the list that came just now.
    pub(super) fn entry(
        &self,
        now: Duration,
        target: usize,
        build: usize,
    ) -> Result<&(Entry, Listed), String> {
        let poll = self.just_listed(now, target)?;
        poll.entry(build)
            .ok_or_else(|| "the list does not have that build".to_owned())
    }

    /// The list was read less than a minute ago.
    pub(super) fn is_recent(&self, now: Duration, target: usize) -> Result<(), String> {
        let poll = self.last_listing(target)?;
        holds(
            now.saturating_sub(poll.at) < OLD,
            "the list is older than that",
        )
    }

    pub(super) fn is_so_old(&self, now: Duration, target: usize, ago: &str) -> Result<(), String> {
        let poll = self.last_listing(target)?;
        holds(
            is_written(ago, now.saturating_sub(poll.at)),
            "the list is not so old",
        )
    }
}
