//! One target at the gate's own pace: what it knows of builds and of the
//! account decides when it polls, and nothing else.

use super::*;
use crate::model::build::Status;
use crate::model::timestamp::Timestamp;
use crate::pacing::history::PastBuild;

pub(super) fn auto() -> Limits {
    Limits {
        interval: Interval::Auto,
        ..limits()
    }
}

pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Ten builds of some five minutes.
fn past() -> Vec<PastBuild> {
    let ended = |number: u64| {
        let end = at("2026-11-23T09:05:00Z");
        let early = Duration::from_secs(number * 2);
        let build = with_status(
            created_at(&format!("past-{number}"), "2026-11-23T09:00:00Z"),
            "SUCCESS",
        );
        PastBuild::of(&Build {
            concluded_at: end.before(early),
            ..build
        })
    };
    (0..10).filter_map(ended).collect()
}

/// What a poll shows of a build that was just created when the run started.
pub(super) fn showing(now: Duration, status: &str) -> PollResult {
    let Ok(listing) = list(vec![with_status(build("one"), status)]) else {
        panic!()
    };
    let hour = seconds(3600);
    Ok(Listing {
        date: at("2026-11-23T11:00:00Z").before(hour.saturating_sub(now)),
        past: past(),
        ..listing
    })
}

/// The times of the polls of a build that goes through these statuses, each from
/// each that many seconds on; the last is the one that sees it ended.
fn polls(stages: &[(u64, &str)]) -> Vec<f64> {
    let (verdict, scene) = play(auto(), |now, _| {
        let stage = stages.iter().rev().find(|(from, _)| seconds(*from) <= now);
        showing(now, stage.unwrap().1)
    });
    assert_eq!(verdict.reason, Reason::AllSucceeded);
    scene
        .polls
        .iter()
        .map(|(time, _)| time.as_secs_f64())
        .collect()
}

#[test]
fn looks_are_seldom_at_first_and_often_where_builds_end() {
    let polls = polls(&[(0, "BUILDING"), (297, "SUCCESS")]);
    let gaps: Vec<f64> = polls.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(
        gaps.iter().all(|gap| (1.0..=67.0).contains(gap)),
        "{gaps:?}"
    );
    assert!(polls.last().unwrap() - 297.0 < 6.0, "{polls:?}");
    assert!(polls.len() < 20, "{polls:?}");
    assert!(gaps[0] > 30.0, "{gaps:?}");
}

#[test]
fn time_spent_queued_is_not_time_spent_building() {
    let polls = polls(&[(0, "QUEUED"), (200, "BUILDING"), (497, "SUCCESS")]);
    assert!(polls.last().unwrap() - 497.0 < 8.0, "{polls:?}");
    assert!(polls.len() < 45, "{polls:?}");
}

#[test]
fn a_build_that_uploads_is_near_its_end() {
    let in_time = |middle: &str| {
        let polls = polls(&[(0, "BUILDING"), (60, middle), (190, "SUCCESS")]);
        let since = polls.iter().filter(|time| **time > 60.0).count();
        (since, polls.last().unwrap() - 190.0)
    };
    assert!(in_time("UPLOADING").0 > in_time("BUILDING").0 + 2);
    assert!(in_time("UPLOADING").1 < 12.0);
}

#[test]
fn a_clock_that_makes_no_sense_makes_the_build_new() {
    for date in [
        None,
        Some(at("2026-11-23T09:00:00Z")),
        Some(at("2026-11-25T10:00:00Z")),
    ] {
        let odd = |now: Duration, _| {
            let Ok(listing) = showing(now, "BUILDING") else {
                panic!()
            };
            Ok(Listing { date, ..listing })
        };
        let mut scene = Scene::new(auto(), commit_criteria(), 1);
        scene.play(odd);
        let near: Vec<f64> = scene
            .polls
            .iter()
            .map(|(time, _)| time.as_secs_f64())
            .filter(|time| (270.0..310.0).contains(time))
            .collect();
        assert!(near.len() > 6, "{near:?}");
    }
}

