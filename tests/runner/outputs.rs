//! `GITHUB_OUTPUT`, as the runner reads it.

use std::collections::BTreeMap;

/// Reads `GITHUB_OUTPUT` back by the rules of the runner: lines end in LF;
/// empty ones are skipped; whichever of `=` and `<<` comes first decides; a
/// value ends at a line that equals the delimiter; the last one of a name wins.
pub(crate) fn read_back(text: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let equals = line.find('=').unwrap_or(usize::MAX);
        let heredoc = line.find("<<").unwrap_or(usize::MAX);
        assert_ne!(equals.min(heredoc), usize::MAX, "invalid format: {line}");
        if equals < heredoc {
            outputs.insert(line[..equals].to_owned(), line[equals + 1..].to_owned());
            continue;
        }
        let (name, delimiter) = (&line[..heredoc], &line[heredoc + 2..]);
        assert!(
            !name.is_empty() && !delimiter.is_empty(),
            "invalid format: {line}"
        );
        let mut value = vec![];
        loop {
            let line = lines.next().expect("matching delimiter not found");
            if line == delimiter {
                break;
            }
            value.push(line);
        }
        outputs.insert(name.to_owned(), value.join("\n"));
    }
    outputs
}
