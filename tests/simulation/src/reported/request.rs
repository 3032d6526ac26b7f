//! The options of a history as a command line, with what is drawn for the report
//! alone.

use std::ffi::OsString;
use std::time::Duration;

use northflank_gate::ci::Variables;
use northflank_gate::model::build::TargetKind;
use northflank_gate::pacing::interval::Interval;

use crate::chance::Chance;
use crate::history::target;
use crate::options::{BRANCHES, COMMITS, NotBefore, Options, PULL_REQUESTS, Selector};
use crate::values;

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// By default.
    Normal,
    /// `--quiet`
    Quiet,
    /// `--verbose`
    Verbose,
}

/// What is drawn for the report alone.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// How much is logged.
    pub detail: Detail,
    /// The branch of the run: which of [`BRANCHES`].
    pub branch: usize,
    /// Whether a push to that branch started the run.
    pub is_push: bool,
    /// Whether `--team-id` is given.
    pub has_team: bool,
    /// `--log-lines`
    pub log_lines: u8,
    /// By how many seconds the clock of this machine is ahead of the API's.
    pub ahead: i64,
}

impl RunSettings {
    /// Draws it.
    pub fn draw(chance: &mut Chance) -> Self {
        Self {
            detail: chance.one_of(&[
                Detail::Normal,
                Detail::Normal,
                Detail::Quiet,
                Detail::Verbose,
            ]),
            branch: chance.place(2),
            is_push: chance.percent(50),
            has_team: chance.percent(30),
            log_lines: chance.one_of(&[0, 0, 5]),
            ahead: chance.one_of(&[0, 0, 0, 0, 9, -7, 7200, -7200]),
        }
    }
}

/// The arguments and the variables of the run.
pub(super) fn command_line(
    options: &Options,
    settings: &RunSettings,
) -> (Vec<OsString>, Variables) {
    let mut arguments: Vec<String> = Vec::new();
    let mut give = |name: &str, value: String| arguments.push(format!("--{name}={value}"));
    give("project-id", "shop".to_owned());
    for number in 0..options.targets {
        let target = target(number);
        let name = match target.kind {
            TargetKind::Job => "job-id",
            TargetKind::Service => "service-id",
        };
        give(name, target.id);
    }
    let limits = &options.limits;
    give("timeout", span(limits.timeout));
    give("appear-timeout", span(limits.appear_timeout));
    give("retry-grace", span(limits.retry_grace));
    give("request-timeout", span(limits.request_timeout));
    if let Interval::Fixed(interval) = limits.interval {
        give("interval", span(interval));
    }
    give("max-pages", options.max_pages.to_string());
    give("format", "plain".to_owned());
    give("json", super::world::RESULT.to_owned());
    give("log-lines", settings.log_lines.to_string());
    if settings.has_team {
        give("team-id", "acme".to_owned());
    }
    let wanted = &options.wanted;
    match wanted.selector {
        Selector::Commit => give("sha", COMMITS[0].to_owned()),
        Selector::Prefix(digits) => give("sha", COMMITS[0][..digits].to_owned()),
        Selector::Build(build) => give("build-id", values::id(build)),
        Selector::Latest => give("latest", "true".to_owned()),
    }
    if wanted.branch {
        give("branch", BRANCHES[0].to_owned());
    }
    if wanted.pull_request {
        give("pull-request", PULL_REQUESTS[0].to_string());
    }
    match wanted.not_before {
        NotBefore::Any => {}
        NotBefore::At(start) => give("not-before", values::instant(start).to_string()),
        NotBefore::Ago(ago) => give("not-before", format!("{ago}ms")),
    }
    match settings.detail {
        Detail::Normal => {}
        Detail::Quiet => arguments.push("--quiet".to_owned()),
        Detail::Verbose => arguments.push("--verbose".to_owned()),
    }
    let arguments = arguments.into_iter().map(OsString::from).collect();
    (arguments, variables(settings))
}

fn variables(settings: &RunSettings) -> Variables {
    let event = if settings.is_push { "push" } else { "schedule" };
    [
        ("NORTHFLANK_API_TOKEN", "nf-stage-token-9876543210"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", event),
        ("GITHUB_REF_TYPE", "branch"),
        ("GITHUB_REF_NAME", BRANCHES[settings.branch]),
        ("GITHUB_SHA", "ffffffffffffffffffffffffffffffffffffffff"),
        ("GITHUB_STEP_SUMMARY", super::world::SUMMARY),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn span(duration: Duration) -> String {
    format!("{}ms", duration.as_millis())
}
