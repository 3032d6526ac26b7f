//! Several targets in turn: each at its own pace, and all before the deadline.

use super::auto::auto;
use super::*;
use crate::pacing::history::PastBuild;

/// Ten builds that took about this many seconds.
fn past(seconds: u64) -> Vec<PastBuild> {
    let ended = |number: u64| {
        let Field::Present(created) = build("past").created else {
            panic!()
        };
        let end = created.before(Duration::from_secs(600 * (number + 1)));
        let took = Duration::from_secs(seconds + number);
        PastBuild::of(&Build {
            created: Field::Present(end.unwrap().before(took).unwrap()),
            concluded_at: end,
            ..with_status(build(&format!("past-{number}")), "SUCCESS")
        })
    };
    (0..10).filter_map(ended).collect()
}

/// What a poll of a build that ends after this many seconds shows, as those before.
fn built_in(seconds: u64, now: Duration) -> PollResult {
    let Ok(listing) = (if now.as_secs() < seconds {
        running()
    } else {
        ended("SUCCESS")
    }) else {
        panic!()
    };
    Ok(Listing {
        past: past(seconds),
        ..listing
    })
}

/// What a poll of a build of this status shows that is far from its end.
fn far_from_its_end(status: &str) -> PollResult {
    let Ok(listing) = built_in(3000, Duration::ZERO) else {
        panic!()
    };
    Ok(Listing {
        builds: vec![with_status(build("one"), status)],
        ..listing
    })
}

/// Five targets, with this many seconds to the deadline.
fn five_targets(timeout: u64) -> Scene {
    let limits = Limits {
        timeout: seconds(timeout),
        ..auto()
    };
    Scene::new(limits, commit_criteria(), 5)
}

#[test]
fn each_target_is_polled_at_at_its_own_pace() {
    let looks_at = |scene: &Scene, target: usize| {
        let at = scene.polls.iter().filter(|(_, polled)| *polled == target);
        at.map(|(time, _)| time.as_secs()).collect::<Vec<u64>>()
    };
    let (_, alone) = play(auto(), |now, _| built_in(900, now));
    let mut scene = Scene::new(auto(), commit_criteria(), 5);
    let verdict = scene.play(|now, target| built_in([120, 240, 420, 600, 900][target], now));
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    // At the end, the first is polled once more.
    assert_eq!(looks_at(&scene, 0).last(), looks_at(&scene, 4).last());
    let (together, alone) = (looks_at(&scene, 4), looks_at(&alone, 0));
    assert!(together.len() <= alone.len() + 3, "{together:?} {alone:?}");
}

#[test]
fn every_target_is_polled_at_last_before_the_deadline() {
    let mut scene = Scene::new(auto(), commit_criteria(), 5);
    let takes = |_| seconds(2);
    let verdict = scene.play_slowly(takes, |now, target| {
        let Ok(listing) = built_in([120, 900, 1700, 2500, 4000][target], now) else {
            panic!()
        };
        // Each goes on and on.
        Ok(Listing {
            builds: vec![build("one")],
            ..listing
        })
    });
    assert_eq!(verdict.reason, Reason::TimedOut);
    for target in 0..5 {
        let last = scene
            .polls
            .iter()
            .rev()
            .find(|(_, polled)| *polled == target);
        let (last, _) = last.unwrap();
        assert!(*last >= seconds(1780), "{target}: {last:?}");
    }
}

#[test]
fn a_target_whose_time_to_appear_is_over_is_polled_at_then() {
    let mut scene = Scene::new(auto(), commit_criteria(), 3);
    let verdict = scene.play(|now, target| match target {
        0 => list(vec![]),
        target => built_in([290, 900][target - 1], now),
    });
    assert_eq!(verdict.outcome(), Outcome::NoBuild);
    assert!(scene.polls.contains(&(seconds(300), 0)));
}

