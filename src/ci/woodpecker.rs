//! Woodpecker, whose variables are called as those of GitLab. On a pull request
//! `CI_COMMIT_BRANCH` is the target, and the commit is the head, even where
//! `CI_COMMIT_REF` is a merge reference (`WOODPECKER_GITHUB_MERGE_REF`).

use super::run::is_pull_request_reference;
use super::{Checkout, CiRun, Marker, System, drone};

pub(super) const SYSTEM: System = System {
    name: "Woodpecker CI",
    marker: Marker::Is("CI", "woodpecker"),
    checkout: |run| Checkout::known_unless(is_closed(run)),
    commit: |run| {
        if is_closed(run) {
            return Err(
                "the event pull_request_closed does not say whether it was merged, and as what"
                    .into(),
            );
        }
        run.commit_in("CI_COMMIT_SHA")
    },
    branch: |run| match run.get("CI_COMMIT_PULL_REQUEST") {
        Some(_) => run.branch_in("CI_COMMIT_SOURCE_BRANCH"),
        None if run.get("CI_COMMIT_TAG").is_some() => None,
        // Of a deployment, it is the branch that the request is for.
        None if run
            .get("CI_COMMIT_REF")
            .is_some_and(is_pull_request_reference) =>
        {
            None
        }
        None => run.branch_in("CI_COMMIT_BRANCH"),
    },
    pull_request: |run| run.number_in("CI_COMMIT_PULL_REQUEST"),
    is_push: |run| run.is("CI_PIPELINE_EVENT", "push"),
    secrets: drone::SYSTEM.secrets,
    ..System::BASE
};

fn is_closed(run: &CiRun<'_>) -> bool {
    run.is("CI_PIPELINE_EVENT", "pull_request_closed")
}
