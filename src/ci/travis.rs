//! Travis CI. On a pull request `TRAVIS_COMMIT` is a merge commit and
//! `TRAVIS_BRANCH` the target; on a tag, `TRAVIS_BRANCH` is the tag.

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Travis CI",
    marker: Marker::IsTrue("TRAVIS"),
    checkout: |run| Checkout::of(pull_request(run).is_some()),
    commit,
    branch,
    pull_request,
    is_push: |run| run.is("TRAVIS_EVENT_TYPE", "push"),
    secrets: "is the variable defined? pull requests from forks get no encrypted variables",
    ..System::BASE
};

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if pull_request(run).is_some() {
        return run.commit_in("TRAVIS_PULL_REQUEST_SHA");
    }
    run.refuse_merge(&["TRAVIS_BRANCH"])?;
    run.commit_in("TRAVIS_COMMIT")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if pull_request(run).is_some() {
        return run.branch_in("TRAVIS_PULL_REQUEST_BRANCH");
    }
    let is_tag = run.get("TRAVIS_TAG").is_some();
    run.branch_in("TRAVIS_BRANCH").filter(|_| !is_tag)
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    run.number_in("TRAVIS_PULL_REQUEST")
}
