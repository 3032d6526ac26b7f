//! Buildkite. A build that was started by hand may have `HEAD` for its commit.
//! An agent that checks out the merge of a pull request has the merge for it.

use super::{Checkout, CiRun, LogFormat, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Buildkite",
    marker: Marker::IsTrue("BUILDKITE"),
    log: LogFormat::Buildkite,
    checkout: |run| Checkout::of(is_merge(run)),
    own_files: &[("BUILDKITE_ENV_FILE", "")],
    commit: |run| {
        if run.get(HEAD).is_some() || is_merge(run) {
            return run.commit_in(HEAD);
        }
        run.refuse_merge(&["BUILDKITE_BRANCH"])?;
        if run.is("BUILDKITE_COMMIT", "HEAD") {
            let why = "BUILDKITE_COMMIT is HEAD: the build was started for whatever is newest";
            return Err(why.into());
        }
        run.commit_in("BUILDKITE_COMMIT")
    },
    branch: |run| match run.get("BUILDKITE_TAG") {
        Some(_) => None,
        None => run.branch_in("BUILDKITE_BRANCH"),
    },
    pull_request: |run| run.number_in("BUILDKITE_PULL_REQUEST"),
    is_push: |run| run.is("BUILDKITE_SOURCE", "webhook") && run.pull_request().is_none(),
    ..System::BASE
};

const HEAD: &str = "BUILDKITE_PULL_REQUEST_HEAD_COMMIT";

fn is_merge(run: &CiRun<'_>) -> bool {
    let is_named = run.pull_request().is_some() || run.get(HEAD).is_some();
    is_named && run.is_true("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC")
}
