//! What the log says while the gate waits.

use std::time::Duration;

use northflank_gate::gate::build::{Build, Field};
use northflank_gate::gate::look::{Fault, Glimpse, Look, Quota, Sight};
use northflank_gate::gate::time::Timestamp;
use northflank_gate::report::voice::Stream;

use crate::stage::{COMMIT, Stage, build, list, showing};

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

/// A run of the README's examples, with the arguments that stand there.
fn as_in_the_readme(stage: &mut Stage<'_>) -> u8 {
    let arguments = [
        "--project-id",
        "shop",
        "--job-id",
        "migrate",
        "--sha",
        COMMIT,
    ];
    stage.run(&arguments, &[("NORTHFLANK_API_TOKEN", "nf-token")])
}

#[test]
fn the_log_of_a_build_that_succeeds_is_that_of_the_readme() {
    let mut is_down = true;
    let success = |now: Duration| match now.as_secs() {
        0..10 => list(vec![]),
        10..30 => list(vec![build("joyous-view-6290", "QUEUED")]),
        110..240 if std::mem::take(&mut is_down) => Some(Sight::Fault(Fault {
            what: "the API answered 502".to_owned(),
            answered: true,
            retry_after: None,
            quota: None,
            glimpse: Glimpse::default(),
        })),
        30..240 => list(vec![build("joyous-view-6290", "BUILDING")]),
        240..260 => list(vec![build("joyous-view-6290", "UPLOADING")]),
        _ => list(vec![Build {
            concluded_at: Timestamp::parse("2026-11-23T10:04:09Z"),
            message: Some("Image successfully built".to_owned()),
            ..build("joyous-view-6290", "SUCCESS")
        }]),
    };
    let mut stage = Stage::new(success);
    assert_eq!(as_in_the_readme(&mut stage), 0);
    assert_eq!(stage.log(), example(1));
}

#[test]
fn the_log_of_a_build_that_fails_is_that_of_the_readme() {
    let crash = |now: Duration| match now.as_secs() {
        0..120 => list(vec![build("quiet-hill-12", "BUILDING")]),
        _ => list(vec![Build {
            concluded_at: Timestamp::parse("2026-11-23T10:02:03Z"),
            message: Some("Failure on executing build".to_owned()),
            ..build("quiet-hill-12", "CRASHED")
        }]),
    };
    let mut stage = Stage::new(crash);
    assert_eq!(as_in_the_readme(&mut stage), 1);
    assert_eq!(stage.log(), example(2));
}

#[test]
fn silence_is_broken_each_minute_also_while_a_request_hangs() {
    let mut stage = Stage::new(showing("BUILDING"));
    assert_eq!(stage.push(&["--timeout=10m", "--interval=1m"]), 3);
    let beats = stage
        .on(Stream::Output)
        .iter()
        .filter(|line| line.contains("BUILDING for"))
        .count();
    assert!((8..=10).contains(&beats), "{}", stage.log());
    let mut stage = Stage::new(|now| {
        if now.is_zero() {
            list(vec![build("one", "BUILDING")])
        } else {
            None
        }
    });
    assert_eq!(stage.push(&["--timeout=10m", "--request-timeout=10m"]), 4);
    assert!(stage.log().contains("BUILDING for 9m"), "{}", stage.log());
}

#[test]
fn it_is_told_of_each_other_target_how_it_stood() {
    let mut looks = 0;
    let mut stage = Stage::new(|_| {
        looks += 1;
        match looks {
            1 => list(vec![build("one", "BUILDING")]),
            2 => list(vec![build("two", "BUILDING")]),
            3 => list(vec![]),
            _ => list(vec![build("two", "CRASHED")]),
        }
    });
    assert_eq!(stage.push(&["--service-id=web", "--interval=10s"]), 1);
    assert!(
        stage
            .log()
            .contains("job migrate: not listed any more (build one)"),
        "{}",
        stage.log()
    );
}

#[test]
fn flags_that_disagree_are_told_once_of_each_build() {
    let ahead = |id: &str| Build {
        concluded: Field::Present(true),
        success: Field::Present(true),
        ..build(id, "BUILDING")
    };
    let later = Timestamp::parse("2026-11-23T11:00:00Z").unwrap();
    let mut stage = Stage::new(move |now: Duration| match now.as_secs() {
        0..60 => list(vec![build("one", "BUILDING")]),
        60..180 => list(vec![ahead("one")]),
        _ => list(vec![
            Build {
                created: Field::Present(later),
                ..ahead("two")
            },
            ahead("one"),
        ]),
    });
    assert_eq!(stage.push(&["--timeout=10m", "--interval=10s"]), 3);
    for id in ["one", "two"] {
        let told = format!("{id}: its status and its flags disagree");
        assert_eq!(stage.log().matches(&told).count(), 1, "{}", stage.log());
    }
}

#[test]
fn the_token_is_taken_out_before_a_text_is_escaped() {
    let mut stage = Stage::new(|_| list(vec![build("x-nf##token##-y", "BUILDING")]));
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
    let exit_code = stage.run(&arguments, &[("NORTHFLANK_API_TOKEN", "nf##token##")]);
    assert_eq!(exit_code, 3);
    let log = stage.log();
    assert!(log.contains("x-[token]-y  BUILDING"), "{log}");
    assert!(!log.contains("nf#"), "{log}");
}

#[test]
fn what_the_quota_makes_of_the_pace_is_told_once() {
    for (remaining, then) in [
        (130, "looking about each 5m"),
        (
            98,
            "they are kept for people, looking again then or before --timeout",
        ),
        (0, "looking again then or before --timeout"),
    ] {
        let mut stage = Stage::new(|_| {
            let Some(Sight::Look(look)) = list(vec![build("one", "BUILDING")]) else {
                return None;
            };
            let quota = Quota {
                limit: 1000,
                remaining,
                reset: Duration::from_secs(41 * 60),
            };
            Some(Sight::Look(Look {
                quota: Some(quota),
                ..look
            }))
        });
        assert_eq!(stage.push(&[]), 3);
        let told = format!("this account has {remaining} of 1000 requests left for 41m");
        assert_eq!(stage.log().matches(&told).count(), 1, "{}", stage.log());
        assert!(
            stage.log().contains(&format!("{told}: {then}")),
            "{}",
            stage.log()
        );
        assert_eq!(stage.outputs()["requests-left"], remaining.to_string());
        assert!(
            stage.files["summary"].contains(&told),
            "{}",
            stage.files["summary"]
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
        ("NORTHFLANK_API_TOKEN", "nf-token"),
    ];
    let arguments = ["--project-id=shop", "--job-id=migrate", "--timeout=1m"];
    let mut stage = Stage::new(showing("BUILDING"));
    stage.run(&arguments, &variables);
    let warnings = stage.log().matches("::warning").count();
    assert_eq!(warnings, 1, "{}", stage.log());
    assert!(
        stage
            .log()
            .contains("one is of branch main, this run of branch release")
    );
}
