//! What a page says of where its list goes on.

use super::{Cursors, Listing, Reader};
use crate::chance::Chance;
use crate::oddity::{Oddities, Oddity};
use crate::said::{Next, Said};
use crate::spoilt::Spoilt;

impl Listing {
    /// What the page says that ends at this place.
    pub(super) fn next(
        &self,
        reader: &mut Reader,
        end: usize,
        goes_on: bool,
        chance: &mut Chance,
        oddities: &mut Oddities,
    ) -> Next {
        let (cursor, says_so) = self.contents(reader, end, goes_on, chance, oddities);
        let next = Next {
            cursor,
            goes_on: says_so,
            form: u8::try_from(chance.below(16)).unwrap_or_default(),
        };
        if next.cursor.spoilt().is_some() || next.goes_on.spoilt().is_some() {
            oddities.note(Oddity::CursorOdd);
        }
        if next.has_odd_company() {
            oddities.note(Oddity::PageUnusedOdd);
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
        oddities: &mut Oddities,
    ) -> (Said<usize>, Said<bool>) {
        let is_first = reader.cursors.is_empty();
        let denial = chance.one_of(&[Said::Value(false), Said::Missing, Said::Null]);
        match (self.cursors, goes_on) {
            (Cursors::Endless, _) => {
                oddities.note(Oddity::CursorEndless);
                (reader.hand_out(end), beside_a_cursor(chance))
            }
            (Cursors::Trailing, false) if reader.last != Some(end) => {
                oddities.note(Oddity::CursorTrailing);
                (reader.hand_out(end), Said::Value(false))
            }
            (Cursors::Closing, false) if !is_first => {
                oddities.note(Oddity::CursorClosing);
                (Said::Value(0), denial)
            }
            (
                Cursors::Honest
                | Cursors::Lost
                | Cursors::Repeated
                | Cursors::Denied
                | Cursors::Trailing
                | Cursors::Closing,
                false,
            ) => (chance.one_of(&[Said::Missing, Said::Null]), denial),
            (Cursors::Lost, true) => {
                oddities.note(Oddity::CursorLost);
                lost(chance)
            }
            (Cursors::Repeated, true) if !is_first => {
                oddities.note(Oddity::CursorRepeated);
                (Said::Value(0), beside_a_cursor(chance))
            }
            (Cursors::Denied, true) => (reader.hand_out(end), Said::Value(false)),
            (Cursors::Honest | Cursors::Repeated | Cursors::Trailing | Cursors::Closing, true) => {
                (reader.hand_out(end), beside_a_cursor(chance))
            }
        }
    }
}

impl Reader {
    fn hand_out(&mut self, end: usize) -> Said<usize> {
        self.cursors.push(end);
        self.last = Some(end);
        Said::Value(self.cursors.len() - 1)
    }
}

/// `hasNextPage` beside a cursor.
fn beside_a_cursor(chance: &mut Chance) -> Said<bool> {
    match chance.below(12) {
        0..8 => Said::Value(true),
        8..10 => Said::Missing,
        10 => Said::Null,
        _ => Said::Other(unreadable(chance)),
    }
}

/// A list that goes on, and does not say where.
fn lost(chance: &mut Chance) -> (Said<usize>, Said<bool>) {
    let nothing = chance.one_of(&[Said::Missing, Said::Null]);
    let spoilt = unreadable(chance);
    match chance.below(5) {
        0 | 1 => (nothing, Said::Value(true)),
        2 => (nothing, Said::Other(spoilt)),
        3 => (Said::Other(spoilt), Said::Value(true)),
        _ => (Said::Other(spoilt), Said::Other(spoilt)),
    }
}

/// A value of the pagination that cannot be read.
fn unreadable(chance: &mut Chance) -> Spoilt {
    let form = u8::try_from(chance.below(12)).unwrap_or_default();
    match chance.below(40) {
        0..20 => Spoilt::OtherType(form),
        20..30 => Spoilt::HalfEmoji(form),
        30..39 => Spoilt::OutOfRange(form),
        _ => Spoilt::TooLong,
    }
}
