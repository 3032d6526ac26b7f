//! The first lines of the log: what is gated on, and where that came from.

use super::fact::{Fact, FactKind};
use super::sanitize::{Sanitizer, exact_duration};
use crate::ci::CiRun;
use crate::cli::config::Config;
use crate::cli::credentials::{self, TokenSource};
use crate::cli::error::UsageError;
use crate::cli::options::{OPTIONS, OptionName};
use crate::cli::provenance::Source;
use crate::cli::redact::without_secrets;
use crate::cli::settings::Settings;
use crate::gate::criteria::{NotBefore, Selector};
use crate::model::build::Target;

/// The first lines of the log.
#[must_use]
pub fn lines(config: &Config, sanitizer: &Sanitizer) -> Vec<String> {
    let names = config.targets.iter().map(Target::to_string);
    let targets: Vec<String> = names.map(|name| sanitizer.line(&name)).collect();
    let targets = targets.join(", ");
    let project = sanitizer.line(&config.project);
    let limits = if config.limits.is_single_round() {
        "a single round".to_owned()
    } else {
        format!("up to {}", exact_duration(config.limits.timeout))
    };
    vec![
        format!(
            "northflank-gate {}: {targets} in project {project}",
            env!("CARGO_PKG_VERSION")
        ),
        format!(
            "{}, {}, {limits}",
            which(config, sanitizer),
            filters(config, sanitizer)
        ),
    ]
}

/// What is worth a warning.
#[must_use]
pub fn warnings(config: &Config, sanitizer: &Sanitizer) -> Vec<Fact> {
    let warning = |text: &String| Fact {
        target: None,
        kind: FactKind::Warning(sanitizer.line(text)),
    };
    config.warnings.iter().map(warning).collect()
}

/// The first lines, then every option with its value and where that came from,
/// for `--explain`.
///
/// # Errors
///
/// A value that is not allowed to be empty.
pub fn explanation(
    config: &Config,
    settings: Settings<'_>,
    ci_run: Option<&CiRun<'_>>,
    sanitizer: &Sanitizer,
) -> Result<Vec<String>, UsageError> {
    let mut lines = lines(config, sanitizer);
    lines.push(String::new());
    lines.extend(ci_lines(ci_run, sanitizer));
    if let Selector::Commit(sha) = &config.criteria.selector {
        let source = sanitizer.line(&config.selector_source);
        let commit = format!("{} (from {source})", sha.as_str());
        lines.push(fact("commit", &commit));
    }
    for row in &OPTIONS {
        let found = if row.is_list() {
            settings.list(row.name)?
        } else {
            settings.get(row.name)?.into_iter().collect()
        };
        for setting in found {
            let source = match setting.provenance.source {
                Source::Flag => row.name.flag(),
                Source::Variable(variable) => variable.to_owned(),
                Source::Default => "default".to_owned(),
            };
            let value = if row.name == OptionName::ApiKeyFile {
                without_secrets(&setting.value)
            } else {
                setting.value
            };
            let value = format!("{} ({source})", sanitizer.line(&value));
            lines.push(fact(row.flag, &value));
        }
    }
    lines.push(fact("token", &token(settings, sanitizer)?));
    for text in &config.warnings {
        lines.push(fact("warning", &sanitizer.line(text)));
    }
    lines.push(String::new());
    lines.push("this explains the options alone: the API was not asked (--explain)".to_owned());
    Ok(lines)
}

/// What the CI system says of its run, and by which variables.
#[must_use]
pub fn ci_lines(ci_run: Option<&CiRun<'_>>, sanitizer: &Sanitizer) -> Vec<String> {
    let Some(run) = ci_run else {
        return vec![fact("ci-system", "none that is known")];
    };
    let sourced = |value: &str, source: &str| {
        format!("{} ({})", sanitizer.line(value), sanitizer.line(source))
    };
    let commit = match run.commit() {
        Ok(commit) => sourced(commit.value.as_str(), &commit.source),
        Err(none) => format!("none: {}", sanitizer.line(&none.why)),
    };
    let mut facts = vec![
        fact(
            "ci-system",
            &sourced(run.system.name, run.system.marker.variable()),
        ),
        fact("ci-commit", &commit),
    ];
    if let Some(branch) = run.branch() {
        facts.push(fact("ci-branch", &sourced(&branch.value, &branch.source)));
    }
    if let Some(number) = run.pull_request() {
        let number = sourced(&number.value.to_string(), &number.source);
        facts.push(fact("ci-pull-request", &number));
    }
    facts
}

fn fact(name: &str, value: &str) -> String {
    format!("  {name:16} {value}")
}

/// Where the token would be read from.
fn token(settings: Settings<'_>, sanitizer: &Sanitizer) -> Result<String, UsageError> {
    Ok(match credentials::token_source(settings)? {
        Some(TokenSource::File(setting)) => format!(
            "not shown (from the file {})",
            sanitizer.line(&without_secrets(&setting.value))
        ),
        Some(TokenSource::Variable(name, _)) => format!("not shown ({name})"),
        None => "none".to_owned(),
    })
}

fn which(config: &Config, sanitizer: &Sanitizer) -> String {
    let source = sanitizer.line(&config.selector_source);
    match &config.criteria.selector {
        Selector::Commit(sha) => format!("commit {} ({source})", sha.short()),
        Selector::Prefix(prefix) => {
            format!("the commit that begins with {} ({source})", prefix.as_str())
        }
        Selector::Build(id) => format!("build {} ({source})", sanitizer.line(id)),
        Selector::Latest => format!("the newest build, whatever its commit ({source})"),
    }
}

fn filters(config: &Config, sanitizer: &Sanitizer) -> String {
    let criteria = &config.criteria;
    let mut filters = vec![match &criteria.branch {
        Some(branch) => format!("branch {}", sanitizer.line(branch)),
        None => "any branch".to_owned(),
    }];
    if let Some(number) = criteria.pull_request {
        filters.push(format!("pull request {number}"));
    }
    match criteria.not_before {
        NotBefore::Any => {}
        NotBefore::At(start) => filters.push(format!("created at {start} or later")),
        NotBefore::Ago(ago) => filters.push(format!("created in the last {}", exact_duration(ago))),
    }
    filters.join(", ")
}
