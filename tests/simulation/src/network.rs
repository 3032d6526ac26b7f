//! The network between the gate and the API: what comes back for one request,
//! and how long it takes.

use crate::chance::Chance;
use crate::contract::answers;
use crate::coverage::{Coverage, Occurrence};
use crate::wire::{Date, Headers, Response, RetryAfter, WireField};

mod troubles;

/// How the network is during a history, with the account's quota and the
/// clock that its answers show.
#[derive(Clone, Debug)]
pub struct Network {
    weather: Weather,
    /// So many of a thousand requests are refused for good.
    refusals: u64,
    clock: Clock,
    /// Whether answers carry the quota.
    tells_quota: bool,
    remaining: u64,
    /// When the quota is full again.
    reset: u64,
    /// So many of a hundred answers come from a cache.
    cached: u64,
}

/// The ages of lists from a cache, in seconds.
const AGES: [u64; 8] = [0, 1, 4, 9, 60, 600, 3600, 999_999_999_999_999_999];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    Calm,
    Gusty,
    Stormy,
    /// Nothing comes through from the first time to the second.
    Outage(u64, u64),
    /// Nothing ever comes through.
    Dead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// It differs so many seconds from that of `createdAt`.
    Runs(i64),
    Missing,
    Unset,
    Garbage,
}

const WINDOW: u64 = 3_600_000;

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Passage {
    /// It reaches the API, or a cache: the status and the headers of its answer.
    Through(u16, Headers),
    /// It does not.
    Trouble(Response),
    /// Nothing ever comes back.
    Silence,
}

impl Network {
    /// Draws the network of a history that lasts so many milliseconds.
    pub fn draw(horizon: u64, chance: &mut Chance) -> Self {
        let weather = match chance.below(20) {
            0..10 => Weather::Calm,
            10..15 => Weather::Gusty,
            15 => Weather::Stormy,
            16..19 => {
                let from = chance.below(horizon + 1);
                Weather::Outage(from, from + chance.below(horizon + 1))
            }
            _ => Weather::Dead,
        };
        let clock = match chance.below(40) {
            0 => Clock::Missing,
            1 => Clock::Unset,
            2 => Clock::Garbage,
            3..8 => Clock::Runs(i64::try_from(chance.below(240)).unwrap_or_default() - 120),
            _ => Clock::Runs(0),
        };
        let scarce = chance.percent(8);
        Self {
            weather,
            refusals: if chance.percent(6) { 150 } else { 0 },
            clock,
            tells_quota: scarce || chance.percent(60),
            remaining: if scarce { chance.below(12) } else { 1000 },
            reset: chance.below(WINDOW),
            cached: if chance.percent(8) {
                chance.one_of(&[20, 50, 90])
            } else {
                0
            },
        }
    }

    /// What happens to a request that is sent now, and after how many
    /// milliseconds it has happened.
    pub fn pass(
        &mut self,
        now: u64,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> (Passage, u64) {
        let delay = chance.between(5, 300);
        let is_troubled = match self.weather {
            Weather::Calm => false,
            Weather::Gusty => chance.percent(10),
            Weather::Stormy => chance.percent(60),
            Weather::Outage(from, to) => (from..to).contains(&now),
            Weather::Dead => {
                coverage.note(Occurrence::ConnectionRefused);
                return (Passage::Trouble(Response::Nothing), delay);
            }
        };
        if chance.below(1000) < self.refusals {
            let refusal = chance.one_of(&troubles::REFUSALS);
            coverage.note(refusal);
            return (self.refuse(refusal, now, chance, coverage), delay);
        }
        if is_troubled {
            let trouble = chance.one_of(&troubles::TROUBLES);
            coverage.note(trouble);
            let is_slow = trouble == Occurrence::Slow;
            let delay = if is_slow {
                chance.between(800, 40_000)
            } else {
                delay
            };
            return (self.trouble(trouble, now, chance, coverage), delay);
        }
        if self.is_out_of_quota(now) {
            coverage.note(Occurrence::QuotaRanOut);
            let headers = self.headers(now, coverage);
            return (Passage::Trouble(Response::Answer(429, headers, 1)), delay);
        }
        let headers = self.headers(now, coverage);
        if chance.percent(self.cached) {
            let headers = cached(headers, chance, coverage);
            return (Passage::Through(200, headers), delay);
        }
        (Passage::Through(200, headers), delay)
    }

    fn is_out_of_quota(&mut self, now: u64) -> bool {
        if now >= self.reset {
            self.reset = now + WINDOW;
            self.remaining = 1000;
        }
        let is_out = self.remaining == 0;
        self.remaining = self.remaining.saturating_sub(1);
        is_out
    }

    fn headers(&self, now: u64, coverage: &mut Coverage) -> Headers {
        let seconds = i64::try_from(now / 1000).unwrap_or(i64::MAX);
        let (date, occurrence) = match self.clock {
            Clock::Runs(0) => (Date::Clock(seconds), None),
            Clock::Runs(skew) => (Date::Clock(seconds + skew), Some(Occurrence::ClockSkewed)),
            Clock::Missing => (Date::Missing, Some(Occurrence::ClockMissing)),
            Clock::Unset => (Date::Unset, Some(Occurrence::ClockUnset)),
            Clock::Garbage => (Date::Garbage, Some(Occurrence::ClockGarbage)),
        };
        if let Some(occurrence) = occurrence {
            coverage.note(occurrence);
        }
        let quota = if self.tells_quota {
            let reset = self.reset.saturating_sub(now).div_ceil(1000);
            [1000, self.remaining, reset].map(WireField::Value)
        } else {
            [WireField::Missing; 3]
        };
        Headers {
            date,
            retry_after: RetryAfter::Missing,
            age: None,
            quota,
        }
    }
}

/// The headers of an answer that a cache has kept: its `Date` is that of the
/// answer, or a new one.
fn cached(headers: Headers, chance: &mut Chance, coverage: &mut Coverage) -> Headers {
    let age = chance.one_of(&AGES);
    let headers = Headers {
        age: Some(age),
        ..headers
    };
    let is_old = chance.percent(50);
    if !answers::is_stale(&headers) {
        coverage.note(Occurrence::CacheFresh);
        return headers;
    }
    coverage.note(Occurrence::CacheStale);
    match (headers.date, i64::try_from(age)) {
        (Date::Clock(seconds), Ok(age)) if is_old && age <= 3600 => {
            coverage.note(Occurrence::CacheStaleOldDate);
            Headers {
                date: Date::Clock(seconds - age),
                ..headers
            }
        }
        (Date::Clock(_) | Date::Missing | Date::Unset | Date::Garbage, _) => headers,
    }
}
