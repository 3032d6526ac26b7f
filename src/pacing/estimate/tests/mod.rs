//! When a build ends: what any distribution must do, and the mixture of the
//! derivation, worked out in another way.

use std::time::Duration;

use crate::pacing::estimate::{EndChance, Estimate, PastEnd, early};

mod mixture;

/// Past builds, newest first: a failure is written as a negative duration.
fn past(seconds: &[f64]) -> Vec<PastEnd> {
    let end = |seconds: &f64| PastEnd {
        took: Duration::from_secs_f64(seconds.abs()),
        has_succeeded: *seconds >= 0.0,
    };
    seconds.iter().map(end).collect()
}

fn of(seconds: &[f64]) -> Estimate {
    Estimate::from_past(&past(seconds))
}

fn estimates() -> [Estimate; 7] {
    [
        of(&[]),
        of(&[300.0]),
        of(&[290.0, 300.0, 310.0]),
        of(&[100.0, 101.0, 99.0, 1000.0]),
        of(&[60.0, 60.0, 60.0, 60.0, 61.0, 900.0, 905.0, 899.0]),
        of(&[[300.0; 10], [-100.0; 10]].concat()),
        of(&[-5000.0, -5100.0, 400.0]),
    ]
}

fn assert_near(left: f64, right: f64, tolerance: f64, what: &str) {
    let difference = (left - right).abs();
    assert!(
        difference <= tolerance * right.abs(),
        "{what}: {left}, not {right}"
    );
}

#[test]
fn density_is_what_survival_loses() {
    for estimate in estimates() {
        let mut before = estimate.at(0.0).survival;
        assert!((before - 1.0).abs() < 1e-3, "{before}");
        for age in 1..20_000_u32 {
            let age = f64::from(age) / 4.0;
            let here = estimate.at(age);
            let lost = before - here.survival;
            assert!((0.0..=1.0).contains(&here.survival), "{age}");
            assert!(lost >= -1e-12, "{age}: {lost}");
            let middle = estimate.at(age - 0.125).density / 4.0;
            assert!((lost - middle).abs() < 2e-3, "{age}: {lost} {middle}");
            before = here.survival;
        }
    }
}

#[test]
fn the_chance_is_finite_at_any_age_and_after_any_past() {
    let odd = [0, 1, u64::MAX, 86_400].map(|seconds| PastEnd {
        took: Duration::from_secs(seconds),
        has_succeeded: true,
    });
    // As far from each other as durations can be.
    let apart: Vec<f64> = (0..50).map(|place| 1e-9 * 3.6_f64.powi(place)).collect();
    for estimate in estimates().into_iter().chain([
        Estimate::from_past(&odd),
        of(&[0.0]),
        of(&[1.0; 200]),
        of(&apart),
        of(&[[1e-9; 25], [1e19; 25]].concat()),
    ]) {
        for age in [-1.0, 0.0, 1e-9, 1.0, 600.0, 1e9, 1e300] {
            let hazard = estimate.at(age).hazard();
            assert!(hazard.is_finite() && hazard >= 0.0, "{age}: {hazard}");
        }
    }
}

#[test]
fn the_end_is_likeliest_where_builds_ended() {
    let estimate = of(&[290.0, 300.0, 310.0, 305.0, 295.0]);
    let peak = estimate.at(300.0).hazard();
    assert!(peak > 20.0 * estimate.at(150.0).hazard());
    assert!(peak > 5.0 * estimate.at(600.0).hazard());
}

#[test]
fn one_outlier_does_not_move_the_peak() {
    let past = [
        300.0, 301.0, 299.0, 302.0, 298.0, 300.0, 303.0, 297.0, 300.0, 1200.0,
    ];
    let ending = of(&past).at(303.0);
    assert!(ending.survival < 0.5, "{ending:?}");
    assert!(ending.hazard() > 0.02, "{ending:?}");
}

#[test]
fn failures_make_an_early_end_likelier() {
    let calm = of(&[300.0; 10]);
    let one = of(&[&[-200.0][..], &[300.0; 9]].concat());
    assert!(one.at(30.0).hazard() > 1.5 * calm.at(30.0).hazard());
    // Those that failed before are likely to fail where they did.
    let ten = of(&[[300.0; 10], [-80.0; 10]].concat());
    assert!(ten.at(80.0).hazard() > 10.0 * ten.at(30.0).hazard());
}

