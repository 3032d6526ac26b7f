//! What to pass where a run does not say its commit: nothing that the run has
//! just been said to lack, and no merge.

use super::{HEAD, MERGE, ZERO, every_case};

/// The variables that an option expands.
fn expanded(option: &str) -> Vec<&str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let names = option.split('$').skip(1);
    names
        .filter_map(|rest| rest.split(|character| !is_part(character)).next())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Each variable of each case is spoilt in turn.
#[test]
fn no_hint_passes_a_variable_that_holds_no_commit_or_a_merge() {
    let mut hints = 0;
    for case in every_case() {
        for name in case.names() {
            for spoilt in ["", "x", ZERO, &HEAD[..12]] {
                let Some((variables, option)) = case.hint_with(&name, spoilt) else {
                    continue;
                };
                hints += 1;
                let about = format!("{name}={spoilt:?} gives {option}: {case:#?}");
                assert!(option.starts_with("--sha "), "{about}");
                for passed in expanded(&option) {
                    let value = variables.get(passed).map_or("", String::as_str);
                    let is_whole = option.contains(&format!(r#""${passed}""#));
                    let holds_none = ["x", ZERO].contains(&value);
                    assert!(!value.is_empty(), "{about}");
                    assert!(!is_whole || !holds_none, "{about}");
                    assert!(value != MERGE || case.is_about(MERGE), "{about}");
                }
            }
        }
    }
    assert!(hints > 100, "{hints}");
}

/// Where a case's variables hold a merge that the run is not about, that merge is
/// what is checked out.
#[test]
fn no_hint_passes_the_checkout_where_that_is_a_merge() {
    let mut hints = 0;
    for case in every_case() {
        if !case.holds(MERGE) || case.is_about(MERGE) {
            continue;
        }
        for name in case.names() {
            for spoilt in ["", "x", ZERO] {
                if let Some((_, option)) = case.hint_with(&name, spoilt) {
                    hints += 1;
                    let is_checkout = option.contains("(git rev-parse HEAD)");
                    assert!(!is_checkout, "{name}={spoilt:?} gives {option}: {case:#?}");
                }
            }
        }
    }
    assert!(hints > 20, "{hints}");
}
