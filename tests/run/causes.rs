//! Causes and hints say what the lists and answers of the run have shown, and
//! nothing that they may have meant.

use std::time::Duration;

use northflank_gate::cli::topic::Topic;
use northflank_gate::gate::listing::{Listing, PollResult, StopReason};
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::fault::Fault;
use northflank_gate::model::other_builds::OtherBuilds;
use northflank_gate::model::outcome::Signal;
use northflank_gate::model::quota::Quota;
use test_support::values::{
    behind, build, fault, list, listing, listing_with_quota, page, rate_limited, time,
};
use test_support::{COMMIT, FakeWorld, TOKEN};

use crate::{OTHER, help};

/// The log of a minute in which the build runs by the first list, and then every
/// list is this one.
fn minute(then: impl Fn() -> Listing) -> String {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        match polls {
            1 => listing(vec![build("one", "BUILDING")]),
            _ => Ok(then()),
        }
    });
    assert_eq!(world.push(&["--timeout=1m", "--format=plain"]), 3);
    world.log()
}

/// The log of a single round whose list has these others.
pub(crate) fn round(others: OtherBuilds, arguments: &[&str]) -> String {
    let mut world = FakeWorld::new(move |_| {
        Ok(Listing {
            others: others.clone(),
            date: Some(time("10:00:00")),
            ..list(vec![])
        })
    });
    let common = ["--timeout=0s", "--format=plain"];
    assert_eq!(world.push(&[&common, arguments].concat()), 6);
    world.log()
}

fn quota(remaining: u64, reset: u64) -> Quota {
    Quota {
        limit: 1000,
        remaining,
        resets_in: Duration::from_secs(reset),
    }
}

#[test]
fn a_success_that_opens_no_gate_has_its_cause() {
    let success = || list(vec![build("one", "SUCCESS")]);
    let unreadable = Listing {
        unreadable: 1,
        ..success()
    };
    let stale = Listing {
        age: Some(Duration::from_secs(100)),
        ..success()
    };
    let unordered = Listing {
        stopped_by: StopReason::PageLimit,
        rest_cannot_decide: false,
        ..success()
    };
    for (then, cause, hint, topic) in [
        (
            unreadable,
            "1 entry of the list cannot be read in full",
            "the API may have changed: try the newest northflank-gate, or report it with the output of --verbose: https://github.com/northflank-gate/northflank-gate/issues",
            None,
        ),
        (
            stale,
            "the list is 1m40s old: a cache gave it (Age)",
            "see which proxy or cache stands between this machine and --api-host",
            None,
        ),
        (
            unordered,
            "the list goes on after 10 pages (--max-pages), and the build that decides may follow",
            "raise --max-pages",
            Some(Topic::GoesOn),
        ),
    ] {
        let log = minute(|| then.clone());
        let expected = format!("  cause: {cause}\n  hint: {hint}\n");
        assert!(log.contains(&expected), "{expected}{log}");
        assert!(log.ends_with(&help(topic)), "{log}");
        assert_eq!(topic.is_some(), log.contains("  help: "), "{log}");
    }
}

#[test]
fn an_incomplete_list_does_not_explain_a_build_that_runs() {
    let log = minute(|| Listing {
        unreadable: 1,
        ..list(vec![build("one", "BUILDING")])
    });
    assert!(log.contains("was still BUILDING"), "{log}");
    assert!(!log.contains("  cause: "), "{log}");
    assert!(log.contains("what holds the build"), "{log}");
}

#[test]
fn a_success_that_the_others_lacked_is_not_held_by_northflank() {
    let mut world = FakeWorld::new(crate::succeeding_apart());
    let arguments = ["--service-id=web", "--interval=10s", "--format=plain"];
    assert_eq!(
        world.push(&[&arguments[..], &["--timeout=1m"]].concat()),
        3,
        "{}",
        world.log()
    );
    let log = world.log();
    assert!(
        log.contains("but the others had not when it was polled"),
        "{log}"
    );
    assert!(
        log.contains("hint: pass a longer --timeout, or rerun this job\n"),
        "{log}"
    );
}

