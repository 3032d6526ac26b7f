//! Sends the requests: the one place that talks to the network.
//!
//! HTTPS only, except to a loopback address. No redirect is followed and no
//! proxy is used for loopback, so the token reaches the API host alone. Bodies,
//! headers and time are bounded. What an answer means is not decided here.

use std::io::{self, ErrorKind, Read};
use std::time::Duration;

use ureq::config::Config;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, Resolver};
use ureq::{Agent, Timeout, http};

use super::access::{ApiHost, PrivateRoots, Proxy};
use super::addresses::Addresses;
use super::buffer::{Buffer, Bytes};
use super::certificate::{self, UNKNOWN_ISSUER};
use super::failure::{self, is_unreachable};
use super::headers::Headers;
use super::lenient;
use super::phase::{self, CurrentPhase, Phase};
use super::response::{Reply, RequestError, Response};
use super::token::Token;

/// A page of 100 builds takes some 60 KiB; a body beyond this is no list.
const MAX_BODY: u64 = 8 * 1024 * 1024;
/// What is no list says what is wrong in far less than this.
const MAX_REFUSAL: u64 = 64 * 1024;
const MAX_HEADERS: usize = 64 * 1024;
/// A full buffer would be taken for the end of the answer, so it is larger.
const INPUT_BUFFER: usize = 65 * 1024;
/// No line of a request is longer.
const MAX_REQUEST_LINE: usize = 16 * 1024;

/// How long one address of several is given to take a connection, with the
/// handshake of TLS: far more than it takes, and little of a request's time.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The connection that a request goes out on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// One that is open still, where there is one.
    KeptAlive,
    /// A new one. An answer does not say which question it answers: one too
    /// many on a connection would be taken for that to the next request.
    New,
}

/// A client of one API host.
pub struct Client {
    /// One for each set of roots: a host that verifies by any of them is
    /// trusted. Only the handshake is tried again, never a request.
    agents: Vec<Agent>,
    host: ApiHost,
    authorization: String,
    addresses: Addresses,
    phase: CurrentPhase,
    buffer: Buffer,
    /// Host and port of the proxy, for people.
    proxy: Option<String>,
}

impl Client {
    /// A client that trusts the built-in roots and these, and goes by this
    /// proxy.
    #[must_use]
    pub fn new(
        host: ApiHost,
        token: &Token,
        roots: Option<PrivateRoots>,
        proxy: Option<&Proxy>,
    ) -> Self {
        Self::with_resolver(host, token, roots, proxy, DefaultResolver::default())
    }

    fn with_resolver(
        host: ApiHost,
        token: &Token,
        roots: Option<PrivateRoots>,
        proxy: Option<&Proxy>,
        resolver: impl Resolver,
    ) -> Self {
        let phase = CurrentPhase::default();
        let addresses = Addresses::new(resolver, phase.clone());
        let private = roots.map(|roots| RootCerts::new_with_certs(roots.certificates()));
        let agents = private
            .into_iter()
            .chain([RootCerts::WebPki])
            .map(|roots| {
                let config = config(&host, roots, proxy);
                let connector = phase::connector(&phase, proxy.is_some());
                Agent::with_parts(config, connector, addresses.clone())
            })
            .collect();
        Self {
            agents,
            host,
            authorization: token.authorization(),
            addresses,
            phase,
            buffer: Buffer::default(),
            proxy: proxy.map(Proxy::name),
        }
    }

