//! One build as the API’s JSON.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

/// How long a build takes where a scenario does not say.
pub(crate) const BUILD_SECONDS: u64 = 4 * 60;

/// What is known of every build.
pub(crate) struct Outline<'a> {
    /// `jobs/ID` or `services/ID`.
    pub(crate) target: &'a str,
    pub(crate) id: &'a str,
    pub(crate) sha: &'a str,
    pub(crate) branch: &'a str,
    pub(crate) status: &'a str,
    pub(crate) created: &'a str,
}

/// What comes with the end of a build: a build in progress lacks these keys.
pub(crate) struct Conclusion<'a> {
    pub(crate) message: Option<&'a str>,
    /// Unix seconds.
    pub(crate) concluded_at: u64,
}

/// The JSON of a build, concluded or in progress.
pub(crate) fn build(outline: &Outline, conclusion: Option<&Conclusion>) -> Map<String, Value> {
    let (_, name) = outline
        .target
        .split_once('/')
        .unwrap_or(("", outline.target));
    let sha = outline.sha;
    let mut keys = Map::new();
    let mut put = |key: &str, value: Value| keys.insert(key.to_owned(), value);
    put("id", json!(outline.id));
    put("branch", json!(outline.branch));
    put("pullRequestId", Value::Null);
    put("status", json!(outline.status));
    put("sha", json!(sha));
    put(
        "registry",
        json!({"uri": format!("registry.example/{name}:{sha}")}),
    );
    put("concluded", json!(conclusion.is_some()));
    put("createdAt", json!(outline.created));
    if let Some(conclusion) = conclusion {
        put("success", json!(outline.status == "SUCCESS"));
        put("message", json!(conclusion.message));
        put("buildConcludedAt", json!(conclusion.concluded_at));
    }
    keys
}

/// Overwrites the keys in `set`, then removes those in `unset`.
pub(crate) fn distort(keys: &mut Map<String, Value>, set: &Map<String, Value>, unset: &[String]) {
    keys.extend(set.clone());
    for key in unset {
        keys.remove(key);
    }
}

/// A date as the API writes it.
pub(crate) fn date(time: SystemTime) -> String {
    humantime::format_rfc3339_millis(time).to_string()
}

/// A date as the API counts it.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |duration| duration.as_secs())
}
