//! A world without effects: time passes in no time, files are strings, and a
//! function says what each poll brings.

use std::collections::BTreeMap;
use std::time::Duration;

use northflank_gate::cli::credentials::Credentials;
use northflank_gate::cli::output::OutputOptions;
use northflank_gate::gate::listing::PollResult;
use northflank_gate::model::outcome::Signal;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::northflank::access::ApiHost;
use northflank_gate::northflank::request::build_log::BuildLog;
use northflank_gate::northflank::request::{Answer, Request};
use northflank_gate::northflank::response::Reply;
use northflank_gate::report::renderer::{Line, Stream};
use northflank_gate::world::{Event, World};

use crate::{COMMIT, TOKEN, output_file};

/// The file that stands for `GITHUB_OUTPUT`.
pub const OUTPUT: &str = "output";
/// The file that stands for `GITHUB_STEP_SUMMARY`.
pub const SUMMARY: &str = "summary";

/// No run waits this often. A run that does would never end.
const MAX_WAITS: u32 = 10_000_000;

/// Returns what a poll at this time brings, and how many requests the poll took.
/// A poll that brings nothing hangs.
type Poll<'a> = dyn FnMut(&Request, Duration) -> (Option<Answer>, u32) + 'a;

/// The double of the gate's world.
pub struct FakeWorld<'a> {
    poll: Box<Poll<'a>>,
    /// The answers that have come and were not taken yet.
    pub pending: Vec<Answer>,
    requests: u32,
    waits: u32,
    /// The time since the start.
    pub now: Duration,
    /// When which signal comes.
    pub signal_at: Option<(Duration, Signal)>,
    /// Which signal comes while the first file is written after a request.
    pub signal_while_writing: Option<Signal>,
    /// Whether a person reads the log as it is written.
    pub is_terminal: bool,
    /// Whether every attempt to write a file fails, but for the first to replace
    /// one.
    pub is_read_only: bool,
    /// How long each answer takes.
    pub answer_takes: Duration,
    /// What the clock of the machine shows, where it can be read.
    pub machine_time: Option<Timestamp>,
    /// The log.
    pub lines: Vec<Line>,
    /// The files, by name.
    pub files: BTreeMap<String, String>,
    /// Name and text of each file that was replaced, in order.
    pub replaced: Vec<(String, String)>,
    /// The exit codes that the watchdog was armed with.
    pub exit_codes: Vec<u8>,
}

impl<'a> FakeWorld<'a> {
    /// A world in which a poll takes one request and brings what this function
    /// returns for the time since the start. A poll that brings `None` hangs.
    pub fn new<S: Into<Option<PollResult>>>(mut result: impl FnMut(Duration) -> S + 'a) -> Self {
        Self::polling(move |_, now| {
            (
                result(now)
                    .into()
                    .map(|polled| Answer::Listing(Box::new(polled))),
                1,
            )
        })
    }

    /// A world in which each poll brings the next of these results, and the last of them for
    /// ever.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[must_use]
    pub fn showing(results: Vec<PollResult>) -> Self {
        let mut polls = 0;
        Self::new(move |_| {
            let result = results.get(polls).or(results.last());
            polls += 1;
            result.expect("at least one result").clone()
        })
    }

    /// The same world, in which the log of every build ends with these lines.
    #[must_use]
    pub fn with_build_log(mut self, lines: &'a [&str]) -> Self {
        let mut poll = self.poll;
        self.poll = Box::new(move |request, now| match request {
            Request::ListBuilds(_) => poll(request, now),
            Request::BuildLog(_) => {
                let lines = lines.iter().map(ToString::to_string).collect();
                (Some(Answer::BuildLog(Ok(BuildLog { lines }))), 1)
            }
        });
        self
    }

    /// A world in which the API replies to a request for a path with what this
    /// function returns.
    pub fn replying(mut reply: impl FnMut(&str) -> Reply + 'a) -> Self {
        Self::polling(move |request, _| {
            let mut requests = 0;
            let polled = request.make(|path| {
                requests += 1;
                reply(path)
            });
            (Some(polled), requests)
        })
    }

    fn start_to_write(&mut self) {
        if self.requests > 0
            && let Some(signal) = self.signal_while_writing.take()
        {
            self.signal_at = Some((self.now, signal));
        }
    }

