//! `AppVeyor`. On a pull request `APPVEYOR_REPO_COMMIT` is a merge commit and
//! `APPVEYOR_REPO_BRANCH` the target.

use super::{CiRun, CommitSource, LogFormat, Marker, NoCommit, Sourced, System};

pub(super) const SYSTEM: System = System {
    name: "AppVeyor",
    marker: Marker::IsTrue("APPVEYOR"),
    log: LogFormat::Plain,
    on_push: "`APPVEYOR_REPO_COMMIT`",
    on_pull_request: "`APPVEYOR_PULL_REQUEST_HEAD_COMMIT`",
    sha_option: r#"--sha "$APPVEYOR_REPO_COMMIT""#,
    own_files: &[],
    commit,
    branch,
    pull_request,
    pushed_branch,
    is_private: |_| false,
};

fn commit(run: &CiRun<'_>) -> Result<CommitSource, NoCommit> {
    if pull_request(run).is_some() {
        let head = "APPVEYOR_PULL_REQUEST_HEAD_COMMIT";
        return run.commit_in(head).map_err(|none| {
            NoCommit::passing(&none.why, r#"--sha "$APPVEYOR_PULL_REQUEST_HEAD_COMMIT""#)
        });
    }
    run.commit_in("APPVEYOR_REPO_COMMIT")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if pull_request(run).is_some() {
        return run.branch_in("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH");
    }
    pushed_branch(run)
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    run.number_in("APPVEYOR_PULL_REQUEST_NUMBER")
}

fn pushed_branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let is_branch = pull_request(run).is_none() && !run.is_true("APPVEYOR_REPO_TAG");
    run.branch_in("APPVEYOR_REPO_BRANCH").filter(|_| is_branch)
}
