//! One poll of a target in a history: page after page, through the network.

use std::time::Duration;

use northflank_gate::gate::listing::{ListQuery, PollResult};
use northflank_gate::northflank::pages::{self, ListBuilds};

use super::{Scene, Way, target};
use crate::api::Reader;
use crate::keeper::Keeper;
use crate::network::Passage;
use crate::oddity::Oddity;
use crate::said::Response;
use crate::{json, values};

impl Scene<'_> {
    pub(super) fn take(
        &mut self,
        keeper: &dyn Keeper,
        query: ListQuery,
        clock: &mut Duration,
        responses: &mut Vec<Response>,
    ) -> PollResult {
        let (target, until) = (query.target, query.until);
        let way = self.way;
        let mut reader = Reader::default();
        let max_pages = keeper.max_pages(self.options.max_pages);
        let mut ask = |cursor: Option<usize>| {
            let response = self.ask(target, &mut reader, cursor, until, clock);
            responses.push(response.clone());
            keeper.hears(response)
        };
        match way {
            Way::Core => pages::read(&query, max_pages, |cursor| {
                let cursor = cursor.and_then(|cursor| cursor.parse().ok());
                values::page(ask(cursor))
            }),
            Way::Wire => {
                let request = ListBuilds {
                    team: None,
                    project: "shop".to_owned(),
                    target: self::target(target),
                    query,
                    max_pages,
                };
                pages::poll(&request, |path| json::reply(&ask(cursor(path))))
            }
        }
    }

    /// Sends one request.
    fn ask(
        &mut self,
        target: usize,
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
        self.witness.requests += 1;
        let sent = u64::try_from(clock.as_millis()).unwrap_or(u64::MAX);
        let (passage, delay) = self.network.pass(sent, &mut self.chance, self.oddities);
        let takes = Duration::from_millis(delay);
        if takes >= timeout || matches!(passage, Passage::Silence) {
            *clock += timeout;
            self.oddities.note(Oddity::TimedOut);
            return Response::Nothing;
        }
        *clock += takes;
        match passage {
            Passage::Through(status, headers) => {
                // A cache shows what was so as long ago.
                let age = headers.age.unwrap_or(0).saturating_mul(1000);
                let seen = (sent + delay / 2).saturating_sub(age);
                let listing = &self.listings[target];
                let page = listing.page(reader, cursor, seen, &mut self.chance, self.oddities);
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