#[test]
fn only_what_says_so_is_not_concluded() {
    let newer = |concluded| Build {
        concluded,
        created: Field::Present(time("10:05:00")),
        ..build("two", "SUCCESS")
    };
    let of_any_commit = Build {
        sha: Field::Unreadable,
        ..newer(Field::Present(true))
    };
    let running = Build {
        sha: Field::Unreadable,
        ..build("two", "BUILDING")
    };
    let mut world = FakeWorld::new(|_| listing(vec![running.clone()]));
    world.push(&["--timeout=0s"]);
    assert_eq!(world.outputs()["sha"], "", "it may be of another commit");
    let older = build("one", "SUCCESS");
    for (build, expected) in [
        (
            running.clone(),
            "was BUILDING, but whether it counts cannot be told (build two)",
        ),
        (
            newer(Field::Present(false)),
            "was still SUCCESS and not concluded (build two)",
        ),
        (
            newer(Field::Unreadable),
            "was SUCCESS, but whether it has ended cannot be told (build two)",
        ),
        (
            of_any_commit,
            "was SUCCESS, but whether it counts cannot be told (build two)",
        ),
    ] {
        let log = minute(|| list(vec![build.clone(), older.clone()]));
        assert!(log.contains(expected), "{expected}: {log}");
    }
}

/// The log of a run that began at 10:00 and reads this list.
fn at_ten(builds: &[Build], code: u8) -> String {
    let mut world = FakeWorld::new(|_| {
        Ok(Listing {
            date: Some(time("10:00:00")),
            ..list(builds.to_vec())
        })
    });
    assert_eq!(world.push(&["--format=plain"]), code);
    world.log()
}

#[test]
fn a_failure_of_long_before_the_run_is_noted_as_one() {
    let failed = |id: &str, ended| Build {
        created: Field::Present(time("08:01:00")),
        concluded_at: Some(time(ended)),
        ..build(id, "FAILURE")
    };
    let noted = "  note: build one of job migrate ended 1h1s before this run began";
    let advice = format!("{noted}: a rerun alone finds the same failure\n");
    let log = at_ten(&[failed("one", "08:59:59")], 1);
    assert!(log.contains(&advice), "{log}");
    let log = at_ten(&[failed("one", "09:00:00")], 1);
    assert!(!log.contains("before this run began"), "{log}");
    // Either of two may be the newer one.
    let twins = [failed("one", "08:59:59"), failed("two", "08:59:59")];
    let log = at_ten(&twins, 1);
    let advice = ": a rerun alone finds the same failure\n";
    assert!(log.contains(&format!("{noted}{advice}")), "{log}");
}

#[test]
fn a_build_that_ended_more_than_an_hour_before_the_run_is_noted() {
    for (ended, note) in [
        ("09:00:00", None),
        ("08:59:59", Some("ended 1h1s before this run began")),
        ("07:59:59", Some("was created 1h59m before this run began")),
    ] {
        let old = Build {
            created: Field::Present(time("08:01:00")),
            concluded_at: Some(time(ended)),
            ..build("one", "SUCCESS")
        };
        let log = at_ten(&[old], 0);
        let noted = format!(
            "  note: build one of job migrate {}; to take newer ones alone, pass --not-before\n",
            note.unwrap_or_default()
        );
        assert_eq!(log.contains(&noted), note.is_some(), "{noted}{log}");
        assert_eq!(log.contains("  note: build one"), note.is_some(), "{log}");
    }
}

#[test]
fn what_only_a_list_that_broke_off_showed_is_no_verdict() {
    let ended = |word: &str| build("one", word);
    let doubtful = Build {
        concluded: Field::Unreadable,
        ..ended("SUCCESS")
    };
    for (shown, expected) in [
        (
            ended("FAILURE"),
            "had ended as FAILURE, but only in a list that broke off (build one)",
        ),
        (
            ended("SUCCESS"),
            "had succeeded, but no complete list confirmed that at the end (build one)",
        ),
        (
            doubtful,
            "was SUCCESS, but whether it has ended cannot be told (build one)",
        ),
    ] {
        let mut world = FakeWorld::new(|now: Duration| {
            if now < Duration::from_secs(30) {
                return listing(vec![build("one", "BUILDING")]);
            }
            Err(behind(vec![shown.clone()]))
        });
        assert_eq!(
            world.push(&["--timeout=1m", "--interval=10s", "--format=plain"]),
            3
        );
        let log = world.log();
        assert!(log.contains(expected), "{log}");
        let hint = "hint: see whether Northflank has an incident, then rerun this job\n";
        assert!(log.contains(hint), "{log}");
    }
}

#[test]
fn only_a_build_that_runs_goes_on() {
    for (concluded, goes_on) in [
        (Field::Present(false), true),
        (Field::Present(true), false),
        (Field::Unreadable, false),
    ] {
        let build = Build {
            sha: Field::Unreadable,
            concluded,
            ..build("b-2", "SUCCESS")
        };
        let mut world = FakeWorld::new(|_| listing(vec![build.clone()]));
        world.signal_at = Some((Duration::from_secs(3), Signal::Interrupt));
        assert_eq!(world.push(&["--format=plain"]), 130);
        let log = world.log();
        assert_eq!(
            log.contains("stop there what is not needed: b-2\n"),
            goes_on,
            "{build:?}: {log}"
        );
    }
}

