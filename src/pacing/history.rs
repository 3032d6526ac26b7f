//! The builds of the past, as far as they say how long a build takes.
//!
//! They come from the lists that are read anyway. What makes no sense is left
//! out: a build without its times, one that ended before it was created, as in
//! the API's own example, or one that took longer than a day. The memory is
//! bounded. It decides when to poll, and must never decide anything else.

use std::collections::BTreeMap;
use std::time::Duration;

use super::estimate::{Estimate, PastEnd};
use crate::model::build::Build;
use crate::model::conclusion::{self, Conclusion};
use crate::model::timestamp::Timestamp;

/// The most builds that are kept.
pub const MAX_REMEMBERED: usize = 200;
/// From this many successes on, the other branches are left out.
const MIN_OWN_SUCCESSES: usize = 5;
/// Longer than any build: what seems older is a clock that is wrong.
pub(super) const MAX_PLAUSIBLE_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// A build that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastBuild {
    id: String,
    branch: Option<String>,
    created: Timestamp,
    end: PastEnd,
}

impl PastBuild {
    /// What a build says of the past, if it has ended in a time that makes
    /// sense.
    #[must_use]
    pub fn of(build: &Build) -> Option<Self> {
        let created = *build.created.value()?;
        let took = conclusion::took(build)?;
        (took > Duration::ZERO && took <= MAX_PLAUSIBLE_AGE).then(|| Self {
            id: build.id.clone(),
            branch: build.branch.value().cloned(),
            created,
            end: PastEnd {
                took,
                has_succeeded: Conclusion::of(build) == Conclusion::Succeeded,
            },
        })
    }
}

/// The past builds of a target, each once.
#[derive(Clone, Debug, Default)]
pub struct History {
    builds: BTreeMap<(Timestamp, String), PastBuild>,
}

impl History {
    /// Adds what a poll has shown.
    pub fn add(&mut self, builds: Vec<PastBuild>) {
        let placed = builds
            .into_iter()
            .map(|build| ((build.created, build.id.clone()), build));
        self.builds.extend(placed);
        for _ in MAX_REMEMBERED..self.builds.len() {
            self.builds.pop_first();
        }
    }

    /// How long a build of this branch takes, by the newest of the past: by its
    /// own branch, where that has enough.
    #[must_use]
    pub fn estimate(&self, branch: Option<&str>) -> Estimate {
        let newest = || self.builds.values().rev();
        let is_own = |build: &&PastBuild| branch.is_some() && build.branch.as_deref() == branch;
        let own: Vec<PastEnd> = newest().filter(is_own).map(|build| build.end).collect();
        let successes = own.iter().filter(|end| end.has_succeeded);
        if successes.count() >= MIN_OWN_SUCCESSES {
            return Estimate::from_past(&own);
        }
        let all: Vec<PastEnd> = newest().map(|build| build.end).collect();
        Estimate::from_past(&all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{build, created_at, with_status};
    use crate::model::build::Field;

    const CREATED: &str = "2026-11-23T10:00:00Z";

    fn ended(id: &str, branch: &str, took: u64, status: &str) -> Build {
        let build = with_status(created_at(id, CREATED), status);
        let created = *build.created.value().unwrap();
        let hour = Duration::from_secs(3600);
        let end = Timestamp::parse("2026-11-23T11:00:00Z").unwrap();
        assert_eq!(end.since(created), Some(hour));
        Build {
            branch: Field::Present(branch.to_owned()),
            concluded_at: end.before(hour.saturating_sub(Duration::from_secs(took))),
            ..build
        }
    }

    fn history(builds: &[Build]) -> History {
        let mut history = History::default();
        history.add(builds.iter().filter_map(PastBuild::of).collect());
        history
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        assert!(PastBuild::of(&ended("one", "main", 300, "SUCCESS")).is_some());
        assert!(PastBuild::of(&ended("one", "main", 300, "CRASHED")).is_some());
        let good = || ended("one", "main", 300, "SUCCESS");
        let at = |text: &str| Timestamp::parse(text);
        for odd in [
            build("runs"),
            ended("no-time", "main", 0, "SUCCESS"),
            Build {
                concluded_at: None,
                ..good()
            },
            Build {
                created: Field::Absent,
                ..good()
            },
            Build {
                created: Field::Unreadable,
                ..good()
            },
            // As in the API's own example.
            Build {
                concluded_at: at("2026-03-01T10:00:00Z"),
                ..good()
            },
            Build {
                concluded_at: at("2026-11-24T10:00:01Z"),
                ..good()
            },
            Build {
                success: Field::Unreadable,
                ..good()
            },
        ] {
            assert_eq!(PastBuild::of(&odd), None, "{odd:?}");
        }
        let of_a_day = Build {
            concluded_at: at("2026-11-24T10:00:00Z"),
            ..good()
        };
        assert!(PastBuild::of(&of_a_day).is_some());
    }

    #[test]
    fn the_own_branch_is_preferred_where_it_has_enough() {
        let typical = |own: usize| {
            let mut builds: Vec<Build> = (0..own)
                .map(|number| ended(&format!("own-{number}"), "main", 300, "SUCCESS"))
                .collect();
            builds.extend(
                (0..20).map(|number| ended(&format!("other-{number}"), "docs", 60, "SUCCESS")),
            );
            let typical = history(&builds).estimate(Some("main")).typical();
            format!("{typical:.3}")
        };
        assert_eq!(typical(4), "60.000");
        assert_eq!(typical(5), "300.000");
    }

    #[test]
    fn the_newest_come_first_with_how_they_ended() {
        let builds = [
            ended("c", "main", 300, "SUCCESS"),
            ended("b", "docs", 5, "FAILURE"),
            ended("a", "main", 7, "ABORTED"),
        ];
        let past = [(300, true), (5, false), (7, false)].map(|(seconds, has_succeeded)| PastEnd {
            took: Duration::from_secs(seconds),
            has_succeeded,
        });
        let expected = Estimate::from_past(&past);
        assert_eq!(history(&builds).estimate(Some("main")), expected);
    }

    #[test]
    fn a_build_counts_once_and_memory_is_bounded() {
        let one = || PastBuild::of(&ended("one", "main", 300, "SUCCESS")).unwrap();
        let mut history = History::default();
        history.add(vec![one()]);
        history.add(vec![one()]);
        assert_eq!(history.builds.len(), 1);
        let many = (0..1000).map(|number| PastBuild {
            id: number.to_string(),
            ..one()
        });
        history.add(many.collect());
        assert_eq!(history.builds.len(), MAX_REMEMBERED);
    }
}
