//! What the log says of builds: no more than the lists showed.

use std::time::Duration;

use northflank_gate::gate::listing::{Listing, PartialListing, PollError, PollResult, StopReason};
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::fault::Fault;
use northflank_gate::northflank::headers::Headers;
use northflank_gate::northflank::response::Response;
use test_support::values::{answer, build, fault, list, page_showing, time};
use test_support::{COMMIT, FakeWorld};

const ARGUMENTS: [&str; 4] = [
    "--format=plain",
    "--interval=10s",
    "--timeout=2m",
    "--log-lines=0",
];

/// The log of a run whose polls bring these lists, the last one for ever.
fn log(lists: &[Listing]) -> String {
    let mut world = FakeWorld::showing(lists.iter().cloned().map(Ok).collect());
    world.push(&ARGUMENTS);
    world.log()
}

/// A build whose age cannot be read: it may be the newest.
fn undated(id: &str, status: &str) -> Build {
    Build {
        created: Field::Unreadable,
        ..build(id, status)
    }
}

#[test]
fn of_two_builds_that_may_be_the_newest_the_one_that_is_missing_is_called_missing() {
    let both = |status| list(vec![undated("one", status), undated("two", "BUILDING")]);
    let without = |status| list(vec![undated("one", status)]);
    let log = log(&[
        both("QUEUED"),
        without("QUEUED"),
        without("BUILDING"),
        both("BUILDING"),
    ]);
    assert!(log.contains("two is not listed as a match"), "{log}");
    assert!(!log.contains("one is listed as a match again"), "{log}");
    assert!(!log.contains("one is still not listed as a match"), "{log}");
    // When it began to be built, no line said.
    assert!(!log.contains("one  BUILDING after"), "{log}");
    assert!(log.contains("0:30  one  BUILDING on main"), "{log}");
}

#[test]
fn a_build_that_no_longer_matches_is_not_said_to_be_unlisted() {
    let other = Build {
        sha: Field::Present("f".repeat(40)),
        ..build("one", "SUCCESS")
    };
    let log = log(&[list(vec![build("one", "BUILDING")]), list(vec![other])]);
    for words in [
        "0:10  one is not listed as a match and counts as running\n",
        "for job migrate was BUILDING, then not listed as a match (build one) after 2m (--timeout)\n",
        "  hint: see in Northflank what became of the build, start it again there, then rerun this job\n",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
}

#[test]
fn a_build_that_turns_out_to_be_of_another_commit_is_named_no_more() {
    let in_doubt = Build {
        sha: Field::Unreadable,
        ..build("one", "QUEUED")
    };
    let of_another = Build {
        sha: Field::Present("b".repeat(40)),
        ..build("one", "BUILDING")
    };
    let log = log(&[list(vec![in_doubt]), list(vec![of_another])]);
    assert!(log.contains("0:00  one  QUEUED"), "{log}");
    assert!(log.contains("0:10  no build of 12c15e7 yet"), "{log}");
    assert!(log.contains("1:10  still no build of 12c15e7"), "{log}");
    assert!(!log.contains("one  QUEUED for"), "{log}");
}

#[test]
fn what_the_last_list_showed_is_not_told_by_one_that_broke_off_later() {
    let in_doubt = || Build {
        sha: Field::Unreadable,
        ..build("one", "QUEUED")
    };
    let of_another = Build {
        sha: Field::Present("b".repeat(40)),
        ..build("one", "QUEUED")
    };
    let interrupted = |builds: Vec<Build>| {
        let partial = PartialListing {
            builds,
            ..PartialListing::default()
        };
        Err(PollError::Transient {
            fault: Fault {
                retry_after: Some(Duration::from_secs(90)),
                ..fault(502)
            },
            partial: partial.into(),
        })
    };
    let then = |first: PollResult, second: PollResult| {
        let mut world = FakeWorld::new(move |now| {
            if now.is_zero() {
                first.clone()
            } else {
                second.clone()
            }
        });
        world.push(&ARGUMENTS);
        world.log()
    };
    let log = then(Ok(list(vec![in_doubt()])), interrupted(vec![of_another]));
    assert!(!log.contains("no build of 12c15e7 in"), "{log}");
    assert!(
        log.contains("one  QUEUED in the list of 1m10s ago"),
        "{log}"
    );
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        match polls {
            1 => Ok(list(vec![build("one", "QUEUED")])),
            2 => Ok(list(vec![])),
            _ => interrupted(vec![build("one", "QUEUED")]),
        }
    });
    world.push(&ARGUMENTS);
    let log = world.log();
    assert!(log.contains("one is not listed as a match"), "{log}");
    assert!(!log.contains("in the list of"), "{log}");
    assert!(
        log.contains("one  QUEUED in a list that broke off"),
        "{log}"
    );
}

