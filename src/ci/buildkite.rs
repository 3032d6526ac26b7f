//! Buildkite. A build that was started by hand may have `HEAD` for its commit.
//! An agent that checks out the merge of a pull request has that for it.

use super::{CiRun, CommitSource, LogFormat, Marker, NoCommit, OwnFile, Sourced, System};

pub(super) const SYSTEM: System = System {
    name: "Buildkite",
    marker: Marker::IsTrue("BUILDKITE"),
    log: LogFormat::Buildkite,
    on_push: "`BUILDKITE_COMMIT`",
    on_pull_request: "`BUILDKITE_PULL_REQUEST_HEAD_COMMIT`, else `BUILDKITE_COMMIT`",
    sha_option: r#"--sha "$BUILDKITE_COMMIT""#,
    own_files: &[OwnFile::named("BUILDKITE_ENV_FILE")],
    commit,
    branch,
    pull_request,
    pushed_branch,
    is_private: |_| false,
};

fn commit(run: &CiRun<'_>) -> Result<CommitSource, NoCommit> {
    let head = "BUILDKITE_PULL_REQUEST_HEAD_COMMIT";
    if pull_request(run).is_some() {
        if run.get(head).is_some() {
            return run.commit_in(head);
        }
        if run.is_true("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC") {
            return Err(NoCommit::passing(
                "BUILDKITE_COMMIT is a merge of the pull request",
                r#"--sha "$(git rev-parse HEAD^2)""#,
            ));
        }
    }
    if run.is("BUILDKITE_COMMIT", "HEAD") {
        return Err(NoCommit::passing(
            "BUILDKITE_COMMIT is HEAD: the build was started for whatever is newest",
            r#"--sha "$(git rev-parse HEAD)""#,
        ));
    }
    run.commit_in("BUILDKITE_COMMIT")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let is_tag = run.get("BUILDKITE_TAG").is_some();
    run.branch_in("BUILDKITE_BRANCH").filter(|_| !is_tag)
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    run.number_in("BUILDKITE_PULL_REQUEST")
}

fn pushed_branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let is_push = run.is("BUILDKITE_SOURCE", "webhook") && pull_request(run).is_none();
    branch(run).filter(|_| is_push)
}
