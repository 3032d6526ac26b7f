//! `AppVeyor`. On a pull request `APPVEYOR_REPO_COMMIT` is a merge commit and
//! `APPVEYOR_REPO_BRANCH` the target.

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "AppVeyor",
    marker: Marker::IsTrue("APPVEYOR"),
    checkout: |run| Checkout::of(pull_request(run).is_some()),
    commit,
    branch,
    pull_request,
    secrets: "is the variable defined? pull requests get no secure variables by default",
    ..System::BASE
};

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if pull_request(run).is_some() {
        return run.commit_in("APPVEYOR_PULL_REQUEST_HEAD_COMMIT");
    }
    run.refuse_merge(&["APPVEYOR_REPO_BRANCH"])?;
    run.commit_in("APPVEYOR_REPO_COMMIT")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if pull_request(run).is_some() {
        return run.branch_in("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH");
    }
    let is_tag = run.is_true("APPVEYOR_REPO_TAG");
    run.branch_in("APPVEYOR_REPO_BRANCH").filter(|_| !is_tag)
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    run.number_in("APPVEYOR_PULL_REQUEST_NUMBER")
}
