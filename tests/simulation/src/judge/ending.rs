//! The lines of the verdict, each held against the record.

use std::time::Duration;

use super::Judge;
use super::absence::is_read;
use super::holds;
use super::parse::{between, is_written};
use super::record::{self, Poll, commit, status_text, took};
use crate::contract::{Conclusion, Kind};
use crate::options::Selector;

/// Whether something holds, or why not.
pub(super) type Held = Result<(), String>;

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
        let mut all = 0..self.names.len();
        let is_open = all.any(|target| self.is_open_to_doubt(target));
        if let (Err(why), false) = (held, is_open) {
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
        let listing = format!("could not list the builds of {name} in project shop");
        if let Some(rest) = text.strip_prefix(&listing) {
            let was_read = self.polls[target].last_listing().is_some();
            holds(
                rest == if was_read { " any more" } else { "" },
                "whether it was read before",
            )?;
            let failed = last.is_some_and(|poll| !poll.is_listing);
            return holds(failed && code == 4, "the last poll was no refusal");
        }
        if let Some(rest) = text.strip_prefix(&format!("the builds of {name} could not be read ")) {
            self.is_at_the_end(now, rest.strip_prefix("in full ").unwrap_or(rest))?;
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
                (None, Some(rest)) => match rest.split_once(" (--appear-timeout ") {
                    Some((length, limit)) => {
                        let length = length.strip_prefix("after ").ok_or("no length")?;
                        let limit = limit.strip_suffix(')').ok_or("no limit")?;
                        let appear = limits.appear_timeout;
                        let is_long = now > appear.saturating_add(Duration::from_secs(60));
                        holds(
                            is_long && is_written(length, now) && is_written(limit, appear),
                            "another --appear-timeout",
                        )
                    }
                    None => self.is_at_the_end(now, rest),
                },
                (None, None) => Err("an unknown absence".to_owned()),
            };
        }
        let rest = text
            .strip_prefix(&format!("{} for {name} ", self.wanted()))
            .ok_or("an unknown verdict")?;
        let rest = self.of_its_commit(target, rest)?;
        let rest = self.on_its_branch(target, rest)?;
        match rest.strip_prefix("ended as ") {
            Some(rest) => self.ended(target, rest, code),
            None => self.still(now, target, rest, code),
        }
    }

    /// What follows `(commit COMMIT) ` of a build, where that must stand there.
    fn of_its_commit<'t>(&self, target: usize, text: &'t str) -> Result<&'t str, String> {
        let said = text
            .strip_prefix("(commit ")
            .and_then(|text| text.split_once(") "));
        let build = id_in(text).ok().map(|(build, _)| build);
        let entry = build.and_then(|build| Some(self.polls[target].last_meant(build)?.0));
        let due = match self.options.wanted.selector {
            Selector::Commit | Selector::Prefix(_) => None,
            Selector::Build(_) | Selector::Latest => entry.as_ref().and_then(commit),
        };
        holds(said.map(|(said, _)| said) == due, "of another commit")?;
        Ok(said.map_or(text, |(_, rest)| rest))
    }

    /// What follows ` on BRANCH (this run is on BRANCH) ` of a build, where that must
    /// stand there.
    fn on_its_branch<'t>(&self, target: usize, text: &'t str) -> Result<&'t str, String> {
        let Ok((build, _)) = id_in(text) else {
            return Ok(text);
        };
        let latest = self.polls[target].last_meant(build);
        let (entry, _) = latest.ok_or("no list ever had that build")?;
        let on = self.on_other_branch(entry);
        let words = on.trim_start();
        let rest = text.strip_prefix(words).ok_or("of another branch")?;
        holds(!rest.trim_start().starts_with("on "), "of no other branch")?;
        Ok(rest.trim_start())
    }

    /// The moment of `--timeout`, with its name.
    fn is_at_the_end(&self, now: Duration, text: &str) -> Held {
        let limits = &self.options.limits;
        if limits.is_single_round() {
            return holds(text == "at the only poll (--timeout 0s)", "another moment");
        }
        let length = between(text, "after ", " (--timeout)").ok_or("another moment")?;
        holds(
            is_written(length, limits.timeout) && now >= limits.timeout,
            "another moment",
        )
    }

    /// `STATUS[ and says success: false][ after D by Northflank's clock] (build …)`
    fn ended(&self, target: usize, text: &str, code: u8) -> Held {
        let (build, _) = id_in(text)?;
        let last = self.polls[target].last_meant(build);
        let (entry, listed) = last.ok_or("no list has that build")?;
        let mut listings = self.polls[target].listings();
        let has_fallen = listings.any(|poll| {
            let listed = poll.meant(build);
            listed.is_some_and(|(_, listed)| matches!(listed.reading, Conclusion::Fell(_)))
        });
        let (Conclusion::Fell(kind), true) = (listed.reading, has_fallen) else {
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
        let absent = text.strip_prefix("was not listed ");
        if let Some(rest) = absent.filter(|rest| !rest.starts_with("as a match ")) {
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
        self.seen_last(target, text, build)
    }

    /// How a build stood that was seen last: `was still BUILDING (build …`.
    pub(super) fn seen_last(&self, target: usize, text: &str, build: usize) -> Held {
        let before = text.split(" (build ").next().unwrap_or_default();
        let is_fresh = self.polls[target]
            .last()
            .is_some_and(|poll| poll.is_listing && poll.meant(build).is_some());
        let words = match (
            before.strip_prefix("was still "),
            before.strip_prefix("was last seen "),
        ) {
            (Some(words), _) if is_fresh => words,
            (None, Some(words)) if !is_fresh || self.names.len() > 1 => words,
            (None, None) => before,
            (Some(_), _) | (None, Some(_)) => return Err("seen at another time".to_owned()),
        };
        self.stood(target, words, build)
    }

    /// A list of the target was read, and no build of it may match now.
    fn has_none(&self, target: usize) -> Held {
        let polls = &self.polls[target];
        let has_none = polls.last().is_some_and(|poll| poll.candidates.is_empty());
        holds(
            polls.last_listing().is_some() && has_none,
            "there was one, or no list",
        )
    }

    /// A build that stands so, by the last poll that has it.
    fn stood(&self, target: usize, words: &str, build: usize) -> Held {
        let latest = self.polls[target].last_meant(build);
        let (entry, listed) = latest.ok_or("no list ever had that build")?;
        if let Some(words) = words.strip_suffix(", then not listed as a match") {
            holds(!self.polls[target].lists(build), "the last list has it")?;
            let status = words.strip_prefix("was ").unwrap_or(words);
            return holds(status == status_text(entry), "another status");
        }
        match words {
            "had succeeded, but no complete list confirmed that at the end" => holds(
                listed.reading == Conclusion::Succeeded
                    && self.polls[target].last().is_some_and(|poll| {
                        let has_gap = poll.gap.is_some() || poll.is_lost;
                        has_gap || !poll.is_listing || self.names.len() > 1
                    }),
                "the list could open the gate",
            ),
            "had succeeded, but the others had not when it was polled" => holds(
                listed.reading == Conclusion::Succeeded && self.names.len() > 1,
                "it had not succeeded",
            ),
            words => {
                let doubts = [
                    ", but whether it ",
                    ", but only in a list that broke off",
                    " in a list that broke off",
                    " in a list that is not complete",
                    " by an earlier list",
                ];
                let mut certain = doubts.iter().filter_map(|doubt| words.split_once(doubt));
                let words = certain.next().map_or(words, |(words, _)| words);
                let words = words
                    .strip_prefix("was ")
                    .or_else(|| words.strip_prefix("had ended as "))
                    .unwrap_or(words);
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
            return holds(of_a_target && self.settings.has_team, "a link to nothing");
        }
        if let Some(hint) = text.strip_prefix("  hint: ") {
            return self.hint(hint, deciding);
        }
        if let Some(note) = text.strip_prefix("  note: ") {
            return self.note_of_the_end(note, deciding);
        }
        if let Some(place) = text.strip_prefix("  help: ") {
            let is_ours = place.starts_with("https://github.com/northflank-gate/northflank-gate#");
            return holds(is_ours, "help from elsewhere");
        }
        let (name, stood) = text.trim_start().split_once(": ").ok_or("unknown line")?;
        let target = self.names.iter().position(|known| known == name);
        let target = target.ok_or("another target")?;
        let stood = stood
            .split_once(", https://")
            .map_or(stood, |(stood, _)| stood);
        let (stood, fault) = match stood.rsplit_once(", then ") {
            Some((stood, fault)) if !fault.starts_with("not listed") => (stood, Some(fault)),
            Some(_) | None => (stood, None),
        };
        let is_known = fault.is_none_or(|fault| self.is_known_fault(fault));
        holds(is_known, "no poll failed so")?;
        match stood {
            "no build" if self.is_interrupted && self.is_not_taken_in(target, 129) => Ok(()),
            "no build" => {
                let list = self.polls[target].last_listing();
                holds(list.is_some_and(is_read), "another list")?;
                self.has_none(target)
            }
            "no build in a list that is not complete" => {
                self.is_in_part(target)?;
                self.has_none(target)
            }
            stood if stood == "not read" || stood.starts_with("not read (") => {
                holds(self.polls[target].last_listing().is_none(), "it was read")
            }
            stood => {
                let (build, rest) = id_in(stood)?;
                holds(rest == ")", "more than that")?;
                let words = stood.split(" (build ").next().unwrap_or_default();
                if words.ends_with(" in a list that is not complete") {
                    self.is_in_part(target)?;
                }
                self.stood(target, words, build)
            }
        }
    }

    /// The last list of the target was not complete.
    fn is_in_part(&self, target: usize) -> Held {
        let list = self.polls[target].last_listing();
        let is_in_part = |list: &Poll| list.gap.is_some() || list.is_lost;
        holds(list.is_some_and(is_in_part), "the list was complete")
    }
}

fn between_start<'a>(text: &'a str, start: &str, end: &str) -> Option<(&'a str, &'a str)> {
    text.strip_prefix(start)?.split_once(end)
}

/// The build that a text names after `(build `, and what follows.
pub(super) fn id_in(text: &str) -> Result<(usize, &str), String> {
    let (_, rest) = text
        .split_once("(build build-")
        .ok_or_else(|| format!("no build in {text}"))?;
    let end = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(rest.len());
    let build = rest[..end].parse().map_err(|_| "no build".to_owned())?;
    Ok((build, &rest[end..]))
}
