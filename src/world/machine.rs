//! The real outside.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::backstop::Backstop;
use super::clock::Clock;
use super::looker::Looker;
use super::{Event, World, crash, environment, files, signals, streams};
use crate::ask::access::Access;
use crate::ask::telling::Telling;
use crate::gate::verdict::Outcome;
use crate::northflank::access::ApiHost;
use crate::northflank::client::Client;
use crate::northflank::pages::Errand;
use crate::report::voice::{Line, Stream};

/// This machine, from the start of the process on.
#[derive(Debug)]
pub struct Machine {
    clock: Clock,
    events: Receiver<Event>,
    sender: Sender<Event>,
    looker: Option<Looker>,
    backstop: Backstop,
}

impl Machine {
    /// Starts the clock and listens to signals.
    #[must_use]
    pub fn start() -> Self {
        let (sender, events) = mpsc::channel();
        let clock = Clock::start();
        signals::watch(sender.clone());
        Self {
            clock,
            events,
            sender,
            looker: None,
            backstop: Backstop::new(Outcome::Timeout.exit_code()),
        }
    }
}

impl World for Machine {
    fn catch_panics(&mut self, telling: &Telling) {
        crash::catch(telling);
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn chance(&mut self) -> u64 {
        environment::chance()
    }

    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        let read = match path {
            "-" => streams::read_input(),
            path => files::read(path),
        };
        read.map_err(|error| error.to_string())
    }

    fn append(&mut self, path: &str, text: &str) -> Result<(), String> {
        files::append(path, text).map_err(|error| error.to_string())
    }

    fn replace(&mut self, path: &str, text: &str) -> Result<(), String> {
        let written = match path {
            "-" => streams::write(Stream::Output, text),
            path => files::replace(path, text),
        };
        written.map_err(|error| error.to_string())
    }

    fn tell(&mut self, lines: Vec<Line>) {
        for (stream, line) in lines {
            // A log that nobody reads changes no verdict.
            let _ = streams::write(stream, &format!("{line}\n"));
        }
    }

    fn end_by(&mut self, deadline: Duration, exit_code: u8) {
        self.backstop.end_with(exit_code);
        self.backstop
            .end_after(deadline.saturating_sub(self.clock.elapsed()));
    }

    fn connect(&mut self, host: ApiHost, access: Access, request_timeout: Duration) {
        let client = Client::new(host, &access.token, access.roots);
        let events = self.sender.clone();
        self.looker = Some(Looker::start(client, request_timeout, self.clock, events));
    }

    fn send(&mut self, errand: Errand, until: Duration) {
        if let Some(looker) = &self.looker {
            looker.send(errand, until);
        }
    }

    fn next_event(&mut self, at_most: Duration) -> Event {
        match self.events.recv_timeout(at_most) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Event::Nothing,
        }
    }

    fn requests(&self) -> u32 {
        self.looker.as_ref().map_or(0, Looker::requests)
    }
}
