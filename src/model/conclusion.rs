//! When a build has ended, and how: the one reading of `status`, `concluded`
//! and `success`.
//!
//! A build has succeeded on positive evidence only. An unknown word
//! leaves it to the two flags; flags that contradict a success undo it.

use std::time::Duration;

use crate::model::build::{Build, Field, Stage, Status};
use crate::model::timestamp::Timestamp;

/// What one listing of a build says about its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// It ended, and well.
    Succeeded,
    /// It has not ended.
    StillRunning,
    /// It ended without success.
    Failed(FailureKind),
    /// A field that decides is of the wrong type.
    CannotTell,
}

/// In which way a build fell short of success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// `FAILURE`, `SUBMISSION_FAILURE`, or concluded without success under a
    /// status that is missing or unknown.
    Failure,
    /// `ABORTED`
    Aborted,
    /// `CRASHED`
    Crashed,
    /// `SUCCESS`, and `success` is false.
    Inconsistent,
}

impl Conclusion {
    /// Reads a build.
    #[must_use]
    pub fn of(build: &Build) -> Self {
        let stage = match &build.status {
            Field::Present(status) => status.stage(),
            Field::Absent => Stage::Unknown,
            Field::Unreadable => return Conclusion::CannotTell,
        };
        match stage {
            Stage::Succeeded => confirmed_by_flags(build),
            Stage::Failed => Conclusion::Failed(FailureKind::Failure),
            Stage::Aborted => Conclusion::Failed(FailureKind::Aborted),
            Stage::Crashed => Conclusion::Failed(FailureKind::Crashed),
            Stage::Queued | Stage::Building | Stage::Uploading => Conclusion::StillRunning,
            Stage::Unknown => by_flags(build),
        }
    }

    /// Whether the build has ended.
    #[must_use]
    pub const fn is_end(self) -> bool {
        match self {
            Self::Succeeded | Self::Failed(_) => true,
            Self::StillRunning | Self::CannotTell => false,
        }
    }
}

/// When a build ended, where it has ended and says when.
#[must_use]
pub fn ended_at(build: &Build) -> Option<Timestamp> {
    let end = build.concluded_at;
    end.filter(|_| Conclusion::of(build).is_end())
}

/// From the creation of a build to its end; `None` where one is unknown or they
/// contradict each other.
#[must_use]
pub fn took(build: &Build) -> Option<Duration> {
    ended_at(build)?.since(*build.created.value()?)
}

/// Whether status and flags disagree about the end of a build that counts as
/// running: the log mentions it.
#[must_use]
pub fn flags_disagree(build: &Build) -> bool {
    match build.status.value().map(Status::stage) {
        Some(Stage::Queued | Stage::Building | Stage::Uploading) => {
            [&build.concluded, &build.success].contains(&&Field::Present(true))
        }
        Some(Stage::Succeeded) => build.concluded == Field::Present(false),
        Some(Stage::Failed | Stage::Aborted | Stage::Crashed | Stage::Unknown) | None => false,
    }
}

fn confirmed_by_flags(build: &Build) -> Conclusion {
    match (&build.concluded, &build.success) {
        (Field::Present(false), _) => Conclusion::StillRunning,
        (Field::Unreadable, _) | (_, Field::Unreadable) => Conclusion::CannotTell,
        (_, Field::Present(false)) => Conclusion::Failed(FailureKind::Inconsistent),
        (_, Field::Present(true) | Field::Absent) => Conclusion::Succeeded,
    }
}

