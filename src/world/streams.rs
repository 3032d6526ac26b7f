//! Standard input, output and error of this process. A path that leads to one of them must
//! be written through it, and not opened anew.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that holds the streams"
)]

use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::path::Path;

use super::files;
use crate::cli::output::STANDARD_OUTPUT;
use crate::report::renderer::Stream;

/// The stream of this process that a path leads to, by its name or by a link. Opened anew,
/// the file behind it would be written at an offset that the stream does not know, and then
/// overwritten.
#[must_use]
pub fn at(path: &str) -> Option<Stream> {
    const STANDARD_ERROR: [&str; 3] = ["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"];
    // As paths, `/dev//stdout` and `/dev/stdout` are one.
    let is_name = |name: &str| Path::new(name) == Path::new(path);
    let file = files::identity(path);
    let leads_to = |name: &str| file.is_some() && files::identity(name) == file;
    if STANDARD_OUTPUT.into_iter().any(is_name) {
        Some(Stream::Output)
    } else if STANDARD_ERROR.into_iter().any(is_name) {
        Some(Stream::Error)
    } else if leads_to("/dev/stdout") {
        Some(Stream::Output)
    } else {
        leads_to("/dev/stderr").then_some(Stream::Error)
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
    let mut input = Vec::new();
    let mut stream = io::stdin().lock().take(MAX_INPUT.saturating_add(1));
    if stream.read_to_end(&mut input)? as u64 > MAX_INPUT {
        let why = format!("it is larger than {} MiB", MAX_INPUT / 1024 / 1024);
        return Err(io::Error::new(ErrorKind::FileTooLarge, why));
    }
    Ok(input)
}

/// Whether both standard output and standard error are a terminal's.
#[must_use]
pub fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}
