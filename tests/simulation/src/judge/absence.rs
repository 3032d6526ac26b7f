//! That there is no build: the words for it, and whether they hold.

use std::time::Duration;

use super::Judge;
use super::holds;
use super::record::Poll;
use crate::lists::reach::Gap;
use crate::options::{COMMITS, Selector};
use crate::values;

impl Judge<'_> {
    /// That there is no build that is meant, in words.
    pub(super) fn absent(&self) -> String {
        match self.options.wanted.selector {
            Selector::Commit => format!("no build of {}", &COMMITS[0][..7]),
            Selector::Prefix(digits) => format!("no build of {}", &COMMITS[0][..digits]),
            Selector::Build(build) => format!("no build {}", values::id(build)),
            Selector::Latest => "no matching build".to_owned(),
        }
    }

    /// The build that is meant, in words.
    pub(super) fn wanted(&self) -> String {
        match self.options.wanted.selector {
            Selector::Latest => "the newest build".to_owned(),
            Selector::Commit | Selector::Prefix(_) | Selector::Build(_) => {
                self.absent().replacen("no ", "the ", 1)
            }
        }
    }

    /// The last list was read as far as it must be, and shows no build that is
    /// meant; and no other list ever did.
    pub(super) fn is_absent(&self, target: usize, absent: &str) -> Result<(), String> {
        holds(absent == self.absent(), "another build")?;
        let poll = self.polls[target]
            .last_listing()
            .ok_or("no list was read")?;
        holds(is_read(poll), "the list was not read to its end")?;
        // A list that broke off since may show that a build is not meant after all.
        let is_dropped = |build: &usize| {
            let mut since = self.polls[target].all().take_while(|poll| !poll.is_listing);
            since.any(|poll| poll.entry(*build).is_some() && poll.meant(*build).is_none())
        };
        holds(
            poll.candidates.iter().all(is_dropped),
            "a build that may be meant is followed",
        )
    }

    /// The last list was not complete, and shows no build that is meant.
    pub(super) fn is_absent_in_part(&self, target: usize, absent: &str) -> Result<(), String> {
        holds(absent == self.absent(), "another build")?;
        let poll = self.polls[target]
            .last_listing()
            .ok_or("no list was read")?;
        holds(poll.gap.is_some(), "the list was complete")?;
        holds(
            poll.candidates.is_empty(),
            "a build that may be meant is followed",
        )
    }

    /// A list within the last minute was read as far as it must be, and no list
    /// ever showed a build that is meant.
    pub(super) fn was_absent(&self, now: Duration, target: usize) -> Result<(), String> {
        let mut listings = self.polls[target].listings();
        let complete = listings.find(|poll| is_read(poll));
        let is_fresh = complete.is_some_and(|poll| now.saturating_sub(poll.at) <= FRESH);
        holds(is_fresh, "no list was read to its end within a minute")?;
        let last = self.polls[target].last();
        holds(
            last.is_some_and(|poll| poll.candidates.is_empty()),
            "a build that may be meant is followed",
        )
    }
}

/// How long a complete list says something about now.
const FRESH: Duration = Duration::from_secs(61);

/// Whether a list was read as far as it must be.
pub(super) fn is_read(poll: &Poll) -> bool {
    poll.gap.is_none() || (poll.gap == Some(Gap::Unread) && poll.may_be_known)
}