    fn polling(poll: impl FnMut(&Request, Duration) -> (Option<Answer>, u32) + 'a) -> Self {
        Self {
            poll: Box::new(poll),
            pending: vec![],
            requests: 0,
            waits: 0,
            now: Duration::ZERO,
            signal_at: None,
            signal_while_writing: None,
            is_terminal: false,
            is_read_only: false,
            answer_takes: Duration::ZERO,
            machine_time: None,
            lines: vec![],
            files: [OUTPUT, SUMMARY]
                .map(|name| (name.to_owned(), String::new()))
                .into(),
            replaced: vec![],
            exit_codes: vec![],
        }
    }

    /// Runs the gate with these arguments and variables. Returns the exit code.
    pub fn run(&mut self, arguments: &[&str], variables: &[(&str, &str)]) -> u8 {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let arguments = arguments.iter().map(Into::into).collect();
        northflank_gate::run(self, arguments, &variables.iter().map(own).collect())
    }

    /// Runs the gate on GitHub for the job `migrate`, on a push of [`COMMIT`].
    /// Returns the exit code.
    pub fn push(&mut self, arguments: &[&str]) -> u8 {
        let arguments = [&["--project-id=shop", "--job-id=migrate"], arguments].concat();
        let variables = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_SHA", COMMIT),
            ("GITHUB_OUTPUT", OUTPUT),
            ("GITHUB_STEP_SUMMARY", SUMMARY),
            ("NORTHFLANK_API_TOKEN", TOKEN),
        ];
        self.run(&arguments, &variables)
    }

    /// The log as one text.
    #[must_use]
    pub fn log(&self) -> String {
        let lines = self.lines.iter();
        lines.flat_map(|line| [line.text(), "\n"]).collect()
    }

    /// The lines of one stream.
    #[must_use]
    pub fn on(&self, wanted: Stream) -> Vec<&str> {
        let lines = self.lines.iter().filter(|line| line.stream() == wanted);
        lines.map(Line::text).collect()
    }

    /// The outputs, as the runner reads them.
    ///
    /// # Panics
    ///
    /// Where the runner would fail the step.
    #[must_use]
    pub fn outputs(&self) -> BTreeMap<String, String> {
        output_file::outputs(&self.files[OUTPUT])
    }
}

impl World for FakeWorld<'_> {
    fn catch_panics(&mut self, _: &OutputOptions) {}

    fn elapsed(&self) -> Duration {
        self.now
    }

    fn machine_time(&self) -> Option<Timestamp> {
        self.machine_time
    }

    fn random_seed(&mut self) -> u64 {
        7
    }

    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.files.get(path).ok_or("no such file")?;
        Ok(file.clone().into_bytes())
    }

    fn append(&mut self, path: &str, text: &str) -> Result<(), String> {
        self.start_to_write();
        match self.files.get_mut(path) {
            Some(file) if !self.is_read_only => {
                file.push_str(text);
                Ok(())
            }
            Some(_) | None => Err("it cannot be written".to_owned()),
        }
    }

    fn file_size(&self, path: &str) -> u64 {
        self.files.get(path).map_or(0, |file| file.len() as u64)
    }

    fn replace(&mut self, path: &str, text: &str) -> Result<(), String> {
        self.start_to_write();
        if self.is_read_only && !self.replaced.is_empty() {
            return Err("it cannot be written".to_owned());
        }
        self.replaced.push((path.to_owned(), text.to_owned()));
        self.files.insert(path.to_owned(), text.to_owned());
        Ok(())
    }

    fn never_blocks(&self, path: &str) -> bool {
        path != "-"
    }

    fn is_standard_output(&self, path: &str) -> bool {
        ["-", "/dev/stdout"].contains(&path)
    }

    fn is_same_file(&self, one: &str, other: &str) -> bool {
        one == other
    }

    fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    fn make_folders(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn check_append(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn close(&mut self) {}

    fn write_log(&mut self, lines: Vec<Line>) {
        self.lines.extend(lines);
    }

    fn arm(&mut self, _: Duration, exit_code: u8) {
        self.exit_codes.push(exit_code);
    }

    fn connect(&mut self, _: ApiHost, _: Credentials, _: Duration) {}

    fn send(&mut self, request: Request, _: Duration) {
        let (answer, requests) = (self.poll)(&request, self.now);
        self.requests += requests;
        self.pending.extend(answer);
    }

    fn next_event(&mut self, at_most: Duration) -> Event {
        if let Some(answer) = self.pending.pop() {
            self.now = self.now.saturating_add(self.answer_takes);
            return Event::Answer(answer);
        }
        self.waits += 1;
        assert!(self.waits < MAX_WAITS, "the run waits without end");
        let until = self.now.saturating_add(at_most);
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
