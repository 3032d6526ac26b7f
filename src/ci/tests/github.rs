//! Which commit a run of GitHub is about, by its event.

use super::*;

fn commit_of(variables: &[(&str, &str)], event: &str) -> Result<Sourced<Sha>, String> {
    super::commit_of(variables, event).map_err(|none| none.why)
}

fn on_github(name: &str, event: &str) -> Result<Sourced<Sha>, String> {
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", MERGE),
        ("GITHUB_EVENT_NAME", name),
        ("GITHUB_EVENT_PATH", "/event"),
    ];
    commit_of(&variables, event)
}

fn found(commit: Result<Sourced<Sha>, String>) -> (String, String) {
    let found = commit.unwrap();
    (found.value.as_str().to_owned(), found.source)
}

fn expect(name: &str, event: &str, sha: &str, source: &str) {
    assert_eq!(
        found(on_github(name, event)),
        (sha.to_owned(), source.to_owned()),
        "{name}"
    );
}

#[test]
fn some_events_are_about_the_commit_of_the_run() {
    for name in [
        "merge_group",
        "workflow_dispatch",
        "schedule",
        "release",
        "create",
        "",
    ] {
        expect(name, "", MERGE, "GITHUB_SHA");
    }
}

#[test]
fn a_push_is_about_what_was_pushed() {
    let push = |after: &str, rest: &str| format!(r#"{{"after":"{after}"{rest}}}"#);
    let branch = r#","ref":"refs/heads/main","deleted":false"#;
    expect("push", &push(MERGE, branch), MERGE, "GITHUB_SHA");
    expect("push", &push(HEAD, branch), HEAD, "after of the event");
    expect("push", "{}", MERGE, "GITHUB_SHA");
    expect("push", r#"{"after":null}"#, MERGE, "GITHUB_SHA");
    // What an annotated tag's push has as `after` is the tag's own object.
    let tag = r#","ref":"refs/tags/v1.2.0""#;
    expect("push", &push(HEAD, tag), MERGE, "GITHUB_SHA");
    let head = format!(r#"{tag},"head_commit":{{"id":"{HEAD}"}}"#);
    expect("push", &push(ZERO, &head), MERGE, "GITHUB_SHA");
    expect(
        "push",
        &push(MERGE, &head),
        HEAD,
        "head_commit.id of the event",
    );
    expect("push", &push(MERGE, tag), MERGE, "GITHUB_SHA");
    for broken in [r#"{"after":7}"#, r#"{"after":"main"}"#, "", "null 7"] {
        assert!(on_github("push", broken).is_err(), "{broken}");
    }
}

#[test]
fn a_push_that_deletes_is_about_no_commit() {
    let deleted = format!(r#"{{"after":"{ZERO}","ref":"refs/heads/old","deleted":true}}"#);
    let why = on_github("push", &deleted).unwrap_err();
    assert!(why.contains("deleted refs/heads/old"), "{why}");
    let unnamed = on_github("push", r#"{"deleted":true}"#).unwrap_err();
    assert!(unnamed.contains("deleted"), "{unnamed}");
}

#[test]
fn a_push_whose_event_file_is_named_is_read() {
    let push = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", HEAD),
        ("GITHUB_EVENT_NAME", "push"),
    ];
    let found = found(commit_of(&push, ""));
    assert_eq!(found, (HEAD.to_owned(), "GITHUB_SHA".to_owned()));
    let gone = [&push[..], &[("GITHUB_EVENT_PATH", "/gone")]].concat();
    let why = commit_of(&gone, "").unwrap_err();
    assert!(why.contains("GITHUB_EVENT_PATH"), "{why}");
}

#[test]
fn a_commit_of_zeros_is_none() {
    let push = format!(r#"{{"after":"{ZERO}"}}"#);
    let pull_request = format!(r#"{{"pull_request":{{"head":{{"sha":"{ZERO}"}}}}}}"#);
    let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_SHA", ZERO)];
    for commit in [
        on_github("push", &push),
        on_github("pull_request", &pull_request),
        commit_of(&github, ""),
    ] {
        let why = commit.unwrap_err();
        assert!(why.contains("zeros"), "{why}");
    }
}

#[test]
fn an_event_file_with_a_byte_order_mark_is_read() {
    let event = format!("\u{feff}{{\"after\":\"{HEAD}\"}}");
    expect("push", &event, HEAD, "after of the event");
}

#[test]
fn a_pull_request_is_about_its_head_and_not_about_the_merge() {
    let event = |state: &str| {
        format!(
            r#"{{"pull_request":{{{state}"merge_commit_sha":"{MERGE}","head":{{"sha":"{HEAD}"}}}}}}"#
        )
    };
    let open = [
        "",
        r#""merged":false,"merged_at":null,"#,
        r#""merged":null,"#,
    ];
    let merged = [
        r#""merged":true,"#,
        r#""merged_at":"2026-11-23T10:05:00Z","#,
    ];
    let merge = "pull_request.merge_commit_sha of the event";
    for name in [
        "pull_request",
        "pull_request_target",
        "pull_request_review",
        "pull_request_review_comment",
        "pull_request_review_thread",
    ] {
        for state in open {
            let head = "pull_request.head.sha of the event";
            expect(name, &event(state), HEAD, head);
        }
        for state in merged {
            expect(name, &event(state), MERGE, merge);
        }
    }
}

#[test]
fn other_events_carry_their_commit() {
    for name in ["workflow_run", "check_run", "check_suite"] {
        let event = format!(r#"{{"{name}":{{"head_sha":"{HEAD}"}}}}"#);
        expect(name, &event, HEAD, &format!("{name}.head_sha of the event"));
    }
    let event = format!(
        r#"{{"deployment":{{"sha":"{HEAD}"}},"workflow_run":null,"check_run":null,"pull_request":[]}}"#
    );
    for name in ["deployment", "deployment_status"] {
        expect(name, &event, HEAD, "deployment.sha of the event");
    }
}

#[test]
fn a_run_after_one_that_was_about_no_commit_is_about_none() {
    let after =
        |origin: &str| format!(r#"{{"workflow_run":{{"event":{origin},"head_sha":"{HEAD}"}}}}"#);
    let source = "workflow_run.head_sha of the event";
    for origin in [
        "push",
        "pull_request_target",
        "pull_request_sync",
        "schedule",
        "deployment",
    ] {
        expect("workflow_run", &after(&format!("{origin:?}")), HEAD, source);
    }
    for origin in [
        "issue_comment",
        "pull_request_comment",
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
    let why = on_github("workflow_run", &after("7")).unwrap_err();
    assert!(why.ends_with("after an event that cannot be read"), "{why}");
    assert_eq!(
        found(on_github("workflow_call", &after("\"push\""))).0,
        HEAD
    );
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
    assert!(
        why.ends_with("deployment_status of refs/pull/7/merge"),
        "{why}"
    );
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

#[test]
fn an_event_that_says_nothing_gives_no_commit() {
    for name in [
        "issue_comment",
        "watch",
        "workflow_call",
        "repository_dispatch",
        "delete",
    ] {
        assert!(on_github(name, "{}").unwrap_err().contains(name));
    }
    for event in [
        "{}",
        "[[[]]]",
        "null",
        "",
        "[]",
        r#"{"pull_request":{"head":{"sha":7}}}"#,
        r#"{"pull_request":{"head":{"sha":"main"}}}"#,
    ] {
        assert!(on_github("pull_request", event).is_err(), "{event}");
    }
    let unreadable = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", HEAD),
        ("GITHUB_EVENT_NAME", "pull_request"),
    ];
    assert!(commit_of(&unreadable, "").is_err());
    let missing = [&unreadable[..], &[("GITHUB_EVENT_PATH", "/gone")]].concat();
    assert!(
        commit_of(&missing, "")
            .unwrap_err()
            .contains("no such file")
    );
    let broken = [("GITHUB_ACTIONS", "true"), ("GITHUB_SHA", "main")];
    assert!(commit_of(&broken, "").is_err());
}
