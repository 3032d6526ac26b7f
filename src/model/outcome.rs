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
    /// What it means in a few words, as `-h` says it.
    pub short: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

const fn exit(code: u8, short: &'static str, meaning: &'static str) -> ExitCode {
    ExitCode {
        code,
        short,
        meaning,
    }
}

/// The exit code when the gate would open, but the result could not be written
/// where it was asked for. It replaces 0 only.
pub const UNWRITTEN: ExitCode = exit(
    5,
    "result not written",
    "the gate would open, but the result could not be written",
);

const SUCCESS: ExitCode = exit(
    0,
    "the build succeeded",
    "open: the build of every job and service succeeded",
);
const NO_SUCCESS: ExitCode = exit(1, "it did not", "shut: a build ended without success");
const USAGE: ExitCode = exit(2, "invalid usage", "invalid usage");
const TIMEOUT: ExitCode = exit(3, "timeout", "undecided when --timeout was over");
const NO_ANSWER: ExitCode = exit(
    4,
    "API refused or unreachable",
    "the API refused, was out of reach, or its list could not be read whole",
);
const NO_BUILD: ExitCode = exit(6, "no build appeared", "no matching build appeared in time");
const BUG: ExitCode = exit(70, "bug", "a bug in the gate");

/// What an outcome says of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// It opened.
    Open,
    /// It stayed shut, by what the API answered or did not.
    Shut,
    /// Nothing: it was called wrongly.
    Invalid,
    /// Nothing: a bug or a signal ended it.
    Interrupted,
}

impl Outcome {
    /// What it says of the gate.
    #[must_use]
    pub const fn kind(self) -> OutcomeKind {
        match self {
            Self::Success => OutcomeKind::Open,
            Self::Failure
            | Self::Aborted
            | Self::Crashed
            | Self::Inconsistent
            | Self::Timeout
            | Self::Refused
            | Self::Unreachable
            | Self::NoBuild => OutcomeKind::Shut,
            Self::Usage => OutcomeKind::Invalid,
            Self::Internal | Self::Cancelled(_) => OutcomeKind::Interrupted,
        }
    }
}

/// The one table of results: the name in the code, the word that the outputs carry
/// as `result`, the exit code. Then the signals: name, exit code and its meaning.
macro_rules! outcomes {
    (
        results { $($(#[$about:meta])* $name:ident = $word:literal, $exit:expr;)* }
        signals { $($signal:ident = $signal_name:literal, $code:literal, $meaning:literal;)* }
    ) => {
        /// The results.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Outcome {
            $($(#[$about])* $name,)*
            /// Ended by a signal.
            Cancelled(Signal),
        }

        /// The signals that end the gate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Signal {
            $(#[doc = $signal_name] $signal,)*
        }

        impl Signal {
            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$signal => $signal_name,)*
                }
            }
        }

        impl Outcome {
            /// Every result, in the order of the exit codes.
            pub const ALL: [Self; [$($word,)* $($signal_name,)*].len()] =
                [$(Self::$name,)* $(Self::Cancelled(Signal::$signal),)*];

            const fn row(self) -> (&'static str, ExitCode) {
                match self {
                    $(Self::$name => ($word, $exit),)*
                    $(Self::Cancelled(Signal::$signal) => {
                        ("cancelled", exit($code, "cancelled", $meaning))
                    })*
                }
            }
        }
    };
}

outcomes! {
    results {
        /// Open: every target's build succeeded.
        Success = "success", SUCCESS;
        /// Shut: a build ended as `FAILURE` or `SUBMISSION_FAILURE`, or concluded
        /// without success.
        Failure = "failure", NO_SUCCESS;
        /// Shut: a build was cancelled.
        Aborted = "aborted", NO_SUCCESS;
        /// Shut: a build crashed.
        Crashed = "crashed", NO_SUCCESS;
        /// Shut: a build says both that it succeeded and that it did not.
        Inconsistent = "inconsistent", NO_SUCCESS;
        /// Invalid usage.
        Usage = "usage", USAGE;
        /// Undecided at the deadline.
        Timeout = "timeout", TIMEOUT;
        /// The API will not answer.
        Refused = "refused", NO_ANSWER;
        /// The API was out of reach, or its list could not be read whole.
        Unreachable = "unreachable", NO_ANSWER;
        /// No matching build appeared in time.
        NoBuild = "no-build", NO_BUILD;
        /// A bug.
        Internal = "internal", BUG;
    }
    signals {
        Hangup = "SIGHUP", 129, "cancelled by SIGHUP";
        Interrupt = "SIGINT", 130, "cancelled by SIGINT";
        Terminate = "SIGTERM", 143, "cancelled by SIGTERM";
    }
}

impl Outcome {
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
        assert_eq!(
            codes[0].meaning,
            "open: the build of every job and service succeeded"
        );
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
