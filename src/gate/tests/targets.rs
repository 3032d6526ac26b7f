//! Several targets, a prefix, a signal: what outranks what.

use super::*;
use crate::gate::history::PastBuild;

#[test]
fn several_targets_open_in_one_round() {
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    // The first is rebuilt while the second still runs.
    let verdict = scene.play(|now, target| match (target, now.as_secs()) {
        (0, 0..5) => ended("SUCCESS"),
        (0, 5..45) => list(vec![created_at("two", "2026-11-23T11:00:00Z")]),
        (0, _) => list(vec![with_status(
            created_at("two", "2026-11-23T11:00:00Z"),
            "SUCCESS",
        )]),
        (_, 0..15) => running(),
        _ => ended("SUCCESS"),
    });
    assert_eq!(verdict.because, Because::AllSucceeded);
    let looks: Vec<(u64, usize)> = scene
        .looks
        .iter()
        .map(|(time, target)| (time.as_secs(), *target))
        .collect();
    let expected = [
        (0, 0),
        (0, 1),
        (10, 1),
        (20, 1),
        (20, 0),
        (30, 0),
        (40, 0),
        (50, 0),
        (50, 1),
    ];
    assert_eq!(looks, expected);
}

#[test]
fn the_first_failure_shuts_and_the_others_are_told() {
    let mut scene = Scene::new(limits(), commit_criteria(), 3);
    let verdict = scene.play(|_, target| {
        if target == 1 {
            ended("FAILURE")
        } else {
            running()
        }
    });
    assert_eq!((verdict.decider, verdict.outcome()), (1, Outcome::Failure));
    assert_eq!(verdict.targets[0].standing, Standing::Running);
    assert!(!verdict.targets[2].is_seen);
}

#[test]
fn a_known_failure_outranks_a_build_that_never_appeared() {
    let limits = Limits {
        retry_grace: seconds(900),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 2);
    let verdict = scene.play(|_, target| {
        if target == 1 {
            ended("FAILURE")
        } else {
            list(vec![])
        }
    });
    assert_eq!((verdict.decider, verdict.outcome()), (1, Outcome::Failure));
}

#[test]
fn a_known_failure_outranks_a_refusal() {
    let limits = Limits {
        retry_grace: seconds(900),
        ..limits()
    };
    let refusal = Refusal {
        cause: "401".to_owned(),
        hint: String::new(),
    };
    let mut scene = Scene::new(limits, commit_criteria(), 2);
    let verdict = scene.play(|_, target| {
        if target == 0 {
            ended("FAILURE")
        } else {
            Sight::Refused(refusal.clone())
        }
    });
    assert_eq!((verdict.decider, verdict.outcome()), (0, Outcome::Failure));
}

#[test]
fn a_target_that_cannot_be_reached_does_not_hide_the_others() {
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    let verdict = scene.play(|_, target| {
        if target == 0 {
            fault(false, None)
        } else {
            ended("FAILURE")
        }
    });
    assert_eq!((verdict.decider, verdict.outcome()), (1, Outcome::Failure));
}

#[test]
fn a_prefix_stands_for_one_commit() {
    let prefix = Criteria {
        which: Which::Prefix(ShaPrefix::parse(&SHA[..7]).unwrap()),
        ..commit_criteria()
    };
    let other = format!("{}{}", &SHA[..7], "0".repeat(33));
    let twin = Build {
        sha: Field::Present(other.clone()),
        branch: Field::Present("elsewhere".to_owned()),
        ..created_at("old", "2025-01-01T00:00:00Z")
    };
    let one = |status| list_by(&prefix, vec![with_status(build("one"), status)]);
    let mut scene = Scene::new(limits(), prefix.clone(), 1);
    let verdict = scene.play(|_, _| one("SUCCESS"));
    assert_eq!(verdict.because, Because::AllSucceeded);
    let mut scene = Scene::new(limits(), prefix.clone(), 2);
    let verdict = scene.play(|_, target| {
        if target == 0 {
            one("BUILDING")
        } else {
            list_by(&prefix, vec![twin.clone()])
        }
    });
    let commits = [Sha::parse(&other).unwrap(), Sha::parse(SHA).unwrap()];
    assert_eq!(
        verdict.because,
        Because::Ambiguous {
            prefix: SHA[..7].to_owned(),
            commits
        }
    );
    assert_eq!(verdict.outcome(), Outcome::Usage);
}

