//! What the log says of a wait: no more than is so.

use std::time::Duration;

use northflank_gate::gate::listing::{Listing, PollError, StopReason};
use northflank_gate::model::fault::{Cause, Fault};
use test_support::FakeWorld;
use test_support::values::{
    behind, build, fault, list, listing, listing_with_quota, rate_limited, time,
};

/// A list with a build that succeeded, which goes on in no order.
fn success_in_no_order() -> Listing {
    Listing {
        stopped_by: StopReason::PageLimit,
        rest_cannot_decide: false,
        ..list(vec![build("one", "SUCCESS")])
    }
}

/// A fault behind a build that was read.
fn interrupted() -> PollError {
    behind(vec![build("one", "BUILDING")])
}

#[test]
fn a_success_that_cannot_open_the_gate_is_told_at_the_usual_pace() {
    for (arguments, most) in [(&["--quiet"][..], 12), (&[], 42)] {
        let mut world = FakeWorld::new(|_| Ok(success_in_no_order()));
        let arguments = [arguments, &["--format=plain"]].concat();
        assert_eq!(world.push(&arguments), 4);
        let log = world.log();
        let line = "  5:00  one  SUCCESS for 5m; the last list cannot open the gate\n";
        assert!(log.contains(line), "{log}");
        assert!(!log.contains("once more"), "{log}");
        assert!(log.lines().count() < most, "{log}");
    }
}

#[test]
fn the_last_poll_of_targets_that_have_all_succeeded_is_told_as_such() {
    let mut world = FakeWorld::new(crate::succeeding_apart());
    let arguments = ["--service-id=web", "--interval=10s", "--format=plain"];
    let limits = ["--timeout=10m", "--request-timeout=10m"];
    assert_eq!(world.push(&[&arguments[..], &limits].concat()), 4);
    let log = world.log();
    let expected = "every build has succeeded; polling once more before the gate opens";
    assert!(log.contains(expected), "{log}");
}

#[test]
fn a_target_is_not_told_to_wait_for_the_fault_of_another() {
    let mut world = FakeWorld::replying(crate::jobs_are_down);
    let arguments = ["--format=plain", "--service-id=web", "--interval=90s"];
    assert_eq!(
        world.push(&[&arguments[..], &["--timeout=10m"]].concat()),
        4
    );
    let log = world.log();
    let of_web = |line: &&str| line.contains("service web:");
    assert!(log.lines().any(|line| of_web(&line)), "{log}");
    for line in log.lines().filter(of_web) {
        assert!(!line.contains("waiting for the API"), "{line}\nin\n{log}");
    }
}

#[test]
fn a_fault_of_the_whole_api_is_laid_on_no_target() {
    let unreachable = || Fault {
        answered: false,
        ..Fault::new(
            Cause::Other,
            "cannot connect to api.northflank.com: refused".to_owned(),
            false,
        )
    };
    let rate_limit = || Fault {
        retry_after: Some(Duration::from_secs(60)),
        ..rate_limited()
    };
    for fault in [&unreachable as &dyn Fn() -> Fault, &rate_limit] {
        let mut world = FakeWorld::new(|_| Err(fault().into()));
        world.push(&["--format=plain", "--service-id=web", "--timeout=5m"]);
        let log = world.log();
        let line = log.lines().find(|line| line.contains("; retrying in"));
        let line = line.unwrap_or_else(|| panic!("{log}"));
        assert!(!line.contains("job migrate"), "{line}");
        assert!(!line.contains("service web"), "{line}");
    }
}

#[test]
fn a_retry_is_promised_only_where_one_comes() {
    // As long as nothing has answered, --appear-timeout is the end.
    let mut world = FakeWorld::new(|_| {
        Err::<Listing, _>(
            Fault {
                answered: false,
                ..Fault::new(Cause::Other, "cannot connect: refused".to_owned(), false)
            }
            .into(),
        )
    });
    let arguments = ["--format=plain", "--timeout=30m", "--appear-timeout=20s"];
    assert_eq!(world.push(&arguments), 4);
    let log = world.log();
    let promised = log.matches("; retrying in ").count();
    assert!(log.contains("; no time is left to retry"), "{log}");
    assert_eq!(world.outputs()["requests"], (promised + 1).to_string());
}

