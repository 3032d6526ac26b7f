//! GitHub, what writes its event as well, and GitLab. Each event of GitHub is in
//! `github.rs`.

use super::cases::{
    Case,
    Event::{Other, PullRequest, Push},
};
use super::{HEAD, MERGE, ZERO};

pub(super) fn cases() -> Vec<Case> {
    [actions(), gitlab()].concat()
}

const PUSH: &str =
    r#"{"ref":"refs/heads/main","after":"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908"}"#;
const PULL_REQUEST: &str = r#"{"number":7,"pull_request":{"number":7,"merged":false,"base":{"ref":"main"},
    "merge_commit_sha":"7be3f0c2a94d51688e07cbb1f2d3a4659c8d0e1f",
    "head":{"ref":"feature","sha":"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908"}}}"#;

fn actions() -> Vec<Case> {
    let on = |event, name, content: &str| {
        let all = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", name),
            ("GITHUB_EVENT_PATH", "/event"),
            ("GITHUB_HEAD_REF", ""),
            ("GITHUB_REF_NAME", "main"),
            ("GITHUB_REF_TYPE", "branch"),
            ("GITHUB_SHA", MERGE),
        ];
        Case::of("GitHub Actions", event, &all).file("/event", content)
    };
    let event = |field: &str| format!("{field} of the event");
    let merged = PULL_REQUEST.replace("false", "true");
    let of_fork = PULL_REQUEST
        .replace(
            r#""ref":"main""#,
            r#""ref":"main","repo":{"full_name":"shop/api"}"#,
        )
        .replace(
            r#""ref":"feature""#,
            r#""ref":"main","repo":{"full_name":"fork/api"}"#,
        );
    let after = |origin: &str| {
        let run = format!(r#"{{"event":"{origin}","head_sha":"{HEAD}","head_branch":"v1"}}"#);
        on(
            Other,
            "workflow_run",
            &format!(r#"{{"workflow_run":{run}}}"#),
        )
        .commit(HEAD, &event("workflow_run.head_sha"))
    };
    let cases = vec![
        on(Push, "push", PUSH)
            .commit(HEAD, &event("after"))
            .branch("main", "GITHUB_REF_NAME")
            .pushed("main"),
        on(PullRequest, "pull_request", PULL_REQUEST)
            .commit(HEAD, &event("pull_request.head.sha"))
            .branch("feature", &event("pull_request.head.ref"))
            .pull_request(7, &event("pull_request.number")),
        on(PullRequest, "pull_request", &of_fork)
            .commit(HEAD, &event("pull_request.head.sha"))
            .pull_request(7, &event("pull_request.number")),
        on(PullRequest, "pull_request", &merged)
            .commit(MERGE, &event("pull_request.merge_commit_sha"))
            .branch("main", &event("pull_request.base.ref"))
            .pull_request(7, &event("pull_request.number")),
        on(Other, "workflow_dispatch", "")
            .commit(MERGE, "GITHUB_SHA")
            .branch("main", "GITHUB_REF_NAME"),
        on(Other, "create", "")
            .with(&[("GITHUB_REF", "refs/pull/7/head")])
            .commit(MERGE, "GITHUB_SHA"),
        on(Other, "release", "")
            .with(&[("GITHUB_REF_TYPE", "tag")])
            .commit(MERGE, "GITHUB_SHA"),
        after("push").branch("v1", &event("workflow_run.head_branch")),
        // A release is of a tag.
        after("release"),
        on(Other, "issue_comment", PULL_REQUEST).no_commit("the event issue_comment", "--sha SHA"),
    ];
    let mut all = vec![];
    for case in cases {
        let gitea = case
            .clone()
            .on("Gitea Actions")
            .with(&[("GITEA_ACTIONS", "true")]);
        let forgejo = gitea.clone().on("Forgejo Actions");
        all.extend([case, gitea, forgejo.with(&[("FORGEJO_ACTIONS", "true")])]);
    }
    all
}

fn gitlab() -> Vec<Case> {
    let on = |event, source, variables: &[(&str, &str)]| {
        let all = [
            ("GITLAB_CI", "true"),
            ("CI_PIPELINE_SOURCE", source),
            ("CI_COMMIT_SHA", MERGE),
        ];
        Case::of("GitLab CI/CD", event, &all)
            .with(variables)
            .commit(MERGE, "CI_COMMIT_SHA")
    };
    let head = "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA";
    let external = "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA";
    let asked = |event, kind, sha| {
        on(
            event,
            "merge_request_event",
            &[
                (head, sha),
                ("CI_MERGE_REQUEST_EVENT_TYPE", kind),
                ("CI_MERGE_REQUEST_IID", "7"),
                ("CI_MERGE_REQUEST_ID", "991"),
                ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature"),
            ],
        )
        .branch("feature", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")
        .pull_request(7, "CI_MERGE_REQUEST_IID")
    };
    let branch = ("CI_COMMIT_BRANCH", "main");
    let no_head = "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA is not set; the checkout is a merge";
    let second = r#"--sha "$(git rev-parse HEAD^2)""#;
    vec![
        on(Push, "push", &[branch])
            .branch("main", branch.0)
            .pushed("main"),
        on(Other, "push", &[("CI_COMMIT_TAG", "v1.2.0")]),
        on(Other, "schedule", &[branch]).branch("main", branch.0),
        asked(PullRequest, "detached", ""),
        asked(PullRequest, "merged_result", HEAD).commit(HEAD, head),
        asked(PullRequest, "merge_train", HEAD).commit(HEAD, head),
        asked(Other, "merged_result", "").no_commit(no_head, second),
        asked(Other, "merge_train", "").no_commit(no_head, second),
        asked(Other, "merged_result", ZERO).no_commit("zeros", second),
        on(
            PullRequest,
            "external_pull_request_event",
            &[
                (external, HEAD),
                ("CI_COMMIT_SHA", HEAD),
                ("CI_EXTERNAL_PULL_REQUEST_IID", "7"),
                ("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME", "feature"),
            ],
        )
        .commit(HEAD, external)
        .branch("feature", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME")
        .pull_request(7, "CI_EXTERNAL_PULL_REQUEST_IID"),
    ]
}
