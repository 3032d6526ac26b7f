//! What was listed to the gate of one target, as the witness remembers it.

use std::time::Duration;

use crate::contract::{self, Kind, Match, Reading};
use crate::options::Options;
use crate::said::{Entry, Next, Page, Said};

/// The memory of one target.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Of each build, by its number, what was ever said of it.
    known: Vec<Option<Known>>,
    /// What the last look showed; nothing when it was a fault, or there was none.
    pub last: Option<Shown>,
    /// The looks that were complete.
    pub complete: Span,
    /// Those, and the ones that showed no build and stopped where the list may
    /// have been known: a gate may take them for complete.
    pub lenient: Span,
    /// Those of them whose copies of a build agree: a gate may be stricter with
    /// the others.
    pub agreed: Span,
    /// Whether a look may have left out what follows: the first one with a build
    /// that is meant must then read on, and a gate may be stricter where it
    /// cannot.
    skipped: bool,
    /// The builds that decide, since when a complete look shows them to have
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

/// When the first and the last look of a kind was had.
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
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Whether it ever matched, beyond doubt.
    matched: bool,
    /// Whether it ever matched by the copy read last.
    matched_last: bool,
    /// Whether it matched when it was listed last.
    last: Match,
    /// Its time of creation.
    created: Option<i64>,
    /// Whether it was ever listed without one that can be read, or with another.
    undated: bool,
}

/// What one look showed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things of a look, each of which holds or not by itself"
)]
#[derive(Clone, Debug)]
pub struct Shown {
    /// When it was had.
    pub at: Duration,
    /// In which round.
    pub round: u64,
    /// Whether every page that it needed was read and understood.
    pub complete: bool,
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

/// A build in a look, all its copies taken together.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// Which.
    pub build: usize,
    /// Whether it is meant.
    pub matched: Match,
    /// What it says about its end.
    pub reading: Reading,
    /// Whether its copies agree in what it is.
    pub agrees: bool,
}

/// How a target stands, where the last look decides that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It does not.
    No,
    /// All that may be the newest have succeeded.
    Open,
    /// All that may be the newest have ended, and not all have succeeded.
    Shut,
}

impl Memory {
    /// Takes in the pages of a list, as far as it was read.
    pub fn learn(&mut self, listed: &[(Entry, Listed)]) {
        for (entry, listed) in listed {
            if self.known.len() <= listed.build {
                self.known.resize(listed.build + 1, None);
            }
            let known = self.known[listed.build].get_or_insert(Known {
                matched: false,
                matched_last: false,
                last: listed.matched,
                created: None,
                undated: false,
            });
            known.last = listed.matched;
            self.disagreed |= !listed.agrees;
            if listed.matched == Match::No {
                if !known.matched {
                    // It was in doubt, and is another.
                    self.known[listed.build] = None;
                }
                continue;
            }
            known.matched |= listed.matched == Match::Yes && listed.agrees;
            known.matched_last |= listed.matched == Match::Yes;
            self.doubted |= listed.matched == Match::Maybe;
            match (entry.created, known.created) {
                (Said::Value(created), None) => known.created = Some(created),
                (Said::Value(created), Some(earlier)) if created == earlier => {}
                (Said::Value(_) | Said::Missing | Said::Null | Said::Other(_), _) => {
                    known.undated = true;
                }
            }
        }
    }

