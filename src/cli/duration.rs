//! A length of time, as people write it.

use std::time::Duration;

use super::error::UsageError;
use super::settings::Setting;

/// More than any pipeline waits.
const MAX_DURATION: Duration = Duration::from_secs(7 * 24 * 3600);

/// Reads a length of time: a number with a unit. `otherwise` says what a value is that is
/// none, and the hint what to pass in its place.
pub(super) fn read(setting: &Setting, otherwise: &str, hint: &str) -> Result<Duration, UsageError> {
    let text = setting.value.as_str();
    let invalid = |why: &str| Err(setting.unreadable(why, hint));
    if text.starts_with('-') {
        return invalid("negative");
    }
    let is_of_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    if text.bytes().all(is_of_number) {
        let meant = ["s", "m"].map(|unit| format!("{text}{unit}"));
        let meant: Vec<String> = meant.into_iter().filter(|text| is_taken(text)).collect();
        return match meant.as_slice() {
            [] => invalid(otherwise),
            meant => invalid(&format!("the unit is missing: {}?", meant.join(", "))),
        };
    }
    let Ok(duration) = humantime::parse_duration(text) else {
        return invalid(otherwise);
    };
    if let Some(unit) = calendar_unit(text) {
        let minutes = Some(text.replace(unit, "m")).filter(|text| is_taken(text));
        let meant = minutes.map(|minutes| format!(": did you mean minutes ({minutes})?"));
        let meant = meant.unwrap_or_default();
        return invalid(&format!("{unit} stands for months or years{meant}"));
    }
    if duration > MAX_DURATION {
        return invalid("longer than 7 days, which is the most");
    }
    Ok(duration)
}

/// Whether a text is a duration, so that it may be suggested.
fn is_taken(text: &str) -> bool {
    let duration = humantime::parse_duration(text);
    duration.is_ok_and(|duration| duration <= MAX_DURATION) && calendar_unit(text).is_none()
}

/// The first unit that is none of ours.
fn calendar_unit(text: &str) -> Option<&str> {
    let mut units = text.split(|character: char| !character.is_alphabetic());
    units.find(|unit| is_calendar(unit))
}

/// Whether a unit stands for months or years, which `M` does and is taken for
/// minutes.
fn is_calendar(unit: &str) -> bool {
    const FORTNIGHT: Duration = Duration::from_secs(14 * 24 * 3600);
    humantime::parse_duration(&format!("1{unit}")).is_ok_and(|one| one > FORTNIGHT)
}

#[cfg(test)]
mod tests {
    use super::super::options::OptionName;
    use super::super::provenance::{Provenance, Source};
    use super::*;

    fn parse(text: &str) -> Result<Duration, UsageError> {
        let provenance = Provenance {
            name: OptionName::Timeout,
            source: Source::Flag,
        };
        let value = text.to_owned();
        read(&Setting { value, provenance }, "not a duration", "")
    }

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(parse("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(parse("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("0s"), Ok(Duration::ZERO));
        for text in [
            "",
            "30",
            "0",
            "1.5",
            "-5s",
            "5 parsecs",
            "8d",
            "7d 1ns",
            "99999999999999999999y",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("7d"), Ok(Duration::from_secs(7 * 24 * 3600)));
    }

    #[test]
    fn months_and_years_are_no_units_and_may_be_meant_for_minutes() {
        for unit in ["M", "month", "months", "y", "yr", "yrs", "year", "years"] {
            for text in [
                format!("5{unit}"),
                format!("5 {unit}"),
                format!("0{unit}"),
                format!("1h 5{unit} 3s"),
            ] {
                let why = parse(&text).unwrap_err().cause.unwrap();
                assert!(why.contains("did you mean minutes"), "{text}: {why}");
            }
        }
        let why = parse("5M").unwrap_err().cause.unwrap();
        assert!(why.ends_with("(5m)?"), "{why}");
        for unit in ["ns", "us", "ms", "s", "m", "min", "h", "hr", "d", "day"] {
            assert!(parse(&format!("5{unit}")).is_ok(), "{unit}");
        }
        assert!(parse("1w").is_ok());
    }
}
