//! When a build is polled next, by how far it has gone.

use super::*;
use crate::gate::testing::{build, created_at, with_status};
use crate::model::build::Field;
use crate::pacing::estimate::PastEnd;

const EVER: Duration = Duration::from_secs(3600);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Ten builds that took so long, within a few percent.
fn estimate(typical: f64) -> Estimate {
    let past = [5, 4, 6, 3, 7, 2, 8, 1, 9, 0].map(|place| PastEnd {
        took: Duration::from_secs_f64(typical * (0.955 + 0.01 * f64::from(place))),
        has_succeeded: true,
    });
    Estimate::from_past(&past)
}

/// A build that was created when the run started, and seen in these
/// statuses at these times.
fn progress(seen: &[(u64, &str)]) -> BuildProgress {
    let listed = |status: &str| with_status(build("one"), status);
    let mut progress = BuildProgress::of(&listed(seen[0].1), seconds(seen[0].0), None);
    for (time, status) in seen {
        progress.observe(&listed(status), seconds(*time));
    }
    progress
}

fn interval_of(progress: Option<&BuildProgress>, estimate: &Estimate, elapsed: u64) -> f64 {
    target_interval(progress, estimate, seconds(elapsed), 1.0, EVER, 0.5).as_secs_f64()
}

fn assert_near(left: f64, right: f64, tolerance: f64) {
    assert!((left - right).abs() <= tolerance, "{left}, not {right}");
}

/// The rate of the derivation, added up in small steps, for a build of this age.
fn expected(typical: f64, age: f64, least: f64, ending: impl Fn(f64) -> EndChance) -> f64 {
    let (mut ahead, mut sum) = (0.0, 0.0);
    while sum < 1.0 {
        let long = (typical * f64::max(typical, (age + ahead) / 1.5)).sqrt();
        let rate = (long * ending(ahead).hazard()).sqrt() / AVERAGE_INTERVAL;
        sum += rate.clamp(least, MAX_POLL_RATE) * 0.01;
        ahead += 0.01;
    }
    ahead
}

#[test]
fn the_next_poll_is_where_the_rate_adds_up_to_the_goal() {
    // t/50 adds up to t²/100.
    let rising = |ahead: f64| ahead / 50.0;
    assert_near(until(1.0, 2.0, 60.0, rising), 10.0, 1e-9);
    assert_near(until(4.0, 2.0, 60.0, rising), 20.0, 1e-9);
    assert_near(until(1.0, 0.01, 60.0, rising), 10.0, 0.01);
    assert_near(until(1.0, 2.0, 9.0, rising), 9.0, 1e-9);
    assert_near(until(1.0, 2.0, 0.0, rising), 0.0, 1e-9);
    assert_near(until(0.9, 7.0, 60.0, |_| 0.1), 9.0, 1e-9);
    assert_near(until(0.9, 5.0, 60.0, |_| 0.5), 1.8, 1e-9);
}

#[test]
fn what_is_still_to_come_has_lasted_no_time() {
    assert_near(since(seconds(5), 8.0), 3.0, 1e-9);
    assert_near(since(seconds(5), 3.0), 0.0, 1e-9);
}

#[test]
fn a_build_is_polled_where_it_is_likely_to_end() {
    for typical in [20.0, 300.0, 3000.0] {
        let estimate = estimate(typical);
        for part in [0.0, 0.5, 0.8, 0.9, 1.0, 1.3, 4.0] {
            let start = typical * part;
            let building = progress(&[(0, "BUILDING")]);
            let elapsed = Duration::from_secs_f64(start);
            let interval = target_interval(Some(&building), &estimate, elapsed, 1.0, EVER, 0.5);
            let ending = |ahead| estimate.at(start + ahead);
            let expected = expected(estimate.typical(), start, MIN_POLL_RATE, ending);
            assert_near(interval.as_secs_f64(), expected, 0.1);
        }
    }
}

#[test]
fn one_that_waits_in_the_queue_is_polled_as_though_it_began_now() {
    let queued = progress(&[(0, "QUEUED"), (20, "PENDING")]);
    for typical in [20.0, 60.0, 300.0] {
        let estimate = estimate(typical);
        let expected = expected(
            estimate.typical(),
            0.0,
            1.0 / MAX_QUEUED_INTERVAL,
            |ahead| estimate.at(ahead),
        );
        for elapsed in [0, 300] {
            assert_near(
                interval_of(Some(&queued), &estimate, elapsed),
                expected,
                0.1,
            );
            assert_near(interval_of(None, &estimate, elapsed), expected, 0.1);
        }
    }
    assert_near(interval_of(Some(&queued), &estimate(300.0), 5), 15.0, 1e-6);
}

#[test]
fn one_that_was_seen_to_begin_has_two_ages() {
    let began = progress(&[(0, "QUEUED"), (60, "QUEUED"), (80, "BUILDING")]);
    // Half-way between the last poll that saw it queued and the first that
    // did not.
    assert_eq!(began.began, Some(seconds(70)));
    let estimate = estimate(300.0);
    for elapsed in [200, 290, 340] {
        let now = f64::from(u32::try_from(elapsed).unwrap());
        let ending = |ahead| {
            let whole = estimate.at(now + ahead);
            whole.halved_with(estimate.at(now + ahead - 70.0))
        };
        let expected = expected(estimate.typical(), now, MIN_POLL_RATE, ending);
        assert_near(interval_of(Some(&began), &estimate, elapsed), expected, 0.1);
    }
    let back = progress(&[(0, "QUEUED"), (80, "BUILDING"), (90, "QUEUED")]);
    assert_near(interval_of(Some(&back), &estimate, 100), 15.0, 1e-6);
}

