//! Pull requests from forks, whose branches are none of the repository.

use super::*;

#[test]
fn the_branch_of_a_fork_is_none() {
    let own = [
        ("GITLAB_CI", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"),
        ("TF_BUILD", "SYSTEM_PULLREQUEST_SOURCEBRANCH"),
        ("TRAVIS", "TRAVIS_PULL_REQUEST_BRANCH"),
        ("SEMAPHORE", "SEMAPHORE_GIT_PR_BRANCH"),
        ("APPVEYOR", "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"),
    ];
    let of_fork = [
        ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "2"),
        ("SYSTEM_PULLREQUEST_ISFORK", "True"),
        ("TRAVIS_PULL_REQUEST_SLUG", "2"),
        ("SEMAPHORE_GIT_PR_SLUG", "2"),
        ("APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME", "2"),
    ];
    let repository = [
        ("CI_MERGE_REQUEST_PROJECT_ID", "1"),
        ("TRAVIS_REPO_SLUG", "1"),
        ("SEMAPHORE_GIT_REPO_SLUG", "1"),
        ("APPVEYOR_REPO_NAME", "1"),
        ("TRAVIS_EVENT_TYPE", "pull_request"),
        ("SEMAPHORE_GIT_REF_TYPE", "pull-request"),
        ("APPVEYOR_PULL_REQUEST_NUMBER", "7"),
    ];
    for ((marker, branch), (name, value)) in own.into_iter().zip(of_fork) {
        let read_file = |_: &str| Err("no such file".to_owned());
        let of = |last| {
            let named = [(marker, "true"), (branch, "main"), (name, last)];
            let variables = cases::own(&[&repository[..], &named].concat());
            let run = CiRun::detect(&variables, &read_file).expect("a system");
            run.branch().map(|branch| branch.value)
        };
        assert_eq!(of("").as_deref(), Some("main"), "{marker}");
        assert_eq!(of(value), None, "{marker}");
    }
}
