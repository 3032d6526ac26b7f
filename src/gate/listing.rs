//! One poll of a target: what it must read, and what came of it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::criteria::Criteria;
use crate::model::build::Build;
use crate::model::commit::Sha;
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The builds that could be read, each id once.
    pub builds: Vec<Build>,
    /// Entries that could not be read at all.
    pub unreadable: usize,
    /// Why no further page was read.
    pub stopped_by: StopReason,
    /// Whether all that was read is in order, newest first, and what follows is older
    /// than the newest match, where there is one.
    pub no_newer_can_follow: bool,
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
    /// Which of the targets, by its index in the list that the gate was given.
    pub target: usize,
    /// What a build must match.
    pub criteria: Criteria,
    /// The ids of the builds that must be read again.
    pub must_include: Vec<String>,
    /// Whether to read on although a match was found.
    pub is_exhaustive: bool,
    /// The poll may stop at what is older than this: an earlier poll has read it.
    pub stop_before: Option<Timestamp>,
}

/// How late an entry may show up in the list after newer ones did.
pub const LATE_ARRIVAL: Duration = Duration::from_secs(600);

/// Why a poll read no further page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// was followed already.
    LostCursor,
}

/// What a fault or a refusal comes from, for what is said of it besides its own
/// words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The API answered with this status, for another reason than the next two.
    Status(u16),
    /// The API answered with this status, since the account has no request left.
    RateLimit(u16),
    /// The API answered that the token may not do this.
    Forbidden,
    /// Something in front of the API answered in its place, or may have done so.
    InFront,
    /// The proxy opened no connection to the API.
    Proxy,
    /// The certificate of the API host does not verify.
    Certificate,
    /// The time for the request was over.
    TimedOut,
    /// Anything else, of which its own words say all.
    Other,
}

/// Why a list could not be read this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it comes from.
    pub cause: Cause,
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
}

impl Fault {
    /// Where it comes from, what happened, whether anything answered, and nothing
    /// more.
    #[must_use]
    pub const fn new(cause: Cause, what: String, answered: bool) -> Self {
        Self {
            cause,
            what,
            answered,
            hint: None,
            retry_after: None,
            quota: None,
        }
    }

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
    /// What it comes from.
    pub cause: Cause,
    /// What happened: the status with what the API said, or why the other end
    /// cannot be trusted.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}
