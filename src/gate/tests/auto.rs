//! One target at the gate's own pace: what it knows of builds and of the
//! account decides when it looks, and nothing else.

use super::*;
use crate::gate::build::Status;
use crate::gate::history::PastBuild;
use crate::gate::look::FULL_PAGE;
use crate::gate::time::Timestamp;

fn auto() -> Limits {
    Limits {
        interval: Interval::Auto,
        ..limits()
    }
}

fn at(text: &str) -> Timestamp {
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

/// What a look shows of a build that was just created when the run started.
fn showing(now: Duration, status: &str) -> Sight {
    let Sight::Look(look) = list(vec![with_status(build("one"), status)]) else {
        panic!()
    };
    let hour = seconds(3600);
    Sight::Look(Look {
        date: at("2026-11-23T11:00:00Z").before(hour.saturating_sub(now)),
        past: past(),
        ..look
    })
}

/// The times of the looks at a build that goes through these statuses, each from
/// so many seconds on; the last is the one that sees it ended.
fn looks(stages: &[(u64, &str)]) -> Vec<f64> {
    let (verdict, scene) = play(auto(), |now, _| {
        let stage = stages.iter().rev().find(|(from, _)| seconds(*from) <= now);
        showing(now, stage.unwrap().1)
    });
    assert_eq!(verdict.because, Because::AllSucceeded);
    scene
        .looks
        .iter()
        .map(|(time, _)| time.as_secs_f64())
        .collect()
}

#[test]
fn looks_are_seldom_at_first_and_often_where_builds_end() {
    let looks = looks(&[(0, "BUILDING"), (297, "SUCCESS")]);
    let gaps: Vec<f64> = looks.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(
        gaps.iter().all(|gap| (1.0..=67.0).contains(gap)),
        "{gaps:?}"
    );
    assert!(looks.last().unwrap() - 297.0 < 6.0, "{looks:?}");
    assert!(looks.len() < 20, "{looks:?}");
    assert!(gaps[0] > 30.0, "{gaps:?}");
}

#[test]
fn time_spent_queued_is_not_time_spent_building() {
    let looks = looks(&[(0, "QUEUED"), (200, "BUILDING"), (497, "SUCCESS")]);
    assert!(looks.last().unwrap() - 497.0 < 8.0, "{looks:?}");
    assert!(looks.len() < 45, "{looks:?}");
}

#[test]
fn a_build_that_uploads_is_near_its_end() {
    let in_time = |middle: &str| {
        let looks = looks(&[(0, "BUILDING"), (60, middle), (190, "SUCCESS")]);
        let since = looks.iter().filter(|time| **time > 60.0).count();
        (since, looks.last().unwrap() - 190.0)
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
            let Sight::Look(look) = showing(now, "BUILDING") else {
                panic!()
            };
            Sight::Look(Look { date, ..look })
        };
        let mut scene = Scene::new(auto(), commit_criteria(), 1);
        scene.play(odd);
        let near: Vec<f64> = scene
            .looks
            .iter()
            .map(|(time, _)| time.as_secs_f64())
            .filter(|time| (270.0..310.0).contains(time))
            .collect();
        assert!(near.len() > 6, "{near:?}");
    }
}

#[test]
fn no_pause_is_shorter_than_a_second_or_past_the_deadline() {
    for status in ["QUEUED", "BUILDING", "UPLOADING", "SOMETHING"] {
        let (verdict, scene) = play(auto(), |now, _| showing(now, status));
        assert_eq!(verdict.because, Because::TimedOut);
        assert!(scene.elapsed <= seconds(1800));
        let looks = &scene.looks[..scene.looks.len() - 1];
        for pair in looks.windows(2) {
            let gap = pair[1].0.saturating_sub(pair[0].0);
            assert!(gap >= seconds(1), "{status}: {gap:?}");
            assert!(gap <= seconds(67), "{status}: {gap:?}");
        }
    }
}

#[test]
fn gates_that_start_together_drift_apart() {
    let second_look = |seed| {
        let target = Target {
            kind: TargetKind::Job,
            id: "api".to_owned(),
        };
        let mut gate = Gate::new(auto(), commit_criteria(), vec![target], seed);
        gate.next(Duration::ZERO);
        gate.observe(Duration::ZERO, 0, showing(Duration::ZERO, "BUILDING"));
        match gate.next(Duration::ZERO) {
            Next::Wait(wait) => wait,
            Next::Look(_) | Next::Finish(_) => panic!("no wait"),
        }
    };
    let mut times: Vec<Duration> = (0..20).map(second_look).collect();
    times.sort();
    times.dedup();
    assert_eq!(times.len(), 20);
    assert!(times[19] > times[0] + seconds(2), "{times:?}");
}

