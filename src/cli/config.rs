//! What to gate on, for how long, and where to ask: checked, so that nothing behind it has
//! to. Of the token it reads no more than where that stands.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use super::ReadFile;
use super::branch;
use super::credentials;
use super::duration;
use super::error::UsageError;
use super::inputs;
use super::options::OptionName;
use super::provenance::Source;
use super::selector;
use super::settings::{Setting, Settings};
use super::spelling;
use crate::ci::CiRun;
use crate::gate::Limits;
use crate::gate::criteria::{Criteria, NotBefore, Selector};
use crate::model::build::{Build, Target};
use crate::model::timestamp::Timestamp;
use crate::northflank::access::ApiHost;
use crate::pacing::interval::Interval;

const NOT_POSITIVE: &str = "not a number of 1 or more";

/// More lines are not known to be given (`northflank/request/build_log.rs`).
const MAX_LOG_LINES: u8 = 250;

/// What to gate on, for how long, and where to ask.
#[derive(Clone, Debug)]
pub struct Config {
    /// `--team-id`
    pub team: Option<String>,
    /// `--project-id`
    pub project: String,
    /// `--job-id` and `--service-id`: at least one, each once.
    pub targets: Vec<Target>,
    /// Which build decides.
    pub criteria: Criteria,
    /// Where the selector's value was found, for people.
    pub selector_source: String,
    /// The limits and the pace.
    pub limits: Limits,
    /// `--max-pages`
    pub max_pages: u32,
    /// `--api-host`
    pub host: ApiHost,
    /// The branch of this run, as the CI system says it, where its commit is the one that is
    /// meant, or none is.
    pub run_branch: Option<String>,
    /// The branch whose push started this run.
    pub pushed_branch: Option<String>,
    /// What is worth a warning, for people.
    pub warnings: Vec<String>,
    /// `--log-lines`
    pub log_lines: LogLines,
    /// Where the token is read from, if there is one.
    pub token_source: Option<String>,
}

impl Config {
    /// The build's branch and the pushed one, where a push to another branch started
    /// the run: the build may be somebody else's.
    #[must_use]
    pub fn other_branch<'a>(&'a self, build: &'a Build) -> Option<(&'a str, &'a str)> {
        // With `--branch`, no build of another branch matches.
        if self.criteria.branch.is_some() {
            return None;
        }
        let (branch, pushed) = (build.branch.value()?, self.pushed_branch.as_deref()?);
        (branch != pushed).then_some((branch, pushed))
    }
}

/// How many of the last lines of a build's log are shown, where the build did not
/// succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLines {
    /// This many.
    Count(u8),
    /// The usual number in a log that is known to be private, else none: a build's
    /// log may hold what a public log must not show.
    Auto {
        /// Whether the CI system says that the log of this run is private.
        is_private: bool,
    },
}

/// Reads what to gate on.
///
/// # Errors
///
/// The first thing that makes no sense.
pub fn read(
    settings: Settings<'_>,
    mut limits: Limits,
    read_file: ReadFile<'_>,
) -> Result<Config, UsageError> {
    let outputs = settings.outputs_of_earlier_gate();
    if !outputs.is_empty() {
        return Err(UsageError::earlier_gate(&outputs));
    }
    let ci_run = CiRun::detect(settings.variables(), read_file);
    let project = settings.required(OptionName::ProjectId)?;
    let targets = selector::targets(settings)?;
    let (selector, selector_source) = selector::read(settings, ci_run.as_ref(), &targets)?;
    let team = settings.get(OptionName::TeamId)?;
    let team = team.map(|team| selector::id(&team, settings)).transpose()?;
    let project = selector::id(&project, settings)?;
    let criteria = Criteria {
        selector,
        branch: branch(settings)?,
        pull_request: pull_request(settings)?,
        not_before: not_before(settings)?,
    };
    let run_branch = ci_run.as_ref().and_then(CiRun::branch);
    let run_branch = run_branch.map(|branch| branch.value);
    let pushed_branch = ci_run.as_ref().and_then(CiRun::pushed_branch);
    let mut warnings = warnings(settings, &criteria.selector, run_branch.as_deref())?;
    if let (Selector::Build(_), false) = (&criteria.selector, limits.retry_grace.is_zero()) {
        limits.retry_grace = Duration::ZERO;
        warnings.push(
            "--retry-grace waits for nothing with --build-id: a build that is started again has another id"
                .to_owned(),
        );
    }
    let is_of_run = match &criteria.selector {
        Selector::Commit(sha) => {
            let own = ci_run.as_ref().and_then(|run| run.commit().ok());
            own.is_some_and(|own| own.value == *sha)
        }
        Selector::Prefix(_) => false,
        Selector::Build(_) | Selector::Latest => true,
    };
    Ok(Config {
        team,
        project,
        targets,
        selector_source,
        limits,
        max_pages: max_pages(settings)?,
        host: host(settings)?,
        warnings,
        criteria,
        run_branch: run_branch.filter(|_| is_of_run),
        pushed_branch: pushed_branch.map(|branch| branch.value),
        log_lines: log_lines(settings, ci_run.as_ref())?,
        token_source: credentials::token_source(settings)?
            .map(|source| source.name(settings.is_action)),
    })
}

