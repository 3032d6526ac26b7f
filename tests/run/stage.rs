//! A world of values, and what a look shows there.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use northflank_gate::ask::access::Access;
use northflank_gate::ask::telling::Telling;
use northflank_gate::gate::build::{Build, Field, Status};
use northflank_gate::gate::look::{End, Look, Sight};
use northflank_gate::gate::time::Timestamp;
use northflank_gate::gate::verdict::Signal;
use northflank_gate::northflank::access::ApiHost;
use northflank_gate::northflank::pages::Errand;
use northflank_gate::report::voice::{Line, Stream};
use northflank_gate::world::{Event, World};

use crate::outputs::read_back;

pub(crate) const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A world in which a look takes no time and shows what `sees` says.
pub(crate) struct Stage<'a> {
    pub(crate) now: Duration,
    pub(crate) sees: Box<dyn FnMut(Duration) -> Option<Sight> + 'a>,
    pub(crate) signal_at: Option<(Duration, Signal)>,
    pub(crate) pending: Option<Sight>,
    pub(crate) requests: u32,
    waits: u32,
    pub(crate) lines: Vec<Line>,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) history: Vec<(String, String)>,
    pub(crate) read_only: bool,
    pub(crate) exit_codes: Vec<u8>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(sees: impl FnMut(Duration) -> Option<Sight> + 'a) -> Self {
        Self {
            now: Duration::ZERO,
            sees: Box::new(sees),
            signal_at: None,
            pending: None,
            requests: 0,
            waits: 0,
            lines: vec![],
            files: [("output", ""), ("summary", "")]
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into(),
            history: vec![],
            read_only: false,
            exit_codes: vec![],
        }
    }

    pub(crate) fn run(&mut self, arguments: &[&str], variables: &[(&str, &str)]) -> u8 {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let arguments = arguments.iter().map(Into::into).collect();
        northflank_gate::run(self, arguments, &variables.iter().map(own).collect())
    }

    /// A run on GitHub, for a push of [`COMMIT`].
    pub(crate) fn push(&mut self, arguments: &[&str]) -> u8 {
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

    pub(crate) fn log(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|(_, line)| line.as_str()).collect();
        lines.join("\n") + "\n"
    }

    pub(crate) fn on(&self, wanted: Stream) -> Vec<&str> {
        let lines = self.lines.iter().filter(|(stream, _)| *stream == wanted);
        lines.map(|(_, line)| line.as_str()).collect()
    }

    pub(crate) fn outputs(&self) -> BTreeMap<String, String> {
        read_back(&self.files["output"])
    }
}

impl World for Stage<'_> {
    fn catch_panics(&mut self, _: &Telling) {}

    fn elapsed(&self) -> Duration {
        self.now
    }

    fn machine_time(&self) -> Option<Timestamp> {
        None
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
        if self.read_only && !self.history.is_empty() {
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
        self.waits += 1;
        assert!(self.waits < 100_000, "it waits without end");
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

pub(crate) fn build(id: &str, word: &str) -> Build {
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
pub(crate) fn list(builds: Vec<Build>) -> Option<Sight> {
    Some(Sight::Look(Look {
        builds,
        unreadable: 0,
        end: End::LastPage,
        in_order: true,
        date: None,
        age: None,
        quota: None,
        commits: BTreeSet::new(),
        past: vec![],
        requests: 1,
        newest: None,
    }))
}

pub(crate) fn showing(word: &'static str) -> impl FnMut(Duration) -> Option<Sight> {
    move |_| list(vec![build("one", word)])
}
