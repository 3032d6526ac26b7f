//! What helps after each end, and what is said of the targets that did not decide.

use std::time::Duration;

use northflank_gate::cli::topic::Topic;
use northflank_gate::gate::listing::{Listing, PollError, PollResult, StopReason};
use northflank_gate::model::build::{Build, Field, Status};
use northflank_gate::model::fault::{Cause, Fault, Refusal};
use northflank_gate::model::other_builds::OtherBuilds;
use test_support::values::{build, fault, list, listing, page_of, time};
use test_support::{COMMIT, FakeWorld, TOKEN};

use crate::OTHER;
use crate::causes::round;

const LINK: &str = "  link: https://app.northflank.com/t/acme/project/shop/jobs/migrate";

#[test]
fn each_absence_has_its_hint() {
    let of = |sha: &str, created: &str| Build {
        sha: Field::Present(sha.to_owned()),
        created: Field::Present(time(created)),
        ..build("theirs", "BUILDING")
    };
    let others = |recent: Vec<Build>, left_out: Option<Build>| OtherBuilds { recent, left_out };
    let earlier = || others(vec![of(OTHER, "09:00:00")], None);
    let ours = of(COMMIT, "10:01:00");
    let failed = || Build {
        status: Field::Present(Status::Failure),
        ..ours.clone()
    };
    for (others, arguments, hint) in [
        (
            OtherBuilds::default(),
            &[][..],
            "check that the job or service is the one",
        ),
        (
            earlier(),
            &[],
            "see whether branch or path rules in Northflank",
        ),
        (
            earlier(),
            &["--pull-request=5"],
            "check the filters, or start the build",
        ),
        (
            others(vec![of(OTHER, "10:01:00")], None),
            &["--branch=main"],
            "see the run of the later commit",
        ),
        (
            others(vec![ours.clone()], Some(ours.clone())),
            &["--branch=dev"],
            "pass any for each filter that leaves it out, or start a build",
        ),
        (
            others(vec![failed()], Some(failed())),
            &["--branch=dev"],
            "start a build that the filters let through",
        ),
        (
            earlier(),
            &["--branch=gh-readonly-queue/main/pr-7"],
            "the commit is a merge queue's",
        ),
        (
            earlier(),
            &["--build-id=gone"],
            "check --build-id, and that the build is of this job",
        ),
        (
            OtherBuilds::default(),
            &["--latest", "--not-before=1h"],
            "check that the job or service is the one",
        ),
        (
            earlier(),
            &["--latest", "--not-before=1h"],
            "check the filters, or start the build",
        ),
    ] {
        let log = round(others, arguments);
        assert!(log.contains(&format!("  hint: {hint}")), "{hint}: {log}");
    }
}

#[test]
fn a_commit_that_is_not_the_runs_is_explained_by_no_branch_of_the_run() {
    let by_hand = format!("--sha={}", "c".repeat(40));
    let later = "  hint: see the run of the later commit";
    let queue = "  hint: the commit is a merge queue's";
    for (branch, hint) in [("main", later), ("gh-readonly-queue/main/pr-5", queue)] {
        for (sha, is_explained) in [("--sha=auto", true), (by_hand.as_str(), false)] {
            let theirs = Build {
                sha: Field::Present(OTHER.to_owned()),
                branch: Field::Present("main".to_owned()),
                created: Field::Present(time("10:01:00")),
                ..build("theirs", "BUILDING")
            };
            let mut world = FakeWorld::new(move |_| {
                Ok(Listing {
                    others: OtherBuilds {
                        recent: vec![theirs.clone()],
                        left_out: None,
                    },
                    date: Some(time("10:00:00")),
                    ..list(vec![])
                })
            });
            let arguments = ["--project-id=shop", "--job-id=migrate", "--timeout=0s", sha];
            let variables = [
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_EVENT_NAME", "push"),
                ("GITHUB_SHA", COMMIT),
                ("GITHUB_REF_TYPE", "branch"),
                ("GITHUB_REF_NAME", branch),
                ("NORTHFLANK_API_TOKEN", TOKEN),
                ("NORTHFLANK_GATE_FORMAT", "plain"),
            ];
            assert_eq!(world.run(&arguments, &variables), 6);
            let log = world.log();
            assert_eq!(log.contains(hint), is_explained, "{branch} {sha}: {log}");
        }
    }
}

