//! Text that is not ours: build messages, branches, ids, file paths, whatever
//! the API or the environment says.
//!
//! It may try to draw on the terminal, to turn the reading direction, to forge
//! a line of ours or to speak to a CI system. It may hold the token, or parts of
//! it. A [`Sanitizer`] is the only way from such text to ours: it takes out the
//! token first, since escapes would hide it from a search alone, then escapes. Our
//! own words do not pass through it, so a token that equals one of our words does
//! not blank that word.

use std::fmt::Write as _;

use crate::northflank::token::Token;

const MAX_LINE: usize = 300;

/// Makes foreign text safe for the places where ours goes.
#[derive(Clone, Debug, Default)]
pub struct Sanitizer {
    token: Option<Token>,
}

impl Sanitizer {
    /// Takes this token out of every text.
    #[must_use]
    pub const fn new(token: Option<Token>) -> Self {
        Self { token }
    }

    /// Foreign text as a part of one bounded line of the log.
    #[must_use]
    pub fn line(&self, text: &str) -> String {
        escape_line(&self.redacted(text))
    }

    /// Foreign text as a part of a line of Markdown.
    #[must_use]
    pub fn markdown(&self, text: &str) -> String {
        escape_markdown(&self.line(text))
    }

    /// Foreign text as a value of an output, with at most this many characters.
    #[must_use]
    pub fn value(&self, text: &str, longest: usize) -> String {
        bounded(&self.redacted(text), longest)
    }

    /// The text without the token and its parts.
    fn redacted(&self, text: &str) -> String {
        match &self.token {
            Some(token) => token.blank_parts_in(text),
            None => text.to_owned(),
        }
    }
}

/// A text without the token as a part of one line of the log.
///
/// Line breaks and other control characters, marks that turn the reading
/// direction and marks that cannot be seen are written as escapes. `##` is split,
/// since several CI systems take a command from the middle of a line that
/// starts so.
#[must_use]
pub fn escape_line(text: &str) -> String {
    let mut escaped = String::new();
    for (index, character) in text.chars().enumerate() {
        if index >= MAX_LINE {
            escaped.push('…');
            break;
        }
        match character {
            '#' if escaped.ends_with('#') => escaped.push_str(" #"),
            character if is_unseen(character) => escaped.extend(character.escape_default()),
            character => escaped.push(character),
        }
    }
    escaped
}

/// A text of ours as a value of an output: as it is, but bounded, since a runner
/// drops outputs that are too large.
#[must_use]
pub fn bounded(text: &str, longest: usize) -> String {
    let mut characters = text.chars();
    let mut value: String = characters.by_ref().take(longest).collect();
    if characters.next().is_some() {
        value.push('…');
    }
    // Taken out, it would join what stands around it: two halves of the token, or of a name.
    value.replace('\0', "\u{fffd}")
}

