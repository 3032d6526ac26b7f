//! The pages of one poll, and when they are enough.
//!
//! A poll may stop before the last page only while everything read so far is
//! in order, newest first, and one of these holds:
//!
//! - **Enough**: a match was found, an older entry was read, so that none as new as
//!   the match can follow, and the builds that may decide were read again. A prefix
//!   stands for the one commit that it fits among all builds listed, so for a
//!   prefix what follows must be known as well.
//! - **High-water mark**: nothing has matched, ever, and what follows is older than
//!   the newest entry of an earlier poll that read on to its end, all in order, by
//!   more than [`super::listing::LATE_ARRIVAL`]: that poll has read it.
//!
//! At the high-water mark:
//!
//! - A poll that stops there shows no build, so it can open nothing.
//! - The first poll with a match after it reads to the end again, since a build may
//!   have come into the list further down whose age cannot be read.
//! - `no-build` takes a poll that reads to the end.
//! - What is left: a build that comes into the list late and far down is older than
//!   those known. It shuts the gate later than it might, or not at all where a newer
//!   match outranks it.
//!
//! Pages are merged by build id, the copy read last wins, except in what a build is:
//! copies that contradict each other there leave it in doubt.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::time::Duration;

use super::criteria::{Match, Selector};
use super::listing::{ListQuery, Listing, PartialListing, StopReason};
use crate::model::build::Build;
use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;
use crate::pacing::history::{self, PastBuild};

/// Far more builds than one commit has. Those beyond count as unreadable: a copy of one
/// may contradict it, and nothing of it is known then. Half of them at the most are builds
/// that a filter leaves out.
const MAX_BUILDS: usize = 250;

/// The pages of one poll, as they come in. Of the builds only those are kept
/// that may matter, so that a long history takes no memory.
#[derive(Debug)]
pub struct ListingBuilder<'a> {
    query: &'a ListQuery,
    /// What was read so far.
    listing: Listing,
    /// The builds that did not match, each by a hash of its id: eight bytes of a long
    /// history, and no text.
    passed_over: Vec<u64>,
    out_of_order: bool,
    oldest: Option<Timestamp>,
}

impl<'a> ListingBuilder<'a> {
    /// No page yet; the API's clock shows `date` when it gives the first.
    #[must_use]
    pub fn new(query: &'a ListQuery, date: Option<Timestamp>) -> Self {
        Self {
            query,
            listing: Listing {
                date,
                ..Listing::default()
            },
            passed_over: Vec::new(),
            out_of_order: false,
            oldest: None,
        }
    }

    /// Adds one page: its builds in the order of the list, and how many entries
    /// could not be read.
    pub fn add(&mut self, builds: Vec<Build>, unreadable: usize) {
        self.listing.unreadable = self.listing.unreadable.saturating_add(unreadable);
        self.out_of_order |= unreadable > 0;
        for build in builds {
            match (build.created.value(), self.oldest) {
                (Some(&created), Some(oldest)) if created > oldest => self.out_of_order = true,
                (Some(&created), _) => self.oldest = Some(created),
                (None, _) => self.out_of_order = true,
            }
            let created = build.created.value().copied();
            let not_ahead = created.filter(|_| created <= self.listing.date);
            self.listing.newest = self.listing.newest.max(not_ahead);
            self.count_commit(&build);
            let is_left_out = self.query.criteria.is_left_out_by_filter(&build);
            self.listing.others.observe(&build, is_left_out);
            if self.listing.past.len() < history::MAX_REMEMBERED {
                self.listing.past.extend(PastBuild::of(&build));
            }
            let index = self.index_of(&build.id);
            let is_known = index.is_some() || self.query.must_include.contains(&build.id);
            // Another copy of one that a filter leaves out may contradict that.
            let is_to_compare = is_left_out && self.listing.builds.len() < MAX_BUILDS / 2;
            if is_known || is_to_compare || self.query.criteria.matches(&build) != Match::No {
                self.keep(index, build);
            } else {
                self.passed_over.push(hash(&build.id));
            }
        }
    }

