//! JSON of whatever type, read without a complaint.
//!
//! The API's documentation promises little about types. A field of the wrong
//! type must not make the whole page unreadable, so every field is read as a
//! [`Loose`] value first.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A JSON value, as far as anybody here could make use of it. `Object` is
/// what is made of an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Loose<Object = IgnoredAny> {
    /// Missing, or null.
    #[default]
    Nothing,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number that is not negative.
    Whole(u64),
    /// Any other number.
    Number(f64),
    /// A string.
    Text(String),
    /// An object.
    Object(Object),
    /// A list.
    List,
}

impl<Object: Default> Loose<Object> {
    /// The object, or an empty one where there is none.
    #[must_use]
    pub fn or_empty(self) -> Object {
        self.object().ok().flatten().unwrap_or_default()
    }
}

/// A value is there, and of another type than was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherType;

impl<Object> Loose<Object> {
    /// The string, or nothing where there is no value.
    ///
    /// # Errors
    ///
    /// [`OtherType`].
    pub fn text(self) -> Result<Option<String>, OtherType> {
        match self {
            Self::Nothing => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Boolean(_) | Self::Whole(_) | Self::Number(_) | Self::Object(_) | Self::List => {
                Err(OtherType)
            }
        }
    }

    /// The truth value, or nothing where there is no value.
    ///
    /// # Errors
    ///
    /// [`OtherType`].
    pub const fn boolean(&self) -> Result<Option<bool>, OtherType> {
        match self {
            Self::Nothing => Ok(None),
            Self::Boolean(value) => Ok(Some(*value)),
            Self::Whole(_) | Self::Number(_) | Self::Text(_) | Self::Object(_) | Self::List => {
                Err(OtherType)
            }
        }
    }

    /// The whole number, or nothing where there is no value.
    ///
    /// # Errors
    ///
    /// [`OtherType`].
    pub const fn whole(&self) -> Result<Option<u64>, OtherType> {
        match self {
            Self::Nothing => Ok(None),
            Self::Whole(number) => Ok(Some(*number)),
            Self::Boolean(_) | Self::Number(_) | Self::Text(_) | Self::Object(_) | Self::List => {
                Err(OtherType)
            }
        }
    }

    /// The object, or nothing where there is no value.
    ///
    /// # Errors
    ///
    /// [`OtherType`].
    pub fn object(self) -> Result<Option<Object>, OtherType> {
        match self {
            Self::Nothing => Ok(None),
            Self::Object(object) => Ok(Some(object)),
            Self::Boolean(_) | Self::Whole(_) | Self::Number(_) | Self::Text(_) | Self::List => {
                Err(OtherType)
            }
        }
    }
}

impl<'de, Object: Deserialize<'de>> Deserialize<'de> for Loose<Object> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<Object>(PhantomData<Object>);

impl<'de, Object: Deserialize<'de>> Visitor<'de> for LooseVisitor<Object> {
    type Value = Loose<Object>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Loose::Nothing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Loose::Boolean(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Loose::Whole(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(u64::try_from(value).map_or(Loose::Number(-1.0), Loose::Whole))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Loose::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Loose::Text(value.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Object::deserialize(MapAccessDeserializer::new(map)).map(Loose::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::List)
    }
}

/// Whether a string of this JSON, as it is written there, is longer than this.
/// Reading it would take its memory once or twice more.
#[must_use]
pub fn has_text_beyond(json: &[u8], longest: usize) -> bool {
    let mut length = None;
    let mut is_escaped = false;
    for byte in json {
        length = match (byte, length) {
            (b'"', None) => Some(0),
            (_, None) => None,
            (b'"', Some(_)) if !is_escaped => None,
            (_, Some(length)) if length >= longest => return true,
            (_, Some(length)) => Some(length.saturating_add(1)),
        };
        is_escaped = length.is_some() && *byte == b'\\' && !is_escaped;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read() {
        let read = |json: &str| serde_json::from_str::<Loose>(json).unwrap();
        assert_eq!(read("null"), Loose::Nothing);
        assert_eq!(read("true"), Loose::Boolean(true));
        assert_eq!(read("7"), Loose::Whole(7));
        assert_eq!(read("-7"), Loose::Number(-1.0));
        assert_eq!(read("0.5"), Loose::Number(0.5));
        assert_eq!(read("\"seven\""), Loose::Text("seven".to_owned()));
        assert_eq!(read("{\"a\": [1]}"), Loose::Object(IgnoredAny));
        assert_eq!(read("[1, {}]"), Loose::List);
    }

    #[test]
    fn a_text_is_as_long_as_it_is_written() {
        for (json, longest) in [
            (r#""abc""#, 3),
            (r#"["a", "abcd", {"ab": ""}]"#, 4),
            (r#""a\"b\\""#, 6),
            (r#"["\\", "ab"]"#, 2),
            ("[1234567, true]", 0),
            ("\"never ended", 11),
        ] {
            assert!(!has_text_beyond(json.as_bytes(), longest), "{json}");
            let is_beyond = longest > 0 && has_text_beyond(json.as_bytes(), longest - 1);
            assert_eq!(is_beyond, longest > 0, "{json}");
        }
    }
}
