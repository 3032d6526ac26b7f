//! The log: lines for the two streams, written in order by a thread of their
//! own, so that a stream that is not read holds nothing up.

#![expect(
    clippy::disallowed_methods,
    reason = "the log is written on a thread of its own"
)]

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use super::streams;
use crate::report::renderer::{Line, Stream};

/// The thread that writes the log.
#[derive(Debug)]
pub struct Log(Sender<Entry>);

#[derive(Debug)]
struct Entry {
    stream: Stream,
    text: String,
    /// Takes what came of it, once everything up to here was written.
    ack: Sender<io::Result<()>>,
}

impl Log {
    /// Starts the thread.
    #[must_use]
    pub fn start() -> Self {
        let (sender, entries) = mpsc::channel::<Entry>();
        thread::spawn(move || {
            for entry in entries {
                let written = streams::write(entry.stream, &entry.text);
                // The receiver may have gone on.
                let _ = entry.ack.send(written);
            }
        });
        Self(sender)
    }

    /// Writes lines when it can. A stream that is closed is no reason to stop.
    pub fn push(&self, lines: Vec<Line>) {
        for line in lines {
            // Nobody waits for it.
            let _ = self.write(line.stream(), format!("{}\n", line.text()));
        }
    }

    /// Writes a text, after all that came before it. What comes of it can be
    /// received, if it ever comes.
    #[must_use]
    pub fn write(&self, stream: Stream, text: String) -> Receiver<io::Result<()>> {
        let (ack, written) = mpsc::channel();
        // The thread lives as long as this does.
        let _ = self.0.send(Entry { stream, text, ack });
        written
    }
}
