//! What the log says while the gate waits.

use std::time::Duration;

use fuzz_harness::readers::{self, Command};
use northflank_gate::ci::LogFormat;
use northflank_gate::gate::listing::{Listing, PollResult};
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::commit::Sha;
use northflank_gate::model::fault::Fault;
use northflank_gate::report::renderer::Stream;
use test_support::values::{
    answer, build, fault, list, listing, listing_with_quota, page_showing, rate_limited, time,
};
use test_support::{COMMIT, FakeWorld, SUMMARY, TOKEN};

use crate::{OTHER, holds_all, showing};

/// The log of the README's `number`th example.
fn example(number: usize) -> String {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let readme = readme.replace("\r\n", "\n");
    let block = readme.split("```console\n").nth(number).unwrap();
    let block = block.split("```").next().unwrap();
    let (_, log) = block.split_once('\n').unwrap();
    log.split("$ echo").next().unwrap().to_owned()
}

/// A run of the README's examples, with the arguments that stand there and these.
fn as_in_the_readme(world: &mut FakeWorld<'_>, more: &[&str]) -> u8 {
    let arguments = [
        "--project-id",
        "shop",
        "--job-id",
        "migrate",
        "--sha",
        COMMIT,
    ];
    let arguments = [&arguments, more].concat();
    world.run(&arguments, &[("NORTHFLANK_API_TOKEN", TOKEN)])
}

#[test]
fn the_log_of_a_build_that_succeeds_is_that_of_the_readme() {
    let mut is_down = true;
    let success = |now: Duration| match now.as_secs() {
        0..10 => listing(vec![]),
        10..30 => listing(vec![build("joyous-view-6290", "QUEUED")]),
        110..240 if std::mem::take(&mut is_down) => Err(fault(502).into()),
        30..240 => listing(vec![build("joyous-view-6290", "BUILDING")]),
        240..260 => listing(vec![build("joyous-view-6290", "UPLOADING")]),
        _ => listing(vec![Build {
            concluded_at: Some(time("10:04:09")),
            message: Some("Image successfully built".to_owned()),
            ..build("joyous-view-6290", "SUCCESS")
        }]),
    };
    let mut world = FakeWorld::new(success);
    assert_eq!(as_in_the_readme(&mut world, &[]), 0);
    assert_eq!(world.log(), example(1));
}

#[test]
fn the_log_of_a_build_that_fails_is_that_of_the_readme() {
    let crash = |now: Duration| match now.as_secs() {
        0..120 => listing(vec![build("quiet-hill-12", "BUILDING")]),
        _ => listing(vec![Build {
            concluded_at: Some(time("10:02:03")),
            message: Some("Failure on executing build".to_owned()),
            ..build("quiet-hill-12", "CRASHED")
        }]),
    };
    let log = [
        r"#8 11.20 error[E0308]: mismatched types",
        r"#8 11.20   --> src/orders.rs:42:18",
        r#"ERROR: failed to solve: process "/bin/sh -c cargo build --release" did not complete successfully: exit code: 101"#,
    ];
    let mut world = FakeWorld::new(crash).with_build_log(&log);
    let more = ["--team-id", "acme", "--log-lines", "3"];
    assert_eq!(as_in_the_readme(&mut world, &more), 1);
    assert_eq!(world.log(), example(2));
}

#[test]
fn the_log_of_a_build_is_shown_in_every_format() {
    for format in LogFormat::ALL {
        let lines = ["step 1", "error: no such file"];
        let mut world = FakeWorld::new(showing("CRASHED")).with_build_log(&lines);
        let arguments = ["--log-lines=2", "--format", format.name()];
        assert_eq!(world.push(&arguments), 1);
        let log = world.log();
        for line in lines {
            assert!(log.contains(line), "{line}: {log}");
        }
    }
}

#[test]
fn the_log_of_a_build_is_shown_where_this_log_is_private_or_a_terminal() {
    for (visibility, is_terminal, is_shown) in [
        ("private", false, true),
        ("public", true, true),
        ("public", false, false),
    ] {
        let mut world = FakeWorld::new(showing("CRASHED")).with_build_log(&["no such file"]);
        world.is_terminal = is_terminal;
        let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
        let variables = [
            ("GITLAB_CI", "true"),
            ("CI_PROJECT_VISIBILITY", visibility),
            ("NORTHFLANK_API_TOKEN", TOKEN),
        ];
        assert_eq!(world.run(&arguments, &variables), 1);
        let log = world.log();
        assert_eq!(log.contains("\n  | no such file\n"), is_shown, "{log}");
    }
}

