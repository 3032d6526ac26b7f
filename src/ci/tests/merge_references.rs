//! Builds of a merge reference that no pull request started, such as one that was
//! started by hand: what is called the commit is a merge that was never pushed.

use super::super::run::is_merge_reference;
use super::MERGE;
use super::cases::{Case, Event::Other};

type Row = (
    &'static str,
    (&'static str, &'static str),
    &'static str,
    &'static str,
);

/// System, marker, where the commit stands, and where the reference.
const ROWS: [Row; 13] = [
    (
        "Azure Pipelines",
        ("TF_BUILD", "True"),
        "BUILD_SOURCEVERSION",
        "BUILD_SOURCEBRANCH",
    ),
    (
        "Jenkins",
        ("JENKINS_URL", "https://ci/"),
        "GIT_COMMIT",
        "GIT_BRANCH",
    ),
    (
        "Jenkins",
        ("JENKINS_URL", "https://ci/"),
        "GIT_COMMIT",
        "sha1",
    ),
    (
        "AWS CodeBuild",
        ("CODEBUILD_BUILD_ID", "shop:1"),
        "CODEBUILD_RESOLVED_SOURCE_VERSION",
        "CODEBUILD_SOURCE_VERSION",
    ),
    (
        "Buildkite",
        ("BUILDKITE", "true"),
        "BUILDKITE_COMMIT",
        "BUILDKITE_BRANCH",
    ),
    (
        "CircleCI",
        ("CIRCLECI", "true"),
        "CIRCLE_SHA1",
        "CIRCLE_BRANCH",
    ),
    (
        "Semaphore",
        ("SEMAPHORE", "true"),
        "SEMAPHORE_GIT_SHA",
        "SEMAPHORE_GIT_REF",
    ),
    (
        "Codefresh",
        ("CF_BUILD_ID", "5f"),
        "CF_REVISION",
        "CF_BRANCH",
    ),
    (
        "GitLab CI/CD",
        ("GITLAB_CI", "true"),
        "CI_COMMIT_SHA",
        "CI_COMMIT_REF_NAME",
    ),
    (
        "Travis CI",
        ("TRAVIS", "true"),
        "TRAVIS_COMMIT",
        "TRAVIS_BRANCH",
    ),
    (
        "AppVeyor",
        ("APPVEYOR", "True"),
        "APPVEYOR_REPO_COMMIT",
        "APPVEYOR_REPO_BRANCH",
    ),
    (
        "Google Cloud Build",
        ("BUILDER_OUTPUT", "/builder/outputs"),
        "COMMIT_SHA",
        "BRANCH_NAME",
    ),
    (
        "GitHub Actions",
        ("GITHUB_ACTIONS", "true"),
        "GITHUB_SHA",
        "GITHUB_REF",
    ),
];

const MERGES: [&str; 8] = [
    "refs/pull/5/merge",
    "pull/5/merge",
    "pr/5/merge",
    "origin/pr/5/merge",
    "refs/remotes/origin/pr/5/merge",
    "refs/merge-requests/5/merge",
    "refs/merge-requests/5/train",
    "refs/pull-requests/5/merge",
];

pub(super) fn cases() -> Vec<Case> {
    let of_row = |(system, marker, commit, reference): Row| {
        MERGES.map(|merge| {
            let option = match system {
                "GitHub Actions" => "--sha SHA",
                _ => r#"--sha "$(git rev-parse HEAD^2)""#,
            };
            Case::of(
                system,
                Other,
                &[marker, (commit, MERGE), (reference, merge)],
            )
            .no_commit(&format!("{reference} is {merge}"), option)
        })
    };
    let mut cases = ROWS.map(of_row).concat();
    // Its commit may be what is newest.
    cases.push(
        Case::of(
            "Buildkite",
            Other,
            &[
                ("BUILDKITE", "true"),
                ("BUILDKITE_COMMIT", "HEAD"),
                ("BUILDKITE_BRANCH", "pull/5/merge"),
            ],
        )
        .no_commit(
            "BUILDKITE_BRANCH is pull/5/merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
    );
    cases
}

#[test]
fn a_merge_reference_is_told_from_a_branch_of_such_a_name() {
    for merge in MERGES {
        assert!(is_merge_reference(merge), "{merge}");
    }
    let of_codebuild = format!("refs/pull/5/merge^{{{MERGE}}}");
    assert!(is_merge_reference(&of_codebuild));
    for other in [
        "",
        "merge",
        "5/merge",
        "pull/5",
        "pull/merge",
        "pull/5/head",
        "pull/x/merge",
        "pull/5/train",
        "refs/pull/5/head",
        "refs/heads/pull/5/merge",
        "refs/tags/pr/5/merge",
        "refs/heads/5/merge",
        "fix/5/merge",
        "team/a/pr/5/merge",
        "pr/5/merge/x",
        "refs/merge-requests/5/head",
    ] {
        assert!(!is_merge_reference(other), "{other}");
    }
}
