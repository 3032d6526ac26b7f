//! Does what may block for ever on a thread of its own, so that the run can go
//! on without it.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that starts a thread for a single effect"
)]

use std::sync::mpsc::{self, Receiver};
use std::thread;

/// Starts the effect. What comes of it can be received, if it ever comes; where
/// there is no thread to be had, it never does.
pub fn start<T: Send + 'static>(effect: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = mpsc::channel();
    // If the thread cannot start, the sender is dropped and the receiver fails.
    let _ = thread::Builder::new().spawn(move || {
        // The receiver may have gone on.
        let _ = sender.send(effect());
    });
    receiver
}
