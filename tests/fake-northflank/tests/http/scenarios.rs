//! Scenario files: the ones that are there, and ones that are wrong.

use std::fs;
use std::path::Path;

use fake_northflank::{Options, catalogue};

use crate::client::{Client, directory_with_scenario, path, server_with_scenario};

#[test]
fn every_scenario_loads() {
    let summaries = catalogue(&Options::default().scenarios).unwrap();
    assert!(!summaries.is_empty());
    for summary in summaries {
        summary.about.unwrap();
    }
}

#[test]
fn the_scenario_in_the_readme_loads() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_, example) = readme.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let directory = directory_with_scenario("readme", example);
    let summaries = catalogue(&directory).unwrap();
    assert_eq!(summaries.len(), 1);
    summaries[0].about.as_ref().unwrap();
}

#[test]
fn a_malformed_scenario_is_a_clear_error() {
    let cases = [
        ("{", "EOF"),
        (
            r#"{"about": "a", "targets": {}, "extra": 1}"#,
            "unknown field `extra`",
        ),
        (
            r#"{"about": "a", "targets": {"api": {}}}"#,
            "neither jobs/ID nor services/ID",
        ),
    ];
    for (number, (text, expected)) in cases.iter().enumerate() {
        let server = server_with_scenario(&format!("malformed_{number}"), text);
        let reply = Client::of(&server).get(&path(""));
        assert_eq!(reply.status, 500);
        let message = reply.json()["error"]["message"].to_string();
        assert!(message.contains("test.json: "), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_scenario_that_is_put_right_is_read_again() {
    let server = server_with_scenario("put_right", "{");
    let mut client = Client::of(&server);
    assert_eq!(client.get(&path("")).status, 500);
    directory_with_scenario(
        "put_right",
        r#"{"about": "a", "targets": {"jobs/api": {}}}"#,
    );
    assert_eq!(client.get(&path("")).status, 200);
}
