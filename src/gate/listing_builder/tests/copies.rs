//! Copies of one build that differ, on one page or on several.

use super::*;

#[test]
fn the_copy_read_last_wins_unless_it_is_of_another_build() {
    let ended = with_status(wanted(), "SUCCESS");
    let read = listing(
        vec![vec![wanted()], vec![ended.clone()]],
        StopReason::LastPage,
    );
    assert_eq!(read.builds, [ended]);
    let moved = created_at("wanted", "2026-11-23T08:00:00Z");
    let read = listing(vec![vec![wanted()], vec![moved]], StopReason::LastPage);
    assert_eq!(read.builds[0].created, Field::Unreadable);
    let read = listing(
        vec![vec![wanted()], vec![of_another_commit(wanted())]],
        StopReason::LastPage,
    );
    assert_eq!(
        commit_criteria().matches(&read.builds[0]),
        Match::CannotTell
    );
}

#[test]
fn a_copy_that_does_not_match_spoils_the_one_that_does_in_either_order() {
    let copies = [of_another_commit(wanted()), wanted()];
    for copies in [copies.clone(), [copies[1].clone(), copies[0].clone()]] {
        for pages in [
            vec![copies.to_vec()],
            copies.map(|copy| vec![copy]).to_vec(),
        ] {
            let read = listing(pages, StopReason::LastPage);
            let [one] = &read.builds[..] else {
                panic!("it must be followed: {read:?}");
            };
            let in_doubt = commit_criteria().matches(one) == Match::CannotTell;
            assert!(in_doubt || read.unreadable == 1, "{read:?}");
        }
    }
}

#[test]
fn copies_that_differ_in_a_filter_leave_it_open() {
    let read = listing(
        vec![
            vec![wanted()],
            vec![Build {
                branch: Field::Present("next".to_owned()),
                pull_request: Field::Present(7),
                ..wanted()
            }],
        ],
        StopReason::LastPage,
    );
    assert_eq!(read.builds[0].branch, Field::Unreadable);
    assert_eq!(read.builds[0].pull_request, Field::Unreadable);
}

#[test]
fn two_copies_that_contradict_each_other_leave_in_doubt_what_neither_says() {
    let criteria = Criteria {
        branch: Some("main".to_owned()),
        ..commit_criteria()
    };
    let elsewhere = || Build {
        branch: Field::Present("dev".to_owned()),
        ..build("one")
    };
    let of_another = || of_another_commit(build("one"));
    let query = query(criteria.clone(), vec![]);
    for copies in [[elsewhere(), of_another()], [of_another(), elsewhere()]] {
        let mut pages = ListingBuilder::new(&query, None);
        for copy in copies {
            pages.add(vec![copy], 0);
        }
        let listing = pages.into_listing(StopReason::LastPage, None, None, 1);
        let may_match = |build| criteria.matches(build) == Match::CannotTell;
        assert!(listing.unreadable > 0 || listing.builds.iter().any(may_match));
    }
}

#[test]
fn builds_that_a_filter_leaves_out_do_not_fill_the_memory_of_a_poll() {
    let criteria = Criteria {
        branch: Some("main".to_owned()),
        ..commit_criteria()
    };
    let query = query(criteria, vec![]);
    let elsewhere = |number: usize| Build {
        branch: Field::Present("dev".to_owned()),
        ..build(&number.to_string())
    };
    let mut pages = ListingBuilder::new(&query, None);
    pages.add((0..MAX_BUILDS * 2).map(elsewhere).collect(), 0);
    pages.add(vec![wanted()], 0);
    let listing = pages.into_listing(StopReason::LastPage, None, None, 1);
    assert_eq!(listing.unreadable, 0);
    assert!(listing.builds.contains(&wanted()));
}
