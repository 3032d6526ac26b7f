//! The listener: takes connections, keeps what was asked, plays the script.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::script::{Step, Then};

/// What to do about a request, by its number, from 0 on.
type Script = dyn Fn(usize) -> Vec<Step> + Send + Sync;

/// No request of a client in these tests has a longer head.
const MAX_HEAD: usize = 64 * 1024;

/// A server on loopback that runs until it is dropped.
pub struct FaultyServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    script: Box<Script>,
    tls: Option<Arc<ServerConfig>>,
    is_over: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
    heads: Mutex<Vec<Vec<u8>>>,
}

impl FaultyServer {
    /// Starts a server without TLS on a free port.
    ///
    /// # Errors
    ///
    /// When the system has no port or thread left.
    pub fn start(script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static) -> io::Result<Self> {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::start_at(anywhere, None, script)
    }

    /// Starts a server at this address, behind TLS where it is given.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub fn start_at(
        address: SocketAddr,
        tls: Option<Arc<ServerConfig>>,
        script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            script: Box::new(script),
            tls,
            is_over: AtomicBool::new(false),
            connections: Mutex::new(vec![]),
            heads: Mutex::new(vec![]),
        });
        let own = Arc::clone(&shared);
        let thread = thread::Builder::new().spawn(move || accept(&listener, &own))?;
        Ok(Self {
            address,
            shared,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The heads of all requests so far, as they came.
    #[must_use]
    pub fn requests(&self) -> Vec<Vec<u8>> {
        lock(&self.shared.heads).clone()
    }

    /// How many connections were made so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.shared.connections).len()
    }
}

impl Drop for FaultyServer {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // One last connection wakes the listener up.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            // A panic has been reported on standard error already.
            let _ = thread.join();
        }
        for connection in &*lock(&self.shared.connections) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_over.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if let Ok(copy) = stream.try_clone() {
            lock(&shared.connections).push(copy);
        }
        let shared = Arc::clone(shared);
        // An error stands for the other end that has left: the test's affair.
        thread::spawn(move || serve(stream, &shared));
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let copy = stream.try_clone()?;
    let served = match &shared.tls {
        None => converse(stream, shared),
        Some(config) => {
            let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
            converse(StreamOwned::new(connection, stream), shared)
        }
    };
    // The list of connections holds it open otherwise.
    let _ = copy.shutdown(Shutdown::Both);
    served
}

fn converse(mut stream: impl Read + Write, shared: &Shared) -> io::Result<()> {
    while let Some(head) = read_head(&mut stream)? {
        let number = {
            let mut heads = lock(&shared.heads);
            heads.push(head);
            heads.len() - 1
        };
        for step in (shared.script)(number) {
            if step.perform(&mut stream)? == Then::End {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads up to the empty line; nothing where the other end has left.
fn read_head(stream: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < MAX_HEAD {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.extend(byte);
    }
    Ok(Some(head))
}
