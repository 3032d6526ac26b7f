//! How near two names are, to say what may be meant.

use super::Variables;
use super::options::{OPTIONS, TOKEN_VARIABLES};
use crate::ci::non_empty;

/// The variables whose names are almost those of an option or of the token, each with
/// the one that may be meant. Some options have `GATE` in the name, others have not.
pub(super) fn slips(variables: &Variables) -> Vec<(&str, &'static str)> {
    let known = || {
        let options = OPTIONS.iter().flat_map(|row| row.variables);
        options.chain(&TOKEN_VARIABLES).copied()
    };
    let meant = |name: &str| {
        let name = name.to_ascii_uppercase();
        let own = own_part(&name)?;
        let synonym = SYNONYMS.iter().find(|(synonym, _)| *synonym == own);
        let own = synonym.map_or(own, |(_, own)| own);
        let is_other =
            |known: &&str| own_part(known) == Some(own) || known.strip_suffix("_ID") == Some(&name);
        let is_near = |known: &&str| {
            let known = own_part(known).unwrap_or_default();
            let word = known.strip_suffix("_ID").unwrap_or(known);
            distance(own, known) <= (word.len() / 3).clamp(1, 2)
        };
        known().find(is_other).or_else(|| known().find(is_near))
    };
    let is_set = |name: &str| non_empty(variables, name).is_some();
    variables
        .keys()
        .filter(|name| is_set(name) && !known().any(|known| known == *name))
        .filter_map(|name| Some((name.as_str(), meant(name)?)))
        .filter(|(_, meant)| !is_set(meant))
        .collect()
}

const PREFIX: &str = "NORTHFLANK_GATE_";

/// What else people call an option, and its own name.
const SYNONYMS: [(&str, &str); 2] = [("PR", "PULL_REQUEST"), ("COMMIT", "SHA")];

/// What the name of a variable of ours says behind the prefix.
fn own_part(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)
        .or_else(|| name.strip_prefix("NORTHFLANK_"))
}

/// How many characters must be added, left out or changed to make one the other.
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, character) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line.saturating_add(1);
        for (column, &wanted) in other.iter().enumerate() {
            let changed = diagonal.saturating_add(usize::from(character != wanted));
            diagonal = row[column.saturating_add(1)];
            let moved = diagonal.min(row[column]).saturating_add(1);
            row[column.saturating_add(1)] = changed.min(moved);
        }
    }
    row.last().copied().unwrap_or_default()
}
