//! Why a run ended although a newer build was waited for.

use std::time::Duration;

use northflank_gate::gate::listing::{PollError, PollResult};
use northflank_gate::model::fault::{Cause, Fault, Refusal};
use test_support::FakeWorld;
use test_support::values::{build, fault, listing, listing_with_quota};

use crate::holds_all;

const FAILED: &str = "shut: the build of 12c15e7 for job migrate ended as FAILURE";

/// The log of a run with a grace of 10 minutes, of which 1 s is over when something
/// else than the failed build comes.
fn log_of(arguments: &[&str], mut later: impl FnMut(u32) -> PollResult) -> String {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        match polls {
            1 => listing(vec![build("one", "FAILURE")]),
            _ => later(polls),
        }
    });
    let times = [
        "--format=plain",
        "--log-lines=0",
        "--retry-grace=10m",
        "--interval=1s",
    ];
    assert_eq!(world.push(&[&times[..], arguments].concat()), 1);
    world.log()
}

fn asked_to_wait(status: u16) -> PollResult {
    Err(Fault {
        retry_after: Some(Duration::from_secs(700)),
        ..fault(status)
    }
    .into())
}

#[test]
fn a_pause_that_the_api_asks_for_cuts_the_grace_and_is_named() {
    for status in [429, 503] {
        let log = log_of(&[], |_| asked_to_wait(status));
        let note = format!(
            "  note: --retry-grace was cut by 9m59s: the API answered {status}, and asked to wait 11m40s\n"
        );
        holds_all(&log, &[FAILED, &note]);
        assert!(!log.contains("may show a newer build"), "{log}");
    }
}

#[test]
fn a_line_that_breaks_the_silence_says_that_a_newer_build_is_waited_for() {
    let log = log_of(&[], |_| listing(vec![build("one", "FAILURE")]));
    let line = "  4:00  one  FAILURE for 4m; waiting up to 6m for a newer build (--retry-grace)\n";
    holds_all(&log, &[line]);
}

#[test]
fn an_outage_that_may_hide_a_newer_build_is_named_with_its_length() {
    let log = log_of(&[], |_| Err(fault(502).into()));
    let note = "  note: the list could not be read in the last 10m, and may show a newer build: the API answered 502\n";
    holds_all(&log, &[FAILED, note]);
    let log = log_of(&["--timeout=1m"], |_| Err(fault(500).into()));
    let note = ", and may show a newer build: the API answered 500\n";
    holds_all(&log, &[FAILED, ": --timeout comes first\n", note]);
}

#[test]
fn the_pause_of_another_target_cuts_the_grace_and_is_named() {
    let log = log_of(&["--service-id=web"], |_| asked_to_wait(503));
    let note =
        "  note: --retry-grace was cut by 10m: the API answered 503, and asked to wait 11m40s\n";
    holds_all(&log, &[FAILED, note]);
}

#[test]
fn a_spent_quota_cuts_the_grace_and_is_named() {
    let log = log_of(&[], |_| {
        listing_with_quota(vec![build("one", "FAILURE")], 0, Duration::from_secs(700))
    });
    let note =
        "  note: --retry-grace was cut by 9m59s: API quota: 0 of 1000 left, resets in 11m40s\n";
    holds_all(&log, &[FAILED, note]);
    let reset = Duration::from_secs(700);
    let mut world =
        FakeWorld::new(|_| listing_with_quota(vec![build("one", "FAILURE")], 100, reset));
    assert_eq!(world.push(&["--format=plain", "--retry-grace=10m"]), 1);
    let note = "  note: --retry-grace was cut by 10m: API quota: 100 of 1000 left, resets in 11m40s, and the last tenth is kept for people\n";
    holds_all(&world.log(), &[FAILED, note]);
}

#[test]
fn a_refusal_of_another_target_cuts_the_grace_and_is_named() {
    let log = log_of(&["--service-id=web"], |_| {
        Err(PollError::Permanent(Refusal {
            cause: Cause::Forbidden,
            what: "403 token expired (error id q)".to_owned(),
            hint: "give the token's role more".to_owned(),
        }))
    });
    let note = "  note: --retry-grace was cut by 10m: could not list the builds of service web in project shop: 403 token expired (error id q)\n";
    let line = "  service web: not read (403 token expired (error id q))\n";
    holds_all(&log, &[FAILED, note, line]);
}

#[test]
fn a_refusal_of_another_target_is_named_behind_what_was_read_of_it() {
    let log = log_of(&["--service-id=web"], |poll| match poll {
        2 => listing(vec![build("two", "BUILDING")]),
        3 => listing(vec![build("one", "FAILURE")]),
        _ => asked_to_wait(503),
    });
    let line = "  service web: BUILDING (build two), then the API answered 503\n";
    holds_all(&log, &[FAILED, line]);
}

#[test]
fn a_target_without_a_build_cuts_the_grace_and_is_named() {
    let arguments = ["--service-id=web", "--appear-timeout=2s"];
    let log = log_of(&arguments, |poll| match poll % 2 {
        0 => listing(vec![]),
        _ => listing(vec![build("one", "FAILURE")]),
    });
    let note = "  note: --retry-grace was cut by 9m58s: no build of 12c15e7 for service web appeared in 2s (--appear-timeout)";
    holds_all(&log, &[FAILED, note]);
}

#[test]
fn a_grace_that_ends_with_the_deadline_is_not_cut_by_it() {
    let log = log_of(&["--timeout=10m"], |_| asked_to_wait(503));
    assert!(!log.contains(": --timeout comes first"), "{log}");
}

#[test]
fn a_pause_that_lasts_a_little_longer_than_was_asked_for_is_no_quota_s() {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        match polls {
            1 => listing_with_quota(vec![build("one", "FAILURE")], 50, Duration::from_secs(600)),
            _ => Err(Fault {
                retry_after: Some(Duration::from_secs(6)),
                ..fault(503)
            }
            .into()),
        }
    });
    let arguments = ["--format=plain", "--interval=3s", "--retry-grace=9200ms"];
    assert_eq!(world.push(&arguments), 1);
    let log = world.log();
    holds_all(&log, &[": the API answered 503, and asked to wait 6s\n"]);
    assert!(!log.contains("tenth"), "{log}");
}

#[test]
fn the_deadline_cuts_the_grace_and_is_named() {
    let log = log_of(&["--timeout=1m"], |_| {
        listing(vec![build("one", "FAILURE")])
    });
    holds_all(&log, &[FAILED, ": --timeout comes first\n"]);
}

#[test]
fn a_fault_that_asks_for_no_pause_is_not_what_cuts_the_grace() {
    let log = log_of(&["--timeout=1m"], |_| Err(fault(500).into()));
    holds_all(&log, &[FAILED, ": --timeout comes first\n"]);
    let mut world = FakeWorld::new(|_| listing(vec![build("one", "FAILURE")]));
    let single = ["--format=plain", "--timeout=0s", "--retry-grace=10m"];
    assert_eq!(world.push(&single), 1);
    holds_all(&world.log(), &[FAILED, ": --timeout comes first\n"]);
}

#[test]
fn a_grace_that_is_over_is_not_said_to_be_cut() {
    let log = log_of(&[], |_| listing(vec![build("one", "FAILURE")]));
    holds_all(&log, &[FAILED]);
    assert!(!log.contains("was cut"), "{log}");
    assert!(!log.contains("may show a newer build"), "{log}");
    let mut world = FakeWorld::new(|_| listing(vec![build("one", "FAILURE")]));
    assert_eq!(world.push(&[]), 1);
    assert!(!world.log().contains("was cut"), "{}", world.log());
}
