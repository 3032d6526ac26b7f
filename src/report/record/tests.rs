//! What the result carries.

use std::collections::BTreeMap;

use super::*;

#[test]
fn json_has_the_names_of_the_outputs_in_snake_case() {
    let json = Record::unfinished().json();
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut names: Vec<String> = read.as_object().unwrap().keys().cloned().collect();
    let mut expected: Vec<String> = OUTPUTS
        .iter()
        .map(|(name, _)| name.replace('-', "_"))
        .collect();
    names.sort();
    expected.sort();
    assert_eq!(names, expected);
    assert_eq!(read["result"], "unfinished");
}

#[test]
fn a_run_that_never_polled_says_how_it_ended_and_when() {
    let ending = Ending {
        result: RunResult::Ended(Outcome::Usage),
        message: "why".to_owned(),
        ..Ending::default()
    };
    let record = Record::without_verdict(&ending, Duration::from_secs(7));
    let outputs: BTreeMap<_, _> = record.outputs().into_iter().collect();
    assert_eq!(outputs["result"], "usage");
    assert_eq!(outputs["message"], "why");
    assert_eq!(outputs["waited-seconds"], "7");
}

#[test]
fn every_output_carries_what_its_name_says() {
    let record = Record {
        result: "success",
        deciding: BuildRecord {
            status: Some("status".to_owned()),
            build_id: Some("build-id".to_owned()),
            sha: Some("sha".to_owned()),
            branch: Some("branch".to_owned()),
            pull_request: Some(7),
            message: Some("message".to_owned()),
            image: Some("image".to_owned()),
            created_at: Some("created-at".to_owned()),
            concluded_at: Some("concluded-at".to_owned()),
            duration_seconds: Some(249),
        },
        waited_seconds: 250,
        requests: 9,
        requests_left: Some(870),
        url: Some("url".to_owned()),
        log_line: Some("log-line".to_owned()),
        builds: vec![],
    };
    for (name, value) in record.outputs() {
        let expected = match name {
            "result" => "success",
            "pull-request" => "7",
            "duration-seconds" => "249",
            "waited-seconds" => "250",
            "requests" => "9",
            "requests-left" => "870",
            "builds" => "[]",
            name => name,
        };
        assert_eq!(value, expected, "{name}");
    }
}
