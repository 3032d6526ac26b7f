//! The account's quota over time: what is asked for is obeyed, by all gates and not
//! by all at once, and a wrong header starves no gate.

use super::*;
use crate::pacing::rate_limit::WINDOW;

fn auto() -> Limits {
    Limits {
        interval: Interval::Auto,
        ..limits()
    }
}

const fn quota(remaining: u64, reset: Duration) -> Quota {
    Quota {
        limit: 1000,
        remaining,
        resets_in: reset,
    }
}

/// What an answer shows that says this of the account.
fn reporting(result: PollResult, quota: Option<Quota>) -> PollResult {
    match result {
        Ok(listing) => Ok(Listing { quota, ..listing }),
        Err(PollError::Transient { fault, partial }) => Err(PollError::Transient {
            fault: Fault { quota, ..fault },
            partial,
        }),
        Err(PollError::Permanent(_)) => result,
    }
}

/// The intervals that gates of twenty seeds make after they all saw the same.
fn intervals_after(limits: &Limits, result: &PollResult) -> Vec<Duration> {
    let interval = |seed| {
        let target = Target {
            kind: TargetKind::Job,
            id: "api".to_owned(),
        };
        let mut gate = Gate::new(limits.clone(), commit_criteria(), vec![target], seed);
        gate.next(Duration::ZERO);
        gate.observe(Duration::ZERO, 0, result.clone());
        match gate.next(Duration::ZERO) {
            Next::Wait { until, .. } => until,
            Next::Poll { .. } | Next::Finish(_) => panic!("no wait"),
        }
    };
    let mut intervals: Vec<Duration> = (0..20).map(interval).collect();
    intervals.sort();
    intervals
}

#[test]
fn gates_that_are_told_the_same_do_not_come_back_together() {
    let asked = seconds(300);
    let told_to_wait = fault(true, Some(asked));
    let exhausted = reporting(running(), Some(quota(0, asked)));
    for (what, limits, result) in [
        ("Retry-After", auto(), &told_to_wait),
        ("Retry-After", limits(), &told_to_wait),
        ("exhausted", auto(), &exhausted),
        ("exhausted", limits(), &exhausted),
    ] {
        let intervals = intervals_after(&limits, result);
        assert!(intervals[0] >= asked, "{what}: {intervals:?}");
        assert!(
            intervals[19] > intervals[0] + seconds(20),
            "{what}: {intervals:?}"
        );
        assert!(
            intervals[19] <= asked + seconds(60),
            "{what}: {intervals:?}"
        );
    }
}

#[test]
fn a_short_patience_is_not_made_long() {
    let intervals = intervals_after(&auto(), &fault(true, Some(seconds(4))));
    assert!(intervals[0] >= seconds(4), "{intervals:?}");
    assert!(intervals[19] <= seconds(6), "{intervals:?}");
}

#[test]
fn the_longest_intervals_drift_apart_too() {
    let scarce = reporting(running(), Some(quota(150, seconds(3000))));
    let intervals = intervals_after(&auto(), &scarce);
    assert!(intervals[19] <= seconds(150), "{intervals:?}");
    assert!(intervals[19] > intervals[0] + seconds(10), "{intervals:?}");
}

#[test]
fn an_exhausted_quota_that_is_not_told_again_is_waited_out_once() {
    let (_, scene) = play(limits(), |now, _| {
        let quota = now.is_zero().then(|| quota(0, seconds(300)));
        reporting(running(), quota)
    });
    let polls = scene.poll_times();
    assert!((300..=360).contains(&polls[1]), "{polls:?}");
    assert!(polls.len() > 100, "{polls:?}");
}

#[test]
fn that_the_next_window_is_waited_for_is_told_at_any_interval() {
    for limits in [auto(), limits()] {
        let mut scene = Scene::new(limits, commit_criteria(), 1);
        scene.gate.next(Duration::ZERO);
        let exhausted = quota(0, seconds(300));
        let result = reporting(running(), Some(exhausted));
        scene.gate.observe(Duration::ZERO, 0, result);
        let throttle = throttled(&scene.gate.next(Duration::ZERO)).unwrap();
        assert_eq!(throttle, Throttle::UntilReset { quota: exhausted });
    }
}

#[test]
fn the_reserve_is_kept_through_faults() {
    let (_, scene) = play(auto(), |now, _| {
        let left = seconds(900).saturating_sub(now);
        reporting(fault(true, None), Some(quota(90, left)))
    });
    let polls = scene.poll_times();
    assert!((900..=960).contains(&polls[1]), "{polls:?}");
}

#[test]
fn a_poll_of_many_requests_is_taken_less_often() {
    let requests = |each: u32| {
        let (_, scene) = play(auto(), |_, _| {
            let Ok(listing) = running() else { panic!() };
            Ok(Listing {
                requests: each,
                rest_cannot_decide: false,
                ..listing
            })
        });
        scene.polls.len() * usize::try_from(each).unwrap()
    };
    let (one, nine) = (requests(1), requests(9));
    assert!(nine > 2 * one && nine < 4 * one, "{one} {nine}");
}

#[test]
fn the_pages_of_a_list_that_broke_off_are_the_requests_of_this_gate() {
    let interval_after = |requests| {
        let read = PartialListing {
            requests,
            ..PartialListing::default()
        };
        let mut scene = Scene::new(auto(), commit_criteria(), 1);
        scene.gate.next(Duration::ZERO);
        let mut observe = |time, left, result| {
            let quota = quota(left, seconds(600 - time));
            let result = reporting(result, Some(quota));
            scene.gate.observe(seconds(time), 0, result);
        };
        observe(0, 900, running());
        observe(60, 200, interrupted(read));
        scene.gate.next(seconds(90));
        scene.gate.observe(seconds(90), 0, running());
        match scene.gate.next(seconds(90)) {
            Next::Wait { until, .. } => until,
            Next::Poll { .. } | Next::Finish(_) => panic!("no wait"),
        }
    };
    // What others do not ask for may be taken.
    assert!(interval_after(699) < interval_after(0));
}

/// Headers that make no sense, or change without one.
fn lies() -> Vec<Option<Quota>> {
    let numbers = [0, 1, 99, 1000, u64::MAX];
    let resets = [
        Duration::ZERO,
        seconds(1),
        WINDOW,
        seconds(u64::MAX),
        Duration::MAX,
    ];
    let quotas = numbers.into_iter().flat_map(|limit| {
        numbers.into_iter().flat_map(move |remaining| {
            resets.into_iter().map(move |reset| {
                Some(Quota {
                    limit,
                    remaining,
                    resets_in: reset,
                })
            })
        })
    });
    quotas.chain([None]).collect()
}

#[test]
fn no_header_makes_an_interval_short_or_the_wait_endless() {
    let lies = lies();
    for first in &lies {
        for then in &lies {
            let mut turn = 0;
            let (verdict, scene) = play(auto(), |_, _| {
                turn += 1;
                reporting(running(), *[first, then][turn % 2])
            });
            assert_eq!(verdict.reason, Reason::TimedOut, "{first:?} {then:?}");
            let times: Vec<Duration> = scene.polls.iter().map(|(time, _)| *time).collect();
            let polls = 2..200;
            assert!(
                polls.contains(&times.len()),
                "{first:?} {then:?}: {times:?}"
            );
            // The last poll is as late as it can be of use.
            let (_, but_the_last) = times.split_last().unwrap();
            for pair in but_the_last.windows(2) {
                let gap = pair[1].saturating_sub(pair[0]);
                assert!(gap >= seconds(1), "{first:?} {then:?}: {times:?}");
            }
        }
    }
}
