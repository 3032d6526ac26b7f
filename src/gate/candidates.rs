//! Which build of a target decides: the newest match ever seen.
//!
//! Newest is by the instant of `createdAt`. Where that cannot be established,
//! there are several candidates, and all of them must have succeeded. What was
//! once seen is remembered: a candidate that a later complete list lacks counts
//! as still running, and an older build never takes its place; a list that is not
//! complete takes nothing back. Older builds are remembered, too: the build that
//! made them older may later turn out not to match, or to have another `createdAt`.

use std::cmp::Reverse;
use std::time::Duration;

use super::criteria::{Criteria, Match};
use super::listing::ListTime;
use crate::model::build::Build;
use crate::model::conclusion::{Conclusion, FailureKind};
use crate::model::timestamp::Timestamp;
use crate::pacing::progress::BuildProgress;

/// How many builds are remembered, so that a list without end takes no memory; the oldest
/// are forgotten first.
const MAX_REMEMBERED: usize = 200;

/// Far more candidates than one commit has.
const MAX_CANDIDATES: usize = 100;

/// The builds of one target that ever matched, or may match.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    builds: Vec<Candidate>,
    /// Whether there ever were more than can be remembered: then which of them
    /// decides is unknown.
    is_crowded: bool,
}

/// A build that may decide. Times are since the start of the run.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// As it was listed last.
    pub build: Build,
    /// The list that last said something of it.
    pub known_by: ListTime,
    /// How far it has gone.
    pub progress: BuildProgress,
    /// When a list that was read whole first showed it to have failed, as every
    /// such list with it has done since.
    pub failed_at: Option<Duration>,
    /// Nothing when it was ever missing, unreadable, or changed.
    created: Option<Timestamp>,
    /// Whether any poll showed it to match, beyond doubt.
    has_matched: bool,
    /// Whether it matches, by the last list; `No` where that was complete and did not
    /// show it.
    last_match: Match,
}

/// How a target stands after the polls so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetStatus {
    /// No build has matched yet.
    NoBuild,
    /// The deciding build has not ended, as far as is known.
    Running,
    /// The deciding build was seen earlier, and the last poll did not list it.
    Missing,
    /// The deciding build has succeeded.
    Succeeded,
    /// The deciding build ended without success.
    Failed(FailureKind),
}

impl Candidates {
    /// Takes in the builds of one list. One that may match is a candidate too: it could
    /// be the newest; so is one that only a cache shows, which can shut the gate. Only a
    /// complete list says something about what it does not show.
    pub fn on_listing(
        &mut self,
        time: ListTime,
        builds: Vec<Build>,
        criteria: &Criteria,
        is_complete: bool,
    ) {
        if is_complete {
            for known in &mut self.builds {
                known.set_match(time, Match::No);
            }
        }
        self.observe_partial(time, builds, criteria);
        // A failed build that one list leaves out keeps the start of its grace.
        for known in &mut self.builds {
            if known.known_by == time {
                known.failed_at = match known.status() {
                    TargetStatus::Missing => known.failed_at,
                    TargetStatus::Failed(_) => known.failed_at.or(Some(time.at)),
                    TargetStatus::NoBuild | TargetStatus::Running | TargetStatus::Succeeded => None,
                };
            }
        }
    }

    /// Takes in builds from a list that could not be read to its end: it starts no clock
    /// of a failure.
    pub fn observe_partial(&mut self, time: ListTime, builds: Vec<Build>, criteria: &Criteria) {
        for build in builds {
            let matches = criteria.matches(&build);
            let is_same = |known: &Candidate| known.build.id == build.id;
            let index = self.builds.iter().position(is_same);
            let known = index.map(|index| &self.builds[index]);
            if time.is_stale && known.is_some_and(|known| known.may_be_newer_than(&build, matches))
            {
                continue;
            }
            match (index, matches) {
                // What was in doubt, and turns out to be another, is let go.
                (Some(index), Match::No) if !self.builds[index].has_matched => {
                    self.builds.remove(index);
                }
                // What once matched is remembered, whatever it says now.
                (Some(index), Match::No) => self.builds[index].set_match(time, Match::No),
                (None, Match::No) => {}
                (Some(index), Match::Yes | Match::CannotTell) => {
                    self.builds[index].update(time, build, matches);
                }
                (None, Match::Yes | Match::CannotTell) => {
                    self.builds.push(Candidate::new(time, build, matches));
                }
            }
        }
        self.forget_the_oldest();
    }

