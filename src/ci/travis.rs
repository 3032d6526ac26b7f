//! Travis CI. On a pull request `TRAVIS_COMMIT` is a merge commit and
//! `TRAVIS_BRANCH` the target; on a tag, `TRAVIS_BRANCH` is the tag.

use super::{Checkout, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Travis CI",
    marker: Marker::IsTrue("TRAVIS"),
    checkout: |run| Checkout::of(run.pull_request().is_some()),
    commit: |run| match run.pull_request() {
        Some(_) => run.commit_in("TRAVIS_PULL_REQUEST_SHA"),
        None => run.commit_unless_merge("TRAVIS_COMMIT", &["TRAVIS_BRANCH"]),
    },
    branch: |run| match run.pull_request() {
        Some(_) => run.branch_in("TRAVIS_PULL_REQUEST_BRANCH"),
        None if run.get("TRAVIS_TAG").is_some() => None,
        None => run.branch_in("TRAVIS_BRANCH"),
    },
    pull_request: |run| run.number_in("TRAVIS_PULL_REQUEST"),
    is_push: |run| run.is("TRAVIS_EVENT_TYPE", "push"),
    secrets: "is the variable defined? pull requests from forks get no encrypted variables",
    ..System::BASE
};
