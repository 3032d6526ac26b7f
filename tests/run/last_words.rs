//! What a verdict says of what was read last, and of what has come since.

use std::time::Duration;

use northflank_gate::gate::listing::{Listing, PartialListing, PollError, PollResult, StopReason};
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::fault::{Cause, Fault, Refusal};
use northflank_gate::model::other_builds::OtherBuilds;
use test_support::FakeWorld;
use test_support::values::{
    behind, build, fault, list, listing, listing_with_quota, page_showing, time,
};

use crate::{OTHER, holds_all};

const ARGUMENTS: [&str; 3] = ["--format=plain", "--interval=5s", "--log-lines=0"];

/// The log of a run of twenty seconds that reads this list at first, and has a fault
/// for each poll from then on.
fn then_a_fault(first: &Listing, arguments: &[&str]) -> String {
    let mut world = FakeWorld::new(|now: Duration| {
        if now.is_zero() {
            Ok(first.clone())
        } else {
            Err(fault(502).into())
        }
    });
    world.push(&[&ARGUMENTS[..], &["--timeout=20s"], arguments].concat());
    world.log()
}

#[test]
fn a_fault_after_the_last_list_is_the_cause_and_makes_the_hint() {
    let running = list(vec![build("one", "BUILDING")]);
    for (first, headline) in [
        (
            running.clone(),
            "was last seen BUILDING (build one) after 20s (--timeout)\n",
        ),
        (list(vec![]), "had appeared after 20s (--timeout)\n"),
    ] {
        holds_all(
            &then_a_fault(&first, &[]),
            &[
                headline,
                "its list was last read 20s before that, then the API answered 502\n",
                "  hint: see whether Northflank has an incident, then rerun this job\n",
            ],
        );
    }
    let unread = Listing {
        unreadable: 1,
        ..running
    };
    let cause = "  cause: 1 entry of the list cannot be read in full; its list was last read 20s before that, then the API answered 502\n";
    holds_all(&then_a_fault(&unread, &[]), &[cause]);
}

#[test]
fn builds_that_may_be_the_newest_are_named_in_the_verdict() {
    for (status, code) in [("FAILURE", 1), ("BUILDING", 3), ("SUCCESS", 0)] {
        let twins = vec![build("one", status), build("two", status)];
        let mut world = FakeWorld::new(|_| listing(twins.clone()));
        assert_eq!(world.push(&ARGUMENTS), code);
        // Without a log there is no place for one.
        assert!(!world.files["summary"].contains("```"));
        let note = format!(
            "  note: 2 builds may be the newest (one {status}, two {status}): all of them must succeed\n"
        );
        holds_all(&world.log(), &[&note]);
    }
    let twins = vec![build("one", "SUCCESS"), build("two", "SUCCESS")];
    let mut world = FakeWorld::new(|_| listing(twins.clone()));
    assert_eq!(world.push(&["--format=plain", "--service-id=web"]), 0);
    let notes = [
        "  note: 2 builds of job migrate may be the newest (one SUCCESS, two SUCCESS): all of them must succeed\n",
        "  note: 2 builds of service web may be the newest (one SUCCESS, two SUCCESS): all of them must succeed\n",
    ];
    holds_all(&world.log(), &notes);
}

#[test]
fn of_builds_that_may_be_the_newest_one_that_failed_is_told() {
    let twins = vec![build("one", "BUILDING"), build("two", "FAILURE")];
    let mut world = FakeWorld::new(|_| listing(twins.clone()));
    assert_eq!(world.push(&ARGUMENTS), 3);
    let words = [
        "was still BUILDING (build one)",
        "  hint: one of the builds that may be the newest has failed: start a new build in Northflank, then rerun this job\n",
        "(one BUILDING, two FAILURE)",
    ];
    holds_all(&world.log(), &words);
}

#[test]
fn what_worked_for_another_target_is_not_blamed_for_a_refusal() {
    for (status, words) in [
        (401, "  hint: the token worked until then: "),
        (
            404,
            "  hint: check the id of service web, and whether it is a job (--job-id): the list of another target could be read\n",
        ),
    ] {
        let mut polls = 0;
        let mut world = FakeWorld::new(|_| {
            polls += 1;
            match polls {
                1 => listing(vec![build("one", "BUILDING")]),
                _ => Err(PollError::Permanent(Refusal {
                    cause: Cause::Status(status),
                    what: status.to_string(),
                    hint: "check everything".to_owned(),
                })),
            }
        });
        assert_eq!(world.push(&["--format=plain", "--service-id=web"]), 4);
        holds_all(&world.log(), &[words]);
    }
}

