//! The mixture of the derivation, worked out in another way.

use super::*;

/// Density and survival of Student's t by its textbook density, summed up.
fn students_t(z: f64) -> EndChance {
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
    EndChance {
        density: density(z),
        survival: 0.5 - area * step / 3.0,
    }
}

/// A weight, density and survival.
type Part = (f64, f64, f64);

fn kernel(weight: f64, center: f64, width: f64, at: f64) -> Part {
    let ending = students_t((at / center).ln() / width);
    (weight, ending.density / (width * at), ending.survival)
}

/// The parts of the mixture after these builds, of which the typical one and the
/// width of the kernels are known, by the words of the derivation.
fn parts(past: &[f64], typical: f64, width: f64, age: f64) -> Vec<Part> {
    let mut half_life = 1.0;
    let weighted: Vec<(f64, f64)> = past
        .iter()
        .map(|seconds| {
            let weighted = (*seconds, half_life);
            half_life *= 0.5_f64.powf(1.0 / 20.0);
            weighted
        })
        .collect();
    let (successes, failures): (Vec<_>, Vec<_>) = weighted
        .into_iter()
        .partition(|(seconds, _)| *seconds > 0.0);
    let total = |of: &[(f64, f64)]| of.iter().map(|(_, weight)| weight).sum::<f64>();
    let number = |of: &[(f64, f64)]| of.iter().map(|_| 1.0).sum::<f64>();
    let unlike = 1.0 / (2.0 * number(&successes));
    let failed = 1.5 * total(&failures);
    let fails = (failed + 0.5) / (total(&successes) + failed + 10.0);
    let agree = number(&failures) / (number(&failures) + 5.0);
    let like = 1.0 - unlike;
    let mut parts = vec![kernel(unlike, typical, 0.63, age)];
    let elapsed = (age / typical).min(1.0);
    let early = if age < typical { 1.0 / typical } else { 0.0 };
    parts.push((like * fails * (1.0 - agree), early, 1.0 - elapsed));
    for (seconds, weight) in &failures {
        let weight = like * fails * agree * weight / total(&failures);
        parts.push(kernel(weight, -seconds, 0.15, age));
    }
    for (seconds, weight) in &successes {
        let weight = like * (1.0 - fails) * weight / total(&successes);
        parts.push(kernel(weight, *seconds, width, age));
    }
    parts
}

#[test]
fn the_estimate_is_the_mixture_of_the_derivation() {
    let apart = |one: f64, other: f64| (one / other).ln().abs();
    let known: [(&[f64], f64, f64); 7] = [
        (&[300.0], 300.0, 0.13),
        // No narrower than 0.13 / 2.
        (&[300.0, 310.0, -50.0], 300.0, 0.065),
        // No wider than 0.36.
        (&[100.0, 200.0], 100.0, 0.36),
        (&[100.0, 120.0], 100.0, apart(120.0, 100.0)),
        // Of three builds the second neighbour, which is the other end for two.
        (
            &[300.0, 330.0, 375.0],
            330.0,
            (2.0 * apart(375.0, 300.0) + apart(375.0, 330.0)) / 3.0,
        ),
        // The second neighbours are 2, 1, 1 and 2 steps of a fifth away; two
        // steps are too wide.
        (
            &[300.0, 360.0, 432.0, 518.4, -90.0],
            360.0,
            f64::midpoint(apart(1.2, 1.0), 0.36),
        ),
        // Five of one cluster: the narrowest.
        (
            &[-40.0, 300.0, 301.0, 302.0, 303.0, 304.0, -45.0],
            302.0,
            0.04,
        ),
    ];
    for (seconds, median, width) in known {
        let estimate = of(seconds);
        assert_near(estimate.typical(), median, 1e-9, "median");
        for age in [
            1.0,
            30.0,
            62.0,
            150.0,
            299.0,
            0.99 * median,
            1.05 * median,
            2.0 * median,
            3000.0,
        ] {
            let mixture = parts(seconds, median, width, age);
            let density: f64 = mixture
                .iter()
                .map(|(weight, density, _)| weight * density)
                .sum();
            let survival: f64 = mixture.iter().map(|(weight, _, left)| weight * left).sum();
            let ending = estimate.at(age);
            let what = format!("{seconds:?} at {age}");
            assert_near(ending.density, density, 1e-6, &what);
            assert_near(ending.survival, survival, 1e-6, &what);
            assert_near(ending.hazard(), density / survival, 1e-6, &what);
        }
    }
}