#[test]
fn a_wait_that_is_over_is_not_waited_for_while_its_poll_lasts() {
    let mut world = FakeWorld::new(|now| {
        let asked = Fault {
            retry_after: Some(Duration::from_secs(3600)),
            ..fault(503)
        };
        (now == Duration::ZERO).then_some(Err::<Listing, _>(asked.into()))
    });
    assert_eq!(world.push(&["--format=plain", "--timeout=61s"]), 4);
    let log = world.log();
    assert!(log.contains("503; retrying in 1m\n"), "{log}");
    assert!(log.contains("  1:00  waiting for the API (503)\n"), "{log}");
}

#[test]
fn a_poll_is_promised_to_a_quota_only_where_one_comes() {
    for timeout in ["1s", "3s", "30s", "10m"] {
        let mut world = FakeWorld::new(|_| {
            let reset = Duration::from_secs(2400);
            listing_with_quota(vec![build("one", "BUILDING")], 0, reset)
        });
        let timeout = format!("--timeout={timeout}");
        world.push(&["--format=plain", &timeout]);
        let log = world.log();
        let comes = world.outputs()["requests"] != "1";
        let next = log.contains("resets in 40m; next poll at ");
        let none = log.contains("no further poll before --timeout");
        assert_eq!((next, none), (comes, !comes), "{timeout}\n{log}");
    }
}

#[test]
fn a_build_that_only_a_broken_list_showed_is_not_said_to_be_missing() {
    let mut world = FakeWorld::new(|now: Duration| match now.as_secs() {
        0..10 => Some(listing(vec![])),
        10..20 => Some(Err(interrupted())),
        _ => None,
    });
    let arguments = ["--format=plain", "--interval=10s", "--timeout=10m"];
    let limits = ["--request-timeout=10m", "--appear-timeout=9m"];
    assert_eq!(world.push(&[arguments.as_slice(), &limits].concat()), 4);
    let log = world.log();
    let expected = "  one  BUILDING in a list that broke off";
    assert!(log.contains(expected), "{log}");
    assert!(!log.contains("no build of 12c15e7 in"), "{log}");
}

#[test]
fn a_status_that_only_a_broken_list_showed_is_said_to_be_of_one() {
    let mut world = FakeWorld::new(|now: Duration| match now.as_secs() {
        0..10 => Some(listing(vec![build("one", "QUEUED")])),
        10..20 => Some(Err(interrupted())),
        _ => None,
    });
    let arguments = ["--format=plain", "--interval=10s", "--timeout=10m"];
    let limits = ["--request-timeout=10m"];
    assert_eq!(world.push(&[arguments.as_slice(), &limits].concat()), 4);
    let log = world.log();
    let expected = "  one  BUILDING in a list that broke off";
    assert!(log.contains(expected), "{log}");
    assert!(!log.contains("one  QUEUED for"), "{log}");
    assert!(!log.contains("one  QUEUED in the list"), "{log}");
}

#[test]
fn a_build_that_is_not_listed_any_more_is_said_to_be_missing_each_minute() {
    let mut world = FakeWorld::new(|now: Duration| match now.as_secs() {
        0 => listing(vec![build("one", "QUEUED")]),
        _ => listing(vec![]),
    });
    assert_eq!(world.push(&["--format=plain", "--timeout=5m"]), 3);
    let log = world.log();
    assert_eq!(
        log.matches("one is not listed as a match").count(),
        1,
        "{log}"
    );
    assert!(log.contains("one is still not listed as a match"), "{log}");
}

#[test]
fn a_build_that_an_old_list_did_not_show_is_said_to_be_missing_by_that_list() {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        match polls {
            1 => Some(listing(vec![build("one", "BUILDING")])),
            2 => Some(listing(vec![])),
            // It hangs.
            _ => None,
        }
    });
    let arguments = ["--format=plain", "--interval=10s", "--timeout=5m"];
    world.push(&arguments);
    let log = world.log();
    assert!(
        log.contains("one is not listed as a match in the list of 2m ago"),
        "{log}"
    );
}

#[test]
fn what_a_quota_makes_of_the_polls_is_said_by_what_is_left() {
    for (left, reset, expected) in [
        (0, 600, "0 of 1000 left, resets in 10m; next poll at 1"),
        (90, 600, "90 of 1000 left, resets in 10m; next poll at 1"),
        (90, 2400, "90 of 1000 left, resets in 40m; next poll at 2"),
        (
            150,
            1700,
            "150 of 1000 left, resets in 28m20s; polling about every ",
        ),
    ] {
        let mut world = FakeWorld::new(|_| {
            let reset = Duration::from_secs(reset);
            listing_with_quota(vec![build("one", "BUILDING")], left, reset)
        });
        world.push(&["--format=plain"]);
        let log = world.log();
        assert!(
            log.contains(&format!("API quota: {expected}")),
            "{expected}\n{log}"
        );
    }
}

