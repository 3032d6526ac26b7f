//! What an error of the network is called.

use rustls::PeerIncompatible;
use ureq::Timeout;

use super::*;
use crate::model::fault::Refusal;

const SECOND: Duration = Duration::from_secs(1);

fn unanswered(cause: Cause, what: String, hint: Option<&'static str>) -> RequestError {
    RequestError::Transient(Fault {
        hint,
        ..Fault::new(cause, what, false)
    })
}

fn described(error: io::Error) -> String {
    describe(&ureq::Error::Io(error), SECOND)
}

#[test]
fn what_happened_is_described_in_words_that_say_it() {
    let refused = io::Error::from(ErrorKind::ConnectionRefused);
    assert_eq!(described(refused), "connection refused");
    let other = io::Error::other("peer misbehaved");
    assert_eq!(described(other), "peer misbehaved");
    for (error, words) in [
        (
            ureq::Error::LargeResponseHeader(2, 1),
            "the header of the answer is too large",
        ),
        (
            ureq::Error::Tls("no provider"),
            "TLS cannot be used with this host",
        ),
        (ureq::Error::HostNotFound, "the request failed"),
    ] {
        assert_eq!(describe(&error, SECOND), words);
    }
    // Rust has no word for it.
    let no_descriptor = io::Error::from_raw_os_error(24);
    assert!(!described(no_descriptor).contains("uncategorized"));
}

