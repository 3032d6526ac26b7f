//! The first lines of the log: what is gated on, and where that came from.

use super::foreign::{line, span};
use crate::ask::config::Config;
use crate::gate::build::Target;
use crate::gate::criteria::{NotBefore, Which};

/// The first lines of the log.
#[must_use]
pub fn lines(config: &Config) -> Vec<String> {
    let targets = list(&config.targets);
    let project = line(&config.project);
    let limits = if config.limits.is_single_round() {
        "a single round".to_owned()
    } else {
        format!("up to {}", span(config.limits.timeout))
    };
    vec![
        format!(
            "northflank-gate {}: {targets} in project {project}",
            env!("CARGO_PKG_VERSION")
        ),
        format!("{}, {}, {limits}", which(config), filters(config)),
    ]
}

/// Everything that a run would go by, for `--explain`.
#[must_use]
pub fn explanation(config: &Config) -> Vec<String> {
    let limits = &config.limits;
    let mut lines = lines(config);
    if let Which::Commit(sha) = &config.criteria.which {
        lines.push(format!("  the commit in full: {}", sha.as_str()));
    }
    lines.push(format!(
        "  a build must appear within {} (--appear-timeout)",
        span(limits.appear_timeout)
    ));
    lines.push(format!(
        "  a build that does not succeed is waited for {} more (--retry-grace)",
        span(limits.retry_grace)
    ));
    lines.push(format!("  asked would be {} (--api-host)", config.host));
    if let Some(team) = &config.team {
        lines.push(format!("  as team {} (--team-id)", line(team)));
    }
    lines.push("the API was not asked, and the gate was not tried (--explain)".to_owned());
    lines
}

/// What is waited for, in a few words: `12c15e7`.
#[must_use]
pub fn wanted(which: &Which) -> String {
    line(&which.to_string())
}

fn list(targets: &[Target]) -> String {
    let names: Vec<String> = targets
        .iter()
        .map(|target| line(&target.to_string()))
        .collect();
    names.join(", ")
}

fn which(config: &Config) -> String {
    let origin = line(&config.origin);
    let what = wanted(&config.criteria.which);
    match &config.criteria.which {
        Which::Commit(_) => format!("commit {what} ({origin})"),
        Which::Prefix(_) => format!("the commit that begins with {what} ({origin})"),
        Which::Build(_) => format!("{what} ({origin})"),
        Which::Latest => format!("the newest build, whatever its commit ({origin})"),
    }
}

fn filters(config: &Config) -> String {
    let criteria = &config.criteria;
    let mut filters = vec![match &criteria.branch {
        Some(branch) => format!("branch {}", line(branch)),
        None => "any branch".to_owned(),
    }];
    if let Some(number) = criteria.pull_request {
        filters.push(format!("pull request {number}"));
    }
    match criteria.not_before {
        NotBefore::Any => {}
        NotBefore::At(start) => filters.push(format!("created at {start} or later")),
        NotBefore::Ago(ago) => filters.push(format!("created in the last {} or later", span(ago))),
    }
    filters.join(", ")
}
