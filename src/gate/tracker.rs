//! What the gate remembers of one target.

use std::sync::Arc;
use std::time::Duration;

use super::candidates::{Candidates, TargetStatus};
use super::criteria::{Criteria, Match, Selector};
use super::listing::{LATE_ARRIVAL, ListTime, Listing, PartialListing, StopReason};
use super::verdict::{Incomplete, TargetReport};
use crate::model::build::{Build, Target};
use crate::model::conclusion::{Conclusion, FailureKind};
use crate::model::fault::Fault;
use crate::model::other_builds::OtherBuilds;
use crate::model::timestamp::Timestamp;
use crate::pacing::pacer::PolledTarget;

/// The memory of one target. Times are since the start of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracker {
    pub(super) candidates: Candidates,
    /// `None` before the first.
    last_listing: Option<LastListing>,
    /// Why the last poll gave no list, or was not made after that of another target; nothing
    /// where it gave one.
    pub(super) last_fault: Option<Fault>,
    /// When the first complete poll was had: the time for a build to appear starts here.
    pub(super) first_complete: Option<Duration>,
    pub(super) last_complete: Option<Duration>,
    /// The round whose poll showed success, completely.
    pub(super) succeeded_in: Option<u64>,
    /// The round of the last complete poll that read the list to its end, or to the
    /// page limit.
    pub(super) read_to_end_in: Option<u64>,
    /// The newest entry of the last such poll, if all was in order.
    high_water_mark: Option<Timestamp>,
    /// Whether a poll since then ended at what was known.
    pub(super) has_skipped_pages: bool,
}

/// The last poll that gave a listing, complete or not.
#[derive(Clone, Debug)]
struct LastListing {
    /// When it came.
    at: Duration,
    stopped_by: StopReason,
    incomplete: Option<Incomplete>,
    /// What else it showed.
    others: Arc<OtherBuilds>,
    /// How many requests it took.
    requests: u32,
}

impl Tracker {
    /// Takes in a poll of round `round`.
    pub(super) fn on_listing(
        &mut self,
        elapsed: Duration,
        round: u64,
        listing: Listing,
        criteria: &Criteria,
    ) {
        self.last_fault = None;
        let incomplete = incomplete(&listing, criteria);
        let is_complete = incomplete.is_none();
        if is_complete {
            self.first_complete.get_or_insert(elapsed);
            self.last_complete = Some(elapsed);
        }
        let time = ListTime {
            at: elapsed,
            is_stale: listing.age.is_some(),
            date: listing.date,
        };
        self.update_high_water_mark(round, &listing, is_complete);
        self.last_listing = Some(LastListing {
            at: elapsed,
            stopped_by: listing.stopped_by,
            incomplete,
            others: Arc::new(listing.others),
            requests: listing.requests,
        });
        self.candidates
            .on_listing(time, listing.builds, criteria, is_complete);
        let opens = self.status() == TargetStatus::Succeeded && is_complete;
        self.succeeded_in = opens.then_some(round);
    }

    /// Takes in what was read before a fault. An earlier success must be read again.
    pub(super) fn on_partial(&mut self, at: Duration, read: PartialListing, criteria: &Criteria) {
        self.succeeded_in = None;
        let (is_stale, date) = (read.is_stale, read.date);
        let time = ListTime { at, is_stale, date };
        self.candidates.observe_partial(time, read.builds, criteria);
    }

    fn update_high_water_mark(&mut self, round: u64, listing: &Listing, is_complete: bool) {
        match listing.stopped_by {
            StopReason::HighWaterMark => self.has_skipped_pages = true,
            StopReason::LastPage | StopReason::PageLimit => {
                if is_complete {
                    self.read_to_end_in = Some(round);
                    self.has_skipped_pages = false;
                    self.high_water_mark = listing.newest.filter(|_| listing.rest_cannot_decide);
                }
            }
            StopReason::Sufficient | StopReason::LostCursor => {}
        }
    }

