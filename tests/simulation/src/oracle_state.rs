//! What was listed to the gate of one target, as the witness remembers it.

use std::time::Duration;

use crate::contract::{Conclusion, Kind, Match};
use crate::lists::Listed;
use crate::lists::reach::Gap;
use crate::wire::{Entry, WireField};

/// The memory of one target.
#[derive(Clone, Debug, Default)]
pub struct OracleState {
    /// Of each build, by its number, what was ever said of it.
    known: Vec<Option<Candidate>>,
    /// What the last poll showed; nothing when it was a fault, or there was none.
    pub last: Option<Shown>,
    /// The polls that were complete.
    pub complete: Span,
    /// Those, and the ones that showed no build and stopped where the list may
    /// have been known: a gate may take them for complete.
    pub lenient: Span,
    /// Those of them whose copies of a build agree, and that needed no earlier
    /// one: a gate may be stricter with the others.
    pub agreed: Span,
    /// The polls of stale lists, which count for no absence.
    pub stale: Span,
    /// The newest entry of a complete poll in order: all that is older was read.
    pub known_below: Option<i64>,
    /// Whether a poll may have left out what follows: the first one with a build
    /// that is meant must then read on, and a gate may be stricter where it
    /// cannot.
    skipped: bool,
    /// The builds that decide, since when a complete poll shows them to have
    /// fallen.
    pub failing: Option<(Vec<usize>, Duration)>,
    /// Whether it was ever in doubt whether a build is meant.
    doubted: bool,
    /// Whether a build was ever listed twice in one list, and as two different
    /// ones. A gate may then be stricter than the contract, by which the copy
    /// read last wins.
    pub disagreed: bool,
    /// The ways in which a matching build was ever shown to have fallen.
    pub fallen: Vec<Kind>,
}

/// When the first and the last poll of a kind was had.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The first.
    pub first: Option<Duration>,
    /// The last.
    pub last: Option<Duration>,
}

impl Span {
    fn add(&mut self, at: Duration) {
        self.first.get_or_insert(at);
        self.last = Some(at);
    }
}

/// What was said of one build in all the lists.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things of a build, each of which holds or not by itself"
)]
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Whether it ever matched, beyond doubt.
    matched: bool,
    /// Whether it ever did for a gate that does not remember the copies before
    /// the first that may be meant: then older ones need not be followed.
    outranks: bool,
    /// Whether it ever matched by the copy read last.
    matched_last: bool,
    /// Whether it matched when it was listed last.
    last: Match,
    /// Whether the list that last said something of it came from no cache.
    is_fresh: bool,
    /// Whether it matches, by the last list that said so: one that is complete and lacks it
    /// says so, too.
    stands: Match,
    /// Whether it had ended when it was listed last as one that is meant.
    reading: Conclusion,
    /// Its time of creation when it was listed last.
    latest: Option<i64>,
    /// Its time of creation.
    created: Option<i64>,
    /// Whether it was ever listed without one that can be read, or with another.
    undated: bool,
}

/// What one poll showed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things of a listing, each of which holds or not by itself"
)]
#[derive(Clone, Debug)]
pub struct Shown {
    /// When it was had.
    pub at: Duration,
    /// In which round.
    pub round: u64,
    /// Why it is not complete; nothing when every page that it needed was read
    /// and understood.
    pub gap: Option<Gap>,
    /// Whether it is complete only since an earlier one has read the rest.
    pub rests_on_earlier: bool,
    /// The newest of all its entries, where they are in order.
    pub newest: Option<i64>,
    /// Whether all that was read is understood, in order, and no build that is
    /// meant: the rest may be known.
    pub may_be_known: bool,
    /// Whether the list went on, and nobody can say where.
    pub lost: bool,
    /// Whether no build was listed twice, and as two different ones.
    pub agrees: bool,
    /// The builds in it.
    pub builds: Vec<Listed>,
}

/// How a target stands, where the last poll decides that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It does not.
    No,
    /// All that may be the newest have succeeded.
    Open,
    /// All that may be the newest have ended, and not all have succeeded.
    Shut,
}

impl OracleState {
    /// Takes in the pages of a list, as far as it was read. One from a cache takes nothing
    /// back.
    pub fn learn(&mut self, is_stale: bool, listed: &[(Entry, Listed)]) {
        for (entry, listed) in listed {
            if self.known.len() <= listed.build {
                self.known.resize(listed.build + 1, None);
            }
            let known = self.known[listed.build].get_or_insert(Candidate {
                matched: false,
                outranks: false,
                matched_last: false,
                last: listed.matched,
                is_fresh: false,
                stands: listed.matched,
                reading: listed.reading,
                created: None,
                latest: None,
                undated: false,
            });
            let before = (known.is_fresh, known.stands, known.reading);
            if is_stale && may_be_newer(before, listed) {
                continue;
            }
            known.is_fresh = !is_stale;
            known.last = listed.matched;
            known.stands = listed.matched;
            self.disagreed |= !listed.agrees;
            if listed.matched == Match::No {
                if !known.outranks {
                    // It was in doubt, and is another.
                    self.known[listed.build] = None;
                }
                continue;
            }
            known.reading = listed.reading;
            known.latest = entry.created.value();
            known.matched |= listed.matched == Match::Yes && listed.agrees;
            known.outranks |= listed.matched == Match::Yes && listed.agrees_since;
            known.matched_last |= listed.matched == Match::Yes;
            self.doubted |= listed.matched == Match::Maybe;
            match (entry.created, known.created) {
                (WireField::Value(created), None) => known.created = Some(created),
                (WireField::Value(created), Some(earlier)) if created == earlier => {}
                (
                    WireField::Value(_)
                    | WireField::Missing
                    | WireField::Null
                    | WireField::Other(_),
                    _,
                ) => {
                    known.undated = true;
                }
            }
        }
    }

