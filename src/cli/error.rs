//! Invalid usage: what, why, and what to do. Each error is made here, in words. They call
//! an option by its flag, which becomes the input where the action's errors are written
//! ([`super::inputs`]); an error that needs another sentence there is told so.

use super::inputs;
use super::options::{OptionName, TOKEN_VARIABLES};
use super::provenance::Provenance;
use super::redact::{up_to_token, without_secrets};
use super::topic::Topic;
use crate::ci::{NoCommit, SHA_OPTION};

/// What is wrong with the options.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError {
    /// What is wrong.
    pub what: String,
    /// Why it is wrong, where that is not obvious.
    pub cause: Option<String>,
    /// What to do.
    pub hint: String,
    /// The section of the README that says more, where there is one.
    pub topic: Option<Topic>,
}

const HELP_LISTS: &str = "northflank-gate --help lists the options";

impl UsageError {
    fn new(what: String, hint: &str) -> Self {
        Self {
            what,
            cause: None,
            hint: hint.to_owned(),
            topic: None,
        }
    }

    fn because(self, cause: &str) -> Self {
        self.because_of(Some(cause.to_owned()))
    }

    fn because_of(mut self, cause: Option<String>) -> Self {
        self.cause = cause;
        self
    }

    fn about(mut self, topic: Topic) -> Self {
        self.topic = Some(topic);
        self
    }

    /// A flag that does not exist, as far as it may be shown, and the one that comes nearest.
    pub fn unknown_flag(shown: &str, nearest: Option<&str>) -> Self {
        let meant = nearest.map(|flag| format!("did you mean --{flag}?"));
        let what = format!("there is no option {shown}");
        Self::new(what, meant.as_deref().unwrap_or(HELP_LISTS))
    }

    /// A flag for the token, as far as it may be shown. There is none.
    pub fn token_flag(flag: &str) -> Self {
        Self::new(format!("there is no option {flag}"), &set_token())
            .because("arguments show in process lists and in logs, so the token is never one")
            .about(Topic::NoToken)
    }

    /// An argument that is no flag.
    pub fn stray_argument(text: &str) -> Self {
        let hint = match text {
            "true" => "a switch takes its value after `=` only: --quiet=true, or --quiet alone",
            "false" => "a switch takes its value after `=` only: --quiet=false",
            _ => HELP_LISTS,
        };
        let shown = without_secrets(text);
        let shown = match up_to_token(&shown) {
            Some(start) if shown[start.len()..].starts_with(['=', ':', ' ']) => format!("{start}…"),
            Some(_) | None => shown,
        };
        Self::new(format!("unexpected argument `{shown}`"), hint)
    }

    /// A flag without its value.
    pub fn no_value(name: OptionName) -> Self {
        let flag = name.flag();
        let hint = format!(
            "pass a value: put a variable in quotes, and write a value that begins with a dash as {flag}=VALUE"
        );
        Self::new(format!("{flag} has no value"), &hint)
            .because("an option or nothing follows it: is the variable behind it set?")
            .about(Topic::Empty)
    }

    /// A value that is not UTF-8.
    pub fn not_unicode(provenance: Provenance) -> Self {
        let what = format!("the value of {provenance} is not UTF-8");
        Self::new(what, HELP_LISTS)
    }

    /// A flag given twice that counts once.
    pub fn twice(name: OptionName) -> Self {
        let flag = name.flag();
        let what = format!("{flag} is given twice");
        Self::new(what, &format!("give {flag} once"))
    }

    /// An empty value.
    pub fn empty(provenance: Provenance) -> Self {
        let row = provenance.name.row();
        let hint = match row.default {
            Some("any") => "give it a value, or `any` for no filter".to_owned(),
            Some(default) => format!("give it a value, or `{default}`"),
            None if provenance.name == OptionName::ProjectId => "give it a value".to_owned(),
            None => "give it a value, or leave it out".to_owned(),
        };
        Self::new(format!("{provenance} is empty"), &hint)
            .because("it is given, but empty: is the variable behind it set?")
            .about(Topic::Empty)
    }

    /// An empty element in a list of targets.
    pub fn empty_element(provenance: Provenance) -> Self {
        let what = format!("an element of {provenance} is empty");
        Self::new(what, "name the targets, each once")
            .because("is the variable behind it set? without it, the gate would wait for less")
            .about(Topic::Empty)
    }

    /// A value that cannot be read: what is wrong with it, and what it should look
    /// like.
    pub fn unreadable(provenance: Provenance, value: &str, why: &str, hint: &str) -> Self {
        let what = format!("{provenance} cannot be `{}`", without_secrets(value));
        Self::new(what, hint).because(why)
    }

    /// The name of a variable in place of its value.
    pub fn not_replaced(provenance: Provenance, value: &str) -> Self {
        let hint =
            "write it as this CI system replaces variables; a shell replaces none in single quotes";
        let why = "it is the name of a variable, which nothing replaced by a value";
        Self::unreadable(provenance, value, why, hint)
    }

