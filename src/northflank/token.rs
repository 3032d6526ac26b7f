//! The token: what can be one, and how it is taken out of a text.
//!
//! No error and no debug form shows it.

use std::collections::BTreeSet;
use std::fmt;

/// Stands where the token stood.
const BLANK: &str = "[token]";

/// No token is shorter; shorter parts of one stand in a text by accident.
const MIN_FRAGMENT: usize = 8;

/// No token is longer, and no line of a request much longer.
const MAX_LENGTH: usize = 8 * 1024;

/// The token. Its debug form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as it is sent.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without showing it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            Err("it is empty")
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err("it holds white space, a control character or a character beyond ASCII")
        } else if text.len() < MIN_FRAGMENT {
            Err("it holds fewer than 8 characters")
        } else if text.len() > MAX_LENGTH {
            Err("it holds more than 8192 characters")
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text with a mark in the place of the token and of each part of it
    /// that is long enough to be no accident.
    #[must_use]
    pub fn blank_parts_in(&self, text: &str) -> String {
        let windows = self.0.as_bytes().windows(MIN_FRAGMENT);
        let parts: BTreeSet<u64> = windows.filter_map(packed).collect();
        let is_part = |at: usize| {
            let window = text.as_bytes().get(at..).and_then(packed);
            window.is_some_and(|window| parts.contains(&window))
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

/// The first [`MIN_FRAGMENT`] bytes of a text as a number, which is compared far
/// faster than they are; none where it is shorter.
fn packed(text: &[u8]) -> Option<u64> {
    let window = text.first_chunk::<MIN_FRAGMENT>()?;
    Some(u64::from_ne_bytes(*window))
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests;
