//! What the quota of an account makes of the intervals.

use super::*;
use crate::pacing::jitter::after_reset;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn quota(remaining: u64, reset: u64) -> Quota {
    Quota {
        limit: 1000,
        remaining,
        resets_in: seconds(reset),
    }
}

fn stretch(account: &RateLimiter, elapsed: Duration) -> f64 {
    match account.allowance(elapsed, 1) {
        Allowance::Stretched(stretch) => stretch,
        Allowance::AfterReset(_) => f64::INFINITY,
    }
}

fn others(account: &RateLimiter) -> f64 {
    account.last.unwrap().others
}

fn after(remaining: u64, reset: u64) -> f64 {
    let mut account = RateLimiter::default();
    account.observe(Duration::ZERO, Some(quota(remaining, reset)), 1);
    stretch(&account, Duration::ZERO)
}

#[test]
fn a_full_account_stretches_nothing() {
    for stretch in [
        stretch(&RateLimiter::default(), Duration::ZERO),
        after(999, 3600),
        after(990, 3300),
        after(600, 1800),
    ] {
        assert!((1.0..1.01).contains(&stretch), "{stretch}");
    }
}

#[test]
fn the_less_is_left_the_longer_are_the_intervals() {
    let stretches = [after(550, 3000), after(400, 3000), after(250, 3000)];
    assert!(stretches[0] > 2.0, "{stretches:?}");
    assert!(
        stretches.windows(2).all(|pair| pair[0] < pair[1]),
        "{stretches:?}"
    );
}

#[test]
fn at_the_reserve_nothing_is_asked_before_the_next_window() {
    let mut account = RateLimiter::default();
    account.observe(seconds(5), Some(quota(100, 900)), 1);
    assert_eq!(
        account.allowance(seconds(10), 1),
        Allowance::AfterReset(seconds(895))
    );
    assert_eq!(
        account.allowance(seconds(905), 1),
        Allowance::Stretched(1.0)
    );
    assert_eq!(after_reset(seconds(895), 0.5), seconds(925));
    assert_eq!(typical_interval(6.33, seconds(300)), seconds(90));
    assert_eq!(typical_interval(6.34, seconds(300)), seconds(91));
    assert_eq!(typical_interval(1e9, seconds(300)), seconds(300));
    account.observe(
        seconds(910),
        Some(Quota {
            limit: 0,
            ..quota(0, 900)
        }),
        1,
    );
    assert_eq!(
        account.allowance(seconds(910), 1),
        Allowance::Stretched(1.0)
    );
}

#[test]
fn after_the_burst_of_another_the_intervals_are_short_again() {
    let mut account = RateLimiter::default();
    account.observe(Duration::ZERO, Some(quota(990, 3500)), 1);
    account.observe(seconds(10), Some(quota(500, 3490)), 1);
    let droop = stretch(&account, seconds(10));
    assert!(droop > 5.0, "{droop}");
    for listing in 1..40 {
        let now = seconds(10 + listing * 20);
        account.observe(now, Some(quota(500 - listing, 3490 - listing * 20)), 1);
    }
    assert!(stretch(&account, seconds(790)) < 1.5);
}

#[test]
fn one_that_has_just_come_takes_no_more_than_the_others() {
    // 600 requests in 500 seconds: the others are many.
    assert!(after(400, 3100) > 10.0);
}

fn assert_near(left: f64, right: f64) {
    assert!(
        (left - right).abs() <= 1e-9 * right.abs(),
        "{left}, {right}"
    );
}

#[test]
fn half_of_what_should_be_left_makes_intervals_sixteen_times_as_long() {
    // A quarter of what is for gates, for half of the window.
    assert_near(after(325, 1800), 16.0);
    let mut account = RateLimiter::default();
    account.observe(seconds(50), Some(quota(325, 2700)), 1);
    assert_near(stretch(&account, seconds(950)), 16.0);
}

#[test]
fn what_nobody_else_asks_for_is_shared_by_the_targets() {
    let mut account = RateLimiter::default();
    account.observe(Duration::ZERO, Some(quota(1000, 3500)), 1);
    account.observe(seconds(500), Some(quota(200, 3000)), 800);
    // 100 requests for 3000 seconds, where a target asks 0.07 a second.
    for targets in [1, 3] {
        let own = 0.07 * f64::from(targets);
        let allowance = account.allowance(seconds(500), targets);
        assert_eq!(allowance, Allowance::Stretched(own / (100.0 / 3000.0)));
    }
    // Twice what the others ask is left to them.
    account.last.as_mut().unwrap().others = 0.01;
    assert_near(stretch(&account, seconds(500)), 0.07 / (1.0 / 30.0 - 0.02));
}

#[test]
fn the_others_rate_is_at_first_that_of_the_window() {
    let of_window = |remaining, reset| {
        let mut account = RateLimiter::default();
        account.observe(seconds(7), Some(quota(remaining, reset)), 1);
        others(&account)
    };
    assert_near(of_window(700, 3000), 0.5);
    // A window of five seconds says nothing.
    assert_near(of_window(990, 3595), 1.0);
}

#[test]
fn the_others_rate_is_an_average_over_two_minutes() {
    let mut account = RateLimiter::default();
    account.observe(Duration::ZERO, Some(quota(700, 3000)), 1);
    account.observe(seconds(60), Some(quota(670, 2940)), 6);
    let kept = (-0.5_f64).exp();
    let average = 0.5 * kept + 24.0 / 60.0 * (1.0 - kept);
    assert_near(others(&account), average);
    // Two answers at once say nothing of a rate.
    account.observe(seconds(60), Some(quota(660, 2940)), 1);
    assert_near(others(&account), average);
    // Nor does another window, or another account.
    account.observe(seconds(90), Some(quota(990, 3590)), 1);
    assert_near(others(&account), average);
    let smaller = Quota {
        limit: 500,
        ..quota(400, 3570)
    };
    account.observe(seconds(110), Some(smaller), 1);
    assert_near(others(&account), average);
    account.observe(seconds(230), Some(smaller), 1);
    assert_near(others(&account), average * (-1.0_f64).exp());
}

#[test]
fn requests_whose_answers_told_no_quota_are_not_taken_for_those_of_others() {
    let mut answered = RateLimiter::default();
    answered.observe(Duration::ZERO, Some(quota(700, 3000)), 1);
    let mut without_answer = answered.clone();
    without_answer.observe(seconds(20), None, 5);
    without_answer.observe(seconds(60), Some(quota(670, 2940)), 1);
    answered.observe(seconds(60), Some(quota(670, 2940)), 6);
    assert_eq!(without_answer, answered);
}
