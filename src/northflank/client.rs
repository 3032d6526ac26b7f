//! Sends the requests: the one place that talks to the network.
//!
//! HTTPS only, except to a loopback address. No redirect is followed and no
//! proxy is used for loopback, so the token reaches the API host alone. Bodies,
//! headers and time are bounded. What an answer means is not decided here.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};
use ureq::{Agent, Timeout, http};

use super::answer::{Answer, Body, Reply};
use super::headers::Headers;

/// A page of 100 builds takes some 60 KiB; a body beyond this is no list.
const LARGEST_BODY: u64 = 8 * 1024 * 1024;
const LARGEST_HEADERS: usize = 64 * 1024;

/// The token. Its debug form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as it was given, without the line break at its end.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without showing it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.is_empty() {
            Err("it is empty")
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err("it holds white space, a control character or a character beyond ASCII")
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// Where the API is: `https`, or `http` to a loopback address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiHost {
    base: String,
    is_loopback: bool,
}

impl ApiHost {
    /// Reads a URL of scheme and authority alone.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "it is no address such as https://api.northflank.com";
        let uri: http::Uri = text.parse().map_err(|_| FORM)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(FORM)?;
        let authority = uri.authority().ok_or(FORM)?.as_str();
        if authority.contains('@') {
            return Err("it holds credentials: the token has variables of its own");
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err("it goes on after the host: pass the host alone, without /v1");
        }
        let is_loopback = is_loopback(host);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback => {}
            Some("http") => return Err("it must be https, since the token is sent to it"),
            Some(_) | None => return Err(FORM),
        }
        let scheme = uri.scheme_str().unwrap_or("https");
        Ok(Self {
            base: format!("{scheme}://{authority}"),
            is_loopback,
        })
    }
}

impl fmt::Display for ApiHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.base)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_address = bare
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    is_address || host.eq_ignore_ascii_case("localhost")
}

/// Certificates to trust besides the built-in ones.
#[derive(Clone, Debug)]
pub struct PrivateRoots(Vec<Certificate<'static>>);

impl PrivateRoots {
    /// Reads the certificates of a PEM file.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(pem: &[u8]) -> Result<Self, &'static str> {
        let mut roots = Vec::new();
        for item in ureq::tls::parse_pem(pem) {
            match item.map_err(|_| "it is no PEM")? {
                PemItem::Certificate(certificate) => roots.push(certificate),
                _ => {}
            }
        }
        if roots.is_empty() {
            return Err("it holds no certificate in PEM form");
        }
        Ok(Self(roots))
    }
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
    /// A client that trusts the built-in roots and these.
    #[must_use]
    pub fn new(host: ApiHost, token: &Token, roots: Option<PrivateRoots>) -> Self {
        let private = roots.map(|PrivateRoots(roots)| RootCerts::new_with_certs(&roots));
        let agents = private
            .into_iter()
            .chain([RootCerts::WebPki])
            .map(|roots| agent(&host, roots))
            .collect();
        Self {
            agents,
            host,
            authorization: format!("Bearer {}", token.0),
        }
    }

    /// Gets a path and query, within this time.
    #[must_use]
    pub fn get(&self, path_and_query: &str, timeout: Duration) -> Reply {
        let mut why = String::new();
        for agent in &self.agents {
            match self.get_by(agent, path_and_query, timeout) {
                Reply::Distrusted(distrust) => why = distrust,
                reply @ (Reply::Answer(_) | Reply::Nothing(_)) => return reply,
            }
        }
        Reply::Distrusted(why)
    }

    fn get_by(&self, agent: &Agent, path_and_query: &str, timeout: Duration) -> Reply {
        let sent = agent
            .get(format!("{}{path_and_query}", self.host))
            .config()
            .timeout_global(Some(timeout))
            .build()
            .header("Authorization", &self.authorization)
            .header("Accept", "application/json")
            .call();
        let mut response = match sent {
            Ok(response) => response,
            Err(error) => return failure(&error, timeout),
        };
        let status = response.status().as_u16();
        let headers = headers(response.headers());
        let body = response.body_mut().with_config().limit(LARGEST_BODY);
        let body = match body.read_to_vec() {
            Ok(body) => Body::Whole(body),
            Err(ureq::Error::BodyExceedsLimit(_)) => {
                Body::Broken("the API answered with more than 8 MiB".to_owned())
            }
            Err(error) => Body::Broken(describe(&error, timeout)),
        };
        Reply::Answer(Answer {
            status,
            headers,
            body,
        })
    }
}

fn agent(host: &ApiHost, roots: RootCerts) -> Agent {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .https_only(!host.is_loopback)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(LARGEST_HEADERS)
        .user_agent(concat!("northflank-gate/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    if host.is_loopback {
        config = config.proxy(None);
    }
    config.build().new_agent()
}

fn headers(all: &http::HeaderMap) -> Headers {
    let text = |name: &str| {
        let value = all.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    Headers {
        date: text("date"),
        retry_after: text("retry-after"),
        location: text("location"),
        limit: text("x-ratelimit-limit"),
        remaining: text("x-ratelimit-remaining"),
        reset: text("x-ratelimit-reset"),
    }
}

fn failure(error: &ureq::Error, timeout: Duration) -> Reply {
    match distrust(error) {
        Some(why) => Reply::Distrusted(why),
        None => Reply::Nothing(describe(error, timeout)),
    }
}

/// Why the certificate of the other end does not verify, if that is what the
/// error says.
fn distrust(error: &ureq::Error) -> Option<String> {
    let error = match error {
        ureq::Error::Rustls(error) => error,
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref()?,
        _ => return None,
    };
    match error {
        rustls::Error::InvalidCertificate(why) => Some(why.to_string()),
        _ => None,
    }
}

/// What happened, as the end of a sentence.
fn describe(error: &ureq::Error, timeout: Duration) -> String {
    match error {
        ureq::Error::Timeout(Timeout::Global) => format!(
            "no whole answer within {}",
            humantime::format_duration(timeout)
        ),
        ureq::Error::HostNotFound => "the API host's name does not resolve".to_owned(),
        ureq::Error::Io(error) => match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_visible_ascii_and_never_shown() {
        let token = Token::parse("nf-secret\r\n").unwrap();
        assert_eq!(token, Token("nf-secret".to_owned()));
        assert_eq!(format!("{token:?}"), "Token(…)");
        for text in [
            "",
            "\n",
            "two words",
            "tab\t",
            "nf-\u{0}",
            "nf-é",
            "two\n\n",
        ] {
            assert!(Token::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_token_goes_out_by_https_or_stays_on_this_machine() {
        let base = |text: &str| ApiHost::parse(text).map(|host| host.to_string());
        for good in [
            "https://api.northflank.com",
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://[::1]:80",
            "https://proxy.example:8443",
        ] {
            assert_eq!(base(good), Ok(good.to_owned()));
            assert_eq!(base(&format!("{good}/")), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "api.northflank.com",
            "http://api.northflank.com",
            "ftp://127.0.0.1",
            "https://",
            "https://api.northflank.com/v1",
            "https://a@b.example",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "https://b.example?x",
        ] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn private_roots_are_certificates() {
        assert!(PrivateRoots::parse(b"").is_err());
        assert!(PrivateRoots::parse(b"-----BEGIN NONSENSE-----\n").is_err());
    }
}
