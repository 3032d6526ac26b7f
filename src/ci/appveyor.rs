//! `AppVeyor`. On a pull request `APPVEYOR_REPO_COMMIT` is a merge commit and
//! `APPVEYOR_REPO_BRANCH` the target.

use super::{Checkout, CiRun, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "AppVeyor",
    marker: Marker::IsTrue("APPVEYOR"),
    checkout: |run| Checkout::of(is_pull_request(run)),
    commit: |run| {
        if is_pull_request(run) {
            run.commit_in(HEAD)
        } else {
            run.commit_unless_merge("APPVEYOR_REPO_COMMIT", &["APPVEYOR_REPO_BRANCH"])
        }
    },
    branch: |run| match (is_pull_request(run), run.is_true("APPVEYOR_REPO_TAG")) {
        (true, _) => run.branch_in("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"),
        (false, true) => None,
        (false, false) => run.branch_in("APPVEYOR_REPO_BRANCH"),
    },
    pull_request: |run| run.number_in("APPVEYOR_PULL_REQUEST_NUMBER"),
    is_of_fork: |run| run.differ("APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME", "APPVEYOR_REPO_NAME"),
    secrets: "is the variable defined? pull requests get no secure variables by default",
    ..System::BASE
};

const HEAD: &str = "APPVEYOR_PULL_REQUEST_HEAD_COMMIT";

fn is_pull_request(run: &CiRun<'_>) -> bool {
    run.pull_request().is_some() || run.get(HEAD).is_some()
}
