//! When a build has ended, and how: the one reading of `status`, `concluded`
//! and `success`.
//!
//! A build has succeeded on positive evidence only. A word that nobody knows
//! leaves it to the two flags; flags that contradict a success undo it.

use crate::model::build::{Build, Field, Status};

/// What one listing of a build says about its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It ended, and well.
    Succeeded,
    /// It has not ended.
    StillRunning,
    /// It ended without success.
    DidNotSucceed(Shortfall),
    /// A field that decides is of the wrong type.
    CannotTell,
}

/// In which way a build fell short of success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// `FAILURE`, `SUBMISSION_FAILURE`, or concluded without success under a
    /// status that is missing or unknown.
    Failed,
    /// `ABORTED`
    Aborted,
    /// `CRASHED`
    Crashed,
    /// `SUCCESS`, and `success` is false.
    Inconsistent,
}

/// Reads a build.
#[must_use]
pub fn read(build: &Build) -> Reading {
    let status = match &build.status {
        Field::Present(status) => status,
        Field::Absent => return by_flags(build),
        Field::Unreadable => return Reading::CannotTell,
    };
    match status {
        Status::Success => confirmed_by_flags(build),
        Status::Failure | Status::SubmissionFailure => Reading::DidNotSucceed(Shortfall::Failed),
        Status::Aborted => Reading::DidNotSucceed(Shortfall::Aborted),
        Status::Crashed => Reading::DidNotSucceed(Shortfall::Crashed),
        Status::Queued
        | Status::Pending
        | Status::Unschedulable
        | Status::Starting
        | Status::Cloning
        | Status::Building
        | Status::Uploading
        | Status::InProgress => Reading::StillRunning,
        Status::Unknown(_) => by_flags(build),
    }
}

/// Whether status and flags disagree about the end of a build that counts as
/// running: the log mentions it.
#[must_use]
pub fn flags_disagree(build: &Build) -> bool {
    let ahead = [&build.concluded, &build.success].contains(&&Field::Present(true));
    match &build.status {
        Field::Absent | Field::Unreadable | Field::Present(Status::Unknown(_)) => false,
        Field::Present(Status::Success) => build.concluded == Field::Present(false),
        Field::Present(_) => read(build) == Reading::StillRunning && ahead,
    }
}

fn confirmed_by_flags(build: &Build) -> Reading {
    match (&build.concluded, &build.success) {
        (Field::Present(false), _) => Reading::StillRunning,
        (Field::Unreadable, _) | (_, Field::Unreadable) => Reading::CannotTell,
        (_, Field::Present(false)) => Reading::DidNotSucceed(Shortfall::Inconsistent),
        (_, Field::Present(true) | Field::Absent) => Reading::Succeeded,
    }
}

fn by_flags(build: &Build) -> Reading {
    match (&build.concluded, &build.success) {
        (Field::Present(true), Field::Present(true)) => Reading::Succeeded,
        (Field::Present(true), Field::Present(false) | Field::Absent) => {
            Reading::DidNotSucceed(Shortfall::Failed)
        }
        (Field::Present(true), Field::Unreadable) | (Field::Unreadable, _) => Reading::CannotTell,
        (Field::Present(false) | Field::Absent, _) => Reading::StillRunning,
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

    fn reading(status: &Field<Status>, concluded: &Field<bool>, success: &Field<bool>) -> Reading {
        read(&Build {
            status: status.clone(),
            concluded: concluded.clone(),
            success: success.clone(),
            ..build("one")
        })
    }

    /// The design's table, row by row, for every combination of the flags.
    fn expected(status: &Field<Status>, concluded: &Field<bool>, success: &Field<bool>) -> Reading {
        use Field::{Present, Unreadable};
        match status {
            Unreadable => Reading::CannotTell,
            Present(Status::Failure | Status::SubmissionFailure) => {
                Reading::DidNotSucceed(Shortfall::Failed)
            }
            Present(Status::Aborted) => Reading::DidNotSucceed(Shortfall::Aborted),
            Present(Status::Crashed) => Reading::DidNotSucceed(Shortfall::Crashed),
            Present(Status::Success) => {
                if *concluded == Present(false) {
                    Reading::StillRunning
                } else if *concluded == Unreadable || *success == Unreadable {
                    Reading::CannotTell
                } else if *success == Present(false) {
                    Reading::DidNotSucceed(Shortfall::Inconsistent)
                } else {
                    Reading::Succeeded
                }
            }
            Field::Absent | Present(Status::Unknown(_)) => {
                if *concluded == Unreadable {
                    Reading::CannotTell
                } else if *concluded != Present(true) {
                    Reading::StillRunning
                } else if *success == Present(true) {
                    Reading::Succeeded
                } else if *success == Unreadable {
                    Reading::CannotTell
                } else {
                    Reading::DidNotSucceed(Shortfall::Failed)
                }
            }
            Present(_) => Reading::StillRunning,
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
    fn success_needs_the_word_or_both_flags() {
        let opens = |status, concluded, success| {
            reading(&status, &concluded, &success) == Reading::Succeeded
        };
        let (yes, no) = (Field::Present(true), Field::Present(false));
        assert!(opens(
            Field::Present(Status::Success),
            Field::Absent,
            Field::Absent
        ));
        assert!(opens(Field::Absent, yes.clone(), yes.clone()));
        assert!(!opens(Field::Absent, yes.clone(), Field::Absent));
        assert!(!opens(Field::Absent, Field::Absent, yes.clone()));
        assert!(!opens(Field::Present(Status::Success), no, yes.clone()));
        assert!(!opens(Field::Present(Status::Uploading), yes.clone(), yes));
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
