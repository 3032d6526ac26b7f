//! What is read of a log, in whatever shape it comes.

mod most_telling;
mod properties;
mod replies;

use serde_json::{Value, json};

use super::*;
use crate::northflank::headers::Headers;
use replies::{read_answer, unavailable};

fn parse(mut body: Vec<u8>, max_lines: usize) -> Option<BuildLog> {
    super::parse(&mut body, max_lines)
}

fn lines(data: &Value) -> Vec<String> {
    let body = json!({"data": data}).to_string().into_bytes();
    parse(body, 100).unwrap().lines
}

fn log(lines: &[&str]) -> BuildLog {
    BuildLog {
        lines: lines.iter().map(|&line| line.to_owned()).collect(),
    }
}

#[test]
fn the_documented_shape_is_read_from_the_newest_entry_on() {
    let body = r#"{"data":[
        {"containerId":"a","log":"stdout F third","ts":"2023-03-21T15:01:17.312Z"},
        {"containerId":"a","log":"stderr F second","ts":"2023-03-21T15:01:17.311Z"},
        {"log":"stdout F first","ts":"2023-03-21T15:01:17.310Z"}
    ],"pagination":{"hasNextPage":true,"cursor":"x"}}"#;
    let all = read_answer(200, body, Headers::default());
    assert_eq!(all, Ok(log(&["first", "second", "third"])));
    assert_eq!(
        parse(body.into(), 2),
        Some(log(&["second", "third"])),
        "the last lines"
    );
    assert_eq!(parse(body.into(), 0), Some(log(&[])));
    let empty = read_answer(200, r#"{"data":[]}"#, Headers::default());
    assert_eq!(empty, Ok(log(&[])));
}

#[test]
fn the_pieces_of_two_containers_are_kept_apart_where_a_part_of_their_names_is_lost() {
    let body = r#"{"data":[
        {"containerId":"b\ufffd","log":"stdout F deprecated","ts":"2023-03-21T15:01:17.314Z"},
        {"containerId":"a\ufffd","log":"stdout F is full","ts":"2023-03-21T15:01:17.313Z"},
        {"containerId":"b\ufffd","log":"stdout P warning: ","ts":"2023-03-21T15:01:17.312Z"},
        {"containerId":"a\ufffd","log":"stdout P error: disk ","ts":"2023-03-21T15:01:17.311Z"}
    ]}"#;
    let lines = log(&["error: disk is full", "warning: deprecated"]);
    assert_eq!(parse(body.into(), 9), Some(lines));
}

#[test]
fn lines_are_ordered_by_their_times() {
    let entry = |text: &str, time: Value| json!({"log": text, "ts": time});
    let at = |second: u32| json!(format!("2026-11-23T10:00:0{second}Z"));
    // Newest first, but for two that changed places; some without a time.
    let backward = json!([
        entry("4", at(4)),
        {"log": "2, without a time"},
        entry("2", at(2)),
        entry("3, by a number", json!(1_795_428_003)),
        entry("1, with no time", json!("then")),
        entry("1, with a flag", json!(true)),
        entry("1", at(1)),
        entry("0, without a time", json!(null)),
    ]);
    let expected = [
        "0, without a time",
        "1",
        "1, with a flag",
        "1, with no time",
        "2",
        "2, without a time",
        "3, by a number",
        "4",
    ];
    assert_eq!(lines(&backward), expected);
    let forward = json!([entry("1", at(1)), {"log": "1b"}, entry("2", at(2)), entry("2b", at(2))]);
    assert_eq!(lines(&forward), ["1", "1b", "2", "2b"]);
    let same_time = json!([entry("b", at(1)), entry("a", at(1))]);
    assert_eq!(lines(&same_time), ["a", "b"]);
}

#[test]
fn an_entry_of_any_shape_gives_what_it_has() {
    let entries = json!([
        7,
        null,
        [],
        "stdout F a text",
        {},
        {"log": null},
        {"log": ""},
        {"log": " \t\r\n\n"},
        {"log": true},
        {"log": ["a", "list"]},
        {"log": {"level": "error", "msg": "two\nlines"}, "containerId": 7, "ts": {}},
        {"log": "two\nlines\r\n", "more": [[[]]]},
    ]);
    let expected = [
        "two",
        "lines",
        r#"{"level":"error","msg":"two\nlines"}"#,
        r#"["a","list"]"#,
        "true",
        "a text",
        "[]",
        "7",
    ];
    assert_eq!(lines(&entries), expected);
    let pretty = parse(b"{\"data\":[{\"log\":{\n \"a\": 1\r\n}}]}".to_vec(), 9);
    assert_eq!(pretty, Some(log(&["{  \"a\": 1  }"])));
    let twice = parse(
        br#"{"data":[{"log":"a","log":"b"},{"log":"c"}]}"#.to_vec(),
        9,
    );
    assert_eq!(twice, Some(log(&["c"])));
}

#[test]
fn bytes_that_json_does_not_allow_spoil_no_other_line() {
    let body = b"{\"data\":[{\"log\":\"b\"},{\"log\":\"a \xff \x01 \\ud83d\"}]}";
    let lines = parse(body.to_vec(), 9).unwrap().lines;
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("a \u{fffd}"), "{lines:?}");
    assert_eq!(lines[1], "b");
}

#[test]
fn memory_is_bounded_whatever_is_sent() {
    let entry = |length: usize| json!({"log": "x ".repeat(length / 2)});
    let long = lines(&json!([entry(10 * MAX_ENTRY)]));
    assert_eq!(long[0].chars().count(), 1001);
    let many: Vec<Value> = (0..2 * MAX_ENTRIES)
        .map(|number| json!({"log": number}))
        .collect();
    let body = json!({"data": many}).to_string().into_bytes();
    let newest = parse(body, usize::MAX).unwrap().lines;
    assert_eq!(newest.len(), MAX_ENTRIES);
    assert_eq!(newest.last().map(String::as_str), Some("0"));
    let large: Vec<Value> = (0..100).map(|_| entry(MAX_ENTRY)).collect();
    assert_eq!(lines(&json!(large)).len(), MAX_TEXT / MAX_ENTRY);
    let most: Vec<Value> = (0..250).map(|_| entry(8 << 10)).collect();
    let body = json!({"data": most}).to_string().into_bytes();
    assert_eq!(parse(body, usize::MAX).unwrap().lines.len(), 250);
    let breaks = json!([{"log": "a\n".repeat(MAX_ENTRY / 4)}]);
    assert_eq!(lines(&breaks).len(), 100);
}

#[test]
fn what_is_no_log_is_unavailable() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"data":null}"#,
        r#"{"data":{"logs":[]}}"#,
        r#"{"data":"text"}"#,
        r#"{"data":[{"log":"cut"#,
        r#"{"data":[],"error":{"message":"m"}}"#,
    ] {
        let reply = read_answer(200, body, Headers::default());
        assert_eq!(
            reply,
            unavailable("the API answered 200 with no log"),
            "{body}"
        );
    }
}
