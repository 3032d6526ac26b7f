//! What is sent, and what is read of an answer on a socket of this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the other end of what the client talks to"
)]

mod answers;

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::transport::NextTimeout;

use super::*;

#[test]
fn a_closed_port_is_described_in_the_same_words_everywhere() {
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = ApiHost::parse(&format!("http://{}", closed.local_addr().unwrap())).unwrap();
    drop(closed);
    let client = Client::new(host, &Token::parse("secret").unwrap(), None, None);
    let reply = client.get("/v1", Duration::from_secs(10), Connection::New);
    assert_eq!(
        reply,
        Reply::Stopped {
            phase: Phase::Connect,
            what: "no answer: connection refused".to_owned()
        }
    );
}

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

fn client_of(addresses: Vec<SocketAddr>) -> Client<Fixed> {
    let host = ApiHost::parse("http://localhost:1").unwrap();
    let token = Token::parse("secret").unwrap();
    Client::with_resolver(host, &token, None, None, Fixed(addresses))
}

fn status(reply: &Reply) -> Option<u16> {
    match reply {
        Reply::Response(answer) => Some(answer.status),
        Reply::NoResponse(_)
        | Reply::Untrusted(_)
        | Reply::Stopped { .. }
        | Reply::ProxyRefused { .. } => None,
    }
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
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let dead = closed.local_addr().unwrap();
    drop(closed);
    let (alive, asked) = answering();
    let client = client_of(vec![dead, dead, alive]);
    for number in 1..=3 {
        let reply = client.get("/v1", Duration::from_secs(10), Connection::New);
        assert_eq!(
            (status(&reply), asked.load(Ordering::Relaxed)),
            (Some(204), number)
        );
    }
    let client = client_of(vec![dead, dead]);
    let reply = client.get("/v1", Duration::from_secs(10), Connection::New);
    assert_eq!(
        reply,
        Reply::Stopped {
            phase: Phase::Connect,
            what: "no answer: connection refused".to_owned()
        }
    );
}

#[test]
fn after_an_address_that_stays_silent_the_next_request_begins_with_another() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (alive, _) = answering();
    let client = client_of(vec![silent.local_addr().unwrap(), alive]);
    let get = || status(&client.get("/v1", Duration::from_millis(100), Connection::New));
    assert_eq!([get(), get(), get()], [None, Some(204), Some(204)]);
}

#[test]
fn a_request_that_hangs_names_what_it_hangs_in() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = silent.local_addr().unwrap();
    for (host, phase) in [
        (format!("http://{address}"), Phase::Wait),
        (format!("https://{address}"), Phase::Tls),
    ] {
        let host = ApiHost::parse(&host).unwrap();
        let client = Client::new(host, &Token::parse("secret").unwrap(), None, None);
        let reply = client.get("/v1", Duration::from_millis(50), Connection::New);
        let what = format!("no answer: timed out after 50ms, {}", phase.text());
        assert_eq!(reply, Reply::Stopped { phase, what });
    }
    let proxy = Proxy::parse(&format!("http://ci:secret@{address}")).unwrap();
    let host = ApiHost::parse("https://api.northflank.invalid").unwrap();
    let token = Token::parse("secret").unwrap();
    let client = Client::new(host, &token, None, Some(&proxy));
    let reply = client.get("/v1", Duration::from_millis(50), Connection::New);
    assert!(
        matches!(
            reply,
            Reply::Stopped {
                phase: Phase::Proxy,
                ..
            }
        ),
        "{reply:?}"
    );
}

#[test]
fn a_server_that_speaks_http_where_tls_is_due_is_called_that() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = format!("https://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        for _ in 0..2 {
            let (mut socket, _) = listener.accept().unwrap();
            let _ = socket.read(&mut [0; 4096]).unwrap();
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let host = ApiHost::parse(&host).unwrap();
    let client = Client::new(host, &Token::parse("secret").unwrap(), None, None);
    for _ in 0..2 {
        let reply = client.get("/v1", Duration::from_secs(10), Connection::New);
        let what = "no answer: the other end does not speak TLS".to_owned();
        let phase = Phase::Tls;
        assert_eq!(reply, Reply::Stopped { phase, what });
    }
    server.join().unwrap();
}

/// A resolver that never comes back in time.
#[derive(Debug)]
struct Slow;

impl Resolver for Slow {
    fn resolve(
        &self,
        _: &http::Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Err(ureq::Error::Timeout(Timeout::Global))
    }
}

#[test]
fn a_name_that_takes_too_long_is_named() {
    let host = ApiHost::parse("http://localhost:1").unwrap();
    let token = Token::parse("secret").unwrap();
    let client = Client::with_resolver(host, &token, None, None, Slow);
    let reply = client.get("/v1", Duration::from_secs(1), Connection::New);
    assert!(
        matches!(
            reply,
            Reply::Stopped {
                phase: Phase::Name,
                ..
            }
        ),
        "{reply:?}"
    );
}

#[test]
fn a_phase_is_that_of_the_last_request_on_a_connection_that_was_kept() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 4096]).unwrap();
        socket.write_all(b"HTTP/1.1 204 No\r\n\r\n").unwrap();
        // The second request is read and left without an answer.
        let length = socket.read(&mut [0; 4096]).unwrap();
        let _ = socket.read(&mut [0; 1]);
        length
    });
    let host = ApiHost::parse(&format!("http://{address}")).unwrap();
    let client = Client::new(host, &Token::parse("secret").unwrap(), None, None);
    let get = || client.get("/v1", Duration::from_millis(300), Connection::KeptAlive);
    assert_eq!(status(&get()), Some(204));
    let reply = get();
    assert!(
        matches!(
            reply,
            Reply::Stopped {
                phase: Phase::Wait,
                ..
            }
        ),
        "{reply:?}"
    );
    drop(client);
    assert!(server.join().unwrap() > 0);
}
