//! When a build ends: what any distribution must do, and the mixture of the
//! derivation, worked out in another way.

use std::time::Duration;

use crate::pacing::estimate::{Ending, Estimate};

fn durations(seconds: &[f64]) -> Vec<Duration> {
    seconds
        .iter()
        .copied()
        .map(Duration::from_secs_f64)
        .collect()
}

fn of(seconds: &[f64]) -> Estimate {
    Estimate::from_past(&durations(seconds), 0)
}

fn estimates() -> [Estimate; 6] {
    [
        of(&[]),
        of(&[300.0]),
        of(&[290.0, 300.0, 310.0]),
        of(&[100.0, 101.0, 99.0, 1000.0]),
        of(&[60.0, 60.0, 60.0, 60.0, 61.0, 900.0, 905.0, 899.0]),
        Estimate::from_past(&[Duration::from_secs(300); 10], 9),
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
    let odd = Estimate::from_past(&[0, 1, u64::MAX, 86_400].map(Duration::from_secs), 0);
    // As far from each other as durations can be.
    let apart: Vec<f64> = (0..50).map(|place| 1e-9 * 3.6_f64.powi(place)).collect();
    for estimate in estimates().into_iter().chain([
        odd,
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
    let past = [Duration::from_secs(300); 10];
    let calm = Estimate::from_past(&past, 0).at(30.0).hazard();
    assert!(Estimate::from_past(&past, 5).at(30.0).hazard() > 3.0 * calm);
}

#[test]
fn the_typical_duration_is_the_median() {
    assert_near(of(&[]).typical(), 600.0, 1e-9, "nothing is known");
    assert_near(of(&[7.0]).typical(), 7.0, 1e-9, "one");
    assert_near(of(&[300.0, 100.0]).typical(), 200.0, 1e-9, "two");
    assert_near(of(&[900.0, 100.0, 300.0]).typical(), 300.0, 1e-9, "three");
    assert_near(
        of(&[500.0, 9.0, 100.0, 200.0]).typical(),
        150.0,
        1e-9,
        "four",
    );
    assert_near(of(&[0.0, 0.0, 50.0]).typical(), 50.0, 1e-9, "no duration");
}

#[test]
fn only_a_past_that_took_time_is_known() {
    assert!(!of(&[]).is_known());
    assert!(!of(&[0.0, 0.0]).is_known());
    assert!(of(&[0.0, 1.0]).is_known());
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

/// Density and survival of Student's t by its textbook density, summed up.
fn students_t(z: f64) -> Ending {
    // Γ(3) / (√(5π) Γ(5/2))
    let scale = 2.0 / ((5.0 * std::f64::consts::PI).sqrt() * 0.75 * std::f64::consts::PI.sqrt());
    let density = |z: f64| scale * (1.0 + z * z / 5.0).powi(-3);
    let step = z / 400.0;
    // Simpson's rule from 0 to z.
    let area: f64 = (0..200_u32)
        .map(|pair| {
            let left = f64::from(pair) * 2.0 * step;
            density(left) + 4.0 * density(left + step) + density(left + 2.0 * step)
        })
        .sum();
    Ending {
        density: density(z),
        survival: 0.5 - area * step / 3.0,
    }
}

/// The parts of the mixture, each a weight, density and survival, by the words
/// of the derivation.
fn parts(past: &[f64], median: f64, failures: f64, age: f64) -> Vec<(f64, f64, f64)> {
    let bandwidths = [0.04, 0.12, 0.36];
    let known: f64 = past.iter().map(|_| 1.0).sum();
    let kernel = |center: f64, width: f64, at: f64| {
        let ending = students_t((at / center).ln() / width);
        (ending.density / (width * at), ending.survival)
    };
    let prior = if past.len() == 1 {
        [0.2, 0.3, 0.5]
    } else {
        [0.25, 0.45, 0.3]
    };
    let likelihood = |width: f64| -> f64 {
        let foretold = |one: usize| -> f64 {
            let others = (0..past.len()).filter(|other| *other != one);
            others
                .map(|other| kernel(past[other], width, past[one]).0)
                .sum()
        };
        (0..past.len()).map(foretold).product()
    };
    let mut trust = prior;
    if past.len() > 1 {
        for (trust, width) in trust.iter_mut().zip(bandwidths) {
            *trust *= likelihood(width);
        }
    }
    let sum: f64 = trust.iter().sum();
    let is_unlike = 0.5 / (known + 1.0);
    let fails = (1.15 * failures + 0.5) / (known + 1.15 * failures + 10.0);
    let like = 1.0 - is_unlike;
    let (density, survival) = kernel(median, 0.7, age);
    let mut parts = vec![(is_unlike, density, survival)];
    let until = (age / median).min(1.0);
    let early = if age < median { 1.0 / median } else { 0.0 };
    parts.push((like * fails, early, 1.0 - until));
    let hangs = (until - age / median).exp();
    let late = if age < median { 0.0 } else { hangs / median };
    parts.push((like * 0.01, late, hangs));
    for (trust, width) in trust.into_iter().zip(bandwidths) {
        let weight = like * (0.99 - fails) * trust / sum / known;
        for one in past.iter().filter(|_| trust / sum >= 1e-3) {
            let (density, survival) = kernel(*one, width, age);
            parts.push((weight, density, survival));
        }
    }
    parts
}

#[test]
fn the_estimate_is_the_mixture_of_the_derivation() {
    let known: [(&[f64], f64, usize); 6] = [
        (&[300.0], 300.0, 0),
        (&[300.0, 300.0], 300.0, 3),
        (&[100.0, 120.0], 110.0, 0),
        (&[280.0, 300.0, 310.0, 330.0], 305.0, 1),
        (&[60.0, 61.0, 63.0, 200.0, 205.0], 63.0, 7),
        (&[90.0, 200.0, 400.0, 1000.0], 300.0, 2),
    ];
    for (past, median, failures) in known {
        let estimate = Estimate::from_past(&durations(past), failures);
        let failed = f64::from(u32::try_from(failures).unwrap());
        for age in [
            1.0,
            30.0,
            62.0,
            150.0,
            299.0,
            median,
            1.05 * median,
            2.0 * median,
            3000.0,
        ] {
            let mixture = parts(past, median, failed, age);
            let density: f64 = mixture
                .iter()
                .map(|(weight, density, _)| weight * density)
                .sum();
            let survival: f64 = mixture.iter().map(|(weight, _, left)| weight * left).sum();
            let ending = estimate.at(age);
            let what = format!("{past:?} at {age}");
            assert_near(ending.density, density, 1e-6, &what);
            assert_near(ending.survival, survival, 1e-6, &what);
            assert_near(ending.hazard(), density / survival, 1e-6, &what);
        }
    }
}

#[test]
fn two_ages_count_one_half_each() {
    let one = Ending {
        density: 0.2,
        survival: 0.9,
    };
    let other = Ending {
        density: 0.6,
        survival: 0.1,
    };
    let both = one.halved_with(other);
    assert_near(both.density, 0.4, 1e-9, "density");
    assert_near(both.survival, 0.5, 1e-9, "survival");
    assert_near(both.hazard(), 0.8, 1e-9, "hazard");
}
