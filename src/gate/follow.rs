//! Which build of a target decides: the newest match ever seen.
//!
//! Newest is by the instant of `createdAt`. Where that cannot be established,
//! there are several candidates, and all of them must have succeeded. What was
//! once seen is remembered: a candidate that a later look does not list counts
//! as still running, and an older build never takes its place.

use super::build::Build;
use super::criteria::{Criteria, Match};
use super::judge::{self, Reading, Shortfall};
use super::time::Timestamp;

/// The candidates for the newest match of one target.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    candidates: Vec<Candidate>,
    /// Whether there ever were more than can be remembered: then nobody can
    /// tell any more which decides.
    is_crowded: bool,
}

/// Far more candidates than one commit has, and more than they hold in texts.
const MOST_CANDIDATES: usize = 1000;
const MOST_TEXT: usize = 256 * 1024;

#[derive(Clone, Debug)]
struct Candidate {
    /// As it was listed last.
    build: Build,
    /// Nothing when it was ever missing, unreadable, or changed.
    created: Option<Timestamp>,
    /// Whether the last look listed it, as a match or as what may be one.
    listed: bool,
    /// Whether it ever matched, beyond doubt.
    certain: bool,
    /// Whether it matched, beyond doubt, when it was listed last.
    matches: bool,
}

/// How a target stands after the looks so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No build has matched yet.
    NoBuild,
    /// The deciding build has not ended, as far as can be told.
    Running,
    /// The deciding build was seen earlier, and the last look did not list it.
    Missing,
    /// The deciding build has succeeded.
    Succeeded,
    /// The deciding build ended without success.
    DidNotSucceed(Shortfall),
}

impl Followed {
    /// Takes in the builds of one look. One that may match is a candidate too:
    /// it could be the newest.
    pub fn see(&mut self, builds: Vec<Build>, criteria: &Criteria) {
        for candidate in &mut self.candidates {
            candidate.listed = false;
        }
        self.glimpse(builds, criteria);
    }

    /// Takes in builds from a list that could not be read to its end: it says
    /// nothing about what it does not list.
    pub fn glimpse(&mut self, builds: Vec<Build>, criteria: &Criteria) {
        for build in builds {
            let known = self
                .candidates
                .iter()
                .position(|known| known.build.id == build.id);
            match (known, criteria.matches(&build)) {
                // What was in doubt, and turns out to be another, is let go.
                (Some(place), Match::No) if !self.candidates[place].certain => {
                    self.candidates.remove(place);
                }
                // What once matched is remembered, whatever it says now.
                (Some(place), Match::No) => self.candidates[place].listed = false,
                (None, Match::No) => {}
                (Some(place), Match::Yes) => self.candidates[place].update(build, true),
                (Some(place), Match::CannotTell) => self.candidates[place].update(build, false),
                (None, Match::Yes) => self.candidates.push(Candidate::new(build, true)),
                (None, Match::CannotTell) => self.candidates.push(Candidate::new(build, false)),
            }
        }
        let newest = self
            .candidates
            .iter()
            .filter_map(|known| known.created)
            .max();
        self.candidates
            .retain(|known| known.created.is_none() || known.created == newest);
        let lengths = self
            .candidates
            .iter()
            .map(|known| known.build.text_length());
        let text = lengths.fold(0, usize::saturating_add);
        self.is_crowded |= self.candidates.len() > MOST_CANDIDATES || text > MOST_TEXT;
        if self.is_crowded {
            self.candidates.truncate(1);
        }
    }

