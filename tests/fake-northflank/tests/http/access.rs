//! Paths, methods, tokens and quotas.

use fake_northflank::{Options, RecordedRequest, Server, TOKEN};
use serde_json::json;

use crate::client::{
    Client, directory_with_scenario, path, server_with_scenario, server_with_target,
};

#[test]
fn only_the_right_token_is_let_in() {
    let server = server_with_target("token", &json!({"history": 1}));
    let mut client = Client::of(&server);
    let right = format!("Authorization: Bearer {TOKEN}");
    let wrong: [&[&str]; 5] = [
        &[],
        &["Authorization: Bearer wrong"],
        &[&format!("Authorization: {TOKEN}")],
        &[&format!("Authorization: Bearer {TOKEN}x")],
        &[&right, &right],
    ];
    for headers in wrong {
        let reply = client.send("GET", &path(""), headers).unwrap();
        assert_eq!(reply.status, 401, "{headers:?}");
        let error = json!({
            "error": {"status": 401, "message": "missing or wrong api token", "id": "req-401"}
        });
        assert_eq!(reply.json(), error);
        assert_eq!(reply.header("x-ratelimit-remaining"), Some("1000"));
    }
    assert_eq!(client.get(&path("")).status, 200);
}

#[test]
fn what_is_not_there_is_not_found() {
    let server = server_with_target("not_there", &json!({}));
    let mut client = Client::of(&server);
    for path in [
        "/",
        "/v1/projects/other/jobs/api/build",
        "/v1/projects/test/jobs/other/build",
        "/v1/projects/test/services/api/build",
        "/v1/projects/test/jobs/api/builds",
        "/v1/projects/test/jobs/api/build/joyous-view-6290",
        "/v1/projects/..%2Ftest/jobs/api/build",
    ] {
        let reply = client.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.json()["error"]["id"], "req-404", "{path}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
}

#[test]
fn only_get_is_served() {
    let server = server_with_target("methods", &json!({}));
    let mut client = Client::of(&server);
    for method in ["POST", "PUT", "DELETE"] {
        let reply = client.send(method, &path(""), &[]).unwrap();
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.json()["error"]["status"], 405, "{method}");
    }
}

#[test]
fn a_forbidden_target_names_the_permission() {
    let permission = "Project > Jobs > General > Read";
    let server = server_with_target("forbidden", &json!({"forbidden": permission}));
    let reply = Client::of(&server).get(&path(""));
    assert_eq!(reply.status, 403);
    let message = reply.json()["error"]["message"].clone();
    assert!(message.as_str().unwrap().contains(permission), "{message}");
}

#[test]
fn a_team_is_demanded_where_a_scenario_has_one() {
    let status = |server: &Server, prefix: &str| {
        let path = format!("/v1{prefix}/projects/test/jobs/api/build");
        Client::of(server).get(&path).status
    };
    let text = r#"{"about": "a test", "team": "acme", "targets": {"jobs/api": {}}}"#;
    let server = server_with_scenario("team", text);
    assert_eq!(status(&server, "/teams/acme"), 200);
    assert_eq!(status(&server, "/teams/other"), 404);
    assert_eq!(status(&server, ""), 404);

    let server = server_with_target("no_team", &json!({}));
    assert_eq!(status(&server, "/teams/acme"), 200);
    assert_eq!(status(&server, ""), 200);
}

#[test]
fn the_quota_counts_down_for_the_whole_account() {
    let text = r#"{"about": "a test", "targets": {"jobs/api": {}}}"#;
    let server = Server::start(Options {
        scenarios: directory_with_scenario("quota", text),
        requests_per_hour: 3,
        ..Options::default()
    })
    .unwrap();
    for (project, remaining) in [("test", "2"), ("test~1", "1"), ("unknown", "0")] {
        let path = format!("/v1/projects/{project}/jobs/api/build");
        let reply = Client::of(&server).get(&path);
        assert_ne!(reply.status, 429);
        assert_eq!(reply.header("x-ratelimit-limit"), Some("3"));
        assert_eq!(reply.header("x-ratelimit-remaining"), Some(remaining));
        let reset: u64 = reply.header("x-ratelimit-reset").unwrap().parse().unwrap();
        assert!((3500..=3600).contains(&reset), "{reset}");
    }
    let reply = Client::of(&server).get(&path(""));
    assert_eq!(reply.status, 429);
    assert_eq!(reply.json()["error"]["status"], 429);
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
}

#[test]
fn requests_are_recorded_by_project() {
    let server = server_with_target("recorded", &json!({}));
    let mut client = Client::of(&server);
    client.get("/v1/projects/test%7E1/jobs/api/build?per_page=2");
    client
        .send("POST", "/v1/projects/test~1/nothing", &[])
        .unwrap();
    let record = |method: &str, path: &str, is_authorized| RecordedRequest {
        method: method.to_owned(),
        path_and_query: path.to_owned(),
        is_authorized,
    };
    assert_eq!(
        server.requests("test~1"),
        [
            record(
                "GET",
                "/v1/projects/test%7E1/jobs/api/build?per_page=2",
                true
            ),
            record("POST", "/v1/projects/test~1/nothing", false),
        ]
    );
    assert_eq!(server.requests("test"), []);
}

#[test]
fn a_dropped_server_is_gone() {
    let server = server_with_target("dropped", &json!({}));
    let mut client = Client::of(&server);
    client.get(&path(""));
    drop(server);
    assert!(client.try_get(&path("")).is_err());
}
