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

use rustls::{AlertDescription, CertificateError};
use ureq::Timeout;

use super::certificate::CertificateProblem;
use super::phase::Phase;
use super::response::Reply;

/// What came of a request that failed in this phase, on its way by this proxy.
pub(super) fn reply(
    error: &ureq::Error,
    phase: Phase,
    timeout: Duration,
    proxy: Option<&str>,
) -> Reply {
    if let Some(problem) = certificate_problem(error) {
        return Reply::Untrusted(problem);
    }
    if let ureq::Error::ConnectProxyFailed(why) = error {
        let proxy = proxy.unwrap_or("in between").to_owned();
        // `proxy server responded 403/403`, or that nothing came.
        let status = why.rsplit('/').next().and_then(|text| text.parse().ok());
        if let Some(status) = status {
            return Reply::ProxyRefused { proxy, status };
        }
        let what = format!("no answer: the proxy {proxy} did not answer");
        let phase = Phase::Proxy;
        return Reply::Stopped { phase, what };
    }
    let phase = if matches!(error, ureq::Error::HostNotFound) {
        Phase::Name
    } else {
        phase
    };
    let is_late = matches!(error, ureq::Error::Timeout(_));
    let why = describe(error, timeout);
    if is_late {
        let what = format!("no answer: {why}, {}", phase.text());
        return Reply::Stopped { phase, what };
    }
    let what = format!("no answer: {why}");
    match phase {
        Phase::Name | Phase::Connect | Phase::Proxy | Phase::Tls => Reply::Stopped { phase, what },
        // What breaks off an answer may be anything.
        Phase::Send | Phase::Wait => Reply::NoResponse(what),
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

/// The error of TLS in an error of ureq, which has it in either of two places.
fn tls_error(error: &ureq::Error) -> Option<&rustls::Error> {
    if let ureq::Error::Rustls(error) = error {
        return Some(error);
    }
    let ureq::Error::Io(error) = error else {
        return None;
    };
    error.get_ref()?.downcast_ref()
}

/// Why the certificate of the other end does not verify, if that is what the
/// error says.
fn certificate_problem(error: &ureq::Error) -> Option<CertificateProblem> {
    use CertificateError as Error;
    use CertificateProblem as Problem;
    let Some(rustls::Error::InvalidCertificate(error)) = tls_error(error) else {
        return None;
    };
    Some(match error {
        Error::UnknownIssuer => Problem::UnknownIssuer,
        Error::Expired | Error::ExpiredContext { .. } => Problem::Expired,
        Error::NotValidYet | Error::NotValidYetContext { .. } => Problem::NotYetValid,
        Error::NotValidForName | Error::NotValidForNameContext { .. } => Problem::OtherName,
        Error::InvalidPurpose | Error::InvalidPurposeContext { .. } => {
            Problem::Other("it is for another purpose than a server's")
        }
        Error::BadEncoding => Problem::Other("it cannot be read"),
        Error::Revoked => Problem::Other("it was revoked"),
        Error::BadSignature => Problem::Other("its signature is wrong"),
        Error::UnsupportedSignatureAlgorithmContext { .. }
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            Problem::Other("it is signed by a method that is not supported")
        }
        // rustls has no type for these two; the name of the cause is not shown.
        Error::Other(cause) => match format!("{cause:?}") {
            cause if cause.contains("CaUsedAsEndEntity") => Problem::Authority,
            cause if cause.contains("UnsupportedCertVersion") => {
                Problem::Other("it is of an old version of X.509: a server needs version 3")
            }
            _ => Problem::Other("it breaks a rule of X.509"),
        },
        _ => Problem::Other("it breaks a rule of X.509"),
    })
}

/// What happened, as the end of a sentence.
pub(super) fn describe(error: &ureq::Error, timeout: Duration) -> String {
    if let Some(error) = tls_error(error) {
        return describe_tls(error).to_owned();
    }
    match error {
        ureq::Error::Timeout(
            Timeout::Global | Timeout::PerCall | Timeout::Connect | Timeout::RecvBody,
        ) => {
            format!(
                "timed out after {}",
                humantime::format_duration(rounded(timeout))
            )
        }
        ureq::Error::Timeout(_) => "timed out".to_owned(),
        ureq::Error::HostNotFound => "the name of the API host does not resolve".to_owned(),
        ureq::Error::Io(error) => describe_io(error),
        ureq::Error::LargeResponseHeader(..) => "the header of the answer is too large".to_owned(),
        ureq::Error::Tls(_) => "TLS cannot be used with this host".to_owned(),
        ureq::Error::Protocol(_) => format!("what came is no HTTP: {error}"),
        _ => "the request failed".to_owned(),
    }
}

/// A time that people read: what is left until a deadline has nanoseconds.
const fn rounded(time: Duration) -> Duration {
    match time.as_secs() {
        seconds @ 10.. => Duration::from_secs(seconds),
        seconds => Duration::new(seconds, time.subsec_millis().saturating_mul(1_000_000)),
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
    const NO_COMMON_TLS: &str = "the other end offers no TLS that is supported (1.2 or 1.3)";
    if let rustls::Error::AlertReceived(alert) = error {
        return match *alert {
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure => NO_COMMON_TLS,
            AlertDescription::UnrecognisedName => {
                "the other end does not know the name of the API host"
            }
            AlertDescription::CertificateRequired => {
                "the other end wants a client's certificate, which is not supported"
            }
            _ => "the other end broke off TLS",
        };
    }
    if matches!(error, rustls::Error::InvalidMessage(_)) {
        "the other end does not speak TLS"
    } else if matches!(error, rustls::Error::PeerIncompatible(_)) {
        NO_COMMON_TLS
    } else {
        "TLS failed"
    }
}

#[cfg(test)]
mod tests;
