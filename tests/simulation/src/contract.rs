//! The contract's tables, read once more and apart from the gate: which builds
//! match, what their fields say about their end, and [`answers`].
//!
//! Nothing in here calls the gate. A field of the wrong type is read as the
//! contract means it: it could be anything, so only what holds for every value
//! of it holds.

use std::sync::OnceLock;

use crate::options::{COMMITS, NotBefore, Selector, Wanted};
use crate::spoilt::Spoilt;
use crate::wire::{Entry, ShaForm, WireField};

pub mod answers;

/// What one listing of a build says about its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// It ended, and well: the positive evidence.
    Succeeded,
    /// It has not ended.
    Running,
    /// It ended without success.
    Fell(Kind),
    /// It could be anything.
    Unclear,
}

/// How a build ended without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `failure`
    Failed,
    /// `aborted`
    Aborted,
    /// `crashed`
    Crashed,
    /// `inconsistent`
    Inconsistent,
}

/// The words for a build that runs.
pub const RUNNING: [&str; 8] = [
    "QUEUED",
    "PENDING",
    "UNSCHEDULABLE",
    "STARTING",
    "CLONING",
    "BUILDING",
    "UPLOADING",
    "IN_PROGRESS",
];

/// Words for an end, and words that nobody knows.
const OTHER_WORDS: [&str; 11] = [
    "SUCCESS",
    "FAILURE",
    "SUBMISSION_FAILURE",
    "ABORTED",
    "CRASHED",
    "HIBERNATING",
    "success",
    "SUCCESS ",
    "FAILED",
    "",
    "CANCELLED",
];

/// The fields that tell how a build stands.
pub type Fields = (WireField<&'static str>, WireField<bool>, WireField<bool>);

const FLAGS: [WireField<bool>; 4] = [
    WireField::Value(true),
    WireField::Value(false),
    WireField::Missing,
    WireField::Other(Spoilt::WrongType(0)),
];

/// The table "When a build has ended", with a field of the wrong type status
/// for each of its values.
#[must_use]
pub fn reading((status, concluded, success): Fields) -> Conclusion {
    if matches!(status, WireField::Other(_)) {
        // One word says that it succeeded, another that it did not.
        return Conclusion::Unclear;
    }
    let mut readings = Vec::with_capacity(9);
    for concluded in possible(concluded) {
        for success in possible(success) {
            readings.push(table(status.value(), *concluded, *success));
        }
    }
    let agreed = readings.iter().all(|reading| *reading == readings[0]);
    if agreed {
        readings[0]
    } else {
        Conclusion::Unclear
    }
}

const fn possible(flag: WireField<bool>) -> &'static [Option<bool>] {
    match flag {
        WireField::Missing | WireField::Null => &[None],
        WireField::Value(true) => &[Some(true)],
        WireField::Value(false) => &[Some(false)],
        WireField::Other(_) => &[Some(true), Some(false), None],
    }
}

fn table(status: Option<&str>, concluded: Option<bool>, success: Option<bool>) -> Conclusion {
    match status {
        Some("SUCCESS") => match (concluded, success) {
            (Some(false), _) => Conclusion::Running,
            (_, Some(false)) => Conclusion::Fell(Kind::Inconsistent),
            (_, Some(true) | None) => Conclusion::Succeeded,
        },
        Some("FAILURE" | "SUBMISSION_FAILURE") => Conclusion::Fell(Kind::Failed),
        Some("ABORTED") => Conclusion::Fell(Kind::Aborted),
        Some("CRASHED") => Conclusion::Fell(Kind::Crashed),
        Some(word) if RUNNING.contains(&word) => Conclusion::Running,
        Some(_) | None => match (concluded, success) {
            (Some(true), Some(true)) => Conclusion::Succeeded,
            (Some(true), _) => Conclusion::Fell(Kind::Failed),
            (Some(false) | None, _) => Conclusion::Running,
        },
    }
}

