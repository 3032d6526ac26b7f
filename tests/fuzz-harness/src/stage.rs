//! A world without effects: time passes in no time, files are strings, and each
//! request is answered by a function.

use std::collections::BTreeMap;
use std::time::Duration;

use northflank_gate::ask::access::Access;
use northflank_gate::ask::telling::Telling;
use northflank_gate::gate::time::Timestamp;
use northflank_gate::northflank::access::ApiHost;
use northflank_gate::northflank::answer::Reply;
use northflank_gate::northflank::pages::{self, Errand};
use northflank_gate::report::voice::Line;
use northflank_gate::world::{Event, World};

use crate::{COMMIT, TOKEN};

/// The file that the stage has for `GITHUB_OUTPUT`.
pub const OUTPUT: &str = "output";
/// The file that the stage has for `GITHUB_STEP_SUMMARY`.
pub const SUMMARY: &str = "summary";

/// A world in which the API answers as this function says.
pub struct Stage<'a> {
    now: Duration,
    answer: Box<dyn FnMut(&str) -> Reply + 'a>,
    pending: Option<Event>,
    requests: u32,
    /// The log.
    pub lines: Vec<Line>,
    /// The files, by name.
    pub files: BTreeMap<String, String>,
}

impl<'a> Stage<'a> {
    /// A world at its start, with two empty files of a CI system.
    pub fn new(answer: impl FnMut(&str) -> Reply + 'a) -> Self {
        Self {
            now: Duration::ZERO,
            answer: Box::new(answer),
            pending: None,
            requests: 0,
            lines: vec![],
            files: [OUTPUT, SUMMARY]
                .map(|name| (name.to_owned(), String::new()))
                .into(),
        }
    }

    /// Runs the gate for a job on [`COMMIT`], with these arguments besides, where
    /// there are the files of a CI system. Returns the exit code.
    pub fn run(&mut self, format: &str, arguments: &[&str]) -> u8 {
        let own = [
            "--project-id=shop",
            "--job-id=api",
            "--json=result",
            "--sha",
            COMMIT,
            "--format",
            format,
        ];
        let variables = [
            ("NORTHFLANK_API_TOKEN", TOKEN),
            ("GITHUB_OUTPUT", OUTPUT),
            ("GITHUB_STEP_SUMMARY", SUMMARY),
        ];
        let arguments = own.iter().chain(arguments).map(Into::into).collect();
        let text = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        northflank_gate::run(self, arguments, &variables.map(text).into())
    }

    /// The log as one text.
    #[must_use]
    pub fn log(&self) -> String {
        let lines = self.lines.iter();
        lines.flat_map(|(_, line)| [line.as_str(), "\n"]).collect()
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
        let file = self.files.get_mut(path).ok_or("no such file")?;
        file.push_str(text);
        Ok(())
    }

    fn replace(&mut self, path: &str, text: &str) -> Result<(), String> {
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

    fn end_by(&mut self, _: Duration, _: u8) {}

    fn connect(&mut self, _: ApiHost, _: Access, _: Duration) {}

    fn send(&mut self, errand: Errand, _: Duration) {
        let sight = pages::look(&errand, |path| {
            self.requests += 1;
            (self.answer)(path)
        });
        self.pending = Some(Event::Seen(sight));
    }

    fn next_event(&mut self, at_most: Duration) -> Event {
        let event = self.pending.take().unwrap_or(Event::Nothing);
        if event == Event::Nothing {
            self.now = self.now.saturating_add(at_most);
        }
        event
    }

    fn requests(&self) -> u32 {
        self.requests
    }
}
