//! The first lines of the log: what is gated on, and where that came from.

use super::fact::{Fact, FactKind};
use super::sanitize::Sanitizer;
use crate::ci::{self, CiRun};
use crate::cli::config::Config;
use crate::cli::error::{UsageError, shown};
use crate::cli::options::{Name, OPTIONS, TOKEN_VARIABLES};
use crate::cli::provenance::Source;
use crate::cli::settings::Settings;
use crate::gate::criteria::{NotBefore, Selector};
use crate::model::build::Target;
use crate::model::duration;

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
        format!("up to {}", duration::exact(config.limits.timeout))
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

/// What of the options may be meant otherwise, or could be safer.
#[must_use]
pub fn warnings(config: &Config, sanitizer: &Sanitizer) -> Vec<Fact> {
    let mut warnings = Vec::new();
    if let Selector::Prefix(prefix) = &config.criteria.selector {
        warnings.push(warning(format!(
            "{} is the beginning of a commit: pass all 40 digits, which no other commit has",
            prefix.as_str()
        )));
    }
    if config.is_run_on_branch_any {
        warnings.push(warning(
            "--branch any stands for every branch, and this run is of a branch called any: \
             refs/heads/any stands for that"
                .to_owned(),
        ));
    }
    warnings.extend(
        config
            .warnings
            .iter()
            .map(|text| warning(sanitizer.line(text))),
    );
    warnings
}

const fn warning(text: String) -> Fact {
    Fact {
        target: None,
        kind: FactKind::Warning(text),
    }
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
        let origin = sanitizer.line(&config.origin);
        let commit = format!("{} (from {origin})", sha.as_str());
        lines.push(fact("commit", &commit));
    }
    for row in &OPTIONS {
        let found = if row.is_list() {
            settings.list(row.name)?
        } else {
            settings.get(row.name)?.into_iter().collect()
        };
        for setting in found {
            let source = match setting.given.source {
                Source::Flag => row.name.flag(),
                Source::Variable(variable) => variable.to_owned(),
                Source::Default => "default".to_owned(),
            };
            let value = if row.name == Name::ApiKeyFile {
                shown(&setting.value)
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
    let sourced =
        |value: &str, place: &str| format!("{} ({})", sanitizer.line(value), sanitizer.line(place));
    let commit = match run.commit() {
        Ok(commit) => sourced(commit.value.as_str(), &commit.place),
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
        facts.push(fact("ci-branch", &sourced(&branch.value, &branch.place)));
    }
    if let Some(number) = run.pull_request() {
        let number = sourced(&number.value.to_string(), &number.place);
        facts.push(fact("ci-pull-request", &number));
    }
    facts
}

fn fact(name: &str, value: &str) -> String {
    format!("  {name:16} {value}")
}

/// Where the token would be read from.
fn token(settings: Settings<'_>, sanitizer: &Sanitizer) -> Result<String, UsageError> {
    if let Some(file) = settings.get(Name::ApiKeyFile)? {
        return Ok(format!(
            "not shown (from the file {})",
            sanitizer.line(&shown(&file.value))
        ));
    }
    let variables = settings.variables();
    let mut set = TOKEN_VARIABLES
        .iter()
        .filter(|name| ci::set(variables, name).is_some());
    Ok(match set.next() {
        Some(variable) => format!("not shown ({variable})"),
        None => "none".to_owned(),
    })
}

fn which(config: &Config, sanitizer: &Sanitizer) -> String {
    let origin = sanitizer.line(&config.origin);
    match &config.criteria.selector {
        Selector::Commit(sha) => format!("commit {} ({origin})", sha.short()),
        Selector::Prefix(prefix) => {
            format!("the commit that begins with {} ({origin})", prefix.as_str())
        }
        Selector::Build(id) => format!("build {} ({origin})", sanitizer.line(id)),
        Selector::Latest => format!("the newest build, whatever its commit ({origin})"),
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
        NotBefore::Ago(ago) => {
            filters.push(format!("created in the last {}", duration::exact(ago)))
        }
    }
    filters.join(", ")
}
