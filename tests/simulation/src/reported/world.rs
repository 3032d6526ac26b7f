//! The world of a run in which time is a value: the API is the model's, and what
//! is written goes to the judge.

use std::time::Duration;

use northflank_gate::cli::credentials::Credentials;
use northflank_gate::cli::output::OutputOptions;
use northflank_gate::model::outcome::Signal;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::northflank::access::ApiHost;
use northflank_gate::northflank::request::build_log::{BuildLog, NoLog};
use northflank_gate::northflank::request::list_builds::ListBuilds;
use northflank_gate::northflank::request::{Answer, Request};
use northflank_gate::report::renderer::{Line, Stream};
use northflank_gate::world::{Event, World};

use super::{MAX_LATENESS, RunSettings, millis};
use crate::api::Reader;
use crate::chance::Chance;
use crate::coverage::{Coverage, Occurrence};
use crate::history::asking::{self, Api};
use crate::history::{Reading, Setup, target};
use crate::judge::Judge;
use crate::mutants::reporter::Distortion;
use crate::values;
use crate::wire::Response;

/// The file of `--json`.
pub(super) const RESULT: &str = "result.json";
/// The file that stands for `GITHUB_STEP_SUMMARY`.
pub(super) const SUMMARY: &str = "summary.md";

/// What is on its way to the gate.
struct Pending {
    arrives: Duration,
    answer: Answer,
    /// Of a poll, its target and what came back.
    poll: Option<(usize, Vec<Response>)>,
}

/// The world of one history.
pub(super) struct Simulated<'a, 'o> {
    reading: Reading,
    setup: Setup,
    judge: Judge<'a>,
    coverage: &'o mut Coverage,
    distortion: Option<Distortion>,
    /// How late the waits end, apart from all other chance.
    lateness: Chance,
    ahead: i64,
    now: Duration,
    pending: Option<Pending>,
    requests: u64,
    seeds: u64,
}

impl<'a, 'o> Simulated<'a, 'o> {
    pub(super) fn new(
        reading: Reading,
        setup: Setup,
        settings: &RunSettings,
        judge: Judge<'a>,
        coverage: &'o mut Coverage,
        distortion: Option<Distortion>,
    ) -> Self {
        Self {
            reading,
            lateness: Chance::from_seed(setup.gate_seed),
            seeds: setup.gate_seed,
            setup,
            judge,
            coverage,
            distortion,
            ahead: settings.ahead,
            now: Duration::ZERO,
            pending: None,
            requests: 0,
        }
    }

    pub(super) const fn now(&self) -> Duration {
        self.now
    }

    pub(super) const fn sent(&self) -> u64 {
        self.requests
    }

    pub(super) fn into_judge(self) -> Judge<'a> {
        self.judge
    }

    fn pass_until(&mut self, until: Duration) {
        let late = Duration::from_millis(self.lateness.below(MAX_LATENESS));
        self.now = self.now.max(until + late);
    }

    fn poll(&mut self, request: &ListBuilds, until: Duration) -> Pending {
        let places = 0..self.setup.options.targets;
        let mut places = places.filter(|number| target(*number) == request.target_path.target);
        let number = places.next().unwrap_or_default();
        self.judge.poll_starts(self.now, number);
        let mut clock = self.now;
        let mut reader = Reader::default();
        let mut responses = Vec::new();
        let mut api = Api {
            options: &self.setup.options,
            listing: &self.setup.listings[number],
            network: &mut self.setup.network,
            chance: &mut self.setup.chance,
            coverage: self.coverage,
            requests: &mut self.requests,
        };
        let result = asking::read(self.reading, request, |cursor| {
            let response = api.ask(&mut reader, cursor, until, &mut clock);
            responses.push(response.clone());
            response
        });
        Pending {
            arrives: clock,
            answer: Answer::Listing(Box::new(result)),
            poll: Some((number, responses)),
        }
    }

    /// What comes of the request for a build's log: lines that name the build.
    fn log(&mut self, build: &str) -> Pending {
        self.requests += 1;
        self.judge.reads_log();
        let delay = Duration::from_millis(self.setup.chance.between(5, 8000));
        let answer = if self.setup.chance.percent(30) {
            Err(NoLog::Unavailable("the API answered 502".to_owned()))
        } else {
            Ok(BuildLog {
                lines: vec![format!("error in {build}")],
            })
        };
        Pending {
            arrives: self.now + delay,
            answer: Answer::BuildLog(answer),
            poll: None,
        }
    }
}