    /// The ids of the candidates, which a look must read again.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.candidates
            .iter()
            .map(|known| known.build.id.clone())
            .collect()
    }

    /// How the target stands, and the build that makes it so. A candidate that
    /// runs outweighs one that failed, which outweighs one that succeeded: the
    /// first may yet turn out to be a retry of the second.
    #[must_use]
    pub fn standing(&self) -> (Standing, Option<&Build>) {
        if let (true, Some(known)) = (self.is_crowded, self.candidates.first()) {
            return (Standing::Running, Some(&known.build));
        }
        self.candidates
            .iter()
            .map(|known| (known.standing(), Some(&known.build)))
            .min_by_key(|(standing, _)| standing.weight())
            .unwrap_or((Standing::NoBuild, None))
    }
}

impl Candidate {
    fn new(build: Build, matches: bool) -> Self {
        Self {
            created: build.created.value().copied(),
            build,
            listed: true,
            certain: matches,
            matches,
        }
    }

    fn update(&mut self, build: Build, matches: bool) {
        self.created = self.created.filter(|_| self.build.created == build.created);
        self.build = build;
        self.listed = true;
        self.certain |= matches;
        self.matches = matches;
    }

    fn standing(&self) -> Standing {
        if !self.listed {
            return Standing::Missing;
        }
        if !self.matches {
            return Standing::Running;
        }
        match judge::read(&self.build) {
            Reading::Succeeded => Standing::Succeeded,
            Reading::DidNotSucceed(shortfall) => Standing::DidNotSucceed(shortfall),
            Reading::StillRunning | Reading::CannotTell => Standing::Running,
        }
    }
}