#[test]
fn silence_is_broken_each_minute_also_while_a_request_hangs() {
    let mut world = FakeWorld::new(showing("BUILDING"));
    assert_eq!(world.push(&["--timeout=10m", "--interval=1m"]), 3);
    let beats = world
        .on(Stream::Output)
        .iter()
        .filter(|line| line.contains("BUILDING for") || line.contains("BUILDING in the list of "))
        .count();
    assert!((8..=10).contains(&beats), "{}", world.log());
    let mut world = FakeWorld::new(|now| {
        now.is_zero()
            .then(|| listing(vec![build("one", "BUILDING")]))
    });
    assert_eq!(world.push(&["--timeout=10m", "--request-timeout=10m"]), 4);
    assert!(
        world.log().contains("one  BUILDING in the list of 9m ago"),
        "{}",
        world.log()
    );
}

/// A fault that asks to be left alone for this time.
fn rate_limit(seconds: u64) -> PollResult {
    Err(Fault {
        retry_after: Some(Duration::from_secs(seconds)),
        ..rate_limited()
    }
    .into())
}

#[test]
fn nothing_is_said_of_builds_before_a_list_was_read() {
    let mut world = FakeWorld::new(|now: Duration| match now.as_secs() {
        0 => rate_limit(600),
        _ => listing(vec![build("one", "SUCCESS")]),
    });
    assert_eq!(world.push(&["--format=plain", "--timeout=1h"]), 0);
    let log = world.log();
    assert!(!log.contains("no build"), "{log}");
    assert!(
        log.contains("0:00  the API answered 429 (rate limit); retrying in 1"),
        "{log}"
    );
    let waits = log.matches("waiting for the API (429), next poll at 1");
    assert!((9..=14).contains(&waits.count()), "{log}");
}