#[test]
fn a_quota_of_an_earlier_answer_explains_no_later_fault() {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        let fault = match polls {
            1 => Fault {
                quota: Some(quota(0, 5)),
                ..rate_limited()
            },
            _ => fault(502),
        };
        PollResult::Err(fault.into())
    });
    assert_eq!(world.push(&["--timeout=135s", "--format=plain"]), 4);
    let log = world.log();
    let expected = "  cause: the API answered 502\n  hint: see whether Northflank has an incident";
    assert!(log.contains(expected), "{log}");
    assert!(!log.contains("  help: "), "{log}");
}

#[test]
fn a_spent_quota_is_noted_where_it_lasts_beyond_the_timeout() {
    for (timeout, reset, noted) in [
        ("--timeout=1m", 5, false),
        ("--timeout=1m", 3600, true),
        ("--timeout=0s", 3600, false),
    ] {
        let mut world = FakeWorld::new(|now: Duration| {
            if now.is_zero() {
                listing_with_quota(vec![], 0, Duration::from_secs(reset))
            } else {
                listing(vec![])
            }
        });
        assert_eq!(world.push(&[timeout, "--format=plain"]), 6);
        let log = world.log();
        let expected = "  note: API quota: 0 of 1000 left, resets in 59m; rerun this job once the account has requests again";
        assert_eq!(log.contains(expected), noted, "{timeout} {reset}: {log}");
        assert_eq!(log.contains("note: API quota"), noted, "{log}");
    }
}

#[test]
fn a_spent_quota_and_what_helps_are_said_once() {
    let fault = |quota| Fault {
        quota,
        ..rate_limited()
    };
    let advice = "one that lasts till then";
    for (quota, note) in [
        (Some(quota(0, 3600)), ""),
        (None, "  note: API quota: 0 of 1000 left, resets in 59m\n"),
    ] {
        let mut world = FakeWorld::new(|now: Duration| {
            if now.is_zero() && quota.is_none() {
                return listing_with_quota(vec![], 0, Duration::from_secs(3600));
            }
            PollResult::Err(fault(quota).into())
        });
        world.push(&["--timeout=1m", "--format=plain"]);
        let log = world.log();
        let verdict = log.split("shut: ").nth(1).unwrap_or_default();
        assert_eq!(verdict.matches(advice).count(), 1, "{log}");
        assert_eq!(verdict.matches("API quota").count(), 1, "{log}");
        assert!(verdict.contains(note), "{note}: {log}");
    }
}

#[test]
fn a_single_round_has_no_reset_after_its_timeout() {
    let mut world = FakeWorld::new(|_| {
        PollResult::Err(
            Fault {
                quota: Some(quota(0, 3600)),
                ..rate_limited()
            }
            .into(),
        )
    });
    assert_eq!(world.push(&["--timeout=0s", "--format=plain"]), 4);
    let log = world.log();
    let expected = "cause: the API answered 429 (rate limit); API quota: 0 of 1000 left, resets in 1h, by that answer\n";
    assert!(log.contains(expected), "{log}");
}

#[test]
fn only_a_build_that_came_when_the_aborted_one_ended_superseded_it() {
    let aborted = Build {
        concluded_at: Some(time("10:05:00")),
        ..build("one", "ABORTED")
    };
    let endless = Build {
        concluded_at: None,
        ..aborted.clone()
    };
    let at_once = Build {
        concluded_at: Some(time("10:00:00")),
        ..aborted.clone()
    };
    for (aborted, created, is_so) in [
        (&aborted, "10:03:59", false),
        (&aborted, "10:04:00", true),
        (&aborted, "10:05:10", true),
        (&aborted, "10:05:11", false),
        (&endless, "10:05:00", false),
        (&at_once, "10:00:00", false),
    ] {
        let newer = Build {
            sha: Field::Present(OTHER.to_owned()),
            created: Field::Present(time(created)),
            ..build("two", "BUILDING")
        };
        let others = OtherBuilds {
            recent: vec![newer, aborted.clone()],
            left_out: None,
        };
        let mut world = FakeWorld::new(|_| {
            Ok(Listing {
                others: others.clone(),
                ..list(vec![aborted.clone()])
            })
        });
        assert_eq!(world.push(&["--format=plain"]), 1);
        let log = world.log();
        assert_eq!(log.contains("superseded by two"), is_so, "{created}: {log}");
        let hint = "hint: see the run of the newer commit, if there is one; to gate on this commit, start its build again in Northflank";
        assert_eq!(log.contains(hint), is_so, "{created}: {log}");
        let section = Topic::Superseded.url();
        assert_eq!(log.contains(&section), is_so, "{created}: {log}");
        assert!(log.contains(", then rerun this job\n"), "{log}");
        assert_eq!(world.push(&["--format=plain", "--build-id=one"]), 1);
        let by_id = &world.log()[log.len()..];
        assert!(!by_id.contains("rerun this job"), "{by_id}");
    }
}