#[test]
fn failures_count_as_successes_where_those_are_few() {
    let failures = [-5000.0, -5100.0, -4900.0, -5050.0];
    let estimate = of(&failures);
    assert_near(estimate.typical(), 5000.0, 0.03, "median");
    assert_eq!(estimate, of(&failures.map(f64::abs)));
    let two = [&failures[..], &[400.0, 400.0]].concat();
    assert!(of(&two).typical() > 4000.0);
    let three = [&failures[..], &[400.0, 400.0, 400.0]].concat();
    assert_near(of(&three).typical(), 400.0, 1e-9, "three successes");
    assert_near(of(&[-50.0, 400.0]).typical(), 400.0, 1e-9, "as many");
}

#[test]
fn newer_builds_count_more() {
    let shifted = of(&[[450.0; 15], [300.0; 15]].concat());
    assert_near(shifted.typical(), 450.0, 1e-9, "the newer half");
    let back = of(&[[300.0; 15], [450.0; 15]].concat());
    assert_near(back.typical(), 300.0, 1e-9, "the newer half");
    assert!(shifted.at(450.0).density > 1.3 * back.at(450.0).density);
}

#[test]
fn the_typical_duration_is_the_median() {
    assert_near(of(&[]).typical(), 600.0, 1e-9, "nothing is known");
    assert_near(of(&[7.0]).typical(), 7.0, 1e-9, "one");
    assert_near(of(&[300.0, 100.0]).typical(), 300.0, 1e-9, "the newer");
    assert_near(of(&[100.0, 300.0]).typical(), 100.0, 1e-9, "the newer");
    assert_near(of(&[900.0, 100.0, 300.0]).typical(), 300.0, 1e-9, "three");
    assert_near(of(&[0.0, 0.0, 50.0]).typical(), 50.0, 1e-9, "no duration");
    assert_eq!(of(&[0.0, 0.0]), of(&[]));
}

#[test]
fn the_oldest_of_more_than_fifty_builds_are_left_out() {
    let newest = [100.0; 50];
    let all = [newest, [900.0; 50]].concat();
    assert_eq!(of(&all), of(&newest));
    assert_ne!(of(&all[1..]), of(&newest));
}

/// Quantiles and densities of Student's t with five degrees of freedom, as
/// they are tabled.
#[test]
fn nothing_known_is_spread_as_students_t_about_ten_minutes() {
    let estimate = Estimate::default();
    for (quantile, survival) in [
        (0.0, 0.5),
        (0.726_687, 0.25),
        (1.475_884, 0.1),
        (2.015_048, 0.05),
        (2.570_582, 0.025),
        (3.364_930, 0.01),
        (4.032_143, 0.005),
        (6.868_827, 0.0005),
    ] {
        let late = estimate.at(600.0 * f64::exp(0.7 * quantile));
        assert_near(late.survival, survival, 1e-4, "late");
        let early = estimate.at(600.0 * f64::exp(-0.7 * quantile));
        assert_near(early.survival, 1.0 - survival, 1e-4, "early");
    }
    for (z, density) in [(0.0, 0.379_607), (1.0, 0.219_680), (2.0, 0.065_090)] {
        let age = 600.0 * f64::exp(0.7 * z);
        let per_second = density / (0.7 * age);
        assert_near(estimate.at(age).density, per_second, 1e-4, "density");
    }
}

#[test]
fn an_early_end_comes_at_any_time_before_the_typical_one() {
    let known = [
        (0.0, 0.25, 1.0),
        (3.0, 0.25, 0.25),
        (4.0, 0.0, 0.0),
        (5.0, 0.0, 0.0),
    ];
    for (age, density, survival) in known {
        assert_eq!(early(age, 4.0), EndChance { density, survival }, "{age}");
    }
}

#[test]
fn two_ages_count_one_half_each() {
    let one = EndChance {
        density: 0.2,
        survival: 0.9,
    };
    let other = EndChance {
        density: 0.6,
        survival: 0.1,
    };
    let both = one.halved_with(other);
    assert_near(both.density, 0.4, 1e-9, "density");
    assert_near(both.survival, 0.5, 1e-9, "survival");
    assert_near(both.hazard(), 0.8, 1e-9, "hazard");
}

#[test]
fn nothing_is_ever_certain_to_have_ended() {
    assert!(EndChance::default().hazard().abs() < 1e-9);
    let over = EndChance {
        density: 0.5,
        survival: 0.0,
    };
    assert_near(over.hazard(), 0.5e12, 1e-9, "hazard");
}
