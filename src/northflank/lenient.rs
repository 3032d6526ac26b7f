//! JSON of whatever type, read value by value.
//!
//! The API's documentation promises little about types, and a value that
//! cannot be read must spoil nothing but itself. So an object is taken apart
//! into the text of its values, each of which is read only when it is asked for
//! as a type. Nothing in here knows what a value means.

mod document;
mod shape;

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, Visitor};

pub(super) use document::MAX_GROWTH;
pub use document::document;
pub use shape::{Member, Shape, read};

use crate::model::build::Field;
use crate::model::timestamp::Timestamp;

/// Stands for what is no character.
const LOST: char = char::REPLACEMENT_CHARACTER;

/// Longer than any instant, in bytes.
const MAX_INSTANT: usize = 2048;

/// A value under a key of an object.
#[derive(Clone, Copy, Debug, Default)]
pub enum Lenient<'a> {
    /// Missing, or null.
    #[default]
    Absent,
    /// As it is written.
    Written(&'a str),
    /// Written twice, or under a key with a lost part: which is meant is unknown.
    Ambiguous,
}

impl<'a> Lenient<'a> {
    /// A whole document, or a value of a list.
    #[must_use]
    pub fn of(json: &'a str) -> Self {
        match json {
            "null" => Self::Absent,
            json => Self::Written(json),
        }
    }

    fn parse<T>(self, parse: impl FnOnce(&'a str) -> Option<T>) -> Field<T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Written(json) => parse(json).map_or(Field::Unreadable, Field::Present),
            Self::Ambiguous => Field::Unreadable,
        }
    }

    /// A string of at most this many bytes, of which no part is lost.
    #[must_use]
    pub fn text(self, max_length: usize) -> Field<String> {
        // An escape such as `\u0041` takes six bytes for one.
        let max_written = max_length.saturating_mul(6).saturating_add(2);
        self.parse(|json| {
            let json = Some(json).filter(|json| json.len() <= max_written)?;
            let text: String = serde_json::from_str(json).ok()?;
            (text.len() <= max_length && !text.contains(LOST)).then_some(text)
        })
    }

    /// A string for people, cut after at most this many bytes as it is written.
    /// What is no character in it is shown as the replacement character.
    #[must_use]
    pub fn shown_text(self, max_written: usize) -> Field<String> {
        self.parse(|json| {
            let content = json.strip_prefix('"')?.strip_suffix('"')?;
            let json = format!("\"{}\"", beginning(content, max_written));
            let mut deserializer = serde_json::Deserializer::from_str(&json);
            let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let text = BytesVisitor(shown).deserialize(&mut deserializer).ok()?;
            deserializer.end().ok()?;
            Some(text)
        })
    }

    /// An instant as RFC 3339 writes it.
    #[must_use]
    pub fn instant(self) -> Field<Timestamp> {
        let text = self.text(MAX_INSTANT);
        text.and_then(|text| Timestamp::parse(&text).map_or(Field::Unreadable, Field::Present))
    }

    /// An instant as RFC 3339 writes it, or as a number of seconds or milliseconds.
    #[must_use]
    pub fn instant_or_number(self) -> Option<Timestamp> {
        match self.scalar().into_value() {
            Some(number) => Timestamp::from_unix(number),
            None => self.instant().into_value(),
        }
    }

    /// A number, `true` or `false`, as this type.
    #[must_use]
    pub fn scalar<T: Deserialize<'a>>(self) -> Field<T> {
        self.parse(|json| serde_json::from_str(json).ok())
    }

    /// The values under these keys of an object.
    #[must_use]
    pub fn object<const N: usize>(self, keys: [&str; N]) -> Field<[Lenient<'a>; N]> {
        self.parse(|json| {
            let mut values = [Self::Absent; N];
            let members = keys.into_iter().zip(&mut values);
            let members = members.map(|(key, value)| Member::new(key, Shape::Value(value)));
            read(json, Shape::Object(&mut members.collect::<Vec<_>>()))?;
            Some(values)
        })
    }
}

/// The beginning of what stands between the quotes of a string, with no
/// character and no escape cut in two.
fn beginning(content: &str, max_length: usize) -> &str {
    if content.len() <= max_length {
        return content;
    }
    let mut characters = content.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if character == '\\' && characters.next().is_some_and(|(_, kind)| kind == 'u') {
            characters.nth(3);
        }
        let next = characters.peek().map_or(content.len(), |(next, _)| *next);
        if next > max_length {
            return content.get(..start).unwrap_or_default();
        }
    }
    content
}

/// Reads a string in which half a character is no error.
struct BytesVisitor<F>(F);

impl<T, F: FnOnce(&[u8]) -> T> Visitor<'_> for BytesVisitor<F> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
        Ok((self.0)(bytes))
    }
}

impl<'de, T, F: FnOnce(&[u8]) -> T> DeserializeSeed<'de> for BytesVisitor<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

#[cfg(test)]
mod tests;
