//! What the lists showed that explains a verdict: the build that a filter left
//! out, what was built instead, which build came after.
//!
//! It explains, and decides nothing.

use std::time::Duration;

use super::EndedRun;
use super::notes::MAX_AGE;
use crate::cli::config::Config;
use crate::gate::criteria::{Criteria, NotBefore, Selector};
use crate::gate::verdict::{Incomplete, TargetReport};
use crate::model::build::{Build, Field, Status};
use crate::model::duration;
use crate::report::phrases::{counted, incomplete, on_branch, status};
use crate::report::sanitize::Sanitizer;

/// GitHub builds what its merge queue holds on branches that begin so.
const MERGE_QUEUE: &str = "gh-readonly-queue/";

/// What may have kept a build from matching, and what is listed instead.
pub(super) fn absence_cause(run: &EndedRun<'_>) -> Option<String> {
    let (config, report) = (run.config, run.deciding());
    let mut causes = match &report.others.left_out {
        Some(build) => vec![left_out_text(run, build)],
        None => filters(&config.criteria, run.sanitizer),
    };
    if report.hit_page_limit {
        let pages = counted(config.max_pages, "page");
        causes.push(format!(
            "no more than {pages} of the list could be read (--max-pages)"
        ));
    }
    match &report.incomplete {
        Some(
            gap @ (Incomplete::Unreadable { .. } | Incomplete::LostCursor | Incomplete::Stale(_)),
        ) => {
            causes.push(incomplete(gap, config.max_pages, run.sanitizer));
        }
        // Said above.
        Some(Incomplete::PageLimit) | None => {}
    }
    causes.extend(listed_instead(run));
    (!causes.is_empty()).then(|| causes.join("; "))
}

/// The newest build of all, and of the run's branch.
fn listed_instead(run: &EndedRun<'_>) -> Vec<String> {
    let (report, sanitizer) = (run.deciding(), run.sanitizer);
    if report.last_read.is_none() {
        return vec![];
    }
    let Some(newest) = report.others.newest() else {
        return match report.incomplete {
            None => vec!["no build at all is listed".to_owned()],
            Some(_) => vec![],
        };
    };
    let mut listed = Vec::new();
    if !is_left_out(report, newest) {
        listed.push(format!("newest listed: {}", dated(run, newest)));
    }
    let Some(branch) = branch_of(run.config) else {
        return listed;
    };
    if let Some((build, age)) = later_commit(run) {
        listed.push(format!(
            "{} was created {} after this run began: a later commit of {} may have been built instead",
            sanitizer.line(&build.id),
            duration::short(age),
            sanitizer.line(branch)
        ));
    } else if let Some(build) = report.others.newest_on(branch)
        && build.id != newest.id
        && !is_left_out(report, build)
    {
        let build = dated(run, build);
        listed.push(format!("newest on {}: {build}", sanitizer.line(branch)));
    }
    listed
}

/// A build in a few words, and how long before the run it was created, where that is
/// long or too early for `--not-before`.
fn dated(run: &EndedRun<'_>, build: &Build) -> String {
    let created = build.created.value();
    let age = created.and_then(|&created| run.verdict.began?.since(created));
    let age = match age {
        // Rounded down, it would contradict the filter.
        Some(age) if !age.is_zero() && too_early_text(run, build).is_some() => {
            Some(duration::rounded_up(age))
        }
        Some(age) if age > MAX_AGE => Some(duration::short(age)),
        Some(_) | None => None,
    };
    let age = age.map(|age| format!(", created {age} before this run began"));
    described(build, run.sanitizer) + &age.unwrap_or_default()
}

fn is_left_out(report: &TargetReport, build: &Build) -> bool {
    let left_out = report.others.left_out.as_ref();
    left_out.is_some_and(|left_out| left_out.id == build.id)
}

/// The branch that the gate or the run is about.
fn branch_of(config: &Config) -> Option<&String> {
    let branch = config.criteria.branch.as_ref();
    branch.or(config.run_branch.as_ref())
}

/// The newest build of another commit of the run's branch that was created after
/// the run began, and how long after.
pub(super) fn later_commit<'r>(run: &EndedRun<'r>) -> Option<(&'r Build, Duration)> {
    let branch = branch_of(run.config)?;
    let is_another = |build: &&Build| {
        build.branch.value() == Some(branch)
            && is_of_another_commit(&run.config.criteria.selector, build)
            && !is_left_out(run.deciding(), build)
            && is_first_of_its_commit(run.deciding(), build)
    };
    let build = run.deciding().others.recent.iter().find(is_another)?;
    Some((build, build.created.value()?.since(run.verdict.began?)?))
}

/// Whether no older build of its commit is listed: else somebody built that commit
/// again, which need not be a later one.
fn is_first_of_its_commit(report: &TargetReport, build: &Build) -> bool {
    let is_older = |other: &Build| {
        other.commit() == build.commit() && other.created.value() < build.created.value()
    };
    !report.others.recent.iter().any(is_older)
}

/// Whether a build is of a commit, and not of the one that is meant.
fn is_of_another_commit(selector: &Selector, build: &Build) -> bool {
    build.commit().is_some_and(|sha| match selector {
        Selector::Commit(wanted) => sha != *wanted,
        Selector::Prefix(prefix) => !prefix.begins(&sha),
        Selector::Build(_) | Selector::Latest => false,
    })
}

