//! Flaws in how a gate takes an answer, before it comes to its decisions.

use std::cell::Cell;

use super::Flaw;
use crate::spoilt::Spoilt;
use crate::wire::{Date, Entry, Headers, Next, Page, Response, WireField};

/// How a gate with a flaw takes answers.
#[derive(Debug)]
pub(super) struct Hearing {
    flaw: Flaw,
    /// The clock of the first answer that had one.
    first_clock: Cell<Option<Date>>,
}

impl Hearing {
    pub(super) const fn new(flaw: Flaw) -> Self {
        Self {
            flaw,
            first_clock: Cell::new(None),
        }
    }

    /// What an answer is to it.
    pub(super) fn hears(&self, response: Response) -> Response {
        match (self.flaw, response) {
            (Flaw::TakesAnySuccess, Response::Misplaced(_, page, headers)) => {
                Response::Page(page, headers)
            }
            (Flaw::FixesTheClockByFaults, response) => self.with_the_first_clock(response),
            (Flaw::OpensOnStaleLists, Response::Page(page, headers)) => Response::Page(
                page,
                Headers {
                    age: None,
                    ..headers
                },
            ),
            (Flaw::DropsPages, Response::Page(page, headers)) if is_spoilt(&page) => {
                Response::Broken(200, headers)
            }
            (flaw, Response::Page(page, headers)) => Response::Page(distort(flaw, page), headers),
            (_, response) => response,
        }
    }

    fn with_the_first_clock(&self, response: Response) -> Response {
        match response {
            Response::Page(page, headers) => {
                let date = self.first_clock.get().unwrap_or(headers.date);
                Response::Page(page, Headers { date, ..headers })
            }
            Response::Misplaced(_, _, headers)
            | Response::Answer(_, headers, _)
            | Response::Broken(_, headers) => {
                if let (Date::Clock(_), None) = (headers.date, self.first_clock.get()) {
                    self.first_clock.set(Some(headers.date));
                }
                response
            }
            Response::Nothing | Response::Distrusted => response,
        }
    }
}

fn is_spoilt(page: &Page) -> bool {
    let mut all = page.entries.iter().flat_map(Entry::spoilt);
    all.any(Spoilt::voids_a_careless_page)
}

fn distort(flaw: Flaw, mut page: Page) -> Page {
    let has_cursor = page.next.cursor.value().is_some();
    let is_denied = page.next.goes_on == WireField::Value(false);
    let stops = flaw == Flaw::StopsWhereDenied && has_cursor && is_denied;
    if stops || (flaw == Flaw::TakesLostForTheEnd && !has_cursor) {
        page.next = Next {
            cursor: WireField::Missing,
            goes_on: WireField::Missing,
            ..page.next
        };
    }
    for entry in &mut page.entries {
        distort_entry(flaw, entry);
    }
    page
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a flaw distorts in one place, and leaves the others alone"
)]
fn distort_entry(flaw: Flaw, entry: &mut Entry) {
    match flaw {
        Flaw::TakesSpoiltForMissing => {
            entry.sha = present(entry.sha);
            entry.branch = present(entry.branch);
            entry.pull_request = present(entry.pull_request);
            entry.success = present(entry.success);
        }
        Flaw::TakesTheLastOfTwo => {
            if let WireField::Other(Spoilt::Twice(_)) = entry.status {
                entry.status = WireField::Value("SUCCESS");
            }
        }
        Flaw::ReadsTails => {
            if let WireField::Other(Spoilt::Tail(_)) = entry.created {
                // As though it were five hours ahead of the API's clock.
                entry.created = WireField::Value(-5 * 3_600_000);
            }
        }
        _ => {}
    }
}

const fn present<T: Copy>(said: WireField<T>) -> WireField<T> {
    match said {
        WireField::Other(_) => WireField::Missing,
        WireField::Missing | WireField::Null | WireField::Value(_) => said,
    }
}
