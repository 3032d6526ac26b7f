//! Google Cloud Build. Its substitutions become variables only where the build
//! says so; a step always has the folder for its outputs (`buildStepOutputs` in
//! the reference of the REST API).

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Google Cloud Build",
    marker: Marker::IsSet("BUILDER_OUTPUT"),
    checkout: |_| {
        Checkout::Other(
            "--sha SHA; a build of a trigger has it with automapSubstitutions: true in its options",
        )
    },
    own_files: &[("BUILDER_OUTPUT", "/output")],
    commit,
    branch,
    pull_request,
    ..System::BASE
};

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    run.refuse_merge(&["REF_NAME", "BRANCH_NAME"])?;
    let names = ["COMMIT_SHA", "REVISION_ID"];
    run.commit_in(run.first_set(&names).unwrap_or(names[0]))
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    run.branch_in(run.first_set(&["_HEAD_BRANCH", "BRANCH_NAME"])?)
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    run.number_in("_PR_NUMBER")
}