    /// Counts the commit of a build that the prefix fits.
    fn count_commit(&mut self, build: &Build) {
        if let Selector::Prefix(prefix) = &self.query.criteria.selector
            && self.listing.commits.len() < 2
        {
            let fitting = build.commit().filter(|sha| prefix.begins(sha));
            self.listing.commits.extend(fitting);
        }
    }

    /// Where this id stands among the builds.
    fn index_of(&self, id: &str) -> Option<usize> {
        self.listing.builds.iter().position(|build| build.id == id)
    }

    /// Keeps a build; where its id was read before, merged with the copy at this index. A
    /// copy that did not match is not there to be merged, and leaves this one in doubt.
    fn keep(&mut self, index: Option<usize>, build: Build) {
        if let Some(index) = index {
            self.listing.builds[index] = self.listing.builds[index].merged_with(build);
            return;
        }
        let is_full = self.listing.builds.len() >= MAX_BUILDS;
        if is_full || self.passed_over.contains(&hash(&build.id)) {
            self.listing.unreadable = self.listing.unreadable.saturating_add(1);
        }
        if !is_full {
            self.listing.builds.push(build);
        }
    }

    /// Whether no further page can change who decides: all is in order, the
    /// builds that may decide were read again, and the newest match is newer than
    /// the oldest entry, so that none of its age can follow on the next page.
    #[must_use]
    pub fn is_sufficient(&self) -> bool {
        let is_for_prefix = matches!(self.query.criteria.selector, Selector::Prefix(_));
        !self.query.reads_on_after_match
            && (!is_for_prefix || self.rest_is_read())
            && self.newest_is_certain()
            && self.includes_all()
    }

    /// Whether the builds that may decide were read again.
    fn includes_all(&self) -> bool {
        let mut ids = self.query.must_include.iter();
        ids.all(|id| self.index_of(id).is_some())
    }

    /// Whether all is in order, and the newest match is newer than what follows.
    fn newest_is_certain(&self) -> bool {
        let newest_match = self.query.criteria.newest_match(&self.listing.builds);
        !self.out_of_order && newest_match > self.oldest
    }

    /// Whether what follows is known: all is in order, nothing matches or may
    /// match, no build must be read again, and an earlier poll has read all that is
    /// as old as what follows.
    #[must_use]
    pub fn reached_high_water_mark(&self) -> bool {
        self.has_no_match() && self.query.must_include.is_empty() && self.rest_is_read()
    }

    /// Whether an earlier poll has read all that is as old as what follows.
    fn rest_is_read(&self) -> bool {
        let known = self.query.stop_before.zip(self.oldest);
        !self.out_of_order && known.is_some_and(|(known, oldest)| oldest < known)
    }

    /// Whether all is in order, and nothing matches or may match.
    fn has_no_match(&self) -> bool {
        let may_match = |build: &Build| self.query.criteria.matches(build) != Match::No;
        !self.out_of_order && !self.listing.builds.iter().any(may_match)
    }

    /// What was read so far, by this many requests, when the rest of the list
    /// cannot be had.
    #[must_use]
    pub fn into_partial(self, is_stale: bool, requests: u32) -> PartialListing {
        PartialListing {
            builds: self.listing.builds,
            commits: self.listing.commits,
            date: self.listing.date,
            is_stale,
            requests,
        }
    }

    /// Ends the poll, which took this many requests.
    #[must_use]
    pub fn into_listing(
        self,
        stopped_by: StopReason,
        age: Option<Duration>,
        quota: Option<Quota>,
        requests: u32,
    ) -> Listing {
        // A list in order would have shown builds that are newer than what was read.
        let is_older = self.oldest.is_some() && self.oldest < self.query.oldest_included;
        let rest_cannot_decide =
            (self.includes_all() || is_older) && (self.has_no_match() || self.newest_is_certain());
        Listing {
            stopped_by,
            rest_cannot_decide,
            age,
            quota,
            requests,
            ..self.listing
        }
    }
}

/// Two ids with one hash would keep the gate shut, and open nothing.
fn hash(id: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id)
}

#[cfg(test)]
mod tests;
