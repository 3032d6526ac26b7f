//! The first lines of the log: what is gated on, and where that came from.

use super::fact::{Fact, FactKind};
use super::sanitize::Sanitizer;
use crate::cli::config::Config;
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
        "polled once".to_owned()
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

/// What is worth a warning.
#[must_use]
pub fn warnings(config: &Config) -> Vec<Fact> {
    let warning = |text: &String| Fact {
        target: None,
        kind: FactKind::Warning(text.clone()),
    };
    config.warnings.iter().map(warning).collect()
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
        NotBefore::Ago(ago) => {
            filters.push(format!("created in the last {}", duration::exact(ago)));
        }
    }
    filters.join(", ")
}
