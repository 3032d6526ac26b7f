//! What the log says of a list besides a build's status.

use std::time::Duration;

use super::record::{self, Poll, status_text};
use super::statement::Statement;
use super::{Judge, holds};
use crate::contract::Conclusion;
use crate::lists::reach::Gap;
use crate::options::{BRANCHES, Selector};
use crate::wire::WireField;

impl Judge<'_> {
    /// What a list shows of builds besides their status.
    pub(super) fn of_a_list(
        &mut self,
        now: Duration,
        target: usize,
        statement: &Statement<'_>,
    ) -> Result<(), String> {
        match statement {
            Statement::FlagsDisagree(build) => {
                let (entry, listed) = self.entry(now, target, *build)?;
                let is_ahead = WireField::Value(true) == entry.concluded
                    || WireField::Value(true) == entry.success;
                let is_behind = entry.status == WireField::Value("SUCCESS")
                    && entry.concluded == WireField::Value(false);
                let holds_so = listed.reading == Conclusion::Running && (is_ahead || is_behind);
                holds(holds_so, "the flags do not disagree")
            }
            Statement::Gone(build) => {
                self.just_listed(now, target)?;
                // What becomes of another one meanwhile is not told.
                self.phases[target].take_if(|(known, _)| known != build);
                self.is_gone(target, *build)
            }
            Statement::StillGone(build) => {
                self.is_recent(now, target)?;
                self.is_gone(target, *build)
            }
            Statement::GoneWhen(build, ago) => {
                self.is_so_old(now, target, ago)?;
                self.is_gone(target, *build)
            }
            Statement::ListedAgain(build) => {
                self.entry(now, target, *build)?;
                let mut before = self.polls[target].listings().skip(1);
                let was_gone = before.any(|poll| poll.meant(*build).is_none());
                holds(was_gone, "it was never gone")
            }
            Statement::Tied(builds) => {
                let poll = self.just_listed(now, target)?;
                // One that this list lacks, and may lack, stands as it did.
                is_tie(poll, self.polls[target].all(), builds, "")
            }
            Statement::NewerBuildAwaited(grace) => {
                let grace_fits = humantime::parse_duration(grace).is_ok_and(|grace| {
                    !grace.is_zero() && grace <= self.options.limits.retry_grace
                });
                // It may have failed while another decided, and a later list may leave
                // it out.
                let fell = |poll: &Poll| {
                    let mut entries = poll.candidates.iter().map(|build| poll.entry(*build));
                    entries.any(|entry| {
                        entry.is_some_and(|(_, entry)| matches!(entry.reading, Conclusion::Fell(_)))
                    })
                };
                holds(
                    grace_fits && self.polls[target].listings().any(fell),
                    "no build has failed",
                )
            }
            Statement::Incomplete(why) => {
                let poll = self.just_listed(now, target)?;
                is_incomplete(poll, why)
            }
            Statement::OtherBranch(build, branch, run, advised) => {
                self.just_listed(now, target)?;
                let last = self.polls[target].last_meant(*build);
                let (entry, _) = last.ok_or("no list ever had that build")?;
                let is_so = record::branch(entry) == Some(branch)
                    && BRANCHES[self.settings.branch] == *run
                    && branch != run
                    && self.settings.is_push;
                // No filter helps where the build was asked for by its id.
                let due = match self.options.wanted.selector {
                    Selector::Build(_) => None,
                    Selector::Commit | Selector::Prefix(_) | Selector::Latest => Some(*run),
                };
                holds(*advised == due, "other advice")?;
                holds(is_so, "another branch")
            }
            Statement::NoBuildYet(_)
            | Statement::StillNoBuild(_)
            | Statement::NoBuildWhen(..)
            | Statement::NoBuildInPart(_)
            | Statement::NoBuildInPartWhen(..)
            | Statement::Phase(..)
            | Statement::Clocks(..)
            | Statement::Retrying(..)
            | Statement::TooClose(_)
            | Statement::Quota(..)
            | Statement::NeverRead
            | Statement::Confirming
            | Statement::Beginning(_)
            | Statement::NoNewerBuild
            | Statement::Nothing => Err("it is of no list".to_owned()),
        }
    }

    fn is_gone(&self, target: usize, build: usize) -> Result<(), String> {
        self.last_listing(target)?;
        holds(!self.polls[target].lists(build), "the list has that build")?;
        holds(
            self.polls[target].last_meant(build).is_some(),
            "no list ever had that build",
        )
    }
}

/// Holds `N builds[ of TARGET] may be the newest (BUILD, …)[, since …]` against a poll,
/// and its reason against those that may have shown it.
pub(super) fn is_tie<'p>(
    poll: &Poll,
    mut shown: impl Iterator<Item = &'p Poll>,
    text: &str,
    of: &str,
) -> Result<(), String> {
    let (named, why) = text.rsplit_once(')').ok_or("no names")?;
    are_named(poll, named, &format!(" builds{of} may be the newest ("))?;
    let is_so = shown.any(|shown| {
        let undated = |id: &usize| match shown.meant(*id)?.0.created {
            WireField::Value(_) => None,
            WireField::Missing | WireField::Null => Some(format!("build-{id} has no createdAt")),
            WireField::Other(_) => Some(format!("the createdAt of build-{id} cannot be told")),
        };
        let mut undated = poll.candidates.iter().filter_map(undated);
        match why.strip_prefix(", since ") {
            Some(why) => undated.any(|undated| undated == why),
            None => why.is_empty() && undated.next().is_none(),
        }
    });
    holds(is_so, "another reason")
}

/// Whether the candidates are counted, and named, up to ten of them.
fn are_named(poll: &Poll, text: &str, between: &str) -> Result<(), String> {
    let (number, names) = text.split_once(between).ok_or("no names")?;
    // One that is missing has the status that it had.
    let is_named = |id: &usize| {
        let status = poll.meant(*id).map(|(entry, _)| status_text(entry));
        names.contains(&format!("build-{id} {}", status.unwrap_or_default()))
    };
    let number_of_candidates = poll.candidates.len();
    holds(
        number.parse() == Ok(number_of_candidates)
            && names.matches("build-").count() == number_of_candidates.min(10)
            && (number_of_candidates > 10 || poll.candidates.iter().all(is_named)),
        "other builds",
    )
}

fn is_incomplete(poll: &Poll, why: &str) -> Result<(), String> {
    let is_so = if let Some((_, example)) = why.split_once(" cannot be read in full") {
        if let Some((_, build)) = example.split_once("build build-") {
            let build = build.split_once(": ").ok_or("no fields")?.0;
            let build = build.parse().map_err(|_| "no build")?;
            holds(poll.meant(build).is_some(), "it has no such build")?;
        }
        poll.gap == Some(Gap::Unclear)
    } else if why.contains("and the build that decides may follow") {
        !poll.is_lost && poll.gap.is_some()
    } else if why.contains("cache") {
        poll.gap == Some(Gap::Stale)
    } else {
        poll.is_lost
    };
    holds(is_so, "the poll was complete, or lacked another thing")
}
