//! The pages of one look, as the witness reads them.

use crate::contract::{self, Match, Reading};
use crate::options::Options;
use crate::said::{Entry, Next, Page, Said};

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
/// Short of the limit, it needs the builds that it follows.
#[must_use]
pub fn is_complete(
    pages: &[&Page],
    listed: &[(Entry, Listed)],
    followed: &[usize],
    options: &Options,
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
            Some(Next::Cursor(..)) if pages.len() >= most => is_in_order(pages, listed, true),
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
    if matching.clone().next().is_none() {
        return at_limit;
    }
    let dated = matching.filter_map(|(entry, _)| entry.created.value());
    dated.max().is_some_and(|newest| Some(newest) > last)
}
