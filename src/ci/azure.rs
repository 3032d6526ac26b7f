//! Azure Pipelines. On a pull request `BUILD_SOURCEVERSION` is a merge commit.
//! For repositories on GitHub, the id of a pull request is not its number.

use super::{Checkout, CiRun, LogFormat, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Azure Pipelines",
    marker: Marker::IsTrue("TF_BUILD"),
    log: LogFormat::Azure,
    checkout: |run| Checkout::of(is_pull_request(run)),
    commit: |run| {
        if is_pull_request(run) {
            run.commit_in(HEAD)
        } else {
            run.commit_unless_merge("BUILD_SOURCEVERSION", &["BUILD_SOURCEBRANCH"])
        }
    },
    branch: |run| {
        let names = ["SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"];
        run.branch_in(run.first_set(&names)?)
    },
    pull_request: |run| {
        let is_azure = run.is("BUILD_REPOSITORY_PROVIDER", "TfsGit");
        let by_id = || run.number_in("SYSTEM_PULLREQUEST_PULLREQUESTID");
        let by_number = run.number_in("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER");
        by_number.or_else(|| by_id().filter(|_| is_azure))
    },
    is_of_fork: |run| run.is_true("SYSTEM_PULLREQUEST_ISFORK"),
    is_push: |run| run.is_one_of("BUILD_REASON", &["IndividualCI", "BatchedCI"]),
    secrets: "a step gets a secret variable only by `env:`, and runs for forks get none by default",
    ..System::BASE
};

const HEAD: &str = "SYSTEM_PULLREQUEST_SOURCECOMMITID";

fn is_pull_request(run: &CiRun<'_>) -> bool {
    let of_request = [HEAD, "SYSTEM_PULLREQUEST_PULLREQUESTID"];
    run.is("BUILD_REASON", "PullRequest") || run.first_set(&of_request).is_some()
}
