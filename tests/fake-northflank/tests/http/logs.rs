//! The logs of builds.

use fake_northflank::{Options, Server};
use serde_json::{Value, json};

use crate::client::{Client, SHA, directory_with_scenario, server_with_target};

const CREATED: &str = "2026-11-23T10:00:00.000Z";

/// The path of the log of a build of the job `api`, from the build's beginning.
fn path(build: &str, query: &str) -> String {
    format!("/v1/projects/test/jobs/api/build-logs?buildId={build}&startTime={CREATED}&{query}")
}

fn build(id: &str, log: &Value) -> Value {
    json!({
        "id": id,
        "sha": SHA,
        "branch": "main",
        "created": CREATED,
        "log": log,
        "stages": [{"from_poll": 1, "status": "FAILURE"}]
    })
}

fn three_lines() -> Value {
    json!({"builds": [build("a", &json!(["one", "two", "three"])), build("b", &json!(["four"]))]})
}

#[test]
fn a_text_becomes_an_entry_with_a_time_and_a_container() {
    let server = server_with_target("log_entry", &three_lines());
    let reply = Client::of(&server).get(&path("b", "queryType=range&direction=forward"));
    let body = json!({
        "data": [{"containerId": "build-b", "log": "four", "ts": "2026-11-23T10:00:00.100Z"}],
        "pagination": {"hasNextPage": false, "count": 1}
    });
    assert_eq!(reply.json(), body);
}

#[test]
fn the_direction_says_from_which_end_lines_are_counted() {
    let server = server_with_target("log_direction", &three_lines());
    let mut client = Client::of(&server);
    for (query, expected) in [
        ("direction=backward&lineLimit=2", vec!["three", "two"]),
        ("direction=forward&lineLimit=2", vec!["one", "two"]),
        ("lineLimit=250", vec!["three", "two", "one"]),
        ("endTime=2026-11-23T10:00:00.300Z", vec!["two", "one"]),
        ("textIncludes=t&direction=forward", vec!["two", "three"]),
        ("regexNotIncludes=%5Et", vec!["one"]),
    ] {
        assert_eq!(client.get(&path("a", query)).texts(), expected, "{query}");
    }
}

#[test]
fn a_cursor_is_handed_out_and_not_followed() {
    let server = server_with_target("log_cursor", &three_lines());
    let mut client = Client::of(&server);
    let first = client.get(&path("a", "lineLimit=2"));
    let cursor = first.cursor().unwrap();
    let second = client.get(&path("a", &format!("lineLimit=2&cursor={cursor}")));
    assert_eq!(first.text, second.text);
}

#[test]
fn a_build_that_is_not_there_has_no_lines() {
    let target = json!({"builds": [
        build("a", &json!(["one"])),
        build("silent", &json!([])),
        {
            "id": "later", "sha": SHA, "branch": "main", "log": ["two"],
            "stages": [{"from_poll": 2, "status": "FAILURE"}]
        }
    ]});
    let server = server_with_target("log_absent", &target);
    let mut client = Client::of(&server);
    for build in ["later", "silent", "unknown"] {
        assert_eq!(client.get(&path(build, "")).texts(), [""; 0], "{build}");
    }
    let all = format!("/v1/projects/test/jobs/api/build-logs?startTime={CREATED}");
    assert_eq!(client.get(&all).texts(), ["one"]);
    for _ in 0..2 {
        client.get("/v1/projects/test/jobs/api/build");
    }
    let endless = "&endTime=2999-01-01T00:00:00Z";
    assert_eq!(client.get(&path("later", endless)).texts(), ["two"]);
    assert_eq!(
        client.get(&format!("{all}{endless}")).texts(),
        ["two", "one"]
    );
}

