//! `-h` and `--help`, made from the table of options.

use std::fmt::Write as _;

use super::options::{OPTIONS, OptionName, OptionRow, TOKEN_VARIABLES};
use crate::model::outcome::Outcome;

/// A form of the help. Where both are asked for, the full one is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Help {
    /// `-h`: what everyone needs.
    Short,
    /// `--help`: all there is.
    Full,
}

impl Help {
    /// The text to print.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Short => short(),
            Self::Full => full(),
        }
    }
}

/// What the token may do, in the words of the help and of the action.
pub const TOKEN_ROLE: &str = "role needs Project > Jobs > General > Read, or Project > Services > General > Read for services";

/// The options of the short help.
const SHORT: [OptionName; 6] = [
    OptionName::ProjectId,
    OptionName::JobId,
    OptionName::ServiceId,
    OptionName::Sha,
    OptionName::TeamId,
    OptionName::Timeout,
];

const EXAMPLES: &str = "\
Examples:
  northflank-gate --project-id shop --job-id migrate
      waits for the build of this CI run's commit
  northflank-gate --project-id shop --service-id web,worker --sha 12c15e7
      waits for two builds of one commit
  northflank-gate --project-id shop --job-id migrate --latest --not-before 10m
      waits for the newest build of the last ten minutes
";

fn head() -> String {
    format!(
        "northflank-gate {}\n\
         Holds a CI pipeline until Northflank has built the commit.\n\n\
         Usage: northflank-gate --project-id ID (--job-id ID | --service-id ID)… [OPTIONS]\n\n",
        env!("CARGO_PKG_VERSION")
    )
}

fn short() -> String {
    let mut text = head();
    for name in SHORT {
        text.push_str(&option(name.row()));
    }
    let [token, _] = TOKEN_VARIABLES;
    let _ = write!(
        text,
        "\nThe API token is read from {token}.\n\
         {}\n\n\
         --help lists every option and its variable.\n\
         --explain says what the gate would wait for, without calling the API.\n",
        short_exit_codes()
    );
    text
}

/// The exit codes, in two lines.
fn short_exit_codes() -> String {
    let codes = Outcome::exit_codes();
    let same = codes.chunk_by(|one, next| one.short == next.short);
    let meanings: Vec<String> = same
        .map(|exits| {
            let codes: Vec<String> = exits.iter().map(|exit| exit.code.to_string()).collect();
            format!("{} {}", codes.join(", "), exits[0].short)
        })
        .collect();
    let (first, second) = meanings.split_at(meanings.len() / 2);
    format!("Exit codes: {};\n{}", first.join("; "), second.join("; "))
}

fn full() -> String {
    let mut text = head();
    text.push_str(EXAMPLES);
    for rows in OPTIONS.chunk_by(|one, next| one.group == next.group) {
        let _ = write!(text, "\n{}:\n", rows[0].group);
        for row in rows {
            let variables = row.variables.join(", ");
            let _ = writeln!(text, "{}      [variable: {variables}]", option(row));
        }
    }
    let [first, second] = TOKEN_VARIABLES;
    let _ = write!(
        text,
        "\nA flag beats a variable beats the default. The token is read from --api-key-file,\n\
         then {first}, then {second}; it is never an argument.\n\
         Its {TOKEN_ROLE}.\n\
         \nWithout calling the API:\n\
         \x20 --explain      print what the gate would wait for, with the source of each value\n\
         \x20 -h             print the options that everyone needs\n\
         \x20 --help         print this help\n\
         \x20 -V, --version  print the version\n\
         \nExit codes:\n"
    );
    for exit in Outcome::exit_codes() {
        let _ = writeln!(text, "  {:<3}  {}", exit.code, exit.meaning);
    }
    text
}

/// The flag and its meaning.
fn option(row: &OptionRow) -> String {
    let value = row.value_name().map(|value| format!(" {value}"));
    let default = row.default.filter(|_| !row.is_switch());
    let default = default.map(|default| format!(" [default: {default}]"));
    let (value, default) = (value.unwrap_or_default(), default.unwrap_or_default());
    format!("  --{}{value}\n      {}{default}\n", row.flag, row.help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_help_has_six_options_and_every_exit_code_in_two_lines() {
        let text = Help::Short.text();
        let flags: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("  --"))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(flags, SHORT.map(OptionName::flag));
        let (_, codes) = text.split_once("Exit codes: ").unwrap();
        let (codes, _) = codes.split_once("\n\n").unwrap();
        assert_eq!(codes.lines().count(), 2, "{codes}");
        let codes = codes.replace(['\n', ','], " ");
        for exit in Outcome::exit_codes() {
            let code = exit.code.to_string();
            assert!(codes.split(' ').any(|word| word == code), "{code}: {codes}");
            assert!(codes.contains(exit.short), "{exit:?}: {codes}");
        }
        assert!(text.contains("--help lists every option"));
    }

    #[test]
    fn no_line_is_long_and_the_short_help_fits_a_small_terminal() {
        for help in [Help::Short, Help::Full] {
            let text = help.text();
            let long = text.lines().find(|line| line.chars().count() > 110);
            assert_eq!(long, None, "{help:?}");
        }
        assert!(Help::Short.text().lines().count() <= 24);
    }
}
