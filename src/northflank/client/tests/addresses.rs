//! Hosts of several addresses.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;

/// Finds these addresses for any name.
#[derive(Debug)]
struct Fixed(Vec<SocketAddr>);

impl Resolver for Fixed {
    fn resolve(
        &self,
        _: &http::Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        for address in &self.0 {
            addresses.push(*address);
        }
        Ok(addresses)
    }
}

fn client_of(addresses: Vec<SocketAddr>) -> Client {
    let host = ApiHost::parse("http://localhost:1").unwrap();
    let token = Token::parse("nf-secret").unwrap();
    Client::with_resolver(host, &token, None, None, Fixed(addresses))
}

/// An address that takes no connection.
fn dead() -> SocketAddr {
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    closed.local_addr().unwrap()
}

/// A listener that answers each connection once, and how often it was asked.
fn answering() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let _ = socket.read(&mut [0; 4096]).unwrap();
            count.fetch_add(1, Ordering::Relaxed);
            socket
                .write_all(b"HTTP/1.1 204 No\r\nConnection: close\r\n\r\n")
                .unwrap();
        }
    });
    (address, asked)
}

#[test]
fn an_address_that_takes_no_connection_is_passed_over_at_once() {
    let dead = dead();
    let (alive, asked) = answering();
    let client = client_of(vec![dead, dead, alive]);
    for number in 1..=3 {
        let reply = client.get("/v1", Duration::from_secs(10), &stopped, Connection::New);
        assert_eq!(
            (status(&reply), asked.load(Ordering::Relaxed)),
            (Some(204), number)
        );
    }
    let client = client_of(vec![dead, dead]);
    let reply = client.get("/v1", Duration::from_secs(10), &stopped, Connection::New);
    assert_eq!(
        reply,
        Err(unanswered(
            Cause::Other,
            "no answer: connection refused".to_owned(),
            Phase::Connect.hint()
        ))
    );
}

/// Finds what another does, and notes what is left of the time of each try.
#[derive(Debug)]
struct Noting(Fixed, Arc<Mutex<Vec<Duration>>>);

impl Resolver for Noting {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.1.lock().unwrap().push(*timeout.after);
        self.0.resolve(uri, config, timeout)
    }
}

/// When a client asks for the addresses of its host: what is left of the time then.
fn times(addresses: Vec<SocketAddr>) -> (Option<u16>, Vec<Duration>) {
    let times = Arc::default();
    let resolver = Noting(Fixed(addresses), Arc::clone(&times));
    let host = ApiHost::parse("http://localhost:1").unwrap();
    let token = Token::parse("nf-secret").unwrap();
    let client = Client::with_resolver(host, &token, None, None, resolver);
    let timeout = Duration::from_secs(10);
    let reply = client.get("/v1", timeout, &stopped, Connection::New);
    let times = times.lock().unwrap().clone();
    (status(&reply), times)
}

#[test]
fn an_only_address_that_takes_no_connection_is_tried_once() {
    let dead = dead();
    let (status, times) = times(vec![dead]);
    assert_eq!((status, times.len()), (None, 1));
}

#[test]
fn a_refusal_at_once_takes_no_time_from_the_next_address() {
    let dead = dead();
    let (alive, _) = answering();
    let (status, times) = times(vec![dead, alive]);
    assert_eq!((status, times.len()), (Some(204), 2));
    assert!(times[1] > Duration::from_secs(9), "{times:?}");
}

#[test]
fn after_an_address_that_stays_silent_the_next_request_begins_with_another() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (alive, _) = answering();
    let client = client_of(vec![silent.local_addr().unwrap(), alive]);
    let get = || status(&client.get("/v1", Duration::from_millis(100), &stopped, Connection::New));
    assert_eq!([get(), get(), get()], [None, Some(204), Some(204)]);
}

#[test]
fn every_address_but_the_last_has_a_share_of_the_time() {
    let seconds = Duration::from_secs;
    for (timeout, tried, count, expected) in [
        (8, 1, 0, Some(2)),
        (8, 1, 2, Some(2)),
        (16, 1, 4, Some(2)),
        (16, 3, 4, Some(2)),
        (16, 4, 4, None),
        (16, 1, 1, None),
        (60, 1, 2, Some(3)),
    ] {
        let found = connect_timeout(seconds(timeout), tried, count);
        assert_eq!(found, expected.map(seconds), "{timeout} {tried} {count}");
    }
}
