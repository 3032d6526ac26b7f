//! What is read of a page, and what is not.

use super::*;

fn page(json: &str) -> Page {
    parse(json.as_bytes()).unwrap()
}

fn only_build(json: &str) -> Option<Build> {
    let list = format!("{{\"data\":{{\"builds\":[{json}]}}}}");
    let page = page(&list);
    assert_eq!(page.builds.len() + page.unreadable, 1);
    page.builds.into_iter().next()
}

fn next(pagination: &str) -> NextPage {
    page(&format!(
        "{{\"data\":{{\"builds\":[]}},\"pagination\":{pagination}}}"
    ))
    .next
}

#[test]
fn a_whole_build_is_read() {
    let build = only_build(
        r#"{"id":"joyous-view-6290","branch":"main","pullRequestId":7,"status":"SUCCESS",
        "sha":"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908","registry":{"uri":"r.example/api:1","x":1},
        "concluded":true,"success":true,"createdAt":"2026-11-23T10:00:00.000Z",
        "message":"Image successfully built","buildConcludedAt":1795428249,"new":[{}]}"#,
    )
    .unwrap();
    assert_eq!(build.pull_request, Field::Present(7));
    assert_eq!(build.status, Field::Present(Status::Success));
    assert_eq!(build.image.as_deref(), Some("r.example/api:1"));
    assert_eq!(build.message.as_deref(), Some("Image successfully built"));
    assert_eq!(build.concluded_at, Timestamp::parse("2026-11-23T10:04:09Z"));
}

#[test]
fn an_id_is_enough_and_nothing_less_is() {
    let build = only_build(r#"{"id":"a","status":null}"#).unwrap();
    assert_eq!((build.status, build.sha), (Field::Absent, Field::Absent));
    for entry in [
        "{}",
        "null",
        "7",
        "\"a\"",
        "[]",
        r#"{"id":null}"#,
        r#"{"id":7}"#,
        r#"{"id":""}"#,
    ] {
        assert_eq!(only_build(entry), None, "{entry}");
    }
}

#[test]
fn a_wrong_type_spoils_its_field_alone() {
    let build = only_build(
        r#"{"id":"a","status":1,"sha":{},"branch":[],"pullRequestId":"7","concluded":"true",
        "success":0,"createdAt":1795428000,"message":{},"registry":"r","buildConcludedAt":[]}"#,
    )
    .unwrap();
    assert_eq!(build.status, Field::Unreadable);
    assert_eq!(build.sha, Field::Unreadable);
    assert_eq!(build.branch, Field::Unreadable);
    assert_eq!(build.pull_request, Field::Unreadable);
    assert_eq!(build.concluded, Field::Unreadable);
    assert_eq!(build.success, Field::Unreadable);
    assert_eq!(build.created, Field::Unreadable);
    assert_eq!(
        (build.message, build.image, build.concluded_at),
        (None, None, None)
    );
}

#[test]
fn what_is_no_builds_list_is_not_read() {
    for body in [
        "",
        "<html>",
        "null",
        "[]",
        "{}",
        r#"{"data":{}}"#,
        r#"{"data":{"builds":null}}"#,
        r#"{"data":{"builds":{}}}"#,
        r#"{"data":{"builds":[]}"#,
        r#"{"error":{"status":500}}"#,
        r#"{"data":{"builds":[{"id":"a","id":"b"}]}}"#,
        r#"{"data":{"builds":[]}} x"#,
        "[[[]]]",
        r#"[{"builds":[]}]"#,
        r#"{"data":[[]]}"#,
        r#"{"data":{"builds":[]},"error":{"status":500}}"#,
        r#"{"data":{"builds":[]},"error":"unavailable"}"#,
    ] {
        assert_eq!(parse(body.as_bytes()), None, "{body}");
    }
    assert_eq!(parse(b"{\"data\":{\"builds\":[\"\xff\"]}}"), None);
    assert_eq!(parse(b"{\"data\":{\"builds\":[]},\"new\":\"\xff\"}"), None);
    let many = |count| format!("{{\"data\":{{\"builds\":[0{}]}}}}", ",0".repeat(count));
    assert!(parse(many(MOST_ENTRIES).as_bytes()).is_none());
    assert!(parse(many(MOST_ENTRIES - 1).as_bytes()).is_some());
    let long = |length| {
        let text = "x".repeat(length);
        format!("{{\"data\":{{\"builds\":[]}},\"new\":\"{text}\"}}")
    };
    assert!(parse(long(LONGEST_TEXT).as_bytes()).is_some());
    assert!(parse(long(250_000).as_bytes()).is_some());
    assert!(parse(long(LONGEST_TEXT + 1).as_bytes()).is_none());
    let deep = format!("{{\"data\":{{\"builds\":[{}", "[".repeat(100_000));
    assert_eq!(parse(deep.as_bytes()), None);
}

#[test]
fn entries_beyond_what_a_page_may_hold_cannot_be_read() {
    let usual = format!(
        r#"{{"id":"joyous-view-6290","sha":"{}","status":"SUCCESS","message":"{}"}}"#,
        "b".repeat(40),
        "m".repeat(80)
    );
    let many = vec![usual; MOST_ENTRIES].join(",");
    let whole = page(&format!("{{\"data\":{{\"builds\":[{many}]}}}}"));
    assert_eq!((whole.builds.len(), whole.unreadable), (MOST_ENTRIES, 0));
    let build = format!(r#"{{"id":"a","message":"{}"}}"#, "m".repeat(1023));
    let list = vec![build; MOST_TEXT / 1024 + 5].join(",");
    let page = page(&format!("{{\"data\":{{\"builds\":[{list}]}}}}"));
    assert_eq!((page.builds.len(), page.unreadable), (MOST_TEXT / 1024, 5));
}

#[test]
fn a_list_ends_where_it_says_so_and_is_lost_where_it_does_not() {
    let cursor = |text: &str| NextPage::Cursor(text.to_owned());
    assert_eq!(page(r#"{"data":{"builds":[]}}"#).next, NextPage::None);
    assert_eq!(next("null"), NextPage::None);
    assert_eq!(next("{}"), NextPage::None);
    assert_eq!(
        next(r#"{"hasNextPage":false,"cursor":"c"}"#),
        NextPage::None
    );
    assert_eq!(next(r#"{"hasNextPage":true,"cursor":"c"}"#), cursor("c"));
    assert_eq!(next(r#"{"cursor":"c"}"#), cursor("c"));
    assert_eq!(next(r#"{"cursor":""}"#), NextPage::None);
    assert_eq!(next(r#"{"hasNextPage":true}"#), NextPage::Lost);
    assert_eq!(
        next(r#"{"hasNextPage":true,"cursor":null}"#),
        NextPage::Lost
    );
    assert_eq!(next(r#"{"hasNextPage":"yes"}"#), NextPage::Lost);
    assert_eq!(next(r#"{"cursor":7}"#), NextPage::Lost);
    assert_eq!(next("7"), NextPage::Lost);
    let long = |length| next(&format!("{{\"cursor\":\"{}\"}}", "c".repeat(length)));
    assert_eq!(long(LONGEST_CURSOR), cursor(&"c".repeat(LONGEST_CURSOR)));
    assert_eq!(long(LONGEST_CURSOR + 1), NextPage::Lost);
}
