//! What the gate remembers of one target.

use std::sync::Arc;
use std::time::Duration;

use super::candidates::{Candidates, TargetStatus};
use super::criteria::{Criteria, Match, Selector};
use super::listing::{End, Fault, LATE_ARRIVAL, ListQuery, Listing, OtherBuilds};
use super::verdict::{Incomplete, TargetReport};
use crate::model::build::{Build, Target};
use crate::model::conclusion::Conclusion;
use crate::model::timestamp::Timestamp;
use crate::pacing::estimate::Estimate;
use crate::pacing::history::History;
use crate::pacing::progress::{self, BuildProgress};

/// The memory of one target. Times are since the start of the run.
#[derive(Clone, Debug)]
pub(super) struct Tracker {
    target: Target,
    followed: Candidates,
    /// When the list was last read, complete or not.
    last_read: Option<Duration>,
    /// What else it showed then.
    others: Arc<OtherBuilds>,
    /// How the last poll ended; nothing while there was none.
    pub(super) last_end: Option<End>,
    incomplete: Option<Incomplete>,
    /// Why the last poll gave no list; nothing where it gave one.
    pub(super) last_fault: Option<Fault>,
    /// When the first complete poll was had: the appear clock starts there.
    pub(super) first_complete: Option<Duration>,
    pub(super) last_complete: Option<Duration>,
    /// The round whose poll showed success, completely.
    pub(super) succeeded_in: Option<u64>,
    /// The build that was first seen to have failed, and when.
    failed: Option<(String, Duration)>,
    pub(super) last_asked: Option<u64>,
    /// When it is to be polled next.
    pub(super) due: Duration,
    /// The round of the last complete poll that read on to its end.
    pub(super) complete_in: Option<u64>,
    /// The newest entry of the last such poll, if all was in order.
    high_water_mark: Option<Timestamp>,
    /// Whether a poll since then ended at what was known.
    has_skipped_pages: bool,
    /// How many requests the last poll took.
    requests: u32,
    history: History,
    estimate: Estimate,
    /// How far the deciding build has gone.
    progress: Option<(String, BuildProgress)>,
}

