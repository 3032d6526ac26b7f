//! What is read of a page, and what is not.

use super::*;
use crate::model::timestamp::Timestamp;

fn parse(mut body: Vec<u8>) -> Option<Page> {
    super::parse(&mut body)
}

fn page(json: &str) -> Page {
    parse(json.into()).unwrap()
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
        r#"{"data":{"builds":[]},"data":{"builds":[]}}"#,
        r#"{"data":{"builds":[]}} x"#,
        "[[[]]]",
        r#"[{"builds":[]}]"#,
        r#"{"data":[[]]}"#,
        r#"{"data":{"builds":[]},"error":{"status":500}}"#,
        r#"{"data":{"builds":[]},"error":"unavailable"}"#,
    ] {
        assert_eq!(parse(body.into()), None, "{body}");
    }
    let many = |count| format!("{{\"data\":{{\"builds\":[0{}]}}}}", ",0".repeat(count));
    assert!(parse(many(MAX_ENTRIES).into()).is_none());
    assert!(parse(many(MAX_ENTRIES - 1).into()).is_some());
    let deep = format!("{{\"data\":{{\"builds\":[{}", "[".repeat(600_000));
    assert_eq!(parse(deep.into()), None);
}

/// A build with its fields as JSON, of which one may be another than usual.
fn build_with(key: &str, value: &[u8]) -> Vec<u8> {
    let fields = [
        ("id", "\"a\""),
        ("sha", "\"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908\""),
        ("branch", "\"main\""),
        ("pullRequestId", "7"),
        ("status", "\"FAILURE\""),
        ("concluded", "true"),
        ("success", "false"),
        ("createdAt", "\"2026-11-23T10:00:00Z\""),
        ("buildConcludedAt", "1795428249"),
        ("message", "\"Failure on executing build\""),
        ("registry", "{\"uri\":\"r.example/api:1\"}"),
        ("new", "[]"),
    ];
    let mut json = b"{".to_vec();
    for (name, usual) in fields {
        json.extend(format!("\"{name}\":").into_bytes());
        json.extend(if name == key { value } else { usual.as_bytes() });
        json.push(b',');
    }
    json.pop();
    json.push(b'}');
    json
}

#[test]
fn a_value_that_cannot_be_read_spoils_its_field_of_its_build_and_nothing_else() {
    let long = format!("\"{}\"", "x".repeat(300_000));
    let spoilt: [&[u8]; 9] = [
        b"\"\\ud83d\"",
        b"\"half \\udc00 of one\"",
        b"1e400",
        b"-99999999999999999999999999",
        b"\"\xff\"",
        b"\"a\x01b\"",
        long.as_bytes(),
        b"[[{\"a\":\"\\ud83d\"}]]",
        b"{\"uri\":1e999}",
    ];
    let read = |key: &str, value: &[u8]| {
        let mut body = b"{\"data\":{\"builds\":[".to_vec();
        body.extend(build_with(key, value));
        body.push(b',');
        body.extend(build_with("id", b"\"neighbour\""));
        body.extend(b"]}}");
        parse(body).unwrap()
    };
    let usual = read("", b"");
    for value in spoilt {
        for key in [
            "sha",
            "branch",
            "pullRequestId",
            "status",
            "concluded",
            "success",
            "createdAt",
            "new",
        ] {
            let page = read(key, value);
            let mut expected = usual.builds[0].clone();
            match key {
                "sha" => expected.sha = Field::Unreadable,
                "branch" => expected.branch = Field::Unreadable,
                "pullRequestId" => expected.pull_request = Field::Unreadable,
                "status" => expected.status = Field::Unreadable,
                "concluded" => expected.concluded = Field::Unreadable,
                "success" => expected.success = Field::Unreadable,
                "createdAt" => expected.created = Field::Unreadable,
                _ => {}
            }
            let text = String::from_utf8_lossy(&value[..value.len().min(40)]).into_owned();
            assert_eq!(page.builds[0], expected, "{key} {text}");
            assert_eq!(
                (&page.builds[1], page.unreadable),
                (&usual.builds[1], 0),
                "{key} {text}"
            );
        }
        for key in ["buildConcludedAt", "message", "registry"] {
            let page = read(key, value);
            assert_eq!(
                page.builds[0].status,
                Field::Present(Status::Failure),
                "{key}"
            );
            assert_eq!((page.builds.len(), page.unreadable), (2, 0), "{key}");
        }
        let page = read("id", value);
        assert_eq!(
            (page.builds, page.unreadable),
            (vec![usual.builds[1].clone()], 1)
        );
    }
}

