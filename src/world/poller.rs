//! Sends requests on a thread of its own, so that a request that hangs holds up
//! neither a signal nor the deadline.

#![expect(
    clippy::disallowed_methods,
    reason = "requests are made on a thread of their own"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use super::Event;
use super::clock::Clock;
use crate::gate::listing::{Cause, Fault};
use crate::northflank::client::{Client, Connection};
use crate::northflank::request::Request;
use crate::northflank::response::RequestError;

/// The thread that makes requests.
#[derive(Debug)]
pub struct Poller {
    inbox: Sender<(Request, Duration)>,
    sent: Arc<AtomicU32>,
}

impl Poller {
    /// Starts the thread. What comes of a request comes as an event.
    #[must_use]
    pub fn start(
        client: Client,
        request_timeout: Duration,
        clock: Clock,
        events: Sender<Event>,
    ) -> Self {
        let (inbox, requests) = mpsc::channel::<(Request, Duration)>();
        let sent = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&sent);
        thread::spawn(move || {
            let mut last_target = None;
            for (request, until) in requests {
                // A late answer about one target must not be read as another's.
                let target = request.target().clone();
                let is_another = last_target.replace(target).as_ref() != Some(request.target());
                // Within a poll, a surplus answer must not be read as the next page:
                // only a connection that was idle between polls is known to be empty.
                let mut connection = if is_another {
                    Connection::New
                } else {
                    Connection::KeptAlive
                };
                let answer = request.make(|path| {
                    let left = until.saturating_sub(clock.elapsed());
                    if left.is_zero() {
                        let what = "there was no time left to ask".to_owned();
                        let fault = Fault::new(Cause::Other, what, false);
                        return Err(RequestError::Transient(fault));
                    }
                    count.fetch_add(1, Ordering::Relaxed);
                    let connection = std::mem::replace(&mut connection, Connection::New);
                    // Ends before the deadline, so that what it hung in is known: a
                    // socket's timeout may come an eighth of it late (Linux).
                    let time = request_timeout.min(left.saturating_sub(left / 8));
                    client.get(path, time, &|| clock.elapsed(), connection)
                });
                if events.send(Event::Answer(answer)).is_err() {
                    return;
                }
            }
        });
        Self { inbox, sent }
    }

    /// Starts a request, which may take until this time since the start.
    pub fn send(&self, request: Request, until: Duration) {
        // The thread lives as long as this does; if it were gone, nothing would
        // come back, and the deadline would end the run.
        let _ = self.inbox.send((request, until));
    }

    /// How many requests were sent.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.sent.load(Ordering::Relaxed)
    }
}
