//! The server: speaks HTTP on loopback, and is the only part that knows the
//! clock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};
use std::{io, net};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::answer::{Answer, Close};
use crate::body::Body;
use crate::fake::{Fake, RecordedRequest};
use crate::project::Moment;

/// The token that the server takes where none is given.
pub const TOKEN: &str = "nf-fake-token-0123456789";

/// How to start a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The port on 127.0.0.1; 0 stands for any that is free.
    pub port: u16,
    /// The directory with the scenarios.
    pub scenarios: PathBuf,
    /// The one token that the API knows.
    pub token: String,
    /// The account’s quota.
    pub requests_per_hour: u64,
}

impl Default for Options {
    /// Any port, this crate’s own scenarios, [`TOKEN`], the documented quota.
    fn default() -> Self {
        Self {
            port: 0,
            scenarios: Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"),
            token: TOKEN.to_owned(),
            requests_per_hour: 1000,
        }
    }
}

/// A server that runs on a thread of its own until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: net::SocketAddr,
    fake: Arc<Mutex<Fake>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server: when this returns, it accepts connections.
    ///
    /// # Errors
    ///
    /// When the port is taken, or the system has no threads left.
    pub fn start(options: Options) -> io::Result<Self> {
        let listener = net::TcpListener::bind((net::Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let fake = Fake::new(options.scenarios, options.token, options.requests_per_hour);
        let fake = Arc::new(Mutex::new(fake));
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&fake);
        let thread = thread::Builder::new()
            .name("fake-northflank".to_owned())
            .spawn(move || run(&runtime, listener, shared, stopped))?;
        Ok(Self {
            address,
            fake,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address without a path, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests to a project so far, in their order; the project id
    /// counts as a whole, with `~ANYTHING` where it has that.
    #[must_use]
    pub fn requests(&self, project: &str) -> Vec<RecordedRequest> {
        lock(&self.fake).requests(project)
    }

    /// Serves for as long as the process lives.
    pub fn wait(mut self) {
        join(self.thread.take());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        join(self.thread.take());
    }
}

fn join(thread: Option<JoinHandle<()>>) {
    if let Some(thread) = thread {
        // A panic has been reported on standard error already.
        let _ = thread.join();
    }
}

fn lock(fake: &Mutex<Fake>) -> MutexGuard<'_, Fake> {
    fake.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until `stopped` resolves; the runtime takes all connections with it
/// when it is dropped behind this.
fn run(
    runtime: &Runtime,
    listener: net::TcpListener,
    fake: Arc<Mutex<Fake>>,
    stopped: oneshot::Receiver<()>,
) {
    let accepting = async move {
        let listener = TcpListener::from_std(listener)?;
        accept(&listener, &fake).await
    };
    runtime.block_on(async move {
        tokio::spawn(accepting);
        // An error stands for a sender that is gone: the server as well.
        let _ = stopped.await;
    });
}

async fn accept(listener: &TcpListener, fake: &Arc<Mutex<Fake>>) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                stream.set_nodelay(true)?;
                tokio::spawn(serve(stream, Arc::clone(fake), start));
            }
            // Such as too many open files: some will be closed again.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve(stream: TcpStream, fake: Arc<Mutex<Fake>>, start: Instant) {
    let service = service_fn(|request: Request<Incoming>| {
        let (head, _) = request.into_parts();
        let moment = Moment {
            elapsed: start.elapsed(),
            date: SystemTime::now(),
        };
        send(lock(&fake).answer(&head, moment))
    });
    // Errors are connections that ended early: the client’s affair, or a
    // script’s.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Makes HTTP of an answer; an error drops the connection.
async fn send(answer: Answer) -> io::Result<Response<Body>> {
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    let body = match answer.close {
        Some(Close::BeforeAnswer) => {
            return Err(io::Error::other("scripted end before the answer"));
        }
        Some(Close::InBody) => Body::half(answer.body),
        None => Body::whole(answer.body),
    };
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        if let Some(value) = value {
            response = response.header(name, value);
        }
    }
    response.body(body).map_err(io::Error::other)
}
