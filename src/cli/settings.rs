//! Which value each option has, and where it came from.
//!
//! White space around a value goes. A flag beats a variable beats the default; a
//! list given by flags replaces the variable's. An empty variable counts as not
//! set, but is an error for an option that narrows ([`OptionRow::narrows`]).

use std::time::Duration;

use super::Variables;
use super::arguments::ParsedArgs;
use super::duration;
use super::error::UsageError;
use super::options::{OPTIONS, OptionName, OptionRow};
use super::provenance::{Provenance, Source};
use super::spelling;
use crate::ci::{is_unexpanded, non_empty};

/// The typed options and the variables.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    typed: &'a ParsedArgs,
    variables: &'a Variables,
    /// Whether the action started the gate, so that the variables are its inputs.
    pub is_action: bool,
}

/// The variable by which the action says that it started the gate.
const ACTION: &str = "NORTHFLANK_GATE_ACTION";

/// A value, with its option and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value, not empty.
    pub value: String,
    /// The option, and where the value came from.
    pub provenance: Provenance,
}

impl Setting {
    /// The error that this value cannot be read.
    pub fn unreadable(&self, why: &str, hint: &str) -> UsageError {
        UsageError::unreadable(self.provenance, &self.value, why, hint)
    }

    /// The setting, unless it is the name of a variable that nothing replaced, or holds
    /// the mark of what is not UTF-8. A shared variable is set for other programs too,
    /// so its value is not checked.
    fn require_meant(self) -> Result<Self, UsageError> {
        if self.provenance.is_shared_variable() {
            Ok(self)
        } else if is_unexpanded(&self.value) {
            Err(UsageError::not_replaced(self.provenance, &self.value))
        } else if self.value.contains(char::REPLACEMENT_CHARACTER) {
            Err(UsageError::not_unicode(self.provenance))
        } else {
            Ok(self)
        }
    }
}

impl<'a> Settings<'a> {
    /// The settings of these arguments and variables.
    #[must_use]
    pub fn new(typed: &'a ParsedArgs, variables: &'a Variables) -> Self {
        Self {
            typed,
            variables,
            is_action: variables
                .get(ACTION)
                .is_some_and(|value| !value.trim().is_empty()),
        }
    }

