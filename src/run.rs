//! The loop: look, decide, tell, wait. It decides nothing itself.

use std::ffi::OsString;
use std::time::Duration;

use crate::ask::access;
use crate::ask::arguments::{self, Typed};
use crate::ask::config::{self, Config};
use crate::ask::error::UsageError;
use crate::ask::telling::{self, Detail, Telling};
use crate::ask::{Variables, help};
use crate::gate::look::Sight;
use crate::gate::verdict::{Outcome, Signal, TargetState, UNWRITTEN, Verdict};
use crate::gate::{Gate, Next};
use crate::northflank::pages::Errand;
use crate::report::ending::{self, Ending};
use crate::report::record::Record;
use crate::report::story::Story;
use crate::report::voice::Voice;
use crate::report::{opening, outputs, summary};
use crate::world::{Event, World};

/// A disk or a pipe that takes longer than this to take the result hangs.
const WRITING: Duration = Duration::from_secs(10);

/// Runs the gate with these arguments, the program's name left out, and these
/// variables. Returns the exit code.
pub fn run(world: &mut dyn World, arguments: Vec<OsString>, variables: &Variables) -> u8 {
    let typed = arguments::read(arguments);
    if typed.help {
        return answer(world, &[help::text().trim_end().to_owned()]);
    }
    if typed.version {
        return answer(
            world,
            &[concat!("northflank-gate ", env!("CARGO_PKG_VERSION")).to_owned()],
        );
    }
    let (telling, error) = telling::read(&typed, variables);
    world.catch_panics(&telling);
    let mut session = Session {
        voice: Voice::new(&telling),
        telling,
        world,
    };
    match typed.error.clone().or(error) {
        Some(error) => session.reject(&error),
        None => session.gate(&typed, variables),
    }
}

/// `--help` and `--version` end well whatever comes of telling them; they say
/// nothing about a build, and are never mistaken for a verdict.
fn answer(world: &mut dyn World, lines: &[String]) -> u8 {
    world.tell(Voice::answer(lines));
    Outcome::Success.exit_code()
}

/// A run, with what it needs to tell.
struct Session<'a> {
    world: &'a mut dyn World,
    telling: Telling,
    voice: Voice,
}

