//! The lines below the headline that explain it: causes, hints and notes.

use std::time::Duration;

use super::ending::{Held, id_in};
use super::listed::is_tie;
use super::parse::{between, is_written, rounded};
use super::record::{self, Poll, Polls, commit, status_text};
use super::waits::is_fault;
use super::{Judge, headers, holds};
use crate::contract::Conclusion;
use crate::contract::answers::{self, Class};
use crate::options::{BRANCHES, Selector};
use crate::wire::{Date, Entry, Response, WireField};

impl Judge<'_> {
    pub(super) fn cause(&self, text: &str, headline: &str, deciding: usize) -> Held {
        let last = self.polls[deciding].last_listing();
        let (text, since) = match text.split_once("its list was last read ") {
            Some((before, since)) => (before.trim_end_matches("; "), Some(since)),
            None => (text, None),
        };
        if let Some(since) = since {
            self.fault_since(since, " before that, then ", deciding, self.now)?;
        }
        if text.is_empty() {
            return Ok(());
        }
        if let Some(newer) = text.strip_prefix("superseded by ") {
            let poll = last.ok_or("no list was read")?;
            let (build, _) = id_in(headline)?;
            let newer = described(poll, newer)?;
            // A later list that broke off may have it alone.
            let meant = self.polls[deciding].last_meant(build);
            let (entry, _) = meant.ok_or("no list has it")?;
            let is_so = newer.created.value() > entry.created.value()
                && newer.sha.value().map(|sha| sha.commit)
                    != entry.sha.value().map(|sha| sha.commit)
                && record::branch(newer) == record::branch(entry)
                && status_text(entry) == "ABORTED";
            return holds(is_so, "it was not superseded by that");
        }
        let is_absence = headline.starts_with(&format!("shut: {} ", self.absent()));
        if headline.contains(" could not be read ") {
            let mut polls = self.polls.iter().flat_map(Polls::all);
            let is_gap = polls.any(|poll| poll.gap.is_some() || poll.is_lost);
            return holds(is_gap || self.is_known_fault(text), "no poll failed so");
        }
        if !is_absence {
            return Ok(());
        }
        for part in text.split("; ") {
            self.evidence(last.ok_or("no list was read")?, part)?;
        }
        Ok(())
    }

    /// `D before that, then FAULT`, with these words in between, of a wait that ended
    /// then at the earliest.
    fn fault_since(&self, text: &str, words: &str, deciding: usize, end: Duration) -> Held {
        let (age, fault) = text.split_once(words).ok_or("no fault")?;
        let polls = &self.polls[deciding];
        let read = polls.last_listing().ok_or("no list was read")?.at;
        let said = humantime::parse_duration(age).map_err(|error| error.to_string())?;
        let age = |end: Duration| rounded(end.saturating_sub(read));
        holds(
            (age(end)..=age(self.now)).contains(&said),
            "read at another time",
        )?;
        let is_since = polls.last().is_some_and(|poll| !poll.is_listing) || self.names.len() > 1;
        holds(is_since && self.is_known_fault(fault), "no poll failed so")
    }

    /// `D: WHY`, of a grace that was not over.
    fn cut(&self, text: &str) -> Held {
        let limits = &self.options.limits;
        let (_, why) = text.split_once(": ").ok_or("no reason")?;
        holds(!limits.retry_grace.is_zero(), "there was no grace")?;
        let is_absence = why.starts_with(&self.absent());
        let is_so = match why {
            "no poll was to come in that time" => true,
            "--timeout comes first" => self.now.saturating_add(limits.retry_grace) > limits.timeout,
            _ if is_absence => {
                let is_empty = |poll: &Poll| poll.candidates.is_empty();
                self.polls
                    .iter()
                    .any(|polls| polls.last().is_some_and(is_empty))
            }
            _ if why.starts_with("API quota: ") => {
                let is_reserve = why.ends_with(", and the last tenth is kept for people");
                let (limit, left, _) = self.quota().ok_or("no quota was reported")?;
                if is_reserve {
                    left > 0 && left.saturating_mul(10) <= limit
                } else {
                    left == 0
                }
            }
            _ if why.starts_with("could not list the builds of ") => {
                let is_refused = |poll: &Poll| !poll.is_listing;
                let mut polls = self.polls.iter();
                polls.any(|polls| polls.last().is_some_and(is_refused))
            }
            fault => self.is_known_fault(fault),
        };
        holds(is_so, "nothing of that cut it")
    }

    /// Whether a poll of any target failed so: a fault may concern all.
    pub(super) fn is_known_fault(&self, text: &str) -> bool {
        let fault = text.split([';', ',']).next().unwrap_or_default();
        let mut polls = self.polls.iter().flat_map(Polls::all);
        polls.any(|poll| !poll.is_listing && is_fault(fault, poll))
    }

    /// What was listed instead, or left out.
    fn evidence(&self, poll: &Poll, part: &str) -> Held {
        let dates = || poll.listed.iter().map(|(entry, _)| entry.created.value());
        let branch = if self.options.wanted.branch {
            BRANCHES[0]
        } else {
            BRANCHES[self.settings.branch]
        };
        if let Some(newest) = part.strip_prefix("newest listed: ") {
            let newest = self.dated(poll, newest)?;
            return holds(
                newest.created.value() == dates().max().flatten(),
                "not the newest",
            );
        }
        if let Some(newest) = part.strip_prefix(&format!("newest on {branch}: ")) {
            let newest = self.dated(poll, newest)?;
            let of_the_branch = |entry: &Entry| record::branch(entry) == Some(branch);
            let all = poll.listed.iter().map(|(entry, _)| entry);
            let all = all.filter(|entry| of_the_branch(entry));
            let dates = all.map(|entry| entry.created.value());
            let is_newest = newest.created.value() == dates.max().flatten();
            return holds(is_newest && of_the_branch(newest), "not the newest of it");
        }
        let is_gap = part.contains(" cannot be read in full")
            || part.starts_with("the list is ")
            || part.starts_with("the list goes on after ")
            || part.starts_with("the list came from a cache")
            || part == "the list goes on, and does not say where";
        if is_gap {
            return holds(poll.gap.is_some() || poll.is_lost, "the list was complete");
        }
        if part == "no build at all is listed" {
            return holds(poll.listed.is_empty(), "there are builds");
        }
        if let Some(pages) = between(
            part,
            "no more than ",
            " of the list could be read (--max-pages)",
        ) {
            let number = pages
                .split(' ')
                .next()
                .and_then(|number| number.parse().ok());
            let most = self.options.max_pages;
            let read = poll.responses.len();
            return holds(
                number == Some(most) && u32::try_from(read) == Ok(most),
                "another number of pages",
            );
        }
        if part.contains(" after this run began: a later commit of ") {
            let (build, _) = id_in(&format!("(build {part}"))?;
            let (entry, _) = poll.entry(build).ok_or("the list lacks it")?;
            holds(record::branch(entry) == Some(branch), "of another branch")?;
            let created = entry.created.value();
            let late = created.and_then(|created| u64::try_from(created - self.began()).ok());
            // The clock of this machine is a fraction, which may round down.
            let roundings = |late: u64| [late, late + 1];
            let text = part.split(' ').nth(3).unwrap_or_default();
            let fits = late.is_some_and(|late| {
                let mut all = roundings(late).into_iter();
                all.any(|late| is_written(text, Duration::from_millis(late)))
            });
            return holds(fits, "created at another time");
        }
        if part.starts_with("build build-") {
            return self.left_out(poll, part);
        }
        let is_a_filter = [
            "only builds of branch main count (--branch)",
            "only builds of pull request 7 count (--pull-request)",
        ]
        .contains(&part)
            || part.starts_with("builds created ");
        holds(is_a_filter, "unknown evidence")
    }

    /// `BUILD …[, created D before this run began]`
    fn dated<'p>(&self, poll: &'p Poll, text: &str) -> Result<&'p Entry, String> {
        let (text, age_text) = match text.strip_suffix(" before this run began") {
            Some(text) => text.rsplit_once(", created ").ok_or("no age")?,
            None => (text, ""),
        };
        let entry = described(poll, text)?;
        let created = entry.created.value();
        let is_early =
            |created: &i64| *created < self.began() && Some(*created) < self.witness.start();
        match created.filter(is_early) {
            // What is too early for --not-before has its age in any case, rounded up.
            Some(created) => {
                let age = u64::try_from(self.began() - created).unwrap_or_default();
                let mut ages = [age, age.saturating_sub(1)].into_iter();
                let rounded_up = |age: u64| {
                    let more = if age < 1000 { 0 } else { 999 };
                    Duration::from_millis(age.saturating_add(more))
                };
                let fits = ages.any(|age| is_written(age_text, rounded_up(age)));
                holds(fits, "created at another time")?;
            }
            None => self.is_age(age_text, entry)?,
        }
        Ok(entry)
    }

    /// How long before the run an entry was created: nothing, where that is an hour at
    /// the most.
    fn is_age(&self, text: &str, entry: &Entry) -> Held {
        let created = entry.created.value();
        // The clock of this machine is a fraction, which may round down.
        let ages = created.map(|created| [self.began() - created, self.began() - created - 1]);
        let mut ages = ages.into_iter().flatten();
        let fits = |age: i64| {
            let age = Duration::from_millis(u64::try_from(age).unwrap_or_default());
            match text {
                "" => age <= Duration::from_secs(3600),
                text => age > Duration::from_secs(3600) && is_written(text, age),
            }
        };
        let is_so = created.is_none() && text.is_empty() || ages.any(fits);
        holds(is_so, "created at another time")
    }

    /// A build that the selector means, and that a filter leaves out.
    fn left_out(&self, poll: &Poll, part: &str) -> Held {
        let wanted = self.options.wanted;
        let start = self.witness.start();
        let filters = |entry: &Entry| {
            let mut why = Vec::new();
            match entry.branch.value() {
                Some(0) => {}
                _ if !wanted.branch || matches!(entry.branch, WireField::Other(_)) => {}
                Some(_) => {
                    let name = record::branch(entry).unwrap_or_default();
                    why.push(format!("is on {name}: --branch main leaves it out"));
                }
                None => why.push("is without a branch: --branch main leaves it out".to_owned()),
            }
            match entry.pull_request.value() {
                Some(7) => {}
                _ if !wanted.pull_request || matches!(entry.pull_request, WireField::Other(_)) => {}
                Some(number) => why.push(format!(
                    "is of pull request {number}: --pull-request 7 leaves it out"
                )),
                None => {
                    why.push("is of no pull request: --pull-request 7 leaves it out".to_owned());
                }
            }
            why.join(", and ")
        };
        let fits = |entry: &Entry| {
            let filters = filters(entry);
            let created = entry.created.value();
            let is_early = created.is_none_or(|time| Some(time) < start);
            if filters.is_empty() {
                return is_of_time(part) && is_early;
            }
            let Some((_, rest)) = part.split_once(&format!(") {filters}")) else {
                return false;
            };
            rest.is_empty() || is_early && is_of_time(rest)
        };
        let part_in_brackets = format!("({part}");
        let (build, rest) = id_in(&part_in_brackets)?;
        let names = |entry: &Entry| {
            let of = commit(entry).map_or_else(String::new, |commit| format!(" of {commit}"));
            let start = format!("{of} ({}) ", status_text(entry));
            entry.build == build && rest.starts_with(&start)
        };
        let is_selected = |entry: &Entry| match wanted.selector {
            Selector::Commit => entry.sha.value().is_some_and(|sha| sha.commit == 0),
            Selector::Prefix(_) => entry.sha.value().is_some_and(|sha| sha.commit < 2),
            Selector::Build(build) => entry.build == build,
            Selector::Latest => false,
        };
        let mut all = poll.listed.iter().filter(|(entry, _)| is_selected(entry));
        holds(
            all.any(|(entry, listed)| fits(entry) && (names(entry) || !listed.agrees)),
            "no such build was left out",
        )
    }

    /// When the run began by the API's clock, in milliseconds since the start of
    /// the model's.
    fn began(&self) -> i64 {
        let polls = self.polls.iter().flat_map(Polls::all);
        // Of a list that broke off, the first page has a clock as well.
        let read = polls.filter(|poll| {
            let refused = |response| answers::class(response) == Class::Refusal;
            matches!(poll.responses.first(), Some(Response::Page(..)))
                && !poll.responses.last().is_some_and(refused)
        });
        let clocks = read.filter_map(|poll| {
            let headers = poll.responses.first().and_then(headers)?;
            let Date::Clock(seconds) = headers.date else {
                return None;
            };
            let is_fresh = !answers::is_stale(headers);
            is_fresh.then_some((poll.asked, seconds * 1000))
        });
        let first = clocks.min_by_key(|(at, _)| *at);
        // Without one, the clock of this machine must do.
        first.map_or(self.settings.ahead * 1000, |(at, clock)| {
            clock - i64::try_from(at.as_millis()).unwrap_or_default()
        })
    }

    pub(super) fn hint(&self, text: &str, deciding: usize) -> Held {
        if text.contains(" until then") {
            let is_of_all = text.starts_with("the token worked ");
            let mut polls = self.polls.iter().enumerate();
            let was_read = polls.any(|(target, polls)| {
                (is_of_all || target == deciding) && polls.last_listing().is_some()
            });
            return holds(was_read, "no list was read");
        }
        if text.contains(": the list of another target could be read") {
            let mut polls = self.polls.iter();
            let was_read = polls.any(|polls| polls.last_listing().is_some());
            return holds(was_read, "no list was read");
        }
        if text.starts_with("raise --max-pages, if the ") {
            let last = self.polls[deciding].last_listing();
            let read = last.map(|poll| u32::try_from(poll.responses.len()));
            let is_limit = read == Some(Ok(self.options.max_pages));
            return holds(is_limit, "another number of pages");
        }
        if text.contains("leaves it out") {
            let poll = self.polls[deciding]
                .last_listing()
                .ok_or("no list was read")?;
            return holds(!poll.listed.is_empty(), "nothing was left out");
        }
        if let Some(rest) = text.strip_prefix("build build-") {
            let build = rest
                .split(' ')
                .next()
                .and_then(|build| build.parse().ok())
                .ok_or("no build")?;
            let runs = |polls: &Polls| polls.last_meant(build).is_some();
            return holds(self.polls.iter().any(runs), "no list has that build");
        }
        Ok(())
    }

    pub(super) fn note_of_the_end(&self, text: &str, deciding: usize) -> Held {
        if let Some(rest) = text.strip_prefix("the list could not be read in the last ") {
            // The log of the build that failed was read since.
            let last = self.polls[deciding].last().map_or(self.now, |poll| poll.at);
            return self.fault_since(rest, ", and may show a newer build: ", deciding, last);
        }
        if text.starts_with("build build-") {
            let (build, _) = id_in(&format!("({text}"))?;
            if let Some((_, age)) = text.split_once(" was created ")
                && let Some(age) = age.strip_suffix(" before this run began")
            {
                let mut meant = self.polls.iter().filter_map(|one| one.last_meant(build));
                let is_so = meant.any(|(entry, _)| self.is_age(age, entry).is_ok());
                return holds(is_so, "no list shows that age");
            }
            // Of a build that was asked for by its id no more is said.
            let is_either = matches!(self.options.wanted.selector, Selector::Build(_));
            let has_failed = text.ends_with(": a rerun alone finds the same failure");
            let shows = |polls: &Polls| {
                // A later list that broke off may have it alone.
                let entry = polls.last_meant(build);
                entry.is_some_and(|(_, listed)| match listed.reading {
                    Conclusion::Succeeded => !has_failed,
                    Conclusion::Fell(_) => has_failed || is_either,
                    Conclusion::Running | Conclusion::Unclear => false,
                })
            };
            return holds(
                self.polls.iter().any(shows),
                "no list shows that it ended so",
            );
        }
        let is_gap = text.starts_with("the list ") || text.contains(" cannot be read in full");
        if is_gap {
            let mut polls = self.polls.iter().filter_map(Polls::last_listing);
            let is_so = polls.any(|poll| poll.gap.is_some() || poll.is_lost);
            return holds(is_so, "the list was complete");
        }
        if let Some(rest) = text.strip_prefix("--retry-grace was cut by ") {
            return self.cut(rest);
        }
        if let Some(tie) = text.strip_suffix(": all of them must succeed") {
            let mut polls = self.polls.iter().zip(&self.names);
            let is_so = polls.any(|(polls, name)| {
                let of = match self.names.len() {
                    1 => String::new(),
                    _ => format!(" of {name}"),
                };
                let last = polls.last();
                last.is_some_and(|poll| is_tie(poll, polls.all(), tie, &of).is_ok())
            });
            return holds(is_so, "other builds may be the newest");
        }
        let of_wanted = text.strip_prefix(&format!("{} ", self.wanted()));
        if let Some(stood) = of_wanted {
            let (build, rest) = id_in(stood)?;
            holds(rest == ")", "more than that")?;
            return self.seen_last(deciding, stood, build);
        }
        let known = [
            "API quota: ",
            "links to Northflank need --team-id",
            "the build's log is not shown: ",
        ];
        holds(
            known.iter().any(|known| text.starts_with(known)),
            "unknown note",
        )
    }
}

/// Whether a part ends with how a build was too early.
fn is_of_time(text: &str) -> bool {
    let words = [" before --not-before", " leaves it out", "was created at "];
    words.iter().any(|words| text.contains(words)) && text.contains("--not-before")
}

/// A build in a few words: `build-1 of bbbbbbb on main, BUILDING`.
fn described<'p>(poll: &'p Poll, text: &str) -> Result<&'p Entry, String> {
    let (build, _) = id_in(&format!("(build {text}"))?;
    let (entry, listed) = poll.entry(build).ok_or("the list lacks that build")?;
    let of = commit(entry).map_or_else(String::new, |commit| format!(" of {commit}"));
    let on = record::branch(entry).map_or_else(String::new, |name| format!(" on {name}"));
    let words = format!("build-{build}{of}{on}, {}", status_text(entry));
    holds(words == text || !listed.agrees, "the list shows another")?;
    Ok(entry)
}
