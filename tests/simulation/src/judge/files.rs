//! The record and the summary, held against the record of the polls.

use serde_json::Value;

use super::Judge;
use super::absence::is_read;
use super::holds;
use super::record::{Poll, Polls, branch, commit, status_text};
use crate::contract::{Conclusion, Match};
use crate::wire::WireField;

/// The word for how it ended in a result file.
pub(super) fn word(result: &str) -> Option<String> {
    let result: Value = serde_json::from_str(result).ok()?;
    Some(result["result"].as_str()?.to_owned())
}

impl Judge<'_> {
    /// The result file is replaced.
    pub fn result(&mut self, text: &str) {
        self.results.push(text.to_owned());
    }

    /// The summary is added to.
    pub fn summary(&mut self, text: &str) {
        self.summary.push_str(text);
    }

    pub(super) fn judge_files(&mut self, code: u8) {
        let results = std::mem::take(&mut self.results);
        let words: Vec<Option<String>> = results.iter().map(|text| word(text)).collect();
        self.check(
            words.first() == Some(&Some("unfinished".to_owned())),
            || format!("the result file says {words:?}"),
        );
        let held = self.judge_result(results.last().map_or("", String::as_str), code);
        if let Err(why) = held.and_then(|()| self.judge_summary(code)) {
            self.breaches.push(why);
        }
        self.results = results;
    }

    fn judge_result(&self, text: &str, code: u8) -> Result<(), String> {
        let result: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let is_success = result["result"] == "success";
        holds(is_success == (code == 0), "result: another end")?;
        let waited = result["waited_seconds"].as_u64();
        holds(waited == Some(self.now.as_secs()), "result: another time")?;
        let requests = result["requests"].as_u64();
        holds(
            requests == Some(self.witness.requests),
            "result: another number of requests",
        )?;
        let targets = result["builds"].as_array().ok_or("no builds")?;
        holds(
            targets.len() == self.polls.len(),
            "another number of targets",
        )?;
        for record in targets {
            let name = format!(
                "{} {}",
                record["kind"].as_str().unwrap_or_default(),
                record["id"].as_str().unwrap_or_default()
            );
            let target = self.names.iter().position(|known| *known == name);
            let target = target.ok_or("another target")?;
            if self.is_open_to_doubt(target) {
                continue;
            }
            let polls = &self.polls[target];
            judge_target(polls, record, self.is_not_taken_in(target, code))
                .map_err(|why| format!("result: {why}: {record}"))?;
        }
        Ok(())
    }

    fn judge_summary(&self, code: u8) -> Result<(), String> {
        let rows = self.summary.lines().filter(|line| {
            line.starts_with("| job") || line.starts_with("| service") || line.starts_with("| [")
        });
        let mut number = 0;
        for row in rows {
            let row = row.replace('\\', "");
            let cells: Vec<&str> = row
                .split(" | ")
                .map(|cell| cell.trim_matches(['|', ' ']))
                .collect();
            let target = self
                .names
                .iter()
                .position(|name| cells[0].contains(name.as_str()));
            let target = target.ok_or("summary: another target")?;
            number += 1;
            if self.is_open_to_doubt(target) {
                continue;
            }
            let polls = &self.polls[target];
            judge_row(polls, &cells, self.is_not_taken_in(target, code))
                .map_err(|why| format!("summary: {why}: {row}"))?;
        }
        holds(
            number == self.names.len(),
            "summary: another number of rows",
        )
    }
}

impl Judge<'_> {
    /// Whether the last list of a target was not taken in: it showed the second commit of
    /// a prefix, or a signal came with it and won.
    pub(super) fn is_not_taken_in(&self, target: usize, code: u8) -> bool {
        let last = self.polls[target].last();
        code == 2 || code >= 129 && last.is_some_and(|poll| poll.at == self.now)
    }
}

fn judge_target(polls: &Polls, record: &Value, ends_the_run: bool) -> Result<(), String> {
    let state = record["state"].as_str().unwrap_or_default();
    let last = polls.last_listing();
    if ends_the_run {
        return Ok(());
    }
    let has_none = polls.last().is_some_and(|poll| poll.candidates.is_empty());
    match state {
        "unknown" => {
            let may_lack_one =
                last.is_none_or(|poll| (poll.gap.is_some() || poll.is_lost) && has_none);
            return holds(may_lack_one, "a list was read");
        }
        "no-build" => {
            let is_known = last.is_some_and(is_read);
            return holds(
                is_known && has_none,
                "there is a build, or no complete list was read",
            );
        }
        _ => {}
    }
    let id = record["build_id"]
        .as_str()
        .and_then(|id| id.strip_prefix("build-"));
    let build = id.and_then(|id| id.parse().ok()).ok_or("no build")?;
    let (entry, listed) = polls.last_meant(build).ok_or("no list has that build")?;
    let status = match entry.status {
        WireField::Value(word) => Some(word),
        WireField::Missing | WireField::Null | WireField::Other(_) => None,
    };
    holds(record["status"].as_str() == status, "another status")?;
    holds(
        record["branch"].as_str() == branch(entry) || !listed.agrees,
        "another branch",
    )?;
    let is_listed = polls.lists(build);
    let is_complete = |poll: &Poll| poll.is_listing && poll.gap.is_none();
    let has_failed = |poll: &Poll| matches!(poll.meant(build), Some((_, one)) if matches!(one.reading, Conclusion::Fell(_)));
    let fits = match state {
        "missing" => !is_listed,
        "succeeded" => listed.reading == Conclusion::Succeeded && last.is_some_and(is_complete),
        "failed" => {
            matches!(listed.reading, Conclusion::Fell(_)) && polls.listings().any(has_failed)
        }
        "running" => {
            let is_confirmed = polls
                .last()
                .is_some_and(|poll| is_complete(poll) && !poll.is_lost);
            listed.reading != Conclusion::Succeeded || listed.matched != Match::Yes || !is_confirmed
        }
        _ => false,
    };
    holds(fits, "another state")
}

/// A row of the summary.
fn judge_row(polls: &Polls, cells: &[&str], ends_the_run: bool) -> Result<(), String> {
    if ends_the_run {
        return Ok(());
    }
    match cells[1] {
        "none" => return holds(polls.last_listing().is_some(), "no list was read"),
        "not read" => return holds(polls.last_listing().is_none(), "a list was read"),
        _ => {}
    }
    let build = cells[1]
        .trim_start_matches("[build-")
        .trim_start_matches("build-");
    let digits = build
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(build.len());
    let build = build[..digits].parse().map_err(|_| "no build")?;
    let (entry, listed) = polls.last_meant(build).ok_or("no list has that build")?;
    let (status, is_gone) = match cells[2].strip_suffix(", then not listed as a match") {
        Some(status) => (status, true),
        None => (cells[2], false),
    };
    holds(!is_gone || !polls.lists(build), "the last list has it")?;
    holds(status == status_text(entry).trim(), "another status")?;
    let on = branch(entry).unwrap_or_default();
    holds(cells[4] == on || !listed.agrees, "another branch")?;
    let sha = commit(entry);
    let is_same = sha.is_none_or(|sha| cells[3].eq_ignore_ascii_case(sha));
    holds(is_same || !listed.agrees, "another commit")
}
