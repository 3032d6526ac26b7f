//! Text that is not ours, of whatever kind: it forges no line, no command of a
//! CI system, no output and no mark of the summary, draws on no terminal, and
//! comes back as it was where it is data.
//!
//! What the gate writes is read back by readers written to the rules of those
//! who read it: see `fuzz-harness`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use fuzz_harness::{FORMATS, Texts, hold, verdict};
use northflank_gate::ci::LogFormat;
use northflank_gate::northflank::headers::Headers;
use northflank_gate::northflank::response::Response;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use test_support::values::{answer, page};
use test_support::{COMMIT, FakeWorld, OUTPUT, SUMMARY, TOKEN};

/// What means something to somebody who reads what the gate writes.
const MARKS: [&str; 78] = [
    "::",
    "::error::",
    "::set-output name=result::",
    "::add-mask::",
    "::stop-commands::x",
    "##[",
    "##[error]",
    "##[group]",
    "##vso[",
    "##vso[task.complete result=Succeeded]",
    "##teamcity[",
    "##teamcity[buildStatus text='x']",
    "##teamcity[setParameter name='env.PATH' value='x']",
    "##vso[task.setvariable variable=build_id;isOutput=true]x",
    "'",
    "|n",
    "']",
    "%",
    "%env.PATH%",
    "%%",
    "%0A",
    "%5D",
    "%AZP25",
    ";",
    "section_start:1:x\r\u{1b}[0K",
    "\u{1b}[0Ksection_end:1:northflank_gate_0\r\u{1b}[0K",
    "\u{1b}[31;1m",
    "--- ",
    "\n+++ x",
    "^^^ +++",
    "#",
    "##",
    "# ",
    "]",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\0",
    "\u{1b}[2J",
    "\u{1b}]8;;https://x.y\u{7}",
    "\u{9b}31m",
    "\u{7f}",
    "\t",
    "    ",
    "\u{8}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{600}",
    "\u{e0041}",
    "|",
    " | ",
    "`",
    "```",
    "*",
    "_",
    "~~",
    "<b>",
    "<!--",
    "<script>",
    "&lt;",
    "[x](y)",
    "![x](y)",
    "https://x.y",
    "www.x.y",
    "[^1]",
    "$x$",
    "\\",
    "- [ ] ",
    "=",
    "<<",
    "result=success",
    "northflank_gate_0000000000000007",
];

/// Marks and letters in any order.
fn text() -> impl Strategy<Value = String> {
    let mark = select(&MARKS[..]).prop_map(str::to_owned);
    let letters = any::<String>();
    let letter = any::<char>().prop_map(String::from);
    vec(prop_oneof![4 => mark, 1 => letters, 2 => letter], 0..10).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_build_forges_nothing(
        id in text(),
        branch in text(),
        message in text(),
        image in text(),
        word in text(),
        is_unknown in any::<bool>(),
    ) {
        let status = format!("x{word}");
        for format in FORMATS {
            let status = is_unknown.then_some(status.as_str());
            hold(Texts { id: &id, branch: &branch, message: &message, image: &image, status }, format);
        }
    }

    #[test]
    fn a_refusal_forges_nothing(message in text(), id in text(), location in text()) {
        for (status, location) in [(400, None), (302, Some(location))] {
            let body = serde_json::json!({"error": {"message": message, "id": id}}).to_string();
            let answer = Response {
                headers: Headers { location, ..Headers::default() },
                ..answer(status, body.as_bytes())
            };
            ends_in(4, &answer, &[]);
        }
    }

    #[test]
    fn the_environment_forges_nothing(
        project in text(),
        job in text(),
        branch in text(),
        event in text(),
    ) {
        let chosen = [
            ("NORTHFLANK_PROJECT_ID", project.as_str()),
            ("NORTHFLANK_SERVICE_ID", &job),
            ("NORTHFLANK_GATE_BRANCH", &branch),
        ];
        // No event of this name says a commit, so the error names the event.
        let event = format!("x{event}");
        let on_event = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", &event),
            ("NORTHFLANK_GATE_SHA", "auto"),
            ("NORTHFLANK_PROJECT_ID", "shop"),
            ("NORTHFLANK_JOB_ID", "api"),
        ];
        for format in FORMATS {
            for (variables, is_of_event) in [(&chosen[..], false), (&on_event, true)] {
                let mut world = FakeWorld::replying(|_| page(br#"{"data":{"builds":[]}}"#));
                // Of a variable that is given twice, the last counts.
                let exit_code = world.run(&[], &[&settings(format)[..], variables].concat());
                prop_assert!(exit_code == 2 || exit_code == 6 && !is_of_event, "{}", exit_code);
                let _ = verdict::read(&world, format, exit_code);
                let says_so = world.log().contains("reads no commit from the event x");
                prop_assert_eq!(says_so, is_of_event);
            }
        }
    }

    #[test]
    fn no_bytes_make_a_run_break_its_promises(bytes in vec(any::<u8>(), 0..200)) {
        fuzz_harness::wire(&bytes);
        fuzz_harness::options(&bytes);
        fuzz_harness::outputs(&bytes);
        fuzz_harness::link(&bytes);
    }
}

fn settings(format: LogFormat) -> [(&'static str, &'static str); 6] {
    [
        ("NORTHFLANK_API_TOKEN", TOKEN),
        ("NORTHFLANK_GATE_SHA", COMMIT),
        ("NORTHFLANK_GATE_TIMEOUT", "0s"),
        ("NORTHFLANK_GATE_FORMAT", format.name()),
        ("GITHUB_OUTPUT", OUTPUT),
        ("GITHUB_STEP_SUMMARY", SUMMARY),
    ]
}

/// Runs the gate on an API that always gives this answer.
fn ends_in(code: u8, answer: &Response, arguments: &[&str]) {
    for format in FORMATS {
        let mut world = FakeWorld::replying(|_| Ok(answer.clone()));
        let all = [&["--project-id=shop", "--job-id=api"], arguments].concat();
        let exit_code = world.run(&all, &settings(format));
        assert_eq!(exit_code, code);
        let reported = verdict::read(&world, format, exit_code);
        assert_eq!(
            reported.summary.unwrap().rows.len(),
            2,
            "a head and one target"
        );
    }
}
