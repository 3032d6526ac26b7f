//! JSON of whatever type, read value by value.
//!
//! The API's documentation promises little about types, and a value that
//! cannot be read must spoil nothing but itself. So an object is taken apart
//! into the text of its values, each of which is read only when it is asked for
//! as a type. Nothing in here knows what a value means.

mod document;

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub(super) use document::MAX_GROWTH;
pub use document::document;

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

    fn read<T>(self, read: impl FnOnce(&'a str) -> Option<T>) -> Field<T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Written(json) => read(json).map_or(Field::Unreadable, Field::Present),
            Self::Ambiguous => Field::Unreadable,
        }
    }

    /// A string of at most this many bytes, of which no part is lost.
    #[must_use]
    pub fn text(self, max_length: usize) -> Field<String> {
        let max_written = max_length.saturating_mul(6).saturating_add(2);
        self.read(|json| {
            let text: String = (json.len() <= max_written)
                .then(|| serde_json::from_str(json).ok())
                .flatten()?;
            (text.len() <= max_length && !text.contains(LOST)).then_some(text)
        })
    }

    /// A string for people, cut after at most this many bytes as it is written.
    /// What is no character in it is shown as the replacement character.
    #[must_use]
    pub fn shown_text(self, max_written: usize) -> Field<String> {
        self.read(|json| {
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
        match self.scalar().present() {
            Some(number) => Timestamp::from_unix(number),
            None => self.instant().present(),
        }
    }

    /// A number, `true` or `false`, as this type.
    #[must_use]
    pub fn scalar<T: Deserialize<'a>>(self) -> Field<T> {
        self.read(|json| serde_json::from_str(json).ok())
    }

    /// The values under these keys of an object.
    #[must_use]
    pub fn object<const N: usize>(self, keys: [&str; N]) -> Field<[Lenient<'a>; N]> {
        self.read(|json| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            let values = deserializer.deserialize_map(ObjectVisitor(keys)).ok()?;
            deserializer.end().ok()?;
            Some(values)
        })
    }

    /// Shows each value of a list to `each`, which may end it.
    #[must_use]
    pub fn list(self, each: impl FnMut(Lenient<'a>) -> Option<()>) -> Field<()> {
        self.read(|json| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            deserializer.deserialize_seq(ListVisitor(each)).ok()?;
            deserializer.end().ok()
        })
    }
}

/// The beginning of what stands between the quotes of a string, with no
/// character and no escape cut in two.
fn beginning(content: &str, max_length: usize) -> &str {
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

struct ObjectVisitor<'k, const N: usize>([&'k str; N]);

impl<'de, const N: usize> Visitor<'de> for ObjectVisitor<'_, N> {
    type Value = [Lenient<'de>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = [None; N];
        // No key is kept: one may be as long as the body.
        let compare = |key: &[u8]| {
            let key = String::from_utf8_lossy(key);
            let is_damaged = key.contains(LOST);
            self.0
                .map(|known| (key == known, is_damaged && may_be(&key, known)))
        };
        while let Some(keys) = map.next_key_seed(BytesVisitor(compare))? {
            let json = map.next_value::<&'de RawValue>()?.get();
            for (value, (is_its_key, may_be_its_key)) in values.iter_mut().zip(keys) {
                if is_its_key {
                    *value = Some(value.map_or(Lenient::of(json), |_| Lenient::Ambiguous));
                } else if may_be_its_key {
                    *value = Some(Lenient::Ambiguous);
                }
            }
        }
        Ok(values.map(Option::unwrap_or_default))
    }
}

/// Whether a key with a lost part may be this one: it begins or ends like it, or both
/// ends are lost. What stands beside a lost part may be wrong as well.
fn may_be(damaged: &str, known: &str) -> bool {
    let ends = |key: &str| (key.chars().next(), key.chars().next_back());
    let ((first, last), (known_first, known_last)) = (ends(damaged), ends(known));
    first == known_first || last == known_last || (first == last && first == Some(LOST))
}

struct ListVisitor<F>(F);

impl<'de, F: FnMut(Lenient<'de>) -> Option<()>> Visitor<'de> for ListVisitor<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<&'de RawValue>()? {
            (self.0)(Lenient::of(value.get())).ok_or_else(|| A::Error::custom("ended"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
