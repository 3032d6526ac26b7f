//! A build that may decide how its target stands, and what is remembered of it. It
//! must not know the other candidates.

use std::time::Duration;

use super::candidates::TargetStatus;
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
    pub(super) presence: Presence,
}

/// How the last poll showed a candidate. `has_matched` says whether an earlier one
/// showed that it matches, beyond doubt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Presence {
    /// It was listed and matches, beyond doubt.
    Matches,
    /// It was listed, and whether it matches is unknown.
    MayMatch { has_matched: bool },
    /// It was not listed, or no longer as a match.
    Missing { has_matched: bool },
}

impl Candidate {
    pub(super) fn new(build: Build, progress: BuildProgress, is_match: bool) -> Self {
        Self {
            created: build.created.value().copied(),
            build,
            progress,
            failed_at: None,
            presence: Presence::listed(is_match, false),
        }
    }

    pub(super) fn update(&mut self, elapsed: Duration, build: Build, is_match: bool) {
        self.progress.observe(&build, elapsed);
        self.created = self.created.filter(|_| self.build.created == build.created);
        self.build = build;
        self.presence = Presence::listed(is_match, self.presence.has_matched());
    }

    /// How the target stands if this one decides.
    pub(super) fn status(&self) -> TargetStatus {
        match self.presence {
            Presence::Missing { .. } => TargetStatus::Missing,
            Presence::MayMatch { .. } => TargetStatus::Running,
            Presence::Matches => match Conclusion::of(&self.build) {
                Conclusion::Succeeded => TargetStatus::Succeeded,
                Conclusion::Failed(kind) => TargetStatus::Failed(kind),
                Conclusion::StillRunning | Conclusion::CannotTell => TargetStatus::Running,
            },
        }
    }
}

impl Presence {
    const fn listed(is_match: bool, has_matched: bool) -> Self {
        if is_match {
            Self::Matches
        } else {
            Self::MayMatch { has_matched }
        }
    }

    pub(super) const fn missing(self) -> Self {
        Self::Missing {
            has_matched: self.has_matched(),
        }
    }

    pub(super) const fn has_matched(self) -> bool {
        match self {
            Self::Matches => true,
            Self::MayMatch { has_matched } | Self::Missing { has_matched } => has_matched,
        }
    }
}