#[test]
fn no_new_build_is_one_that_was_asked_for_by_its_id() {
    let mut world = FakeWorld::replying(|_| page_showing("SUCCESS"));
    let arguments = ["--format=plain", "--build-id=one", "--branch=next"];
    assert_eq!(world.push(&arguments), 6);
    let hint = "  hint: pass any for each filter that leaves it out\n";
    holds_all(&world.log(), &[hint]);
}

#[test]
fn a_build_that_was_asked_for_by_its_id_is_not_started_again_under_it() {
    for (status, words) in [
        ("FAILURE", "push a fix"),
        ("SUBMISSION_FAILURE", "check its repository"),
        ("ABORTED", "somebody cancelled the build"),
        ("CRASHED", "out of memory or disk"),
    ] {
        let mut world = FakeWorld::new(|_| listing(vec![build("one", status)]));
        assert_eq!(world.push(&["--format=plain", "--build-id=one"]), 1);
        let log = world.log();
        holds_all(&log, &[words, "another id: pass that one as --build-id\n"]);
        assert!(!log.contains("rerun this job"), "{log}");
    }
    let mut world = FakeWorld::new(|now: Duration| {
        let is_listed = now.is_zero();
        listing(
            is_listed
                .then(|| build("one", "BUILDING"))
                .into_iter()
                .collect(),
        )
    });
    assert_eq!(world.push(&["--format=plain", "--build-id=one"]), 3);
    let hint = "  hint: see in Northflank what became of the build; one that is started again has another id: pass that one as --build-id\n";
    holds_all(&world.log(), &[hint]);
}

#[test]
fn a_failure_by_an_old_list_says_how_old_it_is() {
    let mut world = FakeWorld::new(|_| {
        Ok(Listing {
            age: Some(Duration::from_secs(7200)),
            ..list(vec![build("one", "FAILURE")])
        })
    });
    assert_eq!(world.push(&ARGUMENTS), 1);
    let note = "  note: the list is 2h old: a cache gave it (Age)\n";
    holds_all(&world.log(), &[note]);
}

#[test]
fn a_build_that_slid_behind_the_page_limit_is_not_said_to_be_gone() {
    let mut world = FakeWorld::new(|now: Duration| {
        Ok(if now.is_zero() {
            list(vec![build("one", "BUILDING")])
        } else {
            Listing {
                stopped_by: StopReason::PageLimit,
                rest_cannot_decide: false,
                ..list(vec![])
            }
        })
    });
    assert_eq!(
        world.push(&[&ARGUMENTS[..], &["--timeout=20s"]].concat()),
        3
    );
    holds_all(&world.log(), &["  hint: raise --max-pages\n"]);
}

#[test]
fn a_quota_is_said_as_it_is_at_the_end() {
    for (reset, said) in [(10, None), (60, Some("resets in 40s"))] {
        let mut world = FakeWorld::new(|now: Duration| {
            if now.is_zero() {
                let building = vec![build("one", "BUILDING")];
                return listing_with_quota(building, 500, Duration::from_secs(reset));
            }
            PollResult::Err(fault(502).into())
        });
        world.push(&[&ARGUMENTS[..], &["--timeout=20s"]].concat());
        let summary = &world.files["summary"];
        assert_eq!(summary.contains("API quota"), said.is_some(), "{summary}");
        assert!(said.is_none_or(|said| summary.contains(said)), "{summary}");
        let requests = &world.outputs()["requests"];
        assert!(requests.parse::<u32>().unwrap() > 1, "{requests}");
        let sent = format!(", {requests} requests");
        assert!(summary.contains(&sent), "{sent}: {summary}");
        let head = "| target | build | status | commit | branch | took |\n";
        assert_eq!(summary.matches(head).count(), 1, "{summary}");
        let left = said.map_or("", |_| "500");
        assert_eq!(world.outputs()["requests-left"], left);
    }
}

