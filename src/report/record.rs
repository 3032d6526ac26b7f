//! The result as data: what the outputs and the result files carry.
//!
//! [`OUTPUTS`] is the one list of names. GitHub's outputs have them as they
//! are, JSON in snake case; a test holds the two together, and `action.yml` and
//! the README to this list.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::ending::{Ending, RunResult};
use super::sanitize::{self, Sanitizer};
use crate::cli::config::Config;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{TargetReport, Verdict};
use crate::model::conclusion;
use crate::model::outcome::Outcome;
use crate::northflank::path;

/// The names of the outputs and what they hold, in order.
pub const OUTPUTS: [(&str, &str); 17] = [
    ("result", "how it ended, in a word"),
    ("status", "status of the build, in the API's word"),
    ("build-id", "id of the build"),
    ("sha", "commit"),
    ("branch", "branch of the build"),
    ("pull-request", "pull request of the build"),
    (
        "message",
        "what the API said of the build, else how it ended",
    ),
    ("image", "image that was built"),
    ("created-at", "when the build was created, RFC 3339"),
    ("concluded-at", "when the build ended, RFC 3339"),
    ("duration-seconds", "how long the build took"),
    ("waited-seconds", "how long the gate waited"),
    ("requests", "how many API requests the gate sent"),
    (
        "requests-left",
        "how many API requests the account had left",
    ),
    ("url", "page in Northflank, where the team is known"),
    (
        "log-line",
        "most telling line of the log of a build that did not succeed",
    ),
    ("builds", "JSON, one object per target"),
];

/// The most characters of a value; fewer for one of many targets, since a runner
/// drops outputs beyond 1 MiB.
pub(super) const MAX_VALUE: usize = 4096;
const MAX_VALUE_OF_MANY: usize = 256;

/// The word that stands in the result files until the end.
const UNFINISHED: &str = "unfinished";

/// The result of a run.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Record {
    /// How the run ended, in a word.
    pub(super) result: &'static str,
    #[serde(flatten)]
    deciding: BuildRecord,
    waited_seconds: u64,
    /// How many requests the gate sent.
    pub(super) requests: u32,
    requests_left: Option<u64>,
    url: Option<String>,
    log_line: Option<String>,
    builds: Vec<TargetRecord>,
}

/// The values of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct BuildRecord {
    status: Option<String>,
    build_id: Option<String>,
    sha: Option<String>,
    branch: Option<String>,
    pull_request: Option<u64>,
    message: Option<String>,
    image: Option<String>,
    created_at: Option<String>,
    concluded_at: Option<String>,
    duration_seconds: Option<u64>,
}

/// How one target stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct TargetRecord {
    kind: &'static str,
    id: String,
    state: &'static str,
    #[serde(flatten)]
    build: BuildRecord,
    url: Option<String>,
}

impl Record {
    /// The record until there is a result.
    pub fn unfinished() -> Self {
        Self {
            result: UNFINISHED,
            ..Self::default()
        }
    }

    /// The record of a run that never polled.
    pub fn without_verdict(ending: &Ending, waited: Duration) -> Self {
        Self {
            result: result(ending),
            deciding: BuildRecord {
                message: Some(sanitize::bounded(&ending.message, MAX_VALUE)),
                ..BuildRecord::default()
            },
            waited_seconds: waited.as_secs(),
            ..Self::default()
        }
    }

    /// The record of a verdict; `ending` is what the log says of it.
    pub fn new(
        config: &Config,
        verdict: &Verdict,
        ending: &Ending,
        waited: Duration,
        requests: u32,
        sanitizer: &Sanitizer,
    ) -> Self {
        let report = verdict.deciding_target();
        let mut deciding = BuildRecord::of(report, MAX_VALUE, sanitizer);
        deciding
            .message
            .get_or_insert_with(|| sanitize::bounded(&ending.message, MAX_VALUE));
        // A build whose commit cannot be read may be of another.
        if let (Selector::Commit(sha), None) = (&config.criteria.selector, &report.build) {
            let sha = sha.as_str().to_owned();
            deciding.sha.get_or_insert(sha);
        }
        let target = |state: &TargetReport| TargetRecord {
            kind: state.target.kind.word(),
            id: sanitizer.value(&state.target.id, MAX_VALUE_OF_MANY),
            state: state_word(state),
            build: BuildRecord::of(state, MAX_VALUE_OF_MANY, sanitizer),
            url: url(config, state, sanitizer),
        };
        Self {
            result: result(ending),
            deciding,
            waited_seconds: waited.as_secs(),
            requests,
            requests_left: verdict.quota.map(|quota| quota.remaining),
            url: url(config, report, sanitizer),
            log_line: ending.log.value().cloned(),
            builds: verdict.targets.iter().map(target).collect(),
        }
    }

