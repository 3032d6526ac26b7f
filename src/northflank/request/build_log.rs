//! The end of a build's log.
//!
//! Shape, by the API's documentation: `{"data": [{"containerId": string, "log":
//! any, "ts": date-time}]}`. The type of `log` is not documented, so any type is
//! read, and an entry that cannot be read is left out. The lines hold no control
//! characters, but they are foreign text: the caller redacts and escapes them. No
//! log and no error in here may change a verdict.

mod container;
mod relevance;
mod terminal;

use std::collections::VecDeque;

use crate::model::build::TargetKind;
use crate::model::fault::Cause;
use crate::model::timestamp::Timestamp;
use crate::northflank::lenient::{self, Lenient, Member, Shape};
use crate::northflank::path::TargetPath;
use crate::northflank::response::{self, Reply, RequestError};

/// The most entries that a request is known to get. The API was seen to refuse
/// 3000; its documentation names no limit.
const REQUESTED_ENTRIES: &str = "250";

/// Four times as many as are asked for: entries beyond this are left out.
const MAX_ENTRIES: usize = 1000;

/// Four times as long as a container runtime's longest line: where an entry is
/// cut, in bytes as it is written.
const MAX_ENTRY: usize = 64 * 1024;

/// What 250 entries of 8 KiB hold, in bytes: texts beyond this are left out.
const MAX_TEXT: usize = 2 * 1024 * 1024;

/// Longer than the id of any container, in bytes.
const MAX_CONTAINER_ID: usize = 256;

/// The end of a build's log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildLog {
    /// The last lines, the oldest first: none is blank, none holds a control
    /// character, each has at most a thousand characters.
    pub lines: Vec<String>,
}

impl BuildLog {
    /// The last line that speaks of an error, or else the last line. A line that only
    /// wraps another error gives way to an earlier line of the same step.
    #[must_use]
    pub fn most_telling(&self) -> Option<&str> {
        let from_the_end = self.lines.iter().map(String::as_str).rev();
        let errors = from_the_end.filter(|line| relevance::speaks_of_an_error(line));
        let step = errors.clone().find_map(relevance::step);
        let is_of_step = |line: &&str| relevance::step(line).is_none_or(|one| Some(one) == step);
        let mut of_step = errors.filter(is_of_step);
        let own = of_step.clone().find(|line| !relevance::only_wraps(line));
        let last = || self.lines.last().map(String::as_str);
        own.or_else(|| of_step.next_back()).or_else(last)
    }
}

/// Why there is no log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoLog {
    /// The token's role lacks this permission, as the API's documentation names
    /// it.
    Forbidden(&'static str),
    /// Any other reason, as the end of a sentence. It may quote the API, so it is
    /// foreign text.
    Unavailable(String),
}

/// A request for the end of a build's log.
#[derive(Clone, Debug)]
pub struct ReadLog {
    /// Whose build it is.
    pub target_path: TargetPath,
    /// The id of the build.
    pub build: String,
    /// The `createdAt` of the build.
    pub created: Timestamp,
    /// How many lines are wanted.
    pub lines: usize,
}

impl ReadLog {
    /// Its path and query. The defaults of the range, the limit and the direction
    /// are not documented, so the request states all three. The limit is always the
    /// maximum: several entries may make up one line, and some make up none.
    #[must_use]
    pub fn path(&self) -> String {
        self.target_path.join(&[
            ("/build-logs?buildId=", &self.build),
            ("&queryType=range&startTime=", &self.created.to_string()),
            ("&direction=backward&lineLimit=", REQUESTED_ENTRIES),
        ])
    }

    /// Reads the reply to it.
    ///
    /// # Errors
    ///
    /// Why there is no log.
    pub fn read(&self, reply: Reply) -> Result<BuildLog, NoLog> {
        let body = response::body_of(reply).map_err(|error| match error {
            RequestError::Transient(fault) => NoLog::Unavailable(fault.what),
            RequestError::Permanent(refusal) => NoLog::Unavailable(refusal.what),
        })?;
        let (mut body, _) = body.map_err(|rejection| {
            if rejection.cause() == Cause::Forbidden {
                NoLog::Forbidden(permission(self.target_path.target.kind))
            } else {
                NoLog::Unavailable(rejection.what())
            }
        })?;
        parse(&mut body.bytes, self.lines)
            .ok_or_else(|| NoLog::Unavailable("the API answered 200 with no log".to_owned()))
    }
}

/// What the token's role needs, by the API's documentation.
const fn permission(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Job => "Project > Jobs > Deployment > View Instance Logs",
        TargetKind::Service => "Project > Services > Deployment > View Instance Logs",
    }
}

/// Reads a body: `None` when it is no log.
fn parse(body: &mut Vec<u8>, max_lines: usize) -> Option<BuildLog> {
    let (mut entries, mut length) = (Vec::new(), 0_usize);
    let mut add = |value: Lenient<'_>| {
        if entries.len() < MAX_ENTRIES
            && let Some(entry) = entry(value)
        {
            length = length.saturating_add(entry.text.len());
            if length <= MAX_TEXT {
                entries.push(entry);
            }
        }
        Some(())
    };
    let mut error = Lenient::Absent;
    let mut members = [
        Member::new("data", Shape::List(&mut add)),
        Member::new("error", Shape::Value(&mut error)),
    ];
    lenient::read(lenient::document(body)?, Shape::Object(&mut members))?;
    let Lenient::Absent = error else {
        return None;
    };
    let mut lines = VecDeque::new();
    container::each_line(&in_order(entries), |line| {
        let line = terminal::visible(line);
        if !line.is_empty() {
            lines.push_back(line);
        }
        if lines.len() > max_lines {
            lines.pop_front();
        }
    });
    Some(BuildLog {
        lines: lines.into(),
    })
}

/// What a container wrote at once.
#[derive(Debug)]
struct Entry {
    container: Option<String>,
    time: Option<Timestamp>,
    text: String,
}

fn entry(value: Lenient<'_>) -> Option<Entry> {
    let object = value.object(["containerId", "log", "ts"]).into_value();
    // What is no object may be the text itself.
    let [container, log, time] = object.unwrap_or([Lenient::Absent, value, Lenient::Absent]);
    Some(Entry {
        container: container.shown_text(MAX_CONTAINER_ID).into_value(),
        time: time.instant_or_number(),
        text: text(log)?,
    })
}

/// A string as it is, and any other value as one line of JSON.
fn text(value: Lenient<'_>) -> Option<String> {
    let Lenient::Written(json) = value else {
        return None;
    };
    let text = value.shown_text(MAX_ENTRY).into_value();
    Some(text.unwrap_or_else(|| {
        let beginning: String = json.chars().take(MAX_ENTRY).collect();
        beginning.replace(['\n', '\r'], " ")
    }))
}

/// The entries by their times, the oldest first. An entry without a time stays
/// behind the entry that was written before it.
fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut times = entries.iter().filter_map(|entry| entry.time);
    // Where fewer than two have a time, it is the newest first, as was asked for.
    let is_oldest_first = times.next() < times.next_back();
    if !is_oldest_first {
        entries.reverse();
    }
    let mut latest = None;
    for entry in &mut entries {
        latest = entry.time.or(latest);
        entry.time = latest;
    }
    entries.sort_by_key(|entry| entry.time);
    entries
}

#[cfg(test)]
mod tests;
