//! What is remembered of one target, as far as it makes its intervals.

use super::*;
use crate::gate::tracker::Tracker;
use crate::model::timestamp::Timestamp;
use crate::pacing::history::{History, PastBuild};
use crate::pacing::progress;

/// A target, and the builds of its past.
struct Watched {
    tracker: Tracker,
    history: History,
}

/// A target of which these polls were had, at these times.
fn watched(polls: Vec<(u64, Listing)>) -> Watched {
    let mut tracker = Tracker::default();
    let mut history = History::default();
    for (round, (time, listing)) in (1..).zip(polls) {
        history.add(listing.past.clone());
        tracker.on_listing(seconds(time), round, listing, &commit_criteria());
    }
    Watched { tracker, history }
}

fn interval(watched: &Watched, elapsed: u64) -> Duration {
    let criteria = commit_criteria();
    let polled = watched.tracker.polled_target(0, &criteria);
    let estimate = watched.history.estimate(polled.branch);
    let elapsed = seconds(elapsed);
    progress::target_interval(polled.progress, &estimate, elapsed, 1.0, seconds(300), 0.5)
}

/// A poll that shows these builds, and that past ones took so long.
fn listing(builds: Vec<Build>, past: &[(&str, u64)]) -> Listing {
    let Ok(listing) = list(builds) else { panic!() };
    Listing {
        past: past
            .iter()
            .flat_map(|(branch, took)| ten_builds(branch, *took))
            .collect(),
        ..listing
    }
}

fn ten_builds(branch: &str, took: u64) -> impl Iterator<Item = PastBuild> {
    let end = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
    (0..10).filter_map(move |number| {
        let created = end.before(seconds(took + number)).unwrap().to_string();
        let build = on(branch, created_at(&format!("{branch}-{number}"), &created));
        PastBuild::of(&Build {
            concluded_at: Some(end),
            ..with_status(build, "SUCCESS")
        })
    })
}

fn on(branch: &str, build: Build) -> Build {
    Build {
        branch: Field::Present(branch.to_owned()),
        ..build
    }
}

#[test]
fn a_field_that_cannot_be_read_of_a_build_that_is_older_than_the_match_spoils_nothing() {
    let incomplete_for = |criteria: Criteria, created: Field<Timestamp>| {
        let odd = Build {
            id: "odd".to_owned(),
            sha: Field::Unreadable,
            created,
            ..build("odd")
        };
        let ended = with_status(created_at("wanted", "2026-11-23T10:00:00Z"), "SUCCESS");
        let single_round = Limits {
            timeout: Duration::ZERO,
            ..limits()
        };
        let mut scene = Scene::new(single_round, criteria, 1);
        let verdict = scene.play(|_, _| list(vec![ended.clone(), odd.clone()]));
        verdict.outcome() != Outcome::Success
    };
    let incomplete = |created| incomplete_for(commit_criteria(), created);
    let at = |time| Field::Present(Timestamp::parse(time).unwrap());
    assert!(!incomplete(at("2026-11-23T09:59:59Z")));
    assert!(incomplete(at("2026-11-23T10:00:00Z")));
    assert!(incomplete(at("2026-11-23T10:00:01Z")));
    assert!(incomplete(Field::Absent));
    assert!(incomplete(Field::Unreadable));
    // It may be of another commit that a prefix fits.
    assert!(incomplete_for(
        prefix_criteria(),
        at("2026-11-23T09:59:59Z")
    ));
}

#[test]
fn a_build_is_timed_by_those_of_its_own_branch() {
    let past = [("main", 300), ("docs", 60)];
    let at_once = |branch| watched(vec![(20, listing(vec![on(branch, build("one"))], &past))]);
    let (main, docs) = (
        interval(&at_once("main"), 20),
        interval(&at_once("docs"), 20),
    );
    assert!(main > docs, "{main:?} {docs:?}");
    // It makes no difference that the past was known before.
    for (branch, expected) in [("main", main), ("docs", docs)] {
        let known = watched(vec![
            (0, listing(vec![], &past)),
            (20, listing(vec![on(branch, build("one"))], &past)),
        ]);
        assert_eq!(interval(&known, 20), expected, "{branch}");
    }
}

#[test]
fn what_is_learnt_of_the_past_counts_for_a_build_that_runs() {
    let past = [("main", 60)];
    let running = || vec![build("one")];
    let from_the_start = watched(vec![
        (0, listing(running(), &past)),
        (20, listing(running(), &past)),
    ]);
    let later = watched(vec![
        (0, listing(running(), &[])),
        (20, listing(running(), &past)),
    ]);
    assert_eq!(interval(&later, 20), interval(&from_the_start, 20));
}

#[test]
fn a_build_that_takes_over_has_its_own_age() {
    let past = [("main", 300)];
    let newer = created_at("two", "2026-11-23T10:05:00Z");
    let both = vec![build("one"), newer.clone()];
    let seen_twice = watched(vec![
        (0, listing(vec![build("one")], &past)),
        (200, listing(both, &past)),
    ]);
    let alone = watched(vec![(200, listing(vec![newer], &past))]);
    assert_eq!(interval(&seen_twice, 200), interval(&alone, 200));
}

#[test]
fn a_build_that_is_not_listed_for_once_grows_older_all_the_same() {
    let past = [("main", 300)];
    let seen = |again: Vec<Build>| {
        watched(vec![
            (0, listing(vec![build("one")], &past)),
            (200, listing(again, &past)),
        ])
    };
    let missing = seen(vec![]);
    assert_eq!(missing.tracker.status(), TargetStatus::Missing);
    assert_eq!(
        interval(&missing, 200),
        interval(&seen(vec![build("one")]), 200)
    );
}

#[test]
fn after_a_failure_a_retry_is_looked_for_as_though_it_began_now() {
    let past = [("main", 300)];
    let failed = with_status(build("one"), "FAILURE");
    let seen_twice = watched(vec![
        (0, listing(vec![build("one")], &past)),
        (200, listing(vec![failed], &past)),
    ]);
    let nothing = watched(vec![(200, listing(vec![], &past))]);
    assert_eq!(interval(&seen_twice, 200), interval(&nothing, 200));
    assert_ne!(
        interval(&seen_twice, 200),
        interval(&watched(vec![(0, listing(vec![build("one")], &past))]), 200)
    );
}