fn with_quota(remaining: u64, reset: u64) -> Sight {
    let Sight::Look(look) = running() else {
        panic!()
    };
    let quota = Quota {
        limit: 1000,
        remaining,
        reset: seconds(reset),
    };
    Sight::Look(Look {
        quota: Some(quota),
        ..look
    })
}

#[test]
fn little_left_makes_long_pauses_and_the_first_is_not_the_longest() {
    let (_, scene) = play(auto(), |now, _| with_quota(150, 3000 - now.as_secs()));
    let looks = scene.look_times();
    assert!((135..=150).contains(&looks[1]), "{looks:?}");
    assert!((405..=450).contains(&looks[2]), "{looks:?}");
    let mut scene = Scene::new(auto(), commit_criteria(), 1);
    scene.gate.next(Duration::ZERO);
    scene.gate.observe(Duration::ZERO, 0, with_quota(150, 3000));
    assert_eq!(scene.gate.thrift().unwrap().looks_each, Some(seconds(300)));
}

#[test]
fn at_the_reserve_the_next_window_is_waited_for_also_without_a_build() {
    for shows_build in [true, false] {
        let (_, scene) = play(auto(), |now, _| {
            let left = if now < seconds(600) { 100 } else { 1000 };
            let reset = if now < seconds(600) { 600 } else { 3600 };
            let Sight::Look(look) = with_quota(left, reset) else {
                panic!()
            };
            let builds = if shows_build {
                look.builds.clone()
            } else {
                vec![]
            };
            Sight::Look(Look { builds, ..look })
        });
        let looks = scene.look_times();
        assert!((600..=660).contains(&looks[1]), "{looks:?}");
    }
}

#[test]
fn the_last_look_before_the_deadline_is_taken_whatever_is_left() {
    let (verdict, scene) = play(auto(), |_, _| with_quota(0, 3600));
    assert_eq!(verdict.because, Because::TimedOut);
    assert_eq!(scene.look_times(), [0, 1799]);
}

/// A look at builds of other commits, that ended so.
fn others(end: End, in_order: bool) -> Sight {
    let Sight::Look(look) = list(vec![]) else {
        panic!()
    };
    Sight::Look(Look {
        end,
        in_order,
        newest: Some(at("2026-11-23T10:00:00Z")),
        depth: Some(7),
        ..look
    })
}

fn known_after(criteria: Criteria, looks: Vec<Sight>) -> (Option<Timestamp>, bool, u32) {
    let mut scene = Scene::new(auto(), criteria, 1);
    for look in looks {
        scene.gate.next(scene.elapsed);
        scene.gate.observe(scene.elapsed, 0, look);
        scene.elapsed += seconds(20);
    }
    let need = scene.gate.need(scene.elapsed, 0);
    (need.known, need.is_thorough, need.per_page)
}

#[test]
fn what_a_look_has_read_to_its_end_is_known() {
    let watermark = at("2026-11-23T09:50:00Z");
    let after = |looks| known_after(commit_criteria(), looks);
    assert_eq!(after(vec![]), (None, false, FULL_PAGE));
    for end in [End::LastPage, End::Limit] {
        let read = after(vec![others(end, true)]);
        assert_eq!(read, (Some(watermark), false, 34), "{end:?}");
    }
    let skipped = vec![others(End::LastPage, true), others(End::Known, true)];
    assert_eq!(after(skipped), (Some(watermark), true, 34));
    // In no order, or broken off: nothing is known.
    for (end, in_order) in [
        (End::LastPage, false),
        (End::Limit, false),
        (End::LostCursor, true),
    ] {
        assert_eq!(after(vec![others(end, in_order)]).0, None, "{end:?}");
    }
    let disorder = vec![others(End::LastPage, true), others(End::LastPage, false)];
    assert_eq!(after(disorder).0, None);
}

#[test]
fn a_prefix_counts_every_commit_so_nothing_is_known_of_it() {
    let prefix = Criteria {
        which: Which::Prefix(ShaPrefix::parse(&SHA[..7]).unwrap()),
        ..commit_criteria()
    };
    let read = known_after(prefix, vec![others(End::LastPage, true)]);
    assert_eq!(read, (None, false, FULL_PAGE));
}