#[test]
fn no_target_is_left_out_of_the_last_polls() {
    let takes = seconds(1);
    for timeout in 600..660 {
        let mut scene = five_targets(timeout);
        // The first is overdue, and polled each few seconds.
        let verdict = scene.play_slowly(
            |_| takes,
            |_, target| {
                let status = if target == 0 { "UPLOADING" } else { "BUILDING" };
                far_from_its_end(status)
            },
        );
        assert_eq!(verdict.reason, Reason::TimedOut, "{timeout}");
        for target in 0..5 {
            let last = scene
                .polls
                .iter()
                .rfind(|(start, polled)| *polled == target && *start + takes <= seconds(timeout));
            let (start, _) = last.unwrap();
            let unseen = seconds(timeout).saturating_sub(*start);
            assert!(unseen < seconds(12), "{timeout} {target} {unseen:?}");
        }
    }
}

#[test]
fn a_fault_of_one_target_keeps_no_other_from_its_moment() {
    for over in 280..320 {
        let limits = Limits {
            appear_timeout: seconds(over),
            ..auto()
        };
        let mut scene = Scene::new(limits, commit_criteria(), 2);
        let verdict = scene.play(|now, target| match (target, now) {
            (0, _) => list(vec![]),
            (_, now) if now > seconds(250) && now < seconds(over) => fault(true, None),
            (_, _) => built_in(900, Duration::ZERO),
        });
        assert_eq!(verdict.outcome(), Outcome::NoBuild);
        let last = scene.polls.iter().rfind(|(_, polled)| *polled == 0);
        assert_eq!(last, Some(&(seconds(over), 0)));
    }
}

#[test]
fn there_is_time_to_confirm_every_target_before_the_deadline() {
    for timeout in 600..660 {
        let mut scene = five_targets(timeout);
        // All but the first have succeeded long before.
        let verdict = scene.play_slowly(
            |_| seconds(1),
            |now, target| {
                let has_ended = target != 0 || now >= seconds(timeout - 20);
                let status = if has_ended { "SUCCESS" } else { "BUILDING" };
                far_from_its_end(status)
            },
        );
        assert_eq!(verdict.reason, Reason::AllSucceeded, "{timeout}");
    }
}

#[test]
fn a_fault_at_the_end_leaves_time_for_a_last_poll_at_the_others() {
    for (timeout, retry_after) in (600..660).flat_map(|end| [(end, None), (end, Some(seconds(20)))])
    {
        let is_down = |now: Duration| now >= seconds(timeout - 20) && now < seconds(timeout - 10);
        let mut scene = five_targets(timeout);
        let takes = |now| {
            if is_down(now) {
                Duration::from_millis(100)
            } else {
                seconds(1)
            }
        };
        let verdict = scene.play_slowly(takes, |now, target| {
            let status = if target == 0 { "UPLOADING" } else { "BUILDING" };
            if target == 0 && is_down(now) {
                return fault(true, retry_after);
            }
            far_from_its_end(status)
        });
        assert_eq!(
            verdict.reason,
            Reason::TimedOut,
            "{timeout} {retry_after:?}"
        );
    }
}

#[test]
fn what_the_api_asks_for_is_cut_short_in_the_last_quarter_alone() {
    let limits = Limits {
        timeout: seconds(60),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    scene.play_slowly(|_| seconds(16), |_, _| fault(true, Some(seconds(600))));
    assert_eq!(scene.poll_times(), [0, 45]);
}

#[test]
fn the_last_round_starts_early_enough_to_poll_every_target() {
    let limits = |timeout| Limits {
        timeout: seconds(timeout),
        interval: Interval::Fixed(seconds(30)),
        ..limits()
    };
    for (targets, takes, timeout) in [(4, 1, 12), (8, 2, 40), (1, 4, 12)] {
        let mut scene = Scene::new(limits(timeout), commit_criteria(), targets);
        let verdict = scene.play_slowly(
            |_| seconds(takes),
            |now, _| {
                if now.as_secs() < timeout / 2 {
                    running()
                } else {
                    ended("SUCCESS")
                }
            },
        );
        assert_eq!(verdict.reason, Reason::AllSucceeded, "{targets} {takes}");
    }
}
