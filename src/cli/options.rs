//! The one table of options. The parser, `--help`, the README's reference and
//! `action.yml` follow it; a test holds them to it.

/// The options that take their value from a flag or a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// `--project-id`
    ProjectId,
    /// `--job-id`
    JobId,
    /// `--service-id`
    ServiceId,
    /// `--sha`
    Sha,
    /// `--team-id`
    TeamId,
    /// `--build-id`
    BuildId,
    /// `--latest`
    Latest,
    /// `--branch`
    Branch,
    /// `--pull-request`
    PullRequest,
    /// `--not-before`
    NotBefore,
    /// `--timeout`
    Timeout,
    /// `--appear-timeout`
    AppearTimeout,
    /// `--retry-grace`
    RetryGrace,
    /// `--interval`
    Interval,
    /// `--request-timeout`
    RequestTimeout,
    /// `--max-pages`
    MaxPages,
    /// `--api-host`
    ApiHost,
    /// `--api-key-file`
    ApiKeyFile,
    /// `--ca-file`
    CaFile,
    /// `--format`
    Format,
    /// `--log-lines`
    LogLines,
    /// `--json`
    Json,
    /// `--dotenv`
    Dotenv,
    /// `--junit`
    Junit,
    /// `--quiet`
    Quiet,
    /// `--verbose`
    Verbose,
}

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionRow {
    /// Which it is.
    pub name: Name,
    /// The flag, without its dashes; also the name of the action's input.
    pub flag: &'static str,
    /// The variables that it is read from, the first that is set.
    pub variables: &'static [&'static str],
    /// The kind of value, as help shows it; nothing for a switch.
    pub value: Option<&'static str>,
    /// The default, as one would type it.
    pub default: Option<&'static str>,
    /// What it means, in a line.
    pub help: &'static str,
    /// Where help shows it.
    pub group: Group,
}

/// The parts of help, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What everybody needs.
    Essential,
    /// Which build decides.
    Build,
    /// For how long.
    Time,
    /// How to reach the API.
    Api,
    /// Where to report.
    Output,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 5] = [
        Self::Essential,
        Self::Build,
        Self::Time,
        Self::Api,
        Self::Output,
    ];

    /// The title above it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Essential => "What to wait for",
            Self::Build => "Which build decides",
            Self::Time => "How long to wait",
            Self::Api => "How to reach the API",
            Self::Output => "Output",
        }
    }
}

/// The variables that the token is read from, the first that is set. It has no
/// flag: arguments show in process lists.
pub const TOKEN_VARIABLES: [&str; 2] = ["NORTHFLANK_API_TOKEN", "NORTHFLANK_API_KEY"];

const fn row(
    name: Name,
    group: Group,
    flag: &'static str,
    variables: &'static [&'static str],
    value: Option<&'static str>,
    default: Option<&'static str>,
    help: &'static str,
) -> OptionRow {
    OptionRow {
        name,
        flag,
        variables,
        value,
        default,
        help,
        group,
    }
}