impl Session<'_> {
    fn gate(&mut self, typed: &Typed, variables: &Variables) -> u8 {
        let config = config::read(typed, variables, &|path| self.world.read_file(path));
        let config = match config {
            Ok(config) => config,
            Err(error) => return self.reject(&error),
        };
        if typed.explain {
            return answer(self.world, &opening::explanation(&config));
        }
        let deadline = config.limits.deadline();
        self.world.end_by(deadline, Outcome::Timeout.exit_code());
        self.mark_unfinished();
        match access::read(typed, variables, &|path| self.world.read_file(path)) {
            Ok(access) => {
                let request_timeout = config.limits.request_timeout;
                self.world
                    .connect(config.host.clone(), access, request_timeout);
            }
            Err(error) => return self.reject(&error),
        }
        let lines = self.voice.opening(&opening::lines(&config));
        self.world.tell(lines);
        let seed = self.world.chance();
        let targets = config.targets.clone();
        let gate = Gate::new(
            config.limits.clone(),
            config.criteria.clone(),
            targets,
            seed,
        );
        let verdict = self.wait(&config, gate);
        self.conclude(&config, &verdict)
    }

    /// Looks and waits until there is a verdict.
    fn wait(&mut self, config: &Config, mut gate: Gate) -> Verdict {
        let mut story = Story::new(config, self.telling.detail == Detail::Verbose);
        loop {
            match gate.next(self.world.elapsed()) {
                Next::Finish(verdict) => return verdict,
                Next::Look(target) => match self.look(config, &gate, &mut story, target) {
                    Event::Seen(sight) => self.take_in(&mut gate, &mut story, target, sight),
                    Event::Signal(signal) => return gate.cancel(signal),
                    // The deadline: the gate says what follows.
                    Event::Nothing => {}
                },
                Next::Wait(wait) => {
                    let elapsed = self.world.elapsed();
                    if let Some(fault) = gate.fault() {
                        let notes = story.before_wait(elapsed, wait, fault);
                        self.world.tell(self.voice.notes(elapsed, &notes));
                    }
                    let until = elapsed.saturating_add(wait);
                    if let Event::Signal(signal) = self.event(&mut story, &gate, until) {
                        return gate.cancel(signal);
                    }
                }
            }
        }
    }

    fn look(&mut self, config: &Config, gate: &Gate, story: &mut Story, target: usize) -> Event {
        let until = gate.gives_up_at();
        let errand = Errand {
            team: config.team.clone(),
            project: config.project.clone(),
            target: config.targets[target].clone(),
            criteria: gate.criteria().clone(),
            followed: gate.followed(target),
            max_pages: config.max_pages,
        };
        self.world.send(errand, until);
        self.event(story, gate, until)
    }

    fn take_in(&mut self, gate: &mut Gate, story: &mut Story, target: usize, sight: Sight) {
        let elapsed = self.world.elapsed();
        let is_look = matches!(sight, Sight::Look(_));
        gate.observe(elapsed, target, sight);
        if is_look {
            let states = gate.targets();
            let notes = story.after_look(elapsed, target, &states[target]);
            self.world.tell(self.voice.notes(elapsed, &notes));
        }
    }

    /// Waits until this time for what happens, and breaks the silence.
    fn event(&mut self, story: &mut Story, gate: &Gate, until: Duration) -> Event {
        loop {
            let elapsed = self.world.elapsed();
            if elapsed >= until {
                return Event::Nothing;
            }
            let soonest = until.min(story.heartbeat_at());
            match self.world.next_event(soonest.saturating_sub(elapsed)) {
                Event::Nothing => {}
                event @ (Event::Seen(_) | Event::Signal(_)) => return event,
            }
            let elapsed = self.world.elapsed();
            if elapsed >= story.heartbeat_at() {
                let notes = story.heartbeat(elapsed, &gate.targets());
                self.world.tell(self.voice.notes(elapsed, &notes));
            }
        }
    }

    /// Ends a run that has a verdict, unless a signal came before it could be
    /// written.
    fn conclude(&mut self, config: &Config, verdict: &Verdict) -> u8 {
        let cancelled = self
            .pending_signal()
            .map(|signal| verdict.cancelled_by(signal));
        let verdict = cancelled.as_ref().unwrap_or(verdict);
        let requests = self.world.requests();
        let waited = self.world.elapsed();
        let ending = ending::of_verdict(config, verdict, requests);
        let record = Record::new(config, verdict, &ending.headline, waited, requests);
        self.end(&ending, &record, &verdict.targets)
    }

    fn pending_signal(&mut self) -> Option<Signal> {
        match self.world.next_event(Duration::ZERO) {
            Event::Signal(signal) => Some(signal),
            Event::Nothing | Event::Seen(_) => None,
        }
    }

    /// Ends a run whose options make no sense.
    fn reject(&mut self, error: &UsageError) -> u8 {
        let ending = Ending::of_usage(error);
        let record =
            Record::without_verdict(ending.outcome, &ending.headline, self.world.elapsed());
        self.end(&ending, &record, &[])
    }

    /// So that nothing from an earlier run is taken for this one's.
    fn mark_unfinished(&mut self) {
        let Some(path) = self.telling.json.clone().filter(|path| path != "-") else {
            return;
        };
        if let Err(why) = self.world.replace(&path, &Record::unfinished().json()) {
            let line = self.voice.mishap(&ending::unwritten(&path, &why));
            self.world.tell(vec![line]);
        }
    }

    /// Writes the result wherever it was asked for, then the verdict.
    fn end(&mut self, ending: &Ending, record: &Record, targets: &[TargetState]) -> u8 {
        let exit_code = ending.outcome.exit_code();
        let if_unwritten = if exit_code == 0 { UNWRITTEN } else { exit_code };
        let until = self.world.elapsed().saturating_add(WRITING);
        self.world.end_by(until, if_unwritten);
        let mishaps = self.write(ending, record, targets);
        let mut lines = self.voice.ending(ending);
        lines.extend(mishaps.iter().map(|text| self.voice.mishap(text)));
        self.world.tell(lines);
        if mishaps.is_empty() {
            exit_code
        } else {
            if_unwritten
        }
    }

    fn write(&mut self, ending: &Ending, record: &Record, targets: &[TargetState]) -> Vec<String> {
        let mut mishaps = Vec::new();
        let mut note = |place: &str, written: Result<(), String>| {
            if let Err(why) = written {
                mishaps.push(ending::unwritten(place, &why));
            }
        };
        if let Some(path) = &self.telling.github_output {
            let text = outputs::text(record, self.world.chance());
            note("GITHUB_OUTPUT", self.world.append(path, &text));
        }
        if let Some(path) = &self.telling.github_summary {
            let cost = ending::cost(self.world.elapsed(), self.world.requests());
            let text = summary::text(ending, targets, &cost);
            note("GITHUB_STEP_SUMMARY", self.world.append(path, &text));
        }
        if let Some(path) = &self.telling.json {
            note(path, self.world.replace(path, &record.json()));
        }
        mishaps
    }
}
