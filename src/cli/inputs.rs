//! What the user of the action calls an option: its input.

use super::options::{OPTIONS, OptionName};

/// The input that holds the token, for messages.
pub const TOKEN: &str = "input northflank-api-key";

/// The input that stands in this variable, for messages.
#[must_use]
pub fn in_variable(variable: &str) -> String {
    let row = OPTIONS.iter().find(|row| row.variables.contains(&variable));
    row.map_or_else(|| TOKEN.to_owned(), |row| row.name.input())
}

/// A text of ours that calls options by their flags, with the inputs in their place. What
/// stands between its first quotation mark and its last is somebody else's, and stays.
#[must_use]
pub fn in_text(text: &str) -> String {
    match (text.find('"'), text.rfind('"')) {
        (Some(start), Some(end)) if start < end => {
            let (before, quoted, after) = (&text[..start], &text[start..end], &text[end..]);
            [&in_words(before), quoted, &in_words(after)].concat()
        }
        (Some(_) | None, _) => in_words(text),
    }
}

fn in_words(text: &str) -> String {
    let mut parts = text.split("--");
    let mut named = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A flag begins a word; a name may hold two dashes.
        let begins = named
            .chars()
            .next_back()
            .is_none_or(|last| " (".contains(last));
        let is_of_flag = |character: char| character.is_ascii_lowercase() || character == '-';
        let end = part.find(|character| !is_of_flag(character));
        let (flag, rest) = part.split_at(end.unwrap_or(part.len()));
        match OPTIONS.iter().find(|row| row.flag == flag) {
            // The action has none for it.
            Some(row) if begins && row.name != OptionName::ApiKeyFile => {
                named.push_str(&row.name.input());
            }
            Some(_) | None => {
                named.push_str("--");
                named.push_str(flag);
            }
        }
        named.push_str(rest);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flag_in_a_text_of_ours_becomes_its_input() {
        for (text, named) in [
            (
                "pass a longer --timeout, or --retry-grace (--not-before 10m)",
                "pass a longer input timeout, or input retry-grace (input not-before 10m)",
            ),
            ("check --api-host", "check input northflank-api-host"),
            (
                "pass --api-key-file FILE -- or --help",
                "pass --api-key-file FILE -- or --help",
            ),
            (
                "the API answered 502: \"use \"--timeout\" or --sha\"; raise --max-pages",
                "the API answered 502: \"use \"--timeout\" or --sha\"; raise input max-pages",
            ),
            (
                "--branch fix--timeout leaves it out; a\"b (--branch)",
                "input branch fix--timeout leaves it out; a\"b (input branch)",
            ),
            ("--sha", "input sha"),
            ("", ""),
        ] {
            assert_eq!(in_text(text), named);
        }
    }

    #[test]
    fn each_variable_of_the_action_has_its_input() {
        assert_eq!(in_variable("NORTHFLANK_GATE_SHA"), "input sha");
        assert_eq!(in_variable("NORTHFLANK_API_TOKEN"), TOKEN);
    }
}
