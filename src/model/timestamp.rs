//! Instants of the API's clock, as values.
//!
//! Two builds are compared by the instant of their `createdAt`, never by its
//! text: `12:00+02:00` and `10:00Z` are one instant.

use std::fmt;
use std::time::{Duration, SystemTime};

/// The first second that is out of range: the year 10000, which has no RFC 3339
/// form.
const END: Duration = Duration::from_secs(253_402_300_800);

/// A date and a time of day, as digits.
const FORM: &str = "0000-00-00T00:00:00";

/// An instant as the API states it, to the nanosecond: of the years 1970 to
/// 9999, since others cannot be written again. Held as the time since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// Reads RFC 3339, with `Z` or an offset of hours and minutes. A time
    /// without a zone is no instant, so it is not read.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_ascii() {
            return None;
        }
        if let Some(local) = text.strip_suffix(['Z', 'z']) {
            return Self::parse_utc(local);
        }
        let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
        let (sign, offset) = offset.split_at(1);
        let (hours, minutes) = offset.split_once(':')?;
        let offset = Self::two_digits(hours, 23)? * 3600 + Self::two_digits(minutes, 59)? * 60;
        let Self(local) = Self::parse_utc(local)?;
        let offset = Duration::from_secs(offset);
        match sign {
            "+" => local.checked_sub(offset).and_then(Self::since_1970),
            "-" => Self::since_1970(local.saturating_add(offset)),
            _ => None,
        }
    }

    /// An instant given in seconds since 1970. A number too large for seconds
    /// of this age is read as milliseconds, since the API does not say which
    /// it means by `buildConcludedAt`.
    #[must_use]
    pub fn from_unix(number: f64) -> Option<Self> {
        const LATEST_SECOND: f64 = 1e11;
        let millis = if number.abs() >= LATEST_SECOND {
            number
        } else {
            number * 1000.0
        };
        // As seconds, since a fraction can be made a duration and no whole number.
        let whole = Duration::try_from_secs_f64(millis.round()).ok()?.as_secs();
        Self::since_1970(Duration::from_millis(whole))
    }

    /// The instant this long after the beginning of 1970; nothing when it is out of range.
    #[must_use]
    pub fn since_1970(since: Duration) -> Option<Self> {
        (since < END).then_some(Self(since))
    }

    /// How long after `earlier` this is; nothing when it is before.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Duration> {
        self.0.checked_sub(earlier.0)
    }

    /// The instant `ago` before this one; nothing when it cannot be expressed.
    #[must_use]
    pub fn before(self, ago: Duration) -> Option<Self> {
        self.0.checked_sub(ago).map(Self)
    }

    /// The whole seconds since 1970.
    #[must_use]
    pub const fn unix_seconds(self) -> u64 {
        self.0.as_secs()
    }

    /// Reads a date and a time of day, and nothing before or behind them, which
    /// the reader would not mind. A leap second is not read: the reader takes it
    /// for the second before it, which would make the newer of two builds the older.
    fn parse_utc(local: &str) -> Option<Self> {
        let (whole, fraction) = match local.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (local, None),
        };
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let has_form = whole.len() == FORM.len()
            && whole
                .bytes()
                .zip(FORM.bytes())
                .all(|(byte, form)| match form {
                    b'0' => byte.is_ascii_digit(),
                    form => byte.eq_ignore_ascii_case(&form),
                })
            && fraction.is_none_or(|fraction| !fraction.is_empty() && is_digits(fraction));
        if !has_form || whole.ends_with("60") {
            return None;
        }
        let seconds = humantime::parse_rfc3339(&format!("{}Z", whole.to_ascii_uppercase()));
        let seconds = seconds.ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let nanoseconds = format!("{:0<9.9}", fraction.unwrap_or_default());
        let fraction = Duration::from_nanos(nanoseconds.parse().ok()?);
        Self::since_1970(seconds.saturating_add(fraction))
    }

    fn two_digits(text: &str, most: u64) -> Option<u64> {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|&value| digits && value <= most)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_rfc3339_millis(SystemTime::UNIX_EPOCH + self.0).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn offsets_and_years_have_their_bounds() {
        for text in [
            "2026-11-23T12:00:00+24:00",
            "2026-11-23T12:00:00+00:60",
            "2026-11-23T12:00:00++1:00",
            "9999-12-31T23:59:00-00:01",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        assert!(Timestamp::parse("2026-11-23T12:00:00+23:59").is_some());
        assert!(Timestamp::parse("9999-12-31T23:58:59-00:01").is_some());
    }

    #[test]
    fn instants_are_compared_whatever_their_zone() {
        assert_eq!(
            at("2026-11-23T12:00:00+02:00"),
            at("2026-11-23T10:00:00.000Z")
        );
        assert_eq!(at("2026-11-23T05:30:00-04:30"), at("2026-11-23T10:00:00z"));
        assert!(at("2026-11-23T12:00:00+02:00") < at("2026-11-23T11:00:00Z"));
        assert!(at("2026-11-23T10:00:00.001Z") > at("2026-11-23T10:00:00Z"));
        assert!(at("2026-11-23T10:00:00.000001Z") > at("2026-11-23T10:00:00Z"));
    }

    #[test]
    fn what_is_no_instant_is_not_read() {
        for text in [
            "",
            "Z",
            "yesterday",
            "2026-11-23",
            "2026-11-23T10:00:00",
            "2026-11-23T10:00:00+0200",
            "2026-11-23T10:00:00+24:00",
            "2026-11-23T10:00:00+02:60",
            "2026-11-23T10:00:00*02:00",
            "2026-11-23T10:00:00+-2:00",
            "2026-13-23T10:00:00Z",
            "２026-11-23T10:00:00Z",
            "1700000000",
            "2026-11-23T10:00:00+é",
            "2026-11-23T12:00:00Z+05:00",
            "2026-11-23T12:00:00ZZ",
            "2026-11-23T12:00:00Z ",
            " 2026-11-23T12:00:00Z",
            "2026-11-23T12:00:00.Z",
            "2026-11-23T12:00:00,5Z",
            "2026-11-23T12:00:00+05:00Z",
            "2026-11-23T12:00:00+05:00+05:00",
            "2026-11-23T12:00:00-05:00 UTC",
            "2026-11-23T1:00:00Z",
            "+2026-11-23T12:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-02-30T12:00:00Z",
            "2016-12-31T23:59:60Z",
            "2016-12-31T23:59:60.5Z",
            "2017-01-01T01:59:60+02:00",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unix_times_are_seconds_or_milliseconds_by_their_size() {
        assert_eq!(
            Timestamp::from_unix(1_795_428_000.0),
            Timestamp::from_unix(1_795_428_000_000.0)
        );
        let half = at("2026-11-23T10:00:00.5Z");
        assert_eq!(Timestamp::from_unix(1_795_428_000.5), Some(half));
        assert_eq!(half.unix_seconds(), 1_795_428_000);
        for number in [1_795_428_000_123.0, 1_795_428_000.123] {
            let millis = at("2026-11-23T10:00:00.123Z");
            assert_eq!(Timestamp::from_unix(number), Some(millis), "{number}");
        }
        assert_eq!(
            Timestamp::from_unix(99_999_999_999.0).map(Timestamp::unix_seconds),
            Some(99_999_999_999)
        );
        assert_eq!(
            Timestamp::from_unix(1e11).map(Timestamp::unix_seconds),
            Some(100_000_000)
        );
        assert_eq!(Timestamp::from_unix(-1.0), None);
        assert_eq!(Timestamp::from_unix(f64::NAN), None);
        assert_eq!(Timestamp::from_unix(f64::MAX), None);
        assert_eq!(Timestamp::from_unix(1e16), None);
    }

    #[test]
    fn an_instant_that_is_read_can_be_written() {
        for edge in [
            "1970-01-01T00:00:00+00:01",
            "1970-01-01T00:00:00+05:00",
            "9999-12-31T23:59:59-00:01",
            "9999-12-31T23:59:59-05:00",
        ] {
            assert_eq!(Timestamp::parse(edge), None, "{edge}");
        }
        for edge in ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"] {
            assert_eq!(at(edge).to_string(), edge);
        }
    }

    #[test]
    fn time_that_runs_backwards_is_no_duration() {
        let (early, late) = (at("2026-11-23T10:00:00Z"), at("2026-11-23T10:04:09Z"));
        assert_eq!(late.since(early), Some(Duration::from_secs(249)));
        assert_eq!(early.since(late), None);
        assert_eq!(late.before(Duration::from_secs(249)), Some(early));
        assert_eq!(early.before(Duration::MAX), None);
    }
}
