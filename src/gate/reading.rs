//! The pages of one look, and when they are enough.
//!
//! A look may stop before the last page only while everything read so far is
//! in order, newest first, and one of these holds:
//!
//! - **Enough**: a match was found, an older entry was read, so that none of its
//!   age can follow, and the followed builds were read again.
//! - **Known**: nothing has matched, ever, and what follows is older than the
//!   newest entry of an earlier look that read on to its end, all in order, by
//!   more than [`super::look::LATE`]: that look has read it. An entry that comes into the
//!   list with an older `createdAt` is still read if it is not older than that;
//!   if it is, the next thorough look finds it. A known look shows no build, so
//!   it can open nothing. It says nothing of a prefix that may fit two commits,
//!   so no prefix is looked for in this way. The first look with a match
//!   after it is thorough again: it reads on as though nothing had matched, so
//!   that a build which came into the list further down, and may be the newest
//!   since its age cannot be read, is not passed by. And `no-build` takes a
//!   thorough look. What is left: a build that comes into the list late and far
//!   down, and so is older than those known, shuts the gate later than it might,
//!   or not at all when a newer match outranks it.
//!
//! Pages are merged by build id, the copy read last wins. A short page is asked
//! for where the last look needed no more; when it turns out to be too short,
//! the look begins again with full pages, and remembers what it had seen.

use std::collections::BTreeMap;

use super::build::{Build, Field};
use super::criteria::{Criteria, Match};
use super::history::{self, PastBuild};
use super::look::{End, Look, Need, Quota};
use super::time::Timestamp;

/// Far more builds than one commit has, and far more than they hold in texts;
/// those beyond count as unreadable.
const MOST_KEPT: usize = 1000;
const MOST_TEXT: usize = 256 * 1024;

/// The pages of one look, as they come in. Of the builds only those are kept
/// that may matter, so that a long history takes no memory.
#[derive(Debug)]
pub struct Pages<'a> {
    criteria: &'a Criteria,
    need: &'a Need,
    builds: Vec<Build>,
    /// Where each id stands among them.
    place: BTreeMap<String, usize>,
    /// The bytes of text that were kept.
    text: usize,
    unreadable: usize,
    out_of_order: bool,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
    past: Vec<PastBuild>,
    entries: u32,
    depth: Option<u32>,
}

impl<'a> Pages<'a> {
    /// No page yet.
    #[must_use]
    pub const fn new(criteria: &'a Criteria, need: &'a Need) -> Self {
        Self {
            criteria,
            need,
            builds: Vec::new(),
            place: BTreeMap::new(),
            text: 0,
            unreadable: 0,
            out_of_order: false,
            oldest: None,
            newest: None,
            past: Vec::new(),
            entries: 0,
            depth: None,
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
            self.newest = self.newest.max(build.created.value().copied());
            if self.past.len() < history::MOST_KEPT {
                self.past.extend(PastBuild::of(&build));
            }
            let place = self.place.get(&build.id).copied();
            let followed = &self.need.followed;
            let matters = || self.criteria.concerns(&build) || followed.contains(&build.id);
            if place.is_some() || matters() {
                self.keep(place, build);
            }
            self.entries = self.entries.saturating_add(1);
            if self.depth.is_none() && (self.have_match() || self.are_known()) {
                self.depth = Some(self.entries);
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
        !self.need.is_thorough && self.have_match()
    }

    fn have_match(&self) -> bool {
        let followed = &self.need.followed;
        !self.out_of_order
            && followed.iter().all(|id| self.place.contains_key(id))
            && self
                .newest_match()
                .is_some_and(|newest| Some(newest) > self.oldest)
    }

    /// Whether what follows is known: all is in order, nothing matches or may
    /// match, nothing is followed, and an earlier look has read all that is as
    /// old as what follows.
    #[must_use]
    pub fn are_known(&self) -> bool {
        self.show_nothing()
            && self.need.followed.is_empty()
            && self
                .need
                .known
                .zip(self.oldest)
                .is_some_and(|(known, oldest)| oldest < known)
    }

    /// Whether all is in order, and nothing matches or may match.
    #[must_use]
    pub fn show_nothing(&self) -> bool {
        !self.out_of_order && self.builds.is_empty()
    }

    /// How many entries were read.
    #[must_use]
    pub const fn entries(&self) -> u32 {
        self.entries
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
            glimpse: Vec::new(),
            past: self.past,
            requests: 0,
            newest: self.newest,
            depth: self.depth,
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
        let need = Need::all(followed.iter().map(|&id| id.to_owned()).collect());
        let criteria = commit_criteria();
        let mut pages = Pages::new(&criteria, &need);
        pages.add(builds, unreadable);
        pages.are_enough()
    }

    fn look(pages: Vec<Vec<Build>>, end: End) -> Look {
        let (criteria, need) = (commit_criteria(), Need::all(vec![]));
        let mut read = Pages::new(&criteria, &need);
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
    fn builds_that_cannot_matter_are_not_kept() {
        assert_eq!(
            look(vec![vec![older(), wanted()]], End::LastPage).builds,
            [wanted()]
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