    /// Forgets the oldest builds. Of too many candidates none decides: one is kept, so that
    /// the target does not look like one without a build.
    fn forget_the_oldest(&mut self) {
        self.is_crowded |= self.candidates().count() > MAX_CANDIDATES;
        let newest = self.newest();
        let is_older = |known: &Candidate| known.created.is_some() && known.created < newest;
        // The candidates first, in their order.
        self.builds
            .sort_by_key(|known| is_older(known).then_some(Reverse(known.created)));
        let most = if self.is_crowded { 1 } else { MAX_REMEMBERED };
        self.builds.truncate(most);
    }

    /// When the newest build was created, of those that matched beyond doubt.
    fn newest(&self) -> Option<Timestamp> {
        let matching = self.builds.iter().filter(|known| known.has_matched);
        matching.filter_map(|known| known.created).max()
    }

    /// The candidates for the newest match.
    fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        let newest = self.newest();
        self.builds
            .iter()
            .filter(move |known| known.created.is_none() || known.created >= newest)
    }

    /// The candidates as they were listed last; a poll must read them again.
    #[must_use]
    pub fn builds(&self) -> Vec<Build> {
        self.candidates().map(|known| known.build.clone()).collect()
    }

    /// The candidate that decides how the target stands: a missing one first, then a
    /// running one, then a failed one, then a succeeded one. One that still runs may be
    /// a retry of one that failed. Of several that failed, the last to fail decides.
    #[must_use]
    pub fn deciding(&self) -> Option<&Candidate> {
        self.candidates()
            .min_by_key(|known| (known.status().precedence(), Reverse(known.failed_at)))
    }

    /// Whether the deciding candidate may not match, or there were too many candidates.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        let is_unclear = |known: &Candidate| known.last_match == Match::CannotTell;
        self.is_crowded || self.deciding().is_some_and(is_unclear)
    }

    /// How the target stands.
    #[must_use]
    pub fn status(&self) -> TargetStatus {
        match self.deciding() {
            Some(_) if self.is_crowded => TargetStatus::Running,
            Some(candidate) => candidate.status(),
            None => TargetStatus::NoBuild,
        }
    }
}

impl Candidate {
    fn new(time: ListTime, build: Build, matches: Match) -> Self {
        Self {
            known_by: time,
            progress: BuildProgress::of(&build, time.at, time.date),
            created: build.created.value().copied(),
            build,
            failed_at: None,
            has_matched: matches == Match::Yes,
            last_match: matches,
        }
    }

    /// Whether a copy that a cache gave may say what was so before. Whether it matches, the
    /// last list knows better; an end stays, and is news to what ran.
    fn may_be_newer_than(&self, copy: &Build, matches: Match) -> bool {
        let (known, copy) = (Conclusion::of(&self.build), Conclusion::of(copy));
        let is_fresh = !self.known_by.is_stale;
        let is_older = if copy.is_end() {
            known.is_end() && known != copy
        } else {
            known.is_end() || is_fresh
        };
        is_older || is_fresh && self.last_match != matches
    }

    fn update(&mut self, time: ListTime, build: Build, matches: Match) {
        self.set_match(time, matches);
        self.progress.observe(&build, time.at);
        self.created = self.created.filter(|_| self.build.created == build.created);
        self.build = build;
        self.has_matched |= matches == Match::Yes;
    }

    const fn set_match(&mut self, time: ListTime, matches: Match) {
        self.known_by = time;
        self.last_match = matches;
    }

    /// How the target stands if this one decides.
    fn status(&self) -> TargetStatus {
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

impl TargetStatus {
    /// Of several candidates, the one with the lowest number decides.
    const fn precedence(self) -> u8 {
        match self {
            Self::NoBuild | Self::Missing => 0,
            Self::Running => 1,
            Self::Failed(_) => 2,
            Self::Succeeded => 3,
        }
    }

    /// In which way the deciding build failed, where it did.
    #[must_use]
    pub const fn failure(self) -> Option<FailureKind> {
        match self {
            Self::Failed(kind) => Some(kind),
            Self::NoBuild | Self::Running | Self::Missing | Self::Succeeded => None,
        }
    }
}

#[cfg(test)]
mod tests;
