//! A report as of `JUnit`: one suite with one case for each target, valid against
//! the schema of Jenkins (`junit-10.xsd`), which other CI systems follow.
//!
//! An open gate is a suite of cases that passed. A shut gate is a failed case, and
//! a run without a verdict is an error: unless the gate opened, the case of the
//! target that decided never passes.

use std::fmt::Write as _;

use super::RunReport;
use crate::gate::candidates::TargetStatus;
use crate::gate::verdict::TargetReport;
use crate::model::conclusion;
use crate::model::outcome::OutcomeKind;
use crate::report::ending::RunResult;
use crate::report::phrases;
use crate::report::sanitize::{self, Sanitizer};
use crate::report::target_text::stood;

/// The name of the suite. GitLab shows the class of a case, and not its suite, so
/// the class begins so, too.
const NAME: &str = "northflank-gate";

/// One case of the suite.
struct Case {
    name: String,
    seconds: Option<String>,
    /// None where the case passed.
    problem: Option<Problem>,
}

/// Why a case did not pass.
struct Problem {
    tag: &'static str,
    kind: &'static str,
    /// The first line is the message.
    lines: Vec<String>,
}

/// The text of the file.
pub(super) fn text(report: &RunReport<'_>) -> String {
    let cases = cases(report);
    let count = |tag: &str| {
        let problems = cases.iter().filter_map(|case| case.problem.as_ref());
        let found = problems.filter(|problem| problem.tag == tag);
        found.count().to_string()
    };
    let counts = [
        ("name", NAME),
        ("tests", &cases.len().to_string()),
        ("failures", &count("failure")),
        ("errors", &count("error")),
        ("skipped", &count("skipped")),
    ];
    let mut properties = String::from("\n");
    for (name, value) in report.record.outputs() {
        // The cases are the builds.
        if name != "builds" && !value.is_empty() {
            let property = [("name", name), ("value", &sanitize::escape_line(&value))];
            properties.push_str(&element("property", &property, ""));
        }
    }
    let mut suite = format!("\n{}", element("properties", &[], &properties));
    let class = match report.verdict {
        Some((project, _)) => format!("{NAME}.{}", report.sanitizer.line(project)),
        None => NAME.to_owned(),
    };
    suite.extend(cases.iter().map(|case| case.element(&class)));
    let suite = format!("\n{}", element("testsuite", &counts, &suite));
    String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        + &element("testsuites", &[], &suite)
}

impl Case {
    fn element(&self, class: &str) -> String {
        let mut attributes = vec![("classname", class), ("name", &self.name)];
        attributes.extend(self.seconds.as_deref().map(|seconds| ("time", seconds)));
        let problem = self.problem.as_ref().map(|problem| {
            let message = problem.lines.first().map_or("", String::as_str);
            let attributes = [("type", problem.kind), ("message", message)];
            let text = escaped(&problem.lines.join("\n"));
            format!("\n{}", element(problem.tag, &attributes, &text))
        });
        element("testcase", &attributes, &problem.unwrap_or_default())
    }
}

fn cases(report: &RunReport<'_>) -> Vec<Case> {
    let Some((_, verdict)) = report.verdict else {
        return vec![Case {
            name: NAME.to_owned(),
            seconds: None,
            problem: problem(report),
        }];
    };
    let case = |(index, target): (usize, &TargetReport)| Case {
        name: phrases::target(&target.target, report.sanitizer),
        seconds: target
            .build
            .as_ref()
            .and_then(conclusion::took)
            .map(|took| took.as_secs().to_string()),
        problem: if index == verdict.deciding {
            problem(report)
        } else {
            other_target(target, report.sanitizer)
        },
    };
    verdict.targets.iter().enumerate().map(case).collect()
}

/// The problem of the target that decided.
fn problem(report: &RunReport<'_>) -> Option<Problem> {
    let result = report.record.result;
    let (tag, kind) = match report.ending.result {
        // The file holds the first until the run has a result, and the second where a file
        // before it could not be written.
        RunResult::Unfinished => ("error", result),
        RunResult::OpenButUnwritten => ("error", "unwritten"),
        RunResult::Ended(outcome) => match outcome.kind() {
            OutcomeKind::Open => return None,
            OutcomeKind::Shut => ("failure", result),
            OutcomeKind::Invalid | OutcomeKind::Interrupted => ("error", result),
        },
    };
    let log = report.ending.log.marked_lines();
    Some(Problem {
        tag,
        kind,
        lines: report.ending.lines().into_iter().chain(log).collect(),
    })
}