#[test]
fn whatever_is_not_queued_has_begun() {
    let queued = progress(&[(60, "QUEUED")]);
    let [uploading, unknown] =
        ["UPLOADING", "POLISHING"].map(|word| with_status(build("one"), word));
    let without_status = Build {
        status: Field::Absent,
        ..build("one")
    };
    for build in [uploading, unknown, without_status] {
        let mut begun = queued.clone();
        begun.observe(&build, seconds(80));
        assert_eq!(begun.began, Some(seconds(70)), "{build:?}");
    }
}

#[test]
fn one_that_uploads_ends_after_a_tenth_of_the_whole_or_as_long_again() {
    let estimate = estimate(300.0);
    // Long before any other build has ended, and long after.
    for start in [20, 2000] {
        let uploading = progress(&[
            (0, "BUILDING"),
            (start, "UPLOADING"),
            (start + 20, "UPLOADING"),
        ]);
        // √(m/(m/10 + t))/12 adds up to 2√m(√(m/10 + t) − √(m/10))/12.
        for since in [0_u32, 20, 100] {
            let before = (30.0 + f64::from(since)).sqrt();
            let after = before + 12.0 / (2.0 * 300_f64.sqrt());
            let interval = interval_of(Some(&uploading), &estimate, start + u64::from(since));
            assert_near(interval, after * after - before * before, 0.03);
        }
    }
    // Where others ended it is polled as often as they.
    let [uploading, building] = ["UPLOADING", "BUILDING"].map(|status| progress(&[(0, status)]));
    let intervals = [uploading, building].map(|seen| interval_of(Some(&seen), &estimate, 295));
    assert_near(intervals[0], intervals[1], 1e-9);
}

#[test]
fn one_that_hangs_is_polled_each_minute() {
    let building = progress(&[(0, "BUILDING")]);
    let known = estimate(300.0);
    assert_near(interval_of(Some(&building), &known, 1_000_000), 60.0, 1e-6);
    for other in [Estimate::default(), estimate(1.0)] {
        assert_near(interval_of(Some(&building), &other, 1_000_000), 60.0, 1e-6);
    }
    let interval = |stretch, longest, jitter| {
        let elapsed = seconds(1_000_000);
        target_interval(Some(&building), &known, elapsed, stretch, longest, jitter).as_secs_f64()
    };
    assert_near(interval(1.0, EVER, 0.0), 54.0, 1e-6);
    assert_near(interval(1.0, EVER, 1.0), 66.0, 1e-6);
    assert_near(interval(3.0, EVER, 0.5), 180.0, 1e-6);
    assert_near(interval(0.1, EVER, 0.5), 60.0, 1e-6);
    assert_near(interval(3.0, seconds(90), 1.0), 90.0, 1e-6);
    assert_near(interval(3.0, seconds(90), 0.0), 81.0, 1e-6);
    assert_near(interval(1.0, Duration::ZERO, 0.5), 0.0, 1e-6);
}

#[test]
fn no_build_is_polled_more_often_than_each_two_seconds() {
    // Most take ten minutes, the others end at once.
    let past = [[600.0; 5], [1.5; 5]]
        .as_flattened()
        .iter()
        .map(|took| PastEnd {
            took: Duration::from_secs_f64(*took),
            has_succeeded: true,
        });
    let estimate = Estimate::from_past(&past.collect::<Vec<_>>());
    let building = progress(&[(0, "BUILDING")]);
    for progress in [None, Some(&building)] {
        assert_near(interval_of(progress, &estimate, 0), 2.0, 1e-6);
    }
}

#[test]
fn a_build_that_ran_before_the_gate_came_has_its_own_age() {
    let old = created_at("one", "2026-11-22T10:00:00Z");
    let date = Timestamp::parse("2026-11-22T10:04:00Z");
    let old = BuildProgress::of(&old, seconds(7), date);
    let new = progress(&[(7, "BUILDING")]);
    let estimate = estimate(300.0);
    for elapsed in [7, 50] {
        let interval = interval_of(Some(&old), &estimate, elapsed);
        assert_near(
            interval,
            interval_of(Some(&new), &estimate, elapsed + 240),
            1e-9,
        );
    }
}

#[test]
fn an_age_of_more_than_a_day_is_a_clock_that_is_wrong() {
    let old = created_at("one", "2026-11-22T10:00:00Z");
    let at = |date| BuildProgress::of(&old, Duration::ZERO, Timestamp::parse(date));
    let new = BuildProgress::of(&old, Duration::ZERO, None);
    assert_eq!(at("2026-11-23T10:00:00Z").age, MAX_PLAUSIBLE_AGE);
    assert_eq!(at("2026-11-23T09:00:00Z").age, seconds(23 * 3600));
    assert_eq!(at("2026-11-23T10:00:01Z"), new);
    assert_eq!(at("2026-11-22T09:59:59Z"), new);
}
