//! What was typed, held against the table; nothing is done about it yet.
//!
//! The first error is kept and the rest is read on, so that the result goes where it
//! was asked for all the same.

use std::ffi::{OsStr, OsString};

use lexopt::{Arg, Parser};

use super::error::UsageError;
use super::help::Help;
use super::options::{OPTIONS, OptionName, OptionRow};
use super::spelling::distance;

/// The arguments, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedArgs {
    /// The options that were given, in order.
    pub values: Vec<(OptionName, String)>,
    /// `-h`, `--help`
    pub help: Option<Help>,
    /// `--version`
    pub version: bool,
    /// `--explain`
    pub explain: bool,
    /// The first thing that is wrong.
    pub error: Option<UsageError>,
}

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
            Arg::Long(flag @ ("help" | "version" | "explain")) => {
                let flag = flag.to_owned();
                match (parser.optional_value(), flag.as_str()) {
                    (Some(_), flag) => typed.record_error(unknown(&format!("--{flag}="))),
                    (None, "help") => typed.help = Some(Help::Full),
                    (None, "version") => typed.version = true,
                    (None, _) => typed.explain = true,
                }
            }
            Arg::Long(flag) => {
                if let Some(row) = OPTIONS.iter().find(|row| row.flag == flag) {
                    typed.take(row, &mut parser);
                    continue;
                }
                let flag = format!("--{flag}");
                if is_of_token(&flag) {
                    // It is the token: it is taken, so that nothing shows it.
                    let _ = value(&mut parser);
                }
                typed.record_error(unknown(&flag));
            }
            Arg::Short(character) => {
                // `-sha` is a slip for `--sha`, and no wish for help.
                let rest = parser.optional_value();
                match (character, rest) {
                    ('h', None) => typed.help = typed.help.max(Some(Help::Short)),
                    ('V', None) => typed.version = true,
                    (character, rest) => {
                        let rest = rest.unwrap_or_default();
                        typed.record_error(unknown(&slip(character, &rest.to_string_lossy())));
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
            return self.record_error(UsageError::not_unicode(row.name));
        };
        if !row.is_list() && self.values.iter().any(|(name, _)| *name == row.name) {
            self.record_error(UsageError::twice(row.name));
        }
        self.values.push((row.name, value));
    }

    fn record_error(&mut self, error: UsageError) {
        self.error.get_or_insert(error);
    }
}

/// The value of an option. Another option is none: it follows where a variable
/// without quotes is empty, and would be lost.
fn value(parser: &mut Parser) -> Option<OsString> {
    if let Some(value) = parser.optional_value() {
        return Some(value);
    }
    let is_option = |text: &OsStr| text != "-" && text.as_encoded_bytes().starts_with(b"-");
    let mut rest = parser.try_raw_args()?;
    rest.next_if(|next| !is_option(next))
}

/// A flag with one dash, as far as it is the name of one: what follows its first
/// character may be a secret.
fn slip(character: char, rest: &str) -> String {
    let is_of_name = |character: char| character.is_ascii_alphabetic() || character == '-';
    let name = rest.split(|character| !is_of_name(character)).next();
    let name = format!("-{character}{}", name.unwrap_or_default());
    if name.ends_with(rest) || is_of_token(&name) {
        name
    } else {
        format!("-{character}")
    }
}

/// Whether people may have tried a flag for the token, which has none.
fn is_of_token(typed: &str) -> bool {
    ["token", "key"].iter().any(|word| typed.contains(word))
}

