//! What a case of `tests/cmd` pins, without what makes it a test: its project is
//! called shop, and marks of Markdown stand for themselves.

use std::fs;
use std::path::Path;

use toml_edit::DocumentMut;

use crate::TaskResult;

/// A case, as far as the page shows it.
pub(super) struct Case {
    /// The exit code.
    pub(super) code: i64,
    /// Standard error, then standard output: the log, and its verdict last.
    pub(super) log: String,
    /// The annotations on GitHub: the level and the text.
    pub(super) annotations: Vec<(String, String)>,
    /// The summary, where one is pinned.
    pub(super) summary: Option<String>,
    /// The outputs that hold something.
    pub(super) outputs: Vec<(String, String)>,
}

impl Case {
    /// Reads the case of this name below `tests/cmd`.
    pub(super) fn read(folder: &Path, name: &str) -> TaskResult<Self> {
        let text = fs::read_to_string(folder.join(format!("{name}.toml")))
            .map_err(|error| format!("{name}: {error}"))?;
        let case: DocumentMut = text.parse()?;
        let text = |key: &str| case[key].as_str().unwrap_or_default().trim_matches('\n');
        let project = project(&case).ok_or_else(|| format!("{name} has no project"))?;
        let shown = |text: &str| text.replace(&project, "shop");
        let parts = [text("stderr"), text("stdout")].map(shown);
        let written = |file: &str| {
            let path = folder.join(format!("{name}.out/{file}"));
            fs::read_to_string(path)
                .ok()
                .map(|text| text.replace("\r\n", "\n"))
        };
        Ok(Self {
            code: case["status"]["code"].as_integer().ok_or("no exit code")?,
            annotations: parts.iter().flat_map(|part| annotations(part)).collect(),
            log: parts.join("\n\n").trim_matches('\n').to_owned(),
            summary: written("summary.md").map(|text| shown(&unescaped(&text))),
            outputs: written("output").map_or_else(Vec::new, |text| outputs(&shown(&text))),
        })
    }
}

fn project(case: &DocumentMut) -> Option<String> {
    let mut arguments = case["args"].as_array()?.iter();
    arguments.find(|argument| argument.as_str() == Some("--project-id"))?;
    Some(arguments.next()?.as_str()?.to_owned())
}

fn annotations(log: &str) -> Vec<(String, String)> {
    let annotation = |line: &str| {
        let (level, data) = line
            .strip_prefix("::")?
            .split_once(" title=northflank-gate::")?;
        let text = data.replace("%0A", "\n").replace("%25", "%");
        Some((level.to_owned(), text))
    };
    log.lines().filter_map(annotation).collect()
}

/// The summary as it is read. In the case, what escapes a mark is a slash; a
/// link and the lines of a build's log have none.
fn unescaped(summary: &str) -> String {
    let mut is_log = false;
    let mut lines = Vec::new();
    for line in summary.lines().skip_while(|line| *line == "# Earlier") {
        if line.starts_with("```") {
            is_log = !is_log;
        }
        lines.push(if is_log {
            line.to_owned()
        } else {
            unescaped_line(line)
        });
    }
    lines.join("\n").trim_matches('\n').to_owned()
}

fn unescaped_line(line: &str) -> String {
    let mut text = String::new();
    let mut letters = line.chars().peekable();
    let mut is_link = false;
    while let Some(letter) = letters.next() {
        is_link = is_link && letter != ')' || text.ends_with(']') && letter == '(';
        let is_escape = |next: &char| next.is_ascii_punctuation() && !",;\"'?%".contains(*next);
        match letters.next_if(|next| letter == '/' && !is_link && is_escape(next)) {
            Some(mark) => text.push(mark),
            None => text.push(letter),
        }
    }
    text
}

fn outputs(file: &str) -> Vec<(String, String)> {
    let mut outputs = Vec::new();
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        let Some((name, end)) = line.split_once("<<") else {
            continue;
        };
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
        let value = value.join("\n");
        if !value.is_empty() {
            outputs.push((name.to_owned(), value));
        }
    }
    outputs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_themselves_but_in_links_and_logs() {
        let summary = "# Earlier\n### shut/: a /(b/), c: https/:////d\n\n[x/-y](https://z.example/a#-b) /[\n```text\n/-e\n```\n/-f\n";
        let expected = "### shut: a (b), c: https://d\n\n[x-y](https://z.example/a#-b) [\n```text\n/-e\n```\n-f";
        assert_eq!(unescaped(summary), expected);
    }

    #[test]
    fn outputs_that_hold_nothing_are_left_out() {
        let file = "earlier=kept\n\na<<end\n1\n2\nend\nb<<end\n\nend\nc<<end\n<<\nend\n";
        let expected = [("a", "1\n2"), ("c", "<<")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(outputs(file), expected);
    }
}
