//! How a run can end: the result words and their exit codes.
//!
//! [`Outcome`] is the one table of results. The exit code, the README and the
//! outputs follow it.

use crate::model::conclusion::FailureKind;

/// An exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitCode {
    /// The code.
    pub code: u8,
    /// What it means, in two to four words.
    pub short: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// The exit code when the gate would open, but the result could not be written
/// where it was asked for. It replaces 0 only.
pub const UNWRITTEN: ExitCode = exit(
    5,
    "result not written",
    "the gate would open, but the result could not be written",
);

const fn exit(code: u8, short: &'static str, meaning: &'static str) -> ExitCode {
    ExitCode {
        code,
        short,
        meaning,
    }
}

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

    /// The word that the outputs carry as `result`, and the exit code.
    const fn row(self) -> (&'static str, ExitCode) {
        const SUCCESS: ExitCode = exit(
            0,
            "the build succeeded",
            "open: every target's build succeeded",
        );
        const NO_SUCCESS: ExitCode = exit(1, "it did not", "shut: a build ended without success");
        const NO_ANSWER: ExitCode = exit(
            4,
            "API refused or unreachable",
            "could not ask: the API refused, or was out of reach",
        );
        const CANCELLED: &str = "cancelled";
        match self {
            Self::Success => ("success", SUCCESS),
            Self::Failure => ("failure", NO_SUCCESS),
            Self::Aborted => ("aborted", NO_SUCCESS),
            Self::Crashed => ("crashed", NO_SUCCESS),
            Self::Inconsistent => ("inconsistent", NO_SUCCESS),
            Self::Usage => ("usage", exit(2, "invalid usage", "invalid usage")),
            Self::Timeout => (
                "timeout",
                exit(3, "timeout", "still running at the deadline"),
            ),
            Self::Refused => ("refused", NO_ANSWER),
            Self::Unreachable => ("unreachable", NO_ANSWER),
            Self::NoBuild => (
                "no-build",
                exit(6, "no build appeared", "no matching build appeared in time"),
            ),
            Self::Internal => ("internal", exit(70, "bug", "a bug in the gate")),
            Self::Cancelled(Signal::Hangup) => {
                (CANCELLED, exit(129, CANCELLED, "cancelled by SIGHUP"))
            }
            Self::Cancelled(Signal::Interrupt) => {
                (CANCELLED, exit(130, CANCELLED, "cancelled by SIGINT"))
            }
            Self::Cancelled(Signal::Terminate) => {
                (CANCELLED, exit(143, CANCELLED, "cancelled by SIGTERM"))
            }
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
        self.row().1.code
    }

    /// The exit codes, each once and in order.
    #[must_use]
    pub fn exit_codes() -> Vec<ExitCode> {
        let mut codes: Vec<ExitCode> = Self::ALL.map(|outcome| outcome.row().1).into();
        codes.push(UNWRITTEN);
        codes.sort_by_key(|exit| exit.code);
        codes.dedup();
        codes
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
        assert_eq!(codes[0].meaning, "open: every target's build succeeded");
        let codes: Vec<u8> = codes.iter().map(|exit| exit.code).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 70, 129, 130, 143]);
    }

    #[test]
    fn only_success_has_the_exit_code_that_opens() {
        for outcome in Outcome::ALL {
            let opens = outcome.exit_code() == 0;
            assert_eq!(opens, outcome == Outcome::Success, "{outcome:?}");
            assert_ne!(outcome.exit_code(), UNWRITTEN.code);
        }
    }
}