impl World for Simulated<'_, '_> {
    fn catch_panics(&mut self, _: &OutputOptions) {}

    fn elapsed(&self) -> Duration {
        self.now
    }

    fn machine_time(&self) -> Option<Timestamp> {
        let now = i64::try_from(millis(self.now)).unwrap_or_default();
        Some(values::instant(self.ahead * 1000 + now))
    }

    fn random_seed(&mut self) -> u64 {
        std::mem::replace(&mut self.seeds, self.lateness.draw())
    }

    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no {path}"))
    }

    fn append(&mut self, path: &str, text: &str) -> Result<(), String> {
        self.replace(path, text)
    }

    fn replace(&mut self, path: &str, text: &str) -> Result<(), String> {
        let mut text = text.to_owned();
        if let Some(distortion) = &mut self.distortion {
            text = distortion.file(text);
        }
        match path {
            RESULT => self.judge.result(&text),
            _ => self.judge.summary(&text),
        }
        Ok(())
    }

    fn never_blocks(&self, _: &str) -> bool {
        true
    }

    fn is_standard_output(&self, _: &str) -> bool {
        false
    }

    fn is_same_file(&self, one: &str, other: &str) -> bool {
        one == other
    }

    fn is_terminal(&self) -> bool {
        false
    }

    fn file_size(&self, _: &str) -> u64 {
        0
    }

    fn make_folders(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn check_append(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn write_log(&mut self, lines: Vec<Line>) {
        let stream = |line: &Line| line.stream() == Stream::Output;
        let mut lines: Vec<(bool, String)> = lines
            .iter()
            .map(|line| (stream(line), line.text().to_owned()))
            .collect();
        if let Some(distortion) = &mut self.distortion {
            lines = distortion.lines(lines);
        }
        self.judge.tells(self.now, &lines);
    }

    fn close(&mut self) {}

    fn arm(&mut self, _: Duration, _: u8) {}

    fn connect(&mut self, _: ApiHost, _: Credentials, _: Duration) {}

    fn send(&mut self, request: Request, until: Duration) {
        let pending = match request {
            Request::ListBuilds(request) => self.poll(&request, until),
            Request::BuildLog(request) => self.log(&request.build),
        };
        self.pending = Some(pending);
    }

    fn next_event(&mut self, at_most: Duration) -> Event {
        self.judge.waits(self.now, at_most);
        if self.judge.gives_up() {
            self.judge.interrupted();
            return Event::Signal(Signal::Terminate);
        }
        let until = self.now.saturating_add(at_most);
        let arrives = self.pending.as_ref().map(|pending| pending.arrives);
        let arrives = arrives.filter(|arrives| *arrives <= until && !at_most.is_zero());
        if let Some((at, signal)) = self.setup.signal
            && at <= arrives.unwrap_or(until)
        {
            self.setup.signal = None;
            self.now = self.now.max(at);
            self.coverage.note(Occurrence::Signal);
            self.judge.interrupted();
            return Event::Signal(signal);
        }
        if let (Some(arrives), Some(pending)) =
            (arrives, self.pending.take_if(|_| arrives.is_some()))
        {
            self.pass_until(arrives);
            if let Some((number, responses)) = &pending.poll {
                self.judge.polled(self.now, *number, responses);
            }
            return Event::Answer(pending.answer);
        }
        if !at_most.is_zero() {
            self.pass_until(until);
        }
        Event::Nothing
    }

    fn requests(&self) -> u32 {
        u32::try_from(self.requests).unwrap_or(u32::MAX)
    }
}
