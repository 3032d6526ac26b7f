//! `AppVeyor`. On a pull request `APPVEYOR_REPO_COMMIT` is a merge commit and
//! `APPVEYOR_REPO_BRANCH` the target.

use super::{Checkout, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "AppVeyor",
    marker: Marker::IsTrue("APPVEYOR"),
    checkout: |run| Checkout::of(run.pull_request().is_some()),
    commit: |run| match run.pull_request() {
        Some(_) => run.commit_in("APPVEYOR_PULL_REQUEST_HEAD_COMMIT"),
        None => run.commit_unless_merge("APPVEYOR_REPO_COMMIT", &["APPVEYOR_REPO_BRANCH"]),
    },
    branch: |run| match run.pull_request() {
        Some(_) => run.branch_in("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"),
        None if run.is_true("APPVEYOR_REPO_TAG") => None,
        None => run.branch_in("APPVEYOR_REPO_BRANCH"),
    },
    pull_request: |run| run.number_in("APPVEYOR_PULL_REQUEST_NUMBER"),
    secrets: "is the variable defined? pull requests get no secure variables by default",
    ..System::BASE
};
