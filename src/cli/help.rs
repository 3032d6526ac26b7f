//! `--help`, made from the table.

use std::fmt::Write as _;

use super::options::{Group, OPTIONS, OptionRow, TOKEN_VARIABLES};
use crate::gate::verdict::Outcome;

/// The exit codes that there are, in order.
pub const EXIT_CODES: [u8; 11] = [0, 1, 2, 3, 4, 5, 6, 70, 129, 130, 143];

const EXAMPLES: &str = "\
Examples:
  northflank-gate --project-id shop --job-id migrate
      waits for the build of this CI run's commit
  northflank-gate --project-id shop --service-id web,worker --sha 12c15e7
      waits for two builds of one commit
  northflank-gate --project-id shop --job-id migrate --latest --not-before 10m
      waits for the newest build of the last ten minutes
";

/// The whole help.
#[must_use]
pub fn text() -> String {
    let mut text = format!(
        "northflank-gate {}\n\
         Holds a CI pipeline until Northflank has built the commit.\n\n\
         Usage: northflank-gate --project-id ID (--job-id ID | --service-id ID)… [OPTIONS]\n\n\
         {EXAMPLES}",
        env!("CARGO_PKG_VERSION")
    );
    for group in Group::ALL {
        let _ = write!(text, "\n{}:\n", group.title());
        for row in OPTIONS.iter().filter(|row| row.group == group) {
            text.push_str(&option(row));
        }
    }
    let [first, second] = TOKEN_VARIABLES;
    let _ = write!(
        text,
        "\nA flag beats a variable beats the default. The token is read from --api-key-file,\n\
         then {first}, then {second}; it is never an argument.\n\
         Its role needs Project > Jobs > General > Read, or Services for services.\n\
         \nWithout asking the API:\n\
         \x20 --explain      say what would be gated on, and where that comes from\n\
         \x20 -h, --help     say this\n\
         \x20 -V, --version  say which version this is\n\
         \nExit codes:\n"
    );
    for codes in exit_codes() {
        text.push_str(&codes);
    }
    text
}

fn option(row: &OptionRow) -> String {
    let value = row
        .value
        .map(|value| format!(" {value}"))
        .unwrap_or_default();
    let default = row
        .default
        .filter(|_| !row.is_switch())
        .map(|default| format!(" [default: {default}]"))
        .unwrap_or_default();
    let variables = row.variables.join(", ");
    format!(
        "  --{}{value}\n      {}{default}\n      [variable: {variables}]\n",
        row.flag, row.help
    )
}

fn exit_codes() -> Vec<String> {
    let mut lines: Vec<(String, &str)> = Vec::new();
    for code in EXIT_CODES {
        let meaning = Outcome::meaning(code);
        match lines.last_mut() {
            Some((codes, last)) if *last == meaning => {
                let _ = write!(codes, ", {code}");
            }
            Some(_) | None => lines.push((code.to_string(), meaning)),
        }
    }
    let line = |(codes, meaning)| format!("  {codes:<13}  {meaning}\n");
    lines.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_and_exit_code_is_in_it() {
        let text = text();
        for row in &OPTIONS {
            assert!(text.contains(&format!("  --{}", row.flag)), "{}", row.flag);
        }
        assert!(text.contains("129, 130, 143"));
        assert!(!text.contains("never used"));
        assert!(text.lines().all(|line| line.chars().count() <= 110));
    }

    #[test]
    fn the_exit_codes_are_those_of_the_results() {
        for outcome in Outcome::ALL {
            assert!(EXIT_CODES.contains(&outcome.exit_code()), "{outcome:?}");
        }
    }
}
