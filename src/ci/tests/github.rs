//! Which commit a run of GitHub is about, by its event.

use super::*;

pub(super) fn commit_of(variables: &[(&str, &str)], event: &str) -> Result<Sourced<Sha>, String> {
    super::commit_of(variables, event).map_err(|none| none.why)
}

pub(super) fn on_github(name: &str, event: &str) -> Result<Sourced<Sha>, String> {
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", MERGE),
        ("GITHUB_EVENT_NAME", name),
        ("GITHUB_EVENT_PATH", "/event"),
    ];
    commit_of(&variables, event)
}

pub(super) fn found(commit: Result<Sourced<Sha>, String>) -> (String, String) {
    let found = commit.unwrap();
    (found.value.as_str().to_owned(), found.source)
}

pub(super) fn expect(name: &str, event: &str, sha: &str, source: &str) {
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
    ] {
        expect(name, "", MERGE, "GITHUB_SHA");
    }
    let bare = [("GITHUB_ACTIONS", "true"), ("GITHUB_SHA", MERGE)];
    assert_eq!(found(commit_of(&bare, "")).0, MERGE);
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
    expect(
        "push",
        &push(MERGE, &head),
        HEAD,
        "head_commit.id of the event",
    );
    expect("push", &push(HEAD, &head), MERGE, "GITHUB_SHA");
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
    for event in [
        r#"{"deleted":true}"#.to_owned(),
        r#"{"deleted":"true","ref":"refs/heads/x"}"#.to_owned(),
        format!(r#"{{"ref":"refs/tags/v1","after":"{ZERO}"}}"#),
    ] {
        let why = on_github("push", &event).unwrap_err();
        assert!(why.contains("deleted"), "{why}");
    }
    let unsaid = format!(r#"{{"after":"{HEAD}","ref":"refs/heads/x","deleted":"maybe"}}"#);
    let why = on_github("push", &unsaid).unwrap_err();
    let expected = "the event does not say whether the push deleted refs/heads/x";
    assert_eq!(why, expected);
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
    let unnamed = "GITHUB_EVENT_PATH is set, but names no file";
    let input = "the file of GITHUB_EVENT_PATH cannot be read: `-` is no file";
    for (path, expected) in [
        (" ", unnamed),
        ("$GITHUB_EVENT_PATH", unnamed),
        ("-", input),
    ] {
        let path = ("GITHUB_EVENT_PATH", path);
        for variables in [&push[..], &push[..2]] {
            let why = commit_of(&[variables, &[path]].concat(), "").unwrap_err();
            assert_eq!(why, expected, "{path:?}");
        }
    }
}

#[test]
fn a_commit_of_zeros_is_none() {
    let push = format!(r#"{{"after":"{ZERO}"}}"#);
    let pull_request = format!(r#"{{"pull_request":{{"head":{{"sha":"{ZERO}"}}}}}}"#);
    let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_SHA", ZERO)];
    let why = on_github("push", &push).unwrap_err();
    assert!(why.contains("the push deleted"), "{why}");
    for commit in [
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
fn a_closed_pull_request_must_say_whether_it_was_merged() {
    let event = |state: &str| {
        format!(
            r#"{{"action":"closed","pull_request":{{{state}"merge_commit_sha":"{MERGE}","head":{{"sha":"{HEAD}"}}}}}}"#
        )
    };
    for state in [
        "",
        r#""merged":null,"#,
        r#""merged":"maybe","#,
        r#""merged_at":1700000000,"#,
    ] {
        let why = on_github("pull_request", &event(state)).unwrap_err();
        assert!(why.contains("whether it was merged"), "{state}: {why}");
    }
    let source = "pull_request.head.sha of the event";
    expect("pull_request", &event(r#""merged":false,"#), HEAD, source);
}

#[test]
fn other_events_carry_their_commit() {
    for name in ["workflow_run", "check_run", "check_suite"] {
        let event = format!(r#"{{"{name}":{{"event":"push","head_sha":"{HEAD}"}}}}"#);
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
