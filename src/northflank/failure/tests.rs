//! What an error of the network is called.

use std::sync::Arc;

use rustls::{OtherError, PeerIncompatible};
use ureq::Timeout;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn described(error: io::Error) -> String {
    describe(&ureq::Error::Io(error), SECOND)
}

fn certificate(error: CertificateError) -> ureq::Error {
    ureq::Error::Rustls(rustls::Error::InvalidCertificate(error))
}

#[test]
fn what_happened_is_described_in_words_that_say_it() {
    let refused = io::Error::from(ErrorKind::ConnectionRefused);
    assert_eq!(described(refused), "connection refused");
    let other = io::Error::other("peer misbehaved");
    assert_eq!(described(other), "peer misbehaved");
    // Rust has no word for it.
    let no_descriptor = io::Error::from_raw_os_error(24);
    assert!(!described(no_descriptor).contains("uncategorized"));
}

/// ureq tells of it in both ways, by where it noticed.
#[test]
fn a_certificate_that_does_not_verify_is_known_wherever_it_was_noticed() {
    let error = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
    let plain = ureq::Error::Rustls(error());
    let wrapped = ureq::Error::Io(io::Error::new(ErrorKind::InvalidData, error()));
    for error in [plain, wrapped] {
        let found = reply(&error, Phase::Tls, SECOND, None);
        assert_eq!(found, Reply::Untrusted(CertificateProblem::UnknownIssuer));
    }
}

/// The names of the cause are those of rustls-webpki, as `tests/faults` has them
/// from the wire.
#[derive(Debug)]
enum Cause {
    CaUsedAsEndEntity,
    UnsupportedCertVersion,
    PathLenConstraintViolated,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Cause {}

#[test]
fn no_error_of_tls_shows_the_debug_form_of_a_library() {
    let other = |cause| certificate(CertificateError::Other(OtherError(Arc::new(cause))));
    for (error, expected) in [
        (
            other(Cause::CaUsedAsEndEntity),
            CertificateProblem::Authority,
        ),
        (
            other(Cause::UnsupportedCertVersion),
            CertificateProblem::Other("it is of an old version of X.509: a server needs version 3"),
        ),
        (
            other(Cause::PathLenConstraintViolated),
            CertificateProblem::Other("it breaks a rule of X.509"),
        ),
        (
            certificate(CertificateError::NotValidYet),
            CertificateProblem::NotYetValid,
        ),
        (
            certificate(CertificateError::BadSignature),
            CertificateProblem::Other("its signature is wrong"),
        ),
    ] {
        let found = reply(&error, Phase::Tls, SECOND, None);
        assert_eq!(found, Reply::Untrusted(expected));
    }
    let alert = rustls::Error::AlertReceived;
    for (error, words) in [
        (
            alert(AlertDescription::HandshakeFailure),
            "no TLS that is supported",
        ),
        (
            alert(AlertDescription::UnrecognisedName),
            "does not know the name",
        ),
        (alert(AlertDescription::InternalError), "broke off TLS"),
        (
            rustls::Error::PeerIncompatible(PeerIncompatible::KeyShareExtensionRequired),
            "no TLS that is supported",
        ),
        (rustls::Error::DecryptError, "TLS failed"),
    ] {
        let found = describe(&ureq::Error::Rustls(error), SECOND);
        assert!(found.contains(words), "{found}");
    }
}

#[test]
fn a_request_that_is_too_late_names_its_phase() {
    for (phase, what) in [
        (
            Phase::Name,
            "timed out after 1s, looking up the name of the API host",
        ),
        (Phase::Connect, "timed out after 1s, connecting"),
        (
            Phase::Proxy,
            "timed out after 1s, waiting for the proxy to connect",
        ),
        (Phase::Tls, "timed out after 1s, in the TLS handshake"),
        (Phase::Send, "timed out after 1s, sending the request"),
        (Phase::Wait, "timed out after 1s, waiting for the answer"),
    ] {
        let late = ureq::Error::Timeout(Timeout::Global);
        let what = format!("no answer: {what}");
        assert_eq!(
            reply(&late, phase, SECOND, None),
            Reply::NoResponse(what, Some(phase))
        );
    }
    let gone = ureq::Error::Io(ErrorKind::ConnectionReset.into());
    let what = "no answer: connection reset".to_owned();
    assert_eq!(
        reply(&gone, Phase::Wait, SECOND, None),
        Reply::NoResponse(what.clone(), None)
    );
    let phase = Phase::Tls;
    assert_eq!(
        reply(&gone, phase, SECOND, None),
        Reply::NoResponse(what, Some(phase))
    );
}

#[test]
fn the_name_that_is_looked_up_is_that_of_the_proxy_where_there_is_one() {
    let late = ureq::Error::Timeout(Timeout::Global);
    let unknown = ureq::Error::HostNotFound;
    // What the resolver of the system makes of it.
    let no_such_name = ureq::Error::Io(io::Error::other("Name or service not known"));
    for (error, proxy, phase, what) in [
        (
            &no_such_name,
            Some("proxy.example:3128"),
            Phase::Proxy,
            "the name of the proxy proxy.example:3128 does not resolve",
        ),
        (
            &no_such_name,
            None,
            Phase::Name,
            "the name of the API host does not resolve",
        ),
        (
            &unknown,
            None,
            Phase::Name,
            "the name of the API host does not resolve",
        ),
        (
            &unknown,
            Some("proxy.example:3128"),
            Phase::Proxy,
            "the name of the proxy proxy.example:3128 does not resolve",
        ),
        (
            &late,
            Some("proxy.example:3128"),
            Phase::Proxy,
            "timed out after 1s, waiting for the proxy to connect",
        ),
    ] {
        let what = format!("no answer: {what}");
        let found = reply(error, Phase::Name, SECOND, proxy);
        assert_eq!(found, Reply::NoResponse(what, Some(phase)));
    }
}

#[test]
fn the_time_that_is_up_is_told_without_its_nanoseconds() {
    let late = ureq::Error::Timeout(Timeout::Global);
    for (time, told) in [
        (Duration::new(29, 999_870_123), "timed out after 29s"),
        (Duration::new(1, 500_000_999), "timed out after 1s 500ms"),
        (Duration::from_micros(285_123), "timed out after 285ms"),
    ] {
        assert_eq!(describe(&late, time), told);
    }
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let proxy = Some("proxy.example:3128");
    for status in [403, 407, 503] {
        let why = format!("proxy server responded {status}/{status}");
        let error = ureq::Error::ConnectProxyFailed(why);
        let found = reply(&error, Phase::Proxy, SECOND, proxy);
        let proxy = "proxy.example:3128".to_owned();
        assert_eq!(found, Reply::ProxyRefused { proxy, status });
    }
    let silent = ureq::Error::ConnectProxyFailed("proxy server did not respond".to_owned());
    let phase = Phase::Proxy;
    let what = "no answer: the proxy proxy.example:3128 did not answer".to_owned();
    assert_eq!(
        reply(&silent, phase, SECOND, proxy),
        Reply::NoResponse(what, Some(phase))
    );
}