    /// The value of an option; `None` if it has neither value nor default.
    ///
    /// # Errors
    ///
    /// [`UsageError::empty`], [`UsageError::not_replaced`], [`UsageError::not_unicode`].
    pub fn get(self, name: OptionName) -> Result<Option<Setting>, UsageError> {
        let row = name.row();
        let setting = |value: &str, source| Setting {
            value: value.trim().to_owned(),
            provenance: Provenance { name, source },
        };
        let flag = self.flags(name).next();
        let flag = flag.map(|value| setting(value, Source::Flag));
        let variable = |&variable: &&'static str| {
            let set = setting(self.variables.get(variable)?, self.source_of(variable));
            (!set.value.is_empty() || row.narrows()).then_some(set)
        };
        match flag.or_else(|| row.variables.iter().find_map(variable)) {
            Some(given) if given.value.is_empty() => Err(UsageError::empty(given.provenance)),
            Some(given) => given.require_meant().map(Some),
            None => Ok(row.default.map(|default| setting(default, Source::Default))),
        }
    }

    /// Why none of these options may have a value: a variable has almost the name of one
    /// of theirs, or theirs is empty.
    #[must_use]
    pub fn why_unset(self, names: &[OptionName]) -> Option<String> {
        if self.is_action {
            let why = match names {
                [_] => "it is empty or not given: is the variable behind it set?",
                _ => "both are empty or not given: is the variable behind one set?",
            };
            return Some(why.to_owned());
        }
        let variables = || names.iter().flat_map(|name| name.row().variables).copied();
        let slips = spelling::slips(self.variables);
        let is_of_one = |meant: &str| variables().any(|variable| variable == meant);
        match slips.iter().find(|(_, meant)| is_of_one(meant)) {
            Some((name, _)) => Some(format!("{name} is set, but is not read")),
            None => set_but_empty(self.variables, variables(), None),
        }
    }

    /// The value of an option that must have one.
    ///
    /// # Errors
    ///
    /// [`UsageError::empty`], [`UsageError::missing`].
    pub fn required(self, name: OptionName) -> Result<Setting, UsageError> {
        self.get(name)?
            .ok_or_else(|| UsageError::missing(name, self.is_action, self.why_unset(&[name])))
    }

    /// The value of an option; `None` where it is the default, such as `any` or `auto`.
    ///
    /// # Errors
    ///
    /// [`UsageError::empty`].
    pub fn get_unless_default(self, name: OptionName) -> Result<Option<Setting>, UsageError> {
        let is_default = |setting: &Setting| Some(setting.value.as_str()) == name.row().default;
        Ok(self.get(name)?.filter(|setting| !is_default(setting)))
    }

    /// Every value that was given for an option, the flags' or the variable's.
    ///
    /// # Errors
    ///
    /// [`UsageError::empty`].
    pub fn every(self, name: OptionName) -> Result<Vec<String>, UsageError> {
        let first = self.get(name)?.map(|setting| setting.value);
        let others = self
            .flags(name)
            .skip(1)
            .map(|value| value.trim().to_owned());
        Ok(first
            .into_iter()
            .chain(others)
            .filter(|value| !value.is_empty())
            .collect())
    }

    /// The elements of a list, split at commas and white space.
    ///
    /// # Errors
    ///
    /// [`UsageError::empty_element`], [`UsageError::not_replaced`], [`UsageError::not_unicode`].
    pub fn list(self, name: OptionName) -> Result<Vec<Setting>, UsageError> {
        let elements = |list, source| elements(list, Provenance { name, source });
        let by_flag = self.flags(name).map(|list| elements(list, Source::Flag));
        let by_flag = by_flag.collect::<Result<Vec<_>, _>>()?.concat();
        if !by_flag.is_empty() {
            return Ok(by_flag);
        }
        let by_variable = name.row().variables.iter().find_map(|&variable| {
            let list = non_empty(self.variables, variable)?;
            Some(elements(list, self.source_of(variable)))
        });
        by_variable.unwrap_or_else(|| Ok(Vec::new()))
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    ///
    /// [`UsageError::unreadable`] for anything but the words below.
    pub fn switch(self, name: OptionName) -> Result<Option<Provenance>, UsageError> {
        let Some(setting) = self.get(name)? else {
            return Ok(None);
        };
        match setting.value.as_str() {
            "true" | "1" | "yes" | "on" => Ok(Some(setting.provenance)),
            "false" | "0" | "no" | "off" => Ok(None),
            _ => Err(setting.unreadable("neither true nor false", "pass true or false")),
        }
    }

    /// A length of time.
    ///
    /// # Errors
    ///
    /// [`UsageError::unreadable`].
    pub fn duration(self, name: OptionName) -> Result<(Duration, Setting), UsageError> {
        let setting = self.required(name)?;
        let hint = "pass a number and a unit, such as 30m, 90s or 1h 30m";
        let duration = duration::read(&setting, "not a duration", hint)?;
        Ok((duration, setting))
    }

    /// The variables that an earlier gate of the pipeline wrote by `--dotenv`, and
    /// that this gate would take for options. `NORTHFLANK_GATE_RESULT`, which is no
    /// option, marks them as such.
    #[must_use]
    pub fn outputs_of_earlier_gate(self) -> Vec<&'static str> {
        if non_empty(self.variables, "NORTHFLANK_GATE_RESULT").is_none() {
            return Vec::new();
        }
        let is_taken = |row: &&OptionRow| {
            let value = self.variables.get(row.variables[0]);
            let is_other = |value: &String| Some(value.trim()) != row.default;
            value.is_some_and(is_other) && self.flags(row.name).next().is_none()
        };
        let outputs = OPTIONS.iter().filter(|row| row.is_output());
        outputs
            .filter(is_taken)
            .map(|row| row.variables[0])
            .collect()
    }

    /// What an option is called in messages where it has no value.
    #[must_use]
    pub fn called(self, name: OptionName) -> String {
        if self.is_action {
            name.input()
        } else {
            name.flag()
        }
    }

    fn source_of(self, variable: &'static str) -> Source {
        if self.is_action && variable.starts_with("NORTHFLANK_") {
            Source::Input
        } else {
            Source::Variable(variable)
        }
    }

    fn flags(self, name: OptionName) -> impl Iterator<Item = &'a str> {
        self.typed
            .values
            .iter()
            .filter(move |(typed, _)| *typed == name)
            .map(|(_, value)| value.as_str())
    }

    /// The variables.
    #[must_use]
    pub const fn variables(self) -> &'a Variables {
        self.variables
    }
}

/// Names the first of these variables that is set, but empty, and asks this, or else
/// the usual question.
pub(super) fn set_but_empty(
    variables: &Variables,
    names: impl IntoIterator<Item = &'static str>,
    question: Option<&str>,
) -> Option<String> {
    let question = question.unwrap_or("is the variable, secret or input behind it set?");
    let is_empty = |name: &&str| {
        variables
            .get(*name)
            .is_some_and(|text| text.trim().is_empty())
    };
    let name = names.into_iter().find(is_empty)?;
    Some(format!("{name} is set, but empty: {question}"))
}

fn elements(list: &str, provenance: Provenance) -> Result<Vec<Setting>, UsageError> {
    let mut settings = Vec::new();
    let whole = Setting {
        value: list.trim().to_owned(),
        provenance,
    };
    whole.require_meant()?;
    for part in list.split(',') {
        let mut words = part.split_whitespace().peekable();
        if words.peek().is_none() {
            return Err(UsageError::empty_element(provenance));
        }
        for word in words {
            let value = word.to_owned();
            settings.push(Setting { value, provenance }.require_meant()?);
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests;
