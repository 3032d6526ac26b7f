//! Invalid usage: what, why, and what to do.

use super::options::{Name, TOKEN_VARIABLES};
use super::provenance::Provenance;
use crate::ci::NoCommit;

/// What is wrong with the options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// A flag that does not exist.
    UnknownFlag {
        /// As it was typed.
        typed: String,
        /// The one that comes nearest.
        nearest: Option<String>,
    },
    /// A flag for the token. There is none.
    TokenFlag(String),
    /// An argument that is no flag.
    StrayArgument(String),
    /// A flag without its value.
    NoValue(String),
    /// An argument or a variable that is not UTF-8.
    NotUnicode(String),
    /// A flag given twice that counts once.
    Twice(Name),
    /// An empty value.
    Empty(Provenance),
    /// An empty element in a list of targets.
    EmptyElement(Provenance),
    /// A value that cannot be read.
    Unreadable {
        /// The option.
        given: Provenance,
        /// The value.
        value: String,
        /// What is wrong with it.
        why: String,
        /// What it should look like.
        hint: String,
    },
    /// A file that cannot be used.
    File {
        /// The option.
        given: Provenance,
        /// The path.
        path: String,
        /// What is wrong with it.
        why: String,
        /// What to do.
        hint: &'static str,
    },
    /// A required option.
    Missing(Name),
    /// Neither a job nor a service.
    NoTarget,
    /// No token, and what may be the reason, where something is known.
    NoToken(Option<String>),
    /// A token that cannot be one. It is not shown.
    BadToken {
        /// The variable or file it came from.
        source: String,
        /// What is wrong with it.
        why: String,
    },
    /// A proxy that cannot be used. It is not shown: it may hold a password.
    BadProxy {
        /// The variable it came from.
        variable: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Two selectors: one decides which build is meant.
    Selectors(Provenance, Provenance),
    /// These variables hold the result of an earlier gate.
    EarlierGate(Vec<&'static str>),
    /// `--quiet` and `--verbose`.
    QuietAndVerbose(Provenance, Provenance),
    /// `--build-id` with several targets.
    BuildOfSeveral(Provenance),
    /// `--latest` without `--not-before`.
    LatestOfAll(Provenance),
    /// The CI run does not say which commit it is about.
    NoCommit(NoCommit),
    /// Two files of which both are standard input.
    StandardInputTwice(Provenance, Provenance),
    /// The result file of this option is the file of another option or variable.
    SameFile(String, String),
    /// A result cannot be written where it was asked for.
    Unwritable {
        /// Where it was asked for.
        place: String,
        /// Why it cannot.
        why: String,
    },
}

impl UsageError {
    /// What is wrong.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::UnknownFlag { typed, .. } => format!("there is no option {}", shown(typed)),
            Self::TokenFlag(flag) => format!("there is no option {flag}"),
            Self::StrayArgument(text) => {
                format!("unexpected argument `{}`", shown(text))
            }
            Self::NoValue(flag) => format!("{flag} needs a value"),
            Self::NotUnicode(place) => format!("{place} is not UTF-8"),
            Self::Twice(name) => format!("{} is given twice", name.flag()),
            Self::Empty(given) => format!("{given} is empty"),
            Self::EmptyElement(given) => format!("an element of {given} is empty"),
            Self::Unreadable { given, value, .. } => {
                format!("{given} cannot be `{}`", shown(value))
            }
            Self::File { given, path, .. } => {
                format!("{given}: cannot use the file `{}`", shown(path))
            }
            Self::Missing(name) => format!("{} is missing", name.flag()),
            Self::NoTarget => "neither --job-id nor --service-id is given".to_owned(),
            Self::NoToken(_) => "there is no API token".to_owned(),
            Self::BadToken { source, .. } => format!("the API token from {source} cannot be one"),
            Self::BadProxy { variable, .. } => format!("the proxy from {variable} cannot be used"),
            Self::Selectors(one, other)
            | Self::QuietAndVerbose(one, other)
            | Self::StandardInputTwice(one, other) => {
                format!("{one} and {other} exclude each other")
            }
            Self::EarlierGate(variables) => {
                let all = variables.join(", ");
                format!("the result of an earlier gate stands in {all}")
            }
            Self::SameFile(name, other) => format!("{name} and {other} are the same file"),
            Self::Unwritable { place, .. } => {
                format!("the result cannot be written to {}", shown(place))
            }
            Self::BuildOfSeveral(given) => format!("{given} takes one target"),
            Self::LatestOfAll(given) => format!("{given} needs --not-before"),
            Self::NoCommit(_) => "--sha auto cannot tell which commit is meant".to_owned(),
        }
    }

    /// Why it is wrong, where that is not plain.
    #[must_use]
    pub fn cause(&self) -> Option<String> {
        let cause = match self {
            Self::Empty(given) => return empty(*given),
            Self::BadProxy { why, .. } => (*why).to_owned(),
            Self::TokenFlag(_) => {
                "arguments show in process lists and in logs, so the token is never one".to_owned()
            }
            Self::NoToken(why) => return why.clone(),
            Self::EmptyElement(_) => {
                "is the variable behind it set? without it, the gate would wait for less".to_owned()
            }
            Self::Unreadable { why, .. }
            | Self::File { why, .. }
            | Self::BadToken { why, .. }
            | Self::Unwritable { why, .. }
            | Self::NoCommit(NoCommit { why, .. }) => why.clone(),
            Self::Selectors(..) => {
                "exactly one of --sha, --build-id and --latest decides which build is meant"
                    .to_owned()
            }
            Self::EarlierGate(_) => {
                "NORTHFLANK_GATE_RESULT is set: an earlier gate wrote these variables, and they must not choose what this gate waits for"
                    .to_owned()
            }
            Self::SameFile(..) => {
                "what is written to the one would be lost in the other".to_owned()
            }
            Self::StandardInputTwice(..) => "standard input can be read once".to_owned(),
            Self::BuildOfSeveral(_) => "a build belongs to one job or service".to_owned(),
            Self::LatestOfAll(_) => {
                "without it, a build from last year would open the gate".to_owned()
            }
            Self::UnknownFlag { .. }
            | Self::StrayArgument(_)
            | Self::NoValue(_)
            | Self::NotUnicode(_)
            | Self::Twice(_)
            | Self::Missing(_)
            | Self::NoTarget
            | Self::QuietAndVerbose(..) => return None,
        };
        Some(cause)
    }

    /// What to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownFlag { nearest: Some(flag), .. } => format!("did you mean {flag}?"),
            Self::UnknownFlag { nearest: None, .. } | Self::StrayArgument(_) | Self::NotUnicode(_) => {
                "northflank-gate --help lists the options".to_owned()
            }
            Self::NoValue(flag) => format!("northflank-gate --help says what {flag} takes"),
            Self::Twice(name) => format!("give {} once", name.flag()),
            Self::Empty(given) => match given.name.row().default {
                Some("any") => "give it a value, or `any` for no filter".to_owned(),
                Some(default) => format!("give it a value, or `{default}`"),
                None => "give it a value, or leave it out".to_owned(),
            },
            Self::BadProxy { variable, .. } => {
                format!("set {variable} to an http proxy, or name the API host in NO_PROXY")
            }
            Self::EmptyElement(_) => "name the targets, each once".to_owned(),
            Self::Unreadable { hint, .. } => hint.clone(),
            Self::File { hint, .. } => (*hint).to_owned(),
            Self::Missing(name) => {
                let row = name.row();
                format!("pass {} {}, or set {}", name.flag(), row.value.unwrap_or_default(), row.variables[0])
            }
            Self::NoTarget => "pass --job-id ID or --service-id ID, or set NORTHFLANK_JOB_ID or NORTHFLANK_SERVICE_ID".to_owned(),
            Self::TokenFlag(_) | Self::NoToken(_) => format!(
                "set {} (in the action: northflank-api-key), or pass --api-key-file FILE",
                TOKEN_VARIABLES[0]
            ),
            Self::BadToken { .. } => "pass the token as Northflank shows it, and nothing else".to_owned(),
            Self::EarlierGate(variables) => format!(
                "in GitLab give this job `dependencies: []`, or `artifacts: false` under `needs`; elsewhere unset {}; pass by its flag what this gate is to wait for",
                variables.join(" ")
            ),
            Self::Selectors(..) | Self::QuietAndVerbose(..) | Self::StandardInputTwice(..) => "leave one of them out".to_owned(),
            Self::SameFile(name, _) => format!("give {name} a file of its own"),
            Self::Unwritable { .. } => "check the path, its permissions and the disk".to_owned(),
            Self::BuildOfSeveral(_) => "run the gate once for each build".to_owned(),
            Self::LatestOfAll(_) => "pass --not-before 10m, or the time at which the pipeline started".to_owned(),
            Self::NoCommit(none) => {
                let option = none.sha_option.as_deref().unwrap_or("--sha SHA");
                format!("pass the commit: {option}")
            }
        }
    }
}

/// Why an empty value is an error.
fn empty(given: Provenance) -> Option<String> {
    let why = "it is given, but empty: is the variable behind it set?";
    given.name.row().narrows().then(|| why.to_owned())
}

/// A value as it was typed, unless it may be a secret: a token ends up in the
/// wrong place easily. Tokens are JSON Web Tokens, which hold `eyJ`, or begin
/// with `nf-`; what holds either and is as long as a token is not shown, nor are
/// the credentials of an address.
#[must_use]
pub fn shown(value: &str) -> String {
    const MIN_SECRET: usize = 20;
    let is_secret = |piece: &str| {
        let marks = ["nf-", "eyJ"];
        marks.iter().any(|mark| piece.contains(mark)) && piece.len() >= MIN_SECRET
    };
    let address = match value.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((_, host)) => format!("{scheme}://…@{host}"),
            None => value.to_owned(),
        },
        None => match value.rsplit_once('@') {
            Some((credentials, host)) if credentials.contains(':') => format!("…@{host}"),
            Some(_) | None => value.to_owned(),
        },
    };
    if address.split('/').any(is_secret) {
        "…".to_owned()
    } else {
        address
    }
}

#[cfg(test)]
mod tests;