#[test]
fn a_key_that_cannot_be_read_spoils_what_it_may_be_and_one_given_twice_its_field() {
    let build =
        only_build(r#"{"new\ud83d":1,"id":"a","status":"SUCCESS","status":"FAILURE"}"#).unwrap();
    assert_eq!((build.id.as_str(), build.status), ("a", Field::Unreadable));
    assert_eq!(only_build(r#"{"id":"a","id":"b"}"#), None);
    let build = only_build(r#"{"id":"a","sh\ud83d":"12c15e7"}"#).unwrap();
    assert_eq!(build.sha, Field::Unreadable);
}

#[test]
fn a_message_is_cut_and_shows_what_is_half_a_character() {
    let message = |json: &str| {
        only_build(&format!("{{\"id\":\"a\",\"message\":{json}}}"))
            .unwrap()
            .message
    };
    assert_eq!(
        message("\"no \\ud83d\"").as_deref(),
        Some("no \u{fffd}\u{fffd}\u{fffd}")
    );
    assert_eq!(message("\" \""), None);
    assert_eq!(
        message(&format!("\"{}\"", "m".repeat(300_000))).unwrap(),
        "m".repeat(MAX_MESSAGE)
    );
    let many =
        vec![format!("{{\"id\":\"a\",\"message\":\"{}\"}}", "m".repeat(20_000)); 99].join(",");
    let page = page(&format!("{{\"data\":{{\"builds\":[{many}]}}}}"));
    assert_eq!((page.builds.len(), page.unreadable), (99, 0));
}

#[test]
fn entries_beyond_what_a_page_may_hold_cannot_be_read() {
    let usual = format!(
        r#"{{"id":"joyous-view-6290","sha":"{}","status":"SUCCESS","message":"{}"}}"#,
        "b".repeat(40),
        "m".repeat(64)
    );
    let many = vec![usual; MAX_ENTRIES].join(",");
    let whole = page(&format!("{{\"data\":{{\"builds\":[{many}]}}}}"));
    assert_eq!((whole.builds.len(), whole.unreadable), (MAX_ENTRIES, 0));
    let build = format!(r#"{{"id":"a","message":"{}"}}"#, "m".repeat(1023));
    let list = vec![build; MAX_PAGE_TEXT / 1024 + 5].join(",");
    let page = page(&format!("{{\"data\":{{\"builds\":[{list}]}}}}"));
    assert_eq!(
        (page.builds.len(), page.unreadable),
        (MAX_PAGE_TEXT / 1024, 5)
    );
}

#[test]
fn a_list_ends_where_it_says_so_and_is_lost_where_it_does_not() {
    assert_eq!(page(r#"{"data":{"builds":[]}}"#).next, NextPage::End);
    assert_eq!(next("null"), NextPage::End);
    assert_eq!(next("{}"), NextPage::End);
    for (goes_on, is_end_if_followed) in [
        (r#""hasNextPage":false,"#, true),
        (r#""hasNextPage":null,"#, true),
        ("", true),
        (r#""hasNextPage":true,"#, false),
        (r#""hasNextPage":"no","#, false),
    ] {
        let expected = NextPage::Cursor {
            cursor: "c".to_owned(),
            is_end_if_followed,
        };
        assert_eq!(
            next(&format!("{{{goes_on}\"cursor\":\"c\"}}")),
            expected,
            "{goes_on}"
        );
    }
    assert_eq!(next(r#"{"hasNextPage":false,"cursor":""}"#), NextPage::End);
    assert_eq!(next(r#"{"hasNextPage":false,"cursor":7}"#), NextPage::Lost);
    assert_eq!(next(r#"{"cursor":""}"#), NextPage::End);
    assert_eq!(next(r#"{"hasNextPage":true}"#), NextPage::Lost);
    assert_eq!(
        next(r#"{"hasNextPage":true,"cursor":null}"#),
        NextPage::Lost
    );
    assert_eq!(next(r#"{"hasNextPage":"yes"}"#), NextPage::Lost);
    assert_eq!(next(r#"{"cursor":7}"#), NextPage::Lost);
    assert_eq!(next("7"), NextPage::Lost);
    let long = |length| next(&format!("{{\"cursor\":\"{}\"}}", "c".repeat(length)));
    assert!(matches!(long(MAX_CURSOR), NextPage::Cursor { .. }));
    assert_eq!(long(MAX_CURSOR + 1), NextPage::Lost);
}
