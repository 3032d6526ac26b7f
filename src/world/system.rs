//! [`World`] on this machine: each effect by the file that has it. What may block runs on
//! a thread of its own, so that a signal or the deadline is heard. It must decide nothing.

use std::cell::Cell;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::clock::{self, Clock};
use super::log::Log;
use super::poller::Poller;
use super::watchdog::Watchdog;
use super::{
    Event, WRITE_TIMEOUT, World, detached, environment, files, panic_hook, signals, streams,
};
use crate::cli::credentials::Credentials;
use crate::cli::output::OutputOptions;
use crate::model::duration;
use crate::model::outcome::{Outcome, Signal};
use crate::model::timestamp::Timestamp;
use crate::northflank::access::ApiHost;
use crate::northflank::client::Client;
use crate::northflank::request::Request;
use crate::report::renderer::{Line, Stream};

/// What is read from a pipe comes within this time: CI systems end steps that are
/// silent for ten minutes, and the person who reads the log should not wait for that.
const INPUT_TIMEOUT: Duration = Duration::from_secs(60);

/// How often a wait for a file looks up for a signal.
const SIGNAL_CHECK: Duration = Duration::from_millis(20);

/// This machine, from the start of the process on.
#[derive(Debug)]
pub struct SystemWorld {
    clock: Clock,
    log: Log,
    events: Receiver<Event>,
    sender: Sender<Event>,
    /// A signal that came while something else was waited for.
    signal: Cell<Option<Signal>>,
    poller: Option<Poller>,
    watchdog: Watchdog,
    deadline: Duration,
    patience_until: Option<Duration>,
}

impl SystemWorld {
    /// Starts the clock, listens to signals, and catches panics.
    #[must_use]
    pub fn start() -> Self {
        // For panics before the options are read: starting a thread may fail.
        panic_hook::catch(&OutputOptions::default());
        let (sender, events) = mpsc::channel();
        let clock = Clock::start();
        signals::watch(sender.clone());
        Self {
            clock,
            log: Log::start(),
            events,
            sender,
            signal: Cell::new(None),
            poller: None,
            watchdog: Watchdog::new(Outcome::Timeout.exit_code()),
            deadline: Duration::MAX,
            patience_until: None,
        }
    }

    /// Writes a file, on a thread of its own where that may block. All that
    /// block share one patience.
    fn write(
        &mut self,
        path: &str,
        effect: impl FnOnce() -> io::Result<()> + Send + 'static,
    ) -> Result<(), String> {
        if files::never_blocks(path) {
            return effect().map_err(|error| error.to_string());
        }
        let written = detached::start(effect).map_err(|error| error.to_string())?;
        self.wait_for_write(&written)
    }

    fn write_to_stream(&mut self, stream: Stream, text: &str) -> Result<(), String> {
        let written = self.log.write(stream, text.to_owned());
        self.wait_for_write(&written)
    }

    /// Waits for a write, as long as patience lasts.
    fn wait_for_write(&mut self, written: &Receiver<io::Result<()>>) -> Result<(), String> {
        let now = self.clock.elapsed();
        let until = *self
            .patience_until
            .get_or_insert(now.saturating_add(WRITE_TIMEOUT));
        let patience = until.saturating_sub(now).max(SIGNAL_CHECK);
        match written.recv_timeout(patience) {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("nothing reads it".to_owned()),
        }
    }