fn branch(settings: Settings<'_>) -> Result<Option<String>, UsageError> {
    let Some(setting) = settings.get_unless_default(OptionName::Branch)? else {
        return Ok(None);
    };
    let hint = "pass the branch's name, such as main, or any";
    branch::parse(&setting.value)
        .map(Some)
        .map_err(|why| setting.unreadable(why, hint))
}

/// Warnings of options that may be meant otherwise, or could be safer.
fn warnings(
    settings: Settings<'_>,
    selector: &Selector,
    run_branch: Option<&str>,
) -> Result<Vec<String>, UsageError> {
    let mut warnings = Vec::new();
    if let Selector::Prefix(prefix) = selector {
        warnings.push(format!(
            "{} is the beginning of a commit: pass all 40 digits, which no other commit has",
            prefix.as_str()
        ));
    }
    let branch = settings.get(OptionName::Branch)?;
    let branch = branch.filter(|branch| branch.provenance.source != Source::Default);
    if run_branch == Some("any") && branch.is_some_and(|branch| branch.value == "any") {
        warnings.push(
            "--branch any stands for every branch, and this run is of a branch called any: \
             refs/heads/any stands for that"
                .to_owned(),
        );
    }
    let slips = spelling::slips(settings.variables()).into_iter();
    warnings.extend(slips.map(|(name, meant)| {
        let meant = if settings.is_action {
            inputs::in_variable(meant)
        } else {
            meant.to_owned()
        };
        format!("{name} is not read: is {meant} meant?")
    }));
    Ok(warnings)
}

fn pull_request(settings: Settings<'_>) -> Result<Option<u64>, UsageError> {
    let hint = "pass the number of the pull request, or any";
    let setting = settings.get_unless_default(OptionName::PullRequest)?;
    setting
        .map(|setting| number(&setting, 1..=u64::MAX, NOT_POSITIVE, hint))
        .transpose()
}

/// A number within a range; else `why` says which.
fn number<N: FromStr + PartialOrd>(
    setting: &Setting,
    range: RangeInclusive<N>,
    why: &str,
    hint: &str,
) -> Result<N, UsageError> {
    let text = setting.value.as_str();
    let why = match text.parse() {
        Ok(number) if range.contains(&number) => return Ok(number),
        Err(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => "the number is too large",
        Ok(_) | Err(_) => why,
    };
    Err(setting.unreadable(why, hint))
}

fn not_before(settings: Settings<'_>) -> Result<NotBefore, UsageError> {
    let Some(setting) = settings.get_unless_default(OptionName::NotBefore)? else {
        return Ok(NotBefore::Any);
    };
    if let Some(start) = Timestamp::parse(&setting.value) {
        return Ok(NotBefore::At(start));
    }
    if let Some(time) = unix_time(&setting.value) {
        return Err(setting.unreadable("it is a Unix time", &format!("pass {time}")));
    }
    let hint = "pass a time such as 2026-11-23T10:00:00Z, how long ago such as 10m, or any";
    duration::read(&setting, "neither a time nor a duration", hint).map(NotBefore::Ago)
}

/// The instant of a Unix time in seconds or milliseconds, which today has ten digits or
/// more.
fn unix_time(text: &str) -> Option<Timestamp> {
    let is_number = text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| text.parse().ok())??;
    Timestamp::from_unix(number)
}

/// Reads the limits and the pace.
///
/// # Errors
///
/// The first that makes no sense.
pub fn limits(settings: Settings<'_>) -> Result<Limits, UsageError> {
    Ok(Limits {
        timeout: settings.duration(OptionName::Timeout)?.0,
        appear_timeout: settings.duration(OptionName::AppearTimeout)?.0,
        retry_grace: settings.duration(OptionName::RetryGrace)?.0,
        request_timeout: not_zero(settings.duration(OptionName::RequestTimeout)?)?,
        interval: match settings.get_unless_default(OptionName::Interval)? {
            None => Interval::Auto,
            Some(_) => Interval::Fixed(not_zero(settings.duration(OptionName::Interval)?)?),
        },
    })
}

fn not_zero((duration, setting): (Duration, Setting)) -> Result<Duration, UsageError> {
    if duration.is_zero() {
        return Err(setting.unreadable("zero", "pass a longer time, such as 10s"));
    }
    Ok(duration)
}

fn log_lines(settings: Settings<'_>, ci_run: Option<&CiRun<'_>>) -> Result<LogLines, UsageError> {
    let Some(setting) = settings.get_unless_default(OptionName::LogLines)? else {
        let is_private = ci_run.is_some_and(CiRun::is_private);
        return Ok(LogLines::Auto { is_private });
    };
    let hint = "pass a number such as 50, 0 for none, or auto";
    let why = "not a number from 0 to 250";
    number(&setting, 0..=MAX_LOG_LINES, why, hint).map(LogLines::Count)
}

fn max_pages(settings: Settings<'_>) -> Result<u32, UsageError> {
    let setting = settings.required(OptionName::MaxPages)?;
    number(
        &setting,
        1..=u32::MAX,
        NOT_POSITIVE,
        "pass a number such as 10",
    )
}

fn host(settings: Settings<'_>) -> Result<ApiHost, UsageError> {
    let setting = settings.required(OptionName::ApiHost)?;
    ApiHost::parse(&setting.value).map_err(|why| {
        setting.unreadable(why, "pass an address such as https://api.northflank.com")
    })
}