#[test]
fn what_is_too_old_for_the_newest_build_to_count_is_said_with_its_age() {
    let others = |created| OtherBuilds {
        recent: vec![Build {
            created: Field::Present(time(created)),
            ..build("theirs", "SUCCESS")
        }],
        left_out: None,
    };
    let earlier = "09:55:59.600";
    let age = ", created 4m1s before this run began";
    for (created, not_before, age) in [
        (earlier, "--not-before=4m", age),
        (earlier, "--not-before=5m", ""),
        (earlier, "--not-before=2026-11-23T09:57:00Z", age),
        (earlier, "--not-before=2026-11-23T09:55:00Z", ""),
        // As the run began.
        ("10:00:00", "--not-before=2026-11-23T10:00:01Z", ""),
    ] {
        let log = round(others(created), &["--latest", not_before]);
        let newest = format!(
            "; newest listed: theirs of {} on main, SUCCESS{age}\n",
            &COMMIT[..7]
        );
        assert!(log.contains(&newest), "{not_before}: {log}");
    }
}

#[test]
fn an_end_without_a_build_has_its_sentence_its_link_and_its_section() {
    let ours = Build {
        sha: Field::Present(COMMIT.to_owned()),
        ..build("ours", "BUILDING")
    };
    let left_out = OtherBuilds {
        recent: vec![ours.clone()],
        left_out: Some(ours),
    };
    for (others, topic) in [
        (OtherBuilds::default(), Topic::NoBuild),
        (left_out, Topic::LeftOut),
    ] {
        let log = round(others, &["--team-id=acme", "--branch=dev"]);
        for line in [
            "shut: no build of 12c15e7 for job migrate had appeared at the only poll (--timeout 0s)",
            LINK,
            &format!("  help: {}", topic.url()),
        ] {
            assert!(log.contains(&format!("{line}\n")), "{line}: {log}");
        }
    }
}

#[test]
fn an_end_without_an_answer_has_its_sentence_and_without_a_list_its_link() {
    for (answered, expected) in [
        (
            false,
            "shut: https://api.northflank.com did not answer within 2m (--appear-timeout)",
        ),
        (true, LINK),
    ] {
        let mut world = FakeWorld::new(|_| {
            Err::<Listing, _>(
                Fault {
                    answered,
                    ..fault(502)
                }
                .into(),
            )
        });
        let arguments = ["--format=plain", "--team-id=acme", "--appear-timeout=2m"];
        assert_eq!(world.push(&[&arguments[..], &["--timeout=5m"]].concat()), 4);
        let log = world.log();
        assert!(log.contains(&format!("{expected}\n")), "{expected}: {log}");
    }
}

type Poll = fn(Duration) -> PollResult;

#[test]
fn a_limit_is_said_as_exactly_as_it_was_given() {
    let building = |_| listing(vec![build("one", "BUILDING")]);
    let none = |_| listing(vec![]);
    let unreachable = |_| {
        let fault = Fault {
            answered: false,
            ..Fault::new(Cause::Other, "no answer".to_owned(), false)
        };
        Err::<Listing, _>(fault.into())
    };
    let cases: [(Poll, &str, &str); 4] = [
        (
            building,
            "--timeout=61s500ms",
            "any branch, up to 1m1s500ms",
        ),
        (
            building,
            "--timeout=61s500ms",
            "after 1m1s500ms (--timeout)",
        ),
        (
            none,
            "--appear-timeout=1500ms",
            "in 1s500ms (--appear-timeout)",
        ),
        (
            unreachable,
            "--appear-timeout=1500ms",
            "did not answer within 1s500ms (--appear-timeout)",
        ),
    ];
    for (poll, limit, words) in cases {
        let mut world = FakeWorld::new(poll);
        world.push(&["--format=plain", limit]);
        let log = world.log();
        assert!(log.contains(words), "{words}: {log}");
    }
}

