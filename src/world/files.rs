//! Files: read whole, added to, replaced whole.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one place that opens files"
)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Reads a file.
///
/// # Errors
///
/// Why it cannot.
pub fn read(path: &str) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Adds to the end of a file. It is not made: a CI system makes the files that
/// it reads.
///
/// # Errors
///
/// Why it cannot.
pub fn append(path: &str, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Replaces a file as a whole: whoever reads it finds the old text or the new,
/// never a part. What is no plain file, such as a pipe, is written to.
///
/// # Errors
///
/// Why it cannot.
pub fn replace(path: &str, text: &str) -> io::Result<()> {
    let is_special = fs::symlink_metadata(path).is_ok_and(|data| !data.is_file());
    if is_special {
        let mut file = OpenOptions::new().write(true).truncate(true).open(path)?;
        return file.write_all(text.as_bytes());
    }
    let draft = format!("{path}.{}.draft", std::process::id());
    let written = write_draft(&draft, text).and_then(|()| fs::rename(&draft, Path::new(path)));
    if written.is_err() {
        // The draft may not exist; what counts is the error above.
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_draft(draft: &str, text: &str) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(text.as_bytes())
}
