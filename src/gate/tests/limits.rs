//! One target: the deadlines, the grace, faults and what ends at once.

use super::*;

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
fn what_a_list_showed_before_it_broke_off_is_no_verdict() {
    let broken = |_, _| {
        let Sight::Fault(fault) = fault(true, None) else {
            panic!()
        };
        let failed = with_status(build("one"), "FAILURE");
        Sight::Fault(Fault {
            glimpse: vec![failed],
            ..fault
        })
    };
    assert_eq!(play(limits(), broken).0.outcome(), Outcome::Unreachable);
}

#[test]
fn a_slow_look_near_the_end_leaves_time_for_others() {
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
                if scene.elapsed == seconds(13) {
                    scene.elapsed += seconds(4);
                }
                let is_done = scene.elapsed >= seconds(18);
                let sight = if is_done { ended("SUCCESS") } else { running() };
                scene.gate.observe(scene.elapsed, target, sight);
            }
        }
    };
    assert_eq!(verdict.because, Because::AllSucceeded);
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
