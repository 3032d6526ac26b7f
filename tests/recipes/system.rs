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
    pub(crate) silence: Silence,
    pub(crate) cancel: Cancel,
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

/// When the system ends a step that prints nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    Never,
    AfterMinutes(u64),
    OnlyIfAsked,
    NotDocumented,
}

/// What the system does to the step on a cancel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cancel {
    /// SIGTERM to the entry process, which is the gate.
    SignalsTheGate,
    /// SIGTERM to every process of the step.
    SignalsAll,
    NotDocumented,
    /// Not documented, and the shell of the step has more to do: it must stay.
    NeedsTheShell,
}

impl Cancel {
    /// Whether the gate gets SIGTERM.
    pub(crate) fn is_signal(self) -> bool {
        match self {
            Self::SignalsTheGate | Self::SignalsAll => true,
            Self::NotDocumented | Self::NeedsTheShell => false,
        }
    }
}
