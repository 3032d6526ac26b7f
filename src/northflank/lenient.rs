//! JSON of whatever type, read value by value.
//!
//! The API's documentation promises little about types, and a value that
//! cannot be read must spoil nothing but itself. So an object is taken apart
//! into the text of its values, each of which is read only when it is asked for
//! as a type. Nothing in here knows what a value means.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::build::Field;
use crate::model::timestamp::Timestamp;

/// Stands in a string for each byte that JSON does not allow there: half a
/// character, which spoils the string and nothing else.
const SPOILT: &[u8] = br"\ud800";

/// A body with more bytes that JSON does not allow is no text.
const MAX_SPOILT: usize = 100;

/// Longer than any instant, in bytes.
const MAX_INSTANT: usize = 2048;

/// Skipping a value takes a byte of memory for each level of its depth.
const MAX_DEPTH: u32 = 500_000;

/// The most bytes that [`document`] adds to a body.
pub(super) const MAX_GROWTH: usize = MAX_SPOILT * SPOILT.len();

/// Makes a text of a body that may hold bytes that JSON does not allow:
/// nothing where it is nested too deep or is no text at all.
#[must_use]
pub fn document(body: &mut Vec<u8>) -> Option<&str> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    if body.starts_with(BYTE_ORDER_MARK) {
        body.drain(..BYTE_ORDER_MARK.len());
    }
    let spoilt = spoilt(body)?;
    body.reserve_exact(spoilt.len().saturating_mul(SPOILT.len()));
    for range in spoilt.into_iter().rev() {
        body.splice(range, SPOILT.iter().copied());
    }
    std::str::from_utf8(body).ok()
}

/// Where bytes stand that JSON does not allow in a string: control characters,
/// and what is no UTF-8. Nothing where there are too many, or where the nesting is
/// too deep.
fn spoilt(body: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut scanner = Scanner::default();
    for chunk in body.utf8_chunks() {
        for byte in chunk.valid().bytes() {
            scanner.take(byte)?;
        }
        scanner.take_invalid(chunk.invalid().len())?;
    }
    Some(scanner.spoilt)
}

/// Knows where in a body it is.
#[derive(Default)]
struct Scanner {
    spoilt: Vec<Range<usize>>,
    offset: usize,
    depth: u32,
    in_string: bool,
    is_escaped: bool,
}

impl Scanner {
    fn take(&mut self, byte: u8) -> Option<()> {
        if self.in_string {
            if byte <= 0x1f {
                return self.take_invalid(1);
            }
            let is_escaped = std::mem::take(&mut self.is_escaped);
            match byte {
                b'"' => self.in_string = is_escaped,
                b'\\' => self.is_escaped = !is_escaped,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.in_string = true,
                b'[' | b'{' => self.depth = self.depth.saturating_add(1),
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.offset = self.offset.saturating_add(1);
        (self.depth <= MAX_DEPTH).then_some(())
    }

    /// Takes what is not allowed in a string. An escape of it goes with it.
    fn take_invalid(&mut self, length: usize) -> Option<()> {
        let escape = usize::from(std::mem::take(&mut self.is_escaped));
        let start = self.offset.saturating_sub(escape);
        self.offset = self.offset.saturating_add(length);
        if self.in_string && length > 0 {
            self.spoilt.push(start..self.offset);
        }
        (self.spoilt.len() <= MAX_SPOILT).then_some(())
    }
}

/// A value under a key of an object.
#[derive(Clone, Copy, Debug, Default)]
pub enum Lenient<'a> {
    /// Missing, or null.
    #[default]
    Absent,
    /// As it is written.
    Written(&'a str),
    /// Written twice: which of the two is meant is unknown.
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

    /// A string of at most this many bytes.
    #[must_use]
    pub fn text(self, max_length: usize) -> Field<String> {
        let max_written = max_length.saturating_mul(6).saturating_add(2);
        self.read(|json| {
            let text: String = (json.len() <= max_written)
                .then(|| serde_json::from_str(json).ok())
                .flatten()?;
            (text.len() <= max_length).then_some(text)
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
        match self.number().present() {
            Some(number) => Timestamp::from_unix(number),
            None => self.instant().present(),
        }
    }

    /// `true` or `false`.
    #[must_use]
    pub fn boolean(self) -> Field<bool> {
        self.read(|json| serde_json::from_str(json).ok())
    }

    /// A whole number that is not negative.
    #[must_use]
    pub fn integer(self) -> Field<u64> {
        self.read(|json| serde_json::from_str(json).ok())
    }

    /// Any number.
    #[must_use]
    pub fn number(self) -> Field<f64> {
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
            let visitor = ListVisitor(each, PhantomData);
            deserializer.deserialize_seq(visitor).ok()?;
            deserializer.end().ok()
        })
    }
}

/// The beginning of what stands between the quotes of a string, with no
/// character and no escape cut in two.
fn beginning(content: &str, max_length: usize) -> &str {
    let mut end = 0_usize;
    let mut characters = content.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if character == '\\' && characters.next().is_some_and(|(_, kind)| kind == 'u') {
            characters.nth(3);
        }
        let next = characters.peek().map_or(content.len(), |(next, _)| *next);
        if next > max_length {
            return content.get(..start).unwrap_or_default();
        }
        end = next;
    }
    content.get(..end).unwrap_or_default()
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
        let mut values = [Lenient::Absent; N];
        let mut seen = [false; N];
        let index_of = |key: &[u8]| self.0.iter().position(|known| known.as_bytes() == key);
        while let Some(index) = map.next_key_seed(BytesVisitor(index_of))? {
            let value = map.next_value::<&'de RawValue>()?.get();
            let Some(index) = index else { continue };
            values[index] = if seen[index] {
                Lenient::Ambiguous
            } else {
                Lenient::of(value)
            };
            seen[index] = true;
        }
        Ok(values)
    }
}

struct ListVisitor<'de, F>(F, PhantomData<&'de ()>);

impl<'de, F: FnMut(Lenient<'de>) -> Option<()>> Visitor<'de> for ListVisitor<'de, F> {
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
