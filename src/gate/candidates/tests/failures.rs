//! Since when the deciding build counts as failed.

use super::*;

/// When the build that decides was first seen to have failed.
fn failed_at(candidates: &Candidates) -> Option<u64> {
    let failed_at = candidates.deciding().unwrap().failed_at;
    failed_at.map(|failed_at| failed_at.as_secs())
}

#[test]
fn a_failure_keeps_its_time_while_another_build_decides_or_the_list_lacks_it() {
    let failed = || ended("old", EARLIER, "FAILURE");
    let unreadable = Build {
        sha: Field::Unreadable,
        ..build("new")
    };
    let mut candidates = Candidates::default();
    list(&mut candidates, 10, vec![failed()]);
    list(&mut candidates, 20, vec![]);
    list(&mut candidates, 30, vec![failed(), unreadable]);
    assert_eq!(failed_at(&candidates), None);
    list(
        &mut candidates,
        40,
        vec![failed(), of_another_commit(build("new"))],
    );
    assert_eq!(failed_at(&candidates), Some(10));
}

#[test]
fn of_several_failures_the_latest_decides_wherever_it_is_listed() {
    let failed = |id| ended(id, EARLIER, "FAILURE");
    for ids in [["one", "other"], ["other", "one"]] {
        let mut candidates = Candidates::default();
        let builds = |one: Build| ids.map(|id| if id == "one" { one.clone() } else { failed(id) });
        list(
            &mut candidates,
            10,
            builds(created_at("one", EARLIER)).into(),
        );
        list(&mut candidates, 40, builds(failed("one")).into());
        assert_eq!(candidates.deciding().unwrap().build.id, "one");
        assert_eq!(failed_at(&candidates), Some(40));
    }
}

#[test]
fn a_failure_that_is_taken_back_has_no_time() {
    let mut candidates = Candidates::default();
    list(&mut candidates, 10, vec![ended("one", EARLIER, "FAILURE")]);
    list(&mut candidates, 20, vec![created_at("one", EARLIER)]);
    assert_eq!(failed_at(&candidates), None);
    list(&mut candidates, 30, vec![ended("one", EARLIER, "FAILURE")]);
    assert_eq!(failed_at(&candidates), Some(30));
}

#[test]
fn a_failure_that_a_broken_list_shows_has_no_time() {
    let mut candidates = Candidates::default();
    list_a_part(&mut candidates, 10, vec![ended("one", EARLIER, "FAILURE")]);
    assert_eq!(failed_at(&candidates), None);
}