#[test]
fn a_request_that_hangs_from_the_start_says_that_no_list_was_read() {
    let mut world = FakeWorld::new(|_| None);
    let arguments = ["--format=plain", "--timeout=10m", "--request-timeout=10m"];
    assert_eq!(world.push(&arguments), 4);
    let log = world.log();
    assert!(
        log.contains("1:00  the list of builds has not been read yet"),
        "{log}"
    );
    assert!(!log.contains("no build"), "{log}");
    assert!(
        world.files[SUMMARY].contains("| job migrate | not read |"),
        "{}",
        world.files[SUMMARY]
    );
    assert!(world.outputs()["builds"].contains(r#""state":"unknown""#));
}

#[test]
fn a_state_that_was_read_a_while_ago_is_told_with_its_age() {
    let mut world = FakeWorld::new(|now: Duration| match now.as_secs() {
        0..30 => listing(vec![build("one", "BUILDING")]),
        30..900 => rate_limit(900),
        _ => listing(vec![build("one", "SUCCESS")]),
    });
    assert_eq!(
        world.push(&["--format=plain", "--interval=30s", "--timeout=1h"]),
        0
    );
    let log = world.log();
    assert!(
        log.contains(
            "1:30  one  BUILDING in the list of 1m30s ago; waiting for the API (429), next poll at 1"
        ),
        "{log}"
    );
    let mut world = FakeWorld::new(|now: Duration| {
        listing(match now.as_secs() {
            0..60 => vec![],
            60..1500 => vec![build("one", "BUILDING")],
            _ => vec![build("one", "SUCCESS")],
        })
    });
    assert_eq!(
        world.push(&["--format=plain", "--interval=10m", "--appear-timeout=20m"]),
        0
    );
    let log = world.log();
    assert!(
        log.contains("5:00  no build of 12c15e7 in the list of 5m ago"),
        "{log}"
    );
    assert!(!log.contains("still no build"), "{log}");
    assert!(log.contains("one  BUILDING in the list of 2m ago"), "{log}");
}

#[test]
fn a_spent_quota_that_is_reset_after_the_deadline_is_said_at_once() {
    let reset = Duration::from_secs(45 * 60);
    let mut world =
        FakeWorld::new(|_| listing_with_quota(vec![build("one", "BUILDING")], 0, reset));
    assert_eq!(world.push(&["--format=plain"]), 3);
    let expected = "0:00  API quota: 0 of 1000 left, resets in 45m; next poll at 29:";
    assert!(world.log().contains(expected), "{}", world.log());
    assert!(
        world
            .log()
            .contains("waiting for the API's quota, next poll at 2"),
        "{}",
        world.log()
    );
    let mut world = FakeWorld::new(|_| {
        listing_with_quota(vec![build("one", "BUILDING")], 0, Duration::from_secs(300))
    });
    assert_eq!(world.push(&["--format=plain"]), 3);
    let expected = "0:00  API quota: 0 of 1000 left, resets in 5m; next poll at 5:";
    assert!(world.log().contains(expected), "{}", world.log());
}

#[test]
fn a_prefix_that_fits_two_commits_is_not_said_to_have_no_build() {
    let mut world = FakeWorld::new(|_| {
        let commits = [
            "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908",
            "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1909",
        ];
        Ok(Listing {
            commits: commits.iter().filter_map(|sha| Sha::parse(sha)).collect(),
            ..list(vec![])
        })
    });
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha=12c15e7d"];
    assert_eq!(world.run(&arguments, &[("NORTHFLANK_API_TOKEN", TOKEN)]), 2);
    assert!(!world.log().contains("no build"), "{}", world.log());
}

#[test]
fn quiet_writes_a_line_each_five_minutes() {
    let mut world = FakeWorld::new(showing("BUILDING"));
    let arguments = ["--quiet", "--format=plain", "--service-id=web"];
    assert_eq!(world.push(&arguments), 3);
    let beats: Vec<&str> = world.on(Stream::Error);
    assert_eq!(beats.len(), 5, "{beats:?}");
    for (beat, minute) in beats.iter().zip(["5", "10", "15", "20", "25"]) {
        assert!(
            beat.trim_start()
                .starts_with(&format!("{minute}:00  job migrate: one")),
            "{beat}"
        );
    }
}

#[test]
fn of_several_targets_the_line_of_quiet_is_about_the_one_that_is_worst_off() {
    let empty = br#"{"data":{"builds":[]}}"#;
    let waiting = "waiting for the API (503), next poll at ";
    for (code, body, line) in [
        (503, &b"{}"[..], waiting),
        (200, empty, "still no build of 12c15e7\n"),
    ] {
        let mut world = FakeWorld::replying(|path| match path {
            path if path.contains("/services/") => Ok(answer(code, body)),
            _ => page_showing("BUILDING"),
        });
        let arguments = [
            "--quiet",
            "--format=plain",
            "--service-id=web",
            "--appear-timeout=7m",
        ];
        world.push(&arguments);
        holds_all(&world.log(), &[&format!("  5:00  service web: {line}")]);
    }
}

#[test]
fn the_line_of_quiet_tells_of_a_failure_before_a_build_that_runs() {
    let mut world = FakeWorld::replying(|path| match path {
        path if path.contains("/services/") => page_showing("FAILURE"),
        _ => page_showing("BUILDING"),
    });
    let arguments = [
        "--quiet",
        "--format=plain",
        "--service-id=web",
        "--retry-grace=7m",
    ];
    assert_eq!(world.push(&arguments), 1);
    let log = world.log();
    let line = log.lines().find(|line| line.starts_with("  5:00  "));
    let is_so = line.is_some_and(|line| line.contains("service web: ") && line.contains("FAILURE"));
    assert!(is_so, "{log}");
}

#[test]
fn the_line_of_quiet_tells_of_an_outage_before_a_build_that_runs() {
    let mut polls = 0;
    let mut world = FakeWorld::replying(|path| {
        polls += 1;
        match path {
            path if path.contains("/services/") && polls > 2 => Ok(answer(503, b"{}")),
            _ => page_showing("BUILDING"),
        }
    });
    world.push(&["--quiet", "--format=plain", "--service-id=web"]);
    holds_all(&world.log(), &["  5:00  service web: "]);
}

#[test]
fn a_status_that_nobody_knows_is_not_shown_as_a_running_one() {
    let mut world = FakeWorld::new(showing("CANCELED"));
    assert_eq!(world.push(&["--format=plain", "--timeout=5m"]), 3);
    let log = world.log();
    assert!(
        log.contains("one  CANCELED (unknown, counts as running) on main"),
        "{log}"
    );
    assert!(
        log.contains("was still CANCELED (unknown, counts as running)"),
        "{log}"
    );
    assert!(!log.contains("CANCELED for"), "{log}");
}

#[test]
fn it_is_told_of_each_other_target_how_it_stood() {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        match polls {
            1 => listing(vec![build("one", "BUILDING")]),
            2 => listing(vec![build("two", "BUILDING")]),
            3 => listing(vec![]),
            _ => listing(vec![build("two", "CRASHED")]),
        }
    });
    assert_eq!(world.push(&["--service-id=web", "--interval=10s"]), 1);
    assert!(
        world
            .log()
            .contains("job migrate: BUILDING, then not listed as a match (build one)"),
        "{}",
        world.log()
    );
}