    /// What makes the pace of its polls.
    pub(super) fn polled_target<'a>(
        &'a self,
        target: usize,
        criteria: &'a Criteria,
    ) -> PolledTarget<'a> {
        let goes_on = match self.status() {
            TargetStatus::Running | TargetStatus::Missing => true,
            TargetStatus::NoBuild | TargetStatus::Failed(_) | TargetStatus::Succeeded => false,
        };
        let deciding = self.candidates.deciding();
        let branch = deciding
            .and_then(|known| known.build.branch.value())
            .or(criteria.branch.as_ref());
        PolledTarget {
            target,
            progress: deciding.filter(|_| goes_on).map(|known| &known.progress),
            branch: branch.map(String::as_str),
            // A poll that may stop at what is known takes one.
            requests: match self.stop_before(criteria, false) {
                Some(_) => 1,
                None => self.last_listing.as_ref().map_or(0, |last| last.requests),
            },
        }
    }

    /// Entries older than this are known: the next poll may stop there. `None` where it
    /// must read all, as does the one that `is_last` before `no-build`.
    pub(super) fn stop_before(&self, criteria: &Criteria, is_last: bool) -> Option<Timestamp> {
        let is_known = self.candidates.deciding().is_some();
        let may_stop = match criteria.selector {
            // A prefix counts all the commits that it fits, on every page.
            Selector::Prefix(_) => is_known || !is_last,
            Selector::Commit(_) | Selector::Build(_) | Selector::Latest => !is_known && !is_last,
        };
        let read_before = self.high_water_mark.filter(|_| may_stop)?;
        read_before.before(LATE_ARRIVAL)
    }

    /// Whether the last list was read as far as what was known of it.
    pub(super) fn stopped_at_known(&self) -> bool {
        let last = self.last_listing.as_ref();
        last.is_some_and(|last| last.stopped_by == StopReason::HighWaterMark)
    }

    pub(super) fn status(&self) -> TargetStatus {
        self.candidates.status()
    }

    /// When the failure of the deciding build is final.
    pub(super) fn grace_until(&self, retry_grace: Duration) -> Option<Duration> {
        let (_, since) = self.failure()?;
        Some(since.saturating_add(retry_grace))
    }

    /// How the deciding build failed, and when it was first seen to have. What a
    /// list showed before it broke off is no verdict.
    pub(super) fn failure(&self) -> Option<(FailureKind, Duration)> {
        let kind = self.status().failure()?;
        Some((kind, self.candidates.deciding()?.failed_at?))
    }

    /// How the target stands. `retry_grace` is given while a newer build may be waited
    /// for.
    pub(super) fn report(&self, target: Target, retry_grace: Option<Duration>) -> TargetReport {
        let deciding = self.candidates.deciding();
        let last = self.last_listing.as_ref();
        TargetReport {
            target,
            status: self.status(),
            is_conclusive: self.succeeded_in.is_some() || self.failure().is_some(),
            build: deciding.map(|known| known.build.clone()),
            known_at: deciding.map(|known| known.known_by.at),
            is_in_doubt: self.candidates.is_in_doubt(),
            last_read: last.map(|last| last.at),
            fault: self.last_fault.clone(),
            others: last
                .map(|last| Arc::clone(&last.others))
                .unwrap_or_default(),
            candidates: self.candidates.builds(),
            hit_page_limit: last.is_some_and(|last| last.stopped_by == StopReason::PageLimit),
            incomplete: last.and_then(|last| last.incomplete.clone()),
            grace_until: retry_grace.and_then(|grace| self.grace_until(grace)),
        }
    }
}

fn incomplete(listing: &Listing, criteria: &Criteria) -> Option<Incomplete> {
    let newest_match = criteria.newest_match(&listing.builds);
    // What is older than a match cannot decide, whatever it says; but it may be
    // of another commit that a prefix fits.
    let counts_all = matches!(criteria.selector, Selector::Prefix(_));
    let may_decide = |build: &Build| {
        let created = build.created.value().copied();
        counts_all || created.is_none() || created >= newest_match
    };
    let cannot_tell = |build: &&Build| match criteria.matches(build) {
        Match::Yes => Conclusion::of(build) == Conclusion::CannotTell && may_decide(build),
        Match::No => false,
        Match::CannotTell => may_decide(build),
    };
    if let Some(age) = listing.age {
        return Some(Incomplete::Stale(age));
    }
    let in_part: Vec<&Build> = listing.builds.iter().filter(cannot_tell).collect();
    let count = listing.unreadable.saturating_add(in_part.len());
    if count > 0 {
        let first = in_part.first().map(|&build| build.clone().into());
        return Some(Incomplete::Unreadable { count, first });
    }
    match listing.stopped_by {
        StopReason::LastPage | StopReason::Sufficient | StopReason::HighWaterMark => None,
        // The pages beyond the limit hold older builds only.
        StopReason::PageLimit if listing.rest_cannot_decide => None,
        StopReason::PageLimit => Some(Incomplete::PageLimit),
        StopReason::LostCursor => Some(Incomplete::LostCursor),
    }
}