#[test]
fn each_filter_that_leaves_a_build_out_is_named_and_no_other() {
    let left_out = |build: Build| {
        let others = OtherBuilds {
            recent: vec![],
            left_out: Some(build),
        };
        let listing = Listing {
            date: Some(time("12:00:00")),
            others,
            ..list(vec![])
        };
        let mut world = FakeWorld::new(|_| Ok(listing.clone()));
        let filters = ["--branch=main", "--pull-request=7", "--not-before=10m"];
        world.push(&[&ARGUMENTS[..], &filters, &["--timeout=0s"]].concat());
        world.log()
    };
    let on_dev = Build {
        branch: Field::Present("dev".to_owned()),
        pull_request: Field::Present(7),
        ..build("one", "SUCCESS")
    };
    holds_all(
        &left_out(on_dev),
        &[
            "build one of 12c15e7 (SUCCESS) is on dev: --branch main leaves it out, and was created 2h before this run began: --not-before 10m leaves it out; no build at all is listed\n",
        ],
    );
    let of_another = Build {
        branch: Field::Unreadable,
        pull_request: Field::Present(5),
        ..build("one", "SUCCESS")
    };
    // As old as --not-before allows is not too old.
    for created in ["11:55:00", "11:50:00"] {
        let created = Field::Present(time(created));
        let build = Build {
            created,
            ..of_another.clone()
        };
        holds_all(
            &left_out(build),
            &[
                "build one of 12c15e7 (SUCCESS) is of pull request 5: --pull-request 7 leaves it out; no build at all is listed\n",
            ],
        );
    }
}

#[test]
fn a_commit_that_was_built_before_is_not_called_a_newer_one() {
    let other = |id: &str, created: &str| Build {
        sha: Field::Present(OTHER.to_owned()),
        created: Field::Present(time(created)),
        ..build(id, "BUILDING")
    };
    let aborted = Build {
        concluded_at: Some(time("10:05:00")),
        ..build("one", "ABORTED")
    };
    for (older, is_newer) in [(None, true), (Some(other("before", "09:50:00")), false)] {
        let newest = other("newest", "10:05:10");
        let recent: Vec<Build> = [newest, aborted.clone()].into_iter().chain(older).collect();
        let others = OtherBuilds {
            recent,
            left_out: None,
        };
        let listing = Listing {
            others,
            ..list(vec![aborted.clone()])
        };
        let mut world = FakeWorld::new(|_| Ok(listing.clone()));
        assert_eq!(world.push(&ARGUMENTS), 1);
        let log = world.log();
        assert_eq!(log.contains("superseded by newest"), is_newer, "{log}");
    }
}

#[test]
fn a_target_that_was_refused_says_so_beside_the_one_that_failed() {
    let mut world = FakeWorld::replying(|path| {
        if path.contains("/jobs/") {
            return test_support::values::page_showing("CRASHED");
        }
        Ok(test_support::values::answer(
            403,
            br#"{"error":{"message":"no access"}}"#,
        ))
    });
    let arguments = ["--service-id=web", "--retry-grace=1m"];
    assert_eq!(world.push(&[&ARGUMENTS[..], &arguments].concat()), 1);
    let log = world.log();
    holds_all(&log, &["  service web: not read (403 no access)\n"]);
    // Nothing was waited for.
    assert!(!log.contains("waiting up to"), "{log}");
}

#[test]
fn the_fault_of_another_target_is_not_told_of_one_that_was_read() {
    // In each round the job is read, then the service asks to be left alone.
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        if polls % 2 == 1 {
            return listing(vec![build("one", "BUILDING")]);
        }
        Err(Fault {
            retry_after: Some(Duration::from_secs(2)),
            ..fault(503)
        }
        .into())
    });
    let arguments = ["--service-id=web", "--timeout=20s"];
    world.push(&[&ARGUMENTS[..], &arguments].concat());
    let log = world.log();
    let (_, verdict) = log.split_once("shut: ").unwrap();
    assert!(verdict.starts_with("the builds of service web"), "{log}");
    assert!(
        verdict.contains("  job migrate: BUILDING (build one)\n"),
        "{log}"
    );
}

#[test]
fn a_build_that_only_a_broken_list_showed_is_said_to_be_of_one_beside_another_target() {
    for status in ["FAILURE", "SUCCESS", "BUILDING"] {
        for was_there in [false, true] {
            let mut polls = 0;
            let mut world = FakeWorld::new(|_| {
                polls += 1;
                match polls {
                    job if job % 2 == 1 => listing(vec![build("one", "CRASHED")]),
                    2 if was_there => listing(vec![build("two", "QUEUED")]),
                    2 => listing(vec![]),
                    _ => Err(behind(vec![build("two", status)])),
                }
            });
            let arguments = ["--service-id=web", "--retry-grace=20s"];
            assert_eq!(world.push(&[&ARGUMENTS[..], &arguments].concat()), 1);
            let line = format!(
                "  service web: {status} in a list that broke off (build two), then the API answered 502\n"
            );
            holds_all(&world.log(), &[&line]);
        }
    }
}

