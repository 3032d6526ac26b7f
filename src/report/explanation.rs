//! What `--explain` prints: the first lines of the log, then every option with its
//! value and where that came from. It must not show the token.

use super::header;
use super::sanitize::Sanitizer;
use crate::ci::{CiRun, LogFormat};
use crate::cli::config::Config;
use crate::cli::credentials::{self, TokenSource};
use crate::cli::error::UsageError;
use crate::cli::options::{OPTIONS, OptionName};
use crate::cli::provenance::Source;
use crate::cli::redact::without_secrets;
use crate::cli::settings::Settings;
use crate::gate::criteria::Selector;

/// The whole explanation.
///
/// # Errors
///
/// A value that is not allowed to be empty.
pub fn lines(
    config: &Config,
    settings: Settings<'_>,
    ci_run: Option<&CiRun<'_>>,
    format: LogFormat,
    sanitizer: &Sanitizer,
) -> Result<Vec<String>, UsageError> {
    let mut lines = header::lines(config, sanitizer);
    lines.push(String::new());
    lines.extend(ci_lines(ci_run, sanitizer));
    if let Selector::Commit(sha) = &config.criteria.selector {
        let source = sanitizer.line(&config.selector_source);
        let commit = format!("{} (from {source})", sha.as_str());
        lines.push(row("commit", &commit));
    }
    for option in &OPTIONS {
        let found = if option.is_list() {
            settings.list(option.name)?
        } else {
            settings.get(option.name)?.into_iter().collect()
        };
        for setting in found {
            let source = match setting.provenance.source {
                Source::Flag | Source::Variable(_) | Source::Input => setting.provenance.short(),
                Source::Default => "default".to_owned(),
            };
            let value = if option.name == OptionName::ApiKeyFile {
                without_secrets(&setting.value)
            } else if option.name == OptionName::Format && setting.value == "auto" {
                format!("auto: {}", format.name())
            } else {
                setting.value
            };
            let value = format!("{} ({source})", sanitizer.line(&value));
            lines.push(row(option.flag, &value));
        }
    }
    lines.push(row("token", &token(settings, sanitizer)?));
    let proxy = proxy(config, settings);
    lines.push(row("proxy", &sanitizer.line(&proxy)));
    for text in &config.warnings {
        lines.push(row("warning", &sanitizer.line(text)));
    }
    lines.push(String::new());
    lines.push("this explains the options alone: the API was not asked (--explain)".to_owned());
    Ok(lines)
}

/// What the CI system says of its run, and by which variables.
#[must_use]
pub fn ci_lines(ci_run: Option<&CiRun<'_>>, sanitizer: &Sanitizer) -> Vec<String> {
    let Some(run) = ci_run else {
        return vec![row("ci-system", "none that is known")];
    };
    let sourced = |value: &str, source: &str| {
        format!("{} ({})", sanitizer.line(value), sanitizer.line(source))
    };
    let commit = match run.commit() {
        Ok(commit) => sourced(commit.value.as_str(), &commit.source),
        Err(none) => format!("none: {}", sanitizer.line(&none.why)),
    };
    let mut rows = vec![
        row(
            "ci-system",
            &sourced(run.system.name, run.system.marker.variable()),
        ),
        row("ci-commit", &commit),
    ];
    if let Some(branch) = run.branch() {
        rows.push(row("ci-branch", &sourced(&branch.value, &branch.source)));
    }
    if let Some(number) = run.pull_request() {
        let number = sourced(&number.value.to_string(), &number.source);
        rows.push(row("ci-pull-request", &number));
    }
    rows
}

fn row(name: &str, value: &str) -> String {
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

/// The proxy on the way to the API, or why it cannot be used.
fn proxy(config: &Config, settings: Settings<'_>) -> String {
    match credentials::proxy(settings.variables(), &config.host) {
        Ok(Some((variable, proxy))) => format!("{} ({variable})", proxy.name()),
        Ok(None) => "none".to_owned(),
        Err(error) => format!("{}: {}", error.what, error.cause.unwrap_or_default()),
    }
}