    /// Waits for an effect that may block, until a signal, the deadline, or for as
    /// long as a run may say nothing.
    fn wait_for<T: Send + 'static>(
        &self,
        effect: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let effect = detached::start(effect).map_err(|error| error.to_string())?;
        let until = self.clock.elapsed().saturating_add(INPUT_TIMEOUT);
        loop {
            match effect.recv_timeout(SIGNAL_CHECK) {
                Ok(done) => return done.map_err(|error| error.to_string()),
                Err(RecvTimeoutError::Disconnected) => return Err("it cannot be read".to_owned()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Ok(Event::Signal(signal)) = self.events.try_recv() {
                self.signal.set(Some(signal));
                return Err("a signal came".to_owned());
            }
            let elapsed = self.clock.elapsed();
            if elapsed >= self.deadline {
                return Err("it did not end before the deadline of the run".to_owned());
            }
            if elapsed >= until {
                let limit = duration::exact(INPUT_TIMEOUT);
                return Err(format!("it did not end within {limit}"));
            }
        }
    }
}

/// The stream of this process that the path of a result file stands for.
fn stream_at(path: &str) -> Option<Stream> {
    match path {
        "-" => Some(Stream::Output),
        path => streams::at(path),
    }
}

impl World for SystemWorld {
    fn catch_panics(&mut self, output: &OutputOptions) {
        panic_hook::catch(output);
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn machine_time(&self) -> Option<Timestamp> {
        clock::machine_time()
    }

    fn is_terminal(&self) -> bool {
        streams::is_terminal()
    }

    fn random_seed(&mut self) -> u64 {
        environment::random_seed()
    }

    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "-" {
            return self.wait_for(streams::read_input);
        }
        if files::never_blocks(path) {
            return files::read(path).map_err(|error| error.to_string());
        }
        let path = path.to_owned();
        self.wait_for(move || files::read(&path))
    }

    fn make_folders(&mut self, path: &str) -> Result<(), String> {
        files::make_folders(path).map_err(|error| error.to_string())
    }

    fn check_append(&self, path: &str) -> Result<(), String> {
        if streams::at(path).is_none() && files::never_blocks(path) {
            files::append(path, "").map_err(|error| error.to_string())
        } else {
            Ok(())
        }
    }

    fn never_blocks(&self, path: &str) -> bool {
        stream_at(path).is_none() && files::never_blocks(path)
    }

    fn is_standard_output(&self, path: &str) -> bool {
        stream_at(path) == Some(Stream::Output)
    }

    fn is_same_file(&self, one: &str, other: &str) -> bool {
        match (stream_at(one), stream_at(other)) {
            (Some(one), Some(other)) => one == other,
            (Some(_) | None, _) => files::is_same(one, other),
        }
    }

    fn append(&mut self, path: &str, text: &str) -> Result<(), String> {
        if let Some(stream) = streams::at(path) {
            return self.write_to_stream(stream, text);
        }
        let (file, text) = (path.to_owned(), text.to_owned());
        self.write(path, move || files::append(&file, &text))
    }

    fn file_size(&self, path: &str) -> u64 {
        files::size(path)
    }

    fn replace(&mut self, path: &str, text: &str) -> Result<(), String> {
        if let Some(stream) = stream_at(path) {
            return self.write_to_stream(stream, text);
        }
        let (file, text, unique) = (path.to_owned(), text.to_owned(), environment::random_seed());
        self.write(path, move || files::replace(&file, &text, unique))
    }

    fn write_log(&mut self, lines: Vec<Line>) {
        self.log.push(lines);
    }

    fn close(&mut self) {
        // A log that is not read changes no verdict.
        let _ = self.write_to_stream(Stream::Error, "");
    }

    fn arm(&mut self, deadline: Duration, exit_code: u8) {
        self.deadline = deadline;
        let left = deadline.saturating_sub(self.clock.elapsed());
        self.watchdog.arm(left, exit_code);
    }

    fn connect(&mut self, host: ApiHost, credentials: Credentials, request_timeout: Duration) {
        let proxy = credentials.proxy.as_ref();
        let client = Client::new(host, &credentials.token, credentials.roots, proxy);
        let events = self.sender.clone();
        self.poller = Some(Poller::start(client, request_timeout, self.clock, events));
    }

    fn send(&mut self, request: Request, until: Duration) {
        if let Some(poller) = &self.poller {
            poller.send(request, until);
        }
    }

    fn next_event(&mut self, at_most: Duration) -> Event {
        if let Some(signal) = self.signal.take() {
            return Event::Signal(signal);
        }
        let event = self.events.recv_timeout(at_most);
        event.unwrap_or(Event::Nothing)
    }

    fn requests(&self) -> u32 {
        self.poller.as_ref().map_or(0, Poller::requests)
    }
}
