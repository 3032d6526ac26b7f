//! `GITHUB_OUTPUT`, by the rules of the runner that reads it back.

use crate::report::record::Record;

/// The text to append. Each value stands between two lines that it cannot
/// hold: `seed` makes them new for each run.
pub(super) fn text(record: &Record, seed: u64) -> String {
    // The last line that another program wrote may be open.
    let mut text = String::from("\n");
    for (name, value) in record.outputs() {
        let delimiter = delimiter(&value, seed);
        for part in [name, "<<", &delimiter, "\n", &value, "\n", &delimiter, "\n"] {
            text.push_str(part);
        }
    }
    text
}

fn delimiter(value: &str, seed: u64) -> String {
    let of = |seed: u64| format!("northflank_gate_{seed:016x}");
    let mut seed = seed;
    while value.contains(&of(seed)) {
        seed = seed.wrapping_add(1);
    }
    of(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_never_in_the_value() {
        let taken = delimiter("", 7);
        let next = delimiter(&format!("a\n{taken}\nresult=success"), 7);
        assert_ne!(next, taken);
        assert_eq!(next, delimiter("", 8));
    }
}
