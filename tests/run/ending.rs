//! How a run ends: signals, outputs, files, streams.

use std::time::Duration;

use northflank_gate::cli::topic::Topic;
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::outcome::Signal;
use northflank_gate::northflank::request::Answer;
use northflank_gate::report::record::OUTPUTS;
use northflank_gate::report::renderer::Stream;

use test_support::sinks;
use test_support::values::{build, listing, page_of};
use test_support::{COMMIT, FakeWorld, OUTPUT, SUMMARY, TOKEN};

use crate::showing;

#[test]
fn a_signal_ends_the_run_wherever_it_is() {
    // Before the first poll, in a poll that hangs, in a wait.
    for (time, hangs) in [(0, false), (3, true), (3, false)] {
        for (signal, code) in [
            (Signal::Hangup, 129),
            (Signal::Interrupt, 130),
            (Signal::Terminate, 143),
        ] {
            let mut world = FakeWorld::new(move |_| {
                if hangs {
                    None
                } else {
                    Some(listing(vec![build("one", "BUILDING")]))
                }
            });
            world.signal_at = Some((Duration::from_secs(time), signal));
            assert_eq!(world.push(&[]), code);
            assert_eq!(world.now, Duration::from_secs(time));
            assert_eq!(world.outputs()["result"], "cancelled");
            assert!(
                world
                    .log()
                    .contains(&format!("cancelled by {}", signal.name()))
            );
        }
    }
}

#[test]
fn a_signal_wins_over_a_verdict_that_is_not_written() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    world.signal_at = Some((Duration::ZERO, Signal::Terminate));
    assert_eq!(world.push(&[]), 143);
    assert_eq!(world.outputs()["result"], "cancelled");
}

#[test]
fn a_signal_while_the_result_is_written_loses_nothing_of_what_is_known() {
    for word in ["SUCCESS", "CRASHED"] {
        let mut world = FakeWorld::new(showing(word));
        world.signal_while_writing = Some(Signal::Terminate);
        assert_eq!(world.push(&["--junit=report"]), 143);
        let outputs = world.outputs();
        assert_eq!(outputs["result"], "cancelled");
        assert_eq!(outputs["requests"], "1");
        assert_eq!(outputs["build-id"], "one");
        assert!(outputs["builds"].contains("migrate"));
        let report = &world.files["report"];
        assert!(report.contains("cancelled by SIGTERM"), "{report}");
        assert!(report.contains("job migrate"), "{report}");
        // What is added to a file stays there.
        let summary = &world.files[SUMMARY];
        assert_eq!(summary.matches("### ").count(), 1, "{summary}");
    }
}

#[test]
fn answers_that_come_late_hide_no_signal() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    let late = || Answer::Listing(Box::new(listing(vec![build("one", "SUCCESS")])));
    world.pending = vec![late(), late()];
    world.signal_at = Some((Duration::ZERO, Signal::Terminate));
    assert_eq!(world.push(&["--nonsense"]), 143);
    assert!(world.log().ends_with("cancelled by SIGTERM\n"));
}

