//! When a build has ended, and how: from the JSON of `status`, `concluded` and
//! `success` to the result, the log and the exit code.
//!
//! The unit tests of `model/conclusion.rs` try every combination. Here each status, each
//! outcome and each way to lack a field goes through a whole run.

use std::time::Duration;

use northflank_gate::gate::listing::{Listing, PollResult};
use northflank_gate::model::build::Status;
use test_support::values::{behind, build, list, page_of};
use test_support::{COMMIT, FakeWorld};

/// A single round over a list with one build that has these fields.
fn round(fields: &str) -> (u8, FakeWorld<'static>) {
    let build = format!(r#"{{"id":"one","sha":"{COMMIT}","branch":"main",{fields}}}"#);
    let builds = [build];
    let mut world = FakeWorld::replying(move |_| page_of(&builds));
    let exit_code = world.push(&["--timeout=0s", "--format=plain"]);
    (exit_code, world)
}

/// The fields of a build; the exit code and the result; a part of the verdict; a
/// part of another line of the log.
const ENDINGS: [(&str, u8, &str, &str, &str); 24] = [
    (r#""status":"SUCCESS""#, 0, "success", "open: ", ""),
    (
        r#""status":"SUCCESS","concluded":null,"success":null"#,
        0,
        "success",
        "open: ",
        "",
    ),
    (
        r#""status":"SUCCESS","concluded":false,"success":true"#,
        3,
        "timeout",
        "was still SUCCESS and not concluded",
        "one: its status and its flags disagree, so it counts as running",
    ),
    (
        r#""status":"SUCCESS","concluded":false,"success":false"#,
        3,
        "timeout",
        "was still SUCCESS and not concluded",
        "one: its status and its flags disagree, so it counts as running",
    ),
    (
        r#""status":"SUCCESS","concluded":true,"success":false"#,
        1,
        "inconsistent",
        "ended as SUCCESS and says success: false",
        "",
    ),
    (
        r#""status":"SUCCESS","success":false"#,
        1,
        "inconsistent",
        "ended as SUCCESS and says success: false",
        "",
    ),
    (
        r#""status":"FAILURE","concluded":true,"success":true"#,
        1,
        "failure",
        "ended as FAILURE",
        "",
    ),
    (
        r#""status":"SUBMISSION_FAILURE","concluded":true"#,
        1,
        "failure",
        "ended as SUBMISSION_FAILURE",
        "",
    ),
    (
        r#""status":"ABORTED","concluded":false"#,
        1,
        "aborted",
        "ended as ABORTED",
        "",
    ),
    (
        r#""status":"CRASHED""#,
        1,
        "crashed",
        "ended as CRASHED",
        "",
    ),
    (
        r#""status":"BUILDING","concluded":true,"success":true"#,
        3,
        "timeout",
        "was still BUILDING",
        "one: its status and its flags disagree, so it counts as running",
    ),
    (
        r#""status":"BUILDING","concluded":true,"success":false"#,
        3,
        "timeout",
        "was still BUILDING",
        "one: its status and its flags disagree, so it counts as running",
    ),
    (
        r#""concluded":true,"success":true"#,
        0,
        "success",
        "open: ",
        "one  (no status, its flags decide) on main",
    ),
    (
        r#""concluded":true,"success":false"#,
        1,
        "failure",
        "ended as (no status, its flags decide)",
        "",
    ),
    (
        r#""concluded":true,"success":null"#,
        1,
        "failure",
        "ended as (no status, its flags decide)",
        "",
    ),
    (
        r#""concluded":false,"success":false"#,
        3,
        "timeout",
        "was still (no status, counts as running)",
        "",
    ),
    (
        r#""status":null,"concluded":false"#,
        3,
        "timeout",
        "was still (no status, counts as running)",
        "",
    ),
    (
        r#""status":"POLISHED","concluded":true,"success":true"#,
        0,
        "success",
        "open: ",
        "  one  POLISHED (unknown, its flags decide) on main",
    ),
    (
        r#""status":"SHATTERED","concluded":true,"success":false"#,
        1,
        "failure",
        "ended as SHATTERED (unknown, its flags decide) (build one)",
        "  one  SHATTERED (unknown, its flags decide) on main",
    ),
    (
        r#""status":"SHATTERED","concluded":true"#,
        1,
        "failure",
        "ended as SHATTERED (unknown, its flags decide) (build one)",
        "",
    ),
    (
        r#""status":"POLISHING","concluded":false,"success":true"#,
        3,
        "timeout",
        "was still POLISHING",
        "",
    ),
    (
        r#""status":"POLISHING","success":true"#,
        3,
        "timeout",
        "was still POLISHING",
        "  one  POLISHING (unknown, counts as running) on main",
    ),
    (
        r#""status":"SUCCESS","concluded":"yes""#,
        4,
        "unreachable",
        "could not be read",
        "warning: 1 entry of the list cannot be read in full (build one: concluded): this poll cannot open the gate",
    ),
    (
        r#""status":"SUCCESS","success":"yes""#,
        4,
        "unreachable",
        "could not be read",
        "warning: 1 entry of the list cannot be read in full (build one: success): this poll cannot open the gate",
    ),
];

#[test]
fn every_reading_of_status_and_flags_has_its_result_and_its_words() {
    for (fields, code, result, verdict, line) in ENDINGS {
        let (exit_code, world) = round(fields);
        let log = world.log();
        assert_eq!(exit_code, code, "{fields}: {log}");
        assert_eq!(world.outputs()["result"], result, "{fields}");
        assert!(log.contains(verdict), "{fields}: {log}");
        assert!(log.contains(line), "{fields}: {log}");
    }
}

#[test]
fn every_running_status_is_a_timeout_that_names_it() {
    let mut running = 0;
    for status in Status::KNOWN {
        let status = status.word();
        let (exit_code, world) = round(&format!(r#""status":"{status}","concluded":false"#));
        let has_ended = ["FAILURE", "SUBMISSION_FAILURE", "ABORTED", "CRASHED"].contains(&status);
        if has_ended || status == "SUCCESS" {
            continue;
        }
        running += 1;
        assert_eq!(exit_code, 3, "{status}");
        let hint = match status {
            "UNSCHEDULABLE" => "Northflank finds no machine for the build: ",
            "QUEUED" | "PENDING" => "the build waits for its turn: ",
            _ => "pass a longer --timeout, or see in Northflank what holds the build\n",
        };
        let expected = format!(
            "shut: the build of 12c15e7 for job migrate was still {status} (build one) at the only poll (--timeout 0s)\n  \
             hint: {hint}"
        );
        assert!(world.log().contains(&expected), "{}", world.log());
        assert!(!world.log().contains("disagree"), "{}", world.log());
    }
    assert_eq!(running, 8);
}

#[test]
fn a_longer_timeout_is_not_advised_where_it_would_not_help() {
    let disagree = "status and flags of the build disagree: see in Northflank whether it has ended, then rerun this job";
    let unknown = "this version does not know the build's status: see in Northflank how the build stands, and whether there is a newer northflank-gate";
    for (fields, hint) in [
        (
            r#""status":"BUILDING","concluded":true,"success":true"#,
            disagree,
        ),
        (r#""status":"SUCCESS","concluded":false"#, disagree),
        (r#""status":"SHATTERED","concluded":false"#, unknown),
    ] {
        let (exit_code, world) = round(fields);
        assert_eq!(exit_code, 3, "{fields}");
        assert!(
            world.log().contains(&format!("\n  hint: {hint}\n")),
            "{}",
            world.log()
        );
    }
}

#[test]
fn the_state_of_a_target_says_no_more_than_the_gate_can_tell() {
    let polls = |status: Option<&str>, age| -> [PollResult; 2] {
        let builds = Vec::from_iter(status.map(|status| build("one", status)));
        let cached = Listing {
            age,
            ..list(builds.clone())
        };
        [Ok(cached), Err(behind(builds))]
    };
    let minute = Some(Duration::from_secs(60));
    let [succeeded, broke_off] = polls(Some("SUCCESS"), None);
    let [cached, _] = polls(Some("SUCCESS"), minute);
    let [_, failed_in_part] = polls(Some("CRASHED"), None);
    let ([none, _], [none_cached, _]) = (polls(None, None), polls(None, minute));
    let running = || polls(Some("BUILDING"), None)[0].clone();
    for (lists, state) in [
        ([running(), succeeded], "succeeded"),
        ([running(), cached], "running"),
        ([running(), broke_off], "running"),
        ([running(), failed_in_part], "running"),
        ([none.clone(), none], "no-build"),
        ([none_cached.clone(), none_cached], "unknown"),
    ] {
        let mut polls = lists.clone().into_iter();
        let mut last = lists[1].clone();
        let mut world = FakeWorld::new(move |_| {
            last = polls.next().unwrap_or_else(|| last.clone());
            last.clone()
        });
        world.push(&["--timeout=20s"]);
        let (builds, state) = (&world.outputs()["builds"], format!(r#""state":"{state}""#));
        assert!(
            builds.contains(&state),
            "{state}: {builds}: {}",
            world.log()
        );
    }
}