#[test]
fn a_wait_for_the_quota_is_every_targets() {
    let mut world = FakeWorld::new(|now: Duration| {
        let left = if now.is_zero() { 0 } else { 1000 };
        listing_with_quota(
            vec![build("one", "BUILDING")],
            left,
            Duration::from_secs(600),
        )
    });
    world.push(&["--format=plain", "--service-id=web", "--timeout=20m"]);
    let log = world.log();
    let waiting = "waiting for the API's quota, next poll at 1";
    for target in ["job migrate: one  ", "service web: one  "] {
        let is_told = |line: &str| line.contains(target) && line.contains(waiting);
        assert!(log.lines().any(is_told), "{target}\n{log}");
    }
}

#[test]
fn clocks_that_differ_say_nothing_where_no_time_is_counted_from_one() {
    let mut world = FakeWorld::new(|_| {
        Ok(Listing {
            date: Some(time("10:00:00")),
            ..list(vec![build("one", "SUCCESS")])
        })
    });
    world.machine_time = Some(time("12:00:00"));
    assert_eq!(world.push(&["--format=plain"]), 0);
    assert!(!world.log().contains("clock shows"), "{}", world.log());
}

#[test]
fn the_time_that_a_poll_takes_is_no_difference_of_clocks() {
    for (takes, warns) in [(70, false), (0, true)] {
        let mut world = FakeWorld::new(|_| {
            Ok(Listing {
                date: Some(time("10:00:00")),
                ..list(vec![build("one", "SUCCESS")])
            })
        });
        world.answer_takes = Duration::from_secs(takes);
        world.machine_time = Some(time("10:01:10"));
        world.push(&["--not-before=5m"]);
        assert_eq!(
            world.log().contains("clock shows"),
            warns,
            "{}",
            world.log()
        );
    }
}

const MIDNIGHT: &str = "2026-11-23T00:00:00Z";

#[test]
fn clocks_that_differ_by_much_are_said_once() {
    let warnings = |not_before: &str, api: Option<&str>, machine: Option<&str>| {
        let date = api.map(time);
        let mut world = FakeWorld::new(|_| {
            Ok(Listing {
                date,
                ..list(vec![build("one", "BUILDING")])
            })
        });
        world.machine_time = machine.map(time);
        let not_before = format!("--not-before={not_before}");
        world.push(&["--format=plain", "--timeout=2m", &not_before]);
        let log = world.log();
        log.matches("warning: the API's clock shows 2026-11-23T10:00:00.000Z, this machine's ")
            .count()
    };
    for (not_before, machine, number) in [
        (MIDNIGHT, "11:00:01", 1),
        (MIDNIGHT, "11:00:00", 0),
        (MIDNIGHT, "09:00:00", 0),
        (MIDNIGHT, "08:59:59", 1),
        // A tenth of the time that is counted back, within a minute and an hour.
        ("30m", "10:03:01", 1),
        ("30m", "10:03:00", 0),
        ("30m", "09:56:59", 1),
        ("1m", "10:01:01", 1),
        ("1m", "10:01:00", 0),
        ("7d", "11:00:01", 1),
        ("7d", "11:00:00", 0),
        ("any", "11:00:01", 0),
    ] {
        let said = warnings(not_before, Some("10:00:00"), Some(machine));
        assert_eq!(said, number, "{not_before} {machine}");
    }
    assert_eq!(warnings(MIDNIGHT, None, Some("11:00:01")), 0);
    assert_eq!(warnings(MIDNIGHT, Some("10:00:00"), None), 0);
}

#[test]
fn a_wait_far_beyond_the_appear_timeout_is_said_in_full() {
    for (remaining, words) in [
        (0, " had appeared after 3"),
        (1000, " appeared in 5m (--appear-timeout)\n"),
    ] {
        let reset = Duration::from_secs(1800);
        let mut world = FakeWorld::new(|_| listing_with_quota(vec![], remaining, reset));
        let arguments = ["--format=plain", "--appear-timeout=5m", "--timeout=2h"];
        assert_eq!(world.push(&arguments), 6);
        let log = world.log();
        let verdict = log.split("shut: ").nth(1).unwrap_or_default();
        let said = format!("no build of 12c15e7 for job migrate{words}");
        assert!(verdict.starts_with(&said), "{said}: {log}");
        let limit = verdict.contains("s (--appear-timeout 5m)\n");
        assert_eq!(limit, remaining == 0, "{log}");
    }
}