fn by_flags(build: &Build) -> Conclusion {
    match (&build.concluded, &build.success) {
        (Field::Present(true), Field::Present(true)) => Conclusion::Succeeded,
        (Field::Present(true), Field::Present(false) | Field::Absent) => {
            Conclusion::Failed(FailureKind::Failure)
        }
        (Field::Present(true), Field::Unreadable) | (Field::Unreadable, _) => {
            Conclusion::CannotTell
        }
        (Field::Present(false) | Field::Absent, _) => Conclusion::StillRunning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::build;

    const FLAGS: [Field<bool>; 4] = [
        Field::Present(true),
        Field::Present(false),
        Field::Absent,
        Field::Unreadable,
    ];

    fn reading(
        status: &Field<Status>,
        concluded: &Field<bool>,
        success: &Field<bool>,
    ) -> Conclusion {
        Conclusion::of(&Build {
            status: status.clone(),
            concluded: concluded.clone(),
            success: success.clone(),
            ..build("one")
        })
    }

    /// The table of `tests/simulation/src/contract.rs`, for every combination of the flags.
    fn expected(
        status: &Field<Status>,
        concluded: &Field<bool>,
        success: &Field<bool>,
    ) -> Conclusion {
        use Field::{Present, Unreadable};
        match status {
            Unreadable => Conclusion::CannotTell,
            Present(Status::Failure | Status::SubmissionFailure) => {
                Conclusion::Failed(FailureKind::Failure)
            }
            Present(Status::Aborted) => Conclusion::Failed(FailureKind::Aborted),
            Present(Status::Crashed) => Conclusion::Failed(FailureKind::Crashed),
            Present(Status::Success) => {
                if *concluded == Present(false) {
                    Conclusion::StillRunning
                } else if *concluded == Unreadable || *success == Unreadable {
                    Conclusion::CannotTell
                } else if *success == Present(false) {
                    Conclusion::Failed(FailureKind::Inconsistent)
                } else {
                    Conclusion::Succeeded
                }
            }
            Field::Absent | Present(Status::Unknown(_)) => {
                if *concluded == Unreadable {
                    Conclusion::CannotTell
                } else if *concluded != Present(true) {
                    Conclusion::StillRunning
                } else if *success == Present(true) {
                    Conclusion::Succeeded
                } else if *success == Unreadable {
                    Conclusion::CannotTell
                } else {
                    Conclusion::Failed(FailureKind::Failure)
                }
            }
            Present(_) => Conclusion::StillRunning,
        }
    }

    #[test]
    fn every_row_of_the_table_holds_for_every_combination_of_the_flags() {
        let mut statuses = vec![Field::Absent, Field::Unreadable];
        statuses.push(Field::Present(Status::from_word("HIBERNATING")));
        statuses.extend(Status::KNOWN.iter().cloned().map(Field::Present));
        for status in &statuses {
            for concluded in &FLAGS {
                for success in &FLAGS {
                    assert_eq!(
                        reading(status, concluded, success),
                        expected(status, concluded, success),
                        "{status:?} {concluded:?} {success:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_build_that_has_not_ended_has_no_end() {
        let start = Timestamp::parse("2026-11-23T10:00:00Z");
        let end = Timestamp::parse("2026-11-23T10:04:00Z");
        let ended = |status| Build {
            status: Field::Present(status),
            created: Field::Present(start.unwrap()),
            concluded_at: end,
            ..build("one")
        };
        let failed = ended(Status::Failure);
        assert_eq!(ended_at(&failed), end);
        assert_eq!(took(&failed), Some(Duration::from_secs(240)));
        let building = ended(Status::Building);
        assert_eq!((ended_at(&building), took(&building)), (None, None));
    }

    #[test]
    fn a_flag_that_runs_ahead_of_a_running_status_disagrees() {
        let disagrees = |status, concluded| {
            flags_disagree(&Build {
                status: Field::Present(status),
                concluded: Field::Present(concluded),
                ..build("one")
            })
        };
        assert!(disagrees(Status::Building, true));
        assert!(!disagrees(Status::Building, false));
        assert!(!disagrees(Status::Success, true));
        assert!(disagrees(Status::Success, false));
        assert!(!disagrees(Status::Crashed, true));
        assert!(!disagrees(Status::from_word("HIBERNATING"), true));
    }
}
