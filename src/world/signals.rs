//! Signals, as events.

#![expect(
    clippy::disallowed_methods,
    reason = "signals are waited for on a thread of their own"
)]

use std::sync::mpsc::Sender;
use std::thread;

use super::Event;
use super::backstop;
use crate::gate::verdict::{Outcome, Signal};

/// From now on, signals come as events. If the process has not ended soon
/// after the first, it is ended.
#[cfg(unix)]
pub fn watch(events: Sender<Event>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without the handlers, a signal ends the process by itself, which is shut.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    thread::spawn(move || {
        let signal = match signals.forever().next() {
            Some(SIGHUP) => Signal::Hangup,
            Some(SIGINT) => Signal::Interrupt,
            Some(_) | None => Signal::Terminate,
        };
        // Nobody listens any more when the run is over.
        let _ = events.send(Event::Signal(signal));
        backstop::end_soon(Outcome::Cancelled(signal).exit_code());
    });
}

/// From now on, signals come as events. If the process has not ended soon
/// after the first, it is ended.
#[cfg(not(unix))]
pub fn watch(events: Sender<Event>) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    const POLL: Duration = Duration::from_millis(50);
    let caught = Arc::new(AtomicUsize::new(0));
    for signal in [SIGINT, SIGTERM] {
        let code = usize::try_from(signal).unwrap_or_default();
        // Without the handler, the signal ends the process by itself.
        let _ = signal_hook::flag::register_usize(signal, Arc::clone(&caught), code);
    }
    thread::spawn(move || {
        let interrupt = usize::try_from(SIGINT).unwrap_or_default();
        let signal = loop {
            match caught.load(Ordering::Relaxed) {
                0 => thread::sleep(POLL),
                code if code == interrupt => break Signal::Interrupt,
                _ => break Signal::Terminate,
            }
        };
        // Nobody listens any more when the run is over.
        let _ = events.send(Event::Signal(signal));
        backstop::end_soon(Outcome::Cancelled(signal).exit_code());
    });
}
