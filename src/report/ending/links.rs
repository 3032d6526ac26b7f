//! Where a verdict points: to pages in Northflank, and to the section of the
//! README that says more about an ending of its kind.

use super::evidence;
use super::quota_text::is_rate_limited;
use super::undecided;
use crate::cli::config::Config;
use crate::cli::error::UsageError;
use crate::gate::verdict::{Incomplete, Reason, Verdict};
use crate::report::sanitize::Sanitizer;

/// More links tell less.
const MAX_LINKS: usize = 10;

/// The sections of the README's troubleshooting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// No token was given.
    NoToken,
    /// What was given as the token cannot be one.
    BadToken,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// Something else answered in the API's place.
    InFront,
    /// The proxy opens no connection.
    Proxy,
    /// The certificate of the API host does not verify.
    Certificate,
    /// A request hung.
    TimedOut,
    /// The account has spent its requests.
    RateLimit,
    /// No build appeared.
    NoBuild,
    /// A filter leaves the build out.
    LeftOut,
    /// A newer commit was built instead.
    Superseded,
    /// The list is in no order and too long.
    NoOrder,
    /// The CI run does not say which commit it is about.
    NoCommit,
    /// An option is given and empty.
    Empty,
    /// A result file could not be written.
    Unwritten,
}

impl Topic {
    /// Every section, in the README's order.
    pub const ALL: [Self; 17] = [
        Self::NoToken,
        Self::BadToken,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::InFront,
        Self::Proxy,
        Self::Certificate,
        Self::TimedOut,
        Self::RateLimit,
        Self::NoBuild,
        Self::LeftOut,
        Self::Superseded,
        Self::NoOrder,
        Self::NoCommit,
        Self::Empty,
        Self::Unwritten,
    ];

    /// The name by which GitHub links to the section's heading.
    #[must_use]
    pub const fn anchor(self) -> &'static str {
        match self {
            Self::NoToken => "no-api-token",
            Self::BadToken => "cannot-be-one",
            Self::Unauthorized => "401",
            Self::Forbidden => "403",
            Self::NotFound => "404",
            Self::InFront => "in-front-of-the-api",
            Self::Proxy => "to-connect",
            Self::Certificate => "does-not-verify",
            Self::TimedOut => "timed-out",
            Self::RateLimit => "429",
            Self::NoBuild => "no-build",
            Self::LeftOut => "leaves-it-out",
            Self::Superseded => "superseded-by",
            Self::NoOrder => "in-no-order",
            Self::NoCommit => "--sha-auto",
            Self::Empty => "is-empty",
            Self::Unwritten => "could-not-be-written",
        }
    }

    /// The address of the section.
    #[must_use]
    pub fn url(self) -> String {
        format!("{}#{}", env!("CARGO_PKG_REPOSITORY"), self.anchor())
    }
}

/// The section about options that make no sense, where there is one.
#[must_use]
pub const fn of_usage(error: &UsageError) -> Option<Topic> {
    match error {
        UsageError::NoToken(_) | UsageError::TokenFlag(_) => Some(Topic::NoToken),
        UsageError::BadToken { .. } => Some(Topic::BadToken),
        UsageError::Empty(_) | UsageError::EmptyElement(_) => Some(Topic::Empty),
        UsageError::NoCommit(_) => Some(Topic::NoCommit),
        UsageError::EarlierGate(_)
        | UsageError::UnknownFlag { .. }
        | UsageError::StrayArgument(_)
        | UsageError::NoValue(_)
        | UsageError::NotUnicode(_)
        | UsageError::Twice(_)
        | UsageError::Unreadable { .. }
        | UsageError::File { .. }
        | UsageError::Missing(_)
        | UsageError::NoTarget
        | UsageError::BadProxy { .. }
        | UsageError::Selectors(..)
        | UsageError::QuietAndVerbose(..)
        | UsageError::BuildOfSeveral(_)
        | UsageError::LatestOfAll(_)
        | UsageError::StandardInputTwice(..)
        | UsageError::SameFile(..)
        | UsageError::Unwritable { .. } => None,
    }
}