    /// A file that cannot be used: what is wrong with it, and what to do.
    pub fn file(provenance: Provenance, path: &str, why: &str, hint: &str) -> Self {
        let path = without_secrets(path);
        let what = format!("{provenance}: cannot use the file `{path}`");
        Self::new(what, hint).because(why)
    }

    /// A required option.
    pub fn missing(name: OptionName, is_action: bool, why: Option<String>) -> Self {
        let (flag, row) = (name.flag(), name.row());
        let (value, variable) = (row.value_name().unwrap_or_default(), row.variables[0]);
        let hint = if is_action {
            "give it a value".to_owned()
        } else {
            format!("pass {flag} {value}, or set {variable}")
        };
        Self::new(format!("{flag} is missing"), &hint).because_of(why)
    }

    /// Neither a job nor a service.
    pub fn no_target(is_action: bool, why: Option<String>) -> Self {
        let hint = if is_action {
            "give one of them a value"
        } else {
            "pass --job-id ID or --service-id ID, or set NORTHFLANK_JOB_ID or NORTHFLANK_SERVICE_ID"
        };
        let what = "neither --job-id nor --service-id is given".to_owned();
        Self::new(what, hint).because_of(why)
    }

    /// No token, and what may be the reason, where something is known.
    pub fn no_token(is_action: bool, why: Option<String>) -> Self {
        let hint = if is_action {
            format!("give {} a value", inputs::TOKEN)
        } else {
            set_token()
        };
        Self::new("there is no API token".to_owned(), &hint)
            .because_of(why)
            .about(Topic::NoToken)
    }

    /// What a variable or a file holds in place of a token. It is not shown.
    pub fn bad_token(source: &str, why: &str) -> Self {
        let what = format!("{source} does not hold an API token");
        let hint = "pass the token as Northflank shows it, and nothing else";
        Self::new(what, hint).because(why).about(Topic::BadToken)
    }

    /// A proxy that cannot be used. It is not shown: it may hold a password.
    pub fn bad_proxy(variable: &str, why: &str) -> Self {
        let hint = format!("set {variable} to an http proxy, or name the API host in NO_PROXY");
        Self::new(format!("the proxy from {variable} cannot be used"), &hint).because(why)
    }

    /// Two options of which one must go.
    pub fn exclusive(one: Provenance, other: Provenance) -> Self {
        let what = format!("{one} and {other} are mutually exclusive");
        Self::new(what, "leave one of them out")
    }

    /// Two selectors: one decides which build is meant.
    pub fn selectors(one: Provenance, other: Provenance) -> Self {
        Self::exclusive(one, other)
            .because("exactly one of sha, build-id and latest decides which build is meant")
    }

    /// Two files of which both are standard input.
    pub fn standard_input_twice(one: Provenance, other: Provenance) -> Self {
        Self::exclusive(one, other).because("standard input can be read once")
    }

    /// These variables hold the result of an earlier gate.
    pub fn earlier_gate(variables: &[&str]) -> Self {
        let names = variables.join(", ");
        let what = format!("the result of an earlier gate stands in {names}");
        let hint = format!(
            "in GitLab give this job `dependencies: []`, or `artifacts: false` under `needs`; elsewhere unset {}; or pass this gate's own values as flags",
            variables.join(" ")
        );
        Self::new(what, &hint).because("NORTHFLANK_GATE_RESULT is set: an earlier gate wrote these variables, and they must not choose what this gate waits for")
    }

    /// `--build-id` with several targets.
    pub fn build_of_several(provenance: Provenance) -> Self {
        let what = format!("{provenance} takes one target");
        Self::new(what, "run the gate once for each build")
            .because("a build belongs to one job or service")
    }

    /// `--latest` without `--not-before`.
    pub fn latest_of_all(provenance: Provenance) -> Self {
        let what = format!("{provenance} needs --not-before");
        let hint = "pass --not-before 10m, or the time at which the pipeline started";
        Self::new(what, hint).because("without it, a build from last year would open the gate")
    }

    /// The CI run does not say which commit it is about. No shell replaces what stands in
    /// an input.
    pub fn no_commit(none: &NoCommit, is_action: bool) -> Self {
        let option = none.sha_option.as_deref();
        let option = option.filter(|option| !(is_action && option.contains('$')));
        let option = option.unwrap_or(SHA_OPTION);
        let what = "--sha auto cannot tell which commit is meant".to_owned();
        Self::new(what, &format!("pass the commit: {option}"))
            .because(&none.why)
            .about(Topic::NoCommit)
    }

    /// The result file of this option is the file of another option or variable.
    pub fn same_file(name: &str, other: &str) -> Self {
        let what = format!("{name} and {other} are the same file");
        Self::new(what, &format!("give {name} a file of its own"))
            .because("what is written to the one would be lost in the other")
    }

    /// A result cannot be written where it was asked for.
    pub fn unwritable(label: &str, why: &str) -> Self {
        let what = format!("the result cannot be written to {}", without_secrets(label));
        Self::new(what, "check the path, its permissions and the disk").because(why)
    }
}

fn set_token() -> String {
    format!("set {}, or pass --api-key-file FILE", TOKEN_VARIABLES[0])
}
