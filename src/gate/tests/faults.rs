//! One target: what cannot be read, now or ever.

use super::*;

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
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    assert!(scene.polls.len() < 12, "{:?}", scene.poll_times());
}

#[test]
fn what_the_api_asks_for_is_obeyed_up_to_the_last_poll() {
    let asked = |now: Duration, _| {
        if now.is_zero() {
            fault(true, Some(seconds(90)))
        } else {
            ended("SUCCESS")
        }
    };
    let polls = play(limits(), asked).1.poll_times();
    assert!(
        polls.len() == 2 && (90..=135).contains(&polls[1]),
        "{polls:?}"
    );
    let (verdict, scene) = play(limits(), |_, _| fault(true, Some(seconds(86_400))));
    assert_eq!(verdict.outcome(), Outcome::Unreachable);
    assert_eq!(scene.poll_times(), [0, 1799]);
}

#[test]
fn an_exhausted_quota_is_waited_out() {
    let exhausted = |now: Duration, _| {
        let Ok(listing) = list(vec![]) else { panic!() };
        let remaining = u64::from(!now.is_zero());
        let quota = Quota {
            limit: 1000,
            remaining,
            resets_in: seconds(600),
        };
        Ok(Listing {
            quota: Some(quota),
            ..listing
        })
    };
    let polls = play(limits(), exhausted).1.poll_times();
    assert!((600..=660).contains(&polls[1]), "{polls:?}");
}

#[test]
fn an_exhausted_quota_is_waited_out_though_another_target_had_a_fault() {
    for exhausted in [0, 1] {
        let mut scene = Scene::new(limits(), commit_criteria(), 2);
        scene.play(|now, target| {
            let Ok(listing) = running() else { panic!() };
            let quota = Quota {
                limit: 1000,
                remaining: 0,
                resets_in: seconds(600),
            };
            match (now.is_zero(), target == exhausted) {
                (true, true) => Ok(Listing {
                    quota: Some(quota),
                    ..listing
                }),
                (true, false) => fault(true, None),
                (false, _) => ended("SUCCESS"),
            }
        });
        let polls = scene.poll_times();
        assert_eq!((polls.len(), polls[2]), (4, polls[3]), "{polls:?}");
        assert!((600..=660).contains(&polls[2]), "{exhausted}: {polls:?}");
    }
}

#[test]
fn a_host_that_never_answers_is_left_after_the_appear_timeout() {
    let (verdict, scene) = play(limits(), |_, _| fault(false, None));
    assert!(matches!(verdict.reason, Reason::NoAnswer));
    assert_eq!(scene.elapsed, seconds(300));
    // A poll in the last instant could have no answer.
    assert_eq!(scene.poll_times().last(), Some(&299));
    let (verdict, scene) = play(limits(), |_, _| fault(true, None));
    assert!(matches!(verdict.reason, Reason::LostContact));
    assert!(scene.elapsed > seconds(1700));
}

#[test]
fn a_timeout_that_the_deadline_cut_short_does_not_hide_the_fault_before_it() {
    let timed_out = |what: &str, cause, answered| {
        let what = format!("no answer: timed out after {what}");
        Err(Fault::new(cause, what, answered).into())
    };
    let hangs = |now: Duration| seconds(30).min(seconds(240).saturating_sub(now));
    let limits = Limits {
        timeout: seconds(240),
        ..limits()
    };
    let play_to_the_end = |limits: &Limits, cause, answered| {
        let mut scene = Scene::new(limits.clone(), commit_criteria(), 1);
        let verdict = scene.play_slowly(hangs, |now, _| match now {
            now if now < seconds(240) => timed_out("30s", cause, answered),
            _ => timed_out("874ms", Cause::Unanswered, answered),
        });
        let fault = verdict.targets[0].fault.clone().unwrap();
        (fault.what, scene.polls.last().unwrap().0)
    };
    for (cause, answered) in [
        (Cause::TimedOut, false),
        (Cause::Unanswered, true),
        (Cause::RateLimit(429), true),
        (Cause::Status(502), true),
    ] {
        let (what, last) = play_to_the_end(&limits, cause, answered);
        assert_eq!(what, "no answer: timed out after 30s");
        // Where a request may take no longer than that, nothing was cut short.
        let uncut = Limits {
            request_timeout: seconds(240).saturating_sub(last),
            ..limits.clone()
        };
        let (what, _) = play_to_the_end(&uncut, cause, answered);
        assert_eq!(what, "no answer: timed out after 874ms");
    }
    // Another fault, or a timeout of the usual length, is news.
    let verdict = play(limits, |now, _| match now.as_secs() {
        0..100 => timed_out("30s", Cause::TimedOut, true),
        100..200 => timed_out("30s, connecting", Cause::TimedOut, true),
        _ => fault(true, None),
    });
    let fault = verdict.0.targets[0].fault.as_ref();
    assert_eq!(fault.unwrap().what, "the API answered 502");
}

