//! What it means that a request got no answer, in words of this program.
//!
//! The texts of other crates hold debug forms, so none of them is shown, but for
//! those of the operating system and of what is no HTTP.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of other crates may grow; each has some words, and none is a proof of trust"
)]

use std::io::{self, ErrorKind};
use std::time::Duration;

use rustls::AlertDescription;

use super::certificate::tls_error;
use super::headers::Headers;
use super::phase::Phase;
use super::response::{RequestError, fault_or_refusal};
use crate::model::duration;
use crate::model::fault::{Cause, Fault};

/// The error of a request that failed in this phase, on its way by this proxy.
pub(super) fn request_error(
    error: &ureq::Error,
    phase: Phase,
    timeout: Duration,
    proxy: Option<&str>,
) -> RequestError {
    let is_late = matches!(error, ureq::Error::Timeout(_));
    // Behind a proxy, the connection that is opened and the name that is looked up are
    // those of the proxy.
    let is_to_proxy = phase == Phase::Connect && proxy.is_some();
    let other_end = proxy.map_or_else(
        || "the API host".to_owned(),
        |proxy| format!("the proxy {proxy}"),
    );
    let why = describe(error, timeout);
    let what = match error {
        ureq::Error::ConnectProxyFailed(why) => {
            // `proxy server responded 403/403`, or that nothing came.
            let status = why.rsplit('/').next().and_then(|text| text.parse().ok());
            if let (Some(proxy), Some(status)) = (proxy, status) {
                let what = format!("the proxy {proxy} answered {status} to CONNECT");
                let fault = Fault::new(Cause::Proxy, what, false);
                return fault_or_refusal(fault, status, &Headers::default(), proxy_hint(status));
            }
            format!("{other_end} did not answer")
        }
        // Operating systems word this differently.
        _ if phase == Phase::Name && !is_late => {
            format!("the name of {other_end} does not resolve")
        }
        _ if is_to_proxy && !is_late => format!("{other_end} took no connection: {why}"),
        _ if phase == Phase::ProxyTls && !is_late => format!("no TLS with {other_end}: {why}"),
        _ => why,
    };
    let lasting = is_late.then(|| format!(", {}", phase.text(&other_end)));
    let lasting = lasting.unwrap_or_default();
    let phase = match phase {
        Phase::Name | Phase::Connect if proxy.is_some() => Phase::Proxy,
        phase => phase,
    };
    let is_sent = matches!(phase, Phase::Send | Phase::Wait);
    let cause = match is_late {
        true if is_sent => Cause::Unanswered,
        true => Cause::TimedOut,
        false if is_to_proxy || phase == Phase::ProxyTls => Cause::Proxy,
        false => Cause::Other,
    };
    // A broken answer has no typical cause, so no hint.
    let hint = phase.hint().filter(|_| is_late || !is_sent);
    let what = format!("no answer: {what}{lasting}");
    RequestError::Transient(Fault {
        hint,
        ..Fault::new(cause, what, false)
    })
}

/// Why the body of an answer could not be read to its end, of which this many bytes are
/// read at most.
pub(super) fn of_body(error: &ureq::Error, timeout: Duration, largest: u64) -> Fault {
    let (cause, what) = match error {
        ureq::Error::Timeout(_) => (
            Cause::Unanswered,
            format!(
                "the answer was not complete after {}",
                duration::short(timeout)
            ),
        ),
        ureq::Error::BodyExceedsLimit(_) => (
            Cause::Other,
            format!("the API answered with more than {} KiB", largest / 1024),
        ),
        _ => (
            Cause::Other,
            format!("the answer broke off: {}", describe(error, timeout)),
        ),
    };
    let hint = "see whether Northflank has an incident; where the API is only slow, give it longer (--request-timeout, --timeout)";
    Fault {
        hint: (cause == Cause::Unanswered).then_some(hint),
        ..Fault::new(cause, what, true)
    }
}

/// What to do about a proxy that answers with this status.
pub(super) const fn proxy_hint(status: u16) -> &'static str {
    match status {
        407 => "the proxy wants other credentials, or any: put them into HTTPS_PROXY or ALL_PROXY",
        408 | 425 | 429 | 500.. => {
            "see whether the proxy reaches the API host, or name the API host in NO_PROXY"
        }
        _ => "let the proxy pass CONNECT to the API host, or name the API host in NO_PROXY",
    }
}

/// Whether an address took no connection at all.
pub(super) fn is_unreachable(error: &ureq::Error) -> bool {
    let ureq::Error::Io(error) = error else {
        return false;
    };
    [
        ErrorKind::ConnectionRefused,
        ErrorKind::HostUnreachable,
        ErrorKind::NetworkUnreachable,
        ErrorKind::NetworkDown,
        ErrorKind::AddrNotAvailable,
        ErrorKind::TimedOut,
    ]
    .contains(&error.kind())
}

/// What happened, as the end of a sentence.
fn describe(error: &ureq::Error, timeout: Duration) -> String {
    if let Some(error) = tls_error(error) {
        return describe_tls(error).to_owned();
    }
    match error {
        ureq::Error::Timeout(_) => format!("timed out after {}", duration::short(timeout)),
        ureq::Error::Io(error) => describe_io(error),
        ureq::Error::LargeResponseHeader(..) => "the header of the answer is too large".to_owned(),
        ureq::Error::Tls(_) => "TLS cannot be used with this host".to_owned(),
        ureq::Error::Protocol(_) => format!("what came breaks the rules of HTTP: {error}"),
        _ => "the request failed".to_owned(),
    }
}

/// In the words of Rust where it has some, which are the same everywhere.
fn describe_io(error: &io::Error) -> String {
    match error.kind() {
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
    }
}

fn describe_tls(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        )
        | rustls::Error::PeerIncompatible(_) => {
            "the other end offers no TLS that is supported (1.2 or 1.3)"
        }
        rustls::Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "the other end does not know the name that it is called by"
        }
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "the other end wants a client's certificate, which is not supported"
        }
        rustls::Error::AlertReceived(_) => "the other end broke off TLS",
        rustls::Error::InvalidMessage(_) => "the other end does not speak TLS",
        _ => "TLS failed",
    }
}

#[cfg(test)]
mod tests;
