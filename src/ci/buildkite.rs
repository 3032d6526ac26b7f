//! Buildkite. A build that was started by hand may have `HEAD` for its commit.
//! An agent that checks out the merge of a pull request has the merge for it.

use super::{Checkout, CiRun, LogFormat, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Buildkite",
    marker: Marker::IsTrue("BUILDKITE"),
    log: LogFormat::Buildkite,
    checkout: |run| Checkout::of(is_merge(run)),
    own_files: &[("BUILDKITE_ENV_FILE", "")],
    commit,
    branch,
    pull_request,
    is_push: |run| run.is("BUILDKITE_SOURCE", "webhook") && pull_request(run).is_none(),
    ..System::BASE
};

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    let head = "BUILDKITE_PULL_REQUEST_HEAD_COMMIT";
    let has_head = pull_request(run).is_some() && run.get(head).is_some();
    if has_head || is_merge(run) {
        return run.commit_in(head);
    }
    run.refuse_merge(&["BUILDKITE_BRANCH"])?;
    if run.is("BUILDKITE_COMMIT", "HEAD") {
        return Err(
            "BUILDKITE_COMMIT is HEAD: the build was started for whatever is newest".into(),
        );
    }
    run.commit_in("BUILDKITE_COMMIT")
}

fn is_merge(run: &CiRun<'_>) -> bool {
    pull_request(run).is_some() && run.is_true("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let is_tag = run.get("BUILDKITE_TAG").is_some();
    run.branch_in("BUILDKITE_BRANCH").filter(|_| !is_tag)
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    run.number_in("BUILDKITE_PULL_REQUEST")
}
