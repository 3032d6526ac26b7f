//! One poll of a target: what it must read, and what came of it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::criteria::Criteria;
use crate::model::build::Build;
use crate::model::commit::Sha;
use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;
use crate::pacing::history::PastBuild;

/// What came of a poll: a listing, or why there is none.
pub type PollResult = Result<Listing, PollError>;

/// Why a poll gave no listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollError {
    /// It failed this time; the next time it may not.
    Transient(Fault),
    /// The API will not give the list, now or later.
    Permanent(Refusal),
}

/// A list of builds as far as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The builds that could be read, each id once.
    pub builds: Vec<Build>,
    /// Entries that could not be read at all.
    pub unreadable: usize,
    /// Why no further page was read.
    pub end: End,
    /// Whether all that was read is in order, newest first, and no build of
    /// the age of the newest match can follow it.
    pub in_order: bool,
    /// The API's clock when it answered.
    pub date: Option<Timestamp>,
    /// How old the answer was, where a cache gave it.
    pub age: Option<Duration>,
    /// What the account may still ask.
    pub quota: Option<Quota>,
    /// The commits that a prefix fits, two at the most, by every copy of every
    /// build.
    pub commits: BTreeSet<Sha>,
    /// Builds that have ended, whether they match or not.
    pub past: Vec<PastBuild>,
    /// The requests that it took.
    pub requests: u32,
    /// The newest `createdAt` of all that was read.
    pub newest: Option<Timestamp>,
    /// What else the list shows.
    pub others: OtherBuilds,
}

/// What a list shows besides the builds that decide: it explains a verdict, and
/// never makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherBuilds {
    /// The newest builds of all, [`OtherBuilds::MAX_RECENT`] at the most.
    pub recent: Vec<Build>,
    /// The newest build that the selector means and a filter leaves out.
    pub left_out: Option<Build>,
}

impl OtherBuilds {
    /// Enough to hold the newest build of the run's branch in a busy project.
    pub const MAX_RECENT: usize = 10;

    /// Takes in a build. The list may be in any order.
    pub fn observe(&mut self, build: &Build, criteria: &Criteria) {
        if is_newer(build, self.left_out.as_ref()) && criteria.is_left_out_by_filter(build) {
            self.left_out = Some(build.clone());
        }
        self.recent.retain(|known| known.id != build.id);
        let place = self
            .recent
            .iter()
            .position(|known| is_newer(build, Some(known)))
            .unwrap_or(self.recent.len());
        self.recent.insert(place, build.clone());
        self.recent.truncate(Self::MAX_RECENT);
    }

    /// The newest build of all.
    #[must_use]
    pub fn newest(&self) -> Option<&Build> {
        self.recent.first()
    }

    /// The newest build of a branch.
    #[must_use]
    pub fn newest_on(&self, branch: &str) -> Option<&Build> {
        let is_on = |build: &&Build| build.branch.value().is_some_and(|name| name == branch);
        self.recent.iter().find(is_on)
    }
}

fn is_newer(build: &Build, known: Option<&Build>) -> bool {
    known.is_none_or(|known| build.created.value() > known.created.value())
}

/// What was read of a list, and says nothing about what it does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialListing {
    /// The builds.
    pub builds: Vec<Build>,
    /// The commits that a prefix fits, two at the most, by every copy of every
    /// build.
    pub commits: BTreeSet<Sha>,
    /// The API's clock when it gave the first page, where it did.
    pub date: Option<Timestamp>,
    /// The requests that it took, without the one that failed.
    pub requests: u32,
}

/// What a poll must read of a target's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Which of the targets, by its place in the list that the gate was given.
    pub target: usize,
    /// What a build must match.
    pub criteria: Criteria,
    /// The ids of the builds that must be read again.
    pub must_include: Vec<String>,
    /// Whether to read on although a match was found.
    pub is_exhaustive: bool,
    /// The poll may stop at what is older than this: an earlier poll has read it.
    pub stop_before: Option<Timestamp>,
    /// When an answer is of no use any more, since the start of the run.
    pub until: Duration,
}

impl ListQuery {
    /// A query of the first target that may stop at a match alone.
    #[must_use]
    pub const fn new(criteria: Criteria, must_include: Vec<String>) -> Self {
        Self {
            target: 0,
            criteria,
            must_include,
            is_exhaustive: false,
            stop_before: None,
            until: Duration::MAX,
        }
    }
}

/// Entries that come into the list later than others that are newer do so
/// within this time.
pub const LATE_ARRIVAL: Duration = Duration::from_secs(600);

/// Why a poll read no further page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There was none.
    LastPage,
    /// What was read is enough: [`super::listing_builder::ListingBuilder::is_sufficient`].
    Sufficient,
    /// What follows is known: [`super::listing_builder::ListingBuilder::reached_high_water_mark`].
    HighWaterMark,
    /// `--max-pages` was reached.
    PageLimit,
    /// The list says that it goes on, and not where: no cursor, or one that
    /// was followed already.
    LostCursor,
}

impl Listing {
    /// Whether every page that was needed was read. The pages beyond a limit
    /// are not needed where all that was read is in order: they hold older
    /// builds only.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        match self.end {
            End::LastPage | End::Sufficient | End::HighWaterMark => true,
            End::PageLimit => self.in_order,
            End::LostCursor => false,
        }
    }
}

/// Why a list could not be read this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happened, as the end of a sentence: `the API answered 502`.
    pub what: String,
    /// Whether anything answered at all.
    pub answered: bool,
    /// What to do about it, where that is known.
    pub hint: Option<&'static str>,
    /// How long the API asks to be left alone.
    pub retry_after: Option<Duration>,
    /// What the account may still ask.
    pub quota: Option<Quota>,
    /// What was read before it happened.
    pub partial: Box<PartialListing>,
}

impl Fault {
    /// Whether another target would meet it too: an API that asks to be left
    /// alone, or cannot be reached, is not asked about the others either.
    #[must_use]
    pub const fn concerns_all_targets(&self) -> bool {
        self.retry_after.is_some() || !self.answered
    }
}

/// Why the API will not give the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The cause: the status with what the API said, or why the other end
    /// cannot be trusted.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{build, commit_criteria, created_at};

    fn recent(builds: &[Build]) -> Vec<String> {
        let mut others = OtherBuilds::default();
        for build in builds {
            others.observe(build, &commit_criteria());
        }
        others.recent.into_iter().map(|build| build.id).collect()
    }

    #[test]
    fn the_newest_come_first_and_of_one_instant_the_first_listed() {
        let builds = [
            build("one"),
            build("twin"),
            created_at("new", "2026-11-23T10:00:01Z"),
            created_at("undated", ""),
        ];
        assert_eq!(recent(&builds), ["new", "one", "twin", "undated"]);
    }

    #[test]
    fn a_build_counts_once_and_no_more_than_the_most_are_kept() {
        let numbers: Vec<String> = (0..12).map(|number| number.to_string()).collect();
        let builds: Vec<Build> = numbers.iter().map(|id| build(id)).collect();
        let kept = recent(&[&builds[..], &builds[..1]].concat());
        assert_eq!(kept.len(), OtherBuilds::MAX_RECENT);
        assert_eq!(kept.iter().filter(|id| *id == "0").count(), 1);
    }
}
