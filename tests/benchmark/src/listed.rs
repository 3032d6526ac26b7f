//! A build as the API lists it, with what a measurement does not need left out.

use northflank_gate::model::build::{Build, Field, Status};
use northflank_gate::model::timestamp::Timestamp;

/// The commit of every build here.
pub const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A build of [`COMMIT`] that was created at this time, in seconds since 1970.
#[must_use]
pub fn build(id: &str, branch: &str, created: f64, status: Status) -> Build {
    Build {
        id: id.to_owned(),
        sha: Field::Present(COMMIT.to_owned()),
        branch: Field::Present(branch.to_owned()),
        pull_request: Field::Absent,
        status: Field::Present(status),
        concluded: Field::Absent,
        success: Field::Absent,
        created: Timestamp::from_unix(created).map_or(Field::Absent, Field::Present),
        concluded_at: None,
        message: None,
        image: None,
    }
}
