//! Systems that build a merge which exists nowhere else.

use super::cases::{
    Case,
    Event::{Other, PullRequest, Push},
};
use super::{HEAD, MERGE};

pub(super) fn cases() -> Vec<Case> {
    [azure(), jenkins(), travis(), semaphore(), appveyor()].concat()
}

fn azure() -> Vec<Case> {
    let head = "SYSTEM_PULLREQUEST_SOURCECOMMITID";
    let on = |event, reason, variables: &[(&str, &str)]| {
        let all = [
            ("TF_BUILD", "True"),
            ("BUILD_REASON", reason),
            ("BUILD_SOURCEVERSION", MERGE),
        ];
        Case::of("Azure Pipelines", event, &all)
            .with(variables)
            .commit(MERGE, "BUILD_SOURCEVERSION")
    };
    let asked = |source| {
        on(
            PullRequest,
            "PullRequest",
            &[
                (head, HEAD),
                ("SYSTEM_PULLREQUEST_SOURCEBRANCH", source),
                ("SYSTEM_PULLREQUEST_PULLREQUESTID", "991"),
                ("BUILD_SOURCEBRANCH", "refs/pull/7/merge"),
            ],
        )
        .commit(HEAD, head)
        .branch("feature/x", "SYSTEM_PULLREQUEST_SOURCEBRANCH")
    };
    let main = ("BUILD_SOURCEBRANCH", "refs/heads/team/main");
    let on_main = |case: Case| case.branch("team/main", main.0);
    vec![
        on_main(on(Push, "IndividualCI", &[main])).pushed("team/main"),
        on_main(on(Push, "BatchedCI", &[main, (head, "")])).pushed("team/main"),
        on_main(on(Other, "Manual", &[main])),
        on(
            Other,
            "IndividualCI",
            &[("BUILD_SOURCEBRANCH", "refs/tags/v1.2.0")],
        ),
        asked("feature/x")
            .with(&[
                ("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "7"),
                ("BUILD_REPOSITORY_PROVIDER", "GitHub"),
            ])
            .pull_request(7, "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER"),
        // GitHub's own id is not the number.
        asked("feature/x").with(&[("BUILD_REPOSITORY_PROVIDER", "GitHub")]),
        asked("refs/heads/feature/x")
            .with(&[("BUILD_REPOSITORY_PROVIDER", "TfsGit")])
            .pull_request(991, "SYSTEM_PULLREQUEST_PULLREQUESTID"),
        on(Other, "PullRequest", &[]).no_commit(
            "SYSTEM_PULLREQUEST_SOURCECOMMITID is not set; the checkout is a merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
    ]
}

fn jenkins() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        let all = [("JENKINS_URL", "https://ci/"), ("GIT_COMMIT", MERGE)];
        Case::of("Jenkins", event, &all)
            .with(variables)
            .commit(MERGE, "GIT_COMMIT")
    };
    let change = [
        ("CHANGE_ID", "7"),
        ("CHANGE_BRANCH", "feature"),
        ("BRANCH_NAME", "PR-7"),
    ];
    let asked = |case: Case| {
        case.branch("feature", "CHANGE_BRANCH")
            .pull_request(7, "CHANGE_ID")
    };
    vec![
        on(Push, &[("GIT_BRANCH", "origin/main")])
            .branch("main", "GIT_BRANCH")
            .pushed("main"),
        on(Push, &[("GIT_BRANCH", "main"), ("BRANCH_NAME", "origin/x")])
            .branch("origin/x", "BRANCH_NAME")
            .pushed("origin/x"),
        on(Other, &[("BRANCH_NAME", "v1.2.0"), ("TAG_NAME", "v1.2.0")]),
        asked(on(PullRequest, &change)).no_commit(
            "may be a merge",
            r#"--sha "$(git rev-parse "origin/$BRANCH_NAME")""#,
        ),
        asked(on(Other, &change).with(&[("BRANCH_NAME", "PR-7-head")])),
        on(
            PullRequest,
            &[
                ("ghprbActualCommit", HEAD),
                ("ghprbSourceBranch", "feature"),
                ("ghprbPullId", "7"),
            ],
        )
        .commit(HEAD, "ghprbActualCommit")
        .branch("feature", "ghprbSourceBranch")
        .pull_request(7, "ghprbPullId"),
        on(
            PullRequest,
            &[
                ("gitlabMergeRequestLastCommit", HEAD),
                ("gitlabSourceBranch", "feature"),
                ("gitlabMergeRequestIid", "7"),
            ],
        )
        .commit(HEAD, "gitlabMergeRequestLastCommit")
        .branch("feature", "gitlabSourceBranch")
        .pull_request(7, "gitlabMergeRequestIid"),
        // A scripted pipeline.
        on(Other, &[("GIT_COMMIT", "")])
            .no_commit("GIT_COMMIT is not set", r#"--sha "$(git rev-parse HEAD)""#),
    ]
}

fn travis() -> Vec<Case> {
    let on = |event, name, variables: &[(&str, &str)]| {
        let all = [
            ("TRAVIS", "true"),
            ("TRAVIS_EVENT_TYPE", name),
            ("TRAVIS_COMMIT", MERGE),
            ("TRAVIS_BRANCH", "main"),
            ("TRAVIS_PULL_REQUEST", "false"),
        ];
        Case::of("Travis CI", event, &all)
            .with(variables)
            .commit(MERGE, "TRAVIS_COMMIT")
    };
    let head = ("TRAVIS_PULL_REQUEST_SHA", HEAD);
    let asked = [
        ("TRAVIS_PULL_REQUEST", "7"),
        ("TRAVIS_PULL_REQUEST_BRANCH", "feature"),
    ];
    let of_request = |case: Case| {
        case.branch("feature", "TRAVIS_PULL_REQUEST_BRANCH")
            .pull_request(7, "TRAVIS_PULL_REQUEST")
    };
    vec![
        on(Push, "push", &[])
            .branch("main", "TRAVIS_BRANCH")
            .pushed("main"),
        on(Other, "cron", &[("TRAVIS_TAG", "")]).branch("main", "TRAVIS_BRANCH"),
        on(
            Other,
            "push",
            &[("TRAVIS_TAG", "v1.2.0"), ("TRAVIS_BRANCH", "v1.2.0")],
        ),
        of_request(on(PullRequest, "pull_request", &asked))
            .with(&[head])
            .commit(HEAD, head.0),
        of_request(on(Other, "pull_request", &asked)).no_commit(
            "TRAVIS_PULL_REQUEST_SHA is not set; the checkout is a merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
    ]
}

fn semaphore() -> Vec<Case> {
    let on = |event, kind, variables: &[(&str, &str)]| {
        let all = [
            ("SEMAPHORE", "true"),
            ("SEMAPHORE_GIT_REF_TYPE", kind),
            ("SEMAPHORE_GIT_SHA", MERGE),
            ("SEMAPHORE_GIT_BRANCH", "main"),
        ];
        Case::of("Semaphore", event, &all)
            .with(variables)
            .commit(MERGE, "SEMAPHORE_GIT_SHA")
    };
    let head = ("SEMAPHORE_GIT_PR_SHA", HEAD);
    let asked = [
        ("SEMAPHORE_GIT_PR_NUMBER", "7"),
        ("SEMAPHORE_GIT_PR_BRANCH", "feature"),
    ];
    let of_request = |case: Case| {
        case.branch("feature", "SEMAPHORE_GIT_PR_BRANCH")
            .pull_request(7, "SEMAPHORE_GIT_PR_NUMBER")
    };
    vec![
        on(Push, "branch", &[])
            .branch("main", "SEMAPHORE_GIT_BRANCH")
            .pushed("main"),
        on(Other, "tag", &[]),
        of_request(on(PullRequest, "pull-request", &asked))
            .with(&[head])
            .commit(HEAD, head.0),
        of_request(on(Other, "pull-request", &asked)).no_commit(
            "SEMAPHORE_GIT_PR_SHA is not set; the checkout is a merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
    ]
}

fn appveyor() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        let all = [
            ("APPVEYOR", "True"),
            ("APPVEYOR_REPO_COMMIT", MERGE),
            ("APPVEYOR_REPO_BRANCH", "main"),
        ];
        Case::of("AppVeyor", event, &all)
            .with(variables)
            .commit(MERGE, "APPVEYOR_REPO_COMMIT")
    };
    let head = ("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", HEAD);
    let asked = [
        ("APPVEYOR_PULL_REQUEST_NUMBER", "7"),
        ("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH", "feature"),
    ];
    let of_request = |case: Case| {
        case.branch("feature", "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH")
            .pull_request(7, "APPVEYOR_PULL_REQUEST_NUMBER")
    };
    vec![
        on(Push, &[("APPVEYOR_REPO_TAG", "false")])
            .branch("main", "APPVEYOR_REPO_BRANCH")
            .pushed("main"),
        on(Other, &[("APPVEYOR_REPO_TAG", "true")]),
        of_request(on(PullRequest, &asked))
            .with(&[head])
            .commit(HEAD, head.0),
        of_request(on(Other, &asked)).no_commit(
            "APPVEYOR_PULL_REQUEST_HEAD_COMMIT is not set; the checkout is a merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
    ]
}
