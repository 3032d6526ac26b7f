//! The writers: outputs, result file, summary, log.

use northflank_gate::ci::LogFormat;
use serde_json::json;
use test_support::values::page;
use test_support::{COMMIT, FakeWorld, TOKEN};

use crate::files;
use crate::verdict::{self, Reported};

/// The texts of a build that may be anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Texts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its branch.
    pub branch: &'a str,
    /// Its message.
    pub message: &'a str,
    /// Its image.
    pub image: &'a str,
    /// Its status, where it is none that is known.
    pub status: Option<&'a str>,
}

/// The formats of the log.
pub const FORMATS: [LogFormat; 6] = LogFormat::ALL;

/// Runs the gate on a build whose texts are the input's: separated by a zero
/// byte, in the order of [`Texts`].
///
/// # Panics
///
/// Where a text forges anything: a line, a command, an output, a mark of the
/// summary; or does not come back as it was.
pub fn outputs(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut parts = text.split('\0');
    let mut next = || parts.next().unwrap_or_default();
    let texts = Texts {
        id: next(),
        branch: next(),
        message: next(),
        image: next(),
        status: Some(next()).filter(|status| !is_word(&whole(status))),
    };
    for format in FORMATS {
        hold(texts, format);
    }
}

/// A text without the character that stands for a lost one: with it, only a message can
/// be read.
fn whole(text: &str) -> String {
    text.replace(char::REPLACEMENT_CHARACTER, "")
}

/// Whether a status may be one that is known.
fn is_word(status: &str) -> bool {
    let mut bytes = status.bytes();
    bytes.all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Holds what a build of these texts makes of a run against what a plain one
/// makes of it.
///
/// # Panics
///
/// As [`outputs`].
pub fn hold(texts: Texts<'_>, format: LogFormat) {
    let [id, branch, image] = [texts.id, texts.branch, texts.image].map(whole);
    let status = texts.status.map(whole);
    let texts = Texts {
        id: if id.is_empty() { "id" } else { &id },
        branch: &branch,
        image: &image,
        status: status.as_deref(),
        message: texts.message,
    };
    let plain = Texts {
        id: "id",
        branch: "branch",
        message: "message",
        image: "image",
        status: texts.status.map(|_| "NEWSTATUS"),
    };
    let (reported, expected) = (run(texts, format), run(plain, format));
    let names = |reported: &Reported| {
        let commands = reported.commands.iter();
        commands
            .map(|command| command.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&reported), names(&expected), "{texts:?}");
    assert_eq!(reported.lines, expected.lines, "{texts:?}");
    let shape = |reported: &Reported| {
        let summary = reported.summary.clone().unwrap_or_default();
        let cells: Vec<usize> = summary.rows.iter().map(Vec::len).collect();
        (summary.paragraphs.len(), cells)
    };
    assert_eq!(shape(&reported), shape(&expected), "{texts:?}");
    assert_eq!(reported.outputs["result"], expected.outputs["result"]);
    comes_back("build-id", texts.id, &reported);
    comes_back("branch", texts.branch, &reported);
    // In place of one that says nothing stands how the run ended.
    if !texts.message.trim().is_empty() {
        comes_back("message", texts.message, &reported);
    }
    comes_back("image", texts.image, &reported);
}

/// A text comes back as it was, but for its length and zero bytes.
fn comes_back(name: &str, text: &str, reported: &Reported) {
    const MAX_LENGTH: usize = 2048;
    let is_bounded = json!(text).to_string().len() <= MAX_LENGTH && !text.contains('\0');
    if is_bounded && !holds_a_part_of_the_token(text) {
        assert_eq!(reported.outputs[name], text, "{name}");
    }
}

fn holds_a_part_of_the_token(text: &str) -> bool {
    const WINDOW: usize = 8;
    let mut starts = 0..=TOKEN.len() - WINDOW;
    starts.any(|start| text.contains(&TOKEN[start..start + WINDOW]))
}

/// A run on a build of these texts that did not succeed.
fn run(texts: Texts<'_>, format: LogFormat) -> Reported {
    let build = json!({
        "id": texts.id,
        "sha": COMMIT,
        "branch": texts.branch,
        "status": texts.status.unwrap_or("CRASHED"),
        "concluded": true,
        "success": false,
        "message": texts.message,
        "registry": {"uri": texts.image},
    });
    let list = json!({"data": {"builds": [build]}}).to_string();
    let mut world = FakeWorld::replying(|_| page(list.as_bytes()));
    let exit_code = crate::run(&mut world, format, &[]);
    let reported = verdict::read(&world, format, exit_code);
    files::hold(&world, &reported.outputs);
    reported
}
