//! Answers that stand in for the list.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, build, path, server_with_target};

#[test]
fn answers_go_by_the_number_of_the_request() {
    let target = json!({
        "history": 1,
        "answers": [
            {"request": 2, "status": 502, "headers": {"Retry-After": "1"}, "body": "<html>"},
            {"request": 3, "status": 429, "times": 2},
            {"request": 6, "status": 200, "body": {"data": null}},
            {"request": 7, "body": null}
        ]
    });
    let server = server_with_target("by_number", &target);
    let mut client = Client::of(&server);
    assert_eq!(client.get(&path("")).status, 200);

    let gateway = client.get(&path(""));
    assert_eq!(gateway.status, 502);
    assert_eq!(gateway.text, "<html>");
    assert_eq!(gateway.header("retry-after"), Some("1"));
    assert_eq!(
        gateway.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(gateway.header("x-ratelimit-remaining"), Some("998"));

    for _ in 0..2 {
        let busy = client.get(&path("?page=2"));
        assert_eq!(busy.status, 429);
        let message = busy.json()["error"]["message"].clone();
        assert_eq!(message, "too many requests");
    }
    assert_eq!(client.get(&path("")).builds().len(), 1);
    assert_eq!(client.get(&path("")).json(), json!({"data": null}));
    assert_eq!(client.get(&path("")).json(), Value::Null);
}

#[test]
fn an_answer_may_hold_for_ever() {
    let target = json!({"answers": [{"request": 2, "status": 503, "forever": true}]});
    let server = server_with_target("for_ever", &target);
    let mut client = Client::of(&server);
    let statuses: Vec<u16> = (0..4).map(|_| client.get(&path("")).status).collect();
    assert_eq!(statuses, [200, 503, 503, 503]);
}

#[test]
fn polls_go_on_behind_answers() {
    let target = json!({
        "builds": [build("b", "2026-11-23T10:00:00.000Z", 2)],
        "answers": [{"request": 1, "status": 500}]
    });
    let server = server_with_target("polls_go_on", &target);
    let mut client = Client::of(&server);
    assert_eq!(client.get(&path("")).status, 500);
    assert_eq!(client.get(&path("")).ids(), ["b"]);
}

#[test]
fn headers_alone_leave_the_list_as_it_is() {
    let target = json!({
        "history": 1,
        "answers": [{
            "request": 1,
            "headers": {"X-RateLimit-Remaining": "3", "x-ratelimit-reset": null, "Date": "then"}
        }]
    });
    let server = server_with_target("headers_alone", &target);
    let reply = Client::of(&server).get(&path(""));
    assert_eq!(reply.builds().len(), 1);
    assert_eq!(reply.header("x-ratelimit-limit"), Some("1000"));
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("3"));
    assert_eq!(reply.header("x-ratelimit-reset"), None);
    assert_eq!(reply.header("date"), Some("then"));
}

#[test]
fn a_connection_may_end_before_the_answer() {
    let target = json!({"answers": [{"request": 1, "close": "before-answer"}]});
    let server = server_with_target("before_answer", &target);
    let error = Client::of(&server).try_get(&path("")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    assert_eq!(Client::of(&server).get(&path("")).status, 200);
    assert_eq!(server.requests("test").len(), 2);
}

#[test]
fn a_connection_may_end_in_the_body() {
    let target = json!({
        "history": 5,
        "answers": [
            {"request": 1, "close": "in-body"},
            {"request": 2, "close": "in-body", "status": 502, "body": ""}
        ]
    });
    let server = server_with_target("in_body", &target);
    for _ in 0..2 {
        let error = Client::of(&server).try_get(&path("")).unwrap_err();
        // The client reports this only where head and length were fine.
        assert_eq!(error.to_string(), "failed to fill whole buffer");
    }
    assert_eq!(Client::of(&server).get(&path("")).status, 200);
}

#[test]
fn an_answer_may_come_late() {
    let target = json!({"history": 1, "answers": [{"request": 2, "delay": "20ms"}]});
    let server = server_with_target("late", &target);
    let mut client = Client::of(&server);
    client.get(&path(""));
    let start = Instant::now();
    assert_eq!(client.get(&path("")).builds().len(), 1);
    assert!(start.elapsed() >= Duration::from_millis(20));
}

#[test]
fn an_answer_has_the_date_unless_a_script_says_otherwise() {
    let server = server_with_target("date", &json!({}));
    let reply = Client::of(&server).get(&path(""));
    let date = reply.header("date").unwrap();
    assert!(date.ends_with(" GMT"), "{date}");
}
