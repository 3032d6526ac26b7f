//! The headers in use: the API's clock, how old the answer is, how long the API wants
//! to be left alone, and the requests that the account has left.

use std::time::Duration;

use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;
use crate::pacing::rate_limit::WINDOW;

/// An answer that is no older shows what there is.
const MAX_CACHE_AGE: Duration = Duration::from_secs(5);

/// The headers of one answer that are in use, as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// `Date`
    pub date: Option<String>,
    /// `Age`, each that was sent, with commas between
    pub age: Option<String>,
    /// `Retry-After`
    pub retry_after: Option<String>,
    /// `Location`
    pub location: Option<String>,
    /// `x-ratelimit-limit`
    pub limit: Option<String>,
    /// `x-ratelimit-remaining`
    pub remaining: Option<String>,
    /// `x-ratelimit-reset`
    pub reset: Option<String>,
}

impl Headers {
    /// The API's clock when it answered. One that shows a time before this
    /// API was there is no clock.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        let earliest = Timestamp::from_unix(1_577_836_800.0);
        http_date(self.date.as_deref()?).filter(|date| Some(*date) >= earliest)
    }

    /// How old the answer is, where a cache gave it: more than five
    /// seconds, or as old as can be where that cannot be read.
    #[must_use]
    pub fn age(&self) -> Option<Duration> {
        let ages = self.age.as_deref()?.split(',');
        let ages = ages.map(|age| whole(age).map_or(Duration::MAX, Duration::from_secs));
        ages.max().filter(|age| *age > MAX_CACHE_AGE)
    }

    /// What `Retry-After` asks for: seconds, or a date that counts from `Date`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.retry_after.as_deref()?.trim();
        if let Some(seconds) = whole(text) {
            return Some(Duration::from_secs(seconds));
        }
        let until = http_date(text)?;
        Some(until.since(self.date()?).unwrap_or_default())
    }

    /// Whether the account has no request left in this window.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.remaining.as_deref().and_then(whole) == Some(0)
    }

    /// How long until the next window. `x-ratelimit-reset` is in seconds left,
    /// by the API's documentation. A larger number than a window has is not seconds
    /// left (an epoch, say), so it counts as one window.
    #[must_use]
    pub fn resets_in(&self) -> Option<Duration> {
        let seconds = self.reset.as_deref().and_then(whole)?;
        Some(Duration::from_secs(seconds).min(WINDOW))
    }

    /// The API requests that the account has left, where all three headers say so.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        Some(Quota {
            limit: self.limit.as_deref().and_then(whole)?,
            remaining: self.remaining.as_deref().and_then(whole)?,
            resets_in: self.resets_in()?,
        })
    }
}

fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Reads the one form of date that servers may send (RFC 9110, 5.6.7):
/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.trim().split_once(", ")?;
    let parts: Vec<&str> = date.split(' ').collect();
    let [day, month, year, time, "GMT"] = parts[..] else {
        return None;
    };
    let month = MONTHS
        .iter()
        .position(|&name| name == month)?
        .checked_add(1)?;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Mon, 23 Nov 2026 10:00:00 GMT";

    fn retry_after(text: &str) -> Option<Duration> {
        let headers = Headers {
            date: Some(DATE.to_owned()),
            retry_after: Some(text.to_owned()),
            ..Headers::default()
        };
        headers.retry_after()
    }

    #[test]
    fn dates_are_read_in_the_one_form_that_is_sent() {
        assert_eq!(http_date(DATE), Timestamp::parse("2026-11-23T10:00:00Z"));
        for text in [
            "",
            "Mon",
            "Mon, 23 Nov 2026 10:00:00 CET",
            "Monday, 23-Nov-26 10:00:00 GMT",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_clock_that_was_never_set_is_none() {
        let headers = |date: &str| Headers {
            date: Some(date.to_owned()),
            ..Headers::default()
        };
        assert!(headers(DATE).date().is_some());
        assert_eq!(headers("Thu, 01 Jan 1970 00:00:05 GMT").date(), None);
    }

    #[test]
    fn an_answer_that_is_more_than_a_few_seconds_old_has_an_age() {
        let age = |age: &str| {
            let headers = Headers {
                age: Some(age.to_owned()),
                ..Headers::default()
            };
            headers.age()
        };
        assert_eq!(Headers::default().age(), None);
        for fresh in ["0", " 5 ", "0, 3"] {
            assert_eq!(age(fresh), None, "{fresh}");
        }
        for (stale, seconds) in [
            ("6", 6),
            ("3600", 3600),
            ("0, 3600", 3600),
            ("3600,0", 3600),
        ] {
            assert_eq!(age(stale), Some(Duration::from_secs(seconds)), "{stale}");
        }
        for odd in ["", "old", "-7", "1.5", "0, x"] {
            assert_eq!(age(odd), Some(Duration::MAX), "{odd}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after("90"), Some(Duration::from_secs(90)));
        assert_eq!(retry_after(" 0 "), Some(Duration::ZERO));
        assert_eq!(
            retry_after("Mon, 23 Nov 2026 10:01:30 GMT"),
            Some(Duration::from_secs(90))
        );
        assert_eq!(
            retry_after("Mon, 23 Nov 2026 09:00:00 GMT"),
            Some(Duration::ZERO)
        );
        assert_eq!(
            retry_after(&"9".repeat(30)),
            Some(Duration::from_secs(u64::MAX))
        );
        for text in ["", "-5", "1.5", "soon"] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }

    #[test]
    fn no_window_is_longer_than_an_hour() {
        for (text, seconds) in [
            ("3599", 3599),
            ("3601", 3600),
            ("1795428000", 3600),
            ("99999999999999999999", 3600),
        ] {
            let headers = Headers {
                reset: Some(text.to_owned()),
                ..Headers::default()
            };
            assert_eq!(headers.resets_in(), Some(Duration::from_secs(seconds)));
        }
    }

    #[test]
    fn the_quota_takes_all_three_headers() {
        let text = |text: &str| Some(text.to_owned());
        let headers = Headers {
            limit: text("1000"),
            remaining: text("0"),
            reset: text("120"),
            ..Headers::default()
        };
        let quota = headers.quota().unwrap();
        assert_eq!(
            (quota.limit, quota.remaining, quota.resets_in),
            (1000, 0, Duration::from_secs(120))
        );
        assert!(headers.is_exhausted());
        assert_eq!(
            Headers {
                limit: None,
                ..headers
            }
            .quota(),
            None
        );
    }
}
