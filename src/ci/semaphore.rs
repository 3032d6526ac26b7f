//! Semaphore. On a pull request `SEMAPHORE_GIT_SHA` is a merge commit and
//! `SEMAPHORE_GIT_BRANCH` the target.

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Semaphore",
    marker: Marker::IsTrue("SEMAPHORE"),
    checkout: |run| Checkout::of(is_pull_request(run)),
    commit,
    branch,
    pull_request: |run| run.number_in("SEMAPHORE_GIT_PR_NUMBER"),
    is_push: |run| run.is("SEMAPHORE_GIT_REF_TYPE", "branch"),
    secrets: "a block gets a secret only where it names it, and forks get none by default",
    ..System::BASE
};

fn is_pull_request(run: &CiRun<'_>) -> bool {
    run.is("SEMAPHORE_GIT_REF_TYPE", "pull-request")
}

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if is_pull_request(run) {
        return run.commit_in("SEMAPHORE_GIT_PR_SHA");
    }
    run.refuse_merge(&["SEMAPHORE_GIT_REF", "SEMAPHORE_GIT_BRANCH"])?;
    run.commit_in("SEMAPHORE_GIT_SHA")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if is_pull_request(run) {
        return run.branch_in("SEMAPHORE_GIT_PR_BRANCH");
    }
    let is_branch = run.is("SEMAPHORE_GIT_REF_TYPE", "branch");
    run.branch_in("SEMAPHORE_GIT_BRANCH").filter(|_| is_branch)
}
