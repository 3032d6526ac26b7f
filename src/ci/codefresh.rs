//! Codefresh. `CF_BRANCH` may be a tag, which nothing tells, so that no branch
//! counts as pushed. Once a pull request is merged, the merge is what is built.

use super::{CiRun, CommitSource, LogFormat, Marker, NoCommit, OwnFile, System};

pub(super) const SYSTEM: System = System {
    name: "Codefresh",
    marker: Marker::IsSet("CF_BUILD_ID"),
    log: LogFormat::Plain,
    on_push: "`CF_REVISION`",
    on_pull_request: "`CF_PULL_REQUEST_HEAD_COMMIT_SHA`, else `CF_REVISION`; once merged, `CF_PULL_REQUEST_MERGED_COMMIT_SHA`",
    sha_option: r#"--sha "$CF_REVISION""#,
    own_files: &[OwnFile {
        variable: "CF_VOLUME_PATH",
        below: "/env_vars_to_export",
    }],
    commit,
    branch: |run| run.branch_in("CF_BRANCH"),
    pull_request: |run| run.number_in("CF_PULL_REQUEST_NUMBER"),
    pushed_branch: |_| None,
    is_private: |_| false,
};

fn commit(run: &CiRun<'_>) -> Result<CommitSource, NoCommit> {
    if run.is_true("CF_PULL_REQUEST_MERGED") {
        return run
            .commit_in("CF_PULL_REQUEST_MERGED_COMMIT_SHA")
            .map_err(|none| NoCommit::passing(&none.why, "--sha SHA"));
    }
    let head = "CF_PULL_REQUEST_HEAD_COMMIT_SHA";
    run.commit_in(run.first(&[head]).unwrap_or("CF_REVISION"))
}
