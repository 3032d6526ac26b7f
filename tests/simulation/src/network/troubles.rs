//! What comes back for a request that does not reach the API.

use super::{Network, Passage};
use crate::chance::Chance;
use crate::coverage::{Coverage, Occurrence};
use crate::spoilt::Spoilt;
use crate::wire::{Date, Headers, Response, RetryAfter, WireField};

/// What the trouble is with one request.
pub(super) const TROUBLES: [Occurrence; 28] = [
    Occurrence::ConnectionRefused,
    Occurrence::ConnectionReset,
    Occurrence::TimedOut,
    Occurrence::Slow,
    Occurrence::Truncated,
    Occurrence::Garbage,
    Occurrence::Html,
    Occurrence::Nested,
    Occurrence::NotAList,
    Occurrence::EmptyBody,
    Occurrence::RequestTimeout,
    Occurrence::TooEarly,
    Occurrence::ServerError,
    Occurrence::ServerError,
    Occurrence::LimitedForbidden,
    Occurrence::LimitBare,
    Occurrence::LimitZero,
    Occurrence::LimitSeconds,
    Occurrence::LimitSeconds,
    Occurrence::LimitHuge,
    Occurrence::LimitDate,
    Occurrence::LimitPastDate,
    Occurrence::LimitGarbage,
    Occurrence::LimitReset,
    Occurrence::QuotaGarbage,
    Occurrence::ClockMissing,
    Occurrence::OtherSuccess,
    Occurrence::OtherSuccess,
];

/// Five years, in seconds.
const YEARS: i64 = 157_766_400;

/// Those in which a list comes through.
const THROUGH: [Occurrence; 3] = [
    Occurrence::Slow,
    Occurrence::QuotaGarbage,
    Occurrence::ClockMissing,
];

pub(super) const REFUSALS: [Occurrence; 8] = [
    Occurrence::Distrusted,
    Occurrence::Redirect,
    Occurrence::BadRequest,
    Occurrence::Unauthorized,
    Occurrence::Forbidden,
    Occurrence::NotFound,
    Occurrence::ProxyAuthentication,
    Occurrence::OtherRefusal,
];

impl Network {
    pub(super) fn refuse(
        &self,
        refusal: Occurrence,
        now: u64,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> Passage {
        // A refusal says nothing about the rate, or a 403 would be no refusal.
        let headers = Headers {
            quota: [WireField::Missing; 3],
            ..self.headers(now, coverage)
        };
        let body = u8::try_from(chance.below(8)).unwrap_or_default();
        #[expect(clippy::wildcard_enum_match_arm, reason = "one of REFUSALS")]
        let status = match refusal {
            Occurrence::Distrusted => return Passage::Trouble(Response::Distrusted),
            Occurrence::Redirect => chance.one_of(&[300, 301, 302, 303, 304, 307, 308]),
            Occurrence::BadRequest => 400,
            Occurrence::Unauthorized => 401,
            Occurrence::Forbidden => 403,
            Occurrence::NotFound => 404,
            Occurrence::ProxyAuthentication => 407,
            _ => chance.one_of(&[402, 405, 406, 409, 410, 413, 414, 418, 422, 431, 451, 499]),
        };
        if chance.percent(10) {
            return Passage::Trouble(Response::Broken(status, headers));
        }
        Passage::Trouble(Response::Answer(status, headers, body))
    }

    pub(super) fn trouble(
        &self,
        trouble: Occurrence,
        now: u64,
        chance: &mut Chance,
        coverage: &mut Coverage,
    ) -> Passage {
        let body = u8::try_from(chance.below(8)).unwrap_or_default();
        let mut headers = self.headers(now, coverage);
        if chance.percent(20) && !THROUGH.contains(&trouble) {
            headers.date = Date::Clock(i64::try_from(now / 1000).unwrap_or_default() - YEARS);
            coverage.note(Occurrence::ClockOfFault);
        }
        let ok = |body| Response::Answer(well_meant(body), headers, body);
        #[expect(clippy::wildcard_enum_match_arm, reason = "one of TROUBLES")]
        let response = match trouble {
            Occurrence::ConnectionRefused | Occurrence::ConnectionReset => Response::Nothing,
            Occurrence::TimedOut => return Passage::Silence,
            Occurrence::Slow => return Passage::Through(200, headers),
            Occurrence::Truncated => Response::Broken(200, headers),
            Occurrence::Garbage => ok(8),
            Occurrence::Html => ok(9),
            Occurrence::Nested => ok(10),
            Occurrence::EmptyBody => ok(11),
            Occurrence::NotAList => ok(12 + body),
            Occurrence::RequestTimeout => Response::Answer(408, headers, body),
            Occurrence::TooEarly => Response::Answer(425, headers, body),
            Occurrence::ServerError => {
                let status = chance.one_of(&[500, 502, 502, 503, 503, 504, 520, 599]);
                let retry_after = chance.one_of(&[RetryAfter::Missing, RetryAfter::Seconds(9)]);
                let headers = Headers {
                    retry_after,
                    ..headers
                };
                Response::Answer(status, headers, body)
            }
            Occurrence::QuotaGarbage => {
                let quota = [
                    WireField::Value(1000),
                    WireField::Other(Spoilt::WrongType(body)),
                    WireField::Value(30),
                ];
                return Passage::Through(200, Headers { quota, ..headers });
            }
            Occurrence::ClockMissing => {
                let date = Date::Missing;
                return Passage::Through(200, Headers { date, ..headers });
            }
            Occurrence::OtherSuccess => {
                let status = chance.one_of(&[201, 203, 205, 206, 226]);
                return Passage::Through(status, headers);
            }
            limit => Response::Answer(
                if limit == Occurrence::LimitedForbidden {
                    403
                } else {
                    429
                },
                limited(limit, headers, chance),
                body,
            ),
        };
        Passage::Trouble(response)
    }
}

/// A status that means well.
const fn well_meant(body: u8) -> u16 {
    match body {
        9 => 203,
        11 => 204,
        _ => 200,
    }
}

/// The headers of an answer that speaks of the rate.
#[expect(clippy::wildcard_enum_match_arm, reason = "one of the limits")]
fn limited(limit: Occurrence, headers: Headers, chance: &mut Chance) -> Headers {
    let seconds = chance.one_of(&[1, 7, 60, 900]);
    let later = i64::try_from(seconds).unwrap_or_default();
    let exhausted = [
        WireField::Value(1000),
        WireField::Value(0),
        WireField::Value(seconds),
    ];
    let retry_after = match limit {
        Occurrence::LimitZero => RetryAfter::Seconds(0),
        Occurrence::LimitSeconds => RetryAfter::Seconds(seconds),
        Occurrence::LimitHuge => RetryAfter::Huge,
        Occurrence::LimitDate => RetryAfter::Date(later),
        Occurrence::LimitPastDate => RetryAfter::Date(-later),
        Occurrence::LimitGarbage => {
            RetryAfter::Garbage(u8::try_from(seconds % 7).unwrap_or_default())
        }
        Occurrence::LimitedForbidden if chance.percent(60) => chance.one_of(&[
            RetryAfter::Seconds(7),
            RetryAfter::Garbage(1),
            RetryAfter::Date(30),
        ]),
        _ => RetryAfter::Missing,
    };
    let says_exhausted = match limit {
        Occurrence::LimitReset => true,
        Occurrence::LimitedForbidden => retry_after == RetryAfter::Missing,
        _ => false,
    };
    Headers {
        retry_after,
        quota: if says_exhausted {
            exhausted
        } else {
            headers.quota
        },
        ..headers
    }
}
