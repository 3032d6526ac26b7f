//! Systems whose variable is the head, on pull requests as well.

use super::cases::{
    Case,
    Event::{Other, PullRequest, Push},
};
use super::{HEAD, ZERO};

pub(super) fn cases() -> Vec<Case> {
    [circleci(), buildkite(), bitbucket(), drone(), woodpecker()].concat()
}

fn circleci() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        Case::of(
            "CircleCI",
            event,
            &[("CIRCLECI", "true"), ("CIRCLE_SHA1", HEAD)],
        )
        .with(variables)
        .commit(HEAD, "CIRCLE_SHA1")
    };
    let url = "https://github.com/acme/shop/pull/7";
    vec![
        on(Push, &[("CIRCLE_BRANCH", "main")])
            .branch("main", "CIRCLE_BRANCH")
            .pushed("main"),
        on(
            PullRequest,
            &[
                ("CIRCLE_BRANCH", "feature"),
                ("CIRCLE_PULL_REQUEST", url),
                ("CIRCLE_PULL_REQUESTS", url),
            ],
        )
        .branch("feature", "CIRCLE_BRANCH")
        .pushed("feature")
        .pull_request(7, "CIRCLE_PULL_REQUEST"),
        on(
            PullRequest,
            &[("CIRCLE_BRANCH", "pull/7"), ("CIRCLE_PR_NUMBER", "7")],
        )
        .pull_request(7, "CIRCLE_PR_NUMBER"),
        // One of several pull requests, chosen by chance.
        on(
            PullRequest,
            &[
                ("CIRCLE_PULL_REQUEST", url),
                ("CIRCLE_PULL_REQUESTS", "https://x/pull/7,https://x/pull/8"),
            ],
        ),
        on(Other, &[("CIRCLE_TAG", "v1.2.0")]),
        on(Other, &[("CIRCLE_SHA1", "")])
            .no_commit("CIRCLE_SHA1 is not set", r#"--sha "$(git rev-parse HEAD)""#),
    ]
}

fn buildkite() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        let all = [
            ("BUILDKITE", "true"),
            ("BUILDKITE_COMMIT", HEAD),
            ("BUILDKITE_BRANCH", "feature"),
            ("BUILDKITE_PULL_REQUEST", "false"),
            ("BUILDKITE_SOURCE", "webhook"),
        ];
        Case::of("Buildkite", event, &all)
            .with(variables)
            .commit(HEAD, "BUILDKITE_COMMIT")
    };
    let branch = |case: Case| case.branch("feature", "BUILDKITE_BRANCH");
    let number = |case: Case| branch(case).pull_request(7, "BUILDKITE_PULL_REQUEST");
    let pull_request = ("BUILDKITE_PULL_REQUEST", "7");
    let head = ("BUILDKITE_PULL_REQUEST_HEAD_COMMIT", HEAD);
    let merge = ("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC", "true");
    vec![
        branch(on(Push, &[])).pushed("feature"),
        number(on(PullRequest, &[pull_request])),
        number(on(
            PullRequest,
            &[
                pull_request,
                head,
                merge,
                ("BUILDKITE_COMMIT", super::MERGE),
            ],
        ))
        .commit(HEAD, head.0),
        number(on(Other, &[pull_request, merge])).no_commit(
            "BUILDKITE_PULL_REQUEST_HEAD_COMMIT is not set; the checkout is a merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
        branch(on(
            Other,
            &[("BUILDKITE_SOURCE", "ui"), ("BUILDKITE_COMMIT", "HEAD")],
        ))
        .no_commit(
            "BUILDKITE_COMMIT is HEAD",
            r#"--sha "$(git rev-parse HEAD)""#,
        ),
        on(
            Other,
            &[("BUILDKITE_TAG", "v1.2.0"), ("BUILDKITE_BRANCH", "v1.2.0")],
        ),
    ]
}

