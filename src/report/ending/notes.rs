//! The notes: what to know of an end, whatever the cause.

use std::time::Duration;

use super::EndedRun;
use super::quota_text;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::{NotBefore, Selector};
use crate::gate::verdict::TargetReport;
use crate::model::duration;
use crate::report::phrases::{self, tie};
use crate::report::target_text::still;

/// A build that had ended longer than this before the run began was not built for
/// it.
pub(super) const MAX_AGE: Duration = Duration::from_secs(3600);

/// A note if the build of a target had ended long before the run began. The gate opens
/// on it all the same, since a run can be repeated.
pub(super) fn old_build_note(run: &EndedRun<'_>, report: &TargetReport) -> Option<String> {
    let criteria = &run.config.criteria;
    let is_any_old = criteria.not_before == NotBefore::Any;
    let advice = match report.status {
        // A build that is started again has another id.
        _ if !report.is_conclusive || matches!(criteria.selector, Selector::Build(_)) => "",
        TargetStatus::Failed(_) => ": a rerun alone finds the same failure",
        TargetStatus::Succeeded if is_any_old => "; to take newer ones alone, pass --not-before",
        TargetStatus::Succeeded
        | TargetStatus::Running
        | TargetStatus::Missing
        | TargetStatus::NoBuild => "",
    };
    let build = report.build.as_ref()?;
    let created = build.created.value().copied();
    // An end before the creation is no end.
    let is_end = |end: &_| report.is_conclusive && Some(*end) >= created;
    let ended = build.concluded_at.filter(is_end);
    let what = if ended.is_some() {
        "ended"
    } else {
        "was created"
    };
    let age = run.verdict.began?.since(ended.or(created)?)?;
    (age > MAX_AGE).then(|| {
        format!(
            "build {} of {} {what} {} before this run began{advice}",
            run.sanitizer.line(&build.id),
            phrases::target(&report.target, run.sanitizer),
            duration::short(age)
        )
    })
}

impl EndedRun<'_> {
    /// A note of how the build stood when it was last seen, where it ever was.
    pub(super) fn last_seen_note(&self) -> Option<String> {
        let stood = still(self.deciding(), self.sanitizer);
        let build = self.deciding().build.as_ref();
        build.map(|_| format!("{} {stood}", self.wanted()))
    }

    /// A note if several builds of a target may be the newest, and all are listed.
    pub(super) fn tie_note(&self, report: &TargetReport) -> Option<String> {
        let builds = &report.candidates;
        let is_tie = builds.len() > 1 && report.status != TargetStatus::Missing;
        is_tie.then(|| {
            let of = match self.verdict.targets[..] {
                [_] => String::new(),
                _ => format!(" of {}", phrases::target(&report.target, self.sanitizer)),
            };
            tie(builds, &of, self.sanitizer)
        })
    }

    /// A note if links could be shown, but the team is not known.
    pub(super) fn missing_team_note(&self) -> Option<String> {
        let note = || {
            "links to Northflank need --team-id; a token of the team itself may need it left out"
                .to_owned()
        };
        self.config.team.is_none().then(note)
    }

    pub(super) fn notes_of_wait(&self) -> Vec<String> {
        known([
            old_build_note(self, self.deciding()),
            quota_text::note(self),
            self.tie_note(self.deciding()),
            self.missing_team_note(),
        ])
    }
}

/// The notes that there are.
pub(super) fn known<const N: usize>(texts: [Option<String>; N]) -> Vec<String> {
    texts.into_iter().flatten().collect()
}
