//! How far the pages of one poll reach, as the witness reads them, and whether
//! that was far enough.

use super::{Listed, readable};
use crate::contract::{Conclusion, Match};
use crate::options::{Options, Selector};
use crate::wire::{Entry, Page, WireField};

/// The pages of one poll, with what is needed to judge them.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    /// In the order in which they were read.
    pub pages: &'a [&'a Page],
    /// The builds on them.
    pub listed: &'a [(Entry, Listed)],
    /// The builds that must be read again.
    pub followed: &'a [usize],
    /// When the oldest of these was created, where each says so.
    pub oldest_followed: Option<i64>,
    /// What is asked of the gate.
    pub options: &'a Options,
    /// An earlier complete poll has read all that is older than this.
    pub known: Option<i64>,
}

/// Why a poll is not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Something in it cannot be read, or told to be meant or not.
    Unclear,
    /// A page that was not read may change who decides.
    Unread,
    /// A page that was not read may hold another commit that the prefix fits.
    Prefix,
    /// A page of it comes from a cache, and is too old.
    Stale,
}

impl Gap {
    /// The end of a sentence that begins with "it opens though".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unclear => "a list holds what cannot be read",
            Self::Unread => "a page that was not read may change who decides",
            Self::Prefix => "a page that was not read may hold another commit of the prefix",
            Self::Stale => "a list is stale",
        }
    }
}

/// Where a list goes on after the last page that was read.
enum After {
    /// Nowhere.
    End,
    /// At a cursor that was not followed yet.
    Cursor,
    /// It says that it goes on, and not where.
    Lost,
}

impl Reach<'_> {
    /// Why the poll is not complete; nothing where it needed no more, and all of
    /// it was understood.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        if !self.is_understood() {
            Some(Gap::Unclear)
        } else if self.is_read_out() {
            None
        } else if !self.is_enough() {
            Some(Gap::Unread)
        } else if self.is_for_a_prefix() && !self.is_rest_known() {
            Some(Gap::Prefix)
        } else {
            None
        }
    }

    /// Whether it is complete only since an earlier poll has read the rest.
    #[must_use]
    pub fn rests_on_earlier(&self) -> bool {
        self.is_for_a_prefix() && !self.is_read_out()
    }

    /// Whether the list goes on after these pages, and nobody can say where.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self.after(), After::Lost)
    }

    /// Whether the poll found no build that is meant, all in order: if an earlier
    /// one has read what follows, it is complete.
    #[must_use]
    pub fn may_be_known(&self) -> bool {
        self.all_are_readable()
            && self
                .listed
                .iter()
                .all(|(_, listed)| listed.matched == Match::No)
            && self.is_sorted()
    }

    /// The newest of all entries, where they are in order.
    #[must_use]
    pub fn newest(&self) -> Option<i64> {
        let first = readable(self.pages).next()?;
        first.created.value().filter(|_| self.is_sorted())
    }

    fn is_for_a_prefix(&self) -> bool {
        matches!(self.options.wanted.selector, Selector::Prefix(_))
    }

    fn all_are_readable(&self) -> bool {
        let all = self.pages.iter().map(|page| page.entries.len());
        all.sum::<usize>() == readable(self.pages).count()
    }

    /// What cannot be read of a build that is older than a match decides nothing,
    /// but for the commits that a prefix fits.
    fn is_understood(&self) -> bool {
        let is_clear = |listed: &Listed| match listed.matched {
            Match::Yes => listed.reading != Conclusion::Unclear,
            Match::No => true,
            Match::Maybe => false,
        };
        let newest = self.newest_match();
        let is_older = |entry: &Entry| {
            entry
                .created
                .value()
                .is_some_and(|time| Some(time) < newest)
        };
        self.all_are_readable()
            && self.listed.iter().all(|(entry, listed)| {
                is_clear(listed) || (is_older(entry) && !self.is_for_a_prefix())
            })
    }

    /// When the newest match was created, of those that have a date.
    fn newest_match(&self) -> Option<i64> {
        let matching = self.listed.iter();
        let matching = matching.filter(|(_, listed)| listed.matched == Match::Yes);
        matching
            .filter_map(|(entry, _)| entry.created.value())
            .max()
    }

    /// Whether it went to the end of the list or, in order, to the limit.
    fn is_read_out(&self) -> bool {
        let most = usize::try_from(self.options.max_pages).unwrap_or(usize::MAX);
        match self.after() {
            After::End => true,
            After::Cursor if self.pages.len() >= most => {
                let oldest = readable(self.pages).last();
                let oldest = oldest.and_then(|entry| entry.created.value());
                let is_beyond = oldest.is_some() && self.oldest_followed > oldest;
                self.is_in_order(true) && (is_beyond || self.has_all_followed())
            }
            After::Cursor | After::Lost => false,
        }
    }

    /// A cursor is followed whatever `hasNextPage` says, and once.
    fn after(&self) -> After {
        let Some((last, before)) = self.pages.split_last() else {
            return After::Lost;
        };
        let was_followed = |cursor| {
            let mut followed = before.iter().map(|page| page.next.cursor);
            followed.any(|earlier| earlier == cursor)
        };
        match (last.next.cursor, last.next.goes_on) {
            (WireField::Value(_), _) if !was_followed(last.next.cursor) => After::Cursor,
            (
                WireField::Missing | WireField::Null | WireField::Value(_),
                WireField::Missing | WireField::Null | WireField::Value(false),
            ) => After::End,
            (
                WireField::Missing | WireField::Null | WireField::Value(_),
                WireField::Value(true) | WireField::Other(_),
            )
            | (WireField::Other(_), _) => After::Lost,
        }
    }

    /// Whether no further page can change who decides.
    fn is_enough(&self) -> bool {
        self.is_in_order(false) && self.has_all_followed()
    }

    /// Whether the builds were read that must be read again.
    fn has_all_followed(&self) -> bool {
        let is_read = |build: &usize| self.listed.iter().any(|(entry, _)| entry.build == *build);
        self.followed.iter().all(is_read)
    }

    /// Whether all that follows is older than what an earlier poll has read.
    fn is_rest_known(&self) -> bool {
        let last = readable(self.pages).last();
        let oldest = last.and_then(|entry| entry.created.value());
        self.is_sorted()
            && oldest
                .zip(self.known)
                .is_some_and(|(oldest, known)| oldest < known)
    }

    /// Whether every entry has its date, newest first.
    fn is_sorted(&self) -> bool {
        let mut dates = readable(self.pages).map(|entry| entry.created.value());
        let mut last = i64::MAX;
        dates.all(|created| {
            let is_next = created.is_some_and(|created| created <= last);
            last = created.unwrap_or(last);
            is_next
        })
    }

    /// Whether the list is in order, newest first, and none as new as the newest
    /// match can follow. At the limit, a list without a match will do.
    fn is_in_order(&self, at_limit: bool) -> bool {
        if !self.is_sorted() {
            return false;
        }
        let mut listed = self.listed.iter();
        if !listed.any(|(_, listed)| listed.matched == Match::Yes) {
            return at_limit;
        }
        let last = readable(self.pages)
            .last()
            .and_then(|entry| entry.created.value());
        self.newest_match()
            .is_some_and(|newest| Some(newest) > last)
    }
}
