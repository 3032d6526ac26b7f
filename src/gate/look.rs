//! One look at a target: the pages read so far, when they are enough, and what
//! came of it.
//!
//! A look may stop before the last page only while everything read so far is
//! in order, newest first, and the build that decides is among it. It merges
//! pages by build id, the copy read last wins.

use std::collections::BTreeMap;
use std::time::Duration;

use super::build::{Build, Field};
use super::criteria::{Criteria, Match};
use super::time::Timestamp;

/// What came of asking for a target's builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The list was read.
    Look(Look),
    /// It could not be read this time; it may be the next time.
    Fault(Fault),
    /// The API will not give it, now or later.
    Refused(Refusal),
}

/// A list of builds as far as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The builds that could be read, each id once.
    pub builds: Vec<Build>,
    /// Entries that could not be read at all.
    pub unreadable: usize,
    /// Why no further page was read.
    pub end: End,
    /// Whether all that was read is in order, newest first, and no build of
    /// the age of the newest match can follow it.
    pub in_order: bool,
    /// The API's clock when it answered.
    pub date: Option<Timestamp>,
    /// What the account may still ask.
    pub quota: Option<Quota>,
}

/// Why a look read no further page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There was none.
    LastPage,
    /// What was read is enough: [`Pages::are_enough`].
    Enough,
    /// `--max-pages` was reached.
    Limit,
    /// The list says that it goes on, and not where: no cursor, or one that
    /// was followed already.
    LostCursor,
}

impl Look {
    /// Whether every page that was needed was read. The pages beyond a limit
    /// are not needed where all that was read is in order: they hold older
    /// builds only.
    #[must_use]
    pub const fn reached_the_end(&self) -> bool {
        match self.end {
            End::LastPage | End::Enough => true,
            End::Limit => self.in_order,
            End::LostCursor => false,
        }
    }
}

/// Why a list could not be read this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happened, as the end of a sentence: `the API answered 502`.
    pub what: String,
    /// Whether anything answered at all.
    pub answered: bool,
    /// How long the API asks to be left alone.
    pub retry_after: Option<Duration>,
    /// The API's clock when it answered.
    pub date: Option<Timestamp>,
    /// The builds that were read before it happened.
    pub glimpse: Vec<Build>,
}

/// Why the API will not give the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The cause: the status with what the API said, or why the other end
    /// cannot be trusted.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

/// What the account may still ask, by the headers of the last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// `x-ratelimit-limit`: requests in a window.
    pub limit: u64,
    /// `x-ratelimit-remaining`: requests left in this one.
    pub remaining: u64,
    /// `x-ratelimit-reset`: time until the next one.
    pub reset: Duration,
}

/// Far more builds than one commit has, and far more than they hold in texts;
/// those beyond count as unreadable.
const MOST_KEPT: usize = 1000;
const MOST_TEXT: usize = 256 * 1024;

/// The pages of one look, as they come in. Of the builds only those are kept
/// that may matter, so that a long history takes no memory.
#[derive(Debug)]
pub struct Pages<'a> {
    criteria: &'a Criteria,
    followed: &'a [String],
    builds: Vec<Build>,
    /// Where each id stands among them.
    place: BTreeMap<String, usize>,
    /// The bytes of text that were kept.
    text: usize,
    unreadable: usize,
    out_of_order: bool,
    oldest: Option<Timestamp>,
}

impl<'a> Pages<'a> {
    /// No page yet.
    #[must_use]
    pub const fn new(criteria: &'a Criteria, followed: &'a [String]) -> Self {
        Self {
            criteria,
            followed,
            builds: Vec::new(),
            place: BTreeMap::new(),
            text: 0,
            unreadable: 0,
            out_of_order: false,
            oldest: None,
        }
    }

    /// Adds one page: its builds in the order of the list, and how many entries
    /// could not be read.
    pub fn add(&mut self, builds: Vec<Build>, unreadable: usize) {
        self.unreadable = self.unreadable.saturating_add(unreadable);
        self.out_of_order |= unreadable > 0;
        for build in builds {
            match (build.created.value(), self.oldest) {
                (Some(&created), Some(oldest)) if created > oldest => self.out_of_order = true,
                (Some(&created), _) => self.oldest = Some(created),
                (None, _) => self.out_of_order = true,
            }
            let place = self.place.get(&build.id).copied();
            let matters = || self.criteria.concerns(&build) || self.followed.contains(&build.id);
            if place.is_some() || matters() {
                self.keep(place, build);
            }
        }
    }

    /// Keeps a build, at this place where its id was read before.
    fn keep(&mut self, place: Option<usize>, build: Build) {
        self.text = self.text.saturating_add(build.text_length());
        match place {
            _ if self.text > MOST_TEXT => self.unreadable = self.unreadable.saturating_add(1),
            Some(place) => self.builds[place] = merged(&self.builds[place], build),
            None if self.builds.len() >= MOST_KEPT => {
                self.unreadable = self.unreadable.saturating_add(1);
            }
            None => {
                self.place.insert(build.id.clone(), self.builds.len());
                self.builds.push(build);
            }
        }
    }

    /// Whether no further page can change who decides: all is in order, the
    /// followed builds were read again, and the newest match is newer than the
    /// oldest entry, so that none of its age can follow on the next page.
    #[must_use]
    pub fn are_enough(&self) -> bool {
        !self.out_of_order
            && self.followed.iter().all(|id| self.place.contains_key(id))
            && self
                .newest_match()
                .is_some_and(|newest| Some(newest) > self.oldest)
    }

    /// The builds read so far, when the rest of the list cannot be had.
    #[must_use]
    pub fn into_glimpse(self) -> Vec<Build> {
        self.builds
    }

