//! What the API says of one build, as it is or spoilt.

use crate::chance::Chance;
use crate::contract::{self, Conclusion, RUNNING};
use crate::coverage::{Coverage, Occurrence};
use crate::ground_truth::{Build, Quirk, State};
use crate::options::COMMITS;
use crate::spoilt::Spoilt;
use crate::wire::{Entry, Sha, ShaForm, WireField};

/// How it says it of this build, the one with this number.
pub fn entry(
    number: usize,
    build: &Build,
    seen: u64,
    chance: &mut Chance,
    coverage: &mut Coverage,
) -> Entry {
    let state = build.state(seen);
    let (status, concluded, success) = plainly(build, state, seen);
    let form = if number.is_multiple_of(5) {
        ShaForm::Capitals
    } else {
        ShaForm::Full
    };
    let mut entry = Entry {
        build: number,
        id: WireField::Value(()),
        sha: WireField::Value(Sha {
            commit: build.commit,
            form,
        }),
        branch: WireField::Value(build.branch),
        pull_request: build.pull_request.map_or(WireField::Null, WireField::Value),
        status,
        concluded,
        success,
        created: WireField::Value(build.created),
        time_form: u8::try_from(number % 4).unwrap_or_default(),
        concluded_at: build
            .ends
            .filter(|&end| end <= seen)
            .and_then(|end| i64::try_from(end).ok())
            .map_or(WireField::Missing, WireField::Value),
        message: match state {
            State::Running => WireField::Missing,
            State::Succeeded | State::Fell(_) => WireField::Value(build.message),
        },
        unused: 0,
    };
    let quirk = build.quirk.filter(|_| chance.percent(build.quirk_percent));
    if let Some(quirk) = quirk {
        coverage.note(spoil(&mut entry, quirk, state, chance));
        for spoilt in entry.spoilt() {
            coverage.note(spoilt.occurrence());
        }
    }
    entry
}

/// How the API says it when all is well.
fn plainly(build: &Build, state: State, seen: u64) -> contract::Fields {
    use contract::Kind;
    match state {
        State::Running => {
            let steps = u64::try_from(RUNNING.len()).unwrap_or(1);
            let age = seen.saturating_sub(build.appears) / 5000;
            let step = usize::try_from(age.min(steps - 1)).unwrap_or_default();
            (
                WireField::Value(RUNNING[step]),
                WireField::Value(false),
                WireField::Missing,
            )
        }
        State::Succeeded => (
            WireField::Value("SUCCESS"),
            WireField::Value(true),
            WireField::Value(true),
        ),
        State::Fell(kind) => {
            let (word, success) = match kind {
                Kind::Failed if build.commit.is_multiple_of(2) => ("FAILURE", false),
                Kind::Failed => ("SUBMISSION_FAILURE", false),
                Kind::Aborted => ("ABORTED", false),
                Kind::Crashed => ("CRASHED", false),
                Kind::Inconsistent => ("SUCCESS", false),
            };
            (
                WireField::Value(word),
                WireField::Value(true),
                WireField::Value(success),
            )
        }
    }
}

/// Another way of saying it, which may say less and never that it succeeded.
fn oddly(state: State, chance: &mut Chance) -> contract::Fields {
    let truth = match state {
        State::Running => Conclusion::Running,
        State::Succeeded => Conclusion::Succeeded,
        State::Fell(kind) => Conclusion::Fell(kind),
    };
    let said = match chance.below(10) {
        0..6 => truth,
        6..8 => Conclusion::Running,
        _ => Conclusion::Unclear,
    };
    chance.one_of(contract::ways_of_saying(said))
}

