//! Build services of clouds.

use super::cases::{
    Case,
    Event::{Other, PullRequest, Push},
};
use super::{HEAD, MERGE};

pub(super) fn cases() -> Vec<Case> {
    [codefresh(), codebuild(), cloud_build()].concat()
}

fn codefresh() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        let all = [
            ("CF_BUILD_ID", "5f"),
            ("CF_REVISION", HEAD),
            ("CF_BRANCH", "feature"),
        ];
        Case::of("Codefresh", event, &all)
            .with(variables)
            .commit(HEAD, "CF_REVISION")
            .branch("feature", "CF_BRANCH")
    };
    let number = ("CF_PULL_REQUEST_NUMBER", "7");
    let head = ("CF_PULL_REQUEST_HEAD_COMMIT_SHA", HEAD);
    let merge = ("CF_PULL_REQUEST_MERGED_COMMIT_SHA", MERGE);
    let merged = ("CF_PULL_REQUEST_MERGED", "true");
    let target = ("CF_PULL_REQUEST_TARGET", "main");
    vec![
        on(Push, &[]),
        on(PullRequest, &[number]).pull_request(7, number.0),
        on(
            PullRequest,
            &[
                number,
                head,
                ("CF_PULL_REQUEST_MERGED", "false"),
                ("CF_REVISION", MERGE),
            ],
        )
        .pull_request(7, number.0)
        .commit(HEAD, head.0),
        on(PullRequest, &[number, head, merge, target, merged])
            .pull_request(7, number.0)
            .branch("main", target.0)
            .commit(MERGE, merge.0),
        on(Other, &[number, head, target, merged])
            .pull_request(7, number.0)
            .branch("main", target.0)
            .no_commit("CF_PULL_REQUEST_MERGED_COMMIT_SHA is not set", "--sha SHA"),
    ]
}

fn codebuild() -> Vec<Case> {
    let resolved = "CODEBUILD_RESOLVED_SOURCE_VERSION";
    let on = |event, variables: &[(&str, &str)]| {
        Case::of(
            "AWS CodeBuild",
            event,
            &[("CODEBUILD_BUILD_ID", "shop:1"), (resolved, HEAD)],
        )
        .with(variables)
        .commit(HEAD, resolved)
    };
    let of = |event| ("CODEBUILD_WEBHOOK_EVENT", event);
    let head = ("CODEBUILD_WEBHOOK_HEAD_REF", "refs/heads/feature/x");
    let trigger = ("CODEBUILD_WEBHOOK_TRIGGER", "pr/7");
    let merge = ("CODEBUILD_WEBHOOK_MERGE_COMMIT", MERGE);
    let base = ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main");
    let asked = |case: Case| case.branch("feature/x", head.0).pull_request(7, trigger.0);
    vec![
        on(
            Push,
            &[
                of("PUSH"),
                head,
                ("CODEBUILD_WEBHOOK_TRIGGER", "branch/feature/x"),
            ],
        )
        .branch("feature/x", head.0)
        .pushed("feature/x"),
        on(
            Other,
            &[
                of("PUSH"),
                ("CODEBUILD_WEBHOOK_HEAD_REF", "refs/tags/v1.2.0"),
            ],
        ),
        asked(on(
            PullRequest,
            &[of("PULL_REQUEST_UPDATED"), head, trigger],
        )),
        on(
            PullRequest,
            &[of("PULL_REQUEST_MERGED"), head, base, trigger, merge],
        )
        .commit(MERGE, merge.0)
        .branch("main", base.0)
        .pull_request(7, trigger.0),
        on(Other, &[of("PULL_REQUEST_MERGED"), head, trigger])
            .pull_request(7, trigger.0)
            .no_commit("CODEBUILD_WEBHOOK_MERGE_COMMIT is not set", "--sha SHA"),
        on(Other, &[(resolved, "arn:aws:s3:::bucket/source.zip")])
            .no_commit("holds no commit", r#"--sha "$(git rev-parse HEAD)""#),
    ]
}

fn cloud_build() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        Case::of(
            "Google Cloud Build",
            event,
            &[("BUILDER_OUTPUT", "/builder/outputs")],
        )
        .with(variables)
        .commit(HEAD, "COMMIT_SHA")
    };
    let commit = ("COMMIT_SHA", HEAD);
    vec![
        on(Push, &[commit, ("BRANCH_NAME", "main")])
            .branch("main", "BRANCH_NAME")
            .pushed("main"),
        on(
            PullRequest,
            &[
                commit,
                ("BRANCH_NAME", "feature"),
                ("_HEAD_BRANCH", "feature"),
                ("_PR_NUMBER", "7"),
            ],
        )
        .branch("feature", "_HEAD_BRANCH")
        .pull_request(7, "_PR_NUMBER"),
        on(Other, &[("REVISION_ID", HEAD), ("TAG_NAME", "v1.2.0")]).commit(HEAD, "REVISION_ID"),
        on(Other, &[]).no_commit(
            "COMMIT_SHA is not set",
            "--sha SHA; a build of a trigger has it with automapSubstitutions: true in its options",
        ),
    ]
}
