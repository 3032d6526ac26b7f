//! Bitbucket Pipelines. The commit may be cut to twelve digits. On a pull
//! request the checkout is a merge, and the variable is the head.

use super::{Checkout, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Bitbucket Pipelines",
    marker: Marker::IsSet("BITBUCKET_BUILD_NUMBER"),
    checkout: |run| Checkout::known_unless(run.pull_request().is_some()),
    own_files: &[("BITBUCKET_PIPELINES_VARIABLES_PATH", "")],
    commit: |run| run.commit_in("BITBUCKET_COMMIT"),
    branch: |run| run.branch_in("BITBUCKET_BRANCH"),
    pull_request: |run| run.number_in("BITBUCKET_PR_ID"),
    secrets: "is the variable defined? deployment variables reach steps of that deployment only",
    ..System::BASE
};