fn spoil(entry: &mut Entry, quirk: Quirk, state: State, chance: &mut Chance) -> Occurrence {
    let spoilt = Spoilt::draw(chance);
    match quirk {
        Quirk::Id => {
            entry.id = chance.one_of(&[
                WireField::Missing,
                WireField::Null,
                WireField::Other(spoilt),
            ]);
            Occurrence::IdLost
        }
        Quirk::Sha => sha(entry, spoilt, chance),
        Quirk::ShaChanges => {
            let commit = chance.place(COMMITS.len());
            entry.sha = WireField::Value(Sha {
                commit,
                form: ShaForm::Full,
            });
            Occurrence::ShaChanges
        }
        Quirk::Branch if chance.percent(50) => {
            entry.branch = WireField::Missing;
            Occurrence::BranchMissing
        }
        Quirk::Branch => {
            entry.branch = WireField::Other(spoilt);
            Occurrence::BranchOdd
        }
        Quirk::PullRequest => {
            entry.pull_request = WireField::Other(spoilt);
            Occurrence::PullRequestOdd
        }
        Quirk::Created if chance.percent(40) => {
            entry.created = WireField::Null;
            Occurrence::CreatedMissing
        }
        Quirk::Created if chance.percent(60) => {
            let form = u8::try_from(chance.below(6)).unwrap_or_default();
            entry.created = WireField::Other(Spoilt::Tail(form));
            Occurrence::CreatedOdd
        }
        Quirk::Created => {
            entry.created = WireField::Other(spoilt);
            Occurrence::CreatedOdd
        }
        Quirk::CreatedChanges => {
            let moved = i64::try_from(chance.below(960)).unwrap_or_default() * 250 - 120_000;
            entry.created = entry
                .created
                .value()
                .map_or(WireField::Null, |created| WireField::Value(created + moved));
            Occurrence::CreatedChanges
        }
        Quirk::Status => {
            let (status, concluded, success) = oddly(state, chance);
            entry.status = status.spoilt_by(spoilt);
            entry.concluded = concluded.spoilt_by(spoilt);
            entry.success = success.spoilt_by(spoilt);
            if chance.percent(20) {
                entry.status = WireField::Other(spoilt);
            }
            Occurrence::StatusOdd
        }
        Quirk::ConcludedAt => {
            entry.concluded_at = WireField::Other(spoilt);
            Occurrence::ConcludedAtOdd
        }
        Quirk::Message => {
            entry.message = WireField::Other(spoilt);
            match state {
                State::Fell(_) => Occurrence::MessageOddOfFailure,
                State::Running | State::Succeeded => Occurrence::MessageOdd,
            }
        }
        Quirk::Unused => unused(entry, chance),
    }
}

fn sha(entry: &mut Entry, spoilt: Spoilt, chance: &mut Chance) -> Occurrence {
    match (entry.sha, chance.below(3)) {
        (WireField::Value(sha), 0) => {
            let form = chance.one_of(&[ShaForm::Short, ShaForm::Padded]);
            entry.sha = WireField::Value(Sha { form, ..sha });
            Occurrence::ShaCut
        }
        (_, 1) => {
            entry.sha = WireField::Other(spoilt);
            Occurrence::ShaOdd
        }
        (_, _) => {
            entry.sha = WireField::Missing;
            Occurrence::ShaMissing
        }
    }
}

/// Keys that nobody reads. Most of them are odd in themselves, and one is of
/// 300 kB.
fn unused(entry: &mut Entry, chance: &mut Chance) -> Occurrence {
    let form = chance.below(120);
    entry.unused = u8::try_from(if form == 0 { 12 } else { form % 12 }).unwrap_or_default();
    match entry.unused {
        1..=4 => Occurrence::HalfEmojiKey,
        _ => Occurrence::UnusedOdd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Kind;

    #[test]
    fn no_way_of_saying_it_claims_a_success_that_is_none() {
        let mut chance = Chance::from_seed(1);
        let states = [
            State::Running,
            State::Fell(Kind::Failed),
            State::Fell(Kind::Inconsistent),
        ];
        for state in states {
            for _ in 0..2000 {
                let said = contract::reading(oddly(state, &mut chance));
                assert_ne!(said, Conclusion::Succeeded, "{state:?}");
            }
        }
    }
}
