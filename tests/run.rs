//! The whole run in a world of values: time passes in no time, looks show what
//! the test says, files are strings. What the log says in the README is what
//! the program says.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of the README reads it, and may panic"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use northflank_gate::ask::access::Access;
use northflank_gate::ask::telling::Telling;
use northflank_gate::gate::build::{Build, Field, Status};
use northflank_gate::gate::look::{End, Fault, Glimpse, Look, Quota, Sight};
use northflank_gate::gate::time::Timestamp;
use northflank_gate::gate::verdict::Signal;
use northflank_gate::northflank::access::ApiHost;
use northflank_gate::northflank::pages::Errand;
use northflank_gate::report::record::OUTPUTS;
use northflank_gate::report::voice::{Line, Stream};
use northflank_gate::world::{Event, World};
use outputs::read_back;

#[path = "runner/outputs.rs"]
mod outputs;

const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A world in which a look takes no time and shows what `sees` says.
struct Stage<'a> {
    now: Duration,
    sees: Box<dyn FnMut(Duration) -> Option<Sight> + 'a>,
    signal_at: Option<(Duration, Signal)>,
    pending: Option<Sight>,
    requests: u32,
    lines: Vec<Line>,
    files: BTreeMap<String, String>,
    history: Vec<(String, String)>,
    read_only: bool,
    exit_codes: Vec<u8>,
}

impl<'a> Stage<'a> {
    fn new(sees: impl FnMut(Duration) -> Option<Sight> + 'a) -> Self {
        Self {
            now: Duration::ZERO,
            sees: Box::new(sees),
            signal_at: None,
            pending: None,
            requests: 0,
            lines: vec![],
            files: [("output", ""), ("summary", "")]
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into(),
            history: vec![],
            read_only: false,
            exit_codes: vec![],
        }
    }

    fn run(&mut self, arguments: &[&str], variables: &[(&str, &str)]) -> u8 {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let arguments = arguments.iter().map(Into::into).collect();
        northflank_gate::run(self, arguments, &variables.iter().map(own).collect())
    }

    /// A run on GitHub, for a push of [`COMMIT`].
    fn push(&mut self, arguments: &[&str]) -> u8 {
        let arguments = [&["--project-id=shop", "--job-id=migrate"], arguments].concat();
        let variables = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_SHA", COMMIT),
            ("GITHUB_OUTPUT", "output"),
            ("GITHUB_STEP_SUMMARY", "summary"),
            ("NORTHFLANK_API_TOKEN", "nf-token"),
        ];
        self.run(&arguments, &variables)
    }

    fn log(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|(_, line)| line.as_str()).collect();
        lines.join("\n") + "\n"
    }

    fn on(&self, wanted: Stream) -> Vec<&str> {
        let lines = self.lines.iter().filter(|(stream, _)| *stream == wanted);
        lines.map(|(_, line)| line.as_str()).collect()
    }

    fn outputs(&self) -> BTreeMap<String, String> {
        read_back(&self.files["output"])
    }
}

impl World for Stage<'_> {
    fn catch_panics(&mut self, _: &Telling) {}

    fn elapsed(&self) -> Duration {
        self.now
    }

    fn chance(&mut self) -> u64 {
        7
    }

    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.files.get(path).ok_or("no such file")?;
        Ok(file.clone().into_bytes())
    }

    fn append(&mut self, path: &str, text: &str) -> Result<(), String> {
        match self.files.get_mut(path) {
            Some(file) if !self.read_only => {
                file.push_str(text);
                Ok(())
            }
            _ => Err("it cannot be written".to_owned()),
        }
    }

    fn replace(&mut self, path: &str, text: &str) -> Result<(), String> {
        if self.read_only {
            return Err("it cannot be written".to_owned());
        }
        self.history.push((path.to_owned(), text.to_owned()));
        self.files.insert(path.to_owned(), text.to_owned());
        Ok(())
    }

    fn is_plain_file(&self, path: &str) -> bool {
        path != "-"
    }

    fn close(&mut self) {}

    fn tell(&mut self, lines: Vec<Line>) {
        self.lines.extend(lines);
    }

    fn end_by(&mut self, _: Duration, exit_code: u8) {
        self.exit_codes.push(exit_code);
    }

    fn connect(&mut self, _: ApiHost, _: Access, _: Duration) {}

    fn send(&mut self, _: Errand, _: Duration) {
        self.requests += 1;
        self.pending = (self.sees)(self.now);
    }

    fn next_event(&mut self, at_most: Duration) -> Event {
        if let Some(sight) = self.pending.take() {
            return Event::Seen(sight);
        }
        let until = self.now + at_most;
        if let Some((time, signal)) = self.signal_at.filter(|(time, _)| *time <= until) {
            self.now = self.now.max(time);
            return Event::Signal(signal);
        }
        self.now = until;
        Event::Nothing
    }

    fn requests(&self) -> u32 {
        self.requests
    }
}

