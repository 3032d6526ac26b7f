//! Lengths of time as people read them: `1m30s`, without spaces.

use std::time::Duration;

/// In whole seconds, or in milliseconds below one second; what is beyond is cut off:
/// `4m9s`, `300ms`.
#[must_use]
pub fn short(duration: Duration) -> String {
    exact(match duration.as_secs() {
        0 => Duration::from_millis(duration.subsec_millis().into()),
        seconds => Duration::from_secs(seconds),
    })
}

/// Like [`short`], but rounded up, to whole seconds or milliseconds: no shorter than the
/// time itself.
#[must_use]
pub fn rounded_up(duration: Duration) -> String {
    let remainder_nanos = match duration.as_secs() {
        0 => 999_999,
        _ => 999_999_999,
    };
    short(duration.saturating_add(Duration::from_nanos(remainder_nanos)))
}

/// As exact as an option gives it: `1s500ms`.
#[must_use]
pub fn exact(duration: Duration) -> String {
    let words = humantime::format_duration(duration);
    words.to_string().replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_length_of_time_is_cut_off() {
        for (micros, text) in [
            (0, "0s"),
            (300_900, "300ms"),
            (1_999_999, "1s"),
            (249_600_000, "4m9s"),
        ] {
            assert_eq!(short(Duration::from_micros(micros)), text);
        }
    }

    #[test]
    fn a_length_of_time_is_rounded_up() {
        for (micros, text) in [
            (0, "0s"),
            (1, "1ms"),
            (300_000, "300ms"),
            (999_001, "1s"),
            (1_000_000, "1s"),
            (59_000_001, "1m"),
        ] {
            assert_eq!(rounded_up(Duration::from_micros(micros)), text);
        }
    }

    #[test]
    fn an_exact_length_of_time_keeps_its_milliseconds() {
        assert_eq!(exact(Duration::from_millis(61_500)), "1m1s500ms");
    }
}