#[test]
fn a_hostile_message_comes_back_as_it_is_and_speaks_to_nobody() {
    let message = "50% done\r\n::error::x\n##[error]y ##vso[task.complete]\u{1b}[2J\u{202e}\n\
                   northflank_gate_0000000000000007\nresult=success\nresult<<EOF\n😀";
    let mut world = FakeWorld::new(|_| {
        listing(vec![Build {
            message: Some(message.to_owned()),
            branch: Field::Present("a|b\n::set-output name=result::success".to_owned()),
            ..build("<b>\n::warning::z", "CRASHED")
        }])
    });
    assert_eq!(world.push(&[]), 1);
    let outputs = world.outputs();
    assert_eq!(outputs["message"], message);
    assert_eq!(outputs["result"], "crashed");
    assert_eq!(outputs["build-id"], "<b>\n::warning::z");
    let commands = [
        "::group::",
        "::endgroup::",
        "::error title=northflank-gate::",
    ];
    for line in world.log().split('\n') {
        let is_ours = commands.iter().any(|command| line.starts_with(command));
        assert!(is_ours || !line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##"), "{line}");
        assert!(
            !line
                .chars()
                .any(|letter| letter.is_control() || letter == '\u{202e}'),
            "{line}"
        );
    }
    let summary = &world.files["summary"];
    assert!(
        !summary.contains("<b>") && !summary.contains("a|b"),
        "{summary}"
    );
}

#[test]
fn the_outputs_are_those_of_the_list_on_every_ending() {
    for (arguments, word, result) in [
        (&[][..], "SUCCESS", "success"),
        (&[], "CRASHED", "crashed"),
        (&["--timeout=1m"], "BUILDING", "timeout"),
        (&["--nonsense"], "SUCCESS", "usage"),
        (&["--sha="], "SUCCESS", "usage"),
        (&["--api-key-file=gone"], "SUCCESS", "usage"),
    ] {
        let mut world = FakeWorld::new(showing(word));
        world.push(arguments);
        let outputs = world.outputs();
        assert_eq!(outputs["result"], result);
        assert_eq!(outputs.len(), OUTPUTS.len());
        assert!(world.files["summary"].starts_with("### "), "{result}");
    }
}

#[test]
fn what_others_wrote_before_is_kept() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    world
        .files
        .insert("output".to_owned(), "theirs=1".to_owned());
    assert_eq!(world.push(&[]), 0);
    assert_eq!(world.outputs()["theirs"], "1");
    assert_eq!(world.outputs()["result"], "success");
}

#[test]
fn a_summary_that_the_runner_would_not_take_is_left_out_and_that_is_said() {
    const MOST: usize = 1024 * 1024;
    let summary_and_log = |held: &str| {
        let mut world = FakeWorld::new(showing("SUCCESS"));
        world.files.insert(SUMMARY.to_owned(), held.to_owned());
        let arguments = ["--format=plain", "--service-id=web,api"];
        assert_eq!(world.push(&arguments), 0, "{}", world.log());
        let summary = world.files[SUMMARY].strip_prefix(held).unwrap().to_owned();
        (summary, world.log())
    };
    let (whole, _) = summary_and_log("");
    assert_eq!(whole.matches("| one |").count(), 3, "{whole}");
    for (room, expected) in [
        (whole.len(), whole.as_str()),
        (whole.len() - 1, ""),
        (0, ""),
    ] {
        let (summary, log) = summary_and_log(&"x".repeat(MOST - room));
        assert_eq!(summary, expected, "{room}");
        let is_said = log.contains("note: the summary is left out: its file may hold 1 MiB");
        assert_eq!(is_said, expected.is_empty(), "{log}");
    }
}

#[test]
fn a_token_that_is_a_word_of_ours_blanks_none() {
    let mut world = FakeWorld::new(|_| {
        listing(vec![Build {
            success: Field::Present(false),
            branch: Field::Present("inconsistent".to_owned()),
            ..build("one", "SUCCESS")
        }])
    });
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_OUTPUT", OUTPUT),
        ("NORTHFLANK_API_TOKEN", "inconsistent"),
    ];
    let own = ["--project-id=shop", "--job-id=migrate", "--junit=report"];
    let arguments = [&own[..], &["--sha", COMMIT]].concat();
    assert_eq!(world.run(&arguments, &variables), 1);
    assert_eq!(world.outputs()["result"], "inconsistent");
    assert_eq!(world.outputs()["branch"], "[token]");
    assert!(
        world.files["report"].contains(r#"name="result" value="inconsistent""#),
        "{}",
        world.files["report"]
    );
    assert_eq!(world.outputs().len(), OUTPUTS.len());
}

