//! The gate over time: deadlines, grace, faults, several targets.

use std::time::Duration;

use super::build::{Build, Field, Target, TargetKind};
use super::criteria::{Criteria, Sha, ShaPrefix, Which};
use super::follow::Standing;
use super::judge::Shortfall;
use super::look::{End, Fault, Look, Quota, Refusal, Sight};
use super::pace::Interval;
use super::testing::{SHA, build, commit_criteria, created_at, with_status};
use super::verdict::{AppearLimit, Because, Outcome, Signal, Verdict};
use super::{Gate, Limits, Next};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn limits() -> Limits {
    Limits {
        timeout: seconds(1800),
        appear_timeout: seconds(300),
        retry_grace: Duration::ZERO,
        request_timeout: seconds(30),
        interval: Interval::Auto,
    }
}

fn list(builds: Vec<Build>) -> Sight {
    Sight::Look(Look {
        builds,
        unreadable: 0,
        end: End::LastPage,
        in_order: true,
        date: None,
        quota: None,
    })
}

fn running() -> Sight {
    list(vec![build("one")])
}

fn ended(status: &str) -> Sight {
    list(vec![with_status(build("one"), status)])
}

fn fault(answered: bool, retry_after: Option<Duration>) -> Sight {
    Sight::Fault(Fault {
        what: "the API answered 502".to_owned(),
        answered,
        retry_after,
        date: None,
        glimpse: vec![],
    })
}

/// A gate, the time, and what it looked at when.
struct Scene {
    gate: Gate,
    elapsed: Duration,
    looks: Vec<(Duration, usize)>,
}

impl Scene {
    fn new(limits: Limits, criteria: Criteria, targets: usize) -> Self {
        let target = |number| Target {
            kind: TargetKind::Service,
            id: format!("service-{number}"),
        };
        Self {
            gate: Gate::new(limits, criteria, (0..targets).map(target).collect(), 5),
            elapsed: Duration::ZERO,
            looks: vec![],
        }
    }

    /// Plays until the end; `sees` gives what a look at this time shows.
    fn play(&mut self, mut sees: impl FnMut(Duration, usize) -> Sight) -> Verdict {
        loop {
            match self.gate.next(self.elapsed) {
                Next::Finish(verdict) => return verdict,
                Next::Wait(wait) => self.elapsed += wait,
                Next::Look(target) => {
                    self.looks.push((self.elapsed, target));
                    let sight = sees(self.elapsed, target);
                    self.gate.observe(self.elapsed, target, sight);
                }
            }
        }
    }

    fn look_times(&self) -> Vec<u64> {
        self.looks.iter().map(|(time, _)| time.as_secs()).collect()
    }
}

fn play(limits: Limits, sees: impl FnMut(Duration, usize) -> Sight) -> (Verdict, Scene) {
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    (scene.play(sees), scene)
}

#[test]
fn a_build_that_has_succeeded_opens_at_the_first_look() {
    let (verdict, scene) = play(limits(), |_, _| ended("SUCCESS"));
    assert_eq!(verdict.because, Because::AllSucceeded);
    assert_eq!(verdict.outcome(), Outcome::Success);
    assert_eq!(scene.look_times(), [0]);
}

#[test]
fn rounds_are_an_interval_apart() {
    let (_, scene) = play(limits(), |now, _| {
        if now < seconds(25) {
            running()
        } else {
            ended("SUCCESS")
        }
    });
    assert_eq!(scene.look_times(), [0, 10, 20, 30]);
    let limits = Limits {
        interval: Interval::Fixed(seconds(7)),
        ..limits()
    };
    let (_, scene) = play(limits, |now, _| {
        if now < seconds(20) {
            running()
        } else {
            ended("SUCCESS")
        }
    });
    assert_eq!(scene.look_times(), [0, 7, 14, 21]);
}

