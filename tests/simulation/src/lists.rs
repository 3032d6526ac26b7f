//! The pages of one poll, as the witness reads them.

use crate::contract::{self, Conclusion, Match};
use crate::options::Options;
use crate::spoilt::Spoilt;
use crate::wire::{Entry, Page, WireField};

pub mod reach;

/// A build in a poll, all its copies taken together.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// Selector.
    pub build: usize,
    /// Whether it is meant.
    pub matched: Match,
    /// What it says about its end.
    pub reading: Conclusion,
    /// Whether its copies agree in what it is.
    pub agrees: bool,
    /// Whether those agree that follow the first one that may be meant.
    pub agrees_since: bool,
}

/// The builds on these pages, each once. The copy read last wins; but where one
/// before it may be meant, and differs in what the build is, that is open.
#[must_use]
pub fn listed(pages: &[&Page], options: &Options, start: Option<i64>) -> Vec<(Entry, Listed)> {
    let matches = |entry: &Entry| contract::matches(entry, &options.wanted, start);
    let mut merged: Vec<(Entry, bool, bool)> = Vec::new();
    for entry in readable(pages) {
        let known = merged
            .iter_mut()
            .find(|(known, ..)| known.build == entry.build);
        let Some((known, agrees, agrees_since)) = known else {
            merged.push((*entry, true, true));
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
            *agrees_since &= is_same;
            both
        };
    }
    let listed = |(entry, agrees, agrees_since): (Entry, bool, bool)| {
        let listed = Listed {
            build: entry.build,
            matched: matches(&entry),
            reading: contract::reading((entry.status, entry.concluded, entry.success)),
            agrees,
            agrees_since,
        };
        (entry, listed)
    };
    merged.into_iter().map(listed).collect()
}

/// The entries that can be told from one another, each copy of each build.
pub fn readable<'a>(pages: &'a [&Page]) -> impl Iterator<Item = &'a Entry> {
    let entries = pages.iter().flat_map(|page| &page.entries);
    entries.filter(|entry| entry.id == WireField::Value(()))
}

fn agreed<T: Copy + PartialEq>(one: WireField<T>, other: WireField<T>) -> WireField<T> {
    match (one, other) {
        (WireField::Missing | WireField::Null, WireField::Missing | WireField::Null) => other,
        (WireField::Value(value), WireField::Value(same)) if value == same => other,
        (WireField::Missing | WireField::Null | WireField::Value(_) | WireField::Other(_), _) => {
            WireField::Other(Spoilt::WrongType(0))
        }
    }
}