#[test]
fn a_result_file_says_unfinished_until_the_end() {
    for (_, flag) in sinks::options() {
        for (word, result) in [("SUCCESS", "success"), ("CRASHED", "crashed")] {
            let mut world = FakeWorld::new(showing(word));
            world.push(&[&flag, "result"]);
            let [(_, before), (_, after)] = &world.replaced[..] else {
                panic!("{flag}: {:?}", world.replaced);
            };
            assert!(before.contains("unfinished"), "{flag}: {before}");
            assert!(!before.contains(result), "{flag}: {before}");
            assert!(!after.contains("unfinished"), "{flag}: {after}");
            assert!(after.contains(result), "{flag}: {after}");
        }
    }
}

#[test]
fn an_earlier_success_does_not_survive_options_that_make_no_sense() {
    const FILES: [&str; 2] = ["result", "other"];
    for (_, flag) in sinks::options() {
        let (file, other) = (format!("{flag}=result"), format!("{flag}=other"));
        let file = file.as_str();
        for (arguments, files) in [
            (&[file, "--nonsense"][..], &FILES[..1]),
            (&["--projekt-id", file], &FILES[..1]),
            (&[file, "--sha="], &FILES[..1]),
            (&["--timeout=5", file], &FILES[..1]),
            (&[file, "--api-key-file=gone"], &FILES[..1]),
            (&[file, &other], &FILES),
        ] {
            let mut world = FakeWorld::new(showing("SUCCESS"));
            for file in FILES {
                world.files.insert(file.to_owned(), "success".to_owned());
            }
            assert_eq!(world.push(arguments), 2, "{arguments:?}");
            for file in files {
                let written = &world.files[*file];
                assert!(written.contains("usage"), "{arguments:?}: {written}");
                assert!(!written.contains("success"), "{arguments:?}: {written}");
            }
        }
    }
}

#[test]
fn a_result_that_cannot_be_written_shuts_an_open_gate_and_no_other() {
    for (_, flag) in sinks::options() {
        for (word, code) in [("SUCCESS", 5), ("CRASHED", 1)] {
            let mut world = FakeWorld::new(showing(word));
            world.is_read_only = true;
            assert_eq!(world.push(&[&flag, "result"]), code);
            for place in ["GITHUB_OUTPUT output", &format!("{flag} result")] {
                let said = format!("{place}: it cannot be written");
                assert!(world.log().contains(&said), "{}", world.log());
            }
            assert!(!world.exit_codes.contains(&0));
        }
    }
}

#[test]
fn azure_gets_the_outputs_by_the_log_and_a_quiet_log_opens_no_part() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    assert_eq!(world.push(&["--format=azure", "--quiet"]), 0);
    let log = world.log();
    let output = "##vso[task.setvariable variable=result;isOutput=true]success\n";
    assert!(log.contains(output), "{log}");
    assert!(!log.contains("##[group]"), "{log}");
}

#[test]
fn a_warning_about_the_options_is_a_part_of_the_wait() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    let arguments = ["--project-id=shop", "--job-id=migrate", "--format=azure"];
    let prefix = ["--sha", &COMMIT[..8]];
    let arguments = [&arguments[..], &prefix].concat();
    assert_eq!(world.run(&arguments, &[("NORTHFLANK_API_TOKEN", TOKEN)]), 0);
    let log = world.log();
    let place = |text: &str| log.find(text).unwrap_or_else(|| panic!("{text}: {log}"));
    assert!(place("##[group]") < place("is the beginning of a commit"));
}

#[test]
fn a_report_says_until_the_end_that_the_gate_still_waits() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    assert_eq!(world.push(&["--junit=report"]), 0);
    let texts: Vec<&String> = world.replaced.iter().map(|(_, text)| text).collect();
    let [unfinished, finished] = texts[..] else {
        panic!("{texts:?}")
    };
    let said = "unfinished: the gate still waits, or was killed";
    assert!(unfinished.contains(said), "{unfinished}");
    assert!(unfinished.contains("<error "), "{unfinished}");
    let counts = r#"tests="1" failures="0" errors="1" skipped="0""#;
    assert!(unfinished.contains(counts), "{unfinished}");
    // What is not known is no property.
    let property = |name: &str| format!(r#"<property name="{name}" value="#);
    assert!(unfinished.contains(&property("result")), "{unfinished}");
    assert!(!unfinished.contains(&property("branch")), "{unfinished}");
    assert!(!finished.contains(&property("builds")), "{finished}");
    assert!(!finished.contains(said), "{finished}");
}

