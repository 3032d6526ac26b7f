//! What the rows of `recipes.rs` are made of.

use crate::page::Place;

/// How a system runs a snippet.
#[derive(Clone, Copy)]
pub(crate) struct Recipe {
    pub(crate) page: &'static str,
    /// The commands of the gate.
    pub(crate) gate: Place,
    /// The commands that read the result.
    pub(crate) next: Place,
    pub(crate) shell: Shell,
    /// The variables that the system sets on a push.
    pub(crate) variables: &'static [(&'static str, &'static str)],
    /// The variable that the log names for the commit.
    pub(crate) commit: &'static str,
    pub(crate) handover: Handover,
    pub(crate) signal: Signal,
    /// What the system makes of a text before a shell gets it.
    pub(crate) unescape: fn(&str) -> String,
}

#[derive(Clone, Copy)]
pub(crate) enum Shell {
    EndsAtTheFirstFailure,
    BashThatEndsAtTheFirstFailure,
    GoesOn,
    BashThatGoesOn,
}

/// What the next step gets of this one.
#[derive(Clone, Copy)]
pub(crate) enum Handover {
    /// The folder, or the files of it that the snippet names.
    Folder,
    /// The variables in a file of the folder.
    Variables(&'static str),
}

/// What a cancel does.
#[derive(Clone, Copy)]
pub(crate) enum Signal {
    /// The entry process gets a signal, and that is the gate.
    ReachesTheGate(Sent),
    NotDocumented,
    /// The shell of the step runs other things as well: it must stay.
    WouldEndMoreThanTheStep,
}

#[derive(Clone, Copy)]
pub(crate) struct Sent {
    pub(crate) name: &'static str,
    pub(crate) exit_code: i32,
}
