//! The outside: one effect per file, and nothing decided.
//!
//! [`World`] is what a run needs of it. [`SystemWorld`] is the real one.

pub mod clock;
pub mod detached;
pub mod environment;
pub mod files;
pub mod log;
pub mod panic_hook;
pub mod poller;
pub mod signals;
pub mod streams;
pub mod system;
pub mod watchdog;

use std::time::Duration;

pub use system::SystemWorld;

use crate::cli::credentials::Credentials;
use crate::cli::output::OutputOptions;
use crate::model::outcome::Signal;
use crate::model::timestamp::Timestamp;
use crate::northflank::access::ApiHost;
use crate::northflank::request::{Answer, Request};
use crate::report::renderer::Line;

/// A reader of a pipe reads within this time, or never. All writes that may block
/// share it, since a run that ends at its deadline has little more time until the
/// watchdog ends it.
const WRITE_TIMEOUT: Duration = Duration::from_millis(600);

/// What a run needs of the outside.
pub trait World {
    /// From now on, a panic goes where results go, and ends the process.
    fn catch_panics(&mut self, output: &OutputOptions);

    /// The time since the start of the process.
    fn elapsed(&self) -> Duration;

    /// What the clock of this machine shows.
    fn machine_time(&self) -> Option<Timestamp>;

    /// Whether a person reads the log as it is written.
    fn is_terminal(&self) -> bool;

    /// An unpredictable number.
    fn random_seed(&mut self) -> u64;

    /// Reads a file, `-` being standard input. A signal or the deadline ends
    /// the wait for one that blocks.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String>;

    /// Adds to the end of a file that exists.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    fn append(&mut self, path: &str, text: &str) -> Result<(), String>;

    /// How many bytes a file holds, as far as is known.
    fn file_size(&self, path: &str) -> u64;

    /// Replaces a file as a whole, `-` being standard output.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    fn replace(&mut self, path: &str, text: &str) -> Result<(), String>;

    /// Makes the folders that a file is to be in.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    fn make_folders(&mut self, path: &str) -> Result<(), String>;

    /// Whether a file can be added to, as far as is known.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    fn check_append(&self, path: &str) -> Result<(), String>;

    /// Whether opening this path never blocks: it is a plain file, a folder, or
    /// nothing yet. A stream that is open already is none of these.
    fn never_blocks(&self, path: &str) -> bool;

    /// Whether a path of an option leads to standard output, by `-`, another name or as a
    /// file.
    fn is_standard_output(&self, path: &str) -> bool;

    /// Whether both paths lead to one file that keeps what is written.
    fn is_same_file(&self, one: &str, other: &str) -> bool;

    /// Writes lines of the log, sooner or later. A stream that is closed or
    /// not read is no reason to stop.
    fn write_log(&mut self, lines: Vec<Line>);

    /// Waits until the log is written, or is not read for a while.
    fn close(&mut self);

    /// From now on the process ends soon after this time, since its start, with
    /// this exit code, even if something else hangs. The time of an earlier call
    /// holds, too. Until then, a file is waited for.
    fn arm(&mut self, deadline: Duration, exit_code: u8);

    /// Gets ready to send requests, each of which may take `request_timeout`.
    fn connect(&mut self, host: ApiHost, credentials: Credentials, request_timeout: Duration);

    /// Starts a request, which may take until this time since the start.
    fn send(&mut self, request: Request, until: Duration);

    /// Waits for what happens next, at most this long.
    fn next_event(&mut self, at_most: Duration) -> Event;

    /// How many requests were sent so far.
    fn requests(&self) -> u32;
}

/// What happens while a run waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nothing, for as long as it was waited.
    Nothing,
    /// What came of the request that was sent.
    Answer(Answer),
    /// A signal came.
    Signal(Signal),
}
