//! When pages are enough, and what is kept of them.

use super::*;
use crate::gate::criteria::Criteria;
use crate::gate::testing::{
    SHA, build, commit_criteria, created_at, of_another_commit, prefix_criteria, query, with_status,
};
use crate::model::build::Field;
use crate::model::commit::Sha;

mod copies;

fn older() -> Build {
    of_another_commit(created_at("older", "2026-11-23T09:00:00Z"))
}

fn wanted() -> Build {
    created_at("wanted", "2026-11-23T10:00:00Z")
}

fn enough(builds: Vec<Build>, unreadable: usize, followed: &[&str]) -> bool {
    let query = query(
        commit_criteria(),
        followed.iter().map(|&id| id.to_owned()).collect(),
    );
    let mut pages = ListingBuilder::new(&query, None);
    pages.add(builds, unreadable);
    pages.is_sufficient()
}

fn listing(pages: Vec<Vec<Build>>, stopped_by: StopReason) -> Listing {
    let query = query(commit_criteria(), vec![]);
    let mut read = ListingBuilder::new(&query, None);
    for page in pages {
        read.add(page, 0);
    }
    read.into_listing(stopped_by, None, None, 1)
}

#[test]
fn a_sorted_list_is_enough_once_the_match_and_the_followed_build_were_read() {
    assert!(enough(vec![wanted(), older()], 0, &[]));
    assert!(enough(vec![wanted(), older()], 0, &["wanted"]));
    assert!(!enough(vec![wanted(), older()], 0, &["another"]));
    assert!(!enough(vec![older()], 0, &[]));
    assert!(!enough(vec![], 0, &[]));
}

#[test]
fn a_list_in_any_other_order_is_never_enough() {
    assert!(!enough(vec![older(), wanted()], 0, &[]));
    let between = of_another_commit(created_at("between", "2026-11-23T09:30:00Z"));
    assert!(!enough(vec![wanted(), older(), between], 0, &[]));
    let undated = Build {
        created: Field::Absent,
        ..build("undated")
    };
    assert!(!enough(vec![wanted(), undated, older()], 0, &[]));
    assert!(!enough(vec![wanted(), older()], 1, &[]));
}

#[test]
fn a_twin_of_the_same_age_may_stand_on_the_next_page() {
    assert!(!enough(vec![wanted()], 0, &[]));
    let no_newer_follows = |builds| listing(vec![builds], StopReason::PageLimit).rest_cannot_decide;
    assert!(!no_newer_follows(vec![wanted()]));
    assert!(no_newer_follows(vec![wanted(), older()]));
    assert!(no_newer_follows(vec![older()]));
    assert!(!no_newer_follows(vec![older(), wanted()]));
}

#[test]
fn order_is_kept_across_pages() {
    assert!(
        listing(
            vec![vec![wanted()], vec![older()], vec![older()]],
            StopReason::LastPage
        )
        .rest_cannot_decide
    );
    assert!(!listing(vec![vec![older()], vec![wanted()]], StopReason::LastPage).rest_cannot_decide);
}

#[test]
fn builds_that_cannot_matter_are_not_kept_and_no_match_is_taken_for_one() {
    let numbered = |number: u32| Build {
        id: format!("quiet-hill-{number}"),
        ..wanted()
    };
    let others = (0..500).map(|number| of_another_commit(numbered(number)));
    let read = listing(
        vec![others.collect(), (500..700).map(numbered).collect()],
        StopReason::LastPage,
    );
    assert_eq!((read.builds.len(), read.unreadable), (200, 0));
}

#[test]
fn what_is_beyond_the_memory_of_a_poll_counts_as_unreadable() {
    let numbered = |number: usize| Build {
        id: number.to_string(),
        ..wanted()
    };
    let read = listing(
        vec![(0..=MAX_BUILDS).map(numbered).collect()],
        StopReason::LastPage,
    );
    assert_eq!((read.builds.len(), read.unreadable), (MAX_BUILDS, 1));
}

#[test]
fn a_match_without_a_date_says_nothing_of_what_follows_the_limit() {
    let copies = |created: &str| vec![vec![wanted()], vec![created_at("wanted", created)]];
    let no_newer_follows = |pages| listing(pages, StopReason::PageLimit).rest_cannot_decide;
    assert!(no_newer_follows(
        copies("2026-11-23T10:00:00Z")
            .into_iter()
            .chain([vec![older()]])
            .collect()
    ));
    assert!(!no_newer_follows(copies("2026-11-23T08:00:00Z")));
}

#[test]
fn a_build_that_is_another_by_now_is_as_good_as_none() {
    let query = query(commit_criteria(), vec!["wanted".to_owned()]);
    let mut pages = ListingBuilder::new(&query, None);
    pages.add(vec![of_another_commit(wanted()), older()], 0);
    assert!(pages.has_no_match());
    pages.add(vec![created_at("again", "2026-11-23T08:00:00Z")], 0);
    assert!(!pages.has_no_match());
}