#[test]
fn another_target_is_marked_as_an_error_only_where_its_build_failed() {
    for (web, line) in [
        ("SUCCESS", "\n  service web: SUCCESS (build one)"),
        ("BUILDING", "\n  service web: BUILDING (build one)"),
        (
            "FAILURE",
            "\n::error title=northflank-gate::  service web: FAILURE (build one)",
        ),
    ] {
        let mut world = FakeWorld::replying(|path| {
            page_showing(if path.contains("/services/") {
                web
            } else {
                "CRASHED"
            })
        });
        let arguments = ["--service-id=web", "--retry-grace=1m", "--log-lines=0"];
        assert_eq!(world.push(&arguments), 1);
        assert!(world.log().contains(line), "{line}: {}", world.log());
    }
}

#[test]
fn flags_that_disagree_are_told_once_of_each_build() {
    let ahead = |id: &str| Build {
        concluded: Field::Present(true),
        success: Field::Present(true),
        ..build(id, "BUILDING")
    };
    let mut world = FakeWorld::new(|now: Duration| match now.as_secs() {
        0..60 => listing(vec![build("one", "BUILDING")]),
        60..180 => listing(vec![ahead("one")]),
        _ => listing(vec![
            Build {
                created: Field::Present(time("11:00:00")),
                ..ahead("two")
            },
            ahead("one"),
        ]),
    });
    assert_eq!(world.push(&["--timeout=10m", "--interval=10s"]), 3);
    for id in ["one", "two"] {
        let expected = format!("{id}: its status and its flags disagree");
        assert_eq!(world.log().matches(&expected).count(), 1, "{}", world.log());
    }
}

#[test]
fn the_token_is_taken_out_before_a_text_is_escaped() {
    let mut world = FakeWorld::new(|_| listing(vec![build("x-nf##token##-y", "BUILDING")]));
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
    let exit_code = world.run(&arguments, &[("NORTHFLANK_API_TOKEN", "nf##token##")]);
    assert_eq!(exit_code, 3);
    let log = world.log();
    assert!(log.contains("x-[token]-y  BUILDING"), "{log}");
    assert!(!log.contains("nf#"), "{log}");
}

#[test]
fn the_token_is_taken_out_before_a_link_escapes_it() {
    let mut world = FakeWorld::new(|_| listing(vec![build("x-nf+token/key-y", "CRASHED")]));
    let arguments = [
        "--project-id=shop",
        "--service-id=web",
        "--team-id=acme",
        "--sha",
        COMMIT,
    ];
    let exit_code = world.run(&arguments, &[("NORTHFLANK_API_TOKEN", "nf+token/key")]);
    assert_eq!(exit_code, 1);
    let log = world.log();
    assert!(log.contains("/builds/x-%5Btoken%5D-y"), "{log}");
}

