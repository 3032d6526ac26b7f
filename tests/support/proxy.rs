//! A proxy to hosts that no request reaches, each for the reason in its name:
//! what a case cannot have by the address of the server alone.

#![expect(clippy::disallowed_types, reason = "a proxy of the tests listens")]
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use faulty_server::{Authority, Identity};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const CONNECTED: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";

/// Starts the proxy, which runs as long as the process.
pub(super) fn start() -> SocketAddr {
    let authority = Authority::new("nobody's").expect("an authority");
    let tls = authority.issue(Identity::Of("unknown-issuer.test"));
    let tls = tls.expect("a certificate");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let tls = Arc::clone(&tls);
            // An error stands for the other end that has left.
            thread::spawn(move || serve(stream, tls));
        }
    });
    address
}

fn serve(mut stream: TcpStream, tls: Arc<ServerConfig>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let host = request.trim_start_matches("CONNECT ").split(':').next();
    match host.unwrap_or_default() {
        "hangs-at-proxy.test" => hang(&mut stream),
        "hangs-in-tls.test" => {
            stream.write_all(CONNECTED)?;
            hang(&mut stream)
        }
        "unknown-issuer.test" => {
            stream.write_all(CONNECTED)?;
            let connection = ServerConnection::new(tls).map_err(std::io::Error::other)?;
            hang(&mut StreamOwned::new(connection, stream))
        }
        _ => stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
    }
}

/// Says nothing until the other end has left.
fn hang(stream: &mut impl Read) -> std::io::Result<()> {
    std::io::copy(stream, &mut std::io::sink()).map(|_| ())
}