#[test]
fn a_prefix_counts_the_commits_of_lists_that_broke_off() {
    let prefix = Criteria {
        which: Which::Prefix(ShaPrefix::parse(&SHA[..7]).unwrap()),
        ..commit_criteria()
    };
    let twin = Sha::parse(&format!("{}{}", &SHA[..7], "0".repeat(33))).unwrap();
    let mut scene = Scene::new(limits(), prefix.clone(), 1);
    let verdict = scene.play(|now, _| {
        let Sight::Fault(fault) = fault(true, None) else {
            panic!()
        };
        if now.is_zero() {
            Sight::Fault(Fault {
                glimpse: Glimpse {
                    commits: [twin.clone()].into(),
                    ..Glimpse::default()
                },
                ..fault
            })
        } else {
            list_by(&prefix, vec![with_status(build("one"), "SUCCESS")])
        }
    });
    assert_eq!(verdict.outcome(), Outcome::Usage);
}

#[test]
fn a_signal_says_how_the_targets_stood() {
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    scene.gate.next(Duration::ZERO);
    scene.gate.observe(Duration::ZERO, 0, ended("SUCCESS"));
    let verdict = scene.gate.cancel(Signal::Terminate);
    assert_eq!(verdict.outcome(), Outcome::Cancelled(Signal::Terminate));
    assert_eq!((verdict.decider, verdict.outcome().exit_code()), (1, 143));
}

fn auto() -> Limits {
    Limits {
        interval: Interval::Auto,
        ..limits()
    }
}

/// Ten builds that took about so many seconds.
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

/// What a look at a build that ends after so many seconds shows, as those before.
fn built_in(seconds: u64, now: Duration) -> Sight {
    let Sight::Look(look) = (if now.as_secs() < seconds {
        running()
    } else {
        ended("SUCCESS")
    }) else {
        panic!()
    };
    Sight::Look(Look {
        past: past(seconds),
        ..look
    })
}

#[test]
fn each_target_is_looked_at_at_its_own_pace() {
    let looks_at = |scene: &Scene, target: usize| {
        let at = scene.looks.iter().filter(|(_, looked)| *looked == target);
        at.map(|(time, _)| time.as_secs()).collect::<Vec<u64>>()
    };
    let (_, alone) = play(auto(), |now, _| built_in(900, now));
    let mut scene = Scene::new(auto(), commit_criteria(), 5);
    let verdict = scene.play(|now, target| built_in([120, 240, 420, 600, 900][target], now));
    assert_eq!(verdict.because, Because::AllSucceeded);
    // At the end, the first is looked at once more.
    assert_eq!(looks_at(&scene, 0).last(), looks_at(&scene, 4).last());
    let (together, alone) = (looks_at(&scene, 4), looks_at(&alone, 0));
    assert!(together.len() <= alone.len() + 3, "{together:?} {alone:?}");
}

#[test]
fn every_target_is_looked_at_last_before_the_deadline() {
    let mut scene = Scene::new(auto(), commit_criteria(), 5);
    let takes = |_| seconds(2);
    let verdict = scene.play_slowly(takes, |now, target| {
        let Sight::Look(look) = built_in([120, 900, 1700, 2500, 4000][target], now) else {
            panic!()
        };
        // Each goes on and on.
        Sight::Look(Look {
            builds: vec![build("one")],
            ..look
        })
    });
    assert_eq!(verdict.because, Because::TimedOut);
    for target in 0..5 {
        let last = scene
            .looks
            .iter()
            .rev()
            .find(|(_, looked)| *looked == target);
        let (last, _) = last.unwrap();
        assert!(*last >= seconds(1780), "{target}: {last:?}");
    }
}

