//! What a poll must read, by what the polls before it have read.

use super::auto::{at, auto};
use super::*;
use crate::model::timestamp::Timestamp;

/// A poll of builds of other commits, that ended so.
fn others(stopped_by: StopReason, rest_cannot_decide: bool) -> PollResult {
    let Ok(listing) = list(vec![]) else { panic!() };
    Ok(Listing {
        stopped_by,
        rest_cannot_decide,
        newest: Some(at("2026-11-23T10:00:00Z")),
        ..listing
    })
}

fn known_after(criteria: Criteria, polls: Vec<PollResult>) -> (Option<Timestamp>, bool) {
    let mut scene = Scene::new(auto(), criteria, 1);
    for listing in polls {
        scene.gate.next(scene.elapsed);
        scene.gate.observe(scene.elapsed, 0, listing);
        scene.elapsed += seconds(20);
    }
    let query = scene.gate.query(scene.elapsed, 0);
    (query.stop_before, query.reads_on_after_match)
}

#[test]
fn what_a_poll_has_read_to_its_end_is_known() {
    let watermark = at("2026-11-23T09:50:00Z");
    let after = |polls| known_after(commit_criteria(), polls);
    assert_eq!(after(vec![]), (None, false));
    for stopped_by in [StopReason::LastPage, StopReason::PageLimit] {
        let read = after(vec![others(stopped_by, true)]);
        assert_eq!(read, (Some(watermark), false), "{stopped_by:?}");
    }
    let skipped = vec![
        others(StopReason::LastPage, true),
        others(StopReason::HighWaterMark, true),
    ];
    assert_eq!(after(skipped), (Some(watermark), true));
    // In no order, or broken off: nothing is known.
    for (stopped_by, rest_cannot_decide) in [
        (StopReason::LastPage, false),
        (StopReason::PageLimit, false),
        (StopReason::LostCursor, true),
    ] {
        assert_eq!(
            after(vec![others(stopped_by, rest_cannot_decide)]).0,
            None,
            "{stopped_by:?}"
        );
    }
    let disorder = vec![
        others(StopReason::LastPage, true),
        others(StopReason::LastPage, false),
    ];
    assert_eq!(after(disorder).0, None);
}

#[test]
fn a_prefix_stops_at_what_is_known_even_when_its_build_is_followed() {
    let watermark = Some(at("2026-11-23T09:50:00Z"));
    let after = |criteria: Criteria, stopped_by| {
        let Ok(listing) = list(vec![build("wanted")]) else {
            panic!()
        };
        let newest = Some(at("2026-11-23T10:00:00Z"));
        known_after(
            criteria,
            vec![Ok(Listing {
                stopped_by,
                newest,
                ..listing
            })],
        )
        .0
    };
    assert_eq!(after(prefix_criteria(), StopReason::LastPage), watermark);
    assert_eq!(after(prefix_criteria(), StopReason::Sufficient), None);
    assert_eq!(after(commit_criteria(), StopReason::LastPage), None);
    // Before it has appeared, too.
    let read = known_after(prefix_criteria(), vec![others(StopReason::LastPage, true)]);
    assert_eq!(read.0, watermark);
}

#[test]
fn a_followed_prefix_stops_at_what_is_known_when_the_time_to_appear_is_over() {
    let mut scene = Scene::new(auto(), prefix_criteria(), 1);
    scene.gate.next(Duration::ZERO);
    let Ok(listing) = list(vec![build("wanted")]) else {
        panic!()
    };
    let listing = Ok(Listing {
        newest: Some(at("2026-11-23T10:00:00Z")),
        ..listing
    });
    scene.gate.observe(Duration::ZERO, 0, listing);
    assert!(scene.gate.query(seconds(600), 0).stop_before.is_some());
}

#[test]
fn no_build_takes_a_poll_that_reads_to_the_end() {
    let mut scene = Scene::new(auto(), commit_criteria(), 1);
    let mut whole = vec![];
    let verdict = loop {
        match scene.gate.next(scene.elapsed) {
            Next::Finish(verdict) => break *verdict,
            Next::Wait { until, .. } => scene.wait(until.saturating_sub(scene.elapsed)),
            Next::Poll { query, .. } => {
                assert!(whole.len() < 1000, "{whole:?}");
                let reads_all = query.stop_before.is_none();
                whole.push((scene.elapsed.as_secs(), reads_all));
                let stopped_by = if reads_all {
                    StopReason::LastPage
                } else {
                    StopReason::HighWaterMark
                };
                scene
                    .gate
                    .observe(scene.elapsed, query.target, others(stopped_by, true));
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
fn a_poll_that_ends_at_what_is_known_is_no_word_on_a_build_that_never_came() {
    let (verdict, _) = play(auto(), |now, _| {
        let stopped_by = if now.is_zero() {
            StopReason::LastPage
        } else {
            StopReason::HighWaterMark
        };
        others(stopped_by, true)
    });
    // Only polls that read to the end count: here none does after the first.
    assert_eq!(
        verdict.reason,
        Reason::NoBuild {
            limit: AppearLimit::Timeout
        }
    );
}

#[test]
fn a_build_that_is_missed_at_what_is_known_is_looked_for_at_once() {
    // The second poll begins before the time is over, and ends after it.
    let limits = Limits {
        appear_timeout: seconds(20),
        ..auto()
    };
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    assert_eq!(polled(&scene.gate.next(Duration::ZERO)), Some(0));
    let all = others(StopReason::LastPage, true);
    scene.gate.observe(Duration::ZERO, 0, all);
    assert_eq!(polled(&scene.gate.next(seconds(19))), Some(0));
    let rest_is_read = others(StopReason::HighWaterMark, true);
    scene.gate.observe(seconds(21), 0, rest_is_read);
    assert!(
        matches!(scene.gate.next(seconds(21)), Next::Wait { until, .. } if until == seconds(22))
    );
    assert_eq!(scene.gate.query(seconds(22), 0).stop_before, None);
}

#[test]
fn a_list_that_is_never_whole_is_not_looked_at_each_second() {
    let limits = Limits {
        appear_timeout: seconds(20),
        ..auto()
    };
    let (_, scene) = play(limits, |now, _| match now.as_secs() {
        0 => others(StopReason::LastPage, true),
        1..=20 => others(StopReason::HighWaterMark, true),
        _ => others(StopReason::PageLimit, false),
    });
    assert_eq!(scene.elapsed, seconds(1800));
    assert!(scene.poll_times().len() < 130, "{:?}", scene.poll_times());
}

#[test]
fn what_is_dated_ahead_of_the_clock_is_not_the_newest_that_was_read() {
    let query = query(commit_criteria(), vec![]);
    let newest = |date: Option<&str>| {
        let mut pages = ListingBuilder::new(&query, date.and_then(Timestamp::parse));
        let ahead = created_at("ahead", "2099-01-01T00:00:00Z");
        pages.add(
            vec![
                ahead,
                build("one"),
                of_another_commit(created_at("old", "2026-11-23T09:00:00Z")),
            ],
            0,
        );
        pages
            .into_listing(StopReason::LastPage, None, None, 1)
            .newest
    };
    let wanted = build("one").created.into_value();
    assert_eq!(newest(Some("2026-11-23T10:00:00Z")), wanted);
    assert_eq!(newest(Some("2026-11-23T11:00:00Z")), wanted);
    assert!(newest(Some("2026-11-23T09:59:59Z")) < wanted);
    assert_eq!(newest(None), None);
}
