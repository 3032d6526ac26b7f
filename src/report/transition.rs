//! What is new about the build that decides: it appeared, it went on to its
//! next phase, it is gone, it says two things at once.

use std::time::Duration;

use super::phrases::{message, status};
use super::sanitize::{duration, line};
use crate::gate::candidates::TargetStatus;
use crate::gate::verdict::Incomplete;
use crate::model::build::{Build, Field, Status};
use crate::model::conclusion;

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Whether somebody should look into it.
    pub is_warning: bool,
    /// The line, without the time.
    pub text: String,
}

/// What was told of one target.
#[derive(Clone, Debug, Default)]
pub(super) struct Reported {
    pub(super) absence: bool,
    pub(super) build: Option<Phase>,
    pub(super) missing: bool,
    /// The build whose retry is waited for.
    pub(super) grace: Option<String>,
    pub(super) candidates: usize,
    pub(super) incomplete: Option<Incomplete>,
    /// The build whose branch was held against the run's.
    pub(super) warned_of: Option<String>,
}

/// The phase that a build was last told to be in.
#[derive(Clone, Debug)]
pub(super) struct Phase {
    pub(super) id: String,
    pub(super) word: String,
    pub(super) since: Duration,
    pub(super) flags_disagree: bool,
}

/// Tells what is new about the build that decides.
pub(super) fn tell(
    told: &mut Reported,
    elapsed: Duration,
    build: &Build,
    standing: TargetStatus,
    notes: &mut Vec<LogLine>,
) {
    let id = line(&build.id);
    if standing == TargetStatus::Missing {
        if !told.missing {
            notes.push(note(format!(
                "{id} is not listed any more and counts as running"
            )));
        }
        told.missing = true;
        return;
    }
    if std::mem::take(&mut told.missing) {
        notes.push(note(format!("{id} is listed again")));
    }
    let status = status(build);
    let text = match &told.build {
        Some(phase) if phase.id == build.id && phase.word == status => None,
        Some(phase) if phase.id == build.id => {
            let since = duration(elapsed.saturating_sub(phase.since));
            Some(format!(
                "{id}  {status} after {since} {}{}",
                phase.word,
                message(build, "  ")
            ))
        }
        Some(phase) => Some(format!(
            "{id}  {status}{}, decides now instead of {}{}",
            branch(build),
            line(&phase.id),
            message(build, "  ")
        )),
        None => Some(format!(
            "{id}  {status}{}{}",
            branch(build),
            message(build, "  ")
        )),
    };
    let disagree = conclusion::flags_disagree(build);
    let disagreed = told
        .build
        .as_ref()
        .is_some_and(|phase| phase.id == build.id && phase.flags_disagree);
    if let Some(text) = text {
        notes.push(note(text));
        if let Field::Present(Status::Unknown(_)) = build.status {
            notes.push(note(format!(
                "{id}: {status} is no status that this version knows, so its flags decide"
            )));
        }
        told.build = Some(Phase {
            id: build.id.clone(),
            word: status.clone(),
            since: elapsed,
            flags_disagree: disagreed,
        });
    }
    if disagree && !disagreed {
        notes.push(note(format!(
            "{id}: its status and its flags disagree, so it counts as running"
        )));
        if let Some(phase) = &mut told.build {
            phase.flags_disagree = true;
        }
    }
}

fn branch(build: &Build) -> String {
    match &build.branch {
        Field::Present(branch) => format!(" on {}", line(branch)),
        Field::Absent | Field::Unreadable => String::new(),
    }
}

pub(super) fn note(text: String) -> LogLine {
    LogLine {
        is_warning: false,
        text,
    }
}

pub(super) fn warning(text: String) -> LogLine {
    LogLine {
        is_warning: true,
        text,
    }
}
