//! One poll of a target in a history: page after page, through the network.

use std::time::Duration;

use northflank_gate::gate::listing::{ListQuery, PollResult};
use northflank_gate::northflank::path::TargetPath;
use northflank_gate::northflank::request::list_builds::{self, ListBuilds};

use super::{Reading, Scene, target};
use crate::api::{Listing, Reader};
use crate::chance::Chance;
use crate::coverage::{Coverage, Occurrence};
use crate::driver::Driver;
use crate::network::{Network, Passage};
use crate::options::Options;
use crate::wire::Response;
use crate::{json, values};

impl Scene<'_> {
    pub(super) fn take(
        &mut self,
        driver: &dyn Driver,
        query: ListQuery,
        until: Duration,
        clock: &mut Duration,
        responses: &mut Vec<Response>,
    ) -> PollResult {
        let number = query.target;
        let request = ListBuilds {
            target_path: TargetPath {
                team: None,
                project: "shop".to_owned(),
                target: target(number),
            },
            query,
            max_pages: driver.max_pages(self.options.max_pages),
        };
        let mut reader = Reader::default();
        let mut api = Api {
            options: self.options,
            listing: &self.listings[number],
            network: &mut self.network,
            chance: &mut self.chance,
            coverage: self.coverage,
            requests: &mut self.witness.requests,
        };
        read(self.reading, &request, |cursor| {
            let response = api.ask(&mut reader, cursor, until, clock);
            responses.push(response.clone());
            driver.hears(response)
        })
    }
}

/// Polls, asking for each page by its cursor: as values, or as JSON.
///
/// # Errors
///
/// Why there is no listing.
pub fn read(
    reading: Reading,
    request: &ListBuilds,
    mut ask: impl FnMut(Option<usize>) -> Response,
) -> PollResult {
    match reading {
        Reading::Values => list_builds::read(&request.query, request.max_pages, |cursor| {
            let cursor = cursor.and_then(|cursor| cursor.parse().ok());
            values::page(ask(cursor))
        }),
        Reading::Json => list_builds::poll(request, |path| json::reply(&ask(cursor(path)))),
    }
}

/// The API of one target, behind the network.
#[derive(Debug)]
pub struct Api<'a> {
    /// What is asked of the gate.
    pub options: &'a Options,
    /// The list of the target.
    pub listing: &'a Listing,
    /// The network.
    pub network: &'a mut Network,
    /// The chance of all of it.
    pub chance: &'a mut Chance,
    /// What happened.
    pub coverage: &'a mut Coverage,
    /// How many requests were sent.
    pub requests: &'a mut u64,
}

impl Api<'_> {
    /// Sends one request, which may take until this time; `clock` goes on.
    pub fn ask(
        &mut self,
        reader: &mut Reader,
        cursor: Option<usize>,
        until: Duration,
        clock: &mut Duration,
    ) -> Response {
        let timeout = self
            .options
            .limits
            .request_timeout
            .min(until.saturating_sub(*clock));
        if timeout.is_zero() {
            return Response::Nothing;
        }
        *self.requests += 1;
        let sent = u64::try_from(clock.as_millis()).unwrap_or(u64::MAX);
        let (passage, delay) = self.network.pass(sent, self.chance, self.coverage);
        let takes = Duration::from_millis(delay);
        if takes >= timeout || matches!(passage, Passage::Silence) {
            *clock += timeout;
            self.coverage.note(Occurrence::TimedOut);
            return Response::Nothing;
        }
        *clock += takes;
        match passage {
            Passage::Through(status, headers) => {
                // A cache shows what was so as long ago.
                let age = headers.age.unwrap_or(0).saturating_mul(1000);
                let seen = (sent + delay / 2).saturating_sub(age);
                let (chance, coverage) = (&mut *self.chance, &mut *self.coverage);
                let page = self.listing.page(reader, cursor, seen, chance, coverage);
                if status == 200 {
                    Response::Page(page, headers)
                } else {
                    Response::Misplaced(status, page, headers)
                }
            }
            Passage::Trouble(response) => response,
            Passage::Silence => Response::Nothing,
        }
    }
}

/// The cursor that a path asks for.
fn cursor(path: &str) -> Option<usize> {
    let (_, cursor) = path.split_once("&cursor=cursor-")?;
    cursor.parse().ok()
}
