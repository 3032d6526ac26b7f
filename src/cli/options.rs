//! The one table of options. The parser, `--help`, the README's reference and
//! `action.yml` follow it; a test holds them to it.

use self::OptionKind::{List, Switch, Value};

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionRow {
    /// Its name in the code.
    pub name: OptionName,
    /// The flag, without its dashes.
    pub flag: &'static str,
    /// The variables that it is read from, the first that is set.
    pub variables: &'static [&'static str],
    /// What it takes.
    pub kind: OptionKind,
    /// The default, as one would type it.
    pub default: Option<&'static str>,
    /// What it means, in a line.
    pub help: &'static str,
    /// The part of help that shows it.
    pub group: &'static str,
    /// What else holds of it.
    properties: &'static [Property],
}

/// What an option takes; the value as help shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// No value.
    Switch,
    /// One value.
    Value(&'static str),
    /// Several values: it may be given several times.
    List(&'static str),
}

/// What holds of some options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    /// [`OptionRow::narrows`]
    Narrows,
    /// [`OptionRow::is_output`]
    IsOutput,
}

/// The variables that the token is read from, the first that is set. It has no
/// flag: arguments show in process lists.
pub const TOKEN_VARIABLES: [&str; 2] = ["NORTHFLANK_API_TOKEN", "NORTHFLANK_API_KEY"];

