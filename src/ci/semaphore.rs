//! Semaphore. On a pull request `SEMAPHORE_GIT_SHA` is a merge commit and
//! `SEMAPHORE_GIT_BRANCH` the target.

use super::{Checkout, CiRun, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Semaphore",
    marker: Marker::IsTrue("SEMAPHORE"),
    checkout: |run| Checkout::of(is_pull_request(run)),
    commit: |run| {
        if is_pull_request(run) {
            return run.commit_in(HEAD);
        }
        let references = ["SEMAPHORE_GIT_REF", "SEMAPHORE_GIT_BRANCH"];
        run.commit_unless_merge("SEMAPHORE_GIT_SHA", &references)
    },
    branch: |run| match run.get("SEMAPHORE_GIT_REF_TYPE") {
        Some("pull-request") => run.branch_in("SEMAPHORE_GIT_PR_BRANCH"),
        Some("branch") => run.branch_in("SEMAPHORE_GIT_BRANCH"),
        Some(_) | None => None,
    },
    pull_request: |run| run.number_in("SEMAPHORE_GIT_PR_NUMBER"),
    is_of_fork: |run| run.differ("SEMAPHORE_GIT_PR_SLUG", "SEMAPHORE_GIT_REPO_SLUG"),
    is_push: |run| run.is("SEMAPHORE_GIT_REF_TYPE", "branch"),
    secrets: "a block gets a secret only where it names it, and forks get none by default",
    ..System::BASE
};

const HEAD: &str = "SEMAPHORE_GIT_PR_SHA";

fn is_pull_request(run: &CiRun<'_>) -> bool {
    let is_named = run.is("SEMAPHORE_GIT_REF_TYPE", "pull-request") || run.get(HEAD).is_some();
    is_named || run.pull_request().is_some()
}
