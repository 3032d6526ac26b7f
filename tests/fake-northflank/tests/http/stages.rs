//! Builds that change: by polls, by time, and against the documented form.

use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::client::{Client, SHA, build, path, server_with_target};

const CONCLUDED_KEYS: [&str; 3] = ["success", "message", "buildConcludedAt"];

#[test]
fn a_build_goes_through_its_stages_poll_by_poll() {
    let target = json!({
        "builds": [{
            "id": "joyous-view-6290", "sha": SHA, "branch": "main",
            "created": "2026-11-23T10:00:00.000Z",
            "stages": [
                {"from_poll": 2, "status": "QUEUED"},
                {"from_poll": 3, "status": "BUILDING"},
                {"from_poll": 4, "status": "SUCCESS", "message": "Image successfully built"}
            ]
        }]
    });
    let server = server_with_target("polls", &target);
    let mut client = Client::of(&server);
    assert_eq!(client.get(&path("")).builds(), Vec::<Value>::new());

    let queued = client.get(&path("")).builds();
    let mut expected = json!({
        "id": "joyous-view-6290",
        "branch": "main",
        "pullRequestId": null,
        "status": "QUEUED",
        "sha": SHA,
        "registry": {"uri": format!("registry.example/api:{SHA}")},
        "concluded": false,
        "createdAt": "2026-11-23T10:00:00.000Z"
    });
    assert_eq!(queued, [expected.clone()]);
    // Refused requests and later pages are no polls.
    client.get(&path("?per_page=0"));
    client.get(&path("?page=2"));
    assert_eq!(
        client.get(&path("?page=1")).builds()[0]["status"],
        "BUILDING"
    );

    expected["status"] = json!("SUCCESS");
    expected["concluded"] = json!(true);
    expected["success"] = json!(true);
    expected["message"] = json!("Image successfully built");
    expected["buildConcludedAt"] = json!(1_795_428_240);
    for _ in 0..2 {
        assert_eq!(client.get(&path("")).builds(), [expected.clone()]);
    }
}

#[test]
fn a_build_goes_through_its_stages_in_time() {
    let target = json!({
        "builds": [{
            "id": "b", "sha": SHA, "branch": "main",
            "stages": [
                {"after": "0s", "status": "QUEUED"},
                {"after": "20ms", "status": "FAILURE"}
            ]
        }]
    });
    let server = server_with_target("time", &target);
    let mut client = Client::of(&server);
    let before = SystemTime::now();
    let queued = client.get(&path("")).builds()[0].clone();
    assert_eq!(queued["status"], "QUEUED");
    for key in CONCLUDED_KEYS {
        assert_eq!(queued.get(key), None, "{key}");
    }

    thread::sleep(Duration::from_millis(25));
    let failed = client.get(&path("")).builds()[0].clone();
    assert_eq!(failed["status"], "FAILURE");
    assert_eq!(failed["success"], false);
    assert_eq!(failed["message"], Value::Null);
    assert_eq!(failed["createdAt"], queued["createdAt"]);

    let created = humantime::parse_rfc3339(queued["createdAt"].as_str().unwrap()).unwrap();
    let minute = Duration::from_secs(60);
    assert!(before - minute < created && created < before + minute);
    let concluded = Duration::from_secs(failed["buildConcludedAt"].as_u64().unwrap());
    let concluded = SystemTime::UNIX_EPOCH + concluded;
    assert!(before - minute < concluded && concluded < before + minute);
}

#[test]
fn every_conclusion_is_one() {
    let statuses = [
        "SUCCESS",
        "FAILURE",
        "SUBMISSION_FAILURE",
        "ABORTED",
        "CRASHED",
    ];
    let builds: Vec<Value> = statuses
        .iter()
        .map(|status| {
            json!({
                "id": "b", "sha": SHA, "branch": "main",
                "stages": [{
                    "from_poll": 1, "status": status,
                    "concluded_at": "2026-01-01T00:00:00Z"
                }]
            })
        })
        .collect();
    let target = json!({"order": "as-written", "builds": builds});
    let server = server_with_target("conclusions", &target);
    let builds = Client::of(&server).get(&path("")).builds();
    for (build, status) in builds.iter().zip(statuses) {
        assert_eq!(build["status"], status);
        assert_eq!(build["concluded"], true, "{status}");
        assert_eq!(build["success"], status == "SUCCESS", "{status}");
        assert_eq!(build["buildConcludedAt"], 1_767_225_600, "{status}");
    }
}

#[test]
fn a_lagging_replica_hides_a_build_for_a_poll() {
    let mut hidden = build("b", "2026-11-23T10:00:00.000Z", 1);
    hidden["absent_on_polls"] = json!([2]);
    let server = server_with_target("lag", &json!({"builds": [hidden]}));
    let mut client = Client::of(&server);
    let counts = [1, 2, 3].map(|_| client.get(&path("")).builds().len());
    assert_eq!(counts, [1, 0, 1]);
}

#[test]
fn set_and_unset_have_the_last_word_and_the_stage_the_very_last() {
    let target = json!({
        "builds": [{
            "id": "b", "sha": SHA, "branch": "main",
            "set": {"pullRequestId": 7, "status": null, "extra": [1]},
            "unset": ["createdAt", "branch"],
            "stages": [{
                "from_poll": 1, "status": "SUCCESS",
                "set": {"branch": 5, "concluded": "yes"}, "unset": ["extra", "success"]
            }]
        }]
    });
    let server = server_with_target("set_and_unset", &target);
    let build = Client::of(&server).get(&path("")).builds()[0].clone();
    assert_eq!(build["pullRequestId"], 7);
    assert_eq!(build.get("status"), Some(&Value::Null));
    assert_eq!(build["branch"], 5);
    assert_eq!(build["concluded"], "yes");
    for key in ["createdAt", "extra", "success"] {
        assert_eq!(build.get(key), None, "{key}");
    }
}

#[test]
fn each_project_id_and_each_target_has_a_state_of_its_own() {
    let server = server_with_target(
        "own_state",
        &json!({"builds": [build("b", "2026-11-23T10:00:00.000Z", 2)]}),
    );
    let mut client = Client::of(&server);
    for project in ["test", "test~1", "test~2"] {
        let path = format!("/v1/projects/{project}/jobs/api/build");
        let counts = [1, 2].map(|_| client.get(&path).builds().len());
        assert_eq!(counts, [0, 1], "{project}");
    }
}