impl Standing {
    const fn weight(self) -> u8 {
        match self {
            Self::NoBuild => 0,
            Self::Missing => 1,
            Self::Running => 2,
            Self::DidNotSucceed(_) => 3,
            Self::Succeeded => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::build::Field;
    use crate::gate::testing::{
        build, commit_criteria, created_at, of_another_commit, with_status,
    };

    const EARLY: &str = "2026-11-23T09:00:00Z";
    const LATE: &str = "2026-11-23T10:00:00Z";

    fn ended(id: &str, time: &str, status: &str) -> Build {
        with_status(created_at(id, time), status)
    }

    fn after(looks: Vec<Vec<Build>>) -> (Standing, Option<String>) {
        let mut followed = Followed::default();
        for look in looks {
            followed.see(look, &commit_criteria());
        }
        let (standing, build) = followed.standing();
        (standing, build.map(|build| build.id.clone()))
    }

    fn decides(looks: Vec<Vec<Build>>, standing: Standing, id: &str) {
        assert_eq!(after(looks), (standing, Some(id.to_owned())));
    }

    #[test]
    fn the_newest_decides_in_whatever_order_the_list_is() {
        let old = || ended("old", EARLY, "SUCCESS");
        let new = || created_at("new", LATE);
        decides(vec![vec![old(), new()]], Standing::Running, "new");
        decides(vec![vec![new(), old()]], Standing::Running, "new");
        let zoned = ended("zoned", "2026-11-23T12:30:00+02:00", "SUCCESS");
        decides(vec![vec![zoned, new()]], Standing::Succeeded, "zoned");
    }

    #[test]
    fn more_candidates_than_can_be_remembered_never_decide() {
        let twin = |number: usize| ended(&number.to_string(), LATE, "SUCCESS");
        let twins = |count| (0..count).map(twin).collect::<Vec<_>>();
        let standing = |looks| after(looks).0;
        assert_eq!(standing(vec![twins(MOST_CANDIDATES)]), Standing::Succeeded);
        let crowd = twins(MOST_CANDIDATES + 1);
        assert_eq!(standing(vec![crowd.clone()]), Standing::Running);
        assert_eq!(standing(vec![crowd, twins(1)]), Standing::Running);
        let long = |number| Build {
            message: Some("m".repeat(MOST_TEXT / 2)),
            ..twin(number)
        };
        let looks = vec![vec![long(0)], vec![long(1)], vec![twin(0), twin(1)]];
        assert_eq!(standing(looks), Standing::Running);
    }

    #[test]
    fn a_newest_build_that_is_no_longer_listed_still_decides() {
        let old = || ended("old", EARLY, "SUCCESS");
        let new = || ended("new", LATE, "SUCCESS");
        decides(
            vec![vec![old(), new()], vec![old()]],
            Standing::Missing,
            "new",
        );
        decides(vec![vec![new()], vec![]], Standing::Missing, "new");
        decides(
            vec![vec![new()], vec![], vec![new()]],
            Standing::Succeeded,
            "new",
        );
        let newer = created_at("newer", "2026-11-23T11:00:00Z");
        decides(vec![vec![new()], vec![newer]], Standing::Running, "newer");
    }

    #[test]
    fn a_build_that_was_glimpsed_is_remembered() {
        let mut followed = Followed::default();
        followed.glimpse(vec![created_at("new", LATE)], &commit_criteria());
        followed.see(vec![ended("old", EARLY, "SUCCESS")], &commit_criteria());
        assert_eq!(followed.standing().0, Standing::Missing);
        followed.glimpse(vec![ended("new", LATE, "SUCCESS")], &commit_criteria());
        assert_eq!(followed.standing().0, Standing::Succeeded);
    }

    #[test]
    fn a_build_that_may_match_is_followed_until_it_is_known_not_to() {
        let old = || ended("old", EARLY, "SUCCESS");
        let odd = || Build {
            sha: Field::Unreadable,
            ..ended("odd", LATE, "SUCCESS")
        };
        decides(vec![vec![odd(), old()]], Standing::Running, "odd");
        decides(
            vec![vec![odd(), old()], vec![old()]],
            Standing::Missing,
            "odd",
        );
        let other = of_another_commit(odd());
        decides(
            vec![vec![odd()], vec![other.clone(), old()]],
            Standing::Succeeded,
            "old",
        );
        let certain = ended("odd", LATE, "FAILURE");
        decides(
            vec![vec![certain], vec![other, old()]],
            Standing::Missing,
            "odd",
        );
    }

    #[test]
    fn where_the_newest_cannot_be_told_all_candidates_must_have_succeeded() {
        for odd in ["", "yesterday", LATE] {
            let good = || ended("good", LATE, "SUCCESS");
            let running = || created_at("odd", odd);
            decides(vec![vec![good(), running()]], Standing::Running, "odd");
            let failed = || ended("odd", odd, "CRASHED");
            let crashed = Standing::DidNotSucceed(Shortfall::Crashed);
            decides(vec![vec![failed(), good()]], crashed, "odd");
            let also_good = || ended("odd", odd, "SUCCESS");
            assert_eq!(
                after(vec![vec![also_good(), good()]]).0,
                Standing::Succeeded
            );
            assert_eq!(
                after(vec![vec![also_good(), good()], vec![good()]]).0,
                Standing::Missing
            );
        }
    }

    #[test]
    fn a_created_at_that_changes_establishes_nothing() {
        let old = || ended("old", EARLY, "SUCCESS");
        let moved = vec![
            vec![created_at("new", LATE)],
            vec![created_at("new", "2026-11-23T08:00:00Z"), old()],
        ];
        decides(moved, Standing::Running, "new");
        let lost = vec![
            vec![created_at("new", LATE)],
            vec![created_at("new", "?"), old()],
        ];
        decides(lost, Standing::Running, "new");
    }

    #[test]
    fn a_newer_failure_outweighs_an_older_success() {
        let crashed = Standing::DidNotSucceed(Shortfall::Crashed);
        let looks = vec![vec![
            ended("new", LATE, "CRASHED"),
            ended("old", EARLY, "SUCCESS"),
        ]];
        decides(looks, crashed, "new");
    }

    #[test]
    fn a_field_that_decides_and_cannot_be_read_leaves_the_build_running() {
        let odd = Build {
            success: Field::Unreadable,
            ..with_status(build("odd"), "SUCCESS")
        };
        decides(vec![vec![odd]], Standing::Running, "odd");
    }
}
