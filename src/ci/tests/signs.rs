//! Variables that are damaged, left out, or of another system: a merge is never taken for
//! the commit, and neither is the commit of another run.

use super::cases::Event;
use super::*;

fn commit_of(variables: &[(&str, &str)]) -> Result<String, NoCommit> {
    let found = super::commit_of(variables, "")?;
    Ok(found.value.as_str().to_owned())
}

#[test]
fn one_sign_of_a_pull_request_is_enough_to_pass_over_the_merge() {
    let mut merges = 0;
    for case in every_case() {
        let is_asked = case.event == Event::PullRequest;
        if !is_asked || !case.holds(MERGE) || !case.is_about(HEAD) {
            continue;
        }
        for name in case.names_but_of_commit() {
            for damaged in ["", " ", "7\r", "$(Name)", "${{name}}", "<+name>"] {
                merges += 1;
                let sha = case.commit_with(&name, damaged);
                assert_ne!(sha.as_deref(), Some(MERGE), "{name}={damaged:?}: {case:#?}");
            }
        }
    }
    assert!(merges > 50, "{merges}");
}

#[test]
fn white_space_around_a_value_and_a_marker_is_no_part_of_it() {
    let spaced = format!(" {HEAD}\r\n");
    let variables = [("GITLAB_CI", "true\r"), ("CI_COMMIT_SHA", spaced.as_str())];
    assert_eq!(commit_of(&variables).as_deref(), Ok(HEAD));
}

#[test]
fn what_was_left_in_the_place_of_a_variable_says_nothing() {
    let azure = [
        ("TF_BUILD", "True"),
        ("BUILD_REASON", "IndividualCI"),
        ("BUILD_SOURCEVERSION", HEAD),
    ];
    let literal = (
        "SYSTEM_PULLREQUEST_SOURCECOMMITID",
        "$(System.PullRequest.SourceCommitId)",
    );
    let named = [&azure[..], &[literal]].concat();
    assert_eq!(commit_of(&named).as_deref(), Ok(HEAD));
    let unsaid = [azure[0], ("BUILD_SOURCEVERSION", "$(Build.SourceVersion)")];
    let why = commit_of(&unsaid).unwrap_err().why;
    let expected = "BUILD_SOURCEVERSION holds the name of a variable that the run does not have";
    assert_eq!(why, expected);
}

#[test]
fn a_run_within_a_run_of_another_commit_has_none() {
    let jenkins = ("JENKINS_URL", "https://ci/");
    let gitlab = [("GITLAB_CI", "true"), ("CI_COMMIT_SHA", HEAD), jenkins];
    let within = |commit| commit_of(&[&gitlab[..], &[("GIT_COMMIT", commit)]].concat());
    assert_eq!(within(HEAD).as_deref(), Ok(HEAD));
    let none = within(MERGE).unwrap_err();
    let why = "the variables of GitLab CI/CD name 12c15e7 (CI_COMMIT_SHA), \
        those of Jenkins 7be3f0c (GIT_COMMIT)";
    assert_eq!(none.why, why);
    assert_eq!(none.sha_option.as_deref(), Some("--sha SHA"));
    let alike = format!("{}9", &HEAD[..39]);
    let why = within(&alike).unwrap_err().why;
    assert!(why.contains(HEAD) && why.contains(&alike), "{why}");
    // Agents of others run there, and its variables are of the run that started them.
    let codebuild = ("CODEBUILD_BUILD_ID", "shop:1");
    let resolved = ("CODEBUILD_RESOLVED_SOURCE_VERSION", MERGE);
    let hosted = [gitlab[0], gitlab[1], codebuild, resolved];
    assert_eq!(commit_of(&hosted).as_deref(), Ok(HEAD));
}

#[test]
fn a_variable_that_a_step_of_github_can_set_makes_it_no_other_system() {
    let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "watch")];
    let other = [("CI", "woodpecker"), ("CI_COMMIT_SHA", MERGE)];
    let none = commit_of(&[github, other].concat()).unwrap_err();
    assert!(none.why.contains("watch"), "{none:?}");
}