    /// Ends the look.
    #[must_use]
    pub fn into_look(self, end: End, date: Option<Timestamp>, quota: Option<Quota>) -> Look {
        let in_order = !self.out_of_order
            && self
                .newest_match()
                .is_none_or(|newest| Some(newest) > self.oldest);
        Look {
            builds: self.builds,
            unreadable: self.unreadable,
            end,
            in_order,
            date,
            quota,
        }
    }

    fn newest_match(&self) -> Option<Timestamp> {
        self.builds
            .iter()
            .filter(|build| self.criteria.matches(build) == Match::Yes)
            .filter_map(|build| build.created.value().copied())
            .max()
    }
}

/// The copy read last wins; but what a build is cannot change, so where the
/// copies differ in that, it cannot be told.
fn merged(known: &Build, build: Build) -> Build {
    fn settled<T: PartialEq>(known: &Field<T>, field: Field<T>) -> Field<T> {
        if *known == field {
            field
        } else {
            Field::Unreadable
        }
    }
    Build {
        sha: settled(&known.sha, build.sha),
        branch: settled(&known.branch, build.branch),
        pull_request: settled(&known.pull_request, build.pull_request),
        created: settled(&known.created, build.created),
        ..build
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{
        build, commit_criteria, created_at, of_another_commit, with_status,
    };

    fn older() -> Build {
        of_another_commit(created_at("older", "2026-11-23T09:00:00Z"))
    }

    fn wanted() -> Build {
        created_at("wanted", "2026-11-23T10:00:00Z")
    }

    fn enough(builds: Vec<Build>, unreadable: usize, followed: &[&str]) -> bool {
        let followed: Vec<String> = followed.iter().map(|&id| id.to_owned()).collect();
        let criteria = commit_criteria();
        let mut pages = Pages::new(&criteria, &followed);
        pages.add(builds, unreadable);
        pages.are_enough()
    }

    fn look(pages: Vec<Vec<Build>>, end: End) -> Look {
        let criteria = commit_criteria();
        let mut read = Pages::new(&criteria, &[]);
        for page in pages {
            read.add(page, 0);
        }
        read.into_look(end, None, None)
    }

    #[test]
    fn a_sorted_list_is_enough_once_the_match_and_the_followed_build_were_read() {
        assert!(enough(vec![wanted(), older()], 0, &[]));
        assert!(enough(vec![wanted(), older()], 0, &["wanted"]));
        assert!(!enough(vec![wanted(), older()], 0, &["another"]));
        assert!(!enough(vec![older()], 0, &[]));
        assert!(!enough(vec![], 0, &[]));
    }

    #[test]
    fn a_list_in_any_other_order_is_never_enough() {
        assert!(!enough(vec![older(), wanted()], 0, &[]));
        let undated = Build {
            created: Field::Absent,
            ..build("undated")
        };
        assert!(!enough(vec![wanted(), undated, older()], 0, &[]));
        assert!(!enough(vec![wanted(), older()], 1, &[]));
    }

    #[test]
    fn a_twin_of_the_same_age_may_stand_on_the_next_page() {
        assert!(!enough(vec![wanted()], 0, &[]));
        let complete = |builds| look(vec![builds], End::Limit).reached_the_end();
        assert!(!complete(vec![wanted()]));
        assert!(complete(vec![wanted(), older()]));
        assert!(complete(vec![older()]));
        assert!(!complete(vec![older(), wanted()]));
    }

    #[test]
    fn order_is_kept_across_pages() {
        assert!(
            look(
                vec![vec![wanted()], vec![older()], vec![older()]],
                End::LastPage
            )
            .in_order
        );
        assert!(!look(vec![vec![older()], vec![wanted()]], End::LastPage).in_order);
    }

    #[test]
    fn the_copy_read_last_wins_unless_it_is_of_another_build() {
        let ended = with_status(wanted(), "SUCCESS");
        let read = look(vec![vec![wanted()], vec![ended.clone()]], End::LastPage);
        assert_eq!(read.builds, [ended]);
        let moved = created_at("wanted", "2026-11-23T08:00:00Z");
        let read = look(vec![vec![wanted()], vec![moved]], End::LastPage);
        assert_eq!(read.builds[0].created, Field::Unreadable);
        let read = look(
            vec![vec![wanted()], vec![of_another_commit(wanted())]],
            End::LastPage,
        );
        assert_eq!(
            commit_criteria().matches(&read.builds[0]),
            Match::CannotTell
        );
    }

    #[test]
    fn copies_that_differ_in_a_filter_leave_it_open() {
        let read = look(
            vec![
                vec![wanted()],
                vec![Build {
                    branch: Field::Present("next".to_owned()),
                    pull_request: Field::Present(7),
                    ..wanted()
                }],
            ],
            End::LastPage,
        );
        assert_eq!(read.builds[0].branch, Field::Unreadable);
        assert_eq!(read.builds[0].pull_request, Field::Unreadable);
    }

    #[test]
    fn builds_that_cannot_matter_are_not_kept() {
        assert_eq!(
            look(vec![vec![older(), wanted()]], End::LastPage).builds,
            [wanted()]
        );
    }

    #[test]
    fn what_is_beyond_the_memory_of_a_look_counts_as_unreadable() {
        let numbered = |number: usize| Build {
            id: number.to_string(),
            ..wanted()
        };
        let read = look(vec![(0..=MOST_KEPT).map(numbered).collect()], End::LastPage);
        assert_eq!((read.builds.len(), read.unreadable), (MOST_KEPT, 1));
        let long = Build {
            message: Some("m".repeat(MOST_TEXT / 2)),
            ..wanted()
        };
        let read = look(vec![vec![long.clone()], vec![long]], End::LastPage);
        assert_eq!((read.builds.len(), read.unreadable), (1, 1));
    }
}
