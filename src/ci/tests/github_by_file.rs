//! Which commit a run of GitHub is about, where its event file says more than the event's
//! name.

use super::github::{commit_of, expect, found, on_github};
use super::{HEAD, MERGE};

#[test]
fn an_event_without_its_name_that_may_be_of_another_commit_gives_none() {
    for event in [
        "",
        "{}",
        r#"{"action":"deploy","branch":"main","client_payload":{}}"#,
        r#"{"discussion":{"number":7}}"#,
        r#"{"state":"success","sha":"7be3f0c2a94d51688e07cbb1f2d3a4659c8d0e1f"}"#,
        r#"{"ref":"old","ref_type":"branch","pusher_type":"user"}"#,
    ] {
        assert!(on_github("", event).is_err(), "{event}");
    }
    let of_base = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", MERGE),
        ("GITHUB_BASE_REF", "main"),
    ];
    let why = commit_of(&of_base, "").unwrap_err();
    assert!(why.starts_with("GITHUB_BASE_REF is set"), "{why}");
}

#[test]
fn the_file_of_an_event_that_is_of_the_run_says_so_itself() {
    for event in [
        r#"{"workflow":"deploy.yml","ref":"refs/heads/main","inputs":null}"#,
        r#"{"schedule":"0 4 * * *"}"#,
        r#"{"action":"published","release":{"tag_name":"v1.2.0"}}"#,
        r#"{"action":"checks_requested","merge_group":{}}"#,
        r#"{"ref":"new","ref_type":"branch","master_branch":"main","pusher_type":"user"}"#,
        r#"{"ref":"new","ref_type":"branch","sha":"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908"}"#,
    ] {
        for name in ["", "workflow_call"] {
            expect(name, event, MERGE, "GITHUB_SHA");
        }
    }
}

#[test]
fn a_run_after_one_that_was_about_no_commit_is_about_none() {
    let after =
        |origin: &str| format!(r#"{{"workflow_run":{{"event":{origin},"head_sha":"{HEAD}"}}}}"#);
    let source = "workflow_run.head_sha of the event";
    for origin in [
        "push",
        "pull_request",
        "pull_request_sync",
        "schedule",
        "deployment",
    ] {
        expect("workflow_run", &after(&format!("{origin:?}")), HEAD, source);
    }
    for origin in [
        "issue_comment",
        "pull_request_comment",
        "pull_request_target",
        "workflow_run",
        "check_run",
        "watch",
    ] {
        let event = after(&format!("{origin:?}"));
        for name in ["workflow_run", "workflow_call", ""] {
            let why = on_github(name, &event).unwrap_err();
            assert!(
                why.ends_with(&format!("workflow_run after {origin}")),
                "{why}"
            );
        }
    }
    for unsaid in ["7", "null"] {
        let why = on_github("workflow_run", &after(unsaid)).unwrap_err();
        assert!(why.ends_with("after an event that cannot be read"), "{why}");
    }
    assert_eq!(
        found(on_github("workflow_call", &after("\"push\""))).0,
        HEAD
    );
}

/// GitHub calls no other event so, as Gitea does.
#[test]
fn a_run_after_another_that_its_file_does_not_show_is_about_none_on_github() {
    for event in [
        r#"{"action":"completed","workflow":{"id":1}}"#.to_owned(),
        r#"{"workflow":{"id":1},"workflow_run":null}"#.to_owned(),
        format!(r#"{{"ref":"refs/heads/main","after":"{MERGE}"}}"#),
    ] {
        let why = on_github("workflow_run", &event).unwrap_err();
        let expected = "the file of the event workflow_run has no workflow_run";
        assert_eq!(why, expected, "{event}");
    }
    let on_gitea = [
        ("GITEA_ACTIONS", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "workflow_run"),
        ("GITHUB_EVENT_PATH", "/event"),
        ("GITHUB_SHA", HEAD),
    ];
    let push = format!(r#"{{"ref":"refs/heads/main","after":"{HEAD}"}}"#);
    assert_eq!(found(commit_of(&on_gitea, &push)).0, HEAD);
}

#[test]
fn a_deployment_is_about_its_own_commit_and_not_about_the_run_that_made_it() {
    let made_by = format!(
        r#""workflow_run":{{"event":"push","head_sha":"{MERGE}"}},"check_run":{{"head_sha":"{MERGE}"}}"#
    );
    let event = format!(r#"{{{made_by},"deployment":{{"sha":"{HEAD}","ref":"main"}}}}"#);
    for name in ["", "deployment", "deployment_status", "workflow_call"] {
        expect(name, &event, HEAD, "deployment.sha of the event");
    }
}

#[test]
fn an_event_that_gitea_names_is_one_of_a_pull_request() {
    let event = format!(r#"{{"pull_request":{{"merged":false,"head":{{"sha":"{HEAD}"}}}}}}"#);
    let source = "pull_request.head.sha of the event";
    expect("pull_request_sync", &event, HEAD, source);
    assert!(on_github("pull_request_comment", &event).is_err());
    assert!(on_github("pull_requests", &event).is_err());
}

#[test]
fn a_deployment_of_a_merge_is_about_no_commit() {
    let event =
        |reference: &str| format!(r#"{{"deployment":{{"sha":"{HEAD}","ref":"{reference}"}}}}"#);
    expect(
        "deployment",
        &event("main"),
        HEAD,
        "deployment.sha of the event",
    );
    let why = on_github("deployment_status", &event("refs/pull/7/merge")).unwrap_err();
    assert!(why.ends_with("deployment of refs/pull/7/merge"), "{why}");
}

#[test]
fn without_the_name_of_the_event_its_file_says_what_the_run_is_about() {
    let head = format!(r#""pull_request":{{"head":{{"sha":"{HEAD}"}}}}"#);
    let source = "pull_request.head.sha of the event";
    expect("", &format!("{{{head}}}"), HEAD, source);
    let comment = format!(r#"{{"issue":{{"number":7}},{head}}}"#);
    let why = on_github("", &comment).unwrap_err();
    assert!(why.ends_with("of an issue or a comment"), "{why}");
    let suite = format!(r#"{{"check_suite":{{"head_sha":"{HEAD}"}}}}"#);
    expect("", &suite, HEAD, "check_suite.head_sha of the event");
    for damaged in [" ", "$(x)", "${{ github.event_name }}"] {
        let why = on_github(damaged, &suite).unwrap_err();
        assert!(why.contains("GITHUB_EVENT_NAME"), "{why}");
    }
    let deleted = on_github("", r#"{"after":"0","deleted":true}"#).unwrap_err();
    assert!(deleted.contains("deleted"), "{deleted}");
}

#[test]
fn a_reusable_workflow_is_about_what_its_caller_is_about() {
    let called = |event: &str| on_github("workflow_call", event);
    let change = format!(r#"{{"pull_request":{{"head":{{"sha":"{HEAD}"}}}}}}"#);
    let expected = (
        HEAD.to_owned(),
        "pull_request.head.sha of the event".to_owned(),
    );
    assert_eq!(found(called(&change)), expected);
    let push = format!(r#"{{"ref":"refs/heads/main","after":"{HEAD}"}}"#);
    assert_eq!(found(called(&push)).0, HEAD);
    for other in [r#""issue":{"number":7}"#, r#""comment":{"body":"deploy"}"#] {
        let comment = change.replacen('{', &format!("{{{other},"), 1);
        let none = called(&comment).unwrap_err();
        assert!(none.contains("workflow_call"), "{comment}: {none}");
    }
}
