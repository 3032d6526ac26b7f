//! What a connection does, step by step.

use std::io::{self, Read, Write};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

/// One thing that a connection does. After the last step it waits for the next
/// request.
#[derive(Debug, Clone)]
pub enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes so many times.
    Repeat(Vec<u8>, u64),
    /// Sends these bytes one at a time, with a pause before each.
    Trickle(Vec<u8>, Duration),
    /// Sends these bytes over and over, with a pause before each time, until
    /// the other end has left.
    Drip(Vec<u8>, Duration),
    /// Says nothing more, and holds the connection until the other end has
    /// left.
    Hang,
    /// Ends the connection.
    Close,
}

/// What a step leaves of its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    GoOn,
    End,
}

impl Step {
    /// Does it.
    pub(crate) fn perform(&self, stream: &mut (impl Read + Write)) -> io::Result<Then> {
        match self {
            Self::Send(bytes) => stream.write_all(bytes)?,
            Self::Repeat(bytes, times) => {
                for _ in 0..*times {
                    stream.write_all(bytes)?;
                }
            }
            Self::Trickle(bytes, pause) => {
                for byte in bytes {
                    thread::sleep(*pause);
                    stream.write_all(&[*byte])?;
                    stream.flush()?;
                }
            }
            Self::Drip(bytes, pause) => loop {
                thread::sleep(*pause);
                stream.write_all(bytes)?;
                stream.flush()?;
            },
            Self::Hang => {
                let mut ignored = [0; 1024];
                while stream.read(&mut ignored)? > 0 {}
                return Ok(Then::End);
            }
            Self::Close => return Ok(Then::End),
        }
        stream.flush()?;
        Ok(Then::GoOn)
    }
}

/// A whole answer with an honest length; `headers` are lines, each with its
/// line break.
#[must_use]
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// The first `length` bytes, then the end of the connection.
#[must_use]
pub fn ended_after(length: usize, bytes: &[u8]) -> Vec<Step> {
    vec![Step::Send(bytes[..length].to_vec()), Step::Close]
}

/// A gzip stream of so many megabytes of zeros: a thousandth as long.
///
/// # Errors
///
/// None that writing to memory can have.
pub fn gzip_of_zeros(megabytes: usize) -> io::Result<Vec<u8>> {
    let mut member = GzEncoder::new(Vec::new(), Compression::best());
    member.write_all(&vec![0; 1_000_000])?;
    // A stream may have any number of members (RFC 1952, 2.2).
    Ok(member.finish()?.repeat(megabytes))
}
