//! One target: the rounds, the deadlines and the grace.

use super::*;

#[test]
fn a_build_that_has_succeeded_opens_at_the_first_poll() {
    let (verdict, scene) = play(limits(), |_, _| ended("SUCCESS"));
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    assert_eq!(verdict.outcome(), Outcome::Success);
    assert_eq!(scene.poll_times(), [0]);
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
    assert_eq!(scene.poll_times(), [0, 10, 20, 30]);
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
    assert_eq!(scene.poll_times(), [0, 7, 14, 21]);
}

#[test]
fn a_wait_ends_at_the_timeout_after_a_last_poll() {
    let limits = Limits {
        timeout: seconds(34),
        ..limits()
    };
    let (verdict, scene) = play(limits, |_, _| running());
    assert_eq!(verdict.reason, Reason::TimedOut);
    assert_eq!(scene.poll_times(), [0, 10, 20, 30, 33]);
    assert!(scene.elapsed <= seconds(34));
}

#[test]
fn a_slow_api_gets_its_last_poll_earlier() {
    let limits = Limits {
        timeout: seconds(60),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    scene.play_slowly(|_| seconds(4), |_, _| running());
    assert_eq!(scene.poll_times(), [0, 14, 28, 42, 55]);
    assert_eq!(scene.elapsed, seconds(60));
}

#[test]
fn the_last_round_takes_half_of_the_timeout_at_the_most() {
    let limits = |timeout| Limits {
        timeout,
        ..limits()
    };
    let (_, scene) = play(limits(seconds(2)), |_, _| running());
    let last = scene.polls.last().unwrap().0;
    assert_eq!(last, Duration::from_millis(1500));
    let mut scene = Scene::new(limits(seconds(60)), commit_criteria(), 1);
    scene.play_slowly(|_| seconds(16), |_, _| running());
    assert_eq!(scene.poll_times(), [0, 26, 52]);
    let mut scene = Scene::new(limits(seconds(60)), commit_criteria(), 1);
    scene.play_slowly(|_| seconds(28), |_, _| running());
    assert_eq!(scene.poll_times(), [0, 30, 59]);
}

#[test]
fn a_timeout_of_zero_is_a_single_round() {
    let limits = Limits {
        timeout: Duration::ZERO,
        ..limits()
    };
    for (result, reason) in [
        (running(), Reason::TimedOut),
        (ended("SUCCESS"), Reason::AllSucceeded),
        (ended("ABORTED"), Reason::Failed(FailureKind::Aborted)),
        (
            list(vec![]),
            Reason::NoBuild {
                limit: AppearLimit::Timeout,
            },
        ),
    ] {
        let (verdict, scene) = play(limits.clone(), |_, _| result.clone());
        assert_eq!(verdict.reason, reason);
        assert_eq!(scene.polls.len(), 1);
    }
    let (verdict, _) = play(limits, |_, _| fault(true, None));
    assert_eq!(verdict.outcome(), Outcome::Unreachable);
}

#[test]
fn no_build_takes_a_complete_poll_after_the_appear_timeout() {
    let (verdict, scene) = play(limits(), |_, _| list(vec![]));
    assert_eq!(
        verdict.reason,
        Reason::NoBuild {
            limit: AppearLimit::AppearTimeout
        }
    );
    assert_eq!(scene.poll_times().last(), Some(&300));
    // The clock starts with the first complete poll.
    let late = |now, _| {
        if now < seconds(100) {
            fault(true, None)
        } else {
            list(vec![])
        }
    };
    let (_, scene) = play(limits(), late);
    let first = scene
        .polls
        .iter()
        .find(|(time, _)| *time >= seconds(100))
        .unwrap()
        .0;
    assert_eq!(scene.polls.last().unwrap().0, first + seconds(300));
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
    assert_eq!(verdict.reason, Reason::TimedOut);
    assert_eq!(scene.poll_times().last(), Some(&1799));
}

#[test]
fn a_failure_waits_for_its_retry_no_longer_than_the_grace() {
    let limits = Limits {
        retry_grace: seconds(25),
        ..limits()
    };
    let (verdict, scene) = play(limits.clone(), |_, _| ended("CRASHED"));
    assert_eq!(verdict.outcome(), Outcome::Crashed);
    assert_eq!(scene.poll_times(), [0, 10, 20, 25]);
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
    assert_eq!(verdict.reason, Reason::AllSucceeded);
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
fn a_failure_is_final_once_no_poll_can_find_a_retry_in_time() {
    let ends_at = |timeout, then: &dyn Fn(PollResult) -> PollResult| {
        let limits = Limits {
            timeout: seconds(timeout),
            retry_grace: seconds(120),
            ..limits()
        };
        let (verdict, scene) = play(limits, |now, _| {
            let crashed = ended("CRASHED");
            if now.is_zero() {
                crashed
            } else {
                then(crashed)
            }
        });
        assert_eq!(verdict.outcome(), Outcome::Crashed);
        scene.elapsed.as_secs()
    };
    let with_quota = |reset| {
        move |result: PollResult| {
            let quota = Quota {
                limit: 1000,
                remaining: 0,
                resets_in: seconds(reset),
            };
            result.map(|listing| Listing {
                quota: Some(quota),
                ..listing
            })
        }
    };
    assert_eq!(ends_at(1800, &with_quota(3000)), 10);
    assert_eq!(ends_at(1800, &|_| fault(true, Some(seconds(3600)))), 10);
    // The next poll would come after the grace.
    let last = 90..120;
    assert!(last.contains(&ends_at(1800, &with_quota(20))));
    assert!(last.contains(&ends_at(1800, &|_| fault(true, Some(seconds(20))))));
    assert_eq!(ends_at(1800, &|_| fault(true, None)), 120);
    // The last poll is a second before the end.
    assert_eq!(ends_at(12, &|crashed| crashed), 11);
}

/// Of 20 seconds with a poll each second, one poll at this time takes so long,
/// and the build succeeds at `done`. Returns when the gate opened.
fn opened_despite_a_slow_poll(at: u64, takes: u64, done: u64) -> Duration {
    let limits = Limits {
        timeout: seconds(20),
        interval: Interval::Fixed(seconds(1)),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    let slow = |now| {
        if now == seconds(at) {
            seconds(takes)
        } else {
            Duration::ZERO
        }
    };
    let verdict = scene.play_slowly(slow, |now, _| {
        if now < seconds(done) {
            running()
        } else {
            ended("SUCCESS")
        }
    });
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    scene.elapsed
}

#[test]
fn a_slow_poll_near_the_end_leaves_time_for_others() {
    assert_eq!(opened_despite_a_slow_poll(13, 4, 18), seconds(18));
}

#[test]
fn one_slow_poll_does_not_bring_the_end_forward() {
    assert_eq!(opened_despite_a_slow_poll(0, 3, 17), seconds(17));
}
