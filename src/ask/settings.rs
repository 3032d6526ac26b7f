//! Which value each option has, and where it came from.
//!
//! A flag beats a variable beats the default; a list given by flags replaces
//! the variable's. Nothing empty narrows: see [`OptionRow::narrows`].

use std::time::Duration;

use super::Variables;
use super::arguments::Typed;
use super::error::{Given, Source, UsageError};
use super::options::Name;
#[cfg(doc)]
use super::options::OptionRow;

/// What is wrong with what is no length of time at all.
pub const NO_DURATION: &str = "it is no length of time";

/// More than any pipeline waits, and far from what clocks cannot express.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// The typed options and the variables.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    typed: &'a Typed,
    variables: &'a Variables,
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value, not empty.
    pub value: String,
    /// The option and the source.
    pub given: Given,
}

impl Setting {
    /// The error that this value cannot be read.
    #[must_use]
    pub fn unreadable(&self, why: &str, hint: &str) -> UsageError {
        UsageError::Unreadable {
            given: self.given,
            value: self.value.clone(),
            why: why.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

impl<'a> Settings<'a> {
    /// Holds both against the table.
    #[must_use]
    pub const fn new(typed: &'a Typed, variables: &'a Variables) -> Self {
        Self { typed, variables }
    }

    /// The value of an option; nothing where it has neither value nor default.
    ///
    /// # Errors
    ///
    /// [`UsageError::Empty`].
    pub fn get(self, name: Name) -> Result<Option<Setting>, UsageError> {
        let row = name.row();
        let setting = |value: &str, source| Setting {
            value: value.to_owned(),
            given: Given { name, source },
        };
        if let Some(value) = self.flags(name).next() {
            let typed = setting(value, Source::Flag);
            return if value.is_empty() {
                Err(UsageError::Empty(typed.given))
            } else {
                Ok(Some(typed))
            };
        }
        for &variable in row.variables {
            match self.variables.get(variable).map(String::as_str) {
                Some("") if row.narrows() => {
                    return Err(UsageError::Empty(Given {
                        name,
                        source: Source::Variable(variable),
                    }));
                }
                Some("") | None => {}
                Some(value) => return Ok(Some(setting(value, Source::Variable(variable)))),
            }
        }
        Ok(row.default.map(|default| setting(default, Source::Default)))
    }

    /// The value of an option that stands for nothing when it is `nothing`,
    /// such as `any`.
    ///
    /// # Errors
    ///
    /// [`UsageError::Empty`].
    pub fn get_unless(self, name: Name, nothing: &str) -> Result<Option<Setting>, UsageError> {
        Ok(self.get(name)?.filter(|setting| setting.value != nothing))
    }

    /// Every value that was given for an option, the flags' or the variable's.
    ///
    /// # Errors
    ///
    /// [`UsageError::Empty`].
    pub fn every(self, name: Name) -> Result<Vec<String>, UsageError> {
        let first = self.get(name)?.map(|setting| setting.value);
        let others = self.flags(name).skip(1).map(str::to_owned);
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
    /// [`UsageError::EmptyElement`].
    pub fn list(self, name: Name) -> Result<Vec<Setting>, UsageError> {
        let flags: Vec<&str> = self.flags(name).collect();
        if !flags.is_empty() {
            let given = Given {
                name,
                source: Source::Flag,
            };
            let lists = flags.iter().map(|list| elements(list, given));
            return Ok(lists.collect::<Result<Vec<_>, _>>()?.concat());
        }
        for &variable in name.row().variables {
            let given = Given {
                name,
                source: Source::Variable(variable),
            };
            match self.variables.get(variable) {
                Some(list) if !list.is_empty() => return elements(list, given),
                Some(_) | None => {}
            }
        }
        Ok(Vec::new())
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    ///
    /// [`UsageError::Unreadable`] for anything but the words below.
    pub fn switch(self, name: Name) -> Result<Option<Given>, UsageError> {
        let Some(setting) = self.get(name)? else {
            return Ok(None);
        };
        match setting.value.as_str() {
            "true" | "1" | "yes" | "on" => Ok(Some(setting.given)),
            "false" | "0" | "no" | "off" => Ok(None),
            _ => Err(setting.unreadable("it is neither yes nor no", "pass true or false")),
        }
    }

    /// A length of time.
    ///
    /// # Errors
    ///
    /// [`UsageError::Unreadable`].
    pub fn duration(self, name: Name) -> Result<(Duration, Setting), UsageError> {
        let setting = self.get(name)?.ok_or(UsageError::Missing(name))?;
        let duration = duration(&setting.value).map_err(|why| {
            setting.unreadable(&why, "pass a number and a unit, such as 30m, 90s or 1h 30m")
        })?;
        Ok((duration, setting))
    }

    fn flags(self, name: Name) -> impl Iterator<Item = &'a str> {
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

/// Reads a length of time: a number with a unit.
///
/// # Errors
///
/// What is wrong with it.
pub fn duration(text: &str) -> Result<Duration, String> {
    let bare = text.trim();
    if bare.starts_with('-') {
        return Err("it is negative".to_owned());
    }
    if !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return Err(format!("a number alone has no unit: {bare}s, {bare}m?"));
    }
    let duration = humantime::parse_duration(bare).map_err(|_| NO_DURATION)?;
    if duration > LONGEST {
        return Err("it is longer than a year".to_owned());
    }
    Ok(duration)
}

fn elements(list: &str, given: Given) -> Result<Vec<Setting>, UsageError> {
    let mut settings = Vec::new();
    for part in list.split(',') {
        let mut words = part.split_whitespace().peekable();
        if words.peek().is_none() {
            return Err(UsageError::EmptyElement(given));
        }
        settings.extend(words.map(|word| Setting {
            value: word.to_owned(),
            given,
        }));
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::arguments;

    fn with<T>(
        arguments: &[&str],
        variables: &[(&str, &str)],
        read: impl FnOnce(Settings<'_>) -> T,
    ) -> T {
        let typed = arguments::read(arguments.iter().map(Into::into));
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let variables = variables.iter().map(own).collect();
        read(Settings::new(&typed, &variables))
    }

    fn value(arguments: &[&str], variables: &[(&str, &str)], name: Name) -> Option<String> {
        with(arguments, variables, |settings| {
            settings.get(name).unwrap().map(|setting| setting.value)
        })
    }

    fn list(arguments: &[&str], variables: &[(&str, &str)]) -> Option<Vec<String>> {
        with(arguments, variables, |settings| {
            let list = settings.list(Name::JobId).ok()?;
            Some(list.into_iter().map(|setting| setting.value).collect())
        })
    }

    #[test]
    fn a_flag_beats_a_variable_beats_the_default() {
        let set = [("NORTHFLANK_GATE_TIMEOUT", "2m")];
        assert_eq!(
            value(&["--timeout", "1m"], &set, Name::Timeout).as_deref(),
            Some("1m")
        );
        assert_eq!(value(&[], &set, Name::Timeout).as_deref(), Some("2m"));
        assert_eq!(value(&[], &[], Name::Timeout).as_deref(), Some("30m"));
        assert_eq!(
            value(&[], &[("NORTHFLANK_GATE_TIMEOUT", "")], Name::Timeout).as_deref(),
            Some("30m")
        );
        assert_eq!(value(&[], &[], Name::ProjectId), None);
        let both = [("SSL_CERT_FILE", "b"), ("NORTHFLANK_GATE_CA_FILE", "a")];
        assert_eq!(value(&[], &both, Name::CaFile).as_deref(), Some("a"));
        assert_eq!(value(&[], &both[..1], Name::CaFile).as_deref(), Some("b"));
    }

    #[test]
    fn an_empty_selector_is_an_error_by_flag_and_by_variable() {
        for name in [
            Name::Sha,
            Name::BuildId,
            Name::Branch,
            Name::PullRequest,
            Name::NotBefore,
        ] {
            let empty = [(name.row().variables[0], "")];
            assert!(
                with(&[], &empty, |settings| settings.get(name).is_err()),
                "{name:?}"
            );
            let flag = [name.flag(), String::new()];
            let flag = [flag[0].as_str(), ""];
            assert!(
                with(&flag, &[], |settings| settings.get(name).is_err()),
                "{name:?}"
            );
        }
        assert!(with(&["--timeout", ""], &[], |settings| settings
            .get(Name::Timeout)
            .is_err()));
    }

    #[test]
    fn a_list_is_split_and_has_no_empty_element() {
        let jobs = |list: &[&str]| Some(list.iter().map(|&id| id.to_owned()).collect::<Vec<_>>());
        let set = [("NORTHFLANK_JOB_ID", " a, b\n c ")];
        assert_eq!(list(&[], &set), jobs(&["a", "b", "c"]));
        assert_eq!(
            list(&["--job-id", "d,e", "--job-id=f"], &set),
            jobs(&["d", "e", "f"])
        );
        assert_eq!(list(&[], &[("NORTHFLANK_JOB_ID", "")]), jobs(&[]));
        for empty in ["a,,b", "a,", ",", " ", "a, ,b"] {
            assert_eq!(
                list(&[], &[("NORTHFLANK_JOB_ID", empty)]),
                None,
                "{empty:?}"
            );
            assert_eq!(list(&["--job-id", empty], &[]), None, "{empty:?}");
        }
        assert_eq!(list(&["--job-id", ""], &set), None);
    }

    #[test]
    fn switches_know_eight_words() {
        let on = |value: &str| {
            with(&[], &[("NORTHFLANK_GATE_LATEST", value)], |settings| {
                settings.switch(Name::Latest).map(|given| given.is_some())
            })
        };
        for word in ["true", "1", "yes", "on"] {
            assert_eq!(on(word), Ok(true));
        }
        for word in ["false", "0", "no", "off", ""] {
            assert_eq!(on(word), Ok(false));
        }
        for word in ["TRUE", "2", "y", " true"] {
            assert!(on(word).is_err(), "{word}");
        }
    }

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(duration("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for text in [
            "",
            "30",
            "0",
            "1.5",
            "-5s",
            "5 parsecs",
            "400d",
            "99999999999999999999y",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