#[test]
fn an_old_success_is_noted_also_where_not_before_lets_it_through() {
    for (arguments, advice) in [
        (&[][..], "; to take newer ones alone, pass --not-before\n"),
        (&["--not-before=7d"], "\n"),
    ] {
        let mut world = FakeWorld::new(|_| {
            Ok(Listing {
                date: Some(time("18:00:00")),
                ..list(vec![build("one", "SUCCESS")])
            })
        });
        assert_eq!(world.push(&[&ARGUMENTS[..], arguments].concat()), 0);
        let note = format!("was created 8h before this run began{advice}");
        holds_all(&world.log(), &[&note]);
    }
}

#[test]
fn a_list_that_lacked_something_is_not_the_last_word_where_none_came_since() {
    let lacking = Listing {
        unreadable: 1,
        ..list(vec![build("one", "BUILDING")])
    };
    let mut world = FakeWorld::new(|now: Duration| {
        if now.is_zero() {
            return Ok(lacking.clone());
        }
        Err(fault(502).into())
    });
    assert_eq!(world.push(&[&ARGUMENTS[..], &["--timeout=3m"]].concat()), 4);
    holds_all(
        &world.log(),
        &[
            "shut: the builds of job migrate could not be read after 3m (--timeout)\n",
            "  cause: 1 entry of the list cannot be read in full; its list was last read 3m before that, then the API answered 502\n",
            "  note: the build of 12c15e7 was last seen BUILDING (build one)\n",
        ],
    );
}

#[test]
fn a_filter_that_leaves_a_build_out_makes_the_hint_also_after_a_fault() {
    let left_out = Listing {
        others: OtherBuilds {
            recent: vec![],
            left_out: Some(build("one", "BUILDING")),
        },
        ..list(vec![])
    };
    let log = then_a_fault(&left_out, &["--branch=dev"]);
    holds_all(
        &log,
        &[
            "then the API answered 502\n",
            "  hint: pass any for each filter that leaves it out",
        ],
    );
}

#[test]
fn of_builds_that_are_near_the_nearest_took_the_place_of_a_cancelled_one() {
    let other = |id: &str, sha: &str, created: &str| Build {
        sha: Field::Present(sha.repeat(40)),
        created: Field::Present(time(created)),
        ..build(id, "BUILDING")
    };
    let aborted = Build {
        concluded_at: Some(time("10:05:00")),
        ..build("one", "ABORTED")
    };
    let recent = vec![
        other("late", "c", "10:05:50"),
        other("next", "b", "10:04:59"),
        aborted.clone(),
    ];
    let listing = Listing {
        others: OtherBuilds {
            recent,
            left_out: None,
        },
        ..list(vec![aborted])
    };
    let mut world = FakeWorld::new(|_| Ok(listing.clone()));
    assert_eq!(world.push(&ARGUMENTS), 1);
    holds_all(&world.log(), &["  cause: superseded by next of bbbbbbb"]);
}

#[test]
fn the_clock_of_a_list_that_broke_off_is_warned_of() {
    let mut world = FakeWorld::new(|_| {
        let partial = PartialListing {
            date: Some(time("10:00:00")),
            ..PartialListing::default()
        };
        Err::<Listing, _>(PollError::Transient {
            fault: fault(502),
            partial: partial.into(),
        })
    });
    world.machine_time = Some(time("12:00:00"));
    let arguments = ["--not-before=10m", "--timeout=20s"];
    world.push(&[&ARGUMENTS[..], &arguments].concat());
    holds_all(&world.log(), &["warning: the API's clock shows "]);
}

#[test]
fn a_build_that_ran_long_before_the_run_has_its_age_in_the_verdict() {
    let mut world = FakeWorld::new(|_| {
        Ok(Listing {
            date: Some(time("18:00:00")),
            ..list(vec![build("one", "BUILDING")])
        })
    });
    assert_eq!(world.push(&ARGUMENTS), 3);
    let note = "  note: build one of job migrate was created 8h before this run began\n";
    holds_all(&world.log(), &[note]);
}

#[test]
fn of_an_old_build_that_a_broken_list_showed_no_end_is_said() {
    for status in ["SUCCESS", "FAILURE"] {
        let mut world = FakeWorld::new(|now: Duration| {
            if now.is_zero() {
                return Ok(Listing {
                    date: Some(time("18:00:00")),
                    ..list(vec![build("one", "BUILDING")])
                });
            }
            Err(behind(vec![Build {
                concluded_at: Some(time("10:05:00")),
                ..build("one", status)
            }]))
        });
        assert_eq!(
            world.push(&[&ARGUMENTS[..], &["--timeout=20s"]].concat()),
            3
        );
        let note = "  note: build one of job migrate was created 8h before this run began\n";
        holds_all(&world.log(), &[note]);
    }
}
