//! AWS `CodeBuild`. The commit is known once the source was downloaded. A pull
//! request that was merged with its commits squashed has a new one. The trigger
//! `pr/N` is in the user guide, "Environment variables in build environments".

use super::run::number;
use super::{Checkout, CiRun, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "AWS CodeBuild",
    marker: Marker::IsSet("CODEBUILD_BUILD_ID"),
    checkout: |run| Checkout::known_unless(is_merged(run)),
    commit: |run| {
        if is_merged(run) {
            return run.commit_in("CODEBUILD_WEBHOOK_MERGE_COMMIT");
        }
        let references = ["CODEBUILD_SOURCE_VERSION", "CODEBUILD_WEBHOOK_HEAD_REF"];
        run.commit_unless_merge("CODEBUILD_RESOLVED_SOURCE_VERSION", &references)
    },
    branch: |run| {
        run.branch_in(if is_merged(run) {
            "CODEBUILD_WEBHOOK_BASE_REF"
        } else {
            "CODEBUILD_WEBHOOK_HEAD_REF"
        })
    },
    pull_request: |run| {
        let name = "CODEBUILD_WEBHOOK_TRIGGER";
        number(run.get(name)?.strip_prefix("pr/")?, name)
    },
    is_push: |run| run.is("CODEBUILD_WEBHOOK_EVENT", "PUSH"),
    runs_agents: true,
    ..System::BASE
};

fn is_merged(run: &CiRun<'_>) -> bool {
    run.is("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_MERGED")
}
