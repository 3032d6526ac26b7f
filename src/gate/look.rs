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

/// The pages of one look, as they come in.
#[derive(Debug, Default)]
pub struct Pages {
    builds: Vec<Build>,
    place: BTreeMap<String, usize>,
    unreadable: usize,
    out_of_order: bool,
    oldest: Option<Timestamp>,
}

impl Pages {
    /// Adds the entries of one page, in the order of the list. Nothing stands
    /// for an entry that could not be read.
    pub fn add(&mut self, page: Vec<Option<Build>>) {
        for entry in page {
            let Some(build) = entry else {
                self.unreadable = self.unreadable.saturating_add(1);
                self.out_of_order = true;
                continue;
            };
            match (build.created.value(), self.oldest) {
                (Some(&created), Some(oldest)) if created > oldest => self.out_of_order = true,
                (Some(&created), _) => self.oldest = Some(created),
                (None, _) => self.out_of_order = true,
            }
            if let Some(&place) = self.place.get(&build.id) {
                self.builds[place] = build;
            } else {
                self.place.insert(build.id.clone(), self.builds.len());
                self.builds.push(build);
            }
        }
    }

    /// Whether no further page can change who decides: all is in order, the
    /// followed builds were read again, and the newest match is newer than the
    /// oldest entry, so that none of its age can follow on the next page.
    #[must_use]
    pub fn are_enough(&self, criteria: &Criteria, followed: &[String]) -> bool {
        !self.out_of_order
            && followed.iter().all(|id| self.place.contains_key(id))
            && self
                .newest_match(criteria)
                .is_some_and(|newest| Some(newest) > self.oldest)
    }

    /// Ends the look.
    #[must_use]
    pub fn into_look(
        self,
        end: End,
        criteria: &Criteria,
        date: Option<Timestamp>,
        quota: Option<Quota>,
    ) -> Look {
        let in_order = !self.out_of_order
            && self
                .newest_match(criteria)
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

    fn newest_match(&self, criteria: &Criteria) -> Option<Timestamp> {
        self.builds
            .iter()
            .filter(|build| criteria.matches(build) == Match::Yes)
            .filter_map(|build| match build.created {
                Field::Present(created) => Some(created),
                Field::Absent | Field::Unreadable => None,
            })
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{build, commit_criteria, created_at, of_another_commit};

    fn pages(entries: Vec<Option<Build>>) -> Pages {
        let mut pages = Pages::default();
        pages.add(entries);
        pages
    }

    fn older() -> Build {
        of_another_commit(created_at("older", "2026-11-23T09:00:00Z"))
    }

    fn wanted() -> Build {
        created_at("wanted", "2026-11-23T10:00:00Z")
    }

    fn enough(entries: Vec<Option<Build>>, followed: &[&str]) -> bool {
        let followed: Vec<String> = followed.iter().map(|&id| id.to_owned()).collect();
        pages(entries).are_enough(&commit_criteria(), &followed)
    }

    #[test]
    fn a_sorted_list_is_enough_once_the_match_and_the_followed_build_were_read() {
        assert!(enough(vec![Some(wanted()), Some(older())], &[]));
        assert!(enough(vec![Some(wanted()), Some(older())], &["wanted"]));
        assert!(!enough(vec![Some(wanted()), Some(older())], &["another"]));
        assert!(!enough(vec![Some(older())], &[]));
        assert!(!enough(vec![], &[]));
    }

    #[test]
    fn a_list_in_any_other_order_is_never_enough() {
        assert!(!enough(vec![Some(older()), Some(wanted())], &[]));
        let undated = Build {
            created: Field::Absent,
            ..build("undated")
        };
        assert!(!enough(
            vec![Some(wanted()), Some(undated), Some(older())],
            &[]
        ));
        assert!(!enough(vec![Some(wanted()), None, Some(older())], &[]));
    }

    #[test]
    fn a_twin_of_the_same_age_may_stand_on_the_next_page() {
        assert!(!enough(vec![Some(wanted())], &[]));
        let complete = |entries| {
            pages(entries)
                .into_look(End::Limit, &commit_criteria(), None, None)
                .reached_the_end()
        };
        assert!(!complete(vec![Some(wanted())]));
        assert!(complete(vec![Some(wanted()), Some(older())]));
        assert!(complete(vec![Some(older())]));
        assert!(!complete(vec![Some(older()), Some(wanted())]));
    }

    #[test]
    fn order_is_kept_across_pages_and_the_copy_read_last_wins() {
        let mut list = pages(vec![Some(older())]);
        let again = Build {
            message: Some("again".to_owned()),
            ..older()
        };
        list.add(vec![Some(again.clone())]);
        assert!(!list.out_of_order);
        list.add(vec![Some(wanted())]);
        assert!(list.out_of_order);
        let look = list.into_look(End::LastPage, &commit_criteria(), None, None);
        assert_eq!(look.builds, [again, wanted()]);
    }
}