#[test]
fn the_most_telling_line_of_the_log_is_an_output() {
    let lines = ["step 1", "error: no such file", "done"];
    let mut world = FakeWorld::new(showing("CRASHED")).with_build_log(&lines);
    assert_eq!(world.push(&["--log-lines=3", "--junit=report"]), 1);
    assert_eq!(world.outputs()["log-line"], "error: no such file");
    let report = &world.files["report"];
    assert!(report.contains(r#"type="crashed""#), "{report}");
}

#[test]
fn a_line_of_the_build_log_is_raw_as_an_output_and_no_command_in_the_summary() {
    let lines = ["::stop-commands::x", "##[error]no \u{202e} file"];
    let mut world = FakeWorld::new(showing("CRASHED")).with_build_log(&lines);
    assert_eq!(world.push(&["--log-lines=2"]), 1);
    assert_eq!(world.outputs()["log-line"], lines[1]);
    let shown = "```text\n  | ::stop-commands::x\n  | # #[error]no ";
    assert!(
        world.files[SUMMARY].contains(shown),
        "{}",
        world.files[SUMMARY]
    );
}

#[test]
fn a_token_in_the_place_of_a_commit_is_not_shown_in_part() {
    let build = format!(r#"{{"id":"one","sha":"{TOKEN}","status":"SUCCESS"}}"#);
    let mut world = FakeWorld::replying(move |_| page_of(std::slice::from_ref(&build)));
    assert_eq!(world.push(&["--build-id=one"]), 0, "{}", world.log());
    let row = "| job migrate | one | SUCCESS | \\[token\\] |";
    assert!(
        world.files[SUMMARY].contains(row),
        "{}",
        world.files[SUMMARY]
    );
}

#[test]
fn an_open_gate_whose_result_cannot_be_written_says_so_and_what_to_do() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    assert_eq!(world.push(&["--format=plain"]), 0);
    let open = "job migrate built 12c15e7 (1 request)";
    assert!(world.log().contains(&format!("\nopen: {open}\n")));
    assert_eq!(world.outputs()["message"], open);
    let mut world = FakeWorld::new(showing("SUCCESS"));
    world.is_read_only = true;
    assert_eq!(world.push(&["--format=plain"]), 5);
    let log = world.log();
    for line in [
        format!("shut: {open}, but the result could not be written"),
        "  cause: GITHUB_OUTPUT output: it cannot be written".to_owned(),
        "  hint: fix that, then rerun this job".to_owned(),
        format!("  help: {}", Topic::Unwritten.url()),
    ] {
        assert!(log.contains(&format!("\n{line}\n")), "{line}: {log}");
    }
}

#[test]
fn standard_output_is_left_to_the_result_that_asked_for_it() {
    for (_, flag) in sinks::options() {
        for format in ["--format=github", "--format=plain"] {
            let mut world = FakeWorld::new(showing("SUCCESS"));
            assert_eq!(world.push(&[&flag, "-", format]), 0);
            assert!(world.on(Stream::Output).is_empty(), "{flag}");
            assert!(world.files["-"].contains("success"), "{flag}");
            assert_eq!(world.replaced.len(), 1, "{flag}");
        }
    }
}

#[test]
fn quiet_tells_the_verdict_alone() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    assert_eq!(world.push(&["--quiet", "--format=plain"]), 0);
    assert_eq!(world.log(), "open: job migrate built 12c15e7 (1 request)\n");
}
