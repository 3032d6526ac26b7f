//! What the lists showed that explains a verdict: the build that a filter left
//! out, what was built instead, which build came after.
//!
//! It explains, and decides nothing.

use std::time::Duration;

use super::phrases::{on_branch, pages, status};
use super::sanitize::{Sanitizer, duration};
use crate::cli::config::Config;
use crate::gate::criteria::{Criteria, NotBefore, Selector, Sha};
use crate::gate::verdict::{TargetReport, Verdict};
use crate::model::build::{Build, Status};

/// GitHub builds what its merge queue holds on branches that begin so.
const MERGE_QUEUE: &str = "gh-readonly-queue/";

/// What may have kept a build from matching, and what is listed instead.
#[must_use]
pub fn absence(
    config: &Config,
    verdict: &Verdict,
    report: &TargetReport,
    safe: &Sanitizer,
) -> Option<String> {
    let mut causes = match &report.others.left_out {
        Some(build) => vec![left_out(&config.criteria, build, safe)],
        None => filters(&config.criteria, safe),
    };
    if report.hit_page_limit {
        let pages = pages(config.max_pages);
        causes.push(format!(
            "only the first {pages} of the list were read (--max-pages)"
        ));
    }
    causes.extend(listed_instead(config, verdict, report, safe));
    (!causes.is_empty()).then(|| causes.join("; "))
}

/// The newest build of all, and of the run's branch.
fn listed_instead(
    config: &Config,
    verdict: &Verdict,
    report: &TargetReport,
    safe: &Sanitizer,
) -> Vec<String> {
    if report.last_read.is_none() {
        return vec![];
    }
    let Some(newest) = report.others.newest() else {
        return vec!["no build at all is listed".to_owned()];
    };
    let left_out = report.others.left_out.as_ref().map(|build| &build.id);
    let mut listed = Vec::new();
    if left_out != Some(&newest.id) {
        listed.push(format!("newest listed: {}", described(newest, safe)));
    }
    if let Some(branch) = branch_of(config)
        && let Some(build) = report.others.newest_on(branch)
    {
        match since_the_start(verdict, build) {
            Some(age) => listed.push(format!(
                "{} was created {} after this run began: a later commit of {} may have been built instead",
                safe.line(&build.id),
                duration(age),
                safe.line(branch)
            )),
            None if build.id != newest.id => {
                listed.push(format!("newest on {}: {}", safe.line(branch), described(build, safe)));
            }
            None => {}
        }
    }
    listed
}

/// The branch that the gate or the run is about.
fn branch_of(config: &Config) -> Option<&String> {
    let branch = config.criteria.branch.as_ref();
    branch.or(config.run_branch.as_ref())
}

/// How long after the start of the run a build was created, where it was.
fn since_the_start(verdict: &Verdict, build: &Build) -> Option<Duration> {
    build.created.value()?.since(verdict.began?)
}

/// Whether the newest build of the run's branch came after the run began.
#[must_use]
pub fn is_later_commit_built(config: &Config, verdict: &Verdict, report: &TargetReport) -> bool {
    let newest = branch_of(config).and_then(|branch| report.others.newest_on(branch));
    newest.is_some_and(|build| since_the_start(verdict, build).is_some())
}

/// A build in a few words: `newer-hill-77 of abababa on main, BUILDING`.
fn described(build: &Build, safe: &Sanitizer) -> String {
    let sha = build.sha.value().and_then(|sha| Sha::parse(sha));
    let of = sha.map_or_else(String::new, |sha| format!(" of {}", sha.short()));
    format!(
        "{}{of}{}, {}",
        safe.line(&build.id),
        on_branch(build, safe),
        status(build, safe)
    )
}

