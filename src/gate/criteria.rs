//! Which build is meant: one selector that decides, and filters that narrow.
//!
//! A build matches when every given condition holds. A field that the build
//! lacks does not match; one of the wrong type leaves it open, and what is
//! open cannot open the gate.

use std::time::Duration;

use crate::model::build::{Build, Field};
use crate::model::commit::{Sha, ShaPrefix};
use crate::model::timestamp::Timestamp;

/// The conditions that a build must meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria {
    /// Which build decides.
    pub selector: Selector,
    /// Only builds of this branch.
    pub branch: Option<String>,
    /// Only builds of this pull request.
    pub pull_request: Option<u64>,
    /// Only builds created at this time or later.
    pub not_before: NotBefore,
}

/// What decides which build is meant: exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// The newest build of this commit.
    Commit(Sha),
    /// The newest build of the one commit that begins so.
    Prefix(ShaPrefix),
    /// The build of this id.
    Build(String),
    /// The newest build, whatever its commit.
    Latest,
}

/// From when on builds count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotBefore {
    /// From ever.
    Any,
    /// From this instant.
    At(Timestamp),
    /// From this long before now, by the API's clock. Until that is known, whether
    /// a build counts is unknown.
    Ago(Duration),
}

/// Whether a build meets the criteria; of several answers the least one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// At least one condition does not hold.
    No,
    /// None fails, and at least one rests on a field that cannot be read.
    CannotTell,
    /// Every condition holds.
    Yes,
}

impl Match {
    fn of<T>(field: &Field<T>, holds: impl FnOnce(&T) -> bool) -> Self {
        match field {
            Field::Present(value) if holds(value) => Self::Yes,
            Field::Present(_) | Field::Absent => Self::No,
            Field::Unreadable => Self::CannotTell,
        }
    }
}

impl Criteria {
    /// Holds a build against the criteria.
    #[must_use]
    pub fn matches(&self, build: &Build) -> Match {
        self.selects(build).min(self.passes_filters(build))
    }

    /// When the newest of these builds that match was created.
    #[must_use]
    pub fn newest_match(&self, builds: &[Build]) -> Option<Timestamp> {
        let is_match = |build: &&Build| self.matches(build) == Match::Yes;
        let created = |build: &Build| build.created.value().copied();
        builds.iter().filter(is_match).filter_map(created).max()
    }

    /// Whether this is a build that the selector means, and a filter leaves it
    /// out.
    #[must_use]
    pub fn is_left_out_by_filter(&self, build: &Build) -> bool {
        self.passes_filters(build) == Match::No
            && !matches!(self.selector, Selector::Latest)
            && self.selects(build) == Match::Yes
    }

    fn selects(&self, build: &Build) -> Match {
        match &self.selector {
            Selector::Commit(wanted) => is_commit(&build.sha, wanted.as_str(), |sha| sha == wanted),
            Selector::Prefix(prefix) => {
                is_commit(&build.sha, prefix.as_str(), |sha| prefix.begins(sha))
            }
            Selector::Build(id) if *id == build.id => Match::Yes,
            Selector::Build(_) => Match::No,
            Selector::Latest => Match::Yes,
        }
    }

    fn passes_filters(&self, build: &Build) -> Match {
        let branch = match &self.branch {
            Some(wanted) => Match::of(&build.branch, |branch| branch == wanted),
            None => Match::Yes,
        };
        let pull_request = match self.pull_request {
            Some(wanted) => Match::of(&build.pull_request, |&number| number == wanted),
            None => Match::Yes,
        };
        let created = match self.not_before {
            NotBefore::Any => Match::Yes,
            NotBefore::At(start) => Match::of(&build.created, |&created| created >= start),
            NotBefore::Ago(_) => Match::CannotTell,
        };
        branch.min(pull_request).min(created)
    }

    /// The same criteria, this long after they were given.
    #[must_use]
    pub fn after(&self, elapsed: Duration) -> Self {
        let mut criteria = self.clone();
        if let NotBefore::Ago(ago) = &mut criteria.not_before {
            *ago = ago.saturating_add(elapsed);
        }
        criteria
    }

    /// Fixes a relative `not_before` against the API's clock, once. A clock
    /// from which it cannot be counted back fixes nothing.
    pub fn resolve_not_before(&mut self, now: Option<Timestamp>) {
        if let (NotBefore::Ago(ago), Some(now)) = (self.not_before, now)
            && let Some(start) = now.before(ago)
        {
            self.not_before = NotBefore::At(start);
        }
    }
}

/// Seven digits fit no other commit by chance.
const MIN_SHARED_DIGITS: usize = 7;

/// Whether a build's `sha` is the commit. One that is no commit at all, and may be what
/// is left of the wanted one, is unreadable.
fn is_commit(field: &Field<String>, wanted: &str, holds: impl FnOnce(&Sha) -> bool) -> Match {
    let may_be = |text: &String| Sha::parse(text).is_none() && may_be_left_of(wanted, text);
    if field.value().is_some_and(may_be) {
        return Match::CannotTell;
    }
    Match::of(field, |text| {
        Sha::parse(text).is_some_and(|sha| holds(&sha))
    })
}

/// Whether a text may be what is left of the commit: it has seven digits in a row that the
/// commit has; four, where its longest row has no more; all of them, where it is shorter
/// without what stands around it. Digits of another script may be any. Where only the
/// beginning of the commit is known, any text may be.
fn may_be_left_of(wanted: &str, text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let bare = text.trim_matches(|character: char| !character.is_alphanumeric());
    let least = 4.min(bare.len().max(1));
    let mut runs = text.split(|character: char| !character.is_ascii_hexdigit());
    let is_beginning = wanted.len() < 40 && !text.is_empty();
    is_beginning
        || !bare.is_ascii()
        || runs.any(|run| {
            let length = run.len().min(MIN_SHARED_DIGITS);
            let is_shared = |part| wanted.as_bytes().windows(length).any(|own| own == part);
            length >= least && run.as_bytes().windows(length).any(is_shared)
        })
}

#[cfg(test)]
mod tests;