/// A build in a few words: `newer-hill-77 of abababa on main, BUILDING`.
fn described(build: &Build, sanitizer: &Sanitizer) -> String {
    format!(
        "{}{}, {}",
        named(build, sanitizer),
        on_branch(build, sanitizer),
        status(build, sanitizer)
    )
}

/// A build by its id, and its commit where it says one: `newer-hill-77 of abababa`.
fn named(build: &Build, sanitizer: &Sanitizer) -> String {
    let of = build
        .commit()
        .map_or_else(String::new, |sha| format!(" of {}", sha.short()));
    format!("{}{of}", sanitizer.line(&build.id))
}

/// Which filter leaves out a build that the selector means.
fn left_out_text(run: &EndedRun<'_>, build: &Build) -> String {
    let (criteria, sanitizer) = (&run.config.criteria, run.sanitizer);
    let mut why = Vec::new();
    if let Some(branch) = &criteria.branch
        && build.branch.value() != Some(branch)
        && build.branch != Field::Unreadable
    {
        let on = match build.branch.value() {
            Some(name) => format!("is on {}", sanitizer.line(name)),
            None => "is without a branch".to_owned(),
        };
        why.push(format!(
            "{on}: --branch {} leaves it out",
            sanitizer.line(branch)
        ));
    }
    if let Some(number) = criteria.pull_request
        && build.pull_request.value() != Some(&number)
        && build.pull_request != Field::Unreadable
    {
        let of = match build.pull_request.value() {
            Some(other) => format!("is of pull request {other}"),
            None => "is of no pull request".to_owned(),
        };
        why.push(format!("{of}: --pull-request {number} leaves it out"));
    }
    why.extend(too_early_text(run, build));
    if why.is_empty() {
        let created = build.created.value();
        why.push(match created {
            Some(created) => format!("was created at {created}, before --not-before"),
            None => "does not say when it was created: --not-before leaves it out".to_owned(),
        });
    }
    format!(
        "build {} ({}) {}",
        named(build, sanitizer),
        status(build, sanitizer),
        why.join(", and ")
    )
}

/// By how much a build was created too early, as far as that can be told.
fn too_early_text(run: &EndedRun<'_>, build: &Build) -> Option<String> {
    let created = *build.created.value()?;
    match run.config.criteria.not_before {
        NotBefore::Any => None,
        NotBefore::At(start) => {
            let early = start.since(created).filter(|early| !early.is_zero())?;
            let early = duration::short(early);
            Some(format!("was created {early} before --not-before"))
        }
        NotBefore::Ago(ago) => {
            let age = run.verdict.began?.since(created).filter(|&age| age > ago)?;
            Some(format!(
                "was created {} before this run began: --not-before {} leaves it out",
                duration::rounded_up(age),
                duration::exact(ago)
            ))
        }
    }
}

/// The filters, where no build is known that they leave out.
pub(super) fn filters(criteria: &Criteria, sanitizer: &Sanitizer) -> Vec<String> {
    let mut filters = Vec::new();
    if let Some(branch) = &criteria.branch {
        let branch = sanitizer.line(branch);
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
            duration::exact(ago)
        )),
    }
    filters
}

/// Northflank cancels a build when that of a newer commit comes: the cancelled one ends
/// so long after the other was created.
const SUPERSEDED_WITHIN: Duration = Duration::from_secs(60);

/// By how much the clocks of the two times may differ.
const CLOCK_ERROR: Duration = Duration::from_secs(10);

/// The build of another commit of its branch that took the place of a cancelled one:
/// it was created shortly before that one ended.
pub(super) fn superseded_cause(report: &TargetReport, sanitizer: &Sanitizer) -> Option<String> {
    let build = report.build.as_ref()?;
    if build.status.value() != Some(&Status::Aborted) {
        return None;
    }
    let (branch, end) = (build.branch.value()?, build.concluded_at?);
    let (sha, created) = (build.commit()?, *build.created.value()?);
    let apart = |newer: &Build| {
        let newer = newer.created.value().filter(|&&newer| newer > created)?;
        let before = end
            .since(*newer)
            .filter(|before| *before <= SUPERSEDED_WITHIN);
        before.or(newer.since(end).filter(|after| *after <= CLOCK_ERROR))
    };
    let took_its_place = |newer: &&Build| {
        newer.branch.value() == Some(branch)
            && newer.commit().is_some_and(|newer| newer != sha)
            && is_first_of_its_commit(report, newer)
    };
    let newer = report.others.recent.iter().filter(took_its_place);
    let (_, nearest) = newer
        .filter_map(|newer| Some((apart(newer)?, newer)))
        .min_by_key(|(apart, _)| *apart)?;
    Some(format!("superseded by {}", described(nearest, sanitizer)))
}

/// Whether the run is one of GitHub's merge queue.
pub(super) fn is_of_merge_queue(config: &Config) -> bool {
    let branches = [&config.criteria.branch, &config.run_branch];
    let mut branches = branches.into_iter().flatten();
    branches.any(|branch| branch.starts_with(MERGE_QUEUE))
}
