//! What is new about the build that decides: it appeared, it has another
//! status, it is gone, it says two things at once.

use std::time::Duration;

use super::fact::FactKind;
use super::phrases::{MAX_NAMES, raw_status, with_status};
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{Incomplete, TargetReport};
use crate::model::build::Build;
use crate::model::conclusion;

/// What was reported of one target.
#[derive(Clone, Debug, Default)]
pub(super) struct Reported {
    /// Whether it was reported that no build matches.
    pub(super) absence: bool,
    pub(super) build: Option<ReportedBuild>,
    /// The build that decides, and is not listed.
    pub(super) missing: Option<String>,
    /// The build whose retry is waited for.
    pub(super) grace: Option<String>,
    /// How many builds may be the newest, and those that were named, with their statuses.
    pub(super) candidates: (usize, Vec<String>),
    pub(super) incomplete: Option<Incomplete>,
    /// The build whose branch was held against the run's.
    pub(super) warned_of: Option<String>,
}

/// A build, as it was last reported.
#[derive(Clone, Debug)]
pub(super) struct ReportedBuild {
    pub(super) id: String,
    /// The status, in words.
    pub(super) status: String,
    pub(super) since: Duration,
    /// When a list last showed it.
    pub(super) seen: Duration,
    pub(super) flags_disagree: bool,
}

/// Adds what is new about the build that decides.
pub(super) fn observe(
    reported: &mut Reported,
    elapsed: Duration,
    build: &Build,
    report: &TargetReport,
    facts: &mut Vec<FactKind>,
) {
    let is_missing = report.status == TargetStatus::Missing;
    let is_in_this_list = report.known_at == report.last_read;
    if is_missing || !is_in_this_list {
        // What becomes of another one meanwhile is not reported, so its status is not
        // known any more.
        reported.build.take_if(|reported| reported.id != build.id);
    }
    if !is_in_this_list {
        return;
    }
    if is_missing {
        facts.extend(observe_missing(reported, build));
        return;
    }
    let was_missing = reported.missing.take().as_ref() == Some(&build.id);
    let before = reported.build.as_ref();
    let before = before.filter(|before| before.id == build.id);
    if was_missing && before.is_some() {
        facts.push(FactKind::ListedAgain(build.id.clone()));
    }
    let disagreed = before.is_some_and(|before| before.flags_disagree);
    let status = raw_status(build);
    if let Some(fact) = change(reported.build.as_ref(), elapsed, build, &status) {
        facts.push(fact);
        reported.build = Some(ReportedBuild {
            id: build.id.clone(),
            status,
            since: elapsed,
            seen: elapsed,
            flags_disagree: disagreed,
        });
    } else if let Some(reported) = &mut reported.build {
        reported.seen = elapsed;
        if was_missing {
            reported.since = elapsed;
        }
    }
    if conclusion::flags_disagree(build) && !disagreed {
        facts.push(FactKind::FlagsDisagree(build.clone()));
        if let Some(reported) = &mut reported.build {
            reported.flags_disagree = true;
        }
    }
}

/// The fact, once, that the build that decides is not listed.
fn observe_missing(reported: &mut Reported, build: &Build) -> Option<FactKind> {
    let before = reported.missing.replace(build.id.clone());
    (before.as_ref() != Some(&build.id)).then(|| FactKind::Missing(build.id.clone()))
}

/// The fact, once, that no build matches by a complete list; and once more when a build
/// that was reported turned out to be of another commit.
pub(super) fn observe_absence(
    reported: &mut Reported,
    report: &TargetReport,
    selector: &Selector,
) -> Option<FactKind> {
    reported.missing = None;
    if reported.build.take().is_some() {
        reported.absence = false;
    }
    let is_new = !reported.absence && report.incomplete.is_none();
    reported.absence |= is_new;
    is_new.then(|| FactKind::NoBuild(selector.clone()))
}

/// Which builds may be the newest, where there are several, and what a line names of them
/// is new.
pub(super) fn tie(reported: &mut Reported, builds: &[Build]) -> Option<FactKind> {
    let named = builds.iter().take(MAX_NAMES).map(with_status);
    let candidates = (builds.len(), named.collect());
    let is_new = builds.len() > 1 && reported.candidates != candidates;
    reported.candidates = candidates;
    is_new.then(|| FactKind::Tied(builds.to_vec()))
}

/// How a build differs from what was reported last.
fn change(
    before: Option<&ReportedBuild>,
    elapsed: Duration,
    build: &Build,
    status: &str,
) -> Option<FactKind> {
    let build = build.clone();
    match before {
        Some(before) if before.id == build.id && before.status == status => None,
        Some(before) if before.id == build.id => Some(FactKind::Changed {
            build,
            from: before.status.clone(),
            after: elapsed.saturating_sub(before.since),
        }),
        Some(before) => Some(FactKind::Replaced {
            build,
            old: before.id.clone(),
        }),
        None => Some(FactKind::Appeared(build)),
    }
}