#[test]
fn a_poll_of_less_than_a_second_before_the_deadline_says_nothing_of_a_list_that_was_read() {
    let limits = Limits {
        timeout: seconds(240),
        ..limits()
    };
    let last_fault = |limits: &Limits, hang_from: u64| {
        let (verdict, _) = play(limits.clone(), |now, _| {
            if now < seconds(hang_from) {
                running()
            } else {
                Err(Fault::new(Cause::Unanswered, "timed out".to_owned(), true).into())
            }
        });
        verdict.targets[0].fault.clone()
    };
    assert_eq!(last_fault(&limits, 239), None);
    assert!(last_fault(&limits, 0).is_some());
    assert!(last_fault(&limits, 215).is_some());
}

#[test]
fn a_timeout_that_was_cut_short_hides_no_fault_of_another_target() {
    let limits = Limits {
        timeout: seconds(240),
        ..limits()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 2);
    let verdict = scene.play(|now, target| match target {
        0 if now > seconds(215) => {
            Err(Fault::new(Cause::Unanswered, "timed out".to_owned(), false).into())
        }
        0 => running(),
        _ => fault(true, None),
    });
    let fault = verdict.targets[1].fault.as_ref().unwrap();
    assert_eq!(fault.what, "the API answered 502");
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
        if now.is_zero() {
            interrupted(PartialListing {
                builds: vec![newer],
                ..PartialListing::default()
            })
        } else {
            ended("SUCCESS")
        }
    };
    let (verdict, _) = play(limits(), broken);
    assert_eq!(verdict.reason, Reason::TimedOut);
    assert_eq!(verdict.targets[0].status, TargetStatus::Missing);
}

#[test]
fn what_a_list_showed_before_it_broke_off_is_no_verdict() {
    let broken = |_, _| {
        let failed = with_status(build("one"), "FAILURE");
        interrupted(PartialListing {
            builds: vec![failed],
            ..PartialListing::default()
        })
    };
    assert_eq!(play(limits(), broken).0.outcome(), Outcome::Unreachable);
}

#[test]
fn what_a_broken_list_showed_is_no_verdict_after_an_earlier_failure_either() {
    let limits = Limits {
        timeout: seconds(20),
        retry_grace: seconds(60),
        ..limits()
    };
    let broken = |now: Duration, _| {
        let newer = with_status(created_at("newer", "2026-11-23T10:05:00Z"), "CRASHED");
        if now.is_zero() {
            ended("FAILURE")
        } else {
            interrupted(PartialListing {
                builds: vec![newer],
                ..PartialListing::default()
            })
        }
    };
    assert_eq!(play(limits, broken).0.outcome(), Outcome::Timeout);
}

#[test]
fn a_refusal_ends_at_once() {
    let refusal = Refusal {
        cause: Cause::Status(401),
        what: "401".to_owned(),
        hint: String::new(),
    };
    let (verdict, scene) = play(limits(), |now, _| {
        if now.is_zero() {
            running()
        } else {
            Err(PollError::Permanent(refusal.clone()))
        }
    });
    assert_eq!(verdict.reason, Reason::Refused(refusal.clone()));
    assert_eq!(scene.poll_times(), [0, 10]);
}

#[test]
fn an_incomplete_poll_neither_opens_nor_counts_for_absence() {
    let incomplete = |builds: Vec<Build>, stopped_by| {
        let Ok(listing) = list(builds) else { panic!() };
        Ok(Listing {
            stopped_by,
            rest_cannot_decide: false,
            ..listing
        })
    };
    for stopped_by in [StopReason::PageLimit, StopReason::LostCursor] {
        let good = vec![with_status(build("one"), "SUCCESS")];
        let (verdict, _) = play(limits(), |_, _| incomplete(good.clone(), stopped_by));
        assert_eq!(verdict.outcome(), Outcome::Unreachable);
        let (verdict, _) = play(limits(), |_, _| incomplete(vec![], stopped_by));
        assert_eq!(verdict.outcome(), Outcome::Unreachable);
        let bad = vec![with_status(build("one"), "FAILURE")];
        let (verdict, _) = play(limits(), |_, _| incomplete(bad.clone(), stopped_by));
        assert_eq!(verdict.outcome(), Outcome::Failure);
    }
    let odd = Build {
        status: Field::Unreadable,
        ..build("one")
    };
    let (verdict, _) = play(limits(), |_, _| list(vec![odd.clone()]));
    assert_eq!(verdict.outcome(), Outcome::Unreachable);
}
