//! Which build decides, poll after poll.

use super::*;
use crate::gate::testing::{build, commit_criteria, created_at, of_another_commit, with_status};
use crate::model::build::Field;

mod failures;

const EARLIER: &str = "2026-11-23T09:00:00Z";
const LATER: &str = "2026-11-23T10:00:00Z";

fn ended(id: &str, time: &str, status: &str) -> Build {
    with_status(created_at(id, time), status)
}

const fn list_time(at: Duration) -> ListTime {
    ListTime {
        at,
        is_stale: false,
        date: None,
    }
}

fn list(candidates: &mut Candidates, elapsed: u64, builds: Vec<Build>) {
    let elapsed = Duration::from_secs(elapsed);
    let time = list_time(elapsed);
    candidates.on_listing(time, builds, &commit_criteria(), true);
}

/// Shows these builds of a list that broke off.
fn ids(candidates: &Candidates) -> Vec<String> {
    let builds = candidates.builds().into_iter();
    builds.map(|build| build.id).collect()
}

fn list_a_part(candidates: &mut Candidates, elapsed: u64, builds: Vec<Build>) {
    let elapsed = Duration::from_secs(elapsed);
    let time = list_time(elapsed);
    candidates.observe_partial(time, builds, &commit_criteria());
}

fn after(polls: Vec<Vec<Build>>) -> (TargetStatus, Option<String>) {
    let mut candidates = Candidates::default();
    for (elapsed, builds) in (0..).zip(polls) {
        list(&mut candidates, elapsed, builds);
    }
    let deciding = candidates.deciding();
    (
        candidates.status(),
        deciding.map(|known| known.build.id.clone()),
    )
}

fn decides(polls: Vec<Vec<Build>>, status: TargetStatus, id: &str) {
    assert_eq!(after(polls), (status, Some(id.to_owned())));
}

#[test]
fn the_newest_decides_in_whatever_order_the_list_is() {
    let old = || ended("old", EARLIER, "SUCCESS");
    let new = || created_at("new", LATER);
    decides(vec![vec![old(), new()]], TargetStatus::Running, "new");
    decides(vec![vec![new(), old()]], TargetStatus::Running, "new");
    let zoned = ended("zoned", "2026-11-23T12:30:00+02:00", "SUCCESS");
    decides(vec![vec![zoned, new()]], TargetStatus::Succeeded, "zoned");
}

#[test]
fn more_candidates_than_can_be_remembered_never_decide() {
    let twin = |number: usize| ended(&number.to_string(), LATER, "SUCCESS");
    let twins = |count| (0..count).map(twin).collect::<Vec<_>>();
    let status = |polls| after(polls).0;
    assert_eq!(status(vec![twins(MAX_CANDIDATES)]), TargetStatus::Succeeded);
    let crowd = twins(MAX_CANDIDATES + 1);
    assert_eq!(status(vec![crowd.clone()]), TargetStatus::Running);
    assert_eq!(status(vec![crowd, twins(1)]), TargetStatus::Running);
}

#[test]
fn a_newest_build_that_is_no_longer_listed_still_decides() {
    let old = || ended("old", EARLIER, "SUCCESS");
    let new = || ended("new", LATER, "SUCCESS");
    decides(
        vec![vec![old(), new()], vec![old()]],
        TargetStatus::Missing,
        "new",
    );
    decides(vec![vec![new()], vec![]], TargetStatus::Missing, "new");
    decides(
        vec![vec![new()], vec![], vec![new()]],
        TargetStatus::Succeeded,
        "new",
    );
    let newer = created_at("newer", "2026-11-23T11:00:00Z");
    decides(
        vec![vec![new()], vec![newer]],
        TargetStatus::Running,
        "newer",
    );
}

#[test]
fn a_build_that_a_broken_list_showed_is_remembered() {
    let mut candidates = Candidates::default();
    list_a_part(&mut candidates, 0, vec![created_at("new", LATER)]);
    list(&mut candidates, 0, vec![ended("old", EARLIER, "SUCCESS")]);
    assert_eq!(candidates.status(), TargetStatus::Missing);
    list_a_part(&mut candidates, 0, vec![ended("new", LATER, "SUCCESS")]);
    assert_eq!(candidates.status(), TargetStatus::Succeeded);
}

#[test]
fn a_build_that_may_match_is_followed_until_it_is_known_not_to() {
    let old = || ended("old", EARLIER, "SUCCESS");
    let odd = || Build {
        sha: Field::Unreadable,
        ..ended("odd", LATER, "SUCCESS")
    };
    decides(vec![vec![odd(), old()]], TargetStatus::Running, "odd");
    decides(
        vec![vec![odd(), old()], vec![old()]],
        TargetStatus::Missing,
        "odd",
    );
    let other = of_another_commit(odd());
    decides(
        vec![vec![odd()], vec![other.clone(), old()]],
        TargetStatus::Succeeded,
        "old",
    );
    let certain = ended("odd", LATER, "FAILURE");
    decides(
        vec![vec![certain], vec![other, old()]],
        TargetStatus::Missing,
        "odd",
    );
}

