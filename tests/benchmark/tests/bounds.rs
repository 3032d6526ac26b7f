//! The pace and the crowds, held to their bounds. Both are drawn from a seed, so
//! they give the same figures each time.

use std::time::Duration;

use benchmark::crowd::play::{Crowd, Load};
use benchmark::crowd::several::{self, TARGETS};
use benchmark::pace::kind::{Kind, LIFELIKE, SHAPES, Shape};
use benchmark::pace::policy::Policy;
use northflank_gate::pacing::interval::Interval;

/// As many as for the tables of docs/performance.md: with a fifth of them, a figure
/// is up to 0.08 off.
const BUILDS: usize = 2000;

fn kind(shape: Shape, failures: f64, past: usize) -> Kind {
    Kind {
        past,
        ..Kind::after_ten(shape, failures)
    }
}

#[test]
fn it_sends_fewer_requests_and_sees_the_end_sooner_than_every_10_seconds() {
    for shape in &SHAPES[..2] {
        let (requests, delay) = kind(*shape, 0.0, 10).beside_ten_seconds(BUILDS);
        assert!(requests <= 0.58, "{}: {requests:.3}", shape.name);
        assert!(delay <= 0.62, "{}: {delay:.3}", shape.name);
    }
}

#[test]
fn at_equal_requests_it_sees_the_end_sooner() {
    for (shape, bound) in SHAPES.into_iter().zip([0.22, 0.34, 0.60, 0.92, 0.65]) {
        let (mean, late) = kind(shape, 0.0, 10).worst(Policy::Auto, BUILDS);
        assert!(mean <= bound, "{}: {mean:.3}", shape.name);
        assert!(late <= 1.1, "{}: {late:.3}", shape.name);
    }
}

#[test]
fn at_equal_requests_early_failures_cost_little() {
    for (shape, bound) in SHAPES.into_iter().zip([0.48, 0.48, 1.0, 1.0, 1.0]) {
        let (mean, late) = kind(shape, 0.1, 10).worst(Policy::Auto, BUILDS);
        assert!(mean <= bound, "{}: {mean:.3}", shape.name);
        assert!(late <= 1.1, "{}: {late:.3}", shape.name);
    }
}

#[test]
fn with_little_history_it_is_no_worse() {
    for (past, bound, late_bound) in [(0, 1.0, 1.0), (1, 1.05, 1.32), (3, 1.0, 1.1)] {
        for shape in SHAPES {
            let (mean, late) = kind(shape, 0.0, past).worst(Policy::Auto, BUILDS);
            assert!(mean <= bound, "{past} past, {}: {mean:.3}", shape.name);
            assert!(late <= late_bound, "{past} past, {}: {late:.3}", shape.name);
        }
    }
}

#[test]
fn at_equal_requests_it_sees_the_end_sooner_whatever_real_builds_do() {
    for ((name, twist, past), bound) in LIFELIKE.into_iter().zip([0.5, 0.45, 0.6, 0.4, 0.55]) {
        let (mean, _) = Kind::lifelike(twist, past).worst(Policy::Auto, BUILDS);
        assert!(mean <= bound, "{name}: {mean:.3}");
    }
}

/// The last of a wave of gates, over several draws.
fn last_of_a_wave(gates: u32, mean: f64) -> f64 {
    (0..4)
        .map(|seed| {
            let crowd = Crowd {
                gates,
                mean,
                load: Load::Wave,
                interval: Interval::Auto,
            };
            let result = crowd.play(seed);
            assert_eq!(result.refused, 0, "{gates} × {mean} s");
            assert_eq!(result.shut, 0, "{gates} × {mean} s");
            assert_eq!(result.delays.len(), usize::try_from(gates).unwrap_or(0));
            result.delays.last().copied().unwrap_or_default()
        })
        .fold(0.0, f64::max)
}

#[test]
fn a_wave_of_gates_is_refused_nothing_and_none_waits_long() {
    for mean in [300.0, 900.0] {
        let last = last_of_a_wave(20, mean);
        assert!(last <= 120.0, "20 × {mean} s: {last:.0}");
        let last = last_of_a_wave(100, mean);
        assert!(last <= 360.0, "100 × {mean} s: {last:.0}");
    }
}

#[test]
fn one_gate_over_several_targets_takes_little_more_than_a_gate_for_each() {
    for means in TARGETS {
        let (together, apart) = several::compare(means, 100, 0);
        let requests = together.requests / apart.requests;
        assert!(requests <= 1.08, "{means:?}: {requests:.3}");
        let later = together.delay - apart.delay;
        assert!(later <= 1.5, "{means:?}: {later:.1} s");
    }
}

#[test]
fn every_10_seconds_would_starve_the_account() {
    let crowd = Crowd {
        gates: 20,
        mean: 900.0,
        load: Load::Wave,
        interval: Interval::Fixed(Duration::from_secs(10)),
    };
    assert!(crowd.play(0).refused > 0);
}
