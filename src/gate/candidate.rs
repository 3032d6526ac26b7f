//! A build that may decide how its target stands, and what is remembered of it. It
//! must not know the other candidates.

use std::time::Duration;

use super::candidates::TargetStatus;
use super::criteria::Match;
use crate::model::build::Build;
use crate::model::conclusion::Conclusion;
use crate::model::timestamp::Timestamp;
use crate::pacing::progress::BuildProgress;

/// A build that may decide. Times are since the start of the run.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// As it was listed last.
    pub build: Build,
    /// How far it has gone.
    pub progress: BuildProgress,
    /// When a list that was read whole first showed it to have failed, as every
    /// such list with it has done since.
    pub failed_at: Option<Duration>,
    /// Nothing when it was ever missing, unreadable, or changed.
    pub(super) created: Option<Timestamp>,
    /// Whether any poll showed it to match, beyond doubt.
    pub(super) has_matched: bool,
    /// Whether it matches, by the last poll; not where that did not list it.
    pub(super) last_match: Match,
}

impl Candidate {
    pub(super) fn new(build: Build, progress: BuildProgress, matches: Match) -> Self {
        Self {
            created: build.created.value().copied(),
            build,
            progress,
            failed_at: None,
            has_matched: matches == Match::Yes,
            last_match: matches,
        }
    }

    pub(super) fn update(&mut self, elapsed: Duration, build: Build, matches: Match) {
        self.progress.observe(&build, elapsed);
        self.created = self.created.filter(|_| self.build.created == build.created);
        self.build = build;
        self.has_matched |= matches == Match::Yes;
        self.last_match = matches;
    }

    /// How the target stands if this one decides.
    pub(super) fn status(&self) -> TargetStatus {
        match self.last_match {
            Match::No => TargetStatus::Missing,
            Match::CannotTell => TargetStatus::Running,
            Match::Yes => match Conclusion::of(&self.build) {
                Conclusion::Succeeded => TargetStatus::Succeeded,
                Conclusion::Failed(kind) => TargetStatus::Failed(kind),
                Conclusion::StillRunning | Conclusion::CannotTell => TargetStatus::Running,
            },
        }
    }
}
