//! Standard input, output and error.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that holds the streams"
)]

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use crate::report::renderer::Stream;

/// The stream of this process that a path leads to. Opened anew, the file behind it
/// would be written at an offset that the stream does not know, and then overwritten.
#[must_use]
pub fn at(path: &str) -> Option<Stream> {
    let names = [
        ("/dev/stdout", Stream::Output),
        ("/dev/fd/1", Stream::Output),
        ("/proc/self/fd/1", Stream::Output),
        ("/dev/stderr", Stream::Error),
        ("/dev/fd/2", Stream::Error),
        ("/proc/self/fd/2", Stream::Error),
    ];
    // As paths, `/dev//stdout` and `/dev/stdout` are one.
    let is_same = |(name, _): &(&str, Stream)| Path::new(name) == Path::new(path);
    names.into_iter().find(is_same).map(|(_, stream)| stream)
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

/// Reads standard input to its end, or as far as a token can reach.
///
/// # Errors
///
/// Why it cannot.
pub fn read_input() -> io::Result<Vec<u8>> {
    const MAX_FILE: u64 = 1024 * 1024;
    let mut input = Vec::new();
    io::stdin().lock().take(MAX_FILE).read_to_end(&mut input)?;
    Ok(input)
}

/// Whether both standard output and standard error are a terminal's.
#[must_use]
pub fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}
