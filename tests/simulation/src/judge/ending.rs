//! The lines of the verdict, each held against the record.

use std::time::Duration;

use super::Judge;
use super::parse::{between, is_written};
use super::progress::holds;
use super::record::{self, Poll, commit, status_text, took};
use crate::contract::{Conclusion, Kind};
use crate::options::{BRANCHES, Selector};
use crate::said::Entry;

type Held = Result<(), String>;

impl Judge<'_> {
    pub(super) fn ending(&mut self, now: Duration, code: u8) {
        let lines = std::mem::take(&mut self.verdict);
        let is_headline = |text: &String| {
            let words = ["open: ", "shut: ", "error: ", "cancelled "];
            words.iter().any(|word| text.starts_with(word))
        };
        let Some(start) = lines.iter().position(|(_, text)| is_headline(text)) else {
            return self.breaches.push("there is no verdict".to_owned());
        };
        let before = lines[..start].iter().map(|(_, text)| text.as_str());
        let before: Vec<&str> = before.filter(|text| !text.is_empty()).collect();
        let is_log = before.iter().all(|text| {
            *text == "the end of the build's log:" || text.starts_with("  | error in build-")
        });
        self.check(is_log, || format!("unknown lines: {before:?}"));
        let headline = &lines[start].1;
        self.check(headline.starts_with("open: ") == (code == 0), || {
            format!("it ends with {code}, and says: {headline}")
        });
        let deciding = self.names.iter().position(|name| {
            let named = [format!(" for {name} "), format!(" of {name} ")];
            named.iter().any(|named| headline.contains(named.as_str()))
        });
        let mut held = self.headline(now, headline, deciding, code);
        let deciding = deciding.unwrap_or(0);
        for (is_output, text) in &lines[start + 1..] {
            let line = self.detail(text, headline, deciding);
            held = held.and(line.map_err(|why| format!("{why}: {text}")));
            self.check(*is_output == (code != 2), || {
                format!("out of place: {text}")
            });
        }
        for log in &before[before.len().min(1)..] {
            let build = log.strip_prefix("  | error in ").unwrap_or_default();
            let names = headline.contains(&format!("(build {build}"));
            held = held.and(holds(names, "the log of another build"));
        }
        if let Err(why) = held {
            self.breaches.push(format!("{why}: {headline}"));
        }
    }

    fn headline(&self, now: Duration, text: &str, deciding: Option<usize>, code: u8) -> Held {
        if let Some(opened) = text.strip_prefix("open: ") {
            return self.opened(opened);
        }
        if text.starts_with("cancelled by ") {
            return holds(code >= 129 && self.is_interrupted, "no signal came");
        }
        if let Some(rest) = text.strip_prefix("error: --sha ") {
            return holds(
                rest.ends_with(" fits two commits") && code == 2,
                "another error",
            );
        }
        let text = text.strip_prefix("shut: ").ok_or("an unknown verdict")?;
        if text.contains(" did not answer within ") {
            let all = self.polls.iter().flat_map(record::Polls::all);
            let mut responses = all.flat_map(|poll| &poll.responses);
            let answered = responses.any(|response| super::headers(response).is_some());
            return holds(!answered && code == 4, "it did answer");
        }
        let target = deciding.ok_or("does not say of which target")?;
        let name = &self.names[target];
        let last = self.polls[target].last();
        if text == format!("could not list the builds of {name} in project shop") {
            let failed = last.is_some_and(|poll| !poll.is_listing);
            return holds(failed && code == 4, "the last poll was no refusal");
        }
        if let Some(rest) = text.strip_prefix(&format!("the builds of {name} could not be read ")) {
            self.is_at_the_end(now, rest)?;
            return holds(code == 4, "another code");
        }
        if let Some(rest) = text.strip_prefix(&format!("{} for {name} ", self.absent())) {
            self.was_absent(now, target)?;
            holds(code == 6, "another code")?;
            let limits = &self.options.limits;
            return match (
                between(rest, "appeared in ", " (--appear-timeout)"),
                rest.strip_prefix("had appeared "),
            ) {
                (Some(length), _) => holds(
                    is_written(length, limits.appear_timeout),
                    "another --appear-timeout",
                ),
                (None, Some(rest)) => self.is_at_the_end(now, rest),
                (None, None) => Err("an unknown absence".to_owned()),
            };
        }
        let rest = text
            .strip_prefix(&format!("{} for {name} ", self.wanted()))
            .ok_or("an unknown verdict")?;
        match rest.strip_prefix("ended as ") {
            Some(rest) => self.ended(target, rest, code),
            None => self.still(now, target, rest, code),
        }
    }

    /// The moment of `--timeout`, with its name.
    fn is_at_the_end(&self, now: Duration, text: &str) -> Held {
        let limits = &self.options.limits;
        if limits.is_single_round() {
            return holds(
                text == "in the single round (--timeout 0s)",
                "another moment",
            );
        }
        let length = between(text, "after ", " (--timeout)").ok_or("another moment")?;
        holds(
            is_written(length, limits.timeout) && now >= limits.timeout,
            "another moment",
        )
    }

    fn opened(&self, text: &str) -> Held {
        let (text, requests) = text.rsplit_once(" (").ok_or("no requests")?;
        let requests = requests.trim_end_matches(')');
        let requests = requests
            .split_once(' ')
            .and_then(|(number, _)| number.parse().ok());
        holds(
            requests == Some(self.witness.requests),
            "another number of requests",
        )?;
        let mut parts = text.split(", ");
        for polls in self.in_the_order_of_the_run() {
            let (name, poll) = (&self.names[polls], self.polls[polls].last());
            let poll = poll
                .filter(|poll| poll.is_listing)
                .ok_or("no list was read")?;
            let part = parts.next().ok_or("a target is missing")?;
            let rest = part.strip_prefix(&format!("{name} built "));
            let rest = rest.ok_or("another target")?;
            let fits = |build: &usize| {
                let entry = poll.entry(*build);
                entry.is_some_and(|(entry, _)| self.is_built(entry, rest))
            };
            holds(poll.candidates.iter().any(fits), "another build")?;
        }
        holds(parts.next().is_none(), "too many targets")
    }

    /// Jobs come before services.
    fn in_the_order_of_the_run(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.names.len()).collect();
        all.sort_by_key(|target| self.names[*target].starts_with("service"));
        all
    }

    /// `COMMIT[ on BRANCH (this run is of BRANCH)][ in D]`
    fn is_built(&self, entry: &Entry, text: &str) -> bool {
        let id = crate::values::id(entry.build);
        let named = match self.options.wanted.selector {
            Selector::Commit => Some(&crate::options::COMMITS[0][..7]),
            Selector::Prefix(_) | Selector::Build(_) | Selector::Latest => commit(entry),
        };
        let Some(rest) = text.strip_prefix(named.unwrap_or(&id)) else {
            return false;
        };
        let run = BRANCHES[self.told.branch];
        let on = match record::branch(entry) {
            Some(name) if name != run && self.told.is_push && !self.options.wanted.branch => {
                format!(" on {name} (this run is of {run})")
            }
            Some(_) | None => String::new(),
        };
        let Some(rest) = rest.strip_prefix(on.as_str()) else {
            return false;
        };
        match (rest.strip_prefix(" in "), took(entry)) {
            (Some(length), Some(took)) => is_written(length, took),
            (None, None) => {
                let several = self.names.len() > 1;
                rest == if several {
                    " (it does not say how long that took)"
                } else {
                    ""
                }
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// `STATUS[ and says success: false][ after D by Northflank's clock] (build …)`
    fn ended(&self, target: usize, text: &str, code: u8) -> Held {
        let (build, _) = id_in(text)?;
        let mut listings = self.polls[target].listings();
        let (entry, listed) = listings
            .find_map(|poll| poll.meant(build))
            .ok_or("no list has that build")?;
        let Conclusion::Fell(kind) = listed.reading else {
            return Err("no list shows that it failed".to_owned());
        };
        holds(code == 1, "another code")?;
        let text = text
            .strip_prefix(&*status_text(entry))
            .ok_or("another status")?;
        let doubt = if kind == Kind::Inconsistent {
            " and says success: false"
        } else {
            ""
        };
        let text = text.strip_prefix(doubt).ok_or("another failure")?;
        let text = match (
            between_start(text, " after ", " by Northflank's clock"),
            took(entry),
        ) {
            (Some((length, rest)), Some(took)) if is_written(length, took) => rest,
            (None, None) => text,
            (Some(_), _) | (None, Some(_)) => return Err("it took another time".to_owned()),
        };
        let rest = between(text, &format!(" (build build-{build}"), ")");
        let message = match rest.ok_or("another build")? {
            "" => None,
            rest => Some(between(rest, ", \"", "\"").ok_or("no message")?),
        };
        holds(
            record::is_message(message, entry, self.reading),
            "another message",
        )
    }

    /// How a target stood at the deadline.
    fn still(&self, now: Duration, target: usize, text: &str, code: u8) -> Held {
        holds(code == 3, "another code")?;
        if let Some(rest) = text.strip_prefix("was not there ") {
            self.is_at_the_end(now, rest)?;
            return holds(
                self.polls[target]
                    .last_listing()
                    .is_none_or(|poll| poll.candidates.is_empty()),
                "it was there",
            );
        }
        let (build, rest) = id_in(text)?;
        self.is_at_the_end(now, rest.strip_prefix(") ").ok_or("no moment")?)?;
        let before = text.split(" (build ").next().unwrap_or_default();
        self.stood(
            target,
            before.strip_prefix("was still ").unwrap_or(before),
            build,
        )
    }

    /// A build that stands so, by the last poll that has it.
    fn stood(&self, target: usize, words: &str, build: usize) -> Held {
        let latest = self.polls[target].last_meant(build);
        let (entry, listed) = latest.ok_or("no list ever had that build")?;
        let last = self.polls[target].last_listing();
        let is_listed = |poll: &Poll| poll.meant(build).is_some();
        match words {
            "was not listed any more" | "not listed any more" => {
                holds(!last.is_some_and(is_listed), "the last list has it")
            }
            "had succeeded, but never together with the others" => holds(
                listed.reading == Conclusion::Succeeded && self.names.len() > 1,
                "it had not succeeded",
            ),
            words => {
                let (words, doubt) = match words.strip_suffix(" and not concluded") {
                    Some(words) => (words, true),
                    None => (words, false),
                };
                holds(words == status_text(entry), "another status")?;
                holds(!doubt || words == "SUCCESS", "another doubt")
            }
        }
    }

    /// A line below the headline.
    fn detail(&self, text: &str, headline: &str, deciding: usize) -> Held {
        if let Some(cause) = text.strip_prefix("  cause: ") {
            return self.cause(cause, headline, deciding);
        }
        if let Some(line) = text.strip_prefix("  log: error in ") {
            return holds(headline.contains(line), "the log of another build");
        }
        if let Some(link) = text.strip_prefix("  link: ") {
            let of_a_target =
                (0..self.names.len()).any(|target| link.contains(&format!("/target-{target}")));
            return holds(of_a_target && self.told.has_team, "a link to nothing");
        }
        if let Some(hint) = text.strip_prefix("  hint: ") {
            return self.hint(hint, deciding);
        }
        if let Some(note) = text.strip_prefix("  note: ") {
            return self.note_of_the_end(note);
        }
        let (name, stood) = text.trim_start().split_once(": ").ok_or("unknown line")?;
        let target = self.names.iter().position(|known| known == name);
        let target = target.ok_or("another target")?;
        let stood = stood
            .split_once(", https://")
            .map_or(stood, |(stood, _)| stood);
        match stood {
            "no build" => holds(
                self.polls[target].last_listing().is_some()
                    && self.polls[target]
                        .last()
                        .is_some_and(|poll| poll.candidates.is_empty()),
                "there was one, or no list",
            ),
            "not read" => holds(self.polls[target].last_listing().is_none(), "it was read"),
            stood => {
                let (build, rest) = id_in(stood)?;
                holds(rest == ")", "more than that")?;
                let words = stood.split(" (build ").next().unwrap_or_default();
                self.stood(target, words, build)
            }
        }
    }

    fn cause(&self, text: &str, headline: &str, deciding: usize) -> Held {
        let last = self.polls[deciding].last_listing();
        if let Some(newer) = text.strip_prefix("superseded by ") {
            let poll = last.ok_or("no list was read")?;
            let (build, _) = id_in(headline)?;
            let newer = self.described(poll, newer)?;
            let (entry, _) = poll.entry(build).ok_or("the list lacks it")?;
            let is_so = newer.created.value() > entry.created.value()
                && newer.sha.value().map(|sha| sha.commit)
                    != entry.sha.value().map(|sha| sha.commit)
                && record::branch(newer) == record::branch(entry)
                && status_text(entry) == "ABORTED";
            return holds(is_so, "it was not superseded by that");
        }
        let is_absence = headline.starts_with(&format!("shut: {} ", self.absent()));
        if !is_absence {
            return Ok(());
        }
        for part in text.split("; ") {
            self.evidence(last.ok_or("no list was read")?, part)?;
        }
        Ok(())
    }

    /// What was listed instead, or left out.
    fn evidence(&self, poll: &Poll, part: &str) -> Held {
        let dates = || poll.listed.iter().map(|(entry, _)| entry.created.value());
        let branch = if self.options.wanted.branch {
            BRANCHES[0]
        } else {
            BRANCHES[self.told.branch]
        };
        if let Some(newest) = part.strip_prefix("newest listed: ") {
            let newest = self.described(poll, newest)?;
            return holds(
                newest.created.value() == dates().max().flatten(),
                "not the newest",
            );
        }
        if let Some(newest) = part.strip_prefix(&format!("newest on {branch}: ")) {
            let newest = self.described(poll, newest)?;
            let of_the_branch = |entry: &Entry| record::branch(entry) == Some(branch);
            let all = poll.listed.iter().map(|(entry, _)| entry);
            let all = all.filter(|entry| of_the_branch(entry));
            let dates = all.map(|entry| entry.created.value());
            let is_newest = newest.created.value() == dates.max().flatten();
            return holds(is_newest && of_the_branch(newest), "not the newest of it");
        }
        if part == "no build at all is listed" {
            return holds(poll.listed.is_empty(), "there are builds");
        }
        if let Some(pages) = part.strip_suffix(" of the list were read (--max-pages)") {
            let pages = pages.trim_start_matches("only the first ");
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
            return holds(record::branch(entry) == Some(branch), "of another branch");
        }
        if part.contains(" exists ") || part.contains(" exist ") {
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

    /// A build that the selector means, and that a filter leaves out.
    fn left_out(&self, poll: &Poll, part: &str) -> Held {
        let branch = part
            .split_once(" exists on ")
            .map(|(_, rest)| rest.split(':').next().unwrap_or_default());
        let fits = |entry: &Entry| {
            let of_the_branch = branch.is_none_or(|branch| record::branch(entry) == Some(branch));
            of_the_branch && (branch.is_none() || branch != Some(BRANCHES[0]))
        };
        let mut all = poll.listed.iter();
        holds(
            all.any(|(entry, _)| fits(entry)),
            "no such build was left out",
        )
    }

    /// A build in a few words: `build-1 of bbbbbbb on main, BUILDING`.
    fn described<'p>(&self, poll: &'p Poll, text: &str) -> Result<&'p Entry, String> {
        let (build, _) = id_in(&format!("(build {text}"))?;
        let (entry, listed) = poll.entry(build).ok_or("the list lacks that build")?;
        let of = commit(entry).map_or_else(String::new, |commit| format!(" of {commit}"));
        let on = record::branch(entry).map_or_else(String::new, |name| format!(" on {name}"));
        let words = format!("build-{build}{of}{on}, {}", status_text(entry));
        holds(words == text || !listed.agrees, "the list shows another")?;
        Ok(entry)
    }

    fn hint(&self, text: &str, deciding: usize) -> Held {
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
            let runs = |polls: &record::Polls| polls.last_meant(build).is_some();
            return holds(self.polls.iter().any(runs), "no list has that build");
        }
        Ok(())
    }

    fn note_of_the_end(&self, text: &str) -> Held {
        if text.contains(" before this run began; ") {
            let (build, _) = id_in(&format!("({text}"))?;
            let shows = |polls: &record::Polls| {
                let entry = polls.last_listing().and_then(|poll| poll.entry(build));
                entry.is_some_and(|(_, listed)| listed.reading == Conclusion::Succeeded)
            };
            return holds(
                self.polls.iter().any(shows),
                "no list shows that it succeeded",
            );
        }
        let known = [
            "API quota: ",
            "pass --team-id",
            "the log of the build ",
            "this log may be public",
        ];
        holds(
            known.iter().any(|known| text.starts_with(known)),
            "unknown note",
        )
    }
}

/// The build that a text names after `(build `, and what follows.
fn id_in(text: &str) -> Result<(usize, &str), String> {
    let (_, rest) = text
        .split_once("(build build-")
        .ok_or_else(|| format!("no build in {text}"))?;
    let end = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(rest.len());
    let build = rest[..end].parse().map_err(|_| "no build".to_owned())?;
    Ok((build, &rest[end..]))
}

fn between_start<'a>(text: &'a str, start: &str, end: &str) -> Option<(&'a str, &'a str)> {
    text.strip_prefix(start)?.split_once(end)
}
