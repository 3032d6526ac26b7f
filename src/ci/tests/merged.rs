//! Jenkins with the plugin of GitLab: a merge request that was merged, one that
//! was closed, and a push that has variables of a merge request.

use super::cases::{
    Case,
    Event::{Other, PullRequest, Push},
};
use super::{CiRun, HEAD, MERGE, Variables, ZERO};

pub(super) fn cases() -> Vec<Case> {
    let head = ("gitlabMergeRequestLastCommit", HEAD);
    let merge = ("gitlabMergeCommitSha", MERGE);
    let merged = ("gitlabMergeRequestState", "merged");
    let closed = ("gitlabMergeRequestState", "closed");
    let on = |event, action, variables: &[(&str, &str)]| {
        let all = [
            ("JENKINS_URL", "https://ci/"),
            ("GIT_COMMIT", MERGE),
            ("gitlabActionType", action),
            ("gitlabSourceBranch", "feature"),
            ("gitlabTargetBranch", "main"),
            ("gitlabMergeRequestIid", "7"),
            head,
        ];
        Case::of("Jenkins", event, &all).with(variables)
    };
    let of_request = |case: Case| case.pull_request(7, "gitlabMergeRequestIid");
    let is_open = |case: Case| of_request(case).branch("feature", "gitlabSourceBranch");
    let is_merged = |case: Case| of_request(case).branch("main", "gitlabTargetBranch");
    let no_merge = |case: Case, why| is_merged(case).no_commit(why, "--sha SHA");
    vec![
        is_merged(on(PullRequest, "MERGE", &[merged, merge])).commit(MERGE, merge.0),
        is_merged(on(PullRequest, "", &[merged, merge])).commit(MERGE, merge.0),
        is_merged(on(
            PullRequest,
            "NOTE",
            &[("gitlabMergeRequestState", "MERGED"), merge],
        ))
        .commit(MERGE, merge.0),
        no_merge(
            on(Other, "MERGE", &[merged]),
            "gitlabMergeCommitSha is not set",
        ),
        no_merge(
            on(Other, "MERGE", &[merged, (merge.0, "x")]),
            "holds no commit",
        ),
        no_merge(on(Other, "MERGE", &[merged, (merge.0, ZERO)]), "zeros"),
        // Of an open merge request, the plugin may call the head so.
        is_open(on(PullRequest, "MERGE", &[merge])).commit(HEAD, head.0),
        is_open(on(PullRequest, "MERGE", &[closed])).commit(HEAD, head.0),
        on(
            Push,
            "PUSH",
            &[merged, (head.0, ZERO), ("GIT_COMMIT", HEAD)],
        )
        .commit(HEAD, "GIT_COMMIT")
        .branch("feature", "gitlabSourceBranch")
        .pushed("feature"),
        on(Other, "PUSH", &[merged, ("GIT_COMMIT", "")])
            .no_commit("GIT_COMMIT is not set", r#"--sha "$(git rev-parse HEAD)""#)
            .branch("feature", "gitlabSourceBranch")
            .pushed("feature"),
        on(Other, "TAG_PUSH", &[("GIT_COMMIT", HEAD)]).commit(HEAD, "GIT_COMMIT"),
    ]
}

#[test]
fn on_jenkins_only_a_branch_of_origin_is_taken_for_one() {
    let branch = |variables: &[(&str, &str)]| {
        let given = [("JENKINS_URL", "u"), ("GIT_COMMIT", HEAD)];
        let all = [&given, variables].concat();
        let all: Variables = all
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let none = |_: &str| Err("no such file".to_owned());
        let run = CiRun::detect(&all, &none).unwrap();
        run.branch().map(|branch| branch.value)
    };
    let main = Some("main".to_owned());
    assert_eq!(branch(&[("GIT_BRANCH", "origin/main")]), main);
    assert_eq!(
        branch(&[("BRANCH_NAME", "main"), ("GIT_BRANCH", "main")]),
        main
    );
    for other in ["detached", "v1.0", "upstream/main"] {
        assert_eq!(branch(&[("GIT_BRANCH", other)]), None, "{other}");
    }
}
