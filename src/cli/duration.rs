//! A length of time, as people write it.

use std::fmt;
use std::time::Duration;

/// More than any pipeline waits.
const MAX_DURATION: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why a text is no length of time that the gate takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DurationError {
    /// It is no length of time at all.
    NotADuration,
    /// It is longer than any that is taken.
    TooLong,
    /// It is one, and this is wrong with it.
    Invalid(String),
}

impl DurationError {
    /// What to do: this, unless the length of time alone is wrong.
    pub(super) const fn hint(&self, usual: &'static str) -> &'static str {
        match self {
            Self::TooLong => "pass 7d or less",
            Self::NotADuration | Self::Invalid(_) => usual,
        }
    }
}

impl fmt::Display for DurationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADuration => formatter.write_str("not a duration"),
            Self::TooLong => formatter.write_str("longer than 7 days"),
            Self::Invalid(why) => formatter.write_str(why),
        }
    }
}

/// Reads a length of time: a number with a unit.
pub(super) fn parse(text: &str) -> Result<Duration, DurationError> {
    let invalid = |why: String| Err(DurationError::Invalid(why));
    let bare = text.trim();
    if bare.starts_with('-') {
        return invalid("negative".to_owned());
    }
    if !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return invalid(format!("the unit is missing: {bare}s, {bare}m?"));
    }
    let duration = humantime::parse_duration(bare).map_err(|_| DurationError::NotADuration)?;
    if let Some(unit) = bare
        .split(|character: char| !character.is_alphabetic())
        .find(|unit| is_calendar(unit))
    {
        let minutes = bare.replace(unit, "m");
        return invalid(format!(
            "{unit} stands for months or years: did you mean minutes ({minutes})?"
        ));
    }
    if duration > MAX_DURATION {
        return Err(DurationError::TooLong);
    }
    Ok(duration)
}

/// Whether a unit stands for months or years, which `M` does and is taken for
/// minutes.
fn is_calendar(unit: &str) -> bool {
    const FORTNIGHT: Duration = Duration::from_secs(14 * 24 * 3600);
    humantime::parse_duration(&format!("1{unit}")).is_ok_and(|one| one > FORTNIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

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
                let why = parse(&text).unwrap_err().to_string();
                assert!(why.contains("did you mean minutes"), "{text}: {why}");
            }
        }
        assert!(parse("5M").unwrap_err().to_string().ends_with("(5m)?"));
        for unit in ["ns", "us", "ms", "s", "m", "min", "h", "hr", "d", "day"] {
            assert!(parse(&format!("5{unit}")).is_ok(), "{unit}");
        }
        assert!(parse("1w").is_ok());
    }
}