#[test]
fn where_the_newest_cannot_be_told_all_candidates_must_have_succeeded() {
    for odd in ["", "yesterday", LATER] {
        let good = || ended("good", LATER, "SUCCESS");
        let running = || created_at("odd", odd);
        decides(vec![vec![good(), running()]], TargetStatus::Running, "odd");
        let failed = || ended("odd", odd, "CRASHED");
        let crashed = TargetStatus::Failed(FailureKind::Crashed);
        decides(vec![vec![failed(), good()]], crashed, "odd");
        let also_good = || ended("odd", odd, "SUCCESS");
        assert_eq!(
            after(vec![vec![also_good(), good()]]).0,
            TargetStatus::Succeeded
        );
        assert_eq!(
            after(vec![vec![also_good(), good()], vec![good()]]).0,
            TargetStatus::Missing
        );
    }
}

#[test]
fn a_created_at_that_changes_establishes_nothing() {
    let old = || ended("old", EARLIER, "SUCCESS");
    let moved = vec![
        vec![created_at("new", LATER)],
        vec![created_at("new", "2026-11-23T08:00:00Z"), old()],
    ];
    decides(moved, TargetStatus::Running, "new");
    let lost = vec![
        vec![created_at("new", LATER)],
        vec![created_at("new", "?"), old()],
    ];
    decides(lost, TargetStatus::Running, "new");
}

#[test]
fn the_newest_is_remembered_while_a_newer_one_is_in_doubt() {
    let old = || ended("old", EARLIER, "SUCCESS");
    let new = || created_at("new", LATER);
    let odd = || Build {
        sha: Field::Unreadable,
        ..created_at("odd", "2026-11-23T11:00:00Z")
    };
    let other = of_another_commit(odd());
    decides(
        vec![vec![new()], vec![odd(), new()], vec![other, old()]],
        TargetStatus::Missing,
        "new",
    );
}

#[test]
fn a_build_that_was_older_does_not_become_the_newest_by_another_created_at() {
    let old = || ended("old", EARLIER, "SUCCESS");
    let new = || created_at("new", LATER);
    let moved = ended("old", "2026-11-23T11:00:00Z", "SUCCESS");
    decides(
        vec![vec![new(), old()], vec![moved]],
        TargetStatus::Missing,
        "new",
    );
}

#[test]
fn of_the_older_builds_the_oldest_are_forgotten() {
    let start = Timestamp::parse(EARLIER).unwrap();
    let numbered = |number: usize| Build {
        created: start
            .before(Duration::from_secs(number.try_into().unwrap()))
            .map_or(Field::Absent, Field::Present),
        ..build(&number.to_string())
    };
    let mut candidates = Candidates::default();
    list(&mut candidates, 0, (0..2000).rev().map(numbered).collect());
    assert_eq!(candidates.builds.len(), MAX_REMEMBERED);
    assert_eq!(ids(&candidates), ["0"]);
    let oldest = candidates.builds.iter().map(|known| known.created).min();
    assert_eq!(oldest.flatten(), start.before(Duration::from_secs(199)));
}

#[test]
fn the_candidates_are_what_a_poll_must_read_again() {
    let mut candidates = Candidates::default();
    let undated = created_at("undated", "");
    let polls = vec![
        created_at("old", EARLIER),
        created_at("new", LATER),
        undated,
    ];
    list(&mut candidates, 0, polls);
    assert_eq!(ids(&candidates), ["new", "undated"]);
}

#[test]
fn what_once_matched_beyond_doubt_is_not_let_go_after_a_doubt() {
    let certain = || ended("one", LATER, "SUCCESS");
    let odd = Build {
        sha: Field::Unreadable,
        ..certain()
    };
    let other = of_another_commit(certain());
    decides(
        vec![vec![certain()], vec![odd], vec![other]],
        TargetStatus::Missing,
        "one",
    );
}

#[test]
fn a_newer_failure_outweighs_an_older_success() {
    let crashed = TargetStatus::Failed(FailureKind::Crashed);
    let polls = vec![vec![
        ended("new", LATER, "CRASHED"),
        ended("old", EARLIER, "SUCCESS"),
    ]];
    decides(polls, crashed, "new");
}

#[test]
fn a_field_that_decides_and_cannot_be_read_leaves_the_build_running() {
    let odd = Build {
        success: Field::Unreadable,
        ..with_status(build("odd"), "SUCCESS")
    };
    decides(vec![vec![odd]], TargetStatus::Running, "odd");
}