#[test]
fn a_target_whose_time_to_appear_is_over_is_looked_at_then() {
    let mut scene = Scene::new(auto(), commit_criteria(), 3);
    let verdict = scene.play(|now, target| match target {
        0 => list(vec![]),
        target => built_in([290, 900][target - 1], now),
    });
    assert_eq!(verdict.outcome(), Outcome::NoBuild);
    assert!(scene.looks.contains(&(seconds(300), 0)));
}

#[test]
fn no_target_is_left_out_of_the_last_looks() {
    let takes = seconds(1);
    for timeout in 600..660 {
        let limits = Limits {
            timeout: seconds(timeout),
            ..auto()
        };
        let mut scene = Scene::new(limits, commit_criteria(), 5);
        // The first is overdue, and looked at each few seconds.
        let verdict = scene.play_slowly(
            |_| takes,
            |_, target| {
                let Sight::Look(look) = built_in(3000, Duration::ZERO) else {
                    panic!()
                };
                let status = if target == 0 { "UPLOADING" } else { "BUILDING" };
                Sight::Look(Look {
                    builds: vec![with_status(build("one"), status)],
                    ..look
                })
            },
        );
        assert_eq!(verdict.because, Because::TimedOut, "{timeout}");
        for target in 0..5 {
            let last = scene
                .looks
                .iter()
                .rfind(|(start, looked)| *looked == target && *start + takes <= seconds(timeout));
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
        let last = scene.looks.iter().rfind(|(_, looked)| *looked == 0);
        assert_eq!(last, Some(&(seconds(over), 0)));
    }
}

#[test]
fn there_is_time_to_confirm_every_target_before_the_deadline() {
    for timeout in 600..660 {
        let limits = Limits {
            timeout: seconds(timeout),
            ..auto()
        };
        let mut scene = Scene::new(limits, commit_criteria(), 5);
        // All but the first have succeeded long before.
        let verdict = scene.play_slowly(
            |_| seconds(1),
            |now, target| {
                let Sight::Look(look) = built_in(3000, Duration::ZERO) else {
                    panic!()
                };
                let has_ended = target != 0 || now >= seconds(timeout - 20);
                let status = if has_ended { "SUCCESS" } else { "BUILDING" };
                Sight::Look(Look {
                    builds: vec![with_status(build("one"), status)],
                    ..look
                })
            },
        );
        assert_eq!(verdict.because, Because::AllSucceeded, "{timeout}");
    }
}

#[test]
fn a_fault_at_the_end_leaves_time_for_a_last_look_at_the_others() {
    for (timeout, retry_after) in (600..660).flat_map(|end| [(end, None), (end, Some(seconds(20)))])
    {
        let limits = Limits {
            timeout: seconds(timeout),
            ..auto()
        };
        let is_down = |now: Duration| now >= seconds(timeout - 20) && now < seconds(timeout - 10);
        let mut scene = Scene::new(limits, commit_criteria(), 5);
        let takes = |now| {
            if is_down(now) {
                Duration::from_millis(100)
            } else {
                seconds(1)
            }
        };
        let verdict = scene.play_slowly(takes, |now, target| {
            let Sight::Look(look) = built_in(3000, Duration::ZERO) else {
                panic!()
            };
            let status = if target == 0 { "UPLOADING" } else { "BUILDING" };
            if target == 0 && is_down(now) {
                return fault(true, retry_after);
            }
            Sight::Look(Look {
                builds: vec![with_status(build("one"), status)],
                ..look
            })
        });
        assert_eq!(
            verdict.because,
            Because::TimedOut,
            "{timeout} {retry_after:?}"
        );
    }
}
