//! How a run can end: the result words and their exit codes.
//!
//! [`Outcome`] is the one table of results. The exit code, the README and the
//! outputs follow it.

use std::collections::BTreeMap;

use crate::model::conclusion::FailureKind;

/// The exit code when the gate would open, but the result could not be written
/// where it was asked for. It replaces 0 only.
pub const UNWRITTEN: u8 = 5;

/// The results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open: every target's build succeeded.
    Success,
    /// Shut: a build ended as `FAILURE` or `SUBMISSION_FAILURE`, or concluded
    /// without success.
    Failure,
    /// Shut: a build was cancelled.
    Aborted,
    /// Shut: a build crashed.
    Crashed,
    /// Shut: a build says both that it succeeded and that it did not.
    Inconsistent,
    /// Invalid usage.
    Usage,
    /// Still running at the deadline.
    Timeout,
    /// The API will not answer.
    Refused,
    /// The API was out of reach.
    Unreachable,
    /// No matching build appeared in time.
    NoBuild,
    /// A bug.
    Internal,
    /// Ended by a signal.
    Cancelled(Signal),
}

/// The signals that end the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP
    Hangup,
    /// SIGINT
    Interrupt,
    /// SIGTERM
    Terminate,
}

impl Signal {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hangup => "SIGHUP",
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        }
    }
}

impl Outcome {
    /// Every result, in the order of the exit codes.
    pub const ALL: [Self; 14] = [
        Self::Success,
        Self::Failure,
        Self::Aborted,
        Self::Crashed,
        Self::Inconsistent,
        Self::Usage,
        Self::Timeout,
        Self::Refused,
        Self::Unreachable,
        Self::NoBuild,
        Self::Internal,
        Self::Cancelled(Signal::Hangup),
        Self::Cancelled(Signal::Interrupt),
        Self::Cancelled(Signal::Terminate),
    ];

    /// The word that the outputs carry as `result`, the exit code of the process,
    /// and what that means.
    const fn row(self) -> (&'static str, u8, &'static str) {
        const NO_SUCCESS: &str = "shut: a build ended without success";
        const NO_ANSWER: &str = "could not ask: the API refused, or was out of reach";
        match self {
            Self::Success => ("success", 0, "open: every target's build succeeded"),
            Self::Failure => ("failure", 1, NO_SUCCESS),
            Self::Aborted => ("aborted", 1, NO_SUCCESS),
            Self::Crashed => ("crashed", 1, NO_SUCCESS),
            Self::Inconsistent => ("inconsistent", 1, NO_SUCCESS),
            Self::Usage => ("usage", 2, "invalid usage"),
            Self::Timeout => ("timeout", 3, "still running at the deadline"),
            Self::Refused => ("refused", 4, NO_ANSWER),
            Self::Unreachable => ("unreachable", 4, NO_ANSWER),
            Self::NoBuild => ("no-build", 6, "no matching build appeared in time"),
            Self::Internal => ("internal", 70, "a bug in the gate"),
            Self::Cancelled(Signal::Hangup) => ("cancelled", 129, "cancelled by SIGHUP"),
            Self::Cancelled(Signal::Interrupt) => ("cancelled", 130, "cancelled by SIGINT"),
            Self::Cancelled(Signal::Terminate) => ("cancelled", 143, "cancelled by SIGTERM"),
        }
    }

    /// The word that the outputs carry as `result`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.row().0
    }

    /// The exit code of the process.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        self.row().1
    }

    /// The exit codes, each once and in order, and what each means.
    #[must_use]
    pub fn exit_codes() -> BTreeMap<u8, &'static str> {
        let unwritten = "the gate would open, but the result could not be written";
        let rows = Self::ALL.into_iter().map(Self::row);
        rows.map(|(_, code, meaning)| (code, meaning))
            .chain([(UNWRITTEN, unwritten)])
            .collect()
    }
}

impl From<FailureKind> for Outcome {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::Failure => Self::Failure,
            FailureKind::Aborted => Self::Aborted,
            FailureKind::Crashed => Self::Crashed,
            FailureKind::Inconsistent => Self::Inconsistent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_contract() {
        let words = Outcome::ALL.map(Outcome::word);
        let expected = [
            "success",
            "failure",
            "aborted",
            "crashed",
            "inconsistent",
            "usage",
            "timeout",
            "refused",
            "unreachable",
            "no-build",
            "internal",
            "cancelled",
            "cancelled",
            "cancelled",
        ];
        assert_eq!(words, expected);
        let signals = [Signal::Hangup, Signal::Interrupt, Signal::Terminate];
        assert_eq!(signals.map(Signal::name), ["SIGHUP", "SIGINT", "SIGTERM"]);
        let codes = Outcome::exit_codes();
        assert_eq!(codes[&0], "open: every target's build succeeded");
        assert_eq!(
            codes.into_keys().collect::<Vec<u8>>(),
            [0, 1, 2, 3, 4, UNWRITTEN, 6, 70, 129, 130, 143]
        );
    }

    #[test]
    fn only_success_has_the_exit_code_that_opens() {
        for outcome in Outcome::ALL {
            let opens = outcome.exit_code() == 0;
            assert_eq!(opens, outcome == Outcome::Success, "{outcome:?}");
            assert_ne!(outcome.exit_code(), UNWRITTEN);
        }
    }
}