    /// Takes in a whole look.
    pub fn see(&mut self, shown: Shown) {
        if shown.complete || shown.may_be_known {
            self.lenient.add(shown.at);
        }
        self.skipped |= shown.may_be_known;
        if shown.complete {
            self.complete.add(shown.at);
            if shown.agrees && !(self.skipped && shown.lost) {
                self.agreed.add(shown.at);
            }
        }
        for listed in &shown.builds {
            if let (Match::Yes, Reading::Fell(kind)) = (listed.matched, listed.reading) {
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

    /// The builds that may be the newest that ever matched: all but those that
    /// were created before another one.
    #[must_use]
    pub fn candidates(&self) -> Vec<usize> {
        let bar = self.known.iter().flatten();
        let is_bar =
            |known: &&Known| known.matched || (known.matched_last && known.last != Match::No);
        let bar = bar
            .filter(|known| is_bar(known) && !known.undated)
            .filter_map(|known| known.created)
            .max();
        let may_be_newest = |known: &Known| {
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

    /// Whether a build ever matched, or may have when it was listed last.
    #[must_use]
    pub fn has_any(&self) -> bool {
        !self.candidates().is_empty()
    }

    /// What the last look decides, if it was complete. Where a doubt was
    /// about a build that was then older than one whose time is lost by now, it
    /// takes one more look, so nothing is due.
    #[must_use]
    pub fn due(&self) -> Due {
        let is_undated = self.known.iter().flatten().any(|known| known.undated);
        if self.disagreed || (self.doubted && is_undated) {
            return Due::No;
        }
        let is_clear =
            |shown: &&Shown| shown.complete && shown.agrees && !(self.skipped && shown.lost);
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
                Some(Reading::Succeeded) => {}
                Some(Reading::Fell(_)) => due = Due::Shut,
                Some(Reading::Running | Reading::Unclear) | None => return Due::No,
            }
        }
        due
    }
}

impl Shown {
    /// What it says about a build, if it lists it as one that is meant.
    #[must_use]
    pub fn reading_of(&self, build: usize) -> Option<Reading> {
        let found = self.builds.iter().find(|listed| listed.build == build);
        found
            .filter(|listed| listed.matched == Match::Yes)
            .map(|listed| listed.reading)
    }
}

/// The builds on these pages, each once. The copy read last wins; but where one
/// before it may be meant, and differs in what the build is, that is open.
#[must_use]
pub fn listed(pages: &[&Page], options: &Options, start: Option<i64>) -> Vec<(Entry, Listed)> {
    let matches = |entry: &Entry| contract::matches(entry, &options.wanted, start);
    let mut merged: Vec<(Entry, bool)> = Vec::new();
    for entry in readable(pages) {
        let known = merged
            .iter_mut()
            .find(|(known, _)| known.build == entry.build);
        let Some((known, agrees)) = known else {
            merged.push((*entry, true));
            continue;
        };
        let both = Entry {
            sha: agreed(known.sha, entry.sha),
            branch: agreed(known.branch, entry.branch),
            pull_request: agreed(known.pull_request, entry.pull_request),
            created: agreed(known.created, entry.created),
            ..*entry
        };
        let is_same = both == *entry;
        *agrees &= is_same;
        *known = if matches(known) == Match::No {
            *entry
        } else {
            both
        };
    }
    let listed = |(entry, agrees): (Entry, bool)| {
        let listed = Listed {
            build: entry.build,
            matched: matches(&entry),
            reading: contract::reading((entry.status, entry.concluded, entry.success)),
            agrees,
        };
        (entry, listed)
    };
    merged.into_iter().map(listed).collect()
}

fn readable<'a>(pages: &'a [&Page]) -> impl Iterator<Item = &'a Entry> {
    let entries = pages.iter().flat_map(|page| &page.entries);
    entries.filter(|entry| entry.id == Said::Value(()))
}

fn agreed<T: Copy + PartialEq>(one: Said<T>, other: Said<T>) -> Said<T> {
    match (one, other) {
        (Said::Missing | Said::Null, Said::Missing | Said::Null) => other,
        (Said::Value(value), Said::Value(same)) if value == same => other,
        (Said::Missing | Said::Null | Said::Value(_) | Said::Other(_), _) => Said::Other(0),
    }
}

/// Whether a look that read these pages needed no more, and understood them.
/// Short of the limit, it needs the builds that it follows; at the limit, it
/// says that there is no build only after full pages.
#[must_use]
pub fn is_complete(
    pages: &[&Page],
    listed: &[(Entry, Listed)],
    followed: &[usize],
    options: &Options,
    is_full: bool,
) -> bool {
    let is_clear = |listed: &Listed| match listed.matched {
        Match::Yes => listed.reading != Reading::Unclear,
        Match::No => true,
        Match::Maybe => false,
    };
    let all = pages.iter().map(|page| page.entries.len()).sum::<usize>();
    let is_understood =
        all == readable(pages).count() && listed.iter().all(|(_, listed)| is_clear(listed));
    let most = usize::try_from(options.max_pages).unwrap_or(usize::MAX);
    let next = pages.last().map(|page| page.next);
    let cursor = |page: &&Page| match page.next {
        Next::Cursor(cursor, _) => Some(cursor),
        Next::End(_) | Next::Lost(_) => None,
    };
    let last_cursor = pages.last().and_then(cursor);
    let is_repeated = last_cursor.is_some()
        && pages
            .iter()
            .filter(|page| cursor(page) == last_cursor)
            .count()
            > 1;
    is_understood
        && match next {
            Some(Next::End(_)) => true,
            Some(Next::Cursor(..)) if is_repeated => are_enough(pages, listed, followed),
            Some(Next::Cursor(..)) if pages.len() >= most => is_in_order(pages, listed, is_full),
            Some(Next::Cursor(..) | Next::Lost(_)) => are_enough(pages, listed, followed),
            None => false,
        }
}

/// Whether the list goes on after these pages, and nobody can say where.
#[must_use]
pub fn is_lost(pages: &[&Page]) -> bool {
    match pages.last().map(|page| page.next) {
        Some(Next::Lost(_)) => true,
        Some(Next::Cursor(cursor, _)) => {
            let is_same =
                |page: &&&Page| matches!(page.next, Next::Cursor(other, _) if other == cursor);
            pages.iter().filter(is_same).count() > 1
        }
        Some(Next::End(_)) | None => false,
    }
}

/// Whether a look that read these pages found no build that is meant, all in
/// order: if an earlier look has read what follows, it is complete.
#[must_use]
pub fn may_be_known(pages: &[&Page], listed: &[(Entry, Listed)]) -> bool {
    let all = pages.iter().map(|page| page.entries.len()).sum::<usize>();
    all == readable(pages).count()
        && listed.iter().all(|(_, listed)| listed.matched == Match::No)
        && is_in_order(pages, listed, true)
}

fn are_enough(pages: &[&Page], listed: &[(Entry, Listed)], followed: &[usize]) -> bool {
    let is_read = |build: &usize| listed.iter().any(|(entry, _)| entry.build == *build);
    is_in_order(pages, listed, false) && followed.iter().all(is_read)
}

/// Whether the list is in order, newest first, and none as new as the newest
/// match can follow. At the limit, a list without a match will do.
fn is_in_order(pages: &[&Page], listed: &[(Entry, Listed)], at_limit: bool) -> bool {
    let mut last = None;
    for entry in readable(pages) {
        match (entry.created.value(), last) {
            (Some(created), Some(last)) if created > last => return false,
            (Some(created), _) => last = Some(created),
            (None, _) => return false,
        }
    }
    let matching = listed
        .iter()
        .filter(|(_, listed)| listed.matched == Match::Yes);
    match matching
        .filter_map(|(entry, _)| entry.created.value())
        .max()
    {
        Some(newest) => Some(newest) > last,
        None => at_limit,
    }
}
