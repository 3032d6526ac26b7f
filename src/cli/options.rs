//! The one table of options. The parser, `--help`, the README's reference and
//! `action.yml` follow it; a test holds them to it.

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionRow {
    /// Which it is.
    pub name: OptionName,
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
    /// The part of help that shows it.
    pub group: &'static str,
}

/// The variables that the token is read from, the first that is set. It has no
/// flag: arguments show in process lists.
pub const TOKEN_VARIABLES: [&str; 2] = ["NORTHFLANK_API_TOKEN", "NORTHFLANK_API_KEY"];

/// The one table, in the order and the parts of help: the name in the code, the flag, the
/// variables, the kind of value, the default, the meaning.
macro_rules! options {
    ($($group:literal {$(
        $name:ident: $flag:literal, [$($variable:literal),*], $value:expr, $default:expr,
            $help:literal;
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
            value: $value,
            default: $default,
            help: $help,
            group: $group,
        },)*)*];
    };
}

options! {
    "What to wait for" {
        ProjectId: "project-id", ["NORTHFLANK_PROJECT_ID"], Some("ID"), None,
            "project of the job or service";
        JobId: "job-id", ["NORTHFLANK_JOB_ID"], Some("ID"), None,
            "job to watch; several: separated by commas or white space";
        ServiceId: "service-id", ["NORTHFLANK_SERVICE_ID"], Some("ID"), None,
            "build or combined service to watch; several: as for jobs";
        Sha: "sha", ["NORTHFLANK_GATE_SHA"], Some("SHA"), Some("auto"),
            "commit: 40 hexadecimal digits, or at least the first 7; auto: that of this CI run";
        TeamId: "team-id", ["NORTHFLANK_TEAM_ID"], Some("ID"), None,
            "team, needed with an organisation token";
    }
    "Which build decides" {
        BuildId: "build-id", ["NORTHFLANK_GATE_BUILD_ID"], Some("ID"), Some("any"),
            "only the build with this id; for one job or service";
        Latest: "latest", ["NORTHFLANK_GATE_LATEST"], None, Some("false"),
            "the newest build that matches, whatever its commit; needs --not-before";
        Branch: "branch", ["NORTHFLANK_GATE_BRANCH"], Some("NAME"), Some("any"),
            "only builds of this branch";
        PullRequest: "pull-request", ["NORTHFLANK_GATE_PULL_REQUEST"], Some("N"), Some("any"),
            "only builds of this pull request";
        NotBefore: "not-before", ["NORTHFLANK_GATE_NOT_BEFORE"], Some("TIME"), Some("any"),
            "leave out builds created earlier: RFC 3339, or how long ago (10m)";
    }
    "How long to wait" {
        Timeout: "timeout", ["NORTHFLANK_GATE_TIMEOUT"], Some("DURATION"), Some("30m"),
            "how long to wait in all; 0s polls once";
        AppearTimeout: "appear-timeout", ["NORTHFLANK_GATE_APPEAR_TIMEOUT"], Some("DURATION"), Some("5m"),
            "how long until the API answers and each target has a matching build";
        RetryGrace: "retry-grace", ["NORTHFLANK_GATE_RETRY_GRACE"], Some("DURATION"), Some("0s"),
            "after a build that did not succeed, how long to wait for a newer one";
        Interval: "interval", ["NORTHFLANK_GATE_INTERVAL"], Some("DURATION"), Some("auto"),
            "time between polls of the list; auto: by how long builds took before";
        RequestTimeout: "request-timeout", ["NORTHFLANK_GATE_REQUEST_TIMEOUT"], Some("DURATION"), Some("30s"),
            "timeout of one HTTP request";
    }
    "How to reach the API" {
        MaxPages: "max-pages", ["NORTHFLANK_GATE_MAX_PAGES"], Some("N"), Some("10"),
            "pages of 100 builds that one poll may read";
        ApiHost: "api-host", ["NORTHFLANK_API_HOST"], Some("URL"), Some("https://api.northflank.com"),
            "API host, https unless loopback";
        ApiKeyFile: "api-key-file", ["NORTHFLANK_API_KEY_FILE"], Some("FILE"), None,
            "file that holds the token, - for standard input";
        CaFile: "ca-file", ["NORTHFLANK_GATE_CA_FILE", "SSL_CERT_FILE"], Some("FILE"), None,
            "extra CA certificates (PEM) to trust";
    }
    "Output" {
        Format: "format", ["NORTHFLANK_GATE_FORMAT"], Some("NAME"), Some("auto"),
            "how to write the log: plain, github, gitlab, azure, teamcity, buildkite, or auto";
        LogLines: "log-lines", ["NORTHFLANK_GATE_LOG_LINES"], Some("N"), Some("auto"),
            "last lines of a failed build's log to show; auto: 50 in a log that is private";
        Json: "json", ["NORTHFLANK_GATE_JSON"], Some("FILE"), None,
            "write the result there as JSON too, - for standard output";
        Dotenv: "dotenv", ["NORTHFLANK_GATE_DOTENV"], Some("FILE"), None,
            "write the result there as KEY=value lines too, - for standard output";
        Junit: "junit", ["NORTHFLANK_GATE_JUNIT"], Some("FILE"), None,
            "write the result there as a JUnit report too, - for standard output";
        Quiet: "quiet", ["NORTHFLANK_GATE_QUIET"], None, Some("false"),
            "log the verdict and a line every five minutes";
        Verbose: "verbose", ["NORTHFLANK_GATE_VERBOSE"], None, Some("false"),
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
        matches!(self.name, OptionName::JobId | OptionName::ServiceId)
    }

    /// Whether an empty value would widen the gate, so that it is an error even
    /// in a variable: somebody believed it to be set.
    #[must_use]
    pub const fn narrows(&self) -> bool {
        matches!(
            self.name,
            OptionName::Sha
                | OptionName::BuildId
                | OptionName::Branch
                | OptionName::PullRequest
                | OptionName::NotBefore
        )
    }

    /// Whether `--dotenv` writes an output of the same name under the option's
    /// variable.
    #[must_use]
    pub const fn is_output(&self) -> bool {
        matches!(
            self.name,
            OptionName::Sha | OptionName::BuildId | OptionName::Branch | OptionName::PullRequest
        )
    }
}

#[cfg(test)]
mod tests;