#[test]
fn what_the_quota_makes_of_the_pace_is_told_once() {
    for (remaining, then) in [
        (130, "; polling about every 5m"),
        (98, "; next poll at 29:"),
        (0, "; next poll at 29:"),
    ] {
        let reset = Duration::from_secs(41 * 60);
        let mut world = FakeWorld::new(|_| {
            listing_with_quota(vec![build("one", "BUILDING")], remaining, reset)
        });
        assert_eq!(world.push(&[]), 3);
        let expected = format!("API quota: {remaining} of 1000 left, resets in 41m");
        let log = world.log();
        let (waits, _) = log.split_once("shut: ").unwrap();
        assert_eq!(waits.matches(&expected).count(), 1, "{}", world.log());
        assert!(
            world.log().contains(&format!("{expected}{then}")),
            "{}",
            world.log()
        );
        assert_eq!(world.outputs()["requests-left"], remaining.to_string());
        assert!(
            world.files["summary"].contains(&format!("API quota: {remaining} of 1000 left")),
            "{}",
            world.files["summary"]
        );
    }
}

#[test]
fn a_push_whose_build_is_of_another_branch_is_told_once() {
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_REF_TYPE", "branch"),
        ("GITHUB_REF_NAME", "release"),
        ("GITHUB_SHA", COMMIT),
        ("NORTHFLANK_API_TOKEN", TOKEN),
    ];
    let arguments = ["--project-id=shop", "--job-id=migrate", "--timeout=1m"];
    let mut world = FakeWorld::new(showing("BUILDING"));
    world.run(&arguments, &variables);
    let warnings = world.log().matches("::warning").count();
    assert_eq!(warnings, 1, "{}", world.log());
    assert!(world.log().contains(
        "one was built from branch main, but this run is on release; pass --branch release to wait"
    ));
    for (branch, word) in [
        ("any", "refs/heads/any"),
        ("a;touch${IFS}b", "'a;touch${IFS}b'"),
    ] {
        let mut variables = variables.to_vec();
        variables.retain(|(name, _)| *name != "GITHUB_REF_NAME");
        variables.push(("GITHUB_REF_NAME", branch));
        let mut world = FakeWorld::new(showing("SUCCESS"));
        world.run(&arguments, &variables);
        let said = format!("this run is on {branch}; pass --branch {word} to wait");
        assert!(world.log().contains(&said), "{}", world.log());
    }
    // It was asked for.
    for (more, is_said) in [(&[][..], true), (&["--branch=main"], false)] {
        let mut world = FakeWorld::new(showing("SUCCESS"));
        assert_eq!(world.run(&[&arguments, more].concat(), &variables), 0);
        let log = world.log();
        let said = "built 12c15e7 on main (this run is on release)";
        assert_eq!(log.contains(said), is_said, "{log}");
    }
    let mut world = FakeWorld::new(showing("SUCCESS"));
    let by_id = [&arguments[..], &["--build-id=one"]].concat();
    assert_eq!(world.run(&by_id, &variables), 0);
    let said = "one was built from branch main, but this run is on release\n";
    assert!(world.log().contains(said), "{}", world.log());
}

#[test]
fn the_wait_for_a_retry_is_said_to_last_as_long_as_it_does() {
    // It has failed from the start, which decides once the other is known to be of
    // another commit.
    let log = |known_at, timeout: &str| {
        let mut world = FakeWorld::new(move |now: Duration| {
            let sha = Field::Present(OTHER.to_owned());
            let is_known = now >= Duration::from_secs(known_at);
            let other = Build {
                sha: if is_known { sha } else { Field::Unreadable },
                ..build("other", "BUILDING")
            };
            listing(vec![other, build("one", "CRASHED")])
        });
        let times = [timeout, "--interval=10s", "--retry-grace=30s"];
        assert_eq!(world.push(&times), 1);
        world.log()
    };
    for (known_at, timeout, left) in [
        (0, "--timeout=5m", Some("30s")),
        (20, "--timeout=5m", Some("10s")),
        (30, "--timeout=5m", None),
        (10, "--timeout=25s", Some("15s")),
        // No poll follows.
        (20, "--timeout=21s", None),
        (0, "--timeout=0s", None),
    ] {
        let log = log(known_at, timeout);
        let wait = log.split_once("waiting up to ").map(|(_, rest)| rest);
        let said = wait.and_then(|rest| rest.split(' ').next());
        assert_eq!(said, left, "{log}");
    }
}

