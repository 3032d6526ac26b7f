//! The lines that containers wrote, out of the entries of a log.
//!
//! Entries may begin with the prefix of the container runtime's log format:
//! `stdout F ` before a whole line, `stdout P ` before a part of a line that goes
//! on in the next entry of the same stream.

use std::collections::BTreeMap;

use super::Entry;

/// One stream of one container, or of all entries without a container's id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stream<'a> {
    container: Option<&'a str>,
    name: StreamName,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum StreamName {
    Output,
    Error,
}

/// Whether a piece of text ends its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Full,
    Partial,
}

/// Calls `each` with every line, without prefixes and with its parts joined. Lines
/// whose end is missing come last.
pub(super) fn each_line(entries: &[Entry], mut each: impl FnMut(&str)) {
    let mut unfinished: BTreeMap<Stream<'_>, String> = BTreeMap::new();
    for entry in entries {
        for piece in entry.text.split('\n') {
            let Some((name, extent, text)) = prefixed(piece) else {
                each(piece);
                continue;
            };
            let stream = Stream {
                container: entry.container.as_deref(),
                name,
            };
            match (extent, unfinished.remove(&stream)) {
                (Extent::Full, None) => each(text),
                (Extent::Full, Some(start)) => each(&(start + text)),
                (Extent::Partial, start) => {
                    unfinished.insert(stream, start.unwrap_or_default() + text);
                }
            }
        }
    }
    for line in unfinished.values() {
        each(line);
    }
}

/// What follows the prefix, and what the prefix says.
fn prefixed(piece: &str) -> Option<(StreamName, Extent, &str)> {
    let (name, rest) = piece.split_once(' ')?;
    let name = match name {
        "stdout" => StreamName::Output,
        "stderr" => StreamName::Error,
        _ => return None,
    };
    let (tag, text) = rest.split_once(' ').unwrap_or((rest, ""));
    match tag {
        "F" => Some((name, Extent::Full, text)),
        "P" => Some((name, Extent::Partial, text)),
        _ => None,
    }
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
