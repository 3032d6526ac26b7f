//! Values that cannot be read, each in a way of its own.
//!
//! The contract: such a value spoils its field of its build and nothing else. A
//! spoilt `message` spoils nothing at all.

use crate::chance::Chance;
use crate::coverage::Occurrence;

/// Why a value cannot be read. The number picks how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// It is of another type, or a text that is no time where a time should be.
    WrongType(u8),
    /// A text with half an emoji: a surrogate alone.
    HalfEmoji(u8),
    /// A number that is out of range.
    OutOfRange(u8),
    /// A text of 300 kB.
    TooLong,
    /// A text with bytes that are not UTF-8.
    NotUtf8(u8),
    /// A text with a control character that JSON wants escaped.
    Control(u8),
    /// Its key is there twice, with two values.
    Twice(u8),
    /// A time with something behind it.
    Tail(u8),
}

impl Spoilt {
    /// Draws the way in which a value is spoilt, whatever its field.
    pub fn draw(chance: &mut Chance) -> Self {
        let form = u8::try_from(chance.below(12)).unwrap_or_default();
        match chance.below(60) {
            0..20 => Self::WrongType(form),
            20..32 => Self::HalfEmoji(form),
            32..41 => Self::OutOfRange(form),
            41..47 => Self::NotUtf8(form),
            47..53 => Self::Control(form),
            53..59 => Self::Twice(form),
            _ => Self::TooLong,
        }
    }

    /// What the summary counts it as.
    #[must_use]
    pub const fn occurrence(self) -> Occurrence {
        match self {
            Self::WrongType(_) => Occurrence::WrongType,
            Self::HalfEmoji(_) => Occurrence::HalfEmoji,
            Self::OutOfRange(_) => Occurrence::OutOfRange,
            Self::TooLong => Occurrence::TooLong,
            Self::NotUtf8(_) => Occurrence::NotUtf8,
            Self::Control(_) => Occurrence::ControlCharacter,
            Self::Twice(_) => Occurrence::KeyTwice,
            Self::Tail(_) => Occurrence::CreatedTail,
        }
    }

    /// Whether a parser that takes a page as a whole or not at all gives the page
    /// up for this.
    #[must_use]
    pub const fn voids_a_careless_page(self) -> bool {
        match self {
            Self::HalfEmoji(_)
            | Self::OutOfRange(_)
            | Self::TooLong
            | Self::NotUtf8(_)
            | Self::Control(_)
            | Self::Twice(_) => true,
            Self::WrongType(_) | Self::Tail(_) => false,
        }
    }
}
