//! A build and its status: what is new of it, and that nothing is.

use std::time::Duration;

use super::Judge;
use super::parse::{is_written, rounded};
use super::record::{self, Poll, branch, status_text};
use super::{OLD, holds};

/// Where a build and its status are known by a list that was not read to its end.
const BROKE_OFF: &str = " in a list that broke off";

/// Where the last list, which need not show a build, does not.
const WHEN_LAST_LISTED: &str = " by an earlier list";

impl Judge<'_> {
    /// A build with its status, and what is new about it.
    pub(super) fn phase(
        &mut self,
        now: Duration,
        target: usize,
        build: usize,
        rest: &str,
    ) -> Result<(), String> {
        let (entry, listed) = *self.entry(now, target, build)?;
        let status = status_text(&entry);
        let rest = rest.strip_prefix(&*status).ok_or("another status")?;
        let (rest, message) = match rest.split_once("  \"") {
            Some((rest, message)) => (rest, message.strip_suffix('"')),
            None => (rest, None),
        };
        holds(
            record::is_message(message, &entry, self.reading),
            "another message",
        )?;
        let before = self.phases[target].replace((build, status));
        if let Some(after) = rest.strip_prefix(" after ") {
            let (length, from) = after.split_once(' ').ok_or("no status before")?;
            holds(
                before == Some((build, from.to_owned())),
                "the log said another before",
            )?;
            let since = self.polls[target].since_before(build, from, 1);
            let fits = since
                .iter()
                .any(|since| is_written(length, now.saturating_sub(*since)));
            return holds(fits, "not for so long");
        }
        let (on, replaced) = match rest.split_once(", in place of build-") {
            Some((on, old)) => (on, Some(old)),
            None => (rest, None),
        };
        let branch = branch(&entry).map_or_else(String::new, |name| format!(" on {name}"));
        holds(
            on == branch || (on.is_empty() && !listed.agrees),
            "another branch",
        )?;
        match (before, replaced.map(str::parse::<usize>)) {
            (None, None) => Ok(()),
            // What became of the one before was not told while a list lacked the one that
            // decided, and need not have it.
            (Some(_), None) => {
                let mut earlier = self.polls[target].listings().skip(1);
                let may_lack = |poll: &Poll| poll.meant(build).is_none() || poll.gap.is_some();
                holds(earlier.any(may_lack), "it replaces nothing")
            }
            (Some((old, _)), Some(Ok(replaced))) => holds(
                old == replaced && old != build,
                "the log named another before",
            ),
            (None | Some(_), Some(_)) => Err("it replaces another".to_owned()),
        }
    }

    /// A build that stands as it stood.
    pub(super) fn unchanged(
        &self,
        now: Duration,
        target: usize,
        build: usize,
        rest: &str,
    ) -> Result<(), String> {
        if let Some(status) = rest.strip_suffix(BROKE_OFF) {
            // It decides by such a list, which need not have it.
            let mut since = self.polls[target].all().take_while(|poll| !poll.is_listing);
            holds(
                since.any(|poll| !poll.listed.is_empty()),
                "no list broke off",
            )?;
            let last = self.polls[target].last_meant(build);
            let (entry, _) = last.ok_or("no list ever had that build")?;
            return holds(status_text(entry) == status, "the list shows another");
        }
        let last = self.polls[target].last_with(build);
        let last = last.ok_or("no list ever had that build")?;
        let age = now.saturating_sub(last.at);
        if let Some((status, ago)) = by_an_old_list(rest) {
            let is_so_old = |age| is_written(ago, age) && age >= OLD;
            let shows =
                |poll: &Poll| poll.shows(build, status) && is_so_old(now.saturating_sub(poll.at));
            return holds(
                self.polls[target].all().any(shows),
                "no list of then shows it",
            );
        }
        if let Some(status) = rest.strip_suffix(WHEN_LAST_LISTED) {
            return holds(last.shows(build, status), "the list shows another");
        }
        let poll = self.last_listing(target)?;
        let (status, length) = rest.rsplit_once(" for ").ok_or("no length of time")?;
        holds(poll.shows(build, status), "the list shows another")?;
        holds(age < OLD, "the list is older than that")?;
        let since = self.polls[target].since(build, status);
        let fits = since
            .iter()
            .any(|since| is_written(length, now.saturating_sub(*since)));
        holds(fits, "not for so long")
    }
}

/// Whether what stands after a build says that nothing has changed.
pub(super) fn is_unchanged(rest: &str) -> bool {
    by_an_old_list(rest).is_some()
        || rest.ends_with(BROKE_OFF)
        || rest.ends_with(WHEN_LAST_LISTED)
        || rest.rsplit_once(" for ").is_some_and(|(_, length)| {
            humantime::parse_duration(length).is_ok_and(|length| rounded(length) == length)
        })
}

/// The status that a list showed, and how long ago it was read.
fn by_an_old_list(rest: &str) -> Option<(&str, &str)> {
    rest.strip_suffix(" ago")?.rsplit_once(" in the list of ")
}