fn build(id: &str, word: &str) -> Build {
    let ended = ["SUCCESS", "CRASHED"].contains(&word);
    Build {
        id: id.to_owned(),
        sha: Field::Present(COMMIT.to_owned()),
        branch: Field::Present("main".to_owned()),
        pull_request: Field::Absent,
        status: Field::Present(Status::from_word(word)),
        concluded: Field::Present(ended),
        success: Field::Absent,
        created: Field::Present(Timestamp::parse("2026-11-23T10:00:00Z").unwrap()),
        concluded_at: None,
        message: None,
        image: None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a look shows may be nothing")]
fn list(builds: Vec<Build>) -> Option<Sight> {
    Some(Sight::Look(Look {
        builds,
        unreadable: 0,
        end: End::LastPage,
        in_order: true,
        date: None,
        quota: None,
        glimpse: Glimpse::default(),
        past: vec![],
        requests: 1,
        newest: None,
        depth: None,
    }))
}

fn showing(word: &'static str) -> impl FnMut(Duration) -> Option<Sight> {
    move |_| list(vec![build("one", word)])
}

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
            date: None,
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

#[test]
fn a_signal_ends_the_run_wherever_it_is() {
    // Before the first look, in a look that hangs, in a wait.
    for (time, hangs) in [(0, false), (3, true), (3, false)] {
        for (signal, code) in [
            (Signal::Hangup, 129),
            (Signal::Interrupt, 130),
            (Signal::Terminate, 143),
        ] {
            let mut stage = Stage::new(move |_| {
                if hangs {
                    None
                } else {
                    list(vec![build("one", "BUILDING")])
                }
            });
            stage.signal_at = Some((Duration::from_secs(time), signal));
            assert_eq!(stage.push(&[]), code);
            assert_eq!(stage.now, Duration::from_secs(time));
            assert_eq!(stage.outputs()["result"], "cancelled");
            assert!(
                stage
                    .log()
                    .contains(&format!("cancelled by {}", signal.name()))
            );
        }
    }
}

#[test]
fn a_signal_wins_over_a_verdict_that_is_not_written() {
    let mut stage = Stage::new(showing("SUCCESS"));
    stage.signal_at = Some((Duration::ZERO, Signal::Terminate));
    assert_eq!(stage.push(&[]), 143);
    assert_eq!(stage.outputs()["result"], "cancelled");
}

#[test]
fn a_hostile_message_comes_back_as_it_is_and_speaks_to_nobody() {
    let message = "50% done\r\n::error::x\n##[error]y ##vso[task.complete]\u{1b}[2J\u{202e}\n\
                   northflank_gate_0000000000000007\nresult=success\nresult<<EOF\n😀";
    let mut stage = Stage::new(|_| {
        list(vec![Build {
            message: Some(message.to_owned()),
            branch: Field::Present("a|b\n::set-output name=result::success".to_owned()),
            ..build("<b>\n::warning::z", "CRASHED")
        }])
    });
    assert_eq!(stage.push(&[]), 1);
    let outputs = stage.outputs();
    assert_eq!(outputs["message"], message);
    assert_eq!(outputs["result"], "crashed");
    assert_eq!(outputs["build-id"], "<b>\n::warning::z");
    let commands = [
        "::group::",
        "::endgroup::",
        "::error title=northflank-gate::",
    ];
    for line in stage.log().split('\n') {
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
    let summary = &stage.files["summary"];
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
        let mut stage = Stage::new(showing(word));
        stage.push(arguments);
        let outputs = stage.outputs();
        assert_eq!(outputs["result"], result);
        assert_eq!(outputs.len(), OUTPUTS.len());
        assert!(stage.files["summary"].starts_with("### "), "{result}");
    }
}

#[test]
fn what_others_wrote_before_is_kept() {
    let mut stage = Stage::new(showing("SUCCESS"));
    stage
        .files
        .insert("output".to_owned(), "theirs=1".to_owned());
    assert_eq!(stage.push(&[]), 0);
    assert_eq!(stage.outputs()["theirs"], "1");
    assert_eq!(stage.outputs()["result"], "success");
}

#[test]
fn a_result_file_says_unfinished_until_the_end() {
    let mut stage = Stage::new(showing("SUCCESS"));
    assert_eq!(stage.push(&["--json=result.json"]), 0);
    let results: Vec<bool> = stage
        .history
        .iter()
        .map(|(_, text)| text.contains("unfinished"))
        .collect();
    assert_eq!(results, [true, false]);
    // An earlier success is gone, even if the options make no sense.
    for wrong in ["--nonsense", "--sha=", "--timeout=5"] {
        let mut stage = Stage::new(showing("SUCCESS"));
        stage
            .files
            .insert("result.json".to_owned(), "success".to_owned());
        assert_eq!(stage.push(&["--json=result.json", wrong]), 2);
        assert!(!stage.files["result.json"].contains("success"));
    }
}

#[test]
fn a_result_that_cannot_be_written_shuts_an_open_gate_and_no_other() {
    for (word, code) in [("SUCCESS", 5), ("CRASHED", 1)] {
        let mut stage = Stage::new(showing(word));
        stage.read_only = true;
        assert_eq!(stage.push(&["--json=result.json"]), code);
        assert!(
            stage
                .log()
                .contains("could not write the result to GITHUB_OUTPUT")
        );
        assert!(!stage.exit_codes.contains(&0));
    }
}

#[test]
fn standard_output_is_left_to_the_result_that_asked_for_it() {
    for format in ["--format=github", "--format=plain"] {
        let mut stage = Stage::new(showing("SUCCESS"));
        assert_eq!(stage.push(&["--json=-", format]), 0);
        assert!(stage.on(Stream::Output).is_empty());
        assert!(stage.files["-"].contains("\"result\": \"success\""));
        assert_eq!(stage.history.len(), 1);
    }
}

#[test]
fn quiet_tells_the_verdict_alone() {
    let mut stage = Stage::new(showing("SUCCESS"));
    assert_eq!(stage.push(&["--quiet", "--format=plain"]), 0);
    assert_eq!(stage.log(), "open: job migrate built 12c15e7 (1 request)\n");
}
