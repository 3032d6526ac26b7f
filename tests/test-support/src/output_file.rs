//! `GITHUB_OUTPUT`, by `FileCommandManager.cs` of the runner.

use std::collections::BTreeMap;

/// The values by name, as a runner on Linux or macOS reads them; of a name that
/// comes twice, the last value counts.
///
/// # Panics
///
/// Where the runner would fail the step.
#[must_use]
pub fn outputs(text: &str) -> BTreeMap<String, String> {
    let pairs = read(text, false).unwrap_or_else(|why| panic!("{why} in {text:?}"));
    pairs.into_iter().collect()
}

/// Reads the pairs of a file in their order. Lines end in LF; on Windows, CRLF
/// ends one, too.
///
/// # Errors
///
/// What the runner fails the step for.
pub fn read(text: &str, is_windows: bool) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while let Some((line, _)) = next_line(&mut rest, is_windows) {
        if line.is_empty() {
            continue;
        }
        let equals = line.find('=');
        let heredoc = line.find("<<");
        match (equals, heredoc) {
            (Some(equals), heredoc) if heredoc.is_none_or(|heredoc| equals < heredoc) => {
                pairs.push((line[..equals].to_owned(), line[equals + 1..].to_owned()));
            }
            (_, Some(heredoc)) => {
                let (name, delimiter) = (&line[..heredoc], &line[heredoc + 2..]);
                if name.is_empty() || delimiter.is_empty() {
                    return Err(format!("invalid format: {line}"));
                }
                pairs.push((name.to_owned(), value(&mut rest, delimiter, is_windows)?));
            }
            (_, None) => return Err(format!("invalid format: {line}")),
        }
    }
    Ok(pairs)
}

/// The text up to the line that is the delimiter, without its last break.
fn value(rest: &mut &str, delimiter: &str, is_windows: bool) -> Result<String, String> {
    let start = *rest;
    let mut end = 0;
    loop {
        let before = start.len() - rest.len();
        match next_line(rest, is_windows) {
            None => return Err(format!("matching delimiter not found: {delimiter}")),
            Some((line, _)) if line == delimiter => return Ok(start[..end].to_owned()),
            Some((_, false)) => return Err("the last line of a value is open".to_owned()),
            Some((line, true)) => end = before + line.len(),
        }
    }
}

/// The next line, and whether it is ended by a break.
fn next_line<'a>(rest: &mut &'a str, is_windows: bool) -> Option<(&'a str, bool)> {
    if rest.is_empty() {
        return None;
    }
    let Some((line, after)) = rest.split_once('\n') else {
        return Some((std::mem::take(rest), false));
    };
    *rest = after;
    let line = match line.strip_suffix('\r') {
        Some(line) if is_windows => line,
        Some(_) | None => line,
    };
    Some((line, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn pairs_are_read_as_the_runner_reads_them() {
        let read = |text: &str| read(text, false);
        assert_eq!(read("\na=b=c<<d\n"), Ok(vec![pair("a", "b=c<<d")]));
        assert_eq!(read("a<<E\nb\n\nc\r\nE"), Ok(vec![pair("a", "b\n\nc\r")]));
        assert_eq!(
            read("a<<E\nE\na=2"),
            Ok(vec![pair("a", ""), pair("a", "2")])
        );
        assert!(read("a<<E\nb\nE x\n").is_err());
        assert!(read("a<<E\nb").is_err());
        assert!(read("neither\n").is_err());
        assert!(read("<<E\nE\n").is_err());
        assert_eq!(
            super::read("a<<E\r\nb\r\nE\r\n", true),
            Ok(vec![pair("a", "b")])
        );
        assert!(super::read("a<<E\nb\r\nE\r\n", false).is_err());
    }

    #[test]
    fn of_a_name_that_comes_twice_the_last_value_counts() {
        let outputs = outputs("a=1\nb=2\na<<E\n3\nE\n");
        assert_eq!(outputs, [pair("a", "3"), pair("b", "2")].into());
    }
}
