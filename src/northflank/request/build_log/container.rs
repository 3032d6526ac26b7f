//! The lines that containers wrote, out of the entries of a log.
//!
//! Entries may begin with the prefix of the container runtime's log format:
//! `stdout F ` before a whole line, `stdout P ` before a part of a line that goes
//! on in the next entry of the same stream.

use std::collections::BTreeMap;

use super::Entry;

/// Calls `each` with every line, without prefixes and with its parts joined. Lines
/// whose end is missing come last.
pub(super) fn each_line(entries: &[Entry], mut each: impl FnMut(&str)) {
    // By the container, where its id is known, and the stream.
    let mut unfinished: BTreeMap<(Option<&str>, &str), String> = BTreeMap::new();
    for entry in entries {
        for piece in entry.text.split('\n') {
            let Some(part) = part(piece) else {
                each(piece);
                continue;
            };
            let stream = (entry.container.as_deref(), part.stream);
            let line = unfinished.remove(&stream).unwrap_or_default() + part.text;
            if part.ends_line {
                each(&line);
            } else {
                unfinished.insert(stream, line);
            }
        }
    }
    for line in unfinished.values() {
        each(line);
    }
}

/// What follows a prefix, and what the prefix says.
struct Part<'a> {
    stream: &'a str,
    ends_line: bool,
    text: &'a str,
}

fn part(piece: &str) -> Option<Part<'_>> {
    let (stream, rest) = piece.split_once(' ')?;
    let (tag, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_prefix = matches!(stream, "stdout" | "stderr") && matches!(tag, "F" | "P");
    is_prefix.then_some(Part {
        stream,
        ends_line: tag == "F",
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(entries: &[(&str, &str)]) -> Vec<String> {
        let entries: Vec<Entry> = entries
            .iter()
            .map(|(container, text)| Entry {
                container: Some((*container).to_owned()),
                time: None,
                text: (*text).to_owned(),
            })
            .collect();
        let mut lines = vec![];
        each_line(&entries, |line| lines.push(line.to_owned()));
        lines
    }

    #[test]
    fn only_the_runtimes_prefix_is_taken_off() {
        for (text, line) in [
            ("stdout F a b", "a b"),
            ("stderr F a", "a"),
            ("stdout F   indented", "  indented"),
            ("stdout F", ""),
            ("stdout F ", ""),
            ("stdout F stdout F a", "stdout F a"),
            ("stdout Fa", "stdout Fa"),
            ("stdout is closed", "stdout is closed"),
            ("stdin F a", "stdin F a"),
            (" stdout F a", " stdout F a"),
            ("stdout", "stdout"),
            ("", ""),
        ] {
            assert_eq!(lines(&[("a", text)]), [line], "{text}");
        }
    }

    #[test]
    fn parts_are_joined_within_their_stream() {
        let entries = [
            ("a", "stdout P 1"),
            ("b", "stdout P x"),
            ("a", "stderr F between"),
            ("a", "stdout P 2"),
            ("a", "no prefix"),
            ("a", "stdout F 3"),
            ("a", "stdout F 4"),
            ("b", "stdout P y"),
        ];
        assert_eq!(lines(&entries), ["between", "no prefix", "123", "4", "xy"]);
    }

    #[test]
    fn an_entry_of_several_lines_is_split() {
        let entries = [("a", "stdout P 1\nstdout F 2\n3\n"), ("a", "stdout F 4")];
        assert_eq!(lines(&entries), ["12", "3", "", "4"]);
    }
}