#[test]
fn a_refusal_has_its_link() {
    let refusal = || Refusal {
        cause: Cause::Status(404),
        what: "the API answered 404".to_owned(),
        hint: "check the names".to_owned(),
    };
    let mut world = FakeWorld::new(|_| Err(PollError::Permanent(refusal())));
    assert_eq!(world.push(&["--format=plain", "--team-id=acme"]), 4);
    let log = world.log();
    assert!(log.contains(LINK), "{log}");
}

#[test]
fn the_other_targets_are_said_to_have_no_build_or_not_to_have_been_read() {
    let crashed = format!(
        r#"{{"id":"one","sha":"{COMMIT}","status":"CRASHED","createdAt":"2026-11-23T10:00:00Z"}}"#
    );
    for (grace, other, state) in [
        ("0s", "service web: not read", "unknown"),
        ("1m", "service web: no build", "no-build"),
    ] {
        let mut world = FakeWorld::replying(|path| {
            let is_job = path.contains("/jobs/");
            page_of(if is_job {
                std::slice::from_ref(&crashed)
            } else {
                &[]
            })
        });
        let arguments = ["--format=plain", "--service-id=web", "--retry-grace", grace];
        assert_eq!(world.push(&arguments), 1);
        let log = world.log();
        assert!(log.contains(&format!("  {other}\n")), "{log}");
        let state = format!(r#""state":"{state}""#);
        let builds = &world.outputs()["builds"];
        assert!(builds.contains(&state), "{builds}");
    }
}

#[test]
fn where_the_page_limit_may_hide_the_build_the_hint_says_to_raise_it() {
    for (argument, hint) in [
        (
            "--quiet",
            "raise --max-pages, if the commit is an old one; else ",
        ),
        (
            "--branch=main",
            "raise --max-pages, if the commit is an old one; else ",
        ),
        (
            "--build-id=gone",
            "raise --max-pages, if the build is an old one; else ",
        ),
    ] {
        let earlier = Build {
            sha: Field::Present(OTHER.to_owned()),
            ..build("theirs", "BUILDING")
        };
        let others = OtherBuilds {
            recent: vec![earlier],
            left_out: None,
        };
        let mut world = FakeWorld::new(|_| {
            Ok(Listing {
                stopped_by: StopReason::PageLimit,
                others: others.clone(),
                ..list(vec![])
            })
        });
        let arguments = ["--timeout=0s", "--format=plain", argument];
        assert_eq!(world.push(&arguments), 6);
        let log = world.log();
        assert!(log.contains(&format!("  hint: {hint}")), "{hint}: {log}");
    }
}

#[test]
fn a_build_of_another_branch_than_the_run_s_is_named_as_one() {
    for (status, code, words) in [
        ("FAILURE", 1, "ended as FAILURE"),
        ("BUILDING", 3, "was still BUILDING"),
    ] {
        for (pushed, named) in [("main", ""), ("dev", " on main (this run is on dev)")] {
            let mut world = FakeWorld::new(|_| listing(vec![build("one", status)]));
            let target = ["--project-id=shop", "--job-id=migrate"];
            let arguments = [&target[..], &["--format=plain", "--timeout=1m"]].concat();
            let variables = [
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_EVENT_NAME", "push"),
                ("GITHUB_REF_TYPE", "branch"),
                ("GITHUB_REF_NAME", pushed),
                ("GITHUB_SHA", COMMIT),
                ("NORTHFLANK_API_TOKEN", TOKEN),
            ];
            assert_eq!(world.run(&arguments, &variables), code);
            let expected = format!("shut: the build of 12c15e7 for job migrate{named} {words}");
            assert!(world.log().contains(&expected), "{}", world.log());
        }
    }
}
