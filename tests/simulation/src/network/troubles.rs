//! What comes back for a request that does not reach the API.

use super::{Network, Passage};
use crate::chance::Chance;
use crate::oddity::{Oddities, Oddity};
use crate::said::{Date, Headers, Response, RetryAfter, Said};
use crate::spoilt::Spoilt;

/// What the trouble is with one request.
pub(super) const TROUBLES: [Oddity; 28] = [
    Oddity::ConnectionRefused,
    Oddity::ConnectionReset,
    Oddity::TimedOut,
    Oddity::Slow,
    Oddity::Truncated,
    Oddity::Garbage,
    Oddity::Html,
    Oddity::Nested,
    Oddity::NotAList,
    Oddity::EmptyBody,
    Oddity::RequestTimeout,
    Oddity::TooEarly,
    Oddity::ServerError,
    Oddity::ServerError,
    Oddity::LimitedForbidden,
    Oddity::LimitBare,
    Oddity::LimitZero,
    Oddity::LimitSeconds,
    Oddity::LimitSeconds,
    Oddity::LimitHuge,
    Oddity::LimitDate,
    Oddity::LimitPastDate,
    Oddity::LimitGarbage,
    Oddity::LimitReset,
    Oddity::QuotaGarbage,
    Oddity::ClockMissing,
    Oddity::OtherSuccess,
    Oddity::OtherSuccess,
];

/// Five years, in seconds.
const YEARS: i64 = 157_766_400;

/// Those in which a list comes through.
const THROUGH: [Oddity; 3] = [Oddity::Slow, Oddity::QuotaGarbage, Oddity::ClockMissing];

pub(super) const REFUSALS: [Oddity; 8] = [
    Oddity::Distrusted,
    Oddity::Redirect,
    Oddity::BadRequest,
    Oddity::Unauthorized,
    Oddity::Forbidden,
    Oddity::NotFound,
    Oddity::ProxyAuthentication,
    Oddity::OtherRefusal,
];

impl Network {
    pub(super) fn refuse(
        &self,
        refusal: Oddity,
        now: u64,
        chance: &mut Chance,
        oddities: &mut Oddities,
    ) -> Passage {
        // A refusal says nothing about the rate, or a 403 would be no refusal.
        let headers = Headers {
            quota: [Said::Missing; 3],
            ..self.headers(now, oddities)
        };
        let body = u8::try_from(chance.below(8)).unwrap_or_default();
        #[expect(clippy::wildcard_enum_match_arm, reason = "one of REFUSALS")]
        let status = match refusal {
            Oddity::Distrusted => return Passage::Trouble(Response::Distrusted),
            Oddity::Redirect => chance.one_of(&[300, 301, 302, 303, 304, 307, 308]),
            Oddity::BadRequest => 400,
            Oddity::Unauthorized => 401,
            Oddity::Forbidden => 403,
            Oddity::NotFound => 404,
            Oddity::ProxyAuthentication => 407,
            _ => chance.one_of(&[402, 405, 406, 409, 410, 413, 414, 418, 422, 431, 451, 499]),
        };
        if chance.percent(10) {
            return Passage::Trouble(Response::Broken(status, headers));
        }
        Passage::Trouble(Response::Answer(status, headers, body))
    }

    pub(super) fn trouble(
        &self,
        trouble: Oddity,
        now: u64,
        chance: &mut Chance,
        oddities: &mut Oddities,
    ) -> Passage {
        let body = u8::try_from(chance.below(8)).unwrap_or_default();
        let mut headers = self.headers(now, oddities);
        if chance.percent(20) && !THROUGH.contains(&trouble) {
            headers.date = Date::Clock(i64::try_from(now / 1000).unwrap_or_default() - YEARS);
            oddities.note(Oddity::ClockOfFault);
        }
        let ok = |body| Response::Answer(well_meant(body), headers, body);
        #[expect(clippy::wildcard_enum_match_arm, reason = "one of TROUBLES")]
        let response = match trouble {
            Oddity::ConnectionRefused | Oddity::ConnectionReset => Response::Nothing,
            Oddity::TimedOut => return Passage::Silence,
            Oddity::Slow => return Passage::Through(200, headers),
            Oddity::Truncated => Response::Broken(200, headers),
            Oddity::Garbage => ok(8),
            Oddity::Html => ok(9),
            Oddity::Nested => ok(10),
            Oddity::EmptyBody => ok(11),
            Oddity::NotAList => ok(12 + body),
            Oddity::RequestTimeout => Response::Answer(408, headers, body),
            Oddity::TooEarly => Response::Answer(425, headers, body),
            Oddity::ServerError => {
                let status = chance.one_of(&[500, 502, 502, 503, 503, 504, 520, 599]);
                let retry_after = chance.one_of(&[RetryAfter::Missing, RetryAfter::Seconds(9)]);
                let headers = Headers {
                    retry_after,
                    ..headers
                };
                Response::Answer(status, headers, body)
            }
            Oddity::QuotaGarbage => {
                let quota = [
                    Said::Value(1000),
                    Said::Other(Spoilt::OtherType(body)),
                    Said::Value(30),
                ];
                return Passage::Through(200, Headers { quota, ..headers });
            }
            Oddity::ClockMissing => {
                let date = Date::Missing;
                return Passage::Through(200, Headers { date, ..headers });
            }
            Oddity::OtherSuccess => {
                let status = chance.one_of(&[201, 203, 205, 206, 226]);
                return Passage::Through(status, headers);
            }
            limit => Response::Answer(
                if limit == Oddity::LimitedForbidden {
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
fn limited(limit: Oddity, headers: Headers, chance: &mut Chance) -> Headers {
    let seconds = chance.one_of(&[1, 7, 60, 900]);
    let later = i64::try_from(seconds).unwrap_or_default();
    let exhausted = [Said::Value(1000), Said::Value(0), Said::Value(seconds)];
    let retry_after = match limit {
        Oddity::LimitZero => RetryAfter::Seconds(0),
        Oddity::LimitSeconds => RetryAfter::Seconds(seconds),
        Oddity::LimitHuge => RetryAfter::Huge,
        Oddity::LimitDate => RetryAfter::Date(later),
        Oddity::LimitPastDate => RetryAfter::Date(-later),
        Oddity::LimitGarbage => RetryAfter::Garbage(u8::try_from(seconds % 7).unwrap_or_default()),
        Oddity::LimitedForbidden if chance.percent(60) => chance.one_of(&[
            RetryAfter::Seconds(7),
            RetryAfter::Garbage(1),
            RetryAfter::Date(30),
        ]),
        _ => RetryAfter::Missing,
    };
    let says_exhausted = match limit {
        Oddity::LimitReset => true,
        Oddity::LimitedForbidden => retry_after == RetryAfter::Missing,
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
