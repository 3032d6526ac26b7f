//! Travis CI. On a pull request `TRAVIS_COMMIT` is a merge commit and
//! `TRAVIS_BRANCH` the target; on a tag, `TRAVIS_BRANCH` is the tag.

use super::{Checkout, CiRun, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Travis CI",
    marker: Marker::IsTrue("TRAVIS"),
    checkout: |run| Checkout::of(is_pull_request(run)),
    commit: |run| {
        if is_pull_request(run) {
            run.commit_in(HEAD)
        } else {
            run.commit_unless_merge("TRAVIS_COMMIT", &["TRAVIS_BRANCH"])
        }
    },
    branch: |run| match (is_pull_request(run), run.get("TRAVIS_TAG")) {
        (true, _) => run.branch_in("TRAVIS_PULL_REQUEST_BRANCH"),
        (false, Some(_)) => None,
        (false, None) => run.branch_in("TRAVIS_BRANCH"),
    },
    pull_request: |run| run.number_in("TRAVIS_PULL_REQUEST"),
    is_of_fork: |run| run.differ("TRAVIS_PULL_REQUEST_SLUG", "TRAVIS_REPO_SLUG"),
    is_push: |run| run.is("TRAVIS_EVENT_TYPE", "push"),
    secrets: "is the variable defined? pull requests from forks get no encrypted variables",
    ..System::BASE
};

const HEAD: &str = "TRAVIS_PULL_REQUEST_SHA";

fn is_pull_request(run: &CiRun<'_>) -> bool {
    let is_named = run.is("TRAVIS_EVENT_TYPE", "pull_request") || run.get(HEAD).is_some();
    is_named || run.pull_request().is_some()
}
