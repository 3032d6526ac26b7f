//! Does what may block for ever on a thread of its own, so that the run can go
//! on without it.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that starts a thread for a single effect"
)]

use std::io;
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// Starts the effect. What comes of it can be received, if it ever comes.
///
/// # Errors
///
/// Why no thread can be started.
pub fn start<T: Send + 'static>(
    effect: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Receiver<T>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        // The receiver may have gone on.
        let _ = sender.send(effect());
    })?;
    Ok(receiver)
}
