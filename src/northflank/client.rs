//! Sends the requests: the one place that talks to the network.
//!
//! HTTPS only, except to a loopback address. No redirect is followed and no
//! proxy is used for loopback, so the token reaches the API host alone. Bodies,
//! headers and time are bounded. What an answer means is not decided here.

use std::io::{ErrorKind, Read};
use std::time::Duration;

use rustls::CertificateError;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Timeout, http};

use super::access::{ApiHost, PrivateRoots, Proxy, Token};
use super::answer::{Answer, Body, Distrust, Reply};
use super::headers::Headers;

/// A page of 100 builds takes some 60 KiB; a body beyond this is no list.
const LARGEST_BODY: u64 = 8 * 1024 * 1024;
/// What is no list says what is wrong in far less than this.
const LARGEST_REFUSAL: u64 = 64 * 1024;
const LARGEST_HEADERS: usize = 64 * 1024;

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
        let private = roots.map(|roots| RootCerts::new_with_certs(roots.certificates()));
        let agents = private
            .into_iter()
            .chain([RootCerts::WebPki])
            .map(|roots| agent(&host, roots, proxy))
            .collect();
        Self {
            agents,
            host,
            authorization: token.authorization(),
        }
    }

    /// Gets a path and query, within this time.
    #[must_use]
    pub fn get(&self, path_and_query: &str, timeout: Duration, connection: Connection) -> Reply {
        let mut reasons = Vec::new();
        for agent in &self.agents {
            match self.get_by(agent, path_and_query, timeout, connection) {
                Reply::Distrusted(why) => reasons.push(why),
                reply @ (Reply::Answer(_) | Reply::Nothing(_)) => return reply,
            }
        }
        // That one set of roots does not know the issuer says the least.
        let known = reasons
            .into_iter()
            .find(|why| *why != Distrust::UnknownIssuer);
        Reply::Distrusted(known.unwrap_or(Distrust::UnknownIssuer))
    }

    fn get_by(
        &self,
        agent: &Agent,
        path_and_query: &str,
        timeout: Duration,
        connection: Connection,
    ) -> Reply {
        let request = agent
            .get(format!("{}{path_and_query}", self.host))
            .config()
            .timeout_global(Some(timeout));
        let request = match connection {
            Connection::KeptAlive => request,
            Connection::New => request.max_idle_age(Duration::ZERO),
        };
        let sent = request
            .build()
            .header("Authorization", &self.authorization)
            .header("Accept", "application/json")
            .header("Cache-Control", "no-cache")
            .call();
        let mut response = match sent {
            Ok(response) => response,
            Err(error) => return failure(&error, timeout),
        };
        let status = response.status().as_u16();
        let headers = headers(response.headers());
        let largest = if response.status().is_success() {
            LARGEST_BODY
        } else {
            LARGEST_REFUSAL
        };
        let body = match read(response.body_mut(), largest) {
            Ok(body) => Body::Whole(body),
            Err(ureq::Error::BodyExceedsLimit(_)) => Body::Broken(format!(
                "the API answered with more than {} KiB",
                largest / 1024
            )),
            Err(error) => Body::Broken(format!(
                "the answer broke off: {}",
                describe(&error, timeout)
            )),
        };
        Reply::Answer(Answer {
            status,
            headers,
            body,
        })
    }
}

fn agent(host: &ApiHost, roots: RootCerts, proxy: Option<&Proxy>) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .https_only(!host.is_loopback())
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(LARGEST_HEADERS)
        .user_agent(concat!("northflank-gate/", env!("CARGO_PKG_VERSION")))
        .proxy(proxy.map(Proxy::as_ureq))
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    config.build().new_agent()
}

/// Reads a body of at most so many bytes. A buffer that grows as it is filled
/// would take up to three times as much.
fn read(body: &mut ureq::Body, largest: u64) -> Result<Vec<u8>, ureq::Error> {
    let capacity = usize::try_from(largest).unwrap_or_default();
    // What is not filled takes no memory.
    let mut whole = Vec::with_capacity(capacity);
    let mut reader = body.with_config().limit(largest).reader();
    reader.read_to_end(&mut whole)?;
    whole.shrink_to_fit();
    Ok(whole)
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

fn failure(error: &ureq::Error, timeout: Duration) -> Reply {
    if let ureq::Error::ConnectProxyFailed(why) = error
        && why.contains(" 407/")
    {
        return Reply::Answer(Answer {
            status: 407,
            headers: Headers::default(),
            body: Body::Whole(vec![]),
        });
    }
    match distrust(error) {
        Some(why) => Reply::Distrusted(why),
        None => Reply::Nothing(format!("no answer: {}", describe(error, timeout))),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of other crates may grow; what is not known passes"
)]
/// Why the certificate of the other end does not verify, if that is what the
/// error says.
fn distrust(error: &ureq::Error) -> Option<Distrust> {
    let error = match error {
        ureq::Error::Rustls(error) => error,
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref()?,
        _ => return None,
    };
    match error {
        rustls::Error::InvalidCertificate(why) => Some(match why {
            CertificateError::UnknownIssuer => Distrust::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Distrust::Other("it has expired".to_owned())
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Distrust::Other("it is for another name".to_owned())
            }
            why => Distrust::Other(why.to_string()),
        }),
        _ => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of other crates may grow, and describe themselves"
)]
/// What happened, as the end of a sentence.
fn describe(error: &ureq::Error, timeout: Duration) -> String {
    match error {
        ureq::Error::Timeout(Timeout::Global) => {
            format!("timed out after {}", humantime::format_duration(timeout))
        }
        ureq::Error::HostNotFound => "the name of the API host does not resolve".to_owned(),
        // In the words of Rust where it has some, which are the same everywhere.
        ureq::Error::Io(error) => match error.kind() {
            kind @ (ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::NotConnected
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::BrokenPipe
            | ErrorKind::TimedOut
            | ErrorKind::UnexpectedEof) => kind.to_string(),
            _ => error.to_string(),
        },
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
