//! Codefresh. `CF_BRANCH` may be a tag, and no variable says so: no branch
//! counts as pushed. Once a pull request is merged, the merge is what is built.

use super::{Checkout, CiRun, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Codefresh",
    marker: Marker::IsSet("CF_BUILD_ID"),
    // What is checked out of a pull request is not documented.
    checkout: |run| Checkout::known_unless(is_merged(run) || run.get(HEAD).is_some()),
    own_files: &[("CF_VOLUME_PATH", "/env_vars_to_export")],
    commit: |run| match (is_merged(run), run.get(HEAD)) {
        (true, _) => run.commit_in("CF_PULL_REQUEST_MERGED_COMMIT_SHA"),
        (false, Some(_)) => run.commit_in(HEAD),
        (false, None) => run.commit_unless_merge("CF_REVISION", &["CF_BRANCH"]),
    },
    branch: |run| {
        run.branch_in(if is_merged(run) {
            "CF_PULL_REQUEST_TARGET"
        } else {
            "CF_BRANCH"
        })
    },
    pull_request: |run| run.number_in("CF_PULL_REQUEST_NUMBER"),
    is_push: |_| false,
    ..System::BASE
};

const HEAD: &str = "CF_PULL_REQUEST_HEAD_COMMIT_SHA";

fn is_merged(run: &CiRun<'_>) -> bool {
    run.is_true("CF_PULL_REQUEST_MERGED")
}