impl Tracker {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            followed: Candidates::default(),
            last_read: None,
            others: Arc::default(),
            last_end: None,
            incomplete: None,
            last_fault: None,
            first_complete: None,
            last_complete: None,
            succeeded_in: None,
            failed: None,
            last_asked: None,
            due: Duration::ZERO,
            complete_in: None,
            high_water_mark: None,
            has_skipped_pages: false,
            requests: 1,
            history: History::default(),
            estimate: Estimate::default(),
            progress: None,
        }
    }

    /// Takes in a poll of round `round`.
    pub(super) fn on_listing(
        &mut self,
        elapsed: Duration,
        round: u64,
        listing: Listing,
        criteria: &Criteria,
    ) {
        self.last_read = Some(elapsed);
        self.last_fault = None;
        self.last_end = Some(listing.end);
        self.incomplete = incomplete(&listing, criteria);
        if self.incomplete.is_none() {
            self.first_complete.get_or_insert(elapsed);
            self.last_complete = Some(elapsed);
        }
        self.update_high_water_mark(round, &listing);
        self.requests = listing.requests;
        self.others = Arc::new(listing.others);
        let has_new_past = self.history.add(listing.past);
        self.followed.on_listing(listing.builds, criteria);
        self.update_progress(elapsed, listing.date, has_new_past, criteria);
        let (status, build) = self.followed.status();
        let opens = status == TargetStatus::Succeeded && self.incomplete.is_none();
        self.succeeded_in = opens.then_some(round);
        match (status, build) {
            (TargetStatus::Failed(_), Some(build)) => {
                if self.failed.as_ref().is_none_or(|(id, _)| *id != build.id) {
                    self.failed = Some((build.id.clone(), elapsed));
                }
            }
            // A failed build that is not listed for once keeps its clock.
            (TargetStatus::Missing, _) => {}
            (TargetStatus::NoBuild | TargetStatus::Running | TargetStatus::Succeeded, _)
            | (TargetStatus::Failed(_), None) => self.failed = None,
        }
    }

    fn update_high_water_mark(&mut self, round: u64, listing: &Listing) {
        match listing.end {
            End::HighWaterMark => self.has_skipped_pages = true,
            End::LastPage | End::PageLimit if self.incomplete.is_none() => {
                self.complete_in = Some(round);
                self.has_skipped_pages = false;
                self.high_water_mark = listing.newest.filter(|_| listing.in_order);
            }
            End::LastPage | End::Sufficient | End::PageLimit | End::LostCursor => {}
        }
    }

    /// Keeps up with the build that decides.
    fn update_progress(
        &mut self,
        elapsed: Duration,
        date: Option<Timestamp>,
        has_new_past: bool,
        criteria: &Criteria,
    ) {
        let (status, build) = self.followed.status();
        let build = build.filter(|_| status == TargetStatus::Running);
        let known = self.progress.as_ref().map(|(id, _)| id);
        let is_another = known != build.map(|build| &build.id);
        match (build, &mut self.progress) {
            (Some(build), Some((id, progress))) if *id == build.id => {
                progress.observe(build, elapsed);
            }
            (Some(build), _) => {
                self.progress = Some((build.id.clone(), BuildProgress::of(build, elapsed, date)));
            }
            // One that is not listed for once goes on all the same.
            (None, _) if status == TargetStatus::Missing => {}
            (None, _) => self.progress = None,
        }
        if has_new_past || is_another {
            let branch = build.and_then(|build| build.branch.value());
            let branch = branch.or(criteria.branch.as_ref());
            self.estimate = self.history.estimate(branch.map(String::as_str));
        }
    }

    /// Interval factor for polls of n requests: ⌊√n⌋ (see `pacing/progress.rs`).
    pub(super) fn cost_factor(&self, criteria: &Criteria) -> u32 {
        let may_skip = self.query(criteria, false).stop_before.is_some();
        let requests = if may_skip { 1 } else { self.requests };
        requests.isqrt().max(1)
    }

    /// How long to leave the target alone, by the gate's own choice.
    pub(super) fn pause(
        &self,
        elapsed: Duration,
        stretch: f64,
        longest: Duration,
        chance: f64,
    ) -> Duration {
        let progress = self.progress.as_ref().map(|(_, progress)| progress);
        progress::pause(progress, &self.estimate, elapsed, stretch, longest, chance)
    }

    /// Takes in what was read of a list before it broke off.
    pub(super) fn observe_partial(&mut self, builds: Vec<Build>, criteria: &Criteria) {
        self.followed.observe_partial(builds, criteria);
    }

    /// What the next poll must read; everything, where it `is_last` to say that
    /// there is no build.
    pub(super) fn query(&self, criteria: &Criteria, is_last: bool) -> ListQuery {
        let must_include = self.followed.ids();
        let may_skip = match criteria.selector {
            // A prefix counts all the commits that it fits, on every page.
            Selector::Prefix(_) if !must_include.is_empty() => true,
            Selector::Prefix(_) | Selector::Commit(_) | Selector::Build(_) | Selector::Latest => {
                must_include.is_empty() && !is_last
            }
        };
        let read_before = self.high_water_mark.filter(|_| may_skip);
        ListQuery {
            is_exhaustive: self.has_skipped_pages,
            stop_before: read_before.and_then(|newest| newest.before(LATE_ARRIVAL)),
            ..ListQuery::new(criteria.clone(), must_include)
        }
    }

    pub(super) fn status(&self) -> TargetStatus {
        self.followed.status().0
    }

    /// When the failure of the deciding build is final.
    pub(super) fn grace_until(&self, retry_grace: Duration) -> Option<Duration> {
        match self.status() {
            TargetStatus::Failed(_) => self
                .failed_since()
                .map(|since| since.saturating_add(retry_grace)),
            TargetStatus::NoBuild
            | TargetStatus::Running
            | TargetStatus::Missing
            | TargetStatus::Succeeded => None,
        }
    }

    /// When the deciding build was first seen to have failed. That it is another
    /// one by now, a list may have shown that broke off.
    pub(super) fn failed_since(&self) -> Option<Duration> {
        let (_, build) = self.followed.status();
        let (id, since) = self.failed.as_ref()?;
        build.filter(|build| build.id == *id).map(|_| *since)
    }

    pub(super) fn state(&self, retry_grace: Duration) -> TargetReport {
        let (status, build) = self.followed.status();
        TargetReport {
            target: self.target.clone(),
            status,
            may_open: status == TargetStatus::Succeeded && self.succeeded_in.is_some(),
            build: build.cloned(),
            last_read: self.last_read,
            others: Arc::clone(&self.others),
            candidates: self.followed.ids().len(),
            hit_page_limit: self.last_end == Some(End::PageLimit),
            incomplete: self.incomplete,
            grace_until: self.grace_until(retry_grace),
        }
    }
}

fn incomplete(listing: &Listing, criteria: &Criteria) -> Option<Incomplete> {
    let matches = |build: &&Build| criteria.matches(build) == Match::Yes;
    let created = |build: &Build| build.created.value().copied();
    let newest_match = listing
        .builds
        .iter()
        .filter(matches)
        .filter_map(created)
        .max();
    // What is older than a match cannot decide, whatever it says; but it may be
    // of another commit that a prefix fits.
    let counts_all = matches!(criteria.selector, Selector::Prefix(_));
    let may_decide =
        |build: &Build| counts_all || created(build).is_none_or(|time| Some(time) >= newest_match);
    let cannot_tell = |build: &&Build| match criteria.matches(build) {
        Match::Yes => Conclusion::of(build) == Conclusion::CannotTell && may_decide(build),
        Match::No => false,
        Match::CannotTell => may_decide(build),
    };
    let unreadable = listing
        .unreadable
        .saturating_add(listing.builds.iter().filter(cannot_tell).count());
    if let Some(age) = listing.age {
        Some(Incomplete::Stale(age))
    } else if unreadable > 0 {
        Some(Incomplete::Unreadable(unreadable))
    } else if listing.is_complete() {
        None
    } else if listing.end == End::LostCursor {
        Some(Incomplete::LostCursor)
    } else {
        Some(Incomplete::PageLimit)
    }
}