/// The problem of another target.
fn other_target(target: &TargetReport, sanitizer: &Sanitizer) -> Option<Problem> {
    let (tag, kind) = match target.status {
        TargetStatus::Succeeded if target.is_conclusive => return None,
        TargetStatus::Failed(_) if target.is_conclusive => ("failure", "failed"),
        TargetStatus::Failed(_)
        | TargetStatus::Running
        | TargetStatus::Missing
        | TargetStatus::NoBuild
        | TargetStatus::Succeeded => ("skipped", "undecided"),
    };
    Some(Problem {
        tag,
        kind,
        lines: vec![stood(target, sanitizer)],
    })
}

/// An element with this content, which is XML already.
fn element(name: &str, attributes: &[(&str, &str)], content: &str) -> String {
    let mut text = format!("<{name}");
    for (name, value) in attributes {
        // Writing to a string cannot fail.
        let _ = write!(text, " {name}=\"{}\"", escaped(value));
    }
    let end = match content {
        "" => "/>\n".to_owned(),
        content => format!(">{content}</{name}>\n"),
    };
    text + &end
}

/// The text as XML holds it. What XML 1.0 forbids even as an escape becomes the
/// mark for a character that is lost.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push('\n'),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character if character.is_control() => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{build, running};
    use crate::gate::verdict::{Reason, Verdict};
    use crate::model::conclusion::FailureKind;
    use crate::model::outcome::Outcome;
    use crate::report::ending::Ending;
    use crate::report::record::Record;

    #[test]
    fn unless_the_gate_opened_the_target_that_decided_does_not_pass() {
        let states = [
            TargetStatus::Running,
            TargetStatus::Missing,
            TargetStatus::NoBuild,
            TargetStatus::Succeeded,
            TargetStatus::Failed(FailureKind::Failure),
        ];
        let targets = states.map(|status| TargetReport {
            status,
            ..running("api", build("one"))
        });
        let verdicts = [0, 1, 2, 3, 4].map(|deciding| Verdict {
            reason: Reason::TimedOut,
            deciding,
            elapsed: std::time::Duration::ZERO,
            targets: targets.to_vec(),
            quota: None,
            outranked: None,
            grace_left: std::time::Duration::ZERO,
            began: None,
        });
        let others = [RunResult::Unfinished, RunResult::OpenButUnwritten];
        let results = Outcome::ALL.map(RunResult::Ended).into_iter().chain(others);
        for result in results {
            let ending = Ending {
                result,
                ..Ending::default()
            };
            let expected = match result {
                RunResult::Unfinished | RunResult::OpenButUnwritten => Some("error"),
                RunResult::Ended(outcome) => match outcome.word() {
                    "success" => None,
                    "usage" | "internal" | "cancelled" => Some("error"),
                    _ => Some("failure"),
                },
            };
            for verdict in verdicts.iter().map(Some).chain([None]) {
                let cases = cases(&RunReport {
                    ending: &ending,
                    record: &Record::unfinished(),
                    waited: None,
                    verdict: verdict.map(|verdict| ("shop", verdict)),
                    sanitizer: &Sanitizer::default(),
                });
                assert_eq!(cases.len(), verdict.map_or(1, |_| targets.len()));
                let decided = &cases[verdict.map_or(0, |verdict| verdict.deciding)];
                let tag = decided.problem.as_ref().map(|problem| problem.tag);
                assert_eq!(tag, expected, "{result:?}");
            }
        }
    }

    #[test]
    fn a_target_that_did_not_decide_passes_only_where_it_succeeded() {
        let tag = |status| {
            let target = TargetReport {
                status,
                is_conclusive: true,
                ..running("api", build("one"))
            };
            let problem = other_target(&target, &Sanitizer::default());
            problem.map(|problem| problem.tag)
        };
        assert_eq!(tag(TargetStatus::Succeeded), None);
        let by_a_broken_list = TargetReport {
            status: TargetStatus::Succeeded,
            ..running("api", build("one"))
        };
        let problem = other_target(&by_a_broken_list, &Sanitizer::default());
        assert_eq!(problem.map(|problem| problem.tag), Some("skipped"));
        let failed = TargetStatus::Failed(FailureKind::Failure);
        assert_eq!(tag(failed), Some("failure"));
        let by_a_broken_list = TargetReport {
            status: failed,
            ..running("api", build("one"))
        };
        let problem = other_target(&by_a_broken_list, &Sanitizer::default());
        assert_eq!(problem.map(|problem| problem.tag), Some("skipped"));
        for undecided in [
            TargetStatus::Running,
            TargetStatus::Missing,
            TargetStatus::NoBuild,
        ] {
            assert_eq!(tag(undecided), Some("skipped"));
        }
    }

    #[test]
    fn xml_holds_every_text() {
        let text = escaped("a<b>&\"c\"\n\u{0}\u{1b}\u{ffff}\r😀");
        let lost = '\u{fffd}';
        let expected = format!("a&lt;b&gt;&amp;&quot;c&quot;\n{lost}{lost}{lost}{lost}😀");
        assert_eq!(text, expected);
    }
}
