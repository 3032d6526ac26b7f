//! Builds and criteria for the tests of the gate.

use std::sync::Arc;
use std::time::Duration;

use super::candidates::TargetStatus;
use super::criteria::{Criteria, NotBefore, Selector};
use super::listing::ListQuery;
use super::verdict::TargetReport;
use crate::model::build::{Build, Field, Stage, Status, Target, TargetKind};
use crate::model::commit::{Sha, ShaPrefix};
use crate::model::timestamp::Timestamp;

/// The commit that the tests wait for.
pub(crate) const SHA: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A running build of [`SHA`] on main.
pub(crate) fn build(id: &str) -> Build {
    Build {
        id: id.to_owned(),
        sha: Field::Present(SHA.to_owned()),
        branch: Field::Present("main".to_owned()),
        pull_request: Field::Absent,
        status: Field::Present(Status::Building),
        concluded: Field::Present(false),
        success: Field::Absent,
        created: Field::Present(Timestamp::parse("2026-11-23T10:00:00Z").unwrap()),
        concluded_at: None,
        message: None,
        image: None,
    }
}

/// The same, created at another time.
pub(crate) fn created_at(id: &str, time: &str) -> Build {
    Build {
        created: Timestamp::parse(time).map_or(Field::Unreadable, Field::Present),
        ..build(id)
    }
}

/// The same build with another status and the flags that go with it.
pub(crate) fn with_status(build: Build, word: &str) -> Build {
    let status = Status::from_word(word);
    let ended = match status.stage() {
        Stage::Succeeded | Stage::Failed | Stage::Aborted | Stage::Crashed => true,
        Stage::Queued | Stage::Building | Stage::Uploading | Stage::Unknown => false,
    };
    Build {
        success: if ended {
            Field::Present(word == "SUCCESS")
        } else {
            Field::Absent
        },
        concluded: Field::Present(ended),
        status: Field::Present(status),
        ..build
    }
}

/// The same build, of a commit that is not waited for.
pub(crate) fn of_another_commit(build: Build) -> Build {
    Build {
        sha: Field::Present("b".repeat(40)),
        ..build
    }
}

/// Waits for [`SHA`], with no filter.
pub(crate) fn commit_criteria() -> Criteria {
    Criteria {
        selector: Selector::Commit(Sha::parse(SHA).unwrap()),
        branch: None,
        pull_request: None,
        not_before: NotBefore::Any,
    }
}

/// Waits for the commit that begins as [`SHA`] does, with no filter.
pub(crate) fn prefix_criteria() -> Criteria {
    Criteria {
        selector: Selector::Prefix(ShaPrefix::parse(&SHA[..8]).unwrap()),
        ..commit_criteria()
    }
}

/// A query that may stop at a match, and must read these builds again.
pub(crate) const fn query(criteria: Criteria, must_include: Vec<String>) -> ListQuery {
    ListQuery {
        target: 0,
        criteria,
        must_include,
        oldest_included: None,
        reads_on_after_match: false,
        stop_before: None,
    }
}

/// How a job stands whose build this is, and runs.
pub(crate) fn running(job: &str, build: Build) -> TargetReport {
    TargetReport {
        target: Target {
            kind: TargetKind::Job,
            id: job.to_owned(),
        },
        status: TargetStatus::Running,
        is_conclusive: false,
        fault: None,
        build: Some(build),
        known_at: Some(Duration::ZERO),
        is_in_doubt: false,
        last_read: Some(Duration::ZERO),
        others: Arc::default(),
        candidates: vec![],
        hit_page_limit: false,
        incomplete: None,
        grace_until: None,
    }
}
