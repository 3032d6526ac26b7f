//! Lists that are not complete: a cache's, one with an entry that cannot be read, one that
//! goes on. They say nothing of what they do not show.

use std::time::Duration;

use northflank_gate::gate::listing::{Listing, StopReason};
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::other_builds::OtherBuilds;
use test_support::FakeWorld;
use test_support::values::{behind, build, list, listing};

use super::{OTHER, holds_all};

const ARGUMENTS: [&str; 3] = ["--format=plain", "--interval=10s", "--timeout=2m"];

/// The exit code and the log of a run whose first list is complete, and all later ones are
/// not.
fn run(first: &str, later: &Listing, arguments: &[&str]) -> (u8, String) {
    let lists = [list(vec![]), list(vec![build("one", first)]), later.clone()];
    let mut world = FakeWorld::showing(lists.map(Ok).into());
    let code = world.push(&[&ARGUMENTS[..], arguments].concat());
    (code, world.log())
}

/// The kinds of lists without a build, each with what is said of it.
fn without_a_build() -> [(Listing, &'static str); 4] {
    let list = || list(vec![]);
    let stopped_by = |stopped_by| Listing {
        stopped_by,
        rest_cannot_decide: false,
        ..list()
    };
    [
        (
            Listing {
                age: Some(Duration::from_secs(3600)),
                ..list()
            },
            "the list is 1h old: a cache gave it (Age)",
        ),
        (
            Listing {
                unreadable: 1,
                ..list()
            },
            "1 entry of the list cannot be read in full",
        ),
        (
            stopped_by(StopReason::LostCursor),
            "the list goes on, and does not say where",
        ),
        (
            stopped_by(StopReason::PageLimit),
            "the list goes on after 10 pages (--max-pages), and the build that decides may follow",
        ),
    ]
}

#[test]
fn a_failure_is_not_undone_by_a_list_that_may_lack_it() {
    for (later, gap) in without_a_build() {
        let (code, log) = run("FAILURE", &later, &["--retry-grace=20s"]);
        assert_eq!(code, 1, "{log}");
        holds_all(&log, &["ended as FAILURE (build one)", gap]);
        assert!(!log.contains("not listed"), "{log}");
    }
}

#[test]
fn a_build_is_not_said_to_be_missing_by_a_list_that_may_lack_it() {
    for (later, gap) in without_a_build() {
        let (code, log) = run("BUILDING", &later, &[]);
        assert_eq!(code, 4, "{log}");
        let note = "  note: the build of 12c15e7 was last seen BUILDING (build one)\n";
        holds_all(&log, &[note, gap]);
        assert!(!log.contains("not listed"), "{log}");
        assert!(!log.contains("BUILDING for"), "{log}");
    }
}

#[test]
fn a_success_that_such_a_list_may_lack_opens_nothing() {
    for (later, gap) in without_a_build() {
        let (code, log) = run("SUCCESS", &later, &["--service-id=web"]);
        assert_eq!(code, 4, "{log}");
        holds_all(&log, &[gap]);
    }
}

/// A list that a cache gave, with one build.
fn stale(status: &str) -> Listing {
    Listing {
        age: Some(Duration::MAX),
        ..list(vec![build("one", status)])
    }
}

#[test]
fn what_a_cache_gives_takes_nothing_back_that_a_list_has_shown_since() {
    let (code, log) = run("FAILURE", &stale("BUILDING"), &["--retry-grace=20s"]);
    assert_eq!(code, 1, "{log}");
    assert!(!log.contains("one  BUILDING"), "{log}");
    let (code, log) = run("BUILDING", &stale("QUEUED"), &[]);
    assert_eq!(code, 4, "{log}");
    assert!(!log.contains("QUEUED"), "{log}");
}

#[test]
fn an_end_that_a_cache_shows_is_one() {
    let (code, log) = run("BUILDING", &stale("FAILURE"), &["--retry-grace=20s"]);
    assert_eq!(code, 1, "{log}");
    let lists = [stale("FAILURE"), stale("BUILDING")];
    let mut world = FakeWorld::showing(lists.map(Ok).into());
    let arguments = [&ARGUMENTS[..], &["--retry-grace=20s"]].concat();
    assert_eq!(world.push(&arguments), 1, "{}", world.log());
    // The failure was on the first page of a list that broke off.
    let mut world = FakeWorld::showing(vec![
        listing(vec![build("one", "BUILDING")]),
        Err(behind(vec![build("one", "FAILURE")])),
        Ok(stale("FAILURE")),
    ]);
    assert_eq!(world.push(&arguments), 1, "{}", world.log());
}

#[test]
fn an_absence_by_a_list_of_a_cache_has_the_hint_about_the_cache() {
    let another = Build {
        sha: Field::Present(OTHER.to_owned()),
        ..build("theirs", "BUILDING")
    };
    let stale = Listing {
        age: Some(Duration::from_secs(3600)),
        others: OtherBuilds {
            recent: vec![another],
            left_out: None,
        },
        ..list(vec![])
    };
    let mut world = FakeWorld::showing(vec![listing(vec![]), Ok(stale)]);
    let arguments = [&ARGUMENTS[..2], &["--timeout=15s"]].concat();
    assert_eq!(world.push(&arguments), 6);
    let hint = "  hint: see which proxy or cache stands between";
    holds_all(&world.log(), &["theirs of abababa", hint]);
}

#[test]
fn a_build_that_is_listed_again_is_timed_from_then_on() {
    let building = || listing(vec![build("one", "BUILDING")]);
    let mut world = FakeWorld::showing(vec![building(), listing(vec![]), building()]);
    world.push(&[&ARGUMENTS[..], &["--verbose"]].concat());
    let log = world.log();
    holds_all(
        &log,
        &[
            "0:20  one is listed as a match again\n",
            "0:30  one  BUILDING for 10s\n",
        ],
    );
}

#[test]
fn a_cache_does_not_say_whether_a_build_matches_where_a_list_has_said_it() {
    let of_another = Build {
        sha: Field::Present(OTHER.to_owned()),
        ..build("one", "FAILURE")
    };
    let another = Listing {
        age: Some(Duration::MAX),
        ..list(vec![of_another])
    };
    let (code, log) = run("FAILURE", &another, &["--retry-grace=20s"]);
    assert_eq!(code, 1, "{log}");
    // What a complete list lacks stays missing, whatever a cache shows.
    let lists = [
        list(vec![build("one", "FAILURE")]),
        list(vec![]),
        stale("FAILURE"),
    ];
    let mut world = FakeWorld::showing(lists.map(Ok).into());
    let arguments = [&ARGUMENTS[..2], &["--retry-grace=30s", "--timeout=50s"]].concat();
    assert_eq!(world.push(&arguments), 3, "{}", world.log());
    assert!(!world.log().contains("again"), "{}", world.log());
}
