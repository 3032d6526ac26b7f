//! Standard input, output and error of this process. A path that leads to one of them must
//! be written through it, and not opened anew.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that holds the streams"
)]

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::files;
use crate::report::renderer::Stream;

/// The stream of this process that a path leads to, by its name or as a file. Opened anew,
/// that file would be written at an offset that the stream does not know, and then
/// overwritten.
#[must_use]
pub fn at(path: &str) -> Option<Stream> {
    // As paths, `/dev//stdout` and `/dev/stdout` are one. Where the file of both streams is
    // one, the name tells which is meant.
    let is_any = |names: [&str; 3]| {
        let mut names = names.into_iter();
        names.any(|name| Path::new(name) == Path::new(path))
    };
    if is_any(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) {
        Some(Stream::Output)
    } else if is_any(["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"]) {
        Some(Stream::Error)
    } else if files::is_null(path) {
        None
    } else if files::leads_to(path, &io::stdout()) {
        Some(Stream::Output)
    } else {
        files::leads_to(path, &io::stderr()).then_some(Stream::Error)
    }
}

/// Writes to a stream and sees to it that it is out.
///
/// # Errors
///
/// Why it cannot.
pub fn write(stream: Stream, text: &str) -> io::Result<()> {
    match stream {
        Stream::Output => {
            let mut output = io::stdout().lock();
            output.write_all(text.as_bytes())?;
            output.flush()
        }
        Stream::Error => io::stderr().lock().write_all(text.as_bytes()),
    }
}

/// Reads standard input to its end: a token, or certificates.
///
/// # Errors
///
/// Why it cannot, or that it goes on for too long.
pub fn read_input() -> io::Result<Vec<u8>> {
    const MAX_INPUT: u64 = 4 * 1024 * 1024;
    files::read_to_end(io::stdin().lock(), Vec::new(), MAX_INPUT)
}

/// Whether both standard output and standard error are a terminal's.
#[must_use]
pub fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}