#[test]
fn a_list_that_is_not_complete_does_not_say_that_there_is_no_build() {
    let lost = || Listing {
        stopped_by: StopReason::LostCursor,
        ..list(vec![])
    };
    let log = log(&[lost()]);
    assert!(!log.contains("no build of 12c15e7 yet"), "{log}");
    assert!(!log.contains("still no build"), "{log}");
    let expected = "1:00  no build of 12c15e7 in the last list, which cannot open the gate";
    assert!(log.contains(expected), "{log}");
    let then_whole = self::log(&[lost(), list(vec![])]);
    assert!(
        then_whole.contains("0:10  no build of 12c15e7 yet"),
        "{then_whole}"
    );
}

#[test]
fn a_fault_without_a_status_is_told_in_its_words() {
    let spent = || Headers {
        limit: Some("1000".to_owned()),
        remaining: Some("0".to_owned()),
        reset: Some("300".to_owned()),
        ..Headers::default()
    };
    let mut world = FakeWorld::replying(|_| {
        Ok(Response {
            headers: spent(),
            ..answer(200, br#"{"data":{"builds":[]}}"#)
        })
    });
    world.push(&["--format=plain", "--not-before=10m"]);
    let log = world.log();
    assert!(!log.contains("(without)"), "{log}");
    assert!(
        log.contains("waiting for the API (the API answered without a Date"),
        "{log}"
    );
}

#[test]
fn without_a_clock_to_count_from_the_hint_is_to_pass_a_time() {
    let mut world = FakeWorld::replying(|_| Ok(answer(200, br#"{"data":{"builds":[]}}"#)));
    let arguments = ["--format=plain", "--not-before=10m", "--timeout=0s"];
    assert_eq!(world.push(&arguments), 4);
    let hint = "  hint: pass a time such as 2026-11-23T10:00:00Z as --not-before\n";
    assert!(world.log().contains(hint), "{}", world.log());
}

#[test]
fn a_newer_build_of_the_same_commit_supersedes_none() {
    for sha in [COMMIT.to_ascii_uppercase(), COMMIT[..10].to_owned()] {
        let aborted = Build {
            sha: Field::Present(sha),
            success: Field::Present(false),
            concluded: Field::Present(true),
            ..build("one", "ABORTED")
        };
        let newer = Build {
            created: Field::Present(time("10:00:05")),
            ..build("two", "BUILDING")
        };
        let mut others = list(vec![]).others;
        others.recent = vec![newer.clone(), aborted.clone()];
        let mut world = FakeWorld::new(|_| {
            Ok(Listing {
                others: others.clone(),
                ..list(vec![newer.clone(), aborted.clone()])
            })
        });
        let target = ["--project-id=shop", "--job-id=migrate", "--build-id=one"];
        let token = [("NORTHFLANK_API_TOKEN", test_support::TOKEN)];
        world.run(&[&target[..], &ARGUMENTS].concat(), &token);
        let log = world.log();
        assert!(log.contains("ended as ABORTED"), "{log}");
        assert!(!log.contains("superseded"), "{log}");
    }
}

#[test]
fn a_wait_for_the_fault_of_one_target_names_it_also_when_all_have_succeeded() {
    let mut polls = 0;
    let mut world = FakeWorld::replying(|path| {
        polls += 1;
        let status = match (polls, path.contains("/services/")) {
            (2, true) => "BUILDING",
            (1, false) | (_, true) => "SUCCESS",
            (_, false) => return Ok(answer(503, b"")),
        };
        page_showing(status)
    });
    let arguments = [
        "--service-id=web",
        "--interval=90s",
        "--timeout=10m",
        "--format=plain",
    ];
    world.push(&arguments);
    let log = world.log();
    for line in log
        .lines()
        .filter(|line| line.contains("waiting for the API (503)"))
    {
        assert!(line.contains("job migrate: "), "{line}\nin\n{log}");
    }
    assert!(log.contains("waiting for the API (503)"), "{log}");
}

#[test]
fn builds_that_share_an_age_are_named_when_there_are_more_of_them() {
    let builds = |ids: &[&str]| list(ids.iter().map(|id| undated(id, "QUEUED")).collect());
    let log = log(&[
        builds(&["one"]),
        builds(&["one", "two"]),
        builds(&["one", "two"]),
        builds(&["one", "two", "three"]),
        builds(&["one", "two", "three"]),
    ]);
    for named in [
        "2 builds may be the newest (one QUEUED, two QUEUED)",
        "3 builds may be the newest (one QUEUED, two QUEUED, three QUEUED)",
    ] {
        let why = "since the createdAt of one cannot be told";
        let said = format!("  {named}, {why}: all of them must succeed");
        assert_eq!(log.matches(&said).count(), 1, "{log}");
    }
    assert_eq!(
        log.matches("  2 builds may be the newest").count(),
        1,
        "{log}"
    );
    assert_eq!(
        log.matches("  3 builds may be the newest").count(),
        1,
        "{log}"
    );
}

#[test]
fn each_change_of_builds_that_share_an_age_is_told() {
    let twins = |one, two| list(vec![undated("one", one), undated("two", two)]);
    let log = log(&[
        twins("BUILDING", "BUILDING"),
        twins("FAILURE", "BUILDING"),
        twins("FAILURE", "UPLOADING"),
    ]);
    for named in [
        "(one BUILDING, two BUILDING)",
        "(one FAILURE, two BUILDING)",
        "(one FAILURE, two UPLOADING)",
    ] {
        let said = format!("  2 builds may be the newest {named}, since");
        assert_eq!(log.matches(&said).count(), 1, "{said}: {log}");
    }
}

#[test]
fn a_tie_is_told_again_only_where_what_is_named_has_changed() {
    let twelve = |last: &str| {
        let ids = (10..22).map(|number| format!("b{number}"));
        let build = |id: String| undated(&id, if id == "b21" { last } else { "QUEUED" });
        list(ids.map(build).collect())
    };
    let log = log(&[twelve("QUEUED"), twelve("BUILDING"), twelve("UPLOADING")]);
    assert_eq!(
        log.matches("  12 builds may be the newest").count(),
        1,
        "{log}"
    );
}

#[test]
fn a_build_that_is_not_listed_is_not_named_with_a_status() {
    let twins = list(vec![undated("one", "SUCCESS"), undated("two", "BUILDING")]);
    let without = |status| list(vec![undated("two", status)]);
    let log = log(&[twins, without("BUILDING"), without("SUCCESS")]);
    assert_eq!(log.matches("may be the newest").count(), 1, "{log}");
    assert!(
        log.contains("was SUCCESS, then not listed as a match (build one)"),
        "{log}"
    );
}

#[test]
fn of_many_builds_that_share_an_age_the_first_ten_are_named() {
    for count in [10, 11] {
        let ids: Vec<String> = (10..10 + count)
            .map(|number| format!("b{number}"))
            .collect();
        let log = log(&[list(ids.iter().map(|id| undated(id, "QUEUED")).collect())]);
        let more = if count > 10 { ", …" } else { "" };
        let named = format!(
            "the newest ({} QUEUED{more}), since",
            ids[..10].join(" QUEUED, ")
        );
        assert!(log.contains(&named), "{named}: {log}");
    }
}

#[test]
fn only_a_success_in_doubt_is_said_to_open_nothing() {
    let lacking = |status| Listing {
        unreadable: 1,
        ..list(vec![build("one", status)])
    };
    let unconcluded = Build {
        concluded: Field::Present(false),
        ..build("one", "SUCCESS")
    };
    let unread = Build {
        sha: Field::Unreadable,
        ..build("one", "SUCCESS")
    };
    for (listing, is_said) in [
        (lacking("SUCCESS"), true),
        (list(vec![unconcluded]), true),
        (list(vec![unread]), true),
        (lacking("BUILDING"), false),
        (list(vec![build("one", "BUILDING")]), false),
    ] {
        let log = log(&[listing]);
        let line = "for 1m; the last list cannot open the gate";
        assert_eq!(log.contains(line), is_said, "{log}");
    }
}

#[test]
fn a_newer_build_replaces_and_a_build_that_comes_back_is_listed_again() {
    let newer = || Build {
        created: Field::Present(time("10:05:00")),
        ..build("two", "QUEUED")
    };
    let log = log(&[
        list(vec![build("one", "BUILDING")]),
        list(vec![newer(), build("one", "BUILDING")]),
        list(vec![build("one", "BUILDING")]),
        list(vec![newer(), build("one", "BUILDING")]),
    ]);
    for line in [
        "two  QUEUED on main, in place of one",
        "two is not listed as a match and counts as running",
        "two is listed as a match again",
    ] {
        assert_eq!(log.matches(line).count(), 1, "{line}: {log}");
    }
}
