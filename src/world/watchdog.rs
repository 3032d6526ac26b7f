//! Ends the process at its deadline, whatever hangs.
//!
//! A run ends by itself; this is for what a run cannot see: a name look-up, a
//! pipe or a disk that hangs. It never ends the process with 0.

#![expect(
    clippy::disallowed_methods,
    clippy::exit,
    reason = "this is the one place that ends the process from outside of main"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

/// How long a run may take to end by itself. Longer than `WRITE_TIMEOUT`, which
/// outputs that block may cost.
const GRACE: Duration = Duration::from_millis(850);

/// The exit code that the process has if it must be ended.
#[derive(Debug)]
pub struct Watchdog(Arc<AtomicU8>);

impl Watchdog {
    /// A watchdog that was not armed yet.
    #[must_use]
    pub fn new(exit_code: u8) -> Self {
        Self(Arc::new(AtomicU8::new(exit_code)))
    }

    /// From now on, ending the process gives this code. Ends it a grace after `left`
    /// has passed. The grace is a sleep of its own: a process that was stopped
    /// meanwhile has it when it goes on. An earlier call stays in force: the first
    /// that is over ends the process, with the code given last.
    pub fn arm(&self, left: Duration, exit_code: u8) {
        self.0.store(exit_code, Ordering::Relaxed);
        let latest_code = Arc::clone(&self.0);
        thread::spawn(move || {
            thread::sleep(left);
            thread::sleep(GRACE);
            end(latest_code.load(Ordering::Relaxed));
        });
    }
}

/// Ends the process now.
pub fn end(exit_code: u8) -> ! {
    std::process::exit(i32::from(exit_code))
}

/// Ends the process with this code a grace from now.
pub fn end_soon(exit_code: u8) {
    thread::sleep(GRACE);
    end(exit_code);
}
