//! The token: what can be one, and how it is taken out of a text.
//!
//! No error and no debug form shows it.

use std::collections::BTreeSet;
use std::fmt;

/// Stands where the token stood.
const BLANK: &str = "[token]";

/// No token is shorter; shorter parts of one stand in a text by accident.
const MIN_FRAGMENT: usize = 8;

/// The token. Its debug form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as it was given, without the white space around it.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without showing it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        // Editors put a byte order mark before a text, too.
        let text = text
            .trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
        if text.is_empty() {
            Err("it is empty")
        } else if let Some(why) = stand_in(text) {
            Err(why)
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err("it holds white space, a control character or a character beyond ASCII")
        } else if text.len() < MIN_FRAGMENT {
            Err("it is too short to be one")
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text with a mark in the place of the token and of each part of it
    /// that is long enough to be no accident.
    #[must_use]
    pub fn blank_parts_in(&self, text: &str) -> String {
        let windows = self.0.as_bytes().windows(MIN_FRAGMENT);
        let parts: BTreeSet<u64> = windows.map(packed).collect();
        let is_part = |at: usize| {
            let window = text.as_bytes().get(at..at.saturating_add(MIN_FRAGMENT));
            window.is_some_and(|window| parts.contains(&packed(window)))
        };
        let (mut blanked, mut copied) = (String::new(), 0);
        while let Some(start) = (copied..text.len()).find(|&at| is_part(at)) {
            let mut last = start;
            while is_part(last.saturating_add(1)) {
                last = last.saturating_add(1);
            }
            // The token is ASCII, so a part of it ends between two characters.
            blanked.push_str(&text[copied..start]);
            blanked.push_str(BLANK);
            copied = last.saturating_add(MIN_FRAGMENT);
        }
        blanked.push_str(&text[copied..]);
        blanked
    }

    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

/// Whether a text is the name of a variable, as a shell or a CI system writes it
/// that did not replace it by its value.
#[must_use]
pub fn is_variable(text: &str) -> bool {
    let is_in = |(start, end): &(&str, &str)| {
        let inner = text.strip_prefix(start);
        inner.is_some_and(|inner| inner.ends_with(end))
    };
    let is_named = |name: &str| {
        let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !name.is_empty() && name.bytes().all(is_name_byte)
    };
    let brackets = [("${", "}"), ("$(", ")"), ("{{", "}}"), ("%", "%")];
    brackets.iter().any(is_in) || text.strip_prefix('$').is_some_and(is_named)
}

/// Why a text stands in a token's place, where it is no token: quotes that no
/// shell took away, a masked secret, a variable that nothing replaced, the
/// placeholder of a document. A JSON Web Token and an `nf-` token hold none of
/// these signs.
fn stand_in(text: &str) -> Option<&'static str> {
    const VARIABLE: &str = "it is the name of a variable, which the CI system did not replace by a value: \
         is the secret there, and may this run read it?";
    const PLACEHOLDER: &str = "it is a placeholder, not a token";
    let is_in = |start: &str, end: &str| {
        let inner = text.strip_prefix(start);
        inner.is_some_and(|inner| inner.ends_with(end))
    };
    let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_quoted = ["\"", "'", "`"].iter().any(|mark| is_in(mark, mark));
    if is_quoted {
        Some("it stands in quotes: pass it without them")
    } else if text.bytes().all(|byte| byte == b'*') {
        Some("it is the mark that CI systems show in place of a secret")
    } else if is_variable(text) || text.starts_with('$') {
        Some(VARIABLE)
    } else if is_in("<", ">") || is_in("[", "]") || is_placeholder(text) {
        Some(PLACEHOLDER)
    } else if text.starts_with("NORTHFLANK_") && text.bytes().all(is_upper) {
        Some("it is the name of a variable: pass its value")
    } else {
        None
    }
}

/// Whether a text is what documents write where a token belongs: `YOUR_API_TOKEN`,
/// `nf-xxxx`, `nf-...`.
fn is_placeholder(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let rest = text.strip_prefix("nf-").unwrap_or(&text);
    let is_yours = rest.starts_with("your") && !rest.bytes().any(|byte| byte.is_ascii_digit());
    is_yours || rest.bytes().all(|byte| b"x.-".contains(&byte))
}

/// A window of at most [`MIN_FRAGMENT`] characters as a number, which is compared
/// far faster than characters are.
fn packed(window: &[u8]) -> u64 {
    let mut characters = [0; MIN_FRAGMENT];
    for (character, byte) in characters.iter_mut().zip(window) {
        *character = *byte;
    }
    u64::from_ne_bytes(characters)
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests;
