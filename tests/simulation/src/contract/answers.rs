//! What an answer is, by the contract.

use std::time::Duration;

use crate::wire::{Date, Headers, Response, RetryAfter, WireField};

/// What an answer is, by the section "Transport".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A page of the list.
    Page,
    /// It costs patience, and not the verdict.
    Transient {
        /// Whether anything answered at all.
        answered: bool,
        /// How long the API asks to be left alone.
        patience: Option<Duration>,
    },
    /// It ends the run.
    Refusal,
}

/// Reads an answer.
#[must_use]
pub fn class(response: &Response) -> Class {
    let silence = Class::Transient {
        answered: false,
        patience: None,
    };
    match response {
        Response::Page(..) => Class::Page,
        Response::Nothing => silence,
        Response::Distrusted => Class::Refusal,
        Response::Broken(200..=299, _) => Class::Transient {
            answered: true,
            patience: None,
        },
        Response::Answer(200, headers, _) => Class::Transient {
            answered: true,
            patience: asked_patience(headers),
        },
        Response::Misplaced(_, _, headers) | Response::Answer(201..=299, headers, _) => {
            Class::Transient {
                answered: true,
                patience: asked_patience(headers).or_else(|| until_reset(headers)),
            }
        }
        Response::Answer(status, headers, _) | Response::Broken(status, headers) => {
            let limited = headers.retry_after != RetryAfter::Missing || is_exhausted(headers);
            match status {
                403 if !limited => Class::Refusal,
                403 | 408 | 425 | 429 | 500..=599 => Class::Transient {
                    answered: true,
                    patience: asked_patience(headers).or_else(|| until_reset(headers)),
                },
                _ => Class::Refusal,
            }
        }
    }
}

/// The most seconds of `Age` that a list may have to open the gate.
const STALE_AFTER: u64 = 5;

/// Whether an answer comes from a cache, and is too old to open the gate.
#[must_use]
pub fn is_stale(headers: &Headers) -> bool {
    headers.age.is_some_and(|age| age > STALE_AFTER)
}

/// Whether the account has nothing left.
#[must_use]
pub const fn is_exhausted(headers: &Headers) -> bool {
    matches!(headers.quota[1], WireField::Value(0))
}

/// How long it is until the account may ask again, when nothing is left.
#[must_use]
pub fn until_reset(headers: &Headers) -> Option<Duration> {
    let reset = headers.quota[2].value().filter(|_| is_exhausted(headers))?;
    Some(Duration::from_secs(reset))
}

fn asked_patience(headers: &Headers) -> Option<Duration> {
    match (headers.retry_after, headers.date) {
        (RetryAfter::Seconds(seconds), _) => Some(Duration::from_secs(seconds)),
        (RetryAfter::Huge, _) => Some(Duration::from_secs(u64::MAX)),
        (RetryAfter::Date(seconds), Date::Clock(_)) => {
            Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
        }
        (RetryAfter::Date(_), Date::Missing | Date::Unset | Date::Garbage)
        | (RetryAfter::Missing | RetryAfter::Garbage(_), _) => None,
    }
}