#[test]
fn a_wait_ends_at_the_timeout_after_a_last_look() {
    let limits = Limits {
        timeout: seconds(34),
        ..limits()
    };
    let (verdict, scene) = play(limits, |_, _| running());
    assert_eq!(verdict.because, Because::TimedOut);
    assert_eq!(scene.look_times(), [0, 10, 20, 30, 33]);
    assert!(scene.elapsed <= seconds(34));
}

#[test]
fn a_slow_api_gets_its_last_look_earlier() {
    let limits = Limits {
        timeout: seconds(60),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    let mut looks = vec![];
    loop {
        match scene.gate.next(scene.elapsed) {
            Next::Finish(_) => break,
            Next::Wait(wait) => scene.elapsed += wait,
            Next::Look(target) => {
                looks.push(scene.elapsed.as_secs());
                scene.elapsed += seconds(4);
                scene.gate.observe(scene.elapsed, target, running());
            }
        }
    }
    assert_eq!(looks, [0, 14, 28, 42, 55]);
    assert_eq!(scene.elapsed, seconds(60));
}

#[test]
fn a_timeout_of_zero_is_a_single_round() {
    let limits = Limits {
        timeout: Duration::ZERO,
        ..limits()
    };
    for (sight, because) in [
        (running(), Because::TimedOut),
        (ended("SUCCESS"), Because::AllSucceeded),
        (ended("ABORTED"), Because::DidNotSucceed(Shortfall::Aborted)),
        (
            list(vec![]),
            Because::NoBuild {
                limit: AppearLimit::Timeout,
            },
        ),
    ] {
        let (verdict, scene) = play(limits.clone(), |_, _| sight.clone());
        assert_eq!(verdict.because, because);
        assert_eq!(scene.looks.len(), 1);
    }
    let (verdict, _) = play(limits, |_, _| fault(true, None));
    assert_eq!(verdict.outcome(), Outcome::Unreachable);
}

#[test]
fn no_build_takes_a_complete_look_after_the_appear_timeout() {
    let (verdict, scene) = play(limits(), |_, _| list(vec![]));
    assert_eq!(
        verdict.because,
        Because::NoBuild {
            limit: AppearLimit::AppearTimeout
        }
    );
    assert_eq!(scene.look_times().last(), Some(&300));
    // The clock starts with the first complete look.
    let late = |now, _| {
        if now < seconds(100) {
            fault(true, None)
        } else {
            list(vec![])
        }
    };
    let (_, scene) = play(limits(), late);
    let first = scene
        .looks
        .iter()
        .find(|(time, _)| *time >= seconds(100))
        .unwrap()
        .0;
    assert_eq!(scene.looks.last().unwrap().0, first + seconds(300));
    // A fault at its end puts it off.
    let gap = |now: Duration, _| {
        if (seconds(295)..seconds(340)).contains(&now) {
            fault(true, None)
        } else {
            list(vec![])
        }
    };
    let (verdict, scene) = play(limits(), gap);
    assert_eq!(verdict.outcome(), Outcome::NoBuild);
    assert!(scene.elapsed >= seconds(340));
}

#[test]
fn a_build_that_appears_has_the_whole_timeout() {
    let late = |now, _| {
        if now < seconds(299) {
            list(vec![])
        } else {
            running()
        }
    };
    let (verdict, scene) = play(limits(), late);
    assert_eq!(verdict.because, Because::TimedOut);
    assert_eq!(scene.look_times().last(), Some(&1799));
}

#[test]
fn every_shortfall_has_its_result() {
    for (status, outcome) in [
        ("FAILURE", Outcome::Failure),
        ("SUBMISSION_FAILURE", Outcome::Failure),
        ("ABORTED", Outcome::Aborted),
        ("CRASHED", Outcome::Crashed),
    ] {
        let (verdict, scene) = play(limits(), |_, _| ended(status));
        assert_eq!(verdict.outcome(), outcome);
        assert_eq!(scene.looks.len(), 1);
    }
}

#[test]
fn a_failure_waits_for_its_retry_no_longer_than_the_grace() {
    let limits = Limits {
        retry_grace: seconds(25),
        ..limits()
    };
    let (verdict, scene) = play(limits.clone(), |_, _| ended("CRASHED"));
    assert_eq!(verdict.outcome(), Outcome::Crashed);
    assert_eq!(scene.look_times(), [0, 10, 20, 25]);
    let retried = |now, _| {
        let crashed = with_status(build("one"), "CRASHED");
        let retry = created_at("two", "2026-11-23T10:05:00Z");
        match now {
            now if now < seconds(20) => list(vec![crashed]),
            now if now < seconds(60) => list(vec![crashed, retry]),
            _ => list(vec![crashed, with_status(retry, "SUCCESS")]),
        }
    };
    let (verdict, _) = play(limits.clone(), retried);
    assert_eq!(verdict.because, Because::AllSucceeded);
    // At the timeout a failure outranks what is undecided.
    let short = Limits {
        timeout: seconds(12),
        ..limits
    };
    assert_eq!(
        play(short, |_, _| ended("CRASHED")).0.outcome(),
        Outcome::Crashed
    );
}

#[test]
fn faults_cost_patience_and_not_the_verdict() {
    let outage = |now, _| {
        if now < seconds(120) {
            fault(true, None)
        } else {
            ended("SUCCESS")
        }
    };
    let (verdict, scene) = play(limits(), outage);
    assert_eq!(verdict.because, Because::AllSucceeded);
    assert!(scene.looks.len() < 12, "{:?}", scene.look_times());
}

#[test]
fn what_the_api_asks_for_is_obeyed_up_to_the_last_look() {
    let asked = |now: Duration, _| {
        if now.is_zero() {
            fault(true, Some(seconds(90)))
        } else {
            ended("SUCCESS")
        }
    };
    assert_eq!(play(limits(), asked).1.look_times(), [0, 90]);
    let (verdict, scene) = play(limits(), |_, _| fault(true, Some(seconds(86_400))));
    assert_eq!(verdict.outcome(), Outcome::Unreachable);
    assert_eq!(scene.look_times(), [0, 1799]);
}

#[test]
fn an_exhausted_quota_is_waited_out() {
    let exhausted = |now: Duration, _| {
        let Sight::Look(look) = list(vec![]) else {
            panic!()
        };
        let remaining = u64::from(!now.is_zero());
        let quota = Quota {
            limit: 1000,
            remaining,
            reset: seconds(600),
        };
        Sight::Look(Look {
            quota: Some(quota),
            ..look
        })
    };
    assert_eq!(play(limits(), exhausted).1.look_times()[..2], [0, 600]);
}

#[test]
fn a_host_that_never_answers_is_left_after_the_appear_timeout() {
    let (verdict, scene) = play(limits(), |_, _| fault(false, None));
    assert!(matches!(
        verdict.because,
        Because::NoAnswer { fault: Some(_) }
    ));
    assert_eq!(scene.elapsed, seconds(300));
    let (verdict, scene) = play(limits(), |_, _| fault(true, None));
    assert!(matches!(
        verdict.because,
        Because::LostSight { fault: Some(_) }
    ));
    assert!(scene.elapsed > seconds(1700));
}

#[test]
fn out_of_sight_for_a_minute_at_the_timeout_is_unreachable() {
    let limits = Limits {
        timeout: seconds(600),
        ..limits()
    };
    let lost_at = |lost| {
        move |now, _| {
            if now < seconds(lost) {
                running()
            } else {
                fault(true, None)
            }
        }
    };
    assert_eq!(
        play(limits.clone(), lost_at(500)).0.outcome(),
        Outcome::Unreachable
    );
    assert_eq!(play(limits, lost_at(585)).0.outcome(), Outcome::Timeout);
}

#[test]
fn a_build_seen_before_a_list_broke_off_is_remembered() {
    let broken = |now: Duration, _| {
        let newer = created_at("newer", "2026-11-23T10:05:00Z");
        let Sight::Fault(fault) = fault(true, None) else {
            panic!()
        };
        if now.is_zero() {
            Sight::Fault(Fault {
                glimpse: vec![newer],
                ..fault
            })
        } else {
            ended("SUCCESS")
        }
    };
    let (verdict, _) = play(limits(), broken);
    assert_eq!(verdict.because, Because::TimedOut);
    assert_eq!(verdict.targets[0].standing, Standing::Missing);
}

#[test]
fn one_slow_look_does_not_bring_the_end_forward() {
    let limits = Limits {
        timeout: seconds(20),
        interval: Interval::Fixed(seconds(1)),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    let verdict = loop {
        match scene.gate.next(scene.elapsed) {
            Next::Finish(verdict) => break verdict,
            Next::Wait(wait) => scene.elapsed += wait,
            Next::Look(target) => {
                if scene.elapsed.is_zero() {
                    scene.elapsed += seconds(3);
                }
                let sight = if scene.elapsed < seconds(17) {
                    running()
                } else {
                    ended("SUCCESS")
                };
                scene.gate.observe(scene.elapsed, target, sight);
            }
        }
    };
    assert_eq!(verdict.because, Because::AllSucceeded);
    assert_eq!(scene.elapsed, seconds(17));
}

#[test]
fn a_refusal_ends_at_once() {
    let refusal = Refusal {
        cause: "401".to_owned(),
        hint: String::new(),
    };
    let (verdict, scene) = play(limits(), |now, _| {
        if now.is_zero() {
            running()
        } else {
            Sight::Refused(refusal.clone())
        }
    });
    assert_eq!(verdict.because, Because::Refused(refusal.clone()));
    assert_eq!(scene.look_times(), [0, 10]);
}

#[test]
fn an_incomplete_look_neither_opens_nor_counts_for_absence() {
    let incomplete = |builds: Vec<Build>, end| {
        let Sight::Look(look) = list(builds) else {
            panic!()
        };
        Sight::Look(Look {
            end,
            in_order: false,
            ..look
        })
    };
    for end in [End::Limit, End::LostCursor] {
        let good = vec![with_status(build("one"), "SUCCESS")];
        let (verdict, _) = play(limits(), |_, _| incomplete(good.clone(), end));
        assert_eq!(verdict.outcome(), Outcome::Unreachable);
        let (verdict, _) = play(limits(), |_, _| incomplete(vec![], end));
        assert_eq!(verdict.outcome(), Outcome::Unreachable);
        let bad = vec![with_status(build("one"), "FAILURE")];
        let (verdict, _) = play(limits(), |_, _| incomplete(bad.clone(), end));
        assert_eq!(verdict.outcome(), Outcome::Failure);
    }
    let odd = Build {
        status: Field::Unreadable,
        ..build("one")
    };
    let (verdict, _) = play(limits(), |_, _| list(vec![odd.clone()]));
    assert_eq!(verdict.outcome(), Outcome::Unreachable);
}

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
    let mut scene = Scene::new(limits(), prefix.clone(), 1);
    let verdict = scene.play(|_, _| ended("SUCCESS"));
    assert_eq!(verdict.because, Because::AllSucceeded);
    let mut scene = Scene::new(limits(), prefix, 2);
    let verdict = scene.play(|_, target| {
        if target == 0 {
            running()
        } else {
            list(vec![twin.clone()])
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
fn a_signal_says_how_the_targets_stood() {
    let mut scene = Scene::new(limits(), commit_criteria(), 2);
    scene.gate.next(Duration::ZERO);
    scene.gate.observe(Duration::ZERO, 0, ended("SUCCESS"));
    let verdict = scene.gate.cancel(Signal::Terminate);
    assert_eq!(verdict.outcome(), Outcome::Cancelled(Signal::Terminate));
    assert_eq!((verdict.decider, verdict.outcome().exit_code()), (1, 143));
}
