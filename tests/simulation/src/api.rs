//! Northflank as the model has it: replicas that lag, lists in whatever order,
//! pages that slide, and fields that are not what they should be.
//!
//! What it must never do: say of a build that has not succeeded that it has.
//! Everything else may be wrong.

use crate::chance::Chance;
use crate::coverage::{Coverage, Occurrence};
use crate::entries;
use crate::ground_truth::{self, Build, State};
use crate::options::Options;
use crate::wire::{Entry, Page, WireField};

mod cursors;

/// The list of one target.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Its builds.
    pub builds: Vec<Build>,
    order: Order,
    /// The furthest that a replica lags behind, in milliseconds.
    lag: u64,
    page_size: usize,
    slides: bool,
    cursors: Cursors,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    NewestFirst,
    OldestFirst,
    Mixed,
    OneAstray,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursors {
    Honest,
    /// It goes on, and nobody can say where.
    Lost,
    /// It goes on at the first cursor again.
    Repeated,
    Endless,
    /// `hasNextPage` is false beside every cursor.
    Denied,
    /// The last page has a cursor, behind which there is nothing.
    Trailing,
    /// The last page has a cursor that was there before.
    Closing,
}

/// The state of reading one list, page by page.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Where each cursor that was handed out leads.
    cursors: Vec<usize>,
    order: Option<Vec<usize>>,
    /// Where the cursor leads that was handed out last.
    last: Option<usize>,
}

impl Listing {
    /// Draws a target.
    pub fn draw(options: &Options, chance: &mut Chance, coverage: &mut Coverage) -> Self {
        let mut builds = ground_truth::draw(options, chance, coverage);
        let hides_a_failure =
            chance.percent(5) && ground_truth::spoil_the_newest_failure(&mut builds, chance);
        if hides_a_failure {
            coverage.note(Occurrence::FailureOdd);
        }
        let order = match chance.below(20) {
            0..14 => Order::NewestFirst,
            14..16 => Order::OldestFirst,
            16..18 => Order::Mixed,
            _ => Order::OneAstray,
        };
        Self {
            builds,
            order,
            lag: if hides_a_failure || chance.percent(20) {
                chance.below(90_000)
            } else {
                0
            },
            page_size: chance.one_of(&[1, 2, 2, 3, 100]),
            slides: chance.percent(15),
            cursors: match chance.below(40) {
                0 => Cursors::Lost,
                1 => Cursors::Repeated,
                2 => Cursors::Endless,
                3..6 => Cursors::Denied,
                6 => Cursors::Trailing,
                7 => Cursors::Closing,
                _ => Cursors::Honest,
            },
        }
    }

    /// How it lists, in words.
    #[must_use]
    pub fn habits(&self) -> String {
        format!(
            "{:?}, lag {} ms, {} a page, slides: {}, cursors: {:?}",
            self.order, self.lag, self.page_size, self.slides, self.cursors
        )
    }

    /// The page at this cursor; the first one where there is none.
    pub fn page(
        &self,
        reader: &mut Reader,
        cursor: Option<usize>,
        now: u64,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> Page {
        let mut seen = now;
        if self.lag > 0 && chance.percent(40) {
            seen = now.saturating_sub(chance.below(self.lag));
            coverage.note(Occurrence::Lagging);
        }
        let list = self.list(reader, seen, chance, coverage);
        let mut start = cursor.map_or(0, |cursor| reader.cursors.get(cursor).copied().unwrap_or(0));
        if cursor.is_some() && self.slides && chance.percent(40) {
            start = if chance.percent(50) {
                start + 1
            } else {
                start.saturating_sub(1)
            };
            coverage.note(Occurrence::Slid);
        }
        let end = list.len().min(start.saturating_add(self.page_size));
        let shown = list.get(start..end).unwrap_or_default();
        let entries: Vec<Entry> = shown
            .iter()
            .map(|&build| entries::entry(build, &self.builds[build], seen, chance, coverage))
            .collect();
        let rest = list.get(end..).unwrap_or_default();
        let next = self.next(reader, end, !rest.is_empty(), chance, coverage);
        let denies = next.cursor.value().is_some() && next.goes_on == WireField::Value(false);
        if denies && !rest.is_empty() {
            coverage.note(Occurrence::CursorDenied);
            let has_fallen = |build: &usize| {
                let state = self.builds[*build].state(seen);
                matches!(state, State::Fell(_))
            };
            if rest.iter().any(has_fallen) {
                coverage.note(Occurrence::CursorDeniedFailure);
            }
        }
        Page { entries, next }
    }

    /// The builds in the order of the list.
    fn list(
        &self,
        reader: &mut Reader,
        seen: u64,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.builds.len()).collect();
        match (self.order, &reader.order) {
            (Order::Mixed, Some(order)) => all.clone_from(order),
            (Order::Mixed, None) => chance.shuffle(&mut all),
            (Order::OldestFirst, _) => all.sort_by_key(|&build| self.builds[build].created),
            (Order::NewestFirst | Order::OneAstray, _) => {
                all.sort_by_key(|&build| std::cmp::Reverse(self.builds[build].created));
            }
        }
        if self.order == Order::OneAstray && all.len() > 1 {
            all.rotate_left(1);
        }
        if reader.order.is_none() && self.order != Order::NewestFirst {
            coverage.note(Occurrence::Unordered);
        }
        reader.order = Some(all.clone());
        all.retain(|&build| self.builds[build].is_listed(seen));
        all
    }
}