    /// Gets a path and query, within this time by this clock.
    ///
    /// # Errors
    ///
    /// Why nothing came.
    pub fn get(
        &self,
        path_and_query: &str,
        timeout: Duration,
        clock: &dyn Fn() -> Duration,
        connection: Connection,
    ) -> Reply {
        self.phase.enter(Phase::Name);
        let get = Get {
            path_and_query,
            timeout,
            until: clock().saturating_add(timeout),
            clock,
            connection,
        };
        let proxy = self.proxy.as_deref();
        let mut problem = UNKNOWN_ISSUER;
        for agent in &self.agents {
            let error = match self.try_addresses(agent, &get) {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let phase = self.phase.get();
            let Some(found) = certificate::problem(&error, phase == Phase::ProxyTls) else {
                return Err(failure::request_error(&error, phase, timeout, proxy));
            };
            problem = problem.or_better(found);
        }
        let has_private_roots = self.agents.len() > 1;
        Err(RequestError::Permanent(
            problem.refusal(has_private_roots, proxy),
        ))
    }

    /// Gets by one address after the other, until one takes the connection. After
    /// a fault, the next request begins with another address.
    fn try_addresses(&self, agent: &Agent, get: &Get<'_>) -> Result<Response, ureq::Error> {
        let mut tried = 1_usize;
        loop {
            let connect_timeout = connect_timeout(get.timeout, tried, self.addresses.count());
            let error = match self.send(agent, get, connect_timeout) {
                Ok(response) => {
                    return Ok(read_response(response, get.timeout, self.buffer.take()));
                }
                Err(error) => error,
            };
            self.addresses.advance();
            let is_slow = matches!(error, ureq::Error::Timeout(Timeout::Connect));
            let has_more = tried < self.addresses.count();
            if connect_timeout.is_none() || !(is_slow || (has_more && is_unreachable(&error))) {
                return Err(error);
            }
            tried = tried.saturating_add(1);
        }
    }

    fn send(
        &self,
        agent: &Agent,
        get: &Get<'_>,
        connect_timeout: Option<Duration>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let request = agent
            .get(format!("{}{}", self.host, get.path_and_query))
            .config()
            .timeout_connect(connect_timeout)
            .timeout_global(Some(get.until.saturating_sub((get.clock)())));
        let request = match get.connection {
            Connection::KeptAlive => request,
            Connection::New => request.max_idle_age(Duration::ZERO),
        };
        request
            .build()
            .header("Authorization", &self.authorization)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "identity")
            .header("Cache-Control", "no-cache")
            .call()
    }
}

/// How long the `tried`th of `count` addresses is given to take a connection; the
/// last has all the time that is left, and the others half of the request's between
/// them. No address was counted yet where `count` is 0: there may be two.
fn connect_timeout(timeout: Duration, tried: usize, count: usize) -> Option<Duration> {
    let is_last = count != 0 && tried >= count;
    let share = timeout / u32::try_from(count.max(2)).unwrap_or(u32::MAX) / 2;
    (!is_last).then(|| CONNECT_TIMEOUT.min(share))
}

/// A request, by whatever roots and address.
struct Get<'a> {
    path_and_query: &'a str,
    timeout: Duration,
    /// When the timeout is over, by the clock.
    until: Duration,
    clock: &'a dyn Fn() -> Duration,
    connection: Connection,
}

fn read_response(
    mut response: http::Response<ureq::Body>,
    timeout: Duration,
    buffer: Bytes,
) -> Response {
    let status = response.status().as_u16();
    let headers = headers(response.headers());
    let largest = if response.status().is_success() {
        MAX_BODY
    } else {
        MAX_REFUSAL
    };
    let body = read(response.body_mut(), largest, buffer)
        .map_err(|error| failure::of_body(&error, timeout, largest));
    Response {
        status,
        headers,
        body,
    }
}

fn config(host: &ApiHost, roots: RootCerts, proxy: Option<&Proxy>) -> Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .https_only(!host.is_loopback())
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(MAX_HEADERS)
        .input_buffer_size(INPUT_BUFFER)
        .output_buffer_size(MAX_REQUEST_LINE)
        .user_agent(concat!("northflank-gate/", env!("CARGO_PKG_VERSION")))
        .proxy(proxy.map(Proxy::as_ureq))
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build()
}

/// Reads a body of at most this many bytes into a buffer.
fn read(body: &mut ureq::Body, largest: u64, mut buffer: Bytes) -> Result<Bytes, ureq::Error> {
    // All that a body may ever take, at once: a buffer that is made larger may
    // take as much again while it is copied. What is not filled takes no memory.
    // Where a limit of the process forbids it all the same, that is a fault of this
    // request and no end of the process.
    let capacity = usize::try_from(MAX_BODY).unwrap_or_default();
    buffer
        .bytes
        .try_reserve_exact(capacity.saturating_add(lenient::MAX_GROWTH))
        .map_err(|_| io::Error::from(ErrorKind::OutOfMemory))?;
    let mut reader = body.with_config().limit(largest).reader();
    reader.read_to_end(&mut buffer.bytes)?;
    Ok(buffer)
}

fn headers(all: &http::HeaderMap) -> Headers {
    let text = |name: &str| {
        let value = all.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let all_of = |name: &str| {
        let values = all.get_all(name).iter();
        let values: Vec<&str> = values.map(|value| value.to_str().unwrap_or("")).collect();
        (!values.is_empty()).then(|| values.join(","))
    };
    Headers {
        date: text("date"),
        age: all_of("age"),
        retry_after: text("retry-after"),
        location: text("location"),
        limit: text("x-ratelimit-limit"),
        remaining: text("x-ratelimit-remaining"),
        reset: text("x-ratelimit-reset"),
    }
}

#[cfg(test)]
mod tests;