fn unknown(typed: &str) -> UsageError {
    let known = OPTIONS
        .iter()
        .map(|row| row.flag)
        .chain(["help", "version", "explain"]);
    let wanted = typed.trim_start_matches('-');
    let nearest = known
        .map(|flag| (distance(wanted, flag), flag))
        .min()
        .filter(|(distance, flag)| *distance <= 2.max(flag.len() / 3) && wanted.len() > 1);
    match nearest {
        None if is_of_token(typed) => UsageError::token_flag(typed),
        nearest => UsageError::unknown_flag(typed, nearest.map(|(_, flag)| flag)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(arguments: &[&str]) -> ParsedArgs {
        read(arguments.iter().map(OsString::from))
    }

    fn error(arguments: &[&str]) -> UsageError {
        typed(arguments).error.unwrap()
    }

    #[test]
    fn values_follow_a_space_or_an_equals_sign() {
        let read = typed(&[
            "--job-id",
            "api",
            "--job-id=web",
            "--latest",
            "--quiet=no",
            "--json",
            "-",
            "--sha=-x",
        ]);
        let expected = [
            (OptionName::JobId, "api"),
            (OptionName::JobId, "web"),
            (OptionName::Latest, "true"),
            (OptionName::Quiet, "no"),
            (OptionName::Json, "-"),
            (OptionName::Sha, "-x"),
        ];
        assert_eq!(
            read.values,
            expected.map(|(name, value)| (name, value.to_owned()))
        );
        assert_eq!(read.error, None);
    }

    #[test]
    fn an_option_is_not_the_value_of_the_one_before() {
        for (name, next) in [
            (OptionName::Junit, "--branch=release"),
            (OptionName::Json, "--not-before"),
            (OptionName::TeamId, "--quiet"),
            (OptionName::Sha, "-x"),
            (OptionName::Dotenv, "--"),
        ] {
            let read = typed(&[&name.flag(), next, "main"]);
            assert_eq!(read.error, Some(UsageError::no_value(name)), "{next}");
            assert!(read.values.iter().all(|(read, _)| *read != name), "{next}");
        }
        let read = typed(&["--junit", "--branch=release"]);
        assert_eq!(read.values, [(OptionName::Branch, "release".to_owned())]);
    }

    #[test]
    fn what_follows_an_error_is_read_all_the_same() {
        let read = typed(&["--nonsense", "stray", "--timeout", "1", "--help"]);
        assert_eq!(read.help, Some(Help::Full));
        assert_eq!(typed(&["-z", "-h"]).help, Some(Help::Short));
        assert!(typed(&["-z", "-V"]).version);
        assert!(typed(&["--sha", "a", "--sha", "b", "--explain"]).explain);
    }

    #[test]
    fn the_full_help_outranks_the_short_one() {
        assert_eq!(typed(&["-h"]).help, Some(Help::Short));
        assert_eq!(typed(&["-h", "--help"]).help, Some(Help::Full));
        assert_eq!(typed(&["--help", "-h"]).help, Some(Help::Full));
    }

    #[test]
    fn a_flag_with_one_dash_is_no_help() {
        for slip in [
            "--help=no",
            "--version=x",
            "-sha",
            "-branch",
            "-project-idV",
            "-hV",
            "-h=x",
            "-Vh",
        ] {
            let read = typed(&[slip, "main"]);
            assert!(read.help.is_none() && !read.version, "{slip}");
            let what = read.error.unwrap().what;
            assert!(what.starts_with("there is no option "), "{slip}: {what}");
        }
    }

    #[test]
    fn the_first_error_is_kept() {
        assert_eq!(
            error(&["stray", "--nonsense"]),
            UsageError::stray_argument("stray")
        );
        assert_eq!(
            error(&["--timeout"]),
            UsageError::no_value(OptionName::Timeout)
        );
        assert_eq!(
            error(&["--sha", "a", "--sha", "a"]),
            UsageError::twice(OptionName::Sha)
        );
    }

    #[test]
    fn a_flag_for_the_token_takes_the_token_and_keeps_nothing_of_it() {
        for flag in ["api-key", "token", "apikey", "northflank_token", "nf-key"] {
            let flag = format!("--{flag}");
            for arguments in [
                &[&*flag, "--secret"][..],
                &[&format!("{flag}=secret")],
                &[&flag],
            ] {
                let read = typed(arguments);
                assert_eq!(read.error, Some(UsageError::token_flag(&flag)));
                assert!(!format!("{read:?}").contains("secret"), "{read:?}");
            }
        }
        let read = typed(&["--token", "secret", "--quiet"]);
        assert_eq!(read.values, [(OptionName::Quiet, "true".to_owned())]);
    }

    #[test]
    fn an_unknown_flag_names_the_one_that_comes_nearest() {
        let nearest = |typed: &str| {
            let hint = error(&[typed]).hint;
            let meant = hint.strip_prefix("did you mean ")?.strip_suffix('?');
            meant.map(str::to_owned)
        };
        assert_eq!(nearest("--job").as_deref(), Some("--json"));
        assert_eq!(nearest("--jobid").as_deref(), Some("--job-id"));
        assert_eq!(nearest("--time-out").as_deref(), Some("--timeout"));
        assert_eq!(nearest("--service").as_deref(), Some("--service-id"));
        assert_eq!(nearest("--frobnicate"), None);
        assert_eq!(nearest("-x"), None);
    }
}
