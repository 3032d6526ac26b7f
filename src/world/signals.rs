//! Signals, as events.

#![expect(
    clippy::disallowed_methods,
    reason = "signals are waited for on a thread of their own"
)]

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use super::{Event, files, watchdog};
use crate::model::outcome::{Outcome, Signal};

/// From now on, signals come as events. If the process has not ended soon
/// after the first, it is ended.
pub fn watch(events: Sender<Event>) {
    let Some(next_signal) = next_signal() else {
        return;
    };
    thread::spawn(move || {
        let signal = next_signal();
        // The receiver is gone when the run is over.
        let _ = events.send(Event::Signal(signal));
        watchdog::end_soon(Outcome::Cancelled(signal).exit_code());
    });
}

/// Catches signals from now on. What is returned waits for the first; without the
/// handlers, a signal ends the process by itself, which is shut.
#[cfg(unix)]
fn next_signal() -> Option<impl FnOnce() -> Signal + Send> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    /// A file grew beyond a limit of the process. The crate has no name for it.
    const SIGXFSZ: i32 = 25;
    // Caught, it ends nothing: the write fails, which is reported.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
    let hangup = (!is_hangup_ignored()).then_some(SIGHUP);
    let mut signals = Signals::new([SIGINT, SIGTERM].into_iter().chain(hangup)).ok()?;
    Some(move || match signals.forever().next() {
        Some(SIGHUP) => Signal::Hangup,
        Some(SIGINT) => Signal::Interrupt,
        Some(_) | None => Signal::Terminate,
    })
}

/// Whether the process was started to ignore SIGHUP, as `nohup` does,
/// where the system says so.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = files::read("/proc/self/status").unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // SIGHUP is signal 1, and so the lowest bit.
    ignored.is_some_and(|mask| mask & 1 == 1)
}

/// Catches signals from now on. What is returned waits for the first; without a
/// handler, the signal ends the process by itself.
#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "on Unix there may be no handlers to wait for"
)]
fn next_signal() -> Option<impl FnOnce() -> Signal + Send> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    const POLL: Duration = Duration::from_millis(50);
    let caught = Arc::new(AtomicUsize::new(0));
    for signal in [SIGINT, SIGTERM] {
        let code = usize::try_from(signal).unwrap_or_default();
        let _ = signal_hook::flag::register_usize(signal, Arc::clone(&caught), code);
    }
    let interrupt = usize::try_from(SIGINT).unwrap_or_default();
    Some(move || {
        loop {
            match caught.load(Ordering::Relaxed) {
                0 => thread::sleep(POLL),
                code if code == interrupt => return Signal::Interrupt,
                _ => return Signal::Terminate,
            }
        }
    })
}
