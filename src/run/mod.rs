//! The loop: it asks the gate what to do, polls or waits, and reports. It must not
//! decide anything itself.

mod build_log;
mod finish;

use std::ffi::OsString;
use std::time::Duration;

use crate::ci::{CiRun, Variables};
use crate::cli::arguments::{self, ParsedArgs};
use crate::cli::config::{self, Config};
use crate::cli::credentials;
use crate::cli::error::UsageError;
use crate::cli::output::{self, OutputOptions};
use crate::cli::settings::Settings;
use crate::cli::topic::Topic;
use crate::gate::listing::{ListQuery, PollResult};
use crate::gate::verdict::Verdict;
use crate::gate::{Gate, Limits, Next, WaitReason};
use crate::model::build::Target;
use crate::model::outcome::Outcome;
use crate::model::timestamp::Timestamp;
use crate::northflank::path::Place;
use crate::northflank::request::list_builds::ListBuilds;
use crate::northflank::request::{Answer, Request};
use crate::report::build_log::LogEnd;
use crate::report::fact::Fact;
use crate::report::fact_text;
use crate::report::header;
use crate::report::progress_log::ProgressLog;
use crate::report::renderer::Renderer;
use crate::report::sanitize::Sanitizer;
use crate::world::{Event, World};

/// Runs the gate with these arguments, the program's name left out, and these
/// variables. Returns the exit code.
pub fn run(world: &mut dyn World, arguments: Vec<OsString>, variables: &Variables) -> u8 {
    let exit_code = run_to_the_end(world, arguments, variables);
    world.close();
    exit_code
}

fn run_to_the_end(world: &mut dyn World, arguments: Vec<OsString>, variables: &Variables) -> u8 {
    let typed = arguments::read(arguments);
    if let Some(help) = typed.help {
        return answer(world, &[help.text().trim_end().to_owned()]);
    }
    if typed.version {
        let version = concat!("northflank-gate ", env!("CARGO_PKG_VERSION"));
        return answer(world, &[version.to_owned()]);
    }
    let (options, error) = output::read(&typed, variables);
    if !typed.explain {
        for sink in &options.sinks {
            if !sink.format.is_append() && world.is_plain_file(&sink.path) {
                // What cannot be made is reported when it is written to.
                let _ = world.make_folders(&sink.path);
            }
        }
    }
    let (options, clash) = options.without_clashes(|one, other| world.is_same_file(one, other));
    world.catch_panics(&options);
    let mut session = Session {
        renderer: Renderer::new(&options),
        output: options,
        world,
        safe: Sanitizer::new(credentials::known_token(variables)),
    };
    match typed.error.clone().or(error).or(clash) {
        Some(error) => session.reject(&error),
        None => session.gate(&typed, variables),
    }
}

fn place(config: &Config, target: &Target) -> Place {
    Place {
        team: config.team.clone(),
        project: config.project.clone(),
        target: target.clone(),
    }
}

/// `--help` and its like exit 0 even if standard output is closed.
fn answer(world: &mut dyn World, lines: &[String]) -> u8 {
    world.write_log(Renderer::answer(lines));
    Outcome::Success.exit_code()
}

/// A run, with the places that its log and result go to.
struct Session<'a> {
    world: &'a mut dyn World,
    output: OutputOptions,
    renderer: Renderer,
    /// Knows the token, so that it is never shown, even if the API says it.
    safe: Sanitizer,
}

