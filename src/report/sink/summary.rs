//! The step summary: the verdict and a table of the targets, in Markdown.

use std::fmt::Write as _;

use super::{Rendered, RunReport};
use crate::gate::candidates::TargetStatus;
use crate::gate::verdict::TargetReport;
use crate::model::{conclusion, duration};
use crate::report::phrases::{counted, quota_left, raw_status};
use crate::report::sanitize::{Sanitizer, escape_markdown};

/// More rows are not read.
const MAX_ROWS: usize = 100;
/// No commit is longer.
const MAX_SHA: usize = 64;
/// What the runner takes of a step's summary, in bytes: one that is larger is not
/// shown at all.
const MAX_FILE: u64 = 1024 * 1024;

/// The text to append to a file that holds this many bytes; empty where it does not
/// fit.
pub(super) fn within(held: u64, report: &RunReport<'_>) -> Rendered {
    let text = text(report);
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    if held.saturating_add(length) <= MAX_FILE {
        return text.into();
    }
    Rendered {
        text: String::new(),
        left_out: Some("the summary is left out: its file may hold 1 MiB".to_owned()),
    }
}

/// The text to append. How long the run took is left out where it is not known.
fn text(report: &RunReport<'_>) -> String {
    let ending = report.ending;
    let targets = report
        .verdict
        .map_or(&[][..], |(_, verdict)| &verdict.targets);
    let mut text = format!("### {}\n\n", escape_markdown(&ending.headline()));
    let cause = ending.cause.iter().map(|text| ("cause", text));
    let hint = ending.hint.iter().map(|text| ("hint", text));
    let notes = ending.notes.iter().map(|text| ("note", text));
    for (name, part) in cause.chain(hint).chain(notes) {
        let _ = write!(text, "{name}: {}\n\n", escape_markdown(part));
    }
    if let Some(topic) = ending.help {
        let _ = write!(text, "[More about this]({})\n\n", topic.url());
    }
    if !ending.log.lines().is_empty() {
        let log = ending.log.marked_lines().join("\n");
        // A fence that no line can close.
        let mut fence = String::from("```");
        while log.contains(&fence) {
            fence.push('`');
        }
        let _ = write!(text, "{fence}text\n{log}\n{fence}\n\n");
    }
    if !targets.is_empty() {
        text.push_str(
            "| target | build | status | commit | branch | took |\n|---|---|---|---|---|---|\n",
        );
    }
    for (target, state) in targets.iter().enumerate().take(MAX_ROWS) {
        text.push_str(&row(state, report.record.url_of(target), report.sanitizer));
    }
    if let Some(more) = targets.get(MAX_ROWS..).filter(|more| !more.is_empty()) {
        let _ = write!(text, "\nand {} more\n", more.len());
    }
    if let Some(waited) = report.waited {
        let quota = report.verdict.and_then(|(_, verdict)| verdict.quota);
        let quota = quota.map(|quota| format!("; {}", quota_left(quota)));
        let line = format!(
            "waited {}, {}{}",
            duration::short(waited),
            counted(report.record.requests, "request"),
            quota.unwrap_or_default()
        );
        let _ = write!(text, "\n{}\n", escape_markdown(&line));
    }
    text
}

fn row(report: &TargetReport, url: Option<&str>, sanitizer: &Sanitizer) -> String {
    // No URL of ours holds a mark that would end it.
    let linked = |text: String| match url {
        Some(url) => format!("[{text}]({url})"),
        None => text,
    };
    let target = sanitizer.markdown(&report.target.to_string());
    let Some(build) = &report.build else {
        let none = if report.last_read.is_some() {
            "none"
        } else {
            "not read"
        };
        let target = linked(target);
        return format!("| {target} | {none} | | | | |\n");
    };
    let text = |text: Option<&String>| {
        text.map(|text| sanitizer.markdown(text))
            .unwrap_or_default()
    };
    // The token would not be found in a part of it.
    let sha = build.sha.value().map(|sha| sanitizer.value(sha, MAX_SHA));
    let sha = sha.map(|sha| sha.chars().take(7).collect());
    let took = conclusion::took(build)
        .map(duration::short)
        .unwrap_or_default();
    let gone = if report.status == TargetStatus::Missing {
        ", then not listed as a match"
    } else {
        ""
    };
    format!(
        "| {target} | {} | {}{gone} | {} | {} | {took} |\n",
        linked(sanitizer.markdown(&build.id)),
        sanitizer.markdown(&raw_status(build)),
        text(sha.as_ref()),
        text(build.branch.value()),
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gate::testing::{build, running};
    use crate::gate::verdict::{Reason, Verdict};
    use crate::model::outcome::Signal;
    use crate::report::ending::Ending;
    use crate::report::record::Record;

    #[test]
    fn a_hundred_targets_have_a_row_and_the_rest_are_counted() {
        let summary = |count: usize| {
            let verdict = Verdict {
                reason: Reason::TimedOut,
                deciding: 0,
                elapsed: Duration::ZERO,
                targets: vec![running("api", build("one")); count],
                quota: None,
                outranked: None,
                grace_left: Duration::ZERO,
                began: None,
            };
            let report = RunReport {
                ending: &Ending::of_signal(Signal::Interrupt),
                record: &Record::unfinished(),
                waited: Some(Duration::ZERO),
                verdict: Some(("shop", &verdict)),
                sanitizer: &Sanitizer::default(),
            };
            within(0, &report).text
        };
        let rows = |summary: &str| summary.matches("| job api | one |").count();
        let most = summary(MAX_ROWS);
        assert_eq!(rows(&most), MAX_ROWS, "{most}");
        assert!(!most.contains(" more"), "{most}");
        let beyond = summary(MAX_ROWS + 7);
        assert_eq!(rows(&beyond), MAX_ROWS, "{beyond}");
        assert!(beyond.contains("\nand 7 more\n"), "{beyond}");
    }
}
