//! What a page says of where its list goes on.

use super::{Cursors, Listing, Reader};
use crate::chance::Chance;
use crate::coverage::{Coverage, Occurrence};
use crate::spoilt::Spoilt;
use crate::wire::{Next, WireField};

impl Listing {
    /// What the page says that ends at this place.
    pub(super) fn next(
        &self,
        reader: &mut Reader,
        end: usize,
        goes_on: bool,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> Next {
        let (cursor, says_so) = self.contents(reader, end, goes_on, chance, coverage);
        let next = Next {
            cursor,
            goes_on: says_so,
            form: u8::try_from(chance.below(16)).unwrap_or_default(),
        };
        if next.cursor.spoilt().is_some() || next.goes_on.spoilt().is_some() {
            coverage.note(Occurrence::CursorOdd);
        }
        if next.has_odd_company() {
            coverage.note(Occurrence::PageUnusedOdd);
        }
        next
    }

    /// Its `cursor`, and its `hasNextPage`.
    fn contents(
        &self,
        reader: &mut Reader,
        end: usize,
        goes_on: bool,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> (WireField<usize>, WireField<bool>) {
        let is_first = reader.cursors.is_empty();
        let denial = chance.one_of(&[WireField::Value(false), WireField::Missing, WireField::Null]);
        match (self.cursors, goes_on) {
            (Cursors::Endless, _) => {
                coverage.note(Occurrence::CursorEndless);
                (reader.hand_out(end), beside_a_cursor(chance))
            }
            (Cursors::Trailing, false) if reader.last != Some(end) => {
                coverage.note(Occurrence::CursorTrailing);
                (reader.hand_out(end), WireField::Value(false))
            }
            (Cursors::Closing, false) if !is_first => {
                coverage.note(Occurrence::CursorClosing);
                (WireField::Value(0), denial)
            }
            (
                Cursors::Honest
                | Cursors::Lost
                | Cursors::Repeated
                | Cursors::Denied
                | Cursors::Trailing
                | Cursors::Closing,
                false,
            ) => (
                chance.one_of(&[WireField::Missing, WireField::Null]),
                denial,
            ),
            (Cursors::Lost, true) => {
                coverage.note(Occurrence::CursorLost);
                lost(chance)
            }
            (Cursors::Repeated, true) if !is_first => {
                coverage.note(Occurrence::CursorRepeated);
                (WireField::Value(0), beside_a_cursor(chance))
            }
            (Cursors::Denied, true) => (reader.hand_out(end), WireField::Value(false)),
            (Cursors::Honest | Cursors::Repeated | Cursors::Trailing | Cursors::Closing, true) => {
                (reader.hand_out(end), beside_a_cursor(chance))
            }
        }
    }
}

impl Reader {
    fn hand_out(&mut self, end: usize) -> WireField<usize> {
        self.cursors.push(end);
        self.last = Some(end);
        WireField::Value(self.cursors.len() - 1)
    }
}

/// `hasNextPage` beside a cursor.
fn beside_a_cursor(chance: &mut Chance) -> WireField<bool> {
    match chance.below(12) {
        0..8 => WireField::Value(true),
        8..10 => WireField::Missing,
        10 => WireField::Null,
        _ => WireField::Other(unreadable(chance)),
    }
}

/// A list that goes on, and does not say where.
fn lost(chance: &mut Chance) -> (WireField<usize>, WireField<bool>) {
    let nothing = chance.one_of(&[WireField::Missing, WireField::Null]);
    let spoilt = unreadable(chance);
    match chance.below(5) {
        0 | 1 => (nothing, WireField::Value(true)),
        2 => (nothing, WireField::Other(spoilt)),
        3 => (WireField::Other(spoilt), WireField::Value(true)),
        _ => (WireField::Other(spoilt), WireField::Other(spoilt)),
    }
}

/// A value of the pagination that cannot be read.
fn unreadable(chance: &mut Chance) -> Spoilt {
    let form = u8::try_from(chance.below(12)).unwrap_or_default();
    match chance.below(40) {
        0..20 => Spoilt::WrongType(form),
        20..30 => Spoilt::HalfEmoji(form),
        30..39 => Spoilt::OutOfRange(form),
        _ => Spoilt::TooLong,
    }
}
