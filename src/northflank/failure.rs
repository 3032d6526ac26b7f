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
    let is_late = matches!(error, ureq::Error::Timeout(_));
    let other_end = proxy.map_or_else(
        || "the API host".to_owned(),
        |proxy| format!("the proxy {proxy}"),
    );
    let what = match error {
        ureq::Error::ConnectProxyFailed(why) => {
            // `proxy server responded 403/403`, or that nothing came.
            let status = why.rsplit('/').next().and_then(|text| text.parse().ok());
            if let (Some(proxy), Some(status)) = (proxy.map(str::to_owned), status) {
                return Reply::ProxyRefused { proxy, status };
            }
            format!("{other_end} did not answer")
        }
        // Each system has words of its own for it.
        _ if phase == Phase::Name && !is_late => {
            format!("the name of {other_end} does not resolve")
        }
        _ => describe(error, timeout),
    };
    // With a proxy, its name is the only one that is looked up.
    let phase = match phase {
        Phase::Name if proxy.is_some() => Phase::Proxy,
        phase => phase,
    };
    let lasting = if is_late {
        format!(", {}", phase.text())
    } else {
        String::new()
    };
    let what = format!("no answer: {what}{lasting}");
    // What breaks off an answer may be anything.
    let is_clear = is_late || !matches!(phase, Phase::Send | Phase::Wait);
    let phase = is_clear.then_some(phase);
    Reply::NoResponse(what, phase)
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
        ureq::Error::Timeout(_) => format!(
            "timed out after {}",
            humantime::format_duration(rounded(timeout))
        ),
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
    match error {
        rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        )
        | rustls::Error::PeerIncompatible(_) => {
            "the other end offers no TLS that is supported (1.2 or 1.3)"
        }
        rustls::Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "the other end does not know the name of the API host"
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
