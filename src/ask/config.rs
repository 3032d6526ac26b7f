//! What the settings mean: everything a run needs, checked.

use std::time::Duration;

use super::arguments::Typed;
use super::ci_run::{self, CiRun, System};
use super::error::{Given, Source, UsageError};
use super::options::{Name, TOKEN_VARIABLES};
use super::settings::{self, Setting, Settings};
use super::{ReadFile, Variables};
use crate::gate::Limits;
use crate::gate::build::{Target, TargetKind};
use crate::gate::criteria::{Criteria, NotBefore, Sha, ShaPrefix, Which};
use crate::gate::pace::Interval;
use crate::gate::time::Timestamp;
use crate::northflank::access::{ApiHost, PrivateRoots, Token};

/// Everything that was asked for but what is needed to be let in.
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
    /// Where the selector was found, for people.
    pub origin: String,
    /// The limits and the pace.
    pub limits: Limits,
    /// `--max-pages`
    pub max_pages: u32,
    /// `--api-host`
    pub host: ApiHost,
    /// The branch whose push started this run.
    pub pushed_branch: Option<String>,
}

/// What is needed to be let in.
#[derive(Clone, Debug)]
pub struct Access {
    /// The token.
    pub token: Token,
    /// `--ca-file`
    pub roots: Option<PrivateRoots>,
}

/// How to write the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the story on standard error, the verdict on standard output.
    Plain,
    /// With the workflow commands of GitHub Actions, all on standard output.
    GitHub,
}

/// How much to log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The verdict alone.
    Quiet,
    /// Each change.
    Normal,
    /// Each look.
    Verbose,
}

/// Where to tell, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// `--format`
    pub format: Format,
    /// `--quiet` and `--verbose`
    pub detail: Detail,
    /// `--json`
    pub json: Option<String>,
    /// `GITHUB_OUTPUT`
    pub github_output: Option<String>,
    /// `GITHUB_STEP_SUMMARY`
    pub github_summary: Option<String>,
}

/// Reads where to tell. Whatever is wrong with the options, there is a place
/// to say so.
#[must_use]
pub fn telling(typed: &Typed, variables: &Variables) -> (Telling, Option<UsageError>) {
    let settings = Settings::new(typed, variables);
    let set = |name: &str| variables.get(name).filter(|path| !path.is_empty()).cloned();
    let by_system = match ci_run::system(variables) {
        System::GitHub => Format::GitHub,
        System::GitLab | System::Other => Format::Plain,
    };
    let format = format(settings, by_system);
    let detail = detail(settings);
    let json = settings.get(Name::Json);
    let error = format
        .clone()
        .err()
        .or(detail.clone().err())
        .or(json.clone().err());
    let telling = Telling {
        format: format.unwrap_or(by_system),
        detail: detail.unwrap_or(Detail::Normal),
        json: json.ok().flatten().map(|setting| setting.value),
        github_output: set("GITHUB_OUTPUT"),
        github_summary: set("GITHUB_STEP_SUMMARY"),
    };
    (telling, error)
}

/// Reads what to gate on.
///
/// # Errors
///
/// The first thing that makes no sense.
pub fn read(
    typed: &Typed,
    variables: &Variables,
    read_file: ReadFile<'_>,
) -> Result<Config, UsageError> {
    let settings = Settings::new(typed, variables);
    let ci_run = ci_run::detect(variables, read_file);
    let project = settings
        .get(Name::ProjectId)?
        .ok_or(UsageError::Missing(Name::ProjectId))?;
    let targets = targets(settings)?;
    let (which, origin) = which(settings, &ci_run, &targets)?;
    let team = settings.get(Name::TeamId)?;
    Ok(Config {
        team: team.map(|team| id(&team)).transpose()?,
        project: id(&project)?,
        targets,
        criteria: Criteria {
            which,
            branch: settings
                .get_unless(Name::Branch, "any")?
                .map(|branch| branch.value),
            pull_request: pull_request(settings)?,
            not_before: not_before(settings)?,
        },
        origin,
        limits: limits(settings)?,
        max_pages: max_pages(settings)?,
        host: host(settings)?,
        pushed_branch: ci_run.pushed_branch,
    })
}

