//! The link from a page to the outputs: a whole run over pages of anything.

use serde_json::Value;
use test_support::values::page;
use test_support::{COMMIT, FakeWorld};

use crate::{files, run, verdict};

/// Runs the gate on pages that say what the input says: separated by a zero
/// byte, the last again and again.
///
/// # Panics
///
/// Where the gate opens without a build of the commit that has succeeded, or a
/// run breaks another promise.
pub fn link(input: &[u8]) {
    let bodies: Vec<&[u8]> = input.split(|byte| *byte == 0).collect();
    for format in crate::FORMATS {
        let mut asked = 0;
        let mut world = FakeWorld::replying(|_| {
            let body = bodies.get(asked).or(bodies.last()).copied();
            asked += 1;
            page(body.unwrap_or_default())
        });
        let exit_code = run(
            &mut world,
            format,
            &["--timeout=25s", "--appear-timeout=15s"],
        );
        let reported = verdict::read(&world, format, exit_code);
        assert!(reported.outputs.contains_key("result"));
        files::hold(&world, &reported.outputs);
        if exit_code == 0 {
            let is_there = bodies.iter().any(|body| holds_success(body));
            assert!(is_there, "open on {:?}", String::from_utf8_lossy(input));
        }
    }
}

/// Whether a page lists a build of the commit that has succeeded, read by
/// another reader and judged by the table of `tests/simulation/src/contract.rs`.
fn holds_success(body: &[u8]) -> bool {
    const KNOWN: [&str; 13] = [
        "QUEUED",
        "PENDING",
        "UNSCHEDULABLE",
        "STARTING",
        "CLONING",
        "BUILDING",
        "UPLOADING",
        "IN_PROGRESS",
        "ABORTED",
        "FAILURE",
        "SUCCESS",
        "CRASHED",
        "SUBMISSION_FAILURE",
    ];
    // What is no character spoils a value, and no other.
    let text = String::from_utf8_lossy(body);
    let text = text.replace(|letter: char| letter < ' ', " ");
    let Ok(page) = serde_json::from_str::<Value>(&text) else {
        return false;
    };
    let has_succeeded = |build: &Value| {
        let status = build["status"].as_str();
        let flags = (build["concluded"].as_bool(), build["success"].as_bool());
        let is_known = status.is_some_and(|status| KNOWN.contains(&status));
        let is_success = if is_known {
            status == Some("SUCCESS") && flags.0 != Some(false) && flags.1 != Some(false)
        } else {
            flags == (Some(true), Some(true))
        };
        let is_ours = build["sha"]
            .as_str()
            .is_some_and(|sha| sha.eq_ignore_ascii_case(COMMIT));
        is_success && is_ours && build["id"].is_string()
    };
    let builds = page["data"]["builds"].as_array();
    page["error"].is_null() && builds.is_some_and(|builds| builds.iter().any(has_succeeded))
}