/// Which filter leaves out a build that the selector means.
fn left_out(criteria: &Criteria, build: &Build, safe: &Sanitizer) -> String {
    let what = match &criteria.selector {
        Selector::Commit(sha) => format!("a build of {} exists", sha.short()),
        Selector::Prefix(prefix) => format!("a build of {} exists", prefix.as_str()),
        Selector::Build(id) => format!("the build {} exists", safe.line(id)),
        Selector::Latest => format!("the build {} exists", safe.line(&build.id)),
    };
    let mut why = Vec::new();
    if let Some(branch) = &criteria.branch
        && build.branch.value() != Some(branch)
    {
        let on = match build.branch.value() {
            Some(name) => format!("on {}", safe.line(name)),
            None => "without a branch".to_owned(),
        };
        why.push(format!(
            "{on}: --branch {} leaves it out",
            safe.line(branch)
        ));
    }
    if let Some(number) = criteria.pull_request
        && build.pull_request.value() != Some(&number)
    {
        let of = match build.pull_request.value() {
            Some(other) => format!("of pull request {other}"),
            None => "of no pull request".to_owned(),
        };
        why.push(format!("{of}: --pull-request {number} leaves it out"));
    }
    if why.is_empty() {
        why.push(too_early(criteria.not_before, build));
    }
    format!("{what} {}", why.join(", and "))
}

fn too_early(not_before: NotBefore, build: &Build) -> String {
    let created = build.created.value();
    let early = match (not_before, created) {
        (NotBefore::At(start), Some(&created)) => start.since(created),
        (NotBefore::At(_) | NotBefore::Any | NotBefore::Ago(_), _) => None,
    };
    match (early, created) {
        (Some(early), _) => format!("that was created {} before --not-before", duration(early)),
        (None, Some(created)) => format!("that was created at {created}, before --not-before"),
        (None, None) => {
            "that does not say when it was created: --not-before leaves it out".to_owned()
        }
    }
}

/// The filters, where no build is known that they leave out.
pub(super) fn filters(criteria: &Criteria, safe: &Sanitizer) -> Vec<String> {
    let mut filters = Vec::new();
    if let Some(branch) = &criteria.branch {
        let branch = safe.line(branch);
        filters.push(format!("only builds of branch {branch} count (--branch)"));
    }
    if let Some(number) = criteria.pull_request {
        filters.push(format!(
            "only builds of pull request {number} count (--pull-request)"
        ));
    }
    match criteria.not_before {
        NotBefore::Any => {}
        NotBefore::At(start) => {
            filters.push(format!(
                "builds created before {start} do not count (--not-before)"
            ));
        }
        NotBefore::Ago(ago) => filters.push(format!(
            "builds created more than {} before the start do not count (--not-before)",
            duration(ago)
        )),
    }
    filters
}

/// Northflank cancels a build when that of a newer commit comes; their times are of
/// two of its clocks.
const NEAR: Duration = Duration::from_secs(60);

/// The build of another commit of its branch that took the place of a cancelled one:
/// it was created while that one ran.
#[must_use]
pub fn superseded(report: &TargetReport, safe: &Sanitizer) -> Option<String> {
    let build = report.build.as_ref()?;
    if build.status.value() != Some(&Status::Aborted) {
        return None;
    }
    let newer = report.others.newest_on(build.branch.value()?)?;
    let (created, newer_created) = (*build.created.value()?, *newer.created.value()?);
    let is_newer = newer_created > created;
    let sha = |build: &Build| build.sha.value().and_then(|sha| Sha::parse(sha));
    let is_of_another_commit = sha(newer)? != sha(build)?;
    let was_there_at_the_end = build
        .concluded_at
        .is_none_or(|end| newer_created.since(end).is_none_or(|late| late <= NEAR));
    (is_newer && is_of_another_commit && was_there_at_the_end)
        .then(|| format!("superseded by {}", described(newer, safe)))
}

/// Whether the run is one of GitHub's merge queue.
#[must_use]
pub fn is_of_merge_queue(config: &Config) -> bool {
    let branches = [&config.criteria.branch, &config.run_branch];
    let mut branches = branches.into_iter().flatten();
    branches.any(|branch| branch.starts_with(MERGE_QUEUE))
}
