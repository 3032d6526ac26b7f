//! A terminal: what of a log it would not simply show.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The first letter that controls the terminal, turns the reading direction,
/// breaks the line or is not seen, by the categories of Unicode.
#[must_use]
pub fn control(line: &str) -> Option<char> {
    line.chars().find(|letter| {
        matches!(
            letter.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_found_and_letters_are_not() {
        for letter in [
            '\u{1b}', '\t', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}',
        ] {
            assert_eq!(control(&format!("a{letter}b")), Some(letter));
        }
        assert_eq!(control("é 😀 ع 中 \u{301}"), None);
    }
}
