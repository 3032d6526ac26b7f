//! What a policy comes to over many builds, beside the fixed interval that
//! sends as many requests.

use super::case::{Case, Sample};
use super::policy::{Outcome, Policy};

/// Means over many builds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Requests for a build.
    pub requests: f64,
    /// Seconds from the end to the poll that saw it.
    pub delay: f64,
    /// The 95th percentile of the same.
    pub late: f64,
}

/// A policy's figures, and their ratios to the fixed interval of as many
/// requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The policy's own.
    pub own: Figures,
    /// Its mean delay, at equal requests.
    pub delay: f64,
    /// Its 95th percentile, at equal requests.
    pub late: f64,
}

/// Plays a policy against every build.
#[must_use]
pub fn figures(policy: Policy, case: &Case, samples: &[Sample]) -> Figures {
    let outcomes: Vec<Outcome> = samples
        .iter()
        .map(|sample| policy.play(case, sample))
        .collect();
    let requests: f64 = outcomes
        .iter()
        .map(|outcome| f64::from(outcome.requests))
        .sum();
    let mut delays: Vec<f64> = outcomes.iter().map(|outcome| outcome.delay).collect();
    delays.sort_by(f64::total_cmp);
    let count = f64::from(u32::try_from(samples.len()).unwrap_or(u32::MAX));
    let late = delays.get(delays.len() * 95 / 100).copied();
    Figures {
        requests: requests / count,
        delay: delays.iter().sum::<f64>() / count,
        late: late.unwrap_or_default(),
    }
}

/// The same, beside the fixed interval of as many requests on these builds.
#[must_use]
pub fn compare(policy: Policy, case: &Case, samples: &[Sample]) -> Comparison {
    let own = figures(policy, case, samples);
    let fixed = fixed_of(own.requests, case, samples);
    Comparison {
        own,
        delay: own.delay / fixed.delay,
        late: own.late / fixed.late,
    }
}

/// The fixed interval that sends so many requests, found by halving.
fn fixed_of(requests: f64, case: &Case, samples: &[Sample]) -> Figures {
    let (mut short, mut long) = (0.5, 600.0);
    for _ in 0..30 {
        let middle = f64::midpoint(short, long);
        if figures(Policy::Fixed(middle), case, samples).requests > requests {
            short = middle;
        } else {
            long = middle;
        }
    }
    figures(Policy::Fixed(f64::midpoint(short, long)), case, samples)
}