#[test]
fn a_clone_that_is_too_shallow_for_the_hint_is_named_with_it() {
    let by_hand = [
        ("TF_BUILD", "True"),
        ("BUILD_SOURCEVERSION", MERGE),
        ("BUILD_SOURCEBRANCH", "refs/pull/5/merge"),
    ];
    let why = commit_of(&by_hand).unwrap_err().why;
    assert!(why.ends_with("needs a clone of depth 2 or more"), "{why}");
    let no_clone = [
        ("APPVEYOR", "True"),
        ("APPVEYOR_PULL_REQUEST_NUMBER", "7"),
        ("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", "12c15e7d0b7d"),
    ];
    let why = commit_of(&no_clone).unwrap_err().why;
    assert!(!why.contains("depth"), "{why}");
}

#[test]
fn a_sign_counts_even_where_its_value_says_nothing() {
    let of_request = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", MERGE),
        ("GITHUB_HEAD_REF", "$x"),
    ];
    let why = commit_of(&of_request).unwrap_err().why;
    assert!(why.contains("GITHUB_HEAD_REF"), "{why}");
}

#[test]
fn a_change_of_jenkins_whose_number_is_damaged_is_no_push() {
    let merge = [
        ("JENKINS_URL", "https://ci/"),
        ("GIT_COMMIT", MERGE),
        ("BRANCH_NAME", "PR-7"),
        ("CHANGE_ID", " "),
        ("CHANGE_TARGET", "main"),
    ];
    let none = commit_of(&merge).unwrap_err();
    assert!(none.why.contains("may be a merge"), "{none:?}");
}

#[test]
fn the_zeros_of_no_commit_are_no_beginning_of_one() {
    let zeros = [
        ("BITBUCKET_BUILD_NUMBER", "1"),
        ("BITBUCKET_COMMIT", &ZERO[..12]),
    ];
    let none = commit_of(&zeros).unwrap_err();
    assert_eq!(none.why, "BITBUCKET_COMMIT holds no commit");
    assert_eq!(
        none.sha_option.as_deref(),
        Some("--sha \"$(git rev-parse HEAD)\"")
    );
}

#[test]
fn any_one_sign_of_a_pull_request_keeps_the_merge_out() {
    let travis = [("TRAVIS", "true"), ("TRAVIS_COMMIT", MERGE)];
    let semaphore = [("SEMAPHORE", "true"), ("SEMAPHORE_GIT_SHA", MERGE)];
    for (own, sign) in [
        (travis, ("TRAVIS_EVENT_TYPE", "pull_request")),
        (travis, ("TRAVIS_PULL_REQUEST", "7")),
        (semaphore, ("SEMAPHORE_GIT_REF_TYPE", "pull-request")),
        (semaphore, ("SEMAPHORE_GIT_PR_NUMBER", "7")),
    ] {
        assert_eq!(commit_of(&own).as_deref(), Ok(MERGE));
        let none = commit_of(&[&own[..], &[sign]].concat()).unwrap_err();
        assert!(none.why.ends_with("2 or more"), "{sign:?}: {none:?}");
    }
    let head = ("TRAVIS_PULL_REQUEST_SHA", HEAD);
    let headed = [&travis[..], &[head]].concat();
    assert_eq!(commit_of(&headed).as_deref(), Ok(HEAD));
}

#[test]
fn a_run_within_a_run_is_read_by_the_signs_of_its_own_system() {
    let gitlab = [("GITLAB_CI", "true"), ("CI_COMMIT_SHA", HEAD)];
    let travis = [("TRAVIS", "true"), ("TRAVIS_COMMIT", MERGE)];
    let both = [gitlab, travis].concat();
    assert!(commit_of(&both).is_err());
    let of_request = [&both[..], &[("TRAVIS_PULL_REQUEST", "7")]].concat();
    assert_eq!(commit_of(&of_request).as_deref(), Ok(HEAD));
    // Its steps run the agents of others.
    let cloud = [("BUILDER_OUTPUT", "/builder"), ("COMMIT_SHA", MERGE)];
    assert_eq!(commit_of(&[gitlab, cloud].concat()).as_deref(), Ok(HEAD));
}

#[test]
fn a_dollar_sign_before_more_than_a_name_is_a_value() {
    for (text, is_reference) in [
        ("$NAME", true),
        ("$5 off", false),
        ("$", false),
        ("", false),
    ] {
        assert_eq!(is_unexpanded(text), is_reference, "{text}");
    }
}