    /// Takes in a whole poll.
    pub fn see(&mut self, shown: Shown) {
        if shown.gap == Some(Gap::Stale) {
            self.stale.add(shown.at);
        } else if shown.gap.is_none() || shown.may_be_known {
            self.lenient.add(shown.at);
        }
        self.skipped |= shown.may_be_known;
        if shown.gap.is_none() {
            self.complete.add(shown.at);
            self.known_below = self.known_below.max(shown.newest);
            for (build, known) in self.known.iter_mut().enumerate() {
                let is_listed = shown.builds.iter().any(|listed| listed.build == build);
                if let (Some(known), false) = (known, is_listed) {
                    (known.is_fresh, known.stands) = (true, Match::No);
                }
            }
            if self.is_beyond_doubt(&shown) {
                self.agreed.add(shown.at);
            }
        }
        for listed in &shown.builds {
            if let (Match::Yes, Conclusion::Fell(kind)) = (listed.matched, listed.reading) {
                self.fallen.push(kind);
            }
        }
        let at = shown.at;
        self.last = Some(shown);
        let candidates = self.candidates();
        self.failing = match (self.due(), self.failing.take()) {
            (Due::Shut, Some((builds, since))) if builds == candidates => Some((builds, since)),
            (Due::Shut, _) => Some((candidates, at)),
            (Due::No | Due::Open, _) => None,
        };
    }

    /// Whether no gate may be stricter with this poll than the contract.
    const fn is_beyond_doubt(&self, shown: &Shown) -> bool {
        shown.agrees && !shown.rests_on_earlier && !(self.skipped && shown.lost)
    }

    /// The builds that may be the newest that ever matched: all but those that
    /// were created before another one.
    #[must_use]
    pub fn candidates(&self) -> Vec<usize> {
        let bar = self.known.iter().flatten();
        let is_bar =
            |known: &&Candidate| known.outranks || (known.matched_last && known.last != Match::No);
        let bar = bar
            .filter(|known| is_bar(known) && !known.undated)
            .filter_map(|known| known.created)
            .max();
        let may_be_newest = |known: &Candidate| {
            let is_meant = known.matched || known.last != Match::No;
            let is_older = !known.undated && known.created < bar;
            is_meant && !is_older
        };
        let known = self.known.iter().enumerate();
        known
            .filter(|(_, known)| known.as_ref().is_some_and(may_be_newest))
            .map(|(build, _)| build)
            .collect()
    }

    /// When the oldest of the builds that may be the newest was created, where each says so.
    #[must_use]
    pub fn oldest_candidate(&self) -> Option<i64> {
        let candidates = self.candidates().into_iter();
        let created = candidates.map(|build| self.known[build].as_ref()?.latest);
        created.min().flatten()
    }

    /// Whether a build ever matched, or may have when it was listed last.
    #[must_use]
    pub fn has_any(&self) -> bool {
        !self.candidates().is_empty()
    }

    /// Whether the gate may know another thing of the builds: where two copies of
    /// one differed; and where a doubt was about a build that was then older than
    /// one whose time is lost by now, which takes one more poll.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let is_undated = self.known.iter().flatten().any(|known| known.undated);
        self.disagreed || (self.doubted && is_undated)
    }

    /// What the last poll decides, if it was complete. Nothing is due where the
    /// gate may know another thing.
    #[must_use]
    pub fn due(&self) -> Due {
        if self.is_open() {
            return Due::No;
        }
        let is_clear = |shown: &&Shown| shown.gap.is_none() && self.is_beyond_doubt(shown);
        let Some(shown) = self.last.as_ref().filter(is_clear) else {
            return Due::No;
        };
        let candidates = self.candidates();
        let mut due = if candidates.is_empty() {
            Due::No
        } else {
            Due::Open
        };
        for candidate in candidates {
            match shown.reading_of(candidate) {
                Some(Conclusion::Succeeded) => {}
                Some(Conclusion::Fell(_)) => due = Due::Shut,
                Some(Conclusion::Running | Conclusion::Unclear) | None => return Due::No,
            }
        }
        due
    }
}

/// Whether what is known of a build (whether by a list from no cache, whether it matches, and
/// whether it has ended) may be newer than what a cache says of it now: whether it matches, the
/// list knows better; an end stays, and is news to what ran.
#[must_use]
pub fn may_be_newer(known: (bool, Match, Conclusion), cached: &Listed) -> bool {
    let is_end = |reading| matches!(reading, Conclusion::Succeeded | Conclusion::Fell(_));
    let (is_fresh, matched, known) = known;
    if is_fresh && matched != cached.matched {
        return true;
    }
    if is_end(cached.reading) {
        is_end(known) && known != cached.reading
    } else {
        is_end(known) || is_fresh
    }
}

impl Shown {
    /// What it says about a build, if it lists it as one that is meant.
    #[must_use]
    pub fn reading_of(&self, build: usize) -> Option<Conclusion> {
        let found = self.builds.iter().find(|listed| listed.build == build);
        found
            .filter(|listed| listed.matched == Match::Yes)
            .map(|listed| listed.reading)
    }
}
