//! The step summary: the verdict and a table of the targets, in Markdown.

use std::fmt::Write as _;
use std::time::Duration;

use super::ending::Ending;
use super::foreign::{markdown, span};
use super::record::took;
use super::words::{requests, status};
use crate::gate::verdict::TargetState;

/// A summary beyond 1 MiB is not shown at all.
const MOST_ROWS: usize = 100;

/// The text to append, with how long the run took and how many requests it
/// sent.
#[must_use]
pub fn text(ending: &Ending, targets: &[TargetState], waited: Duration, sent: u32) -> String {
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
    let cost = format!("waited {}, {}", span(waited), requests(sent));
    let _ = write!(text, "\n{}\n", markdown(&cost));
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
