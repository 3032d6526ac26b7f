//! The log: lines for the two streams, written in order by a thread of their
//! own, so that a stream that is not read holds nothing up.

#![expect(
    clippy::disallowed_methods,
    reason = "the log is written on a thread of its own"
)]

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use super::streams;
use crate::report::renderer::{Line, Stream};

/// The thread that writes the log.
#[derive(Debug)]
pub struct Log(Sender<Entry>);

#[derive(Debug)]
struct Entry {
    stream: Stream,
    text: String,
    /// Reported when everything up to here was written, and how this was.
    ack: Option<Sender<Result<(), String>>>,
}

impl Log {
    /// Starts the thread.
    #[must_use]
    pub fn start() -> Self {
        let (sender, entries) = mpsc::channel::<Entry>();
        thread::spawn(move || {
            for entry in entries {
                let written = streams::write(entry.stream, &entry.text);
                if let Some(ack) = entry.ack {
                    // The receiver may have gone on.
                    let _ = ack.send(written.map_err(|error| error.to_string()));
                }
            }
        });
        Self(sender)
    }

    /// Writes lines when it can. A stream that is closed is no reason to stop.
    pub fn push(&self, lines: Vec<Line>) {
        for line in lines {
            let stream = line.stream();
            let text = format!("{}\n", line.text());
            // The thread lives as long as this does.
            let _ = self.0.send(Entry {
                stream,
                text,
                ack: None,
            });
        }
    }

    /// Writes a text, after all lines that came before it.
    ///
    /// # Errors
    ///
    /// Why it cannot, or that it takes longer than this.
    pub fn write(&self, stream: Stream, text: &str, at_most: Duration) -> Result<(), String> {
        let (ack, written) = mpsc::channel();
        let _ = self.0.send(Entry {
            stream,
            text: text.to_owned(),
            ack: Some(ack),
        });
        written
            .recv_timeout(at_most)
            .unwrap_or_else(|_| Err("nothing reads it".to_owned()))
    }
}
