//! Scenarios: what a project holds and how it changes, read from JSON files.
//!
//! A file that reads without an error makes sense: unknown keys, keys that
//! contradict each other and values out of range are errors. Values that the
//! real API could send although it should not go into `set`, which is free.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, de};
use serde_json::{Map, Value};

use crate::answer::Close;
use crate::check;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) about: String,
    pub(crate) team: Option<String>,
    pub(crate) targets: BTreeMap<String, Target>,
}

/// A job or a service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    pub(crate) forbidden: Option<String>,
    pub(crate) forbidden_logs: Option<String>,
    #[serde(default)]
    pub(crate) order: Order,
    #[serde(default)]
    pub(crate) history: u64,
    pub(crate) per_page_limit: Option<NonZeroU64>,
    #[serde(default)]
    pub(crate) builds: Vec<Build>,
    #[serde(default)]
    pub(crate) answers: Vec<ScriptedAnswer>,
    #[serde(default)]
    pub(crate) log_answers: Vec<ScriptedAnswer>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    #[default]
    NewestFirst,
    AsWritten,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Build {
    pub(crate) id: String,
    pub(crate) sha: String,
    pub(crate) branch: String,
    pub(crate) created: Option<String>,
    #[serde(default)]
    pub(crate) absent_on_polls: Vec<u64>,
    #[serde(default)]
    pub(crate) set: Map<String, Value>,
    #[serde(default)]
    pub(crate) unset: Vec<String>,
    #[serde(default)]
    pub(crate) log: Vec<LogEntry>,
    pub(crate) stages: Vec<Stage>,
}

/// One entry of a build's log.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum LogEntry {
    /// The text alone: the rest is made for it.
    Text(String),
    /// The entry as the API sends it, of whatever keys and types.
    Raw(Map<String, Value>),
}

/// What a build is from some poll or moment on: exactly one of `from_poll`
/// and `after` is present.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stage {
    pub(crate) from_poll: Option<u64>,
    #[serde(default, deserialize_with = "duration")]
    pub(crate) after: Option<Duration>,
    pub(crate) status: String,
    pub(crate) message: Option<String>,
    pub(crate) concluded_at: Option<String>,
    #[serde(default)]
    pub(crate) set: Map<String, Value>,
    #[serde(default)]
    pub(crate) unset: Vec<String>,
}

/// What to answer instead of the API's own answer, or how to answer it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScriptedAnswer {
    pub(crate) request: u64,
    pub(crate) times: Option<NonZeroU64>,
    #[serde(default)]
    pub(crate) forever: bool,
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, Option<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) body: Option<Value>,
    pub(crate) close: Option<Close>,
    #[serde(default, deserialize_with = "duration")]
    pub(crate) delay: Option<Duration>,
}

impl Stage {
    pub(crate) fn has_happened(&self, poll: u64, elapsed: Duration) -> bool {
        self.from_poll.is_none_or(|first| first <= poll)
            && self.after.is_none_or(|after| after <= elapsed)
    }

    pub(crate) fn is_concluded(&self) -> bool {
        const CONCLUDED: [&str; 5] = [
            "SUCCESS",
            "FAILURE",
            "SUBMISSION_FAILURE",
            "ABORTED",
            "CRASHED",
        ];
        CONCLUDED.contains(&self.status.as_str())
    }
}

impl ScriptedAnswer {
    /// Whether this is about the request with that number.
    pub(crate) fn covers(&self, request: u64) -> bool {
        let times = self.times.map_or(1, NonZeroU64::get);
        request >= self.request && (self.forever || request - self.request < times)
    }
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(&text)
        .map(Some)
        .map_err(D::Error::custom)
}

/// Tells a `null` that is written from a key that is missing.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: de::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Why there is no scenario.
#[derive(Debug)]
pub(crate) enum LoadError {
    Missing,
    Malformed(String),
}

impl Scenario {
    /// Loads the scenario `name` from `directory`.
    pub(crate) fn load(directory: &Path, name: &str) -> Result<Self, LoadError> {
        // Names come from paths of requests: one that could leave the
        // directory is no name.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.is_empty() || !name.bytes().all(is_plain) {
            return Err(LoadError::Missing);
        }
        let malformed = |error: &dyn ToString| {
            LoadError::Malformed(format!("{name}.json: {}", error.to_string()))
        };
        let text = match fs::read_to_string(directory.join(format!("{name}.json"))) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(LoadError::Missing);
            }
            Err(error) => return Err(malformed(&error)),
        };
        let json = serde_json::from_str(&text).map_err(|error| malformed(&error))?;
        let json = moved_to_now(json, SystemTime::now());
        let scenario: Self = serde_json::from_value(json).map_err(|error| malformed(&error))?;
        check::scenario(&scenario).map_err(|error| malformed(&error))?;
        Ok(scenario)
    }
}

/// Moves each time of a scenario by as much as its `now` is away from this time,
/// where it has one: its builds are then as old as it says.
fn moved_to_now(mut json: Value, now: SystemTime) -> Value {
    let its_now = json.as_object_mut().and_then(|keys| keys.remove("now"));
    let its_now = its_now.as_ref().and_then(Value::as_str);
    let distance = its_now
        .and_then(|time| humantime::parse_rfc3339(time).ok())
        .and_then(|time| now.duration_since(time).ok());
    // In whole seconds, as the end of a build is told.
    let distance = distance.map(|distance| Duration::from_secs(distance.as_secs()));
    if let Some(distance) = distance {
        move_times(&mut json, distance);
    }
    json
}

fn move_times(json: &mut Value, by: Duration) {
    match json {
        Value::String(text) => {
            let moved = humantime::parse_rfc3339(text).ok().map(|time| time + by);
            if let Some(moved) = moved {
                *text = humantime::format_rfc3339_millis(moved).to_string();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| move_times(value, by)),
        Value::Object(keys) => keys.values_mut().for_each(|value| move_times(value, by)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// One line about one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name: the project id that selects the scenario.
    pub name: String,
    /// What it is about, or what is wrong with its file.
    pub about: Result<String, String>,
}

/// All scenarios of a directory, sorted by name.
///
/// # Errors
///
/// When the directory cannot be read. A malformed scenario is not an error
/// here: its summary says what is wrong.
pub fn catalogue(directory: &Path) -> io::Result<Vec<Summary>> {
    let mut summaries = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let about = match Scenario::load(directory, &name) {
            Ok(scenario) => Ok(scenario.about),
            Err(LoadError::Malformed(message)) => Err(message),
            Err(LoadError::Missing) => Err(format!("{name}.json: not a name for a scenario")),
        };
        summaries.push(Summary { name, about });
    }
    summaries.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(summaries)
}