impl Session<'_> {
    fn gate(&mut self, typed: &ParsedArgs, variables: &Variables) -> u8 {
        let settings = Settings::new(typed, variables);
        let limits = match config::limits(settings) {
            Ok(limits) => limits,
            Err(error) => return self.reject(&error),
        };
        // From here on, it ends.
        let deadline = limits.deadline();
        self.world.arm(deadline, Outcome::Timeout.exit_code());
        if typed.explain {
            return self.explain(settings, limits);
        }
        if let Err(error) = self.mark_unfinished() {
            return self.reject(&error);
        }
        let config = config::read(settings, limits, &|path| self.world.read_file(path));
        match config.and_then(|config| self.connect(settings, config)) {
            Ok(config) => self.run_gate(&config),
            Err(error) => self.reject(&error),
        }
    }

    fn explain(&mut self, settings: Settings<'_>, limits: Limits) -> u8 {
        let read_file = |path: &str| self.world.read_file(path);
        let ci_run = CiRun::detect(settings.variables(), &read_file);
        let config = config::read(settings, limits, &read_file);
        let lines = config
            .and_then(|config| header::explanation(&config, settings, ci_run.as_ref(), &self.safe));
        match lines {
            Ok(lines) => answer(self.world, &lines),
            Err(error) => {
                let is_taken = self.output.is_standard_output_taken();
                if error.topic == Some(Topic::NoCommit) && !is_taken {
                    let facts = header::ci_lines(ci_run.as_ref(), &self.safe);
                    self.world.write_log(Renderer::answer(&facts));
                }
                self.reject(&error)
            }
        }
    }

    fn connect(
        &mut self,
        settings: Settings<'_>,
        mut config: Config,
    ) -> Result<Config, UsageError> {
        let mut access =
            credentials::read(settings, &config.host, &|path| self.world.read_file(path))?;
        self.safe = Sanitizer::new(Some(access.token.clone()));
        config.warnings.append(&mut access.warnings);
        let request_timeout = config.limits.request_timeout;
        self.world
            .connect(config.host.clone(), access, request_timeout);
        Ok(config)
    }

    /// Holds the pipeline until there is a verdict, and reports it.
    fn run_gate(&mut self, config: &Config) -> u8 {
        let lines = header::lines(config, &self.safe);
        let lines = self.renderer.opening(&lines, self.unix_time());
        self.world.write_log(lines);
        let elapsed = self.world.elapsed();
        let warnings = header::warnings(config, &self.safe);
        self.note(elapsed, &warnings);
        let seed = self.world.chance();
        let (limits, criteria) = (config.limits.clone(), config.criteria.clone());
        let gate = Gate::new(limits, criteria, config.targets.clone(), seed);
        let verdict = self.poll_until_verdict(config, gate);
        match self.read_log(config, &verdict) {
            Ok(log) => self.conclude(config, &verdict, log),
            Err(signal) => self.conclude(config, &verdict.cancelled_by(signal), LogEnd::default()),
        }
    }

    /// Polls and waits until there is a verdict.
    fn poll_until_verdict(&mut self, config: &Config, mut gate: Gate) -> Verdict {
        let mut progress = ProgressLog::new(config, self.output.detail);
        loop {
            let event = match gate.next(self.world.elapsed()) {
                Next::Finish(verdict) => return *verdict,
                Next::Poll(query) => self.poll(config, &mut gate, &mut progress, query),
                Next::Wait {
                    until,
                    reason,
                    is_last,
                } => {
                    let next_poll = (!is_last).then_some(until);
                    self.report_wait(&mut progress, &gate, next_poll, &reason);
                    self.event(&mut progress, &gate, until)
                }
            };
            match event {
                Event::Signal(signal) => return gate.cancel(self.world.elapsed(), signal),
                // The deadline, or an answer that came too late.
                Event::Nothing | Event::Response(_) => {}
            }
        }
    }

    /// Polls, and shows the gate what came of it, unless something else came
    /// first.
    fn poll(
        &mut self,
        config: &Config,
        gate: &mut Gate,
        progress: &mut ProgressLog,
        query: ListQuery,
    ) -> Event {
        let (target, until) = (query.target, query.until);
        let request = Request::ListBuilds(ListBuilds {
            place: place(config, &config.targets[target]),
            query,
            max_pages: config.max_pages,
        });
        self.world.send(request, until);
        match self.event(progress, gate, until) {
            Event::Response(Answer::Listing(result)) => {
                self.apply(gate, progress, target, *result);
                Event::Nothing
            }
            event @ (Event::Nothing | Event::Signal(_) | Event::Response(Answer::BuildLog(_))) => {
                event
            }
        }
    }

    /// Reports why there is a wait, and when the next poll comes, if one does.
    fn report_wait(
        &mut self,
        progress: &mut ProgressLog,
        gate: &Gate,
        next_poll: Option<Duration>,
        reason: &WaitReason,
    ) {
        let elapsed = self.world.elapsed();
        let mut notes = progress.retries(elapsed, &gate.targets());
        notes.extend(match reason {
            WaitReason::Interval => vec![],
            WaitReason::Backoff { target, fault } => {
                progress.after_fault(elapsed, next_poll, *target, fault)
            }
            WaitReason::RateLimited(throttle) => progress.throttled(elapsed, next_poll, *throttle),
        });
        self.note(elapsed, &notes);
    }

    fn apply(
        &mut self,
        gate: &mut Gate,
        progress: &mut ProgressLog,
        target: usize,
        result: PollResult,
    ) {
        let elapsed = self.world.elapsed();
        let date = result.as_ref().ok().and_then(|listing| listing.date);
        let is_listing = result.is_ok();
        gate.observe(elapsed, target, result);
        let notes = progress.clocks(elapsed, date, self.world.machine_time());
        self.note(elapsed, &notes);
        if is_listing {
            let states = gate.targets();
            let notes = progress.after_poll(elapsed, target, &states[target]);
            self.note(elapsed, &notes);
        }
    }

    /// Waits until this time for what happens, and breaks the silence.
    fn event(&mut self, progress: &mut ProgressLog, gate: &Gate, until: Duration) -> Event {
        loop {
            let elapsed = self.world.elapsed();
            if elapsed >= until {
                return Event::Nothing;
            }
            let soonest = until.min(progress.heartbeat_at());
            match self.world.next_event(soonest.saturating_sub(elapsed)) {
                Event::Nothing => {}
                event @ (Event::Response(_) | Event::Signal(_)) => return event,
            }
            let elapsed = self.world.elapsed();
            if elapsed >= progress.heartbeat_at() && elapsed < until {
                let notes = progress.heartbeat(elapsed, &gate.targets());
                self.note(elapsed, &notes);
            }
        }
    }

    /// Seconds since 1970; since the start, where the clock cannot be read, so
    /// that what lies between two of them is right.
    fn unix_time(&self) -> u64 {
        let now = self.world.machine_time();
        now.map_or_else(|| self.world.elapsed().as_secs(), Timestamp::unix_seconds)
    }

    fn note(&mut self, elapsed: Duration, facts: &[Fact]) {
        let lines = self
            .renderer
            .notes(elapsed, &fact_text::lines(facts, &self.safe));
        self.world.write_log(lines);
    }
}
