//! One poll of a target: what it must read, and what came of it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::criteria::Criteria;
use crate::model::build::Build;
use crate::model::commit::Sha;
use crate::model::fault::{Fault, Refusal};
use crate::model::other_builds::OtherBuilds;
use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;
use crate::pacing::history::PastBuild;

/// What came of a poll: a listing, or why there is none.
pub type PollResult = Result<Listing, PollError>;

/// Why a poll gave no listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollError {
    /// It failed this time; the next time it may not.
    Transient {
        /// Why.
        fault: Fault,
        /// What was read before it.
        partial: Box<PartialListing>,
    },
    /// The API will not give the list, now or later.
    Permanent(Refusal),
}

impl From<Fault> for PollError {
    /// The error of a poll that had read nothing before this fault.
    fn from(fault: Fault) -> Self {
        let partial = Box::default();
        Self::Transient { fault, partial }
    }
}

/// A list of builds as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The builds that could be read, each id once.
    pub builds: Vec<Build>,
    /// Entries that could not be read at all.
    pub unreadable: usize,
    /// Why no further page was read.
    pub stopped_by: StopReason,
    /// Whether all that was read is in order, newest first, and what follows is older than
    /// the newest match, where there is one, and than the builds that may decide.
    pub rest_cannot_decide: bool,
    /// The API's clock when it answered.
    pub date: Option<Timestamp>,
    /// How old the answer was, where a cache gave it.
    pub age: Option<Duration>,
    /// The requests that the account has left.
    pub quota: Option<Quota>,
    /// The commits that a prefix fits, two at the most, by every copy of every
    /// build.
    pub commits: BTreeSet<Sha>,
    /// Builds that have ended, whether they match or not.
    pub past: Vec<PastBuild>,
    /// The requests that it took.
    pub requests: u32,
    /// The newest `createdAt` of all that was read, but for what is dated ahead of the API's
    /// clock; nothing where that is unknown.
    pub newest: Option<Timestamp>,
    /// What else the list shows.
    pub others: OtherBuilds,
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
    /// Whether an answer came from a cache.
    pub is_stale: bool,
    /// The requests that it took, without the one that failed.
    pub requests: u32,
}

/// When a list came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListTime {
    /// When it was read.
    pub at: Duration,
    /// Whether a cache gave it, or a part of it.
    pub is_stale: bool,
    /// What the API's clock showed.
    pub date: Option<Timestamp>,
}

/// What a poll must read of a target's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Which of the targets, by its index in the list that the gate was given.
    pub target: usize,
    /// What a build must match.
    pub criteria: Criteria,
    /// The ids of the builds that must be read again.
    pub must_include: Vec<String>,
    /// When the oldest of them was created, where each says so.
    pub oldest_included: Option<Timestamp>,
    /// Whether to read on although a match was found.
    pub reads_on_after_match: bool,
    /// The poll may stop at what is older than this: an earlier poll has read it.
    pub stop_before: Option<Timestamp>,
}

/// How late an entry may show up in the list after newer ones did.
pub const LATE_ARRIVAL: Duration = Duration::from_secs(600);

/// Why a poll read no further page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StopReason {
    /// There was none.
    LastPage,
    /// What was read is enough: [`super::listing_builder::ListingBuilder::is_sufficient`].
    Sufficient,
    /// What follows is known: [`super::listing_builder::ListingBuilder::reached_high_water_mark`].
    HighWaterMark,
    /// `--max-pages` was reached.
    PageLimit,
    /// The list says that it goes on, and not where: no cursor, or one that
    /// was followed already. It is the default, so that a list can open nothing before a
    /// reason is given.
    #[default]
    LostCursor,
}
