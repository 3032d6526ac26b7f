//! What can be asked of the API, and what comes back: one variant for each
//! endpoint.
//!
//! A request takes its HTTP requests through a function, so that everything but
//! the sending is pure.

pub mod build_log;
pub mod list_builds;

use super::response::Reply;
use crate::gate::listing::PollResult;
use crate::model::build::Target;
use build_log::{BuildLog, NoLog, ReadLog};
use list_builds::ListBuilds;

/// A request.
#[derive(Clone, Debug)]
pub enum Request {
    /// A poll of a target's list.
    ListBuilds(ListBuilds),
    /// The end of a build's log.
    BuildLog(ReadLog),
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A poll's listing, or why there is none.
    Listing(Box<PollResult>),
    /// The end of a log, or why there is none.
    BuildLog(Result<BuildLog, NoLog>),
}

impl Request {
    /// The target that it is about.
    #[must_use]
    pub const fn target(&self) -> &Target {
        match self {
            Self::ListBuilds(list) => &list.target_path.target,
            Self::BuildLog(log) => &log.target_path.target,
        }
    }

    /// Makes the request, sending each HTTP request through `fetch`, which is
    /// given path and query.
    pub fn make(&self, mut fetch: impl FnMut(&str) -> Reply) -> Answer {
        match self {
            Self::ListBuilds(list) => Answer::Listing(Box::new(list_builds::poll(list, fetch))),
            Self::BuildLog(log) => Answer::BuildLog(log.read(fetch(&log.path()))),
        }
    }
}

impl Answer {
    /// What came of a poll; `None` where another request was answered.
    #[must_use]
    pub fn into_listing(self) -> Option<PollResult> {
        match self {
            Self::Listing(result) => Some(*result),
            Self::BuildLog(_) => None,
        }
    }

    /// The end of a log, or why there is none; `None` where another request was answered.
    #[must_use]
    pub fn into_build_log(self) -> Option<Result<BuildLog, NoLog>> {
        match self {
            Self::BuildLog(result) => Some(result),
            Self::Listing(_) => None,
        }
    }
}
