//! The log of a build: which of its entries are sent, and in which order.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use crate::listing::{self, Poll, Sightings, read_date};
use crate::log_query::{Direction, LogQuery};
use crate::query::cursor;
use crate::render;
use crate::scenario::{Build, LogEntry, Target};

/// How far the entries are apart that a scenario gives no time.
const STEP: Duration = Duration::from_millis(100);

/// What `query` asks for. `sightings` has an entry for each written build of the
/// target.
pub(crate) fn body(
    target: &Target,
    sightings: &mut [Sightings],
    poll: Poll,
    query: &LogQuery,
) -> Value {
    let mut entries: Vec<Value> = target
        .builds
        .iter()
        .zip(sightings)
        .filter(|(build, _)| query.build.as_ref().is_none_or(|id| *id == build.id))
        .filter_map(|(build, sightings)| {
            let created = listing::created(build, sightings, poll)?;
            Some(written(build, created))
        })
        .flatten()
        .filter(|entry| is_selected(entry, query))
        .map(Value::Object)
        .collect();
    match query.direction {
        Direction::Backward => entries.reverse(),
        Direction::Forward => {}
    }
    let has_more = entries.len() > query.line_limit;
    entries.truncate(query.line_limit);
    let mut pagination = json!({"hasNextPage": has_more, "count": entries.len()});
    if has_more {
        pagination["cursor"] = json!(cursor(u64::try_from(entries.len()).unwrap_or(u64::MAX)));
    }
    json!({"data": entries, "pagination": pagination})
}

/// The entries of one build's log, in the order in which they are written.
fn written(build: &Build, created: SystemTime) -> Vec<Map<String, Value>> {
    let mut time = created;
    let entries = build.log.iter().map(|entry| {
        time += STEP;
        match entry {
            LogEntry::Raw(keys) => keys.clone(),
            LogEntry::Text(text) => {
                let mut keys = Map::new();
                keys.insert(
                    "containerId".to_owned(),
                    json!(format!("build-{}", build.id)),
                );
                keys.insert("log".to_owned(), json!(text));
                keys.insert("ts".to_owned(), json!(render::date(time)));
                keys
            }
        }
    });
    entries.collect()
}

fn is_selected(entry: &Map<String, Value>, query: &LogQuery) -> bool {
    let time = read_date(entry.get("ts").and_then(Value::as_str));
    let text = match entry.get("log") {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    query.selects(time, &text)
}