#[test]
fn an_entry_is_sent_as_it_is_written() {
    let log = json!([
        {"log": {"level": "error"}, "ts": "2026-11-23T10:00:05Z", "more": 1},
        {"ts": 7},
        {}
    ]);
    let server = server_with_target("log_raw", &json!({"builds": [build("a", &log)]}));
    let mut client = Client::of(&server);
    let reply = client.get(&path("a", "direction=forward"));
    assert_eq!(reply.json()["data"], log);
    // What has no readable time is out of no range.
    let reply = client.get(&path("a", "direction=forward&endTime=2026-11-23T10:00:05Z"));
    assert_eq!(reply.json()["data"], json!([{"ts": 7}, {}]));
    let reply = client.get(&path("a", "textIncludes=%22level%22"));
    assert_eq!(reply.texts(), [json!({"level": "error"})]);
}

#[test]
fn a_value_that_is_not_documented_is_refused() {
    let server = server_with_target("log_refused", &three_lines());
    let mut client = Client::of(&server);
    for (query, name) in [
        ("queryType=tail", "queryType"),
        ("lineLimit=3000", "lineLimit"),
        ("direction=up", "direction"),
        ("endTime=now", "endTime"),
    ] {
        let reply = client.get(&path("a", query));
        assert_eq!(reply.status, 400, "{query}");
        let error = reply.json()["error"].clone();
        assert_eq!(error["id"], "req-400", "{query}");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
}

#[test]
fn the_permissions_for_lists_and_for_logs_are_two() {
    let permission = "Project > Jobs > Deployment > View Instance Logs";
    let mut target = three_lines();
    target["forbidden_logs"] = json!(permission);
    let server = server_with_target("log_forbidden", &target);
    let mut client = Client::of(&server);
    let reply = client.get(&path("a", ""));
    assert_eq!(reply.status, 403);
    let message = reply.json()["error"]["message"].clone();
    assert!(message.as_str().unwrap().contains(permission), "{message}");
    let list = client.get("/v1/projects/test/jobs/api/build");
    assert_eq!(list.ids(), ["a", "b"]);

    let mut target = three_lines();
    target["forbidden"] = json!("Project > Jobs > General > Read");
    let server = server_with_target("list_forbidden", &target);
    assert_eq!(Client::of(&server).get(&path("a", "")).status, 200);
}

#[test]
fn scripts_of_lists_and_of_logs_count_apart() {
    let mut target = three_lines();
    target["answers"] = json!([{"request": 2, "status": 502}]);
    target["log_answers"] = json!([{"request": 2, "status": 503, "headers": {"Retry-After": "7"}}]);
    let server = server_with_target("log_scripted", &target);
    let mut client = Client::of(&server);
    let list = "/v1/projects/test/jobs/api/build";
    assert_eq!(client.get(&path("a", "")).status, 200);
    assert_eq!(client.get(list).status, 200);
    let fault = client.get(&path("a", ""));
    assert_eq!(fault.status, 503);
    assert_eq!(fault.header("retry-after"), Some("7"));
    assert_eq!(client.get(list).status, 502);
    assert_eq!(client.get(&path("a", "")).status, 200);
}

#[test]
fn a_log_spends_quota_and_needs_the_token() {
    let scenario = json!({"about": "a test", "targets": {"jobs/api": three_lines()}});
    let server = Server::start(Options {
        scenarios: directory_with_scenario("log_quota", &scenario.to_string()),
        requests_per_hour: 1,
        ..Options::default()
    })
    .unwrap();
    let mut client = Client::of(&server);
    assert_eq!(client.send("GET", &path("a", ""), &[]).unwrap().status, 401);
    let reply = client.get(&path("a", ""));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(client.get(&path("a", "")).status, 429);
}

#[test]
fn other_places_of_a_log_are_dead_ends() {
    let server = server_with_target("log_dead_ends", &three_lines());
    let mut client = Client::of(&server);
    for end in ["build/a/log", "build/a/logs", "build-log", "build-logs/a"] {
        let path = format!("/v1/projects/test/jobs/api/{end}");
        assert_eq!(client.get(&path).status, 404, "{path}");
    }
    let path = path("a", "");
    assert_eq!(client.send("POST", &path, &[]).unwrap().status, 405);
}
