//! Why a request gave no answer that can be used: a fault, which may pass, or a
//! refusal, which does not.

use std::time::Duration;

use super::build::Target;
use super::quota::Quota;

/// What a fault or a refusal comes from, for what is said of it besides its own
/// words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The API answered with this status, for another reason than the next two.
    Status(u16),
    /// The API answered with this status, since the account has no request left.
    RateLimit(u16),
    /// The API answered that the token may not do this.
    Forbidden,
    /// Something in front of the API answered in its place, or may have done so.
    InFront,
    /// The proxy opened no connection to the API.
    Proxy,
    /// The certificate of the API host, or of the proxy, does not verify.
    Certificate,
    /// The time for the request was over before it could be sent.
    TimedOut,
    /// The request went out, and its time was over before the answer came.
    Unanswered,
    /// Anything else, of which its own words say all.
    Other,
}

/// Why a list could not be read this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it comes from.
    pub cause: Cause,
    /// What happened, as the end of a sentence: `the API answered 502`.
    pub what: String,
    /// Whether anything answered at all.
    pub answered: bool,
    /// What to do about it, where that is known.
    pub hint: Option<&'static str>,
    /// How long the API asks to be left alone.
    pub retry_after: Option<Duration>,
    /// The API requests that the account has left, where the answer said so.
    pub quota: Option<Quota>,
}

impl Fault {
    /// Where it comes from, what happened, whether anything answered, and nothing
    /// more.
    #[must_use]
    pub const fn new(cause: Cause, what: String, answered: bool) -> Self {
        Self {
            cause,
            what,
            answered,
            hint: None,
            retry_after: None,
            quota: None,
        }
    }

    /// Whether the others of a round are not polled after it: an API that asks to be
    /// left alone, cannot be reached or hangs may take their time as well.
    #[must_use]
    pub const fn ends_the_round(&self) -> bool {
        self.retry_after.is_some() || !self.answered
    }

    /// The fault as the targets get it that were not polled after it: it names the target
    /// that met it, where it says nothing of the others.
    #[must_use]
    pub fn told_of_others(&self, target: &Target) -> Self {
        let mut fault = self.clone();
        if self.says_nothing_of_others() {
            fault.what = format!("{target}: {}", self.what);
        }
        fault
    }

    /// Whether the time for a request was over.
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        matches!(self.cause, Cause::TimedOut | Cause::Unanswered)
    }

    /// Whether it was met by this target, and says nothing of the others.
    #[must_use]
    pub const fn says_nothing_of_others(&self) -> bool {
        !self.ends_the_round() || matches!(self.cause, Cause::Unanswered)
    }
}

/// Why the API will not give the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it comes from.
    pub cause: Cause,
    /// What happened: the status with what the API said, or why the other end
    /// cannot be trusted.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}
