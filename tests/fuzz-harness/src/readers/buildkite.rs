//! Buildkite: the headers of groups, by `header_times_streamer.go` of the agent.

use super::Command;

/// Longer lines are no headers, in bytes.
const LONGEST: usize = 500;

/// The header that a line is, if it is one.
#[must_use]
pub fn header(line: &str) -> Option<Command> {
    let line = without_colours(line);
    if line.len() >= LONGEST {
        return None;
    }
    if let Some(after) = line.strip_prefix("^^^") {
        let is_spaced = after.starts_with(char::is_whitespace);
        let is_expansion = is_spaced && after.trim() == "+++";
        return is_expansion.then(|| named("^^^ +++", ""));
    }
    let mark = ["---", "+++", "~~~"]
        .into_iter()
        .find(|mark| line.starts_with(mark))?;
    let title = line[mark.len()..].strip_prefix(char::is_whitespace)?;
    Some(named(mark, title))
}

fn named(name: &str, data: &str) -> Command {
    Command {
        name: name.to_owned(),
        properties: vec![],
        data: data.to_owned(),
    }
}

/// The agent takes colours out before it looks: `ESC [ 1 ; 2 m`, or `K`.
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.trim_start_matches(|letter: char| letter == ';' || letter.is_ascii_digit());
        match end.strip_prefix(['m', 'K']) {
            Some(after) => plain.push_str(after),
            None => plain.extend(["\u{1b}[", part]),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_stand_at_the_start_of_a_line() {
        for line in [
            "--- a",
            "+++ a",
            "~~~ ",
            "^^^ +++",
            "\u{1b}[1;31m\u{1b}[K--- a",
            "^^^  +++ ",
        ] {
            assert!(header(line).is_some(), "{line}");
        }
        for line in [
            " --- a",
            "---a",
            "---",
            "---- a",
            "^^^ a",
            "^^^+++",
            "\u{1b}[x--- a",
        ] {
            assert!(header(line).is_none(), "{line}");
        }
        assert_eq!(header(&format!("--- {}", "a".repeat(LONGEST))), None);
        assert_eq!(header("+++ a b"), Some(named("+++", "a b")));
    }
}