fn bitbucket() -> Vec<Case> {
    let on = |event, variables: &[(&str, &str)]| {
        let all = [("BITBUCKET_BUILD_NUMBER", "12"), ("BITBUCKET_COMMIT", HEAD)];
        Case::of("Bitbucket Pipelines", event, &all)
            .with(variables)
            .commit(HEAD, "BITBUCKET_COMMIT")
    };
    let branch = ("BITBUCKET_BRANCH", "feature");
    vec![
        on(Push, &[branch])
            .branch("feature", branch.0)
            .pushed("feature"),
        on(PullRequest, &[branch, ("BITBUCKET_PR_ID", "7")])
            .branch("feature", branch.0)
            .pull_request(7, "BITBUCKET_PR_ID"),
        on(
            Other,
            &[("BITBUCKET_TAG", "v1.2.0"), ("BITBUCKET_PR_ID", "0")],
        ),
        // The destination is merged into the checkout.
        on(Other, &[("BITBUCKET_PR_ID", "7"), ("BITBUCKET_COMMIT", "")])
            .pull_request(7, "BITBUCKET_PR_ID")
            .no_commit("BITBUCKET_COMMIT is not set", "--sha SHA"),
        on(Other, &[("BITBUCKET_COMMIT", &HEAD[..12])]).no_commit(
            "BITBUCKET_COMMIT holds 12 digits, and a commit has 40",
            r#"--sha "$BITBUCKET_COMMIT""#,
        ),
    ]
}

fn drone() -> Vec<Case> {
    let both = |event, variables: &[(&str, &str)]| {
        let all = [
            ("DRONE", "true"),
            ("DRONE_COMMIT_SHA", HEAD),
            ("DRONE_BRANCH", "main"),
        ];
        let drone = Case::of("Drone", event, &all)
            .with(variables)
            .commit(HEAD, "DRONE_COMMIT_SHA");
        let harness = drone.clone().on("Harness CI");
        [drone, harness.with(&[("HARNESS_BUILD_ID", "12")])]
    };
    let of = |event| ("DRONE_BUILD_EVENT", event);
    let source = ("DRONE_SOURCE_BRANCH", "feature");
    let push = both(Push, &[of("push"), source]);
    let pull_request = both(
        PullRequest,
        &[of("pull_request"), source, ("DRONE_PULL_REQUEST", "7")],
    );
    let promotion = both(Other, &[of("promote")]);
    let reference = ("DRONE_COMMIT_REF", "refs/pull/7/head");
    let of_request = both(Other, &[of("promote"), source, reference]);
    let of_bitbucket = ("DRONE_COMMIT_REF", "refs/pull-requests/7/from");
    let of_other = both(Other, &[of("promote"), source, of_bitbucket]);
    let tag = both(Other, &[of("tag"), ("DRONE_TAG", "v1.2.0")]);
    let named = push.map(|case| case.branch("main", "DRONE_BRANCH").pushed("main"));
    let asked = pull_request.map(|case| {
        case.branch("feature", source.0)
            .pull_request(7, "DRONE_PULL_REQUEST")
    });
    let promoted = promotion.map(|case| case.branch("main", "DRONE_BRANCH"));
    let promoted_request =
        [of_request, of_other].map(|both| both.map(|case| case.branch("feature", source.0)));
    let all = [named, asked, promoted, tag]
        .into_iter()
        .chain(promoted_request);
    all.flatten().collect()
}

fn woodpecker() -> Vec<Case> {
    let on = |event, name, variables: &[(&str, &str)]| {
        let all = [
            ("CI", "woodpecker"),
            ("CI_COMMIT_SHA", HEAD),
            ("CI_COMMIT_BRANCH", "main"),
            ("CI_PIPELINE_EVENT", name),
        ];
        Case::of("Woodpecker CI", event, &all)
            .with(variables)
            .commit(HEAD, "CI_COMMIT_SHA")
    };
    let asked = [
        ("CI_COMMIT_PULL_REQUEST", "7"),
        ("CI_COMMIT_SOURCE_BRANCH", "feature"),
        ("CI_COMMIT_REF", "refs/pull/7/merge"),
    ];
    let of_request = |case: Case| {
        case.branch("feature", "CI_COMMIT_SOURCE_BRANCH")
            .pull_request(7, "CI_COMMIT_PULL_REQUEST")
    };
    vec![
        on(Push, "push", &[])
            .branch("main", "CI_COMMIT_BRANCH")
            .pushed("main"),
        of_request(on(PullRequest, "pull_request", &asked)),
        of_request(on(Other, "pull_request_closed", &asked))
            .no_commit("whether it was merged, and as what", "--sha SHA"),
        on(Other, "tag", &[("CI_COMMIT_TAG", "v1.2.0")]),
        on(Other, "manual", &[]).branch("main", "CI_COMMIT_BRANCH"),
        on(
            Other,
            "deployment",
            &[("CI_COMMIT_REF", "refs/pull/7/head")],
        ),
        on(Other, "manual", &[("CI_COMMIT_SHA", ZERO)])
            .branch("main", "CI_COMMIT_BRANCH")
            .no_commit("zeros", r#"--sha "$(git rev-parse HEAD)""#),
    ]
}
