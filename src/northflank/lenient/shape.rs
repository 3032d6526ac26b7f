//! What is read of a document, as far as its shape is known, in one pass: each
//! value that is only looked at later costs one more.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::{BytesVisitor, LOST, Lenient};

/// What is to be read of a value, and where to.
pub enum Shape<'s, 'a> {
    /// Whatever it is, for later.
    Value(&'s mut Lenient<'a>),
    /// It must be an object, of which these members are read.
    Object(&'s mut [Member<'s, 'a>]),
    /// It must be a list, whose values are shown to this one by one; it may end it.
    List(&'s mut dyn FnMut(Lenient<'a>) -> Option<()>),
}

/// A member of an object. One that has to be an object or a list must be there, once.
pub struct Member<'s, 'a> {
    key: &'s str,
    shape: Shape<'s, 'a>,
    is_seen: bool,
    is_ambiguous: bool,
}

/// Reads a document: `None` where it is no JSON, or of another shape.
#[must_use]
pub fn read<'a>(json: &'a str, mut shape: Shape<'_, 'a>) -> Option<()> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    shape.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()
}

impl<'a> DeserializeSeed<'a> for &mut Shape<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Shape::Value(value) => {
                **value = Lenient::of(<&RawValue>::deserialize(deserializer)?.get());
                Ok(())
            }
            Shape::Object(members) => deserializer.deserialize_map(ObjectVisitor(members)),
            Shape::List(each) => deserializer.deserialize_seq(ListVisitor(each)),
        }
    }
}

impl<'s, 'a> Member<'s, 'a> {
    /// The member under this key.
    #[must_use]
    pub fn new(key: &'s str, shape: Shape<'s, 'a>) -> Self {
        Self {
            key,
            shape,
            is_seen: false,
            is_ambiguous: false,
        }
    }

    /// Takes in a value that may be meant, and cannot be told from another.
    fn spoil(&mut self) {
        self.is_seen = true;
        self.is_ambiguous = true;
        if let Shape::Value(value) = &mut self.shape {
            **value = Lenient::Ambiguous;
        }
    }

    fn has_wrong_shape(&self) -> bool {
        let is_any = matches!(self.shape, Shape::Value(_));
        !is_any && (!self.is_seen || self.is_ambiguous)
    }
}

/// Which of the members has this key. A key with a lost part has none, and spoils each
/// that it may be of.
fn find_or_spoil(members: &mut [Member<'_, '_>], key: &[u8]) -> Option<usize> {
    let mut keys = members.iter().map(|member| member.key.as_bytes());
    let found = keys.position(|known| known == key);
    if found.is_none() {
        let is_damaged = std::str::from_utf8(key).map_or(true, |key| key.contains(LOST));
        for member in members {
            if is_damaged && may_be(key, member.key.as_bytes()) {
                member.spoil();
            }
        }
    }
    found
}

/// Whether a key with a lost part may be this one: it begins or ends like it, or may
/// have lost both ends. What stands beside a lost part may be wrong as well.
fn may_be(damaged: &[u8], known: &[u8]) -> bool {
    let is_lost = |end: Option<&u8>| end.is_some_and(|byte| !byte.is_ascii());
    damaged.first() == known.first()
        || damaged.last() == known.last()
        || is_lost(damaged.first()) && is_lost(damaged.last())
}

struct ObjectVisitor<'v, 's, 'a>(&'v mut [Member<'s, 'a>]);

impl<'a> Visitor<'a> for ObjectVisitor<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(members) = self;
        // No key is kept: one may be as long as the body.
        while let Some(found) =
            map.next_key_seed(BytesVisitor(|key: &[u8]| find_or_spoil(members, key)))?
        {
            match found.and_then(|index| members.get_mut(index)) {
                Some(member) if member.is_seen => {
                    map.next_value::<IgnoredAny>()?;
                    member.spoil();
                }
                Some(member) => {
                    member.is_seen = true;
                    map.next_value_seed(&mut member.shape)?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if members.iter().any(Member::has_wrong_shape) {
            return Err(A::Error::custom("another shape"));
        }
        Ok(())
    }
}

struct ListVisitor<'v, 'a>(&'v mut dyn FnMut(Lenient<'a>) -> Option<()>);

impl<'a> Visitor<'a> for ListVisitor<'_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<&RawValue>()? {
            (self.0)(Lenient::of(value.get())).ok_or_else(|| A::Error::custom("ended"))?;
        }
        Ok(())
    }
}
