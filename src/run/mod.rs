//! A run, from its arguments to its exit code: it reads what was asked for, lets the
//! gate hold the pipeline, and ends.

mod build_log;
mod finish;
mod poll_loop;

use std::ffi::OsString;
use std::time::Duration;

use crate::ci::{CiRun, Variables};
use crate::cli::arguments::{self, Action, ParsedArgs};
use crate::cli::config::{self, Config};
use crate::cli::credentials;
use crate::cli::error::UsageError;
use crate::cli::inputs;
use crate::cli::output::{self, OutputOptions};
use crate::cli::settings::Settings;
use crate::cli::topic::Topic;
use crate::gate::{Gate, Limits};
use crate::model::build::Target;
use crate::model::outcome::Outcome;
use crate::model::timestamp::Timestamp;
use crate::northflank::path::TargetPath;
use crate::report::explanation;
use crate::report::fact::Fact;
use crate::report::fact_text;
use crate::report::header;
use crate::report::renderer::Renderer;
use crate::report::sanitize::Sanitizer;
use crate::world::World;

/// Runs the gate with these arguments, the program's name left out, and these
/// variables. Returns the exit code.
pub fn run(world: &mut dyn World, arguments: Vec<OsString>, variables: &Variables) -> u8 {
    let exit_code = run_to_the_end(world, arguments, variables);
    world.close();
    exit_code
}

fn run_to_the_end(world: &mut dyn World, arguments: Vec<OsString>, variables: &Variables) -> u8 {
    let typed = arguments::read(arguments);
    // Behind a mistake, a flag may be a value: a branch may be called `--help`.
    let action = match typed.error {
        Some(_) => Action::Run,
        None => typed.action,
    };
    match action {
        Action::Help(help) => return answer(world, &[help.text().trim_end().to_owned()]),
        Action::Version => {
            let version = concat!("northflank-gate ", env!("CARGO_PKG_VERSION"));
            return answer(world, &[version.to_owned()]);
        }
        Action::Explain | Action::Run => {}
    }
    let (options, error) = output::read(&typed, variables);
    let options = options.naming_standard_output(|path| world.is_standard_output(path));
    // Before the clash check, which resolves paths of folders that exist.
    if action == Action::Run {
        for sink in &options.sinks {
            if !sink.format.is_append() && world.never_blocks(&sink.path) {
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
        sanitizer: Sanitizer::new(credentials::known_token(variables)),
    };
    let ended = match typed.error.clone().or(error).or(clash) {
        Some(error) => Err(error),
        None => session.run_or_explain(&typed, variables),
    };
    ended.unwrap_or_else(|error| session.end_with_usage_error(&error))
}

fn target_path(config: &Config, target: &Target) -> TargetPath {
    TargetPath {
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
    sanitizer: Sanitizer,
}

impl Session<'_> {
    fn run_or_explain(
        &mut self,
        typed: &ParsedArgs,
        variables: &Variables,
    ) -> Result<u8, UsageError> {
        let settings = Settings::new(typed, variables);
        let limits = config::limits(settings)?;
        // From here on, the watchdog bounds the run.
        let deadline = limits.deadline();
        self.world.arm(deadline, Outcome::Timeout.exit_code());
        if typed.action == Action::Explain {
            return self.explain(settings, limits);
        }
        // Before anything that may block or fail: a file must not keep an earlier
        // run's result.
        self.prepare_sinks()?;
        let config = config::read(settings, limits, &|path| self.world.read_file(path))?;
        let config = self.read_credentials(settings, config)?;
        Ok(self.run_gate(&config))
    }

    fn explain(&mut self, settings: Settings<'_>, limits: Limits) -> Result<u8, UsageError> {
        let read_file = |path: &str| self.world.read_file(path);
        let ci_run = CiRun::detect(settings.variables(), &read_file);
        let config = config::read(settings, limits, &read_file);
        let lines = config.and_then(|config| {
            let format = self.output.format;
            explanation::lines(&config, settings, ci_run.as_ref(), format, &self.sanitizer)
        });
        if let Err(error) = &lines
            && error.topic == Some(Topic::NoCommit)
            && !self.output.is_standard_output_taken()
        {
            let facts = explanation::ci_lines(ci_run.as_ref(), &self.sanitizer);
            self.world.write_log(Renderer::answer(&facts));
        }
        Ok(answer(self.world, &lines?))
    }

    /// Reads the credentials, and hands them to the world. From here on the sanitizer
    /// knows the token, also one from a file.
    fn read_credentials(
        &mut self,
        settings: Settings<'_>,
        mut config: Config,
    ) -> Result<Config, UsageError> {
        let (credentials, warnings) =
            credentials::read(settings, &config.host, &|path| self.world.read_file(path))?;
        self.sanitizer = Sanitizer::new(Some(credentials.token.clone()));
        config.warnings.extend(warnings);
        let request_timeout = config.limits.request_timeout;
        self.world
            .connect(config.host.clone(), credentials, request_timeout);
        Ok(config)
    }

    /// Holds the pipeline until there is a verdict, and reports it.
    fn run_gate(&mut self, config: &Config) -> u8 {
        let lines = header::lines(config, &self.sanitizer);
        let lines = self.renderer.header(&lines, self.unix_time());
        self.world.write_log(lines);
        let elapsed = self.world.elapsed();
        let warnings = header::warnings(config);
        self.log_facts(elapsed, &warnings);
        let seed = self.world.random_seed();
        let (limits, criteria) = (config.limits.clone(), config.criteria.clone());
        let gate = Gate::new(limits, criteria, config.targets.clone(), seed);
        let verdict = self.poll_until_verdict(config, gate);
        match self.read_log(config, &verdict) {
            Ok(log) => self.end_with_verdict(config, &verdict, log),
            Err(signal) => self.end_as_cancelled(config, &verdict, signal),
        }
    }

    /// Seconds since 1970; since the start, where the clock cannot be read, so
    /// that what lies between two of them is right.
    fn unix_time(&self) -> u64 {
        let now = self.world.machine_time();
        now.map_or_else(|| self.world.elapsed().as_secs(), Timestamp::unix_seconds)
    }

    fn log_facts(&mut self, elapsed: Duration, facts: &[Fact]) {
        let mut lines = fact_text::lines(facts, &self.sanitizer);
        if self.output.names_inputs {
            for line in &mut lines {
                line.text = inputs::in_text(&line.text);
            }
        }
        self.world
            .write_log(self.renderer.log_lines(elapsed, &lines));
    }
}
