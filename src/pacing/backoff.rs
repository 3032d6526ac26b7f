//! The interval after rounds in a row with a fault. It must not know a clock, nor
//! chance, which comes in as `jitter`.

use std::time::Duration;

use super::interval::Interval;

/// The first interval after a fault; short, since most faults pass at once.
const FIRST_BACKOFF: Duration = Duration::from_secs(2);
/// An outage is polled once a minute.
const MAX_BACKOFF: Duration = Duration::from_secs(60);

/// The interval after `faults` rounds in a row with a fault: twice as long each
/// time, by a `jitter` from 0 to 1 up to a half shorter, so that gates that
/// fail together do not come back together. What the API asks for is obeyed.
#[must_use]
pub fn interval_after_faults(
    interval: Interval,
    faults: u32,
    retry_after: Option<Duration>,
    jitter: f64,
) -> Duration {
    let first = match interval {
        Interval::Auto => FIRST_BACKOFF,
        Interval::Fixed(interval) => interval.min(FIRST_BACKOFF),
    };
    let doublings = faults.saturating_sub(1).min(16);
    let longest = first.saturating_mul(1_u32 << doublings).min(MAX_BACKOFF);
    let shortened = longest.mul_f64(1.0 - jitter.clamp(0.0, 1.0) / 2.0);
    shortened.max(retry_after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_interval_after_faults_doubles_up_to_a_minute() {
        let intervals: Vec<u64> = (1..=8)
            .map(|faults| interval_after_faults(Interval::Auto, faults, None, 0.0).as_secs())
            .collect();
        assert_eq!(intervals, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(
            interval_after_faults(Interval::Auto, u32::MAX, None, 1.0),
            SECOND * 30
        );
        let short = Interval::Fixed(Duration::from_millis(10));
        assert_eq!(
            interval_after_faults(short, 2, None, 0.0),
            Duration::from_millis(20)
        );
    }

    #[test]
    fn the_api_may_ask_for_more_and_not_for_less() {
        assert_eq!(
            interval_after_faults(Interval::Auto, 1, Some(SECOND * 90), 0.5),
            SECOND * 90
        );
        assert_eq!(
            interval_after_faults(Interval::Auto, 1, Some(Duration::ZERO), 0.0),
            SECOND * 2
        );
    }
}