/// The one table, in the order and the parts of help: the name in the code, the flag, the
/// variables, what it takes, the default, the meaning, the properties.
macro_rules! options {
    ($($group:literal {$(
        $name:ident: $flag:literal, [$($variable:literal),*], $kind:expr, $default:expr,
            $help:literal $(, $property:ident)*;
    )*})*) => {
        /// The options that take their value from a flag or a variable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum OptionName {
            $($(#[doc = concat!("`--", $flag, "`")] $name,)*)*
        }

        /// The table.
        pub const OPTIONS: [OptionRow; [$($($flag,)*)*].len()] = [$($(OptionRow {
            name: OptionName::$name,
            flag: $flag,
            variables: &[$($variable),*],
            kind: $kind,
            default: $default,
            help: $help,
            group: $group,
            properties: &[$(Property::$property),*],
        },)*)*];
    };
}

options! {
    "What to wait for" {
        ProjectId: "project-id", ["NORTHFLANK_PROJECT_ID"], Value("ID"), None,
            "Northflank project of the job or service";
        JobId: "job-id", ["NORTHFLANK_JOB_ID"], List("ID"), None,
            "Northflank job to watch; separate several by commas or spaces";
        ServiceId: "service-id", ["NORTHFLANK_SERVICE_ID"], List("ID"), None,
            "Northflank build or combined service to watch; separate several by commas or spaces";
        Sha: "sha", ["NORTHFLANK_GATE_SHA"], Value("SHA"), Some("auto"),
            "commit: 40 hexadecimal digits, or at least the first 7; auto: that of this CI run",
            Narrows, IsOutput;
        TeamId: "team-id", ["NORTHFLANK_TEAM_ID"], Value("ID"), None,
            "Northflank team, needed with an organisation token";
    }
    "Which build decides" {
        BuildId: "build-id", ["NORTHFLANK_GATE_BUILD_ID"], Value("ID"), Some("any"),
            "only the build with this id; needs exactly one job or service",
            Narrows, IsOutput;
        Latest: "latest", ["NORTHFLANK_GATE_LATEST"], Switch, Some("false"),
            "the newest build that matches, whatever its commit; needs --not-before";
        Branch: "branch", ["NORTHFLANK_GATE_BRANCH"], Value("NAME"), Some("any"),
            "only builds of this branch",
            Narrows, IsOutput;
        PullRequest: "pull-request", ["NORTHFLANK_GATE_PULL_REQUEST"], Value("N"), Some("any"),
            "only builds of this pull request",
            Narrows, IsOutput;
        NotBefore: "not-before", ["NORTHFLANK_GATE_NOT_BEFORE"], Value("TIME"), Some("any"),
            "leave out builds created earlier: RFC 3339, or how long ago (10m)",
            Narrows;
    }
    "How long to wait" {
        Timeout: "timeout", ["NORTHFLANK_GATE_TIMEOUT"], Value("DURATION"), Some("30m"),
            "how long to wait in all; 0s polls once";
        AppearTimeout: "appear-timeout", ["NORTHFLANK_GATE_APPEAR_TIMEOUT"], Value("DURATION"), Some("5m"),
            "how long until the API answers, then until each job or service has a build";
        RetryGrace: "retry-grace", ["NORTHFLANK_GATE_RETRY_GRACE"], Value("DURATION"), Some("0s"),
            "after a build that did not succeed, how long to wait for a newer one";
        Interval: "interval", ["NORTHFLANK_GATE_INTERVAL"], Value("DURATION"), Some("auto"),
            "time between polls of the list; auto: from how long past builds took";
        RequestTimeout: "request-timeout", ["NORTHFLANK_GATE_REQUEST_TIMEOUT"], Value("DURATION"), Some("30s"),
            "timeout of one HTTP request; with --timeout 0s, of all polls together";
    }
    "How to reach the API" {
        MaxPages: "max-pages", ["NORTHFLANK_GATE_MAX_PAGES"], Value("N"), Some("10"),
            "pages of 100 builds that one poll may read";
        ApiHost: "api-host", ["NORTHFLANK_API_HOST"], Value("URL"), Some("https://api.northflank.com"),
            "API host, https unless loopback";
        ApiKeyFile: "api-key-file", ["NORTHFLANK_API_KEY_FILE"], Value("FILE"), None,
            "file that holds the token (-: standard input)";
        CaFile: "ca-file", ["NORTHFLANK_GATE_CA_FILE", "SSL_CERT_FILE"], Value("FILE"), None,
            "extra CA certificates (PEM) to trust";
    }
    "Output" {
        Format: "format", ["NORTHFLANK_GATE_FORMAT"], Value("NAME"), Some("auto"),
            "how to write the log: plain, github, gitlab, azure, teamcity, buildkite, or auto";
        LogLines: "log-lines", ["NORTHFLANK_GATE_LOG_LINES"], Value("N"), Some("auto"),
            "last lines of a failed build's log to show; auto: 50 in a log that is private";
        Json: "json", ["NORTHFLANK_GATE_JSON"], Value("FILE"), None,
            "file for the result as JSON (-: standard output)";
        Dotenv: "dotenv", ["NORTHFLANK_GATE_DOTENV"], Value("FILE"), None,
            "file for the result as KEY=value lines (-: standard output)";
        Junit: "junit", ["NORTHFLANK_GATE_JUNIT"], Value("FILE"), None,
            "file for the result as a JUnit report (-: standard output)";
        Quiet: "quiet", ["NORTHFLANK_GATE_QUIET"], Switch, Some("false"),
            "log warnings, the verdict, and a line every five minutes";
        Verbose: "verbose", ["NORTHFLANK_GATE_VERBOSE"], Switch, Some("false"),
            "log each poll";
    }
}

impl OptionName {
    /// Its row in the table.
    #[must_use]
    pub fn row(self) -> &'static OptionRow {
        // The enumeration and the table are made of the same rows.
        &OPTIONS[self as usize]
    }

    /// Its flag, with the dashes.
    #[must_use]
    pub fn flag(self) -> String {
        format!("--{}", self.row().flag)
    }

    /// Its input of the action, for messages.
    #[must_use]
    pub fn input(self) -> String {
        format!("input {}", self.row().input())
    }
}

impl OptionRow {
    /// The kind of value, as help shows it; `None` for a switch.
    #[must_use]
    pub const fn value_name(&self) -> Option<&'static str> {
        match self.kind {
            OptionKind::Switch => None,
            OptionKind::Value(value) | OptionKind::List(value) => Some(value),
        }
    }

    /// The name of the action's input: the flag's, but that of the host is called as in
    /// the first-party action.
    #[must_use]
    pub fn input(&self) -> &'static str {
        if self.name == OptionName::ApiHost {
            "northflank-api-host"
        } else {
            self.flag
        }
    }

    /// Whether it is a switch, which takes no value.
    #[must_use]
    pub const fn is_switch(&self) -> bool {
        matches!(self.kind, OptionKind::Switch)
    }

    /// Whether it may be given several times.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        matches!(self.kind, OptionKind::List(_))
    }

    /// Whether an empty value would widen the gate, so that it is an error even
    /// in a variable: somebody believed it to be set.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.properties.contains(&Property::Narrows)
    }

    /// Whether `--dotenv` writes an output of the same name under the option's
    /// variable.
    #[must_use]
    pub fn is_output(&self) -> bool {
        self.properties.contains(&Property::IsOutput)
    }
}

#[cfg(test)]
mod tests;