/// The table.
#[rustfmt::skip]
pub const OPTIONS: [OptionRow; 26] = [
    row(Name::ProjectId, Group::Essential, "project-id", &["NORTHFLANK_PROJECT_ID"], Some("ID"), None,
        "project of the job or service"),
    row(Name::JobId, Group::Essential, "job-id", &["NORTHFLANK_JOB_ID"], Some("ID"), None,
        "job to watch; several: separated by commas or white space"),
    row(Name::ServiceId, Group::Essential, "service-id", &["NORTHFLANK_SERVICE_ID"], Some("ID"), None,
        "build or combined service to watch; several: as for jobs"),
    row(Name::Sha, Group::Essential, "sha", &["NORTHFLANK_GATE_SHA"], Some("SHA"), Some("auto"),
        "commit: 40 hexadecimal digits, or at least the first 7; auto: that of this CI run"),
    row(Name::TeamId, Group::Essential, "team-id", &["NORTHFLANK_TEAM_ID"], Some("ID"), None,
        "team, needed with an organisation token"),
    row(Name::BuildId, Group::Build, "build-id", &["NORTHFLANK_GATE_BUILD_ID"], Some("ID"), Some("any"),
        "only the build with this id; for one job or service"),
    row(Name::Latest, Group::Build, "latest", &["NORTHFLANK_GATE_LATEST"], None, Some("false"),
        "the newest build that matches, whatever its commit; needs --not-before"),
    row(Name::Branch, Group::Build, "branch", &["NORTHFLANK_GATE_BRANCH"], Some("NAME"), Some("any"),
        "only builds of this branch"),
    row(Name::PullRequest, Group::Build, "pull-request", &["NORTHFLANK_GATE_PULL_REQUEST"], Some("N"), Some("any"),
        "only builds of this pull request"),
    row(Name::NotBefore, Group::Build, "not-before", &["NORTHFLANK_GATE_NOT_BEFORE"], Some("TIME"), Some("any"),
        "leave out builds created earlier: RFC 3339, or how long ago (10m)"),
    row(Name::Timeout, Group::Time, "timeout", &["NORTHFLANK_GATE_TIMEOUT"], Some("DURATION"), Some("30m"),
        "how long to wait in all; 0s polls once"),
    row(Name::AppearTimeout, Group::Time, "appear-timeout", &["NORTHFLANK_GATE_APPEAR_TIMEOUT"], Some("DURATION"), Some("5m"),
        "how long until the API answers and each target has a matching build"),
    row(Name::RetryGrace, Group::Time, "retry-grace", &["NORTHFLANK_GATE_RETRY_GRACE"], Some("DURATION"), Some("0s"),
        "after a build that did not succeed, how long to wait for a newer one"),
    row(Name::Interval, Group::Time, "interval", &["NORTHFLANK_GATE_INTERVAL"], Some("DURATION"), Some("auto"),
        "time between polls of the list; auto: by how long builds took before"),
    row(Name::RequestTimeout, Group::Time, "request-timeout", &["NORTHFLANK_GATE_REQUEST_TIMEOUT"], Some("DURATION"), Some("30s"),
        "timeout of one HTTP request"),
    row(Name::MaxPages, Group::Api, "max-pages", &["NORTHFLANK_GATE_MAX_PAGES"], Some("N"), Some("10"),
        "pages of 100 builds that one poll may read"),
    row(Name::ApiHost, Group::Api, "api-host", &["NORTHFLANK_API_HOST"], Some("URL"), Some("https://api.northflank.com"),
        "API host, https unless loopback"),
    row(Name::ApiKeyFile, Group::Api, "api-key-file", &["NORTHFLANK_API_KEY_FILE"], Some("FILE"), None,
        "file that holds the token, - for standard input"),
    row(Name::CaFile, Group::Api, "ca-file", &["NORTHFLANK_GATE_CA_FILE", "SSL_CERT_FILE"], Some("FILE"), None,
        "extra CA certificates (PEM) to trust"),
    row(Name::Format, Group::Output, "format", &["NORTHFLANK_GATE_FORMAT"], Some("NAME"), Some("auto"),
        "how to write the log: plain, github, gitlab, azure, teamcity, buildkite, or auto"),
    row(Name::LogLines, Group::Output, "log-lines", &["NORTHFLANK_GATE_LOG_LINES"], Some("N"), Some("auto"),
        "last lines of a failed build's log to show; auto: 50 in a log that is private"),
    row(Name::Json, Group::Output, "json", &["NORTHFLANK_GATE_JSON"], Some("FILE"), None,
        "write the result there as JSON too, - for standard output"),
    row(Name::Dotenv, Group::Output, "dotenv", &["NORTHFLANK_GATE_DOTENV"], Some("FILE"), None,
        "write the result there as KEY=value lines too, - for standard output"),
    row(Name::Junit, Group::Output, "junit", &["NORTHFLANK_GATE_JUNIT"], Some("FILE"), None,
        "write the result there as a JUnit report too, - for standard output"),
    row(Name::Quiet, Group::Output, "quiet", &["NORTHFLANK_GATE_QUIET"], None, Some("false"),
        "log the verdict and a line every five minutes"),
    row(Name::Verbose, Group::Output, "verbose", &["NORTHFLANK_GATE_VERBOSE"], None, Some("false"),
        "log each poll"),
];

impl Name {
    /// Its row in the table.
    #[must_use]
    pub fn row(self) -> &'static OptionRow {
        // The enumeration and the table are in the same order: a test says so.
        &OPTIONS[self as usize]
    }

    /// Its flag, with the dashes.
    #[must_use]
    pub fn flag(self) -> String {
        format!("--{}", self.row().flag)
    }
}

impl OptionRow {
    /// Whether it is a switch, which takes no value.
    #[must_use]
    pub const fn is_switch(&self) -> bool {
        self.value.is_none()
    }

    /// Whether it may be given several times.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        matches!(self.name, Name::JobId | Name::ServiceId)
    }

    /// Whether an empty value would widen the gate, so that it is an error even
    /// in a variable: somebody believed it to be set.
    #[must_use]
    pub const fn narrows(&self) -> bool {
        matches!(
            self.name,
            Name::Sha | Name::BuildId | Name::Branch | Name::PullRequest | Name::NotBefore
        )
    }

    /// Whether `--dotenv` writes an output of the same name under the option's
    /// variable.
    #[must_use]
    pub const fn is_output(&self) -> bool {
        matches!(
            self.name,
            Name::Sha | Name::BuildId | Name::Branch | Name::PullRequest
        )
    }
}

#[cfg(test)]
mod tests;