#[test]
fn no_wait_for_a_retry_is_said_at_the_deadline() {
    let mut world = FakeWorld::new(showing("CRASHED"));
    world.answer_takes = Duration::from_secs(1);
    let arguments = ["--format=plain", "--service-id=web", "--timeout=1s"];
    assert_eq!(
        world.push(&[&arguments[..], &["--retry-grace=2m"]].concat()),
        1
    );
    assert!(!world.log().contains("waiting up to"), "{}", world.log());
}

/// A run with a warning, two targets that both fail, and a result that cannot
/// be written.
fn failing_run(format: LogFormat, more: [&str; 2]) -> FakeWorld<'static> {
    let mut world = FakeWorld::new(|now: Duration| {
        let is_over = now >= Duration::from_secs(20);
        let status = if is_over { "CRASHED" } else { "BUILDING" };
        listing(vec![build("one", status)])
    });
    world.is_read_only = true;
    let own = ["--project-id=shop", "--job-id=migrate", "--service-id=web"];
    let times = ["--interval=10s", "--retry-grace=30s"];
    let named = ["--sha", &COMMIT[..7], "--format", format.name()];
    let arguments = [&own[..], &times, &named, &more].concat();
    world.run(&arguments, &[("NORTHFLANK_API_TOKEN", TOKEN)]);
    world
}

/// The texts that a system shows of a command.
fn texts(command: &Command) -> impl Iterator<Item = &str> {
    let values = command.properties.iter().map(|(_, value)| value);
    values.chain([&command.data]).flat_map(|text| text.lines())
}

#[test]
fn every_format_says_what_the_plain_one_says() {
    let plain = failing_run(LogFormat::Plain, ["--json=result", "--verbose"]).log();
    for part in [
        "  0:00  warning: ",
        "  note: could not write",
        "\n  service web: CRASHED",
    ] {
        assert!(plain.contains(part), "{part}\nis not in\n{plain}");
    }
    for format in LogFormat::ALL {
        let log = failing_run(format, ["--json=result", "--verbose"]).log();
        let read = readers::read(format, &log);
        let shown = read.text.iter().map(String::as_str);
        let shown: Vec<&str> = shown.chain(read.commands.iter().flat_map(texts)).collect();
        for line in plain.lines() {
            // Where a system shows the level, the line has neither time nor word.
            let (_, bare) = line.split_once("warning: ").unwrap_or(("", line));
            let bare = bare.strip_prefix("error: ").unwrap_or(bare);
            let is_shown = shown.iter().any(|text| [line, bare].contains(text));
            assert!(
                is_shown,
                "{line}\nis not in the {} log:\n{log}",
                format.name()
            );
        }
    }
}

#[test]
fn a_system_has_all_of_its_log_on_standard_output_unless_a_result_is_there() {
    for format in LogFormat::ALL {
        let streams = |json: &str| {
            let world = failing_run(format, [json, "--verbose"]);
            [Stream::Output, Stream::Error].map(|stream| !world.on(stream).is_empty())
        };
        let is_plain = format == LogFormat::Plain;
        assert_eq!(
            streams("--json=result"),
            [true, is_plain],
            "{}",
            format.name()
        );
        assert_eq!(streams("--json=-"), [false, true], "{}", format.name());
    }
}

#[test]
fn a_quiet_log_opens_nothing_that_it_would_have_to_close() {
    for format in LogFormat::ALL {
        let log = failing_run(format, ["--json=result", "--quiet"]).log();
        assert!(!log.contains("the wait for the build"), "{log}");
        assert!(!log.contains("section_"), "{log}");
        assert!(!log.contains("endgroup"), "{log}");
    }
}

#[test]
fn a_fault_of_one_of_several_targets_names_it_and_keeps_no_other_silent() {
    let mut world = FakeWorld::replying(crate::jobs_are_down);
    let arguments = ["--format=plain", "--service-id=web", "--interval=10s"];
    let arguments = [&arguments[..], &["--timeout=5m"]].concat();
    assert_eq!(world.push(&arguments), 4);
    let log = world.log();
    let expected = "job migrate: the API answered 503; retrying in";
    assert!(log.contains(expected), "{log}");
    assert!(log.matches("service web: one").count() >= 4, "{log}");
}