#[test]
fn no_error_of_tls_shows_the_debug_form_of_a_library() {
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
        (
            alert(AlertDescription::CertificateRequired),
            "wants a client's certificate",
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
fn a_request_that_is_too_late_names_its_phase_and_what_to_do() {
    for (phase, lasting, hint) in [
        (
            Phase::Name,
            "looking up the name of the API host",
            Some("DNS"),
        ),
        (Phase::Connect, "connecting to the API host", None),
        (
            Phase::Proxy,
            "waiting for the proxy to connect",
            Some("(HTTPS_PROXY or ALL_PROXY)"),
        ),
        (Phase::Tls, "in the TLS handshake", Some("TLS")),
        (
            Phase::Send,
            "sending the request",
            Some("--request-timeout"),
        ),
        (
            Phase::Wait,
            "waiting for the answer",
            Some("--request-timeout"),
        ),
    ] {
        let late = ureq::Error::Timeout(Timeout::Global);
        let what = format!("no answer: timed out after 1s, {lasting}");
        let error = request_error(&late, phase, SECOND, None);
        let cause = if hint == Some("--request-timeout") {
            Cause::Unanswered
        } else {
            Cause::TimedOut
        };
        let expected = unanswered(cause, what, phase.hint());
        assert_eq!(error, expected);
        assert_eq!(phase.hint().is_some(), hint.is_some(), "{phase:?}");
        let said = phase.hint().unwrap_or_default();
        assert!(said.contains(hint.unwrap_or_default()), "{phase:?}");
    }
    let gone = ureq::Error::Io(ErrorKind::ConnectionReset.into());
    let what = "no answer: connection reset".to_owned();
    assert_eq!(
        request_error(&gone, Phase::Wait, SECOND, None),
        unanswered(Cause::Other, what.clone(), None)
    );
    let phase = Phase::Tls;
    assert_eq!(
        request_error(&gone, phase, SECOND, None),
        unanswered(Cause::Other, what, phase.hint())
    );
}

#[test]
fn the_name_that_is_looked_up_is_that_of_the_proxy_where_there_is_one() {
    let late = ureq::Error::Timeout(Timeout::Global);
    let unknown = ureq::Error::HostNotFound;
    // What the resolver of the system makes of it.
    let no_such_name = ureq::Error::Io(io::Error::other("Name or service not known"));
    for (error, proxy, cause, phase, what) in [
        (
            &no_such_name,
            Some("proxy.example:3128"),
            Cause::Other,
            Phase::Proxy,
            "the name of the proxy proxy.example:3128 does not resolve",
        ),
        (
            &no_such_name,
            None,
            Cause::Other,
            Phase::Name,
            "the name of the API host does not resolve",
        ),
        (
            &unknown,
            None,
            Cause::Other,
            Phase::Name,
            "the name of the API host does not resolve",
        ),
        (
            &unknown,
            Some("proxy.example:3128"),
            Cause::Other,
            Phase::Proxy,
            "the name of the proxy proxy.example:3128 does not resolve",
        ),
        (
            &late,
            Some("proxy.example:3128"),
            Cause::TimedOut,
            Phase::Proxy,
            "timed out after 1s, looking up the name of the proxy proxy.example:3128",
        ),
    ] {
        let what = format!("no answer: {what}");
        let found = request_error(error, Phase::Name, SECOND, proxy);
        assert_eq!(found, unanswered(cause, what, phase.hint()));
    }
}

#[test]
fn the_time_that_is_up_is_told_without_its_nanoseconds() {
    let late = ureq::Error::Timeout(Timeout::Global);
    for (time, expected) in [
        (Duration::new(29, 999_870_123), "timed out after 29s"),
        (Duration::new(1, 500_000_999), "timed out after 1s"),
        (Duration::from_secs(90), "timed out after 1m30s"),
        (Duration::from_micros(285_123), "timed out after 285ms"),
    ] {
        assert_eq!(describe(&late, time), expected);
    }
}

#[test]
fn a_proxy_that_takes_no_connection_is_named() {
    let refused = ureq::Error::Io(ErrorKind::ConnectionRefused.into());
    let late = ureq::Error::Timeout(Timeout::Connect);
    let proxy = Some("proxy.example:3128");
    for (error, cause, what) in [
        (
            &refused,
            Cause::Proxy,
            "the proxy proxy.example:3128 took no connection: connection refused",
        ),
        (
            &late,
            Cause::TimedOut,
            "timed out after 1s, connecting to the proxy proxy.example:3128",
        ),
    ] {
        let what = format!("no answer: {what}");
        let expected = unanswered(cause, what, Phase::Proxy.hint());
        let found = request_error(error, Phase::Connect, SECOND, proxy);
        assert_eq!(found, expected);
    }
    let what = "no answer: connection refused".to_owned();
    let expected = unanswered(Cause::Other, what, None);
    assert_eq!(
        request_error(&refused, Phase::Connect, SECOND, None),
        expected
    );
    let alert = rustls::Error::AlertReceived(AlertDescription::UnrecognisedName);
    for (error, cause, what) in [
        (
            ureq::Error::Rustls(alert),
            Cause::Proxy,
            "no TLS with the proxy proxy.example:3128: the other end does not know the name that it is called by",
        ),
        (
            late,
            Cause::TimedOut,
            "timed out after 1s, in the TLS handshake with the proxy proxy.example:3128",
        ),
    ] {
        let expected = unanswered(cause, format!("no answer: {what}"), Phase::ProxyTls.hint());
        let found = request_error(&error, Phase::ProxyTls, SECOND, proxy);
        assert_eq!(found, expected);
    }
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let proxy = Some("proxy.example:3128");
    for status in [408, 429, 500, 502, 503, 504] {
        let why = format!("proxy server responded {status}/{status}");
        let error = ureq::Error::ConnectProxyFailed(why);
        let what = format!("the proxy proxy.example:3128 answered {status} to CONNECT");
        let hint = "see whether the proxy reaches the API host, or name the API host in NO_PROXY";
        assert_eq!(
            request_error(&error, Phase::Proxy, SECOND, Some("proxy.example:3128")),
            unanswered(Cause::Proxy, what, Some(hint))
        );
    }
    let pass = "let the proxy pass CONNECT to the API host, or name the API host in NO_PROXY";
    let credentials =
        "the proxy wants other credentials, or any: put them into HTTPS_PROXY or ALL_PROXY";
    for (status, hint) in [(403, pass), (407, credentials), (404, pass)] {
        let why = format!("proxy server responded {status}/{status}");
        let error = ureq::Error::ConnectProxyFailed(why);
        let refusal = Refusal {
            cause: Cause::Proxy,
            what: format!("the proxy proxy.example:3128 answered {status} to CONNECT"),
            hint: hint.to_owned(),
        };
        let found = request_error(&error, Phase::Proxy, SECOND, proxy);
        assert_eq!(found, RequestError::Permanent(refusal));
    }
    let silent = ureq::Error::ConnectProxyFailed("proxy server did not respond".to_owned());
    let phase = Phase::Proxy;
    let what = "no answer: the proxy proxy.example:3128 did not answer".to_owned();
    assert_eq!(
        request_error(&silent, phase, SECOND, proxy),
        unanswered(Cause::Other, what, phase.hint())
    );
}