#[test]
fn a_prefix_counts_every_copy_of_every_build() {
    let prefix = Criteria {
        branch: Some("main".to_owned()),
        ..prefix_criteria()
    };
    let twin = format!("{}{}", &SHA[..8], "0".repeat(32));
    let of_twin = |build: Build| Build {
        sha: Field::Present(twin.clone()),
        ..build
    };
    let commits = |pages: Vec<Vec<Build>>| {
        let query = query(prefix.clone(), vec!["wanted".to_owned()]);
        let mut read = ListingBuilder::new(&query, None);
        for page in pages {
            read.add(page, 0);
        }
        read.into_listing(StopReason::LastPage, None, None, 1)
            .commits
    };
    let both = [&twin, SHA].map(|sha| Sha::parse(sha).unwrap());
    let copies = vec![
        vec![of_another_commit(wanted())],
        vec![of_twin(wanted())],
        vec![wanted()],
    ];
    assert!(commits(copies).iter().eq(&both));
    // Two say enough.
    let third = Build {
        sha: Field::Present(format!("{}{}", &SHA[..8], "1".repeat(32))),
        ..wanted()
    };
    let three = vec![of_twin(wanted()), wanted(), third];
    assert!(commits(vec![three]).iter().eq(&both));
    // Also where no filter lets it through.
    let elsewhere = Build {
        branch: Field::Absent,
        ..of_twin(older())
    };
    assert!(commits(vec![vec![wanted(), elsewhere]]).iter().eq(&both));
    assert!(commits(vec![vec![wanted(), older()]]).iter().eq(&both[1..]));
}

#[test]
fn a_prefix_is_enough_only_where_no_unread_page_could_hold_another_commit() {
    let enough = |known: Option<&str>| {
        let query = ListQuery {
            stop_before: known.and_then(Timestamp::parse),
            ..query(prefix_criteria(), vec!["wanted".to_owned()])
        };
        let mut pages = ListingBuilder::new(&query, None);
        pages.add(vec![wanted(), older()], 0);
        pages.is_sufficient()
    };
    assert!(!enough(None));
    assert!(!enough(Some("2026-11-23T08:30:00Z")));
    assert!(!enough(Some("2026-11-23T09:00:00Z")));
    assert!(enough(Some("2026-11-23T09:30:00Z")));
}

#[test]
fn the_high_water_mark_is_reached_where_nothing_matches_and_what_follows_is_known() {
    let known = "2026-11-23T09:30:00Z";
    let reached = |known: &str, must_include: &[&str], builds: Vec<Build>| {
        let must_include = must_include.iter().map(|&id| id.to_owned()).collect();
        let query = ListQuery {
            stop_before: Timestamp::parse(known),
            ..query(commit_criteria(), must_include)
        };
        let mut pages = ListingBuilder::new(&query, None);
        pages.add(builds, 0);
        pages.reached_high_water_mark()
    };
    assert!(reached(known, &[], vec![older()]));
    assert!(!reached(known, &["older"], vec![older()]));
    assert!(!reached(known, &[], vec![wanted(), older()]));
    assert!(!reached("2026-11-23T09:00:00Z", &[], vec![older()]));
    assert!(!reached("", &[], vec![older()]));
}

#[test]
fn a_build_that_must_be_read_again_may_follow_the_page_limit_where_it_is_not_newer() {
    let rest_cannot_decide = |id: &str, created: &str| {
        let query = ListQuery {
            oldest_included: Timestamp::parse(created),
            ..query(commit_criteria(), vec![id.to_owned()])
        };
        let mut pages = ListingBuilder::new(&query, None);
        pages.add(vec![wanted(), older()], 0);
        let listing = pages.into_listing(StopReason::PageLimit, None, None, 1);
        listing.rest_cannot_decide
    };
    assert!(rest_cannot_decide("wanted", "2026-11-23T10:00:00Z"));
    assert!(rest_cannot_decide("another", "2026-11-23T10:00:00Z"));
    for created in ["2026-11-23T09:00:00Z", "2026-11-23T08:00:00Z", ""] {
        assert!(!rest_cannot_decide("another", created), "{created}");
    }
    // By a page without a build, nothing is older.
    let query = ListQuery {
        oldest_included: Timestamp::parse("2026-11-23T10:00:00Z"),
        ..query(commit_criteria(), vec!["another".to_owned()])
    };
    let empty = ListingBuilder::new(&query, None);
    let listing = empty.into_listing(StopReason::PageLimit, None, None, 1);
    assert!(!listing.rest_cannot_decide);
}

#[test]
fn what_was_read_of_a_list_that_broke_off_is_kept() {
    let query = query(commit_criteria(), vec![]);
    let date = Timestamp::parse("2026-11-23T11:00:00Z");
    let mut pages = ListingBuilder::new(&query, date);
    pages.add(vec![wanted(), older()], 0);
    let read = pages.into_partial(false, 3);
    assert_eq!(read.builds, [wanted()]);
    assert_eq!((read.date, read.requests), (date, 3));
}

#[test]
fn as_many_past_builds_are_kept_as_the_history_takes() {
    let past = |count: usize| {
        let ended = |number: usize| Build {
            concluded_at: Timestamp::parse("2026-11-23T10:05:00Z"),
            ..with_status(build(&number.to_string()), "SUCCESS")
        };
        listing(vec![(0..count).map(ended).collect()], StopReason::LastPage)
            .past
            .len()
    };
    assert_eq!(past(1), 1);
    assert_eq!(past(history::MAX_REMEMBERED + 1), history::MAX_REMEMBERED);
}