#[test]
fn no_build_takes_a_look_that_reads_to_the_end() {
    let mut scene = Scene::new(auto(), commit_criteria(), 1);
    let mut whole = vec![];
    let verdict = loop {
        match scene.gate.next(scene.elapsed) {
            Next::Finish(verdict) => break verdict,
            Next::Wait(wait) => scene.wait(wait),
            Next::Look(target) => {
                assert!(whole.len() < 1000, "{whole:?}");
                let reads_all = scene.gate.need(scene.elapsed, target).known.is_none();
                whole.push((scene.elapsed.as_secs(), reads_all));
                let end = if reads_all { End::LastPage } else { End::Known };
                scene.gate.observe(scene.elapsed, target, others(end, true));
            }
        }
    };
    assert_eq!(verdict.outcome(), Outcome::NoBuild);
    let (first, rest) = whole.split_first().unwrap();
    let (last, between) = rest.split_last().unwrap();
    assert_eq!((*first, *last), ((0, true), (300, true)));
    assert!(
        between.len() > 10 && between.iter().all(|(_, all)| !all),
        "{whole:?}"
    );
}

#[test]
fn a_look_that_ends_at_what_is_known_is_no_word_on_a_build_that_never_came() {
    let (verdict, _) = play(auto(), |now, _| {
        let end = if now.is_zero() {
            End::LastPage
        } else {
            End::Known
        };
        others(end, true)
    });
    // Only looks that read to the end count: here none does after the first.
    assert_eq!(
        verdict.because,
        Because::NoBuild {
            limit: AppearLimit::Timeout
        }
    );
}

#[test]
fn a_followed_build_takes_a_short_page() {
    let shown = |depth| {
        let Sight::Look(look) = running() else {
            panic!()
        };
        let need = known_after(commit_criteria(), vec![Sight::Look(Look { depth, ..look })]);
        assert_eq!(need.0, None);
        need.2
    };
    assert_eq!(shown(Some(2)), 24);
    assert_eq!(shown(Some(70)), FULL_PAGE);
    assert_eq!(shown(None), FULL_PAGE);
}

#[test]
fn statuses_that_nobody_knows_have_a_pace_too() {
    let odd = Build {
        status: Field::Present(Status::from_word("HIBERNATING")),
        ..build("one")
    };
    let (verdict, scene) = play(auto(), |_, _| list(vec![odd.clone()]));
    assert_eq!(verdict.because, Because::TimedOut);
    assert!(scene.looks.len() > 30);
}

#[test]
fn only_a_list_in_order_is_asked_for_a_short_page() {
    let shown = |in_order| {
        let Sight::Look(look) = showing(Duration::ZERO, "BUILDING") else {
            panic!()
        };
        Sight::Look(Look {
            in_order,
            depth: Some(2),
            ..look
        })
    };
    let per_page = |in_order| known_after(commit_criteria(), vec![shown(in_order)]).2;
    assert_eq!(per_page(true), 24);
    assert_eq!(per_page(false), FULL_PAGE);
}

#[test]
fn a_build_that_is_missed_at_what_is_known_is_looked_for_at_once() {
    // The second look begins before the time is over, and ends after it.
    let limits = Limits {
        appear_timeout: seconds(20),
        ..auto()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    assert_eq!(scene.gate.next(Duration::ZERO), Next::Look(0));
    let all = others(End::LastPage, true);
    scene.gate.observe(Duration::ZERO, 0, all);
    assert_eq!(scene.gate.next(seconds(19)), Next::Look(0));
    let rest_is_known = others(End::Known, true);
    scene.gate.observe(seconds(21), 0, rest_is_known);
    assert_eq!(scene.gate.next(seconds(21)), Next::Wait(seconds(1)));
    assert_eq!(scene.gate.need(seconds(22), 0).known, None);
}

#[test]
fn a_list_that_is_never_whole_is_not_looked_at_each_second() {
    let limits = Limits {
        appear_timeout: seconds(20),
        ..auto()
    };
    let (_, scene) = play(limits, |now, _| match now.as_secs() {
        0 => others(End::LastPage, true),
        1..=20 => others(End::Known, true),
        _ => others(End::Limit, false),
    });
    assert_eq!(scene.elapsed, seconds(1800));
    assert!(scene.look_times().len() < 130, "{:?}", scene.look_times());
}
