//! Woodpecker, whose variables are called as those of GitLab. On a pull request
//! `CI_COMMIT_BRANCH` is the target, and the commit is the head, even where
//! `CI_COMMIT_REF` is a merge reference (`WOODPECKER_GITHUB_MERGE_REF`).

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System, drone};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Woodpecker CI",
    marker: Marker::Is("CI", "woodpecker"),
    checkout: |run| Checkout::known_unless(is_closed(run)),
    commit,
    branch,
    pull_request: |run| run.number_in("CI_COMMIT_PULL_REQUEST"),
    is_push: |run| run.is("CI_PIPELINE_EVENT", "push"),
    secrets: drone::SYSTEM.secrets,
    ..System::BASE
};

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if is_closed(run) {
        return Err("the event pull_request_closed does not say what it was merged as".into());
    }
    run.commit_in("CI_COMMIT_SHA")
}

fn is_closed(run: &CiRun<'_>) -> bool {
    run.is("CI_PIPELINE_EVENT", "pull_request_closed")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if run.get("CI_COMMIT_PULL_REQUEST").is_some() {
        return run.branch_in("CI_COMMIT_SOURCE_BRANCH");
    }
    let is_tag = run.get("CI_COMMIT_TAG").is_some();
    run.branch_in("CI_COMMIT_BRANCH").filter(|_| !is_tag)
}