    /// The page in Northflank of a target, where the team is known.
    #[must_use]
    pub fn url_of(&self, target: usize) -> Option<&str> {
        self.builds.get(target)?.url.as_deref()
    }

    /// The record as JSON, with a line break at its end.
    #[must_use]
    pub fn json(&self) -> String {
        // Serialization cannot fail: strings, numbers and lists only.
        let mut json = sanitize::json(&serde_json::to_string_pretty(self).unwrap_or_default());
        json.push('\n');
        json
    }

    /// The outputs in the order of [`OUTPUTS`]; what is not known is empty.
    #[must_use]
    pub fn outputs(&self) -> [(&'static str, String); OUTPUTS.len()] {
        // Serialization cannot fail: strings, numbers and lists only.
        let values = serde_json::to_value(self).unwrap_or_default();
        OUTPUTS.map(|(name, _)| {
            let value = match values.get(snake_case(name)) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
                // A `Value` does not keep the order of the fields.
                Some(Value::Array(_) | Value::Object(_)) => self.builds(),
            };
            (name, value)
        })
    }

    /// How each target stood, as JSON.
    fn builds(&self) -> String {
        sanitize::json(&serde_json::to_string(&self.builds).unwrap_or_default())
    }
}

impl BuildRecord {
    fn of(report: &TargetReport, longest: usize, sanitizer: &Sanitizer) -> Self {
        let Some(build) = &report.build else {
            return Self::default();
        };
        let value = |text: &str| sanitizer.value(text, longest);
        let text = |text: Option<&String>| text.map(|text| value(text));
        Self {
            status: build.status.value().map(|status| value(status.word())),
            build_id: Some(value(&build.id)),
            sha: text(build.sha.value()),
            branch: text(build.branch.value()),
            pull_request: build.pull_request.value().copied(),
            message: text(build.message.as_ref()),
            image: text(build.image.as_ref()),
            created_at: build.created.value().map(ToString::to_string),
            concluded_at: conclusion::ended_at(build).map(|time| time.to_string()),
            duration_seconds: conclusion::took(build).map(|duration| duration.as_secs()),
        }
    }
}

/// The name of an output in snake case: `build_id`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    name.replace('-', "_")
}

/// The page in Northflank of a target or its build, where the team is known.
#[must_use]
pub fn url(config: &Config, report: &TargetReport, sanitizer: &Sanitizer) -> Option<String> {
    let team = config.team.as_deref()?;
    // Before the URL's escapes, which would hide the token.
    let build = report.build.as_ref();
    let build = build.map(|build| sanitizer.value(&build.id, MAX_VALUE));
    let url = path::url(team, &config.project, &report.target, build.as_deref());
    Some(sanitizer.value(&url, MAX_VALUE))
}

fn result(ending: &Ending) -> &'static str {
    match ending.result {
        RunResult::Unfinished => UNFINISHED,
        RunResult::Ended(outcome) => outcome.word(),
        RunResult::OpenButUnwritten => Outcome::Success.word(),
    }
}

const fn state_word(report: &TargetReport) -> &'static str {
    match report.status {
        _ if report.last_read.is_none() => "unknown",
        TargetStatus::NoBuild if report.incomplete.is_some() => "unknown",
        TargetStatus::NoBuild => "no-build",
        TargetStatus::Missing => "missing",
        TargetStatus::Succeeded if report.is_conclusive => "succeeded",
        TargetStatus::Failed(_) if report.is_conclusive => "failed",
        TargetStatus::Running | TargetStatus::Succeeded | TargetStatus::Failed(_) => "running",
    }
}

#[cfg(test)]
mod tests;
