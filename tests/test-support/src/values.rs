//! Builders of the gate's and the API's values. A test changes single fields with
//! `..`.

use std::time::Duration;

use northflank_gate::gate::criteria::{Criteria, NotBefore, Selector};
use northflank_gate::gate::listing::{
    ListQuery, Listing, PartialListing, PollError, PollResult, StopReason,
};
use northflank_gate::model::build::{Build, Field, Status, Target, TargetKind};
use northflank_gate::model::commit::Sha;
use northflank_gate::model::fault::{Cause, Fault};
use northflank_gate::model::quota::Quota;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::northflank::headers::Headers;
use northflank_gate::northflank::path::TargetPath;
use northflank_gate::northflank::request::list_builds::ListBuilds;
use northflank_gate::northflank::response::{Reply, Response};

use crate::COMMIT;

/// A time of `hh:mm:ss` on the day of the builds.
///
/// # Panics
///
/// Where this is no time of a day.
#[must_use]
pub fn time(of_day: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-11-23T{of_day}Z")).expect("a time of a day")
}

/// A build of which the list says nothing but this id.
#[must_use]
pub fn bare_build(id: String) -> Build {
    Build {
        id,
        sha: Field::Absent,
        branch: Field::Absent,
        pull_request: Field::Absent,
        status: Field::Absent,
        concluded: Field::Absent,
        success: Field::Absent,
        created: Field::Absent,
        concluded_at: None,
        message: None,
        image: None,
    }
}

/// A build of [`COMMIT`] on `main`, created at 10:00:00, with this id and this
/// status.
#[must_use]
pub fn build(id: &str, status: &str) -> Build {
    let has_ended = ["SUCCESS", "CRASHED"].contains(&status);
    Build {
        sha: Field::Present(COMMIT.to_owned()),
        branch: Field::Present("main".to_owned()),
        status: Field::Present(Status::from_word(status)),
        concluded: Field::Present(has_ended),
        created: Field::Present(time("10:00:00")),
        ..bare_build(id.to_owned())
    }
}

/// A complete list of these builds, in order.
#[must_use]
pub fn list(builds: Vec<Build>) -> Listing {
    Listing {
        builds,
        stopped_by: StopReason::LastPage,
        rest_cannot_decide: true,
        requests: 1,
        ..Listing::default()
    }
}

/// What comes of a poll that gets a complete list of these builds.
///
/// # Errors
///
/// Never: it is a listing.
pub fn listing(builds: Vec<Build>) -> PollResult {
    Ok(list(builds))
}

/// What comes of a poll that gets a complete list of these builds, where the
/// account has this many of its 1000 requests left until the reset.
///
/// # Errors
///
/// Never: it is a listing.
pub fn listing_with_quota(builds: Vec<Build>, remaining: u64, reset: Duration) -> PollResult {
    let quota = Quota {
        limit: 1000,
        remaining,
        resets_in: reset,
    };
    Ok(Listing {
        quota: Some(quota),
        ..list(builds)
    })
}

/// A fault that the API answers, with this status.
#[must_use]
pub fn fault(status: u16) -> Fault {
    let what = format!("the API answered {status}");
    Fault::new(Cause::Status(status), what, true)
}

/// A fault that the API answers where the account has no request left.
#[must_use]
pub fn rate_limited() -> Fault {
    let what = "the API answered 429 (rate limit)".to_owned();
    Fault::new(Cause::RateLimit(429), what, true)
}

/// A fault behind these builds of a list.
#[must_use]
pub fn behind(builds: Vec<Build>) -> PollError {
    let partial = PartialListing {
        builds,
        ..PartialListing::default()
    };
    PollError::Transient {
        fault: fault(502),
        partial: partial.into(),
    }
}

/// A poll of the job `api` in the project `shop` for [`COMMIT`].
///
/// # Panics
///
/// Never: [`COMMIT`] is a commit.
#[must_use]
pub fn list_builds(max_pages: u32) -> ListBuilds {
    ListBuilds {
        target_path: TargetPath {
            team: None,
            project: "shop".to_owned(),
            target: Target {
                kind: TargetKind::Job,
                id: "api".to_owned(),
            },
        },
        query: ListQuery {
            target: 0,
            criteria: Criteria {
                selector: Selector::Commit(Sha::parse(COMMIT).expect("a commit")),
                branch: None,
                pull_request: None,
                not_before: NotBefore::Any,
            },
            must_include: vec![],
            oldest_included: None,
            reads_on_after_match: false,
            stop_before: None,
        },
        max_pages,
    }
}

/// An answer with this status and this body, without headers.
#[must_use]
pub fn answer(status: u16, body: &[u8]) -> Response {
    Response {
        status,
        headers: Headers::default(),
        body: Ok(body.to_vec().into()),
    }
}

/// The reply to a request for a page that lists these builds, as JSON.
///
/// # Errors
///
/// Never: it is an answer.
pub fn page_of(builds: &[String]) -> Reply {
    page(format!(r#"{{"data":{{"builds":[{}]}}}}"#, builds.join(",")).as_bytes())
}

/// The reply to a request for a page that lists one build of [`COMMIT`], with
/// this status.
///
/// # Errors
///
/// Never: it is an answer.
pub fn page_showing(status: &str) -> Reply {
    let build = format!(r#"{{"id":"one","sha":"{COMMIT}","status":"{status}"}}"#);
    page_of(&[build])
}

/// The reply to a request for a page that has this body.
///
/// # Errors
///
/// Never: it is an answer.
pub fn page(body: &[u8]) -> Reply {
    Ok(answer(200, body))
}