#[test]
fn only_a_build_of_another_commit_is_a_later_commit_s() {
    let ours = Build {
        created: Field::Present(time("10:02:00")),
        ..build("ours", "BUILDING")
    };
    let theirs = Build {
        sha: Field::Present(OTHER.to_owned()),
        created: Field::Present(time("10:01:00")),
        ..build("theirs", "BUILDING")
    };
    let of_ours = || OtherBuilds {
        recent: vec![ours.clone()],
        left_out: Some(ours.clone()),
    };
    let log = round(of_ours(), &["--pull-request=5", "--branch=main"]);
    assert!(
        log.contains("build ours of 12c15e7 (BUILDING) is of no pull request"),
        "{log}"
    );
    assert!(!log.contains("later commit"), "{log}");

    let prefix = format!("--sha={}", &COMMIT[..10]);
    let log = round(
        of_ours(),
        &["--pull-request=5", "--branch=main", prefix.as_str()],
    );
    assert!(!log.contains("later commit"), "{log}");

    let both = || OtherBuilds {
        recent: vec![ours.clone(), theirs.clone()],
        left_out: Some(ours.clone()),
    };
    let log = round(both(), &["--pull-request=5", "--branch=main"]);
    let expected = "theirs was created 1m after this run began: a later commit of main may have been built instead";
    assert!(log.contains(expected), "{log}");

    // The beginning of a commit that no CI system completes.
    let mut world = FakeWorld::new(|_| {
        Ok(Listing {
            others: both(),
            date: Some(time("10:00:00")),
            ..list(vec![])
        })
    });
    let target = ["--project-id=shop", "--job-id=migrate", "--timeout=0s"];
    let filters = ["--pull-request=5", "--branch=main", prefix.as_str()];
    let token = [("NORTHFLANK_API_TOKEN", TOKEN)];
    assert_eq!(world.run(&[target, filters].concat(), &token), 6);
    assert!(world.log().contains(expected), "{}", world.log());

    let log = round(both(), &["--build-id=gone", "--branch=main"]);
    assert!(!log.contains("later commit"), "{log}");
}

#[test]
fn a_list_whose_entries_cannot_be_read_is_not_empty() {
    let mut requests = 0;
    let mut world = FakeWorld::replying(|_| {
        requests += 1;
        match requests {
            1 => page(br#"{"data":{"builds":[]}}"#),
            _ => page(br#"{"data":{"builds":[{"x":1},{"id":7}]}}"#),
        }
    });
    assert_eq!(world.push(&["--timeout=1m", "--format=plain"]), 6);
    let log = world.log();
    let expected = "  cause: 2 entries of the list cannot be read in full\n  hint: the API may have changed: try the newest northflank-gate";
    assert!(log.contains(expected), "{log}");
}

#[test]
fn of_entries_that_cannot_be_read_the_first_is_named_with_its_fields() {
    let mut world = FakeWorld::replying(|_| {
        page(
            br#"{"data":{"builds":[{"x":1},{"id":"one\u0007","sha":7,"branch":1},{"id":"two","sha":"12c15e7"}]}}"#,
        )
    });
    assert_eq!(world.push(&["--timeout=0s", "--format=plain"]), 4);
    let log = world.log();
    let expected =
        "3 entries of the list cannot be read in full (such as build one\\u{7}: sha, branch)";
    assert_eq!(log.matches(expected).count(), 2, "{log}");
}

#[test]
fn the_newest_listed_build_has_its_age_where_it_is_old() {
    for (created, age) in [
        ("08:59:59", ", created 1h1s before this run began"),
        ("09:00:00", ""),
    ] {
        let others = OtherBuilds {
            recent: vec![Build {
                sha: Field::Present(OTHER.to_owned()),
                created: Field::Present(time(created)),
                ..build("theirs", "SUCCESS")
            }],
            left_out: None,
        };
        let log = round(others, &[]);
        let cause = format!("  cause: newest listed: theirs of abababa on main, SUCCESS{age}\n");
        assert!(log.contains(&cause), "{cause}: {log}");
    }
}