/// Every way of saying this, by the table.
#[must_use]
pub fn ways_of_saying(wanted: Conclusion) -> &'static [Fields] {
    static ALL: OnceLock<Vec<(Conclusion, Vec<Fields>)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let words = RUNNING
            .iter()
            .chain(&OTHER_WORDS)
            .copied()
            .map(WireField::Value);
        let mut ways: Vec<(Conclusion, Vec<Fields>)> = Vec::new();
        for status in words.chain([
            WireField::Missing,
            WireField::Null,
            WireField::Other(Spoilt::WrongType(1)),
        ]) {
            for concluded in FLAGS {
                for success in FLAGS {
                    let fields = (status, concluded, success);
                    let found = reading(fields);
                    match ways.iter_mut().find(|(reading, _)| *reading == found) {
                        Some((_, list)) => list.push(fields),
                        None => ways.push((found, vec![fields])),
                    }
                }
            }
        }
        ways
    });
    let found = all.iter().find(|(reading, _)| *reading == wanted);
    found.map_or(&[], |(_, list)| list)
}

/// Whether a build is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It may be.
    Maybe,
}

/// The section "Which build decides": every condition holds. `start` is the
/// time that `--not-before` stands for, once it is known.
#[must_use]
pub fn matches(entry: &Entry, wanted: &Wanted, start: Option<i64>) -> Match {
    let which = match wanted.selector {
        Selector::Commit => commit(entry, 40),
        Selector::Prefix(digits) => commit(entry, digits),
        Selector::Build(build) => holds(build == entry.build),
        Selector::Latest => Match::Yes,
    };
    let branch = condition(wanted.branch, entry.branch, |branch| branch == 0);
    let pull_request = condition(wanted.pull_request, entry.pull_request, |number| {
        number == crate::options::PULL_REQUESTS[0]
    });
    let created = match (wanted.not_before, start) {
        (NotBefore::Any, _) => Match::Yes,
        (NotBefore::At(_) | NotBefore::Ago(_), Some(start)) => {
            condition(true, entry.created, |created| created >= start)
        }
        (NotBefore::At(_) | NotBefore::Ago(_), None) => Match::Maybe,
    };
    let all = [which, branch, pull_request, created];
    if all.contains(&Match::No) {
        Match::No
    } else if all.contains(&Match::Maybe) {
        Match::Maybe
    } else {
        Match::Yes
    }
}

const fn holds(holds: bool) -> Match {
    if holds { Match::Yes } else { Match::No }
}

fn condition<T: Copy>(
    is_given: bool,
    field: WireField<T>,
    is_met: impl FnOnce(T) -> bool,
) -> Match {
    match field {
        _ if !is_given => Match::Yes,
        WireField::Value(value) => holds(is_met(value)),
        WireField::Missing | WireField::Null => Match::No,
        WireField::Other(_) => Match::Maybe,
    }
}

/// Whether the commit is the wanted one, of which so many digits are given. One
/// that is cut short or has something around it is of the wrong form: it may be any that
/// begins like it.
fn commit(entry: &Entry, digits: usize) -> Match {
    let is_meant = |commit: usize| COMMITS[commit].starts_with(&COMMITS[0][..digits]);
    let is_alike = |commit: usize| digits < 40 || COMMITS[commit].starts_with(&COMMITS[0][..7]);
    match entry.sha {
        WireField::Value(sha) => match (is_meant(sha.commit), sha.form) {
            (true, ShaForm::Full | ShaForm::Capitals) => Match::Yes,
            (true, ShaForm::Short | ShaForm::Padded) => Match::Maybe,
            (false, ShaForm::Short | ShaForm::Padded) if is_alike(sha.commit) => Match::Maybe,
            (false, _) => Match::No,
        },
        WireField::Missing | WireField::Null => Match::No,
        WireField::Other(_) => Match::Maybe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_can_be_said_in_several_ways() {
        let kinds = [
            Kind::Failed,
            Kind::Aborted,
            Kind::Crashed,
            Kind::Inconsistent,
        ];
        let fell = kinds.map(Conclusion::Fell);
        let rest = [
            Conclusion::Succeeded,
            Conclusion::Running,
            Conclusion::Unclear,
        ];
        for reading in fell.into_iter().chain(rest) {
            assert!(ways_of_saying(reading).len() > 1, "{reading:?}");
        }
    }

    #[test]
    fn only_the_rows_that_say_so_are_positive_evidence() {
        for (status, concluded, success) in ways_of_saying(Conclusion::Succeeded) {
            let flags = (concluded.value(), success.value());
            match status.value() {
                Some("SUCCESS") => assert!(flags.0 != Some(false) && flags.1 != Some(false)),
                _ => assert_eq!(flags, (Some(true), Some(true))),
            }
        }
    }
}
