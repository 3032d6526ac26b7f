//! Several targets, a prefix, a signal: what outranks what.

use super::*;

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
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    let polls: Vec<(u64, usize)> = scene
        .polls
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
    assert_eq!(polls, expected);
}

#[test]
fn a_success_that_could_not_be_read_again_is_asked_for_again() {
    let newer = || created_at("two", "2026-11-23T11:00:00Z");
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    let verdict = scene.play(|now, target| match (target, now.as_secs()) {
        (0, 0..15) | (1, 15..25) => ended("SUCCESS"),
        (0, 15..35) => fault(true, None),
        (0, _) => list(vec![with_status(newer(), "FAILURE")]),
        (_, 0..15) => running(),
        _ => list(vec![newer()]),
    });
    assert_eq!((verdict.deciding, verdict.outcome()), (0, Outcome::Failure));
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
    assert_eq!((verdict.deciding, verdict.outcome()), (1, Outcome::Failure));
    assert_eq!(verdict.targets[0].status, TargetStatus::Running);
    assert!(verdict.targets[2].last_read.is_none());
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
    assert_eq!((verdict.deciding, verdict.outcome()), (1, Outcome::Failure));
}

#[test]
fn a_known_failure_outranks_a_refusal() {
    let limits = Limits {
        retry_grace: seconds(900),
        ..limits()
    };
    let refusal = Refusal {
        cause: Cause::Status(401),
        what: "401".to_owned(),
        hint: String::new(),
    };
    let mut scene = Scene::new(limits, commit_criteria(), 2);
    let verdict = scene.play(|_, target| {
        if target == 0 {
            ended("FAILURE")
        } else {
            Err(PollError::Permanent(refusal.clone()))
        }
    });
    assert_eq!((verdict.deciding, verdict.outcome()), (0, Outcome::Failure));
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
    assert_eq!((verdict.deciding, verdict.outcome()), (1, Outcome::Failure));
}

#[test]
fn a_prefix_stands_for_one_commit() {
    let prefix = Criteria {
        selector: Selector::Prefix(ShaPrefix::parse(&SHA[..7]).unwrap()),
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
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    let mut scene = Scene::new(limits(), prefix.clone(), 2);
    let verdict = scene.play(|_, target| {
        if target == 0 {
            one("BUILDING")
        } else {
            list_by(&prefix, vec![twin.clone()])
        }
    });
    let commits = [Sha::parse(&other).unwrap(), Sha::parse(SHA).unwrap()];
    assert_eq!(verdict.reason, Reason::Ambiguous(commits));
    assert_eq!(verdict.outcome(), Outcome::Usage);
}

#[test]
fn a_prefix_counts_the_commits_of_lists_that_broke_off() {
    let prefix = Criteria {
        selector: Selector::Prefix(ShaPrefix::parse(&SHA[..7]).unwrap()),
        ..commit_criteria()
    };
    let twin = Sha::parse(&format!("{}{}", &SHA[..7], "0".repeat(33))).unwrap();
    let mut scene = Scene::new(limits(), prefix.clone(), 1);
    let verdict = scene.play(|now, _| {
        if now.is_zero() {
            interrupted(PartialListing {
                commits: [twin.clone()].into(),
                ..PartialListing::default()
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
    let verdict = scene.gate.cancel(Duration::ZERO, Signal::Terminate);
    assert_eq!(verdict.outcome(), Outcome::Cancelled(Signal::Terminate));
    assert_eq!((verdict.deciding, verdict.outcome().exit_code()), (1, 143));
}

#[test]
fn a_target_out_of_sight_has_its_own_fault_and_not_that_of_another() {
    let unreadable = || match running() {
        Ok(listing) => Ok(Listing {
            unreadable: 1,
            ..listing
        }),
        Err(error) => Err(error),
    };
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    let verdict = scene.play(|_, target| match target {
        0 => unreadable(),
        _ => fault(true, None),
    });
    assert_eq!(verdict.deciding, 0);
    assert_eq!(verdict.reason, Reason::LostContact);
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    let verdict = scene.play(|_, target| match target {
        0 => fault(true, None),
        _ => running(),
    });
    assert_eq!(verdict.deciding, 0);
    assert!(matches!(verdict.reason, Reason::LostContact));
    // What keeps one target from being polled keeps all.
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    let verdict = scene.play(|now, target| match (now.as_secs(), target) {
        (0, _) => running(),
        _ => fault(false, None),
    });
    assert!(matches!(verdict.reason, Reason::LostContact));
}

#[test]
fn of_targets_that_never_succeeded_together_the_one_that_could_not_be_read_decides() {
    let limits = Limits {
        timeout: seconds(45),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 2);
    let verdict = scene.play(|now, target| match (now.as_secs(), target) {
        (0..20, 0) => running(),
        (20.., 1) => fault(true, None),
        _ => ended("SUCCESS"),
    });
    assert_eq!((verdict.deciding, verdict.reason), (1, Reason::TimedOut));
}