/// Reads what is needed to be let in.
///
/// # Errors
///
/// What is wrong with it, without showing the token.
pub fn access(
    typed: &Typed,
    variables: &Variables,
    read_file: ReadFile<'_>,
) -> Result<Access, UsageError> {
    let settings = Settings::new(typed, variables);
    let roots = settings.get(Name::CaFile)?;
    Ok(Access {
        token: token(settings, read_file)?,
        roots: roots
            .map(|setting| private_roots(&setting, read_file))
            .transpose()?,
    })
}

fn targets(settings: Settings<'_>) -> Result<Vec<Target>, UsageError> {
    let mut targets = Vec::new();
    let lists = [
        (Name::JobId, TargetKind::Job),
        (Name::ServiceId, TargetKind::Service),
    ];
    for (name, kind) in lists {
        for setting in settings.list(name)? {
            let target = Target {
                kind,
                id: id(&setting)?,
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    if targets.is_empty() {
        return Err(UsageError::NoTarget);
    }
    Ok(targets)
}

fn id(setting: &Setting) -> Result<String, UsageError> {
    let id = &setting.value;
    if id
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control())
    {
        return Err(setting.unreadable("an id holds no white space", "pass the id, not the name"));
    }
    if id.bytes().all(|byte| byte == b'.') {
        return Err(setting.unreadable("dots alone are no id", "pass the id, not the name"));
    }
    Ok(id.clone())
}

/// Exactly one of `--sha`, `--build-id` and `--latest` decides.
fn which(
    settings: Settings<'_>,
    ci_run: &CiRun,
    targets: &[Target],
) -> Result<(Which, String), UsageError> {
    let sha = settings.get_unless(Name::Sha, "auto")?;
    let build = settings.get_unless(Name::BuildId, "any")?;
    let latest = settings.switch(Name::Latest)?;
    let given = [
        sha.as_ref().map(|setting| setting.given),
        build.as_ref().map(|setting| setting.given),
        latest,
    ];
    let mut given = given.into_iter().flatten();
    if let (Some(one), Some(other)) = (given.next(), given.next()) {
        return Err(UsageError::Conflict(one, other));
    }
    if let Some(build) = build {
        if targets.len() > 1 {
            return Err(UsageError::BuildOfSeveral(build.given));
        }
        return Ok((Which::Build(id(&build)?), place(build.given)));
    }
    if let Some(latest) = latest {
        if settings.get_unless(Name::NotBefore, "any")?.is_none() {
            return Err(UsageError::LatestOfAll(latest));
        }
        return Ok((Which::Latest, place(latest)));
    }
    match sha {
        Some(sha) => commit(&sha, ci_run),
        None => match &ci_run.commit {
            Ok(origin) => Ok((Which::Commit(origin.sha.clone()), origin.place.clone())),
            Err(why) => Err(UsageError::NoCommit { why: why.clone() }),
        },
    }
}

/// A full commit, or a prefix, which stands for the CI run's own commit if it
/// begins that.
fn commit(setting: &Setting, ci_run: &CiRun) -> Result<(Which, String), UsageError> {
    if let Some(sha) = Sha::parse(&setting.value) {
        return Ok((Which::Commit(sha), place(setting.given)));
    }
    let prefix = ShaPrefix::parse(&setting.value).ok_or_else(|| {
        let why = "a commit is 40 hexadecimal digits, or at least the first 7";
        setting.unreadable(why, "pass what `git rev-parse HEAD` prints, or auto")
    })?;
    match &ci_run.commit {
        Ok(origin) if prefix.begins(&origin.sha) => {
            let place = format!("{}, the commit of {}", place(setting.given), origin.place);
            Ok((Which::Commit(origin.sha.clone()), place))
        }
        Ok(_) | Err(_) => Ok((Which::Prefix(prefix), place(setting.given))),
    }
}

fn place(given: Given) -> String {
    match given.source {
        Source::Variable(variable) => variable.to_owned(),
        Source::Flag | Source::Default => given.name.flag(),
    }
}

fn pull_request(settings: Settings<'_>) -> Result<Option<u64>, UsageError> {
    let Some(setting) = settings.get_unless(Name::PullRequest, "any")? else {
        return Ok(None);
    };
    let number = setting.value.parse().ok().filter(|number| *number > 0);
    let unreadable = || {
        setting.unreadable(
            "it is no number from 1",
            "pass the number of the pull request, or any",
        )
    };
    number.map(Some).ok_or_else(unreadable)
}

fn not_before(settings: Settings<'_>) -> Result<NotBefore, UsageError> {
    let Some(setting) = settings.get_unless(Name::NotBefore, "any")? else {
        return Ok(NotBefore::Any);
    };
    if let Some(start) = Timestamp::parse(&setting.value) {
        return Ok(NotBefore::At(start));
    }
    settings::duration(&setting.value)
        .map(NotBefore::Ago)
        .map_err(|why| {
            let hint = "pass a time such as 2026-11-23T10:00:00Z, how long ago such as 10m, or any";
            setting.unreadable(&why, hint)
        })
}

fn limits(settings: Settings<'_>) -> Result<Limits, UsageError> {
    Ok(Limits {
        timeout: settings.duration(Name::Timeout)?.0,
        appear_timeout: settings.duration(Name::AppearTimeout)?.0,
        retry_grace: settings.duration(Name::RetryGrace)?.0,
        request_timeout: not_zero(settings.duration(Name::RequestTimeout)?)?,
        interval: match settings.get_unless(Name::Interval, "auto")? {
            None => Interval::Auto,
            Some(_) => Interval::Fixed(not_zero(settings.duration(Name::Interval)?)?),
        },
    })
}

fn not_zero((duration, setting): (Duration, Setting)) -> Result<Duration, UsageError> {
    if duration.is_zero() {
        return Err(setting.unreadable("it is zero", "pass a longer time, such as 10s"));
    }
    Ok(duration)
}

fn max_pages(settings: Settings<'_>) -> Result<u32, UsageError> {
    let setting = settings
        .get(Name::MaxPages)?
        .ok_or(UsageError::Missing(Name::MaxPages))?;
    let number = setting.value.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| setting.unreadable("it is no number from 1", "pass a number such as 10"))
}

fn host(settings: Settings<'_>) -> Result<ApiHost, UsageError> {
    let setting = settings
        .get(Name::ApiHost)?
        .ok_or(UsageError::Missing(Name::ApiHost))?;
    ApiHost::parse(&setting.value).map_err(|why| {
        setting.unreadable(why, "pass an address such as https://api.northflank.com")
    })
}

fn token(settings: Settings<'_>, read_file: ReadFile<'_>) -> Result<Token, UsageError> {
    let bad = |source: String| {
        move |why: &str| UsageError::BadToken {
            source,
            why: why.to_owned(),
        }
    };
    if let Some(setting) = settings.get(Name::ApiKeyFile)? {
        let content = read_file(&setting.value).map_err(|why| unusable(&setting, why))?;
        let source = format!("{} `{}`", setting.given, setting.value);
        let text =
            String::from_utf8(content).map_err(|_| bad(source.clone())("it is not UTF-8"))?;
        return Token::parse(&text).map_err(bad(source));
    }
    for variable in TOKEN_VARIABLES {
        if let Some(text) = settings
            .variables()
            .get(variable)
            .filter(|text| !text.is_empty())
        {
            return Token::parse(text).map_err(bad(variable.to_owned()));
        }
    }
    Err(UsageError::NoToken)
}

fn private_roots(setting: &Setting, read_file: ReadFile<'_>) -> Result<PrivateRoots, UsageError> {
    let content = read_file(&setting.value).map_err(|why| unusable(setting, why))?;
    PrivateRoots::parse(&content).map_err(|why| unusable(setting, why.to_owned()))
}

fn unusable(setting: &Setting, why: String) -> UsageError {
    UsageError::File {
        given: setting.given,
        path: setting.value.clone(),
        why,
    }
}

fn format(settings: Settings<'_>, by_system: Format) -> Result<Format, UsageError> {
    let Some(setting) = settings.get_unless(Name::Format, "auto")? else {
        return Ok(by_system);
    };
    match setting.value.as_str() {
        "plain" => Ok(Format::Plain),
        "github" => Ok(Format::GitHub),
        _ => Err(setting.unreadable("there is no such format", "pass auto, plain or github")),
    }
}

fn detail(settings: Settings<'_>) -> Result<Detail, UsageError> {
    match (
        settings.switch(Name::Quiet)?,
        settings.switch(Name::Verbose)?,
    ) {
        (Some(quiet), Some(verbose)) => Err(UsageError::Conflict(quiet, verbose)),
        (Some(_), None) => Ok(Detail::Quiet),
        (None, Some(_)) => Ok(Detail::Verbose),
        (None, None) => Ok(Detail::Normal),
    }
}
