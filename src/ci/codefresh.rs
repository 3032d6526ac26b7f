//! Codefresh. `CF_BRANCH` may be a tag, and no variable says so: no branch
//! counts as pushed. Once a pull request is merged, the merge is what is built.

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Codefresh",
    marker: Marker::IsSet("CF_BUILD_ID"),
    checkout,
    own_files: &[("CF_VOLUME_PATH", "/env_vars_to_export")],
    commit,
    branch: |run| run.branch_in("CF_BRANCH"),
    pull_request: |run| run.number_in("CF_PULL_REQUEST_NUMBER"),
    is_push: |_| false,
    ..System::BASE
};

const HEAD: &str = "CF_PULL_REQUEST_HEAD_COMMIT_SHA";

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if is_merged(run) {
        return run.commit_in("CF_PULL_REQUEST_MERGED_COMMIT_SHA");
    }
    if run.get(HEAD).is_some() {
        return run.commit_in(HEAD);
    }
    run.refuse_merge(&["CF_BRANCH"])?;
    run.commit_in("CF_REVISION")
}

/// What is checked out of a pull request is not documented.
fn checkout(run: &CiRun<'_>) -> Checkout {
    Checkout::known_unless(is_merged(run) || run.get(HEAD).is_some())
}

fn is_merged(run: &CiRun<'_>) -> bool {
    run.is_true("CF_PULL_REQUEST_MERGED")
}