/// JSON that holds the same, and nothing that a CI system or a terminal takes
/// for more than text: what is unseen, and the second `#` of two, is escaped.
#[must_use]
pub fn json(json: &str) -> String {
    let mut escaped = String::new();
    for character in json.chars() {
        let is_second = character == '#' && escaped.ends_with('#');
        if is_second || character != '\n' && is_unseen(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// A line of ours as a line of Markdown: every mark that could format it
/// is escaped. A colon before a space starts no emoji and no address.
#[must_use]
pub fn escape_markdown(text: &str) -> String {
    let mut escaped = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_harmless = match character {
            ',' | ';' | '"' | '\'' | '?' | '%' => true,
            ':' => characters.peek() == Some(&' '),
            _ => false,
        };
        if character.is_ascii_punctuation() && !is_harmless {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A word that this text does not hold, for the lines before and behind it; by the
/// unpredictable `seed`, the text's author does not know it either.
#[must_use]
pub fn delimiter(text: &str, seed: u64) -> String {
    let mut seed = seed;
    loop {
        let word = format!("northflank_gate_{seed:016x}");
        if !text.contains(&word) {
            return word;
        }
        seed = seed.wrapping_add(1);
    }
}

/// Whether a character controls, turns the reading direction, breaks the line or
/// cannot be seen: the categories Cc, Cf, Zl and Zp of Unicode, and the fillers
/// that have no width or no ink.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knowing(token: &str) -> Sanitizer {
        Sanitizer::new(Token::parse(token).ok())
    }

    #[test]
    fn the_token_is_taken_out_before_the_text_is_escaped() {
        let sanitizer = knowing("nf##token##");
        assert_eq!(sanitizer.line("x-nf##token##-y\n"), "x-[token]-y\\n");
        assert_eq!(sanitizer.value("x-nf##token##-y\n", 99), "x-[token]-y\n");
        assert_eq!(sanitizer.markdown("nf##token##|"), "\\[token\\]\\|");
        assert_eq!(sanitizer.line("a part: ##token##"), "a part: [token]");
        let joined = sanitizer.value("nf\0##to\0ken##", 99);
        assert_eq!(joined, "nf\u{fffd}##to\u{fffd}ken##");
    }

    #[test]
    fn nothing_breaks_the_line_or_draws_on_it() {
        assert_eq!(escape_line("a\nb\r\nc"), "a\\nb\\r\\nc");
        assert_eq!(escape_line("\u{1b}[31mred"), "\\u{1b}[31mred");
        assert_eq!(escape_line("abc\u{202e}cba"), "abc\\u{202e}cba");
        assert_eq!(escape_line("é 😀 std::io"), "é 😀 std::io");
    }

    #[test]
    fn no_command_is_left_in_the_middle_of_a_line() {
        for command in [
            "##[error]x",
            "##vso[task.complete]",
            "##teamcity[x]",
            "###[x]",
            "####vso[x]",
        ] {
            assert!(!escape_line(command).contains("##"), "{command}");
        }
    }

    #[test]
    fn a_line_of_ours_is_not_cut_in_the_summary() {
        let names = "quiet-hill-12, ".repeat(100);
        assert_eq!(escape_markdown(&names), names.replace('-', "\\-"));
    }

    #[test]
    fn everything_foreign_is_bounded() {
        assert_eq!(
            escape_line(&"x".repeat(1_000_000)).chars().count(),
            MAX_LINE + 1
        );
        assert_eq!(bounded(&"é".repeat(1_000_000), 9).chars().count(), 10);
        assert_eq!(bounded("a\nb::\0##[c", 99), "a\nb::\u{fffd}##[c");
    }

    #[test]
    fn json_means_the_same_and_commands_nothing() {
        let text = "##[error] ###vso[x] \u{202e}\u{9b} \u{e0041} é";
        let escaped = json(&format!("{{\n\"a\": \"{text}\"}}"));
        assert!(!escaped.contains("##"), "{escaped}");
        assert!(
            escaped
                .chars()
                .all(|character| character == '\n' || !is_unseen(character)),
            "{escaped}"
        );
        let read: serde_json::Value = serde_json::from_str(&escaped).unwrap();
        assert_eq!(read["a"], text);
        assert_eq!(json("\"a#b#c\""), "\"a#b#c\"");
    }

    #[test]
    fn nothing_formats_the_summary() {
        assert_eq!(
            escape_markdown("a|b<c>`[d](e)"),
            "a\\|b\\<c\\>\\`\\[d\\]\\(e\\)"
        );
        let foreign = Sanitizer::default().markdown("# x\n");
        assert_eq!(foreign, "\\# x\\\\n");
        assert_eq!(escape_markdown(":smile: a:b"), "\\:smile: a\\:b");
        assert_eq!(escape_markdown("shut: a, b"), "shut: a, b");
    }

    #[test]
    fn the_delimiter_is_never_in_the_text() {
        let taken = delimiter("", 7);
        let next = delimiter(&format!("a\n{taken}\nresult=success"), 7);
        assert_ne!(next, taken);
        assert_eq!(next, delimiter("", 8));
    }
}