#[test]
fn no_interval_is_shorter_than_a_second_or_past_the_deadline() {
    for status in ["QUEUED", "BUILDING", "UPLOADING", "SOMETHING"] {
        let (verdict, scene) = play(auto(), |now, _| showing(now, status));
        assert_eq!(verdict.reason, Reason::TimedOut);
        assert!(scene.elapsed <= seconds(1800));
        let polls = &scene.polls[..scene.polls.len() - 1];
        for pair in polls.windows(2) {
            let gap = pair[1].0.saturating_sub(pair[0].0);
            assert!(gap >= seconds(1), "{status}: {gap:?}");
            assert!(gap <= seconds(67), "{status}: {gap:?}");
        }
    }
}

#[test]
fn gates_that_start_together_drift_apart() {
    let second_poll = |seed| {
        let target = Target {
            kind: TargetKind::Job,
            id: "api".to_owned(),
        };
        let mut gate = Gate::new(auto(), commit_criteria(), vec![target], seed);
        gate.next(Duration::ZERO);
        gate.observe(Duration::ZERO, 0, showing(Duration::ZERO, "BUILDING"));
        match gate.next(Duration::ZERO) {
            Next::Wait { until, .. } => until,
            Next::Poll { .. } | Next::Finish(_) => panic!("no wait"),
        }
    };
    let mut times: Vec<Duration> = (0..20).map(second_poll).collect();
    times.sort();
    times.dedup();
    assert_eq!(times.len(), 20);
    assert!(times[19] > times[0] + seconds(2), "{times:?}");
}

fn with_quota(remaining: u64, reset: u64) -> PollResult {
    let Ok(listing) = running() else { panic!() };
    let quota = Quota {
        limit: 1000,
        remaining,
        resets_in: seconds(reset),
    };
    Ok(Listing {
        quota: Some(quota),
        ..listing
    })
}

#[test]
fn little_left_makes_long_intervals_and_the_first_is_not_the_longest() {
    let (_, scene) = play(auto(), |now, _| with_quota(150, 3000 - now.as_secs()));
    let polls = scene.poll_times();
    assert!((135..=150).contains(&polls[1]), "{polls:?}");
    assert!((405..=450).contains(&polls[2]), "{polls:?}");
    let mut scene = Scene::new(auto(), commit_criteria(), 1);
    scene.gate.next(Duration::ZERO);
    scene.gate.observe(Duration::ZERO, 0, with_quota(150, 3000));
    let throttle = throttled(&scene.gate.next(Duration::ZERO)).unwrap();
    assert!(
        matches!(throttle, Throttle::Stretched { interval, .. } if interval == seconds(300)),
        "{throttle:?}"
    );
}

#[test]
fn at_the_reserve_the_next_window_is_waited_for_also_without_a_build() {
    for shows_build in [true, false] {
        let (_, scene) = play(auto(), |now, _| {
            let left = if now < seconds(600) { 100 } else { 1000 };
            let reset = if now < seconds(600) { 600 } else { 3600 };
            let Ok(listing) = with_quota(left, reset) else {
                panic!()
            };
            let builds = if shows_build {
                listing.builds.clone()
            } else {
                vec![]
            };
            Ok(Listing { builds, ..listing })
        });
        let polls = scene.poll_times();
        assert!((600..=660).contains(&polls[1]), "{polls:?}");
    }
}

#[test]
fn the_last_poll_before_the_deadline_is_taken_whatever_is_left() {
    let (verdict, scene) = play(auto(), |_, _| with_quota(0, 3600));
    assert_eq!(verdict.reason, Reason::TimedOut);
    assert_eq!(scene.poll_times(), [0, 1799]);
}

#[test]
fn statuses_that_nobody_knows_have_a_pace_too() {
    let odd = Build {
        status: Field::Present(Status::from_word("HIBERNATING")),
        ..build("one")
    };
    let (verdict, scene) = play(auto(), |_, _| list(vec![odd.clone()]));
    assert_eq!(verdict.reason, Reason::TimedOut);
    assert!(scene.polls.len() > 30);
}

#[test]
fn a_first_poll_of_many_pages_makes_no_interval_longer_where_the_next_takes_one() {
    let times = |requests| {
        let (_, scene) = play(auto(), |now, _| {
            let Ok(listing) = list(vec![]) else { panic!() };
            Ok(Listing {
                stopped_by: if now.is_zero() {
                    StopReason::LastPage
                } else {
                    StopReason::HighWaterMark
                },
                newest: Some(at("2026-11-23T10:00:00Z")),
                requests: if now.is_zero() { requests } else { 1 },
                ..listing
            })
        });
        scene.poll_times()
    };
    assert_eq!(times(10), times(1));
}
