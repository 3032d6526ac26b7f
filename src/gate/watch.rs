//! What the gate remembers of one target.

use std::collections::BTreeSet;
use std::time::Duration;

use super::build::{Build, Target};
use super::criteria::{Criteria, Match, Sha, Which};
use super::follow::{Followed, Standing};
use super::judge::{self, Reading};
use super::look::{End, Look};
use super::verdict::{Incomplete, TargetState};

/// The memory of one target. Times are since the start of the run.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    target: Target,
    followed: Followed,
    is_seen: bool,
    hit_page_limit: bool,
    incomplete: Option<Incomplete>,
    /// When the first complete look was had: the appear clock starts there.
    pub(super) first_complete: Option<Duration>,
    pub(super) last_complete: Option<Duration>,
    /// The round whose look showed success, completely.
    pub(super) succeeded_in: Option<u64>,
    /// The build that was first seen to have failed, and when.
    failed: Option<(String, Duration)>,
    pub(super) last_asked: Option<u64>,
    /// The round of the last complete look.
    pub(super) complete_in: Option<u64>,
}

impl Watch {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            followed: Followed::default(),
            is_seen: false,
            hit_page_limit: false,
            incomplete: None,
            first_complete: None,
            last_complete: None,
            succeeded_in: None,
            failed: None,
            last_asked: None,
            complete_in: None,
        }
    }

    /// Takes in a look of round `round`.
    pub(super) fn see(&mut self, elapsed: Duration, round: u64, look: Look, criteria: &Criteria) {
        self.is_seen = true;
        self.hit_page_limit = look.end == End::Limit;
        self.incomplete = incomplete(&look, criteria);
        if self.incomplete.is_none() {
            self.first_complete.get_or_insert(elapsed);
            self.last_complete = Some(elapsed);
            self.complete_in = Some(round);
        }
        self.followed.see(look.builds, criteria);
        let (standing, build) = self.followed.standing();
        let opens = standing == Standing::Succeeded && self.incomplete.is_none();
        self.succeeded_in = opens.then_some(round);
        match (standing, build) {
            (Standing::DidNotSucceed(_), Some(build)) => {
                if self.failed.as_ref().is_none_or(|(id, _)| *id != build.id) {
                    self.failed = Some((build.id.clone(), elapsed));
                }
            }
            // A failed build that is not listed for once keeps its clock.
            (Standing::Missing, _) => {}
            (Standing::NoBuild | Standing::Running | Standing::Succeeded, _)
            | (Standing::DidNotSucceed(_), None) => self.failed = None,
        }
    }

    /// Takes in what was read of a list before it broke off.
    pub(super) fn glimpse(&mut self, builds: Vec<Build>, criteria: &Criteria) {
        self.followed.glimpse(builds, criteria);
    }

    /// The builds that the next look must read again.
    pub(super) fn followed(&self) -> Vec<String> {
        self.followed.ids()
    }

    pub(super) fn standing(&self) -> Standing {
        self.followed.standing().0
    }

    /// When the failure of the deciding build is final.
    pub(super) fn grace_until(&self, retry_grace: Duration) -> Option<Duration> {
        match self.standing() {
            Standing::DidNotSucceed(_) => self
                .failed_since()
                .map(|since| since.saturating_add(retry_grace)),
            Standing::NoBuild | Standing::Running | Standing::Missing | Standing::Succeeded => None,
        }
    }

    /// When the deciding build was first seen to have failed. That it is another
    /// one by now, a list may have shown that broke off.
    pub(super) fn failed_since(&self) -> Option<Duration> {
        let (_, build) = self.followed.standing();
        let (id, since) = self.failed.as_ref()?;
        build.filter(|build| build.id == *id).map(|_| *since)
    }

    pub(super) fn state(&self, retry_grace: Duration) -> TargetState {
        let (standing, build) = self.followed.standing();
        TargetState {
            target: self.target.clone(),
            standing,
            build: build.cloned(),
            is_seen: self.is_seen,
            candidates: self.followed.ids().len(),
            hit_page_limit: self.hit_page_limit,
            incomplete: self.incomplete,
            grace_until: self.grace_until(retry_grace),
        }
    }
}

/// The commits among the builds read that a prefix fits.
pub(super) fn commits_that_fit(builds: &[Build], criteria: &Criteria) -> BTreeSet<Sha> {
    let Which::Prefix(prefix) = &criteria.which else {
        return BTreeSet::new();
    };
    builds
        .iter()
        .filter_map(|build| Sha::parse(build.sha.value()?))
        .filter(|sha| prefix.begins(sha))
        .collect()
}

fn incomplete(look: &Look, criteria: &Criteria) -> Option<Incomplete> {
    let cannot_tell = |build: &&Build| match criteria.matches(build) {
        Match::Yes => judge::read(build) == Reading::CannotTell,
        Match::No => false,
        Match::CannotTell => true,
    };
    let unreadable = look
        .unreadable
        .saturating_add(look.builds.iter().filter(cannot_tell).count());
    if unreadable > 0 {
        Some(Incomplete::Unreadable(unreadable))
    } else if look.reached_the_end() {
        None
    } else if look.end == End::LostCursor {
        Some(Incomplete::LostCursor)
    } else {
        Some(Incomplete::PageLimit)
    }
}
