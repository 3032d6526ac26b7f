//! The results and their exit codes.

use super::*;

#[test]
fn a_signal_that_comes_late_changes_why_it_ended_alone() {
    let verdict = Verdict {
        reason: Reason::TimedOut,
        deciding: 1,
        targets: vec![],
        quota: None,
        began: None,
    };
    let cancelled = verdict.cancelled_by(Signal::Terminate);
    assert_eq!(cancelled.reason, Reason::Cancelled(Signal::Terminate));
    assert_eq!(cancelled.deciding, 1);
}

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
