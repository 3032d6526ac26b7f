//! `GITHUB_OUTPUT`, by the rules of the runner that reads it back.

use std::fmt::Write as _;

use crate::report::record::Record;
use crate::report::sanitize::delimiter;

/// The text to append. Each value stands between two lines that it cannot
/// hold: `seed` makes them new for each run.
pub(super) fn text(record: &Record, seed: u64) -> String {
    // The last line that another program wrote may be open.
    let mut text = String::from("\n");
    for (name, value) in record.outputs() {
        let delimiter = delimiter(&value, seed);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name}<<{delimiter}\n{value}\n{delimiter}");
    }
    text
}
