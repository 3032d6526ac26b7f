//! What holds of every row of the table.

use super::*;
use std::collections::BTreeSet;

#[test]
fn flags_and_variables_are_unique_and_follow_one_pattern() {
    let flags: BTreeSet<&str> = OPTIONS.iter().map(|row| row.flag).collect();
    assert_eq!(flags.len(), OPTIONS.len());
    let variables: Vec<&str> = OPTIONS
        .iter()
        .flat_map(|row| row.variables)
        .copied()
        .collect();
    assert_eq!(
        variables.iter().collect::<BTreeSet<_>>().len(),
        variables.len()
    );
    for row in &OPTIONS {
        let ending = row.flag.replace('-', "_").to_uppercase();
        assert!(row.variables[0].starts_with("NORTHFLANK_"), "{}", row.flag);
        assert!(row.variables[0].ends_with(&ending), "{}", row.flag);
    }
}

#[test]
fn the_help_of_the_format_names_every_format() {
    let names = crate::ci::LogFormat::ALL.map(crate::ci::LogFormat::name);
    let help = format!("how to write the log: {}, or auto", names.join(", "));
    assert_eq!(OptionName::Format.row().help, help);
}

#[test]
fn every_option_says_what_it_means_in_a_line() {
    for row in &OPTIONS {
        assert!(
            !row.help.is_empty() && !row.help.ends_with('.'),
            "{}",
            row.flag
        );
        assert!(row.help.len() <= 84, "{}: {}", row.flag, row.help.len());
        assert!(
            !row.is_switch() || row.default == Some("false"),
            "{}",
            row.flag
        );
    }
}

#[test]
fn every_option_that_says_which_build_decides_narrows_or_is_a_switch() {
    let rows = OPTIONS.iter();
    for row in rows.filter(|row| row.group == "Which build decides") {
        assert!(row.narrows() || row.is_switch(), "{}", row.flag);
    }
    assert!(OptionName::Sha.row().narrows());
}
