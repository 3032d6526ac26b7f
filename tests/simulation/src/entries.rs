//! What the API says of one build, as it is or spoilt.

use crate::chance::Chance;
use crate::contract::{self, Conclusion, RUNNING};
use crate::oddity::{Oddities, Oddity};
use crate::options::COMMITS;
use crate::said::{Entry, Said, Sha, ShaForm};
use crate::spoilt::Spoilt;
use crate::truth::{Build, Quirk, State};

/// How it says it of this build, the one with this number.
pub fn entry(
    number: usize,
    build: &Build,
    seen: u64,
    chance: &mut Chance,
    oddities: &mut Oddities,
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
        id: Said::Value(()),
        sha: Said::Value(Sha {
            commit: build.commit,
            form,
        }),
        branch: Said::Value(build.branch),
        pull_request: build.pull_request.map_or(Said::Null, Said::Value),
        status,
        concluded,
        success,
        created: Said::Value(build.created),
        time_form: u8::try_from(number % 4).unwrap_or_default(),
        concluded_at: build
            .ends
            .filter(|&end| end <= seen)
            .and_then(|end| i64::try_from(end).ok())
            .map_or(Said::Missing, Said::Value),
        message: match state {
            State::Running => Said::Missing,
            State::Succeeded | State::Fell(_) => Said::Value(build.message),
        },
        unused: 0,
    };
    let quirk = build.quirk.filter(|_| chance.percent(build.quirk_percent));
    if let Some(quirk) = quirk {
        oddities.note(spoil(&mut entry, quirk, state, chance));
        for spoilt in entry.spoilt() {
            oddities.note(spoilt.oddity());
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
                Said::Value(RUNNING[step]),
                Said::Value(false),
                Said::Missing,
            )
        }
        State::Succeeded => (Said::Value("SUCCESS"), Said::Value(true), Said::Value(true)),
        State::Fell(kind) => {
            let (word, success) = match kind {
                Kind::Failed if build.commit.is_multiple_of(2) => ("FAILURE", false),
                Kind::Failed => ("SUBMISSION_FAILURE", false),
                Kind::Aborted => ("ABORTED", false),
                Kind::Crashed => ("CRASHED", false),
                Kind::Inconsistent => ("SUCCESS", false),
            };
            (Said::Value(word), Said::Value(true), Said::Value(success))
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

fn spoil(entry: &mut Entry, quirk: Quirk, state: State, chance: &mut Chance) -> Oddity {
    let spoilt = Spoilt::draw(chance);
    match quirk {
        Quirk::Id => {
            entry.id = chance.one_of(&[Said::Missing, Said::Null, Said::Other(spoilt)]);
            Oddity::IdLost
        }
        Quirk::Sha => sha(entry, spoilt, chance),
        Quirk::ShaChanges => {
            let commit = chance.place(COMMITS.len());
            entry.sha = Said::Value(Sha {
                commit,
                form: ShaForm::Full,
            });
            Oddity::ShaChanges
        }
        Quirk::Branch if chance.percent(50) => {
            entry.branch = Said::Missing;
            Oddity::BranchMissing
        }
        Quirk::Branch => {
            entry.branch = Said::Other(spoilt);
            Oddity::BranchOdd
        }
        Quirk::PullRequest => {
            entry.pull_request = Said::Other(spoilt);
            Oddity::PullRequestOdd
        }
        Quirk::Created if chance.percent(40) => {
            entry.created = Said::Null;
            Oddity::CreatedMissing
        }
        Quirk::Created if chance.percent(60) => {
            let form = u8::try_from(chance.below(6)).unwrap_or_default();
            entry.created = Said::Other(Spoilt::Tail(form));
            Oddity::CreatedOdd
        }
        Quirk::Created => {
            entry.created = Said::Other(spoilt);
            Oddity::CreatedOdd
        }
        Quirk::CreatedChanges => {
            let moved = i64::try_from(chance.below(960)).unwrap_or_default() * 250 - 120_000;
            entry.created = entry
                .created
                .value()
                .map_or(Said::Null, |created| Said::Value(created + moved));
            Oddity::CreatedChanges
        }
        Quirk::Status => {
            let (status, concluded, success) = oddly(state, chance);
            entry.status = status.spoilt_by(spoilt);
            entry.concluded = concluded.spoilt_by(spoilt);
            entry.success = success.spoilt_by(spoilt);
            if chance.percent(20) {
                entry.status = Said::Other(spoilt);
            }
            Oddity::StatusOdd
        }
        Quirk::ConcludedAt => {
            entry.concluded_at = Said::Other(spoilt);
            Oddity::ConcludedAtOdd
        }
        Quirk::Message => {
            entry.message = Said::Other(spoilt);
            match state {
                State::Fell(_) => Oddity::MessageOddOfFailure,
                State::Running | State::Succeeded => Oddity::MessageOdd,
            }
        }
        Quirk::Unused => unused(entry, chance),
    }
}

fn sha(entry: &mut Entry, spoilt: Spoilt, chance: &mut Chance) -> Oddity {
    match (entry.sha, chance.below(3)) {
        (Said::Value(sha), 0) => {
            let form = chance.one_of(&[ShaForm::Short, ShaForm::Padded]);
            entry.sha = Said::Value(Sha { form, ..sha });
            Oddity::ShaCut
        }
        (_, 1) => {
            entry.sha = Said::Other(spoilt);
            Oddity::ShaOdd
        }
        (_, _) => {
            entry.sha = Said::Missing;
            Oddity::ShaMissing
        }
    }
}

/// Keys that nobody reads. Most of them are odd in themselves, and one is of
/// 300 kB.
fn unused(entry: &mut Entry, chance: &mut Chance) -> Oddity {
    let form = chance.below(120);
    entry.unused = u8::try_from(if form == 0 { 12 } else { form % 12 }).unwrap_or_default();
    match entry.unused {
        1..=4 => Oddity::HalfEmojiKey,
        _ => Oddity::UnusedOdd,
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