/// The section about an ending of this kind, where there is one.
#[must_use]
pub fn of_verdict(verdict: &Verdict, safe: &Sanitizer) -> Option<Topic> {
    let deciding = verdict.targets.get(verdict.deciding);
    match &verdict.reason {
        Reason::Failed(_) => evidence::superseded(deciding?, safe).map(|_| Topic::Superseded),
        Reason::NoBuild { .. } => Some(match &deciding?.others.left_out {
            Some(_) => Topic::LeftOut,
            None => Topic::NoBuild,
        }),
        Reason::LostSight { fault: Some(fault) } if is_rate_limited(fault) => {
            Some(Topic::RateLimit)
        }
        Reason::LostSight { fault: Some(fault) } | Reason::NoAnswer { fault: Some(fault) } => {
            of_cause(&fault.what)
        }
        Reason::LostSight { fault: None } => of_incomplete(deciding?.incomplete?),
        Reason::TimedOut => of_incomplete(undecided::gap(deciding?)?),
        Reason::Refused(refusal) => of_cause(&refusal.cause),
        Reason::AllSucceeded
        | Reason::NoAnswer { fault: None }
        | Reason::Ambiguous { .. }
        | Reason::Cancelled(_) => None,
    }
}

/// The section about a list that is not complete.
const fn of_incomplete(incomplete: Incomplete) -> Option<Topic> {
    match incomplete {
        Incomplete::PageLimit => Some(Topic::NoOrder),
        Incomplete::Unreadable(_) | Incomplete::LostCursor | Incomplete::Stale(_) => None,
    }
}

/// The section about a fault or a refusal. It begins with our own words: what
/// others say comes behind them.
fn of_cause(cause: &str) -> Option<Topic> {
    const BEGINNINGS: [(&str, Topic); 8] = [
        ("401", Topic::Unauthorized),
        ("403 ", Topic::Forbidden),
        // The API says why.
        ("403", Topic::InFront),
        ("404", Topic::NotFound),
        ("something in front of the API ", Topic::InFront),
        ("the proxy ", Topic::Proxy),
        ("the certificate ", Topic::Certificate),
        ("no answer: timed out ", Topic::TimedOut),
    ];
    let mut topics = BEGINNINGS.into_iter();
    topics
        .find(|(beginning, _)| cause.starts_with(beginning))
        .map(|(_, topic)| topic)
}

/// The pages in Northflank of those that decided.
pub(super) fn pages(verdict: &Verdict, pages: &[Option<String>]) -> Vec<String> {
    let pages: &[Option<String>] = match &verdict.reason {
        Reason::AllSucceeded => pages.get(..MAX_LINKS).unwrap_or(pages),
        Reason::Failed(_)
        | Reason::TimedOut
        | Reason::NoBuild { .. }
        | Reason::LostSight { .. }
        | Reason::Refused(_) => pages
            .get(verdict.deciding)
            .map_or(&[], |page| std::slice::from_ref(page)),
        // Nothing is known of a page there, or it stands beside each target.
        Reason::NoAnswer { .. } | Reason::Ambiguous { .. } | Reason::Cancelled(_) => &[],
    };
    pages.iter().flatten().cloned().collect()
}

/// Where a link would help, that there could be one.
pub(super) fn without_pages(config: &Config, verdict: &Verdict) -> Option<&'static str> {
    let would_help = match &verdict.reason {
        Reason::Failed(_) | Reason::TimedOut | Reason::NoBuild { .. } => true,
        Reason::AllSucceeded
        | Reason::LostSight { .. }
        | Reason::NoAnswer { .. }
        | Reason::Refused(_)
        | Reason::Ambiguous { .. }
        | Reason::Cancelled(_) => false,
    };
    (would_help && config.team.is_none()).then_some("pass --team-id for links to Northflank")
}
