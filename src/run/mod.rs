//! The loop: look, decide, tell, wait. It decides nothing itself.

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
use crate::gate::listing::{PollError, PollResult};
use crate::gate::verdict::{Outcome, Verdict};
use crate::gate::{Gate, Limits, Next};
use crate::northflank::pages::Errand;
use crate::report::event::Event as ProgressEvent;
use crate::report::event_text;
use crate::report::header;
use crate::report::progress_log::ProgressLog;
use crate::report::renderer::{Line, Renderer};
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
    let (telling, error) = output::read(&typed, variables);
    if !typed.explain {
        for path in &telling.json {
            if world.is_plain_file(path) {
                // What cannot be made is told when it is written to.
                let _ = world.make_folders(path);
            }
        }
    }
    let (telling, clash) = telling.without_clashes(|one, other| world.is_same_file(one, other));
    world.catch_panics(&telling);
    let mut session = Session {
        voice: Renderer::new(&telling),
        telling,
        world,
        safe: Sanitizer::new(credentials::known_token(variables)),
    };
    match typed.error.clone().or(error).or(clash) {
        Some(error) => session.reject(&error),
        None => session.gate(&typed, variables),
    }
}

/// What is not about a build ends well whatever comes of telling it.
fn answer(world: &mut dyn World, lines: &[String]) -> u8 {
    world.tell(Renderer::answer(lines));
    Outcome::Success.exit_code()
}

/// A run, with what it needs to tell.
struct Session<'a> {
    world: &'a mut dyn World,
    telling: OutputOptions,
    voice: Renderer,
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
        match config.and_then(|config| self.connect(settings, &config).map(|()| config)) {
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
                let is_output_taken = self.telling.json.iter().any(|path| path == "-");
                if matches!(error, UsageError::NoCommit(_)) && !is_output_taken {
                    let facts = header::ci_lines(ci_run.as_ref(), &self.safe);
                    self.world.tell(Renderer::answer(&facts));
                }
                self.reject(&error)
            }
        }
    }

    fn connect(&mut self, settings: Settings<'_>, config: &Config) -> Result<(), UsageError> {
        let access = credentials::read(settings, &config.host, &|path| self.world.read_file(path))?;
        self.safe = Sanitizer::new(Some(access.token.clone()));
        let request_timeout = config.limits.request_timeout;
        self.world
            .connect(config.host.clone(), access, request_timeout);
        Ok(())
    }

    /// Holds the pipeline until there is a verdict, and tells it.
    fn run_gate(&mut self, config: &Config) -> u8 {
        let lines = self.voice.opening(&header::lines(config, &self.safe));
        self.tell(lines);
        let elapsed = self.world.elapsed();
        self.note(elapsed, &header::warnings(config));
        let seed = self.world.chance();
        let (limits, criteria) = (config.limits.clone(), config.criteria.clone());
        let gate = Gate::new(limits, criteria, config.targets.clone(), seed);
        let verdict = self.poll_until_verdict(config, gate);
        self.conclude(config, &verdict)
    }

    /// Looks and waits until there is a verdict.
    fn poll_until_verdict(&mut self, config: &Config, mut gate: Gate) -> Verdict {
        let mut story = ProgressLog::new(config, self.telling.detail);
        loop {
            match gate.next(self.world.elapsed()) {
                Next::Finish(verdict) => return *verdict,
                Next::Poll(target) => match self.look(config, &gate, &mut story, target) {
                    Event::Response(sight) => self.apply(&mut gate, &mut story, target, sight),
                    Event::Signal(signal) => return gate.cancel(signal),
                    // The deadline: the gate says what follows.
                    Event::Nothing => {}
                },
                Next::Wait(wait) => {
                    let elapsed = self.world.elapsed();
                    let until = elapsed.saturating_add(wait);
                    if let Some(fault) = gate.fault() {
                        let next = Some(until).filter(|_| gate.looks_again());
                        let notes = story.after_fault(elapsed, next, fault);
                        self.note(elapsed, &notes);
                    }
                    if let Some(thrift) = gate.thrift() {
                        let notes = story.throttled(elapsed, until, thrift);
                        self.note(elapsed, &notes);
                    }
                    if let Event::Signal(signal) = self.event(&mut story, &gate, until) {
                        return gate.cancel(signal);
                    }
                }
            }
        }
    }

    fn look(
        &mut self,
        config: &Config,
        gate: &Gate,
        story: &mut ProgressLog,
        target: usize,
    ) -> Event {
        let until = gate.gives_up_at();
        let errand = Errand {
            team: config.team.clone(),
            project: config.project.clone(),
            target: config.targets[target].clone(),
            criteria: gate.criteria().clone(),
            need: gate.need(self.world.elapsed(), target),
            max_pages: config.max_pages,
        };
        self.world.send(errand, until);
        self.event(story, gate, until)
    }

    fn apply(
        &mut self,
        gate: &mut Gate,
        story: &mut ProgressLog,
        target: usize,
        sight: PollResult,
    ) {
        let elapsed = self.world.elapsed();
        let date = match &sight {
            Ok(look) => look.date,
            Err(PollError::Transient(_) | PollError::Permanent(_)) => None,
        };
        let is_look = matches!(sight, Ok(_));
        gate.observe(elapsed, target, sight);
        let notes = story.clocks(elapsed, date, self.world.machine_time());
        self.note(elapsed, &notes);
        if is_look {
            let states = gate.targets();
            let notes = story.after_poll(elapsed, target, &states[target]);
            self.note(elapsed, &notes);
        }
    }

    /// Waits until this time for what happens, and breaks the silence.
    fn event(&mut self, story: &mut ProgressLog, gate: &Gate, until: Duration) -> Event {
        loop {
            let elapsed = self.world.elapsed();
            if elapsed >= until {
                return Event::Nothing;
            }
            let soonest = until.min(story.heartbeat_at());
            match self.world.next_event(soonest.saturating_sub(elapsed)) {
                Event::Nothing => {}
                event @ (Event::Response(_) | Event::Signal(_)) => return event,
            }
            let elapsed = self.world.elapsed();
            if elapsed >= story.heartbeat_at() && elapsed < until {
                let notes = story.heartbeat(elapsed, &gate.targets());
                self.note(elapsed, &notes);
            }
        }
    }

    fn note(&mut self, elapsed: Duration, events: &[ProgressEvent]) {
        let lines = self
            .voice
            .notes(elapsed, &event_text::lines(events, &self.safe));
        self.tell(lines);
    }

    fn tell(&mut self, lines: Vec<Line>) {
        self.world.tell(lines);
    }
}
