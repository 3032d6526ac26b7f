//! What was typed, held against the table; nothing is done about it yet.
//!
//! The first error is kept and the rest is read on, so that the result goes where it
//! was asked for all the same.

use std::ffi::{OsStr, OsString};

use lexopt::{Arg, Parser};

use super::error::UsageError;
use super::help::Help;
use super::options::{OPTIONS, OptionName, OptionRow};
use super::provenance::{Provenance, Source};
use super::redact::{name_of, up_to_token};
use super::spelling::distance;

/// The arguments, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedArgs {
    /// The options that were given, in order.
    pub values: Vec<(OptionName, String)>,
    /// What is asked for.
    pub action: Action,
    /// The first thing that is wrong.
    pub error: Option<UsageError>,
}

/// What is asked for. Of several, the last in this order is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Hold the pipeline.
    #[default]
    Run,
    /// `--explain`
    Explain,
    /// `-V`, `--version`
    Version,
    /// `-h`, `--help`
    Help(Help),
}

/// The switches that ask for something else than a run, by their long names.
const ACTIONS: [(&str, Action); 3] = [
    ("help", Action::Help(Help::Full)),
    ("version", Action::Version),
    ("explain", Action::Explain),
];

/// Reads the arguments, the program's name left out.
#[must_use]
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> ParsedArgs {
    let mut typed = ParsedArgs::default();
    let mut parser = Parser::from_args(arguments);
    loop {
        let argument = match parser.next() {
            Ok(Some(argument)) => argument,
            Ok(None) => return typed,
            // A switch like --help=yes, or an argument that is not UTF-8.
            Err(error) => {
                typed.record_error(UsageError::stray_argument(&error.to_string()));
                continue;
            }
        };
        match argument {
            Arg::Long(flag) => {
                if let Some((flag, action)) = ACTIONS.iter().find(|(name, _)| *name == flag) {
                    match parser.optional_value() {
                        Some(_) => typed.record_error(unknown(&format!("--{flag}="))),
                        None => typed.ask_for(*action),
                    }
                } else if let Some(row) = OPTIONS.iter().find(|row| row.flag == flag) {
                    typed.take(row, &mut parser);
                } else {
                    let flag = format!("--{flag}");
                    if up_to_token(&flag).is_some() {
                        // Its value is a token: it is consumed, so that no error shows it.
                        let _ = value(&mut parser);
                    }
                    typed.record_error(unknown(&flag));
                }
            }
            Arg::Short(character) => {
                // `-sha` is a slip for `--sha`, and does not ask for help.
                let rest = parser.optional_value();
                match (character, rest) {
                    ('h', None) => typed.ask_for(Action::Help(Help::Short)),
                    ('V', None) => typed.ask_for(Action::Version),
                    (character, rest) => {
                        let rest = rest.unwrap_or_default();
                        let flag = format!("-{character}{}", rest.to_string_lossy());
                        typed.record_error(unknown(&flag));
                    }
                }
            }
            Arg::Value(text) => {
                typed.record_error(UsageError::stray_argument(&text.to_string_lossy()));
            }
        }
    }
}

impl ParsedArgs {
    fn take(&mut self, row: &'static OptionRow, parser: &mut Parser) {
        let value = if row.is_switch() {
            parser.optional_value().unwrap_or_else(|| "true".into())
        } else {
            match value(parser) {
                Some(value) => value,
                None => return self.record_error(UsageError::no_value(row.name)),
            }
        };
        let Ok(value) = value.into_string() else {
            return self.record_error(UsageError::not_unicode(Provenance {
                name: row.name,
                source: Source::Flag,
            }));
        };
        if !row.is_list() && self.values.iter().any(|(name, _)| *name == row.name) {
            self.record_error(UsageError::twice(row.name));
        }
        self.values.push((row.name, value));
    }

    fn ask_for(&mut self, action: Action) {
        self.action = self.action.max(action);
    }

    fn record_error(&mut self, error: UsageError) {
        self.error.get_or_insert(error);
    }
}

/// The value of an option. Another option is not taken for it: that follows where
/// a variable without quotes is empty, and would be lost.
fn value(parser: &mut Parser) -> Option<OsString> {
    if let Some(value) = parser.optional_value() {
        return Some(value);
    }
    let is_option = |text: &OsStr| text != "-" && text.as_encoded_bytes().starts_with(b"-");
    let mut rest = parser.try_raw_args()?;
    rest.next_if(|next| !is_option(next))
}

fn unknown(typed: &str) -> UsageError {
    let options = OPTIONS.iter().map(|row| row.flag);
    let known = options.chain(ACTIONS.map(|(flag, _)| flag));
    let (name, is_of_token) = (name_of(typed), up_to_token(typed).is_some());
    let wanted = name.trim_start_matches('-');
    // The beginning of a flag comes before a part of one, and both before what is spelt alike.
    let rank = |flag: &str| match flag.find(wanted) {
        _ if is_of_token => 2,
        Some(0) if wanted.len() > 2 || flag.starts_with(&format!("{wanted}-")) => 0,
        Some(_) if wanted.len() > 2 => 1,
        Some(_) | None => 2,
    };
    let is_near = |distance, flag: &str| distance <= 2.max(flag.len() / 3) && wanted.len() > 1;
    let nearest = known
        .map(|flag| (rank(flag), distance(wanted, flag), flag))
        .min()
        .filter(|(rank, distance, flag)| *rank < 2 || is_near(*distance, flag));
    let cut = |start: &str, whole: &str| {
        let rest = if start == whole { "" } else { "…" };
        format!("{start}{rest}")
    };
    match nearest {
        None if is_of_token => {
            UsageError::token_flag(&cut(up_to_token(name).unwrap_or(name), name))
        }
        nearest => UsageError::unknown_flag(&cut(name, typed), nearest.map(|(_, _, flag)| flag)),
    }
}

#[cfg(test)]
mod tests;
