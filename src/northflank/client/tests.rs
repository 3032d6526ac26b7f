//! What is sent, and what is read of an answer on a socket of this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the other end of what the client talks to"
)]

mod addresses;
mod answers;

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use faulty_server::{Authority, FaultyServer, Identity};
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::transport::NextTimeout;

use super::*;
use crate::model::fault::{Cause, Fault};

/// A clock that stands still.
fn stopped() -> Duration {
    Duration::ZERO
}

#[test]
fn a_closed_port_is_described_in_the_same_words_everywhere() {
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = ApiHost::parse(&format!("http://{}", closed.local_addr().unwrap())).unwrap();
    drop(closed);
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
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

fn unanswered(cause: Cause, what: String, hint: Option<&'static str>) -> RequestError {
    RequestError::Transient(Fault {
        hint,
        ..Fault::new(cause, what, false)
    })
}

fn status(reply: &Reply) -> Option<u16> {
    reply.as_ref().map(|answer| answer.status).ok()
}

/// Whether the request came this far, and got no answer.
fn stopped_in(reply: &Reply, phase: Phase) -> bool {
    matches!(reply, Err(RequestError::Transient(fault)) if fault.what.ends_with(&phase.text("the API host")))
}

#[test]
fn two_sets_of_roots_share_the_time_of_one_request() {
    let theirs = Authority::new("theirs").unwrap();
    let tls = theirs.issue(Identity::Of("127.0.0.1")).unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = FaultyServer::start_at(address, Some(tls), |_| vec![]).unwrap();
    let host = ApiHost::parse(&format!("https://{}", server.address())).unwrap();
    let ours = Authority::new("ours").unwrap().pem();
    let roots = PrivateRoots::parse(ours.as_bytes()).ok();
    assert_eq!(roots.as_ref().unwrap().certificates().len(), 1);
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), roots, None);
    // The handshake with the first takes all of it.
    let timeout = Duration::from_secs(10);
    let clock = || timeout * u32::try_from(server.connections()).unwrap();
    let reply = client.get("/v1", timeout, &clock, Connection::New);
    let phase = Phase::Tls;
    let what = "no answer: timed out after 10s, in the TLS handshake".to_owned();
    assert_eq!(reply, Err(unanswered(Cause::TimedOut, what, phase.hint())));
}

#[test]
fn a_request_that_hangs_names_what_it_hangs_in() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = silent.local_addr().unwrap();
    for (host, phase, cause) in [
        (format!("http://{address}"), Phase::Wait, Cause::Unanswered),
        (format!("https://{address}"), Phase::Tls, Cause::TimedOut),
    ] {
        let host = ApiHost::parse(&host).unwrap();
        let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
        let reply = client.get("/v1", Duration::from_millis(50), &stopped, Connection::New);
        let what = format!(
            "no answer: timed out after 50ms, {}",
            phase.text("the API host")
        );
        assert_eq!(reply, Err(unanswered(cause, what, phase.hint())));
    }
    let proxy = Proxy::parse(&format!("http://ci:secret@{address}")).unwrap();
    let host = ApiHost::parse("https://api.northflank.invalid").unwrap();
    let token = Token::parse("nf-secret").unwrap();
    let client = Client::new(host, &token, None, Some(&proxy));
    let reply = client.get("/v1", Duration::from_millis(50), &stopped, Connection::New);
    assert!(stopped_in(&reply, Phase::Proxy), "{reply:?}");
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
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
    for _ in 0..2 {
        let reply = client.get("/v1", Duration::from_secs(10), &stopped, Connection::New);
        let what = "no answer: the other end does not speak TLS".to_owned();
        let phase = Phase::Tls;
        assert_eq!(reply, Err(unanswered(Cause::Other, what, phase.hint())));
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
    let token = Token::parse("nf-secret").unwrap();
    let client = Client::with_resolver(host, &token, None, None, Slow);
    let reply = client.get("/v1", Duration::from_secs(1), &stopped, Connection::New);
    assert!(stopped_in(&reply, Phase::Name), "{reply:?}");
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
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
    let get = || {
        client.get(
            "/v1",
            Duration::from_millis(300),
            &stopped,
            Connection::KeptAlive,
        )
    };
    assert_eq!(status(&get()), Some(204));
    let reply = get();
    assert!(stopped_in(&reply, Phase::Wait), "{reply:?}");
    drop(client);
    assert!(server.join().unwrap() > 0);
}
