//! GitLab CI/CD. In a pipeline of merged results or of a merge train,
//! `CI_COMMIT_SHA` is a merge commit that was never pushed; in a detached one it is
//! the head, and the variable of the source branch is empty.

use super::{Checkout, CiRun, LogFormat, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "GitLab CI/CD",
    marker: Marker::IsTrue("GITLAB_CI"),
    log: LogFormat::GitLab,
    checkout: |run| Checkout::of(is_merge(run)),
    commit: |run| match run.first_set(&[HEAD, "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"]) {
        Some(head) => run.commit_in(head),
        None if is_merge(run) => run.commit_in(HEAD),
        None => {
            let references = ["CI_COMMIT_REF_NAME", "CI_MERGE_REQUEST_REF_PATH"];
            run.commit_unless_merge("CI_COMMIT_SHA", &references)
        }
    },
    branch: |run| {
        let names = [
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
            "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
            "CI_COMMIT_BRANCH",
        ];
        run.branch_in(run.first_set(&names)?)
    },
    pull_request: |run| {
        let names = ["CI_MERGE_REQUEST_IID", "CI_EXTERNAL_PULL_REQUEST_IID"];
        run.number_in(run.first_set(&names)?)
    },
    is_of_fork: |run| {
        let external = "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY";
        run.differ(
            "CI_MERGE_REQUEST_SOURCE_PROJECT_ID",
            "CI_MERGE_REQUEST_PROJECT_ID",
        ) || run.differ(external, "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY")
    },
    is_push: |run| run.is("CI_PIPELINE_SOURCE", "push"),
    is_private: |run| run.is_one_of("CI_PROJECT_VISIBILITY", &["private", "internal"]),
    secrets: "is the variable defined? protected variables reach protected branches and tags only",
    ..System::BASE
};

const HEAD: &str = "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA";

fn is_merge(run: &CiRun<'_>) -> bool {
    let merges = ["merged_result", "merge_train"];
    run.get(HEAD).is_some() || run.is_one_of("CI_MERGE_REQUEST_EVENT_TYPE", &merges)
}
