//! Google Cloud Build. Its substitutions become variables only where the build
//! says so; a step always has the folder for its outputs (`buildStepOutputs` in
//! the reference of the REST API).

use super::{Checkout, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Google Cloud Build",
    marker: Marker::IsSet("BUILDER_OUTPUT"),
    checkout: |_| {
        Checkout::Other(
            "--sha SHA; a build of a trigger has it with automapSubstitutions: true in its options",
        )
    },
    own_files: &[("BUILDER_OUTPUT", "/output")],
    commit: |run| {
        let name = run.first_set(&["COMMIT_SHA", "REVISION_ID"]);
        run.commit_unless_merge(name.unwrap_or("COMMIT_SHA"), &["REF_NAME", "BRANCH_NAME"])
    },
    branch: |run| run.branch_in(run.first_set(&["_HEAD_BRANCH", "BRANCH_NAME"])?),
    pull_request: |run| run.number_in("_PR_NUMBER"),
    runs_agents: true,
    ..System::BASE
};
