//! Pages, cursors and the order of builds.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Client, build, path, server_with_target};

#[test]
fn cursors_lead_through_the_whole_history() {
    let server = server_with_target("whole_history", &json!({"history": 250}));
    let mut client = Client::of(&server);
    let mut ids = Vec::new();
    let mut counts = Vec::new();
    let mut reply = client.get(&path("?per_page=100"));
    loop {
        let pagination = reply.json()["pagination"].clone();
        counts.push(pagination["count"].as_u64().unwrap());
        ids.extend(reply.ids());
        let cursor = reply.cursor();
        assert_eq!(pagination["hasNextPage"], cursor.is_some());
        let Some(cursor) = cursor else { break };
        assert_eq!(cursor.len(), 24);
        reply = client.get(&path(&format!("?per_page=100&cursor={cursor}")));
    }
    let expected: Vec<String> = (1..=250)
        .map(|number| format!("past-{number:06}"))
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(counts, [100, 100, 50]);
}

#[test]
fn a_last_page_that_is_full_has_no_cursor() {
    let server = server_with_target("full_last_page", &json!({"history": 100}));
    let mut client = Client::of(&server);
    let pagination = client.get(&path("?page=2")).json()["pagination"].clone();
    assert_eq!(pagination, json!({"hasNextPage": false, "count": 50}));
}

#[test]
fn a_list_may_be_empty_or_end_before_the_page() {
    let server = server_with_target("empty_list", &json!({}));
    let mut client = Client::of(&server);
    for query in ["", "?page=7"] {
        let expected = json!({
            "data": {"builds": []},
            "pagination": {"hasNextPage": false, "count": 0}
        });
        assert_eq!(client.get(&path(query)).json(), expected);
    }
}

#[test]
fn pages_span_written_builds_and_history() {
    let target = json!({
        "history": 3,
        "per_page_limit": 2,
        "builds": [build("written", "2026-11-23T10:00:00.000Z", 1)]
    });
    let server = server_with_target("span", &target);
    let mut client = Client::of(&server);
    let pages: Vec<_> = (1..=2)
        .map(|page| {
            client
                .get(&path(&format!("?page={page}&per_page=100")))
                .ids()
        })
        .collect();
    assert_eq!(
        pages,
        [["written", "past-000001"], ["past-000002", "past-000003"]]
    );
}

#[test]
fn the_default_is_fifty_and_the_bounds_hold() {
    let server = server_with_target("bounds", &json!({"history": 200}));
    let mut client = Client::of(&server);
    for (query, count) in [("", 50), ("?per_page=1", 1), ("?per_page=100", 100)] {
        assert_eq!(client.get(&path(query)).builds().len(), count, "{query}");
    }
    for query in [
        "?per_page=0",
        "?per_page=101",
        "?per_page=x",
        "?page=0",
        "?cursor=x",
    ] {
        let reply = client.get(&path(query));
        assert_eq!(reply.status, 400, "{query}");
        assert_eq!(reply.json()["error"]["status"], 400, "{query}");
    }
}

#[test]
fn a_build_that_comes_between_two_pages_shifts_the_list() {
    let target = json!({
        "builds": [
            build("new", "2026-11-23T12:00:00.000Z", 2),
            build("middle", "2026-11-23T11:00:00.000Z", 1),
            build("old", "2026-11-23T10:00:00.000Z", 1)
        ]
    });
    let server = server_with_target("shift", &target);
    let mut client = Client::of(&server);
    let first = client.get(&path("?per_page=1"));
    assert_eq!(first.ids(), ["middle"]);
    let cursor = first.cursor().unwrap();
    let second = path(&format!("?per_page=1&cursor={cursor}"));
    assert_eq!(client.get(&second).ids(), ["old"]);

    assert_eq!(client.get(&path("")).ids(), ["new", "middle", "old"]);
    assert_eq!(client.get(&second).ids(), ["middle"]);
}

#[test]
fn the_order_is_newest_first_unless_a_scenario_says_otherwise() {
    let builds = json!([
        build("old", "2026-11-23T10:00:00.000Z", 1),
        build("new", "2026-11-23T12:00:00.000Z", 1)
    ]);
    let server = server_with_target("newest_first", &json!({"builds": builds}));
    assert_eq!(Client::of(&server).get(&path("")).ids(), ["new", "old"]);

    let target = json!({"order": "as-written", "builds": builds});
    let server = server_with_target("as_written", &target);
    assert_eq!(Client::of(&server).get(&path("")).ids(), ["old", "new"]);
}

#[test]
fn a_million_builds_cost_nothing() {
    let server = server_with_target("million", &json!({"history": 1_000_000}));
    let mut client = Client::of(&server);
    let start = Instant::now();
    assert_eq!(client.get(&path("")).builds().len(), 50);
    let last = client.get(&path("?page=10000&per_page=100"));
    assert_eq!(last.ids().last().unwrap(), "past-1000000");
    assert_eq!(last.cursor(), None);
    assert!(start.elapsed() < Duration::from_secs(1));
}
