//! The step summary: the verdict and a table of the targets, in Markdown.

use std::fmt::Write as _;
use std::time::Duration;

use super::ending::Ending;
use super::foreign::{markdown, span};
use super::record::took;
use super::words::{left, requests, status};
use crate::gate::look::Quota;
use crate::gate::verdict::TargetState;

/// A summary beyond 1 MiB is not shown at all.
const MOST_ROWS: usize = 100;

/// What a run cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// How long it took.
    pub waited: Duration,
    /// The requests that it sent.
    pub sent: u32,
    /// What the account had left.
    pub quota: Option<Quota>,
}

/// The text to append.
#[must_use]
pub fn text(ending: &Ending, targets: &[TargetState], cost: Cost) -> String {
    let mut text = format!("### {}\n\n", markdown(&ending.headline));
    for part in [&ending.cause, &ending.hint].into_iter().flatten() {
        let _ = write!(text, "{}\n\n", markdown(part));
    }
    if !targets.is_empty() {
        text.push_str(
            "| target | build | status | commit | branch | took |\n|---|---|---|---|---|---|\n",
        );
    }
    for state in targets.iter().take(MOST_ROWS) {
        text.push_str(&row(state));
    }
    if targets.len() > MOST_ROWS {
        let _ = write!(
            text,
            "\nand {} more\n",
            targets.len().saturating_sub(MOST_ROWS)
        );
    }
    let mut line = format!("waited {}, {}", span(cost.waited), requests(cost.sent));
    if let Some(quota) = cost.quota {
        let _ = write!(line, "; {}", left(quota));
    }
    let _ = write!(text, "\n{}\n", markdown(&line));
    text
}

fn row(state: &TargetState) -> String {
    let target = markdown(&state.target.to_string());
    let Some(build) = &state.build else {
        return format!("| {target} | none | | | | |\n");
    };
    let text = |text: Option<&String>| text.map(|text| markdown(text)).unwrap_or_default();
    let sha = build.sha.value().map(|sha| sha.chars().take(7).collect());
    let took = took(build).map(span).unwrap_or_default();
    format!(
        "| {target} | {} | {} | {} | {} | {took} |\n",
        markdown(&build.id),
        markdown(&status(build)),
        text(sha.as_ref()),
        text(build.branch.value()),
    )
}
