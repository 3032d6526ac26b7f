//! Others who would like to have the token: hosts that are redirected to,
//! certificates that do not verify, proxies; and a name that does not resolve.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use fake_northflank::TOKEN;
use faulty_server::{Authority, FaultyServer, Identity, Step, answer};

use crate::case::{build, list, promises, success};
use crate::process;
use crate::token::shows_token;

const TIMEOUT: Duration = Duration::from_secs(20);
const ADDRESS: &str = "127.0.0.1";

/// Runs the gate against this host; panics where it breaks a promise.
fn check(
    name: &str,
    host: &str,
    more: &[String],
    variables: &[(&str, String)],
    (code, result, said): (i32, &str, &str),
) {
    let mut arguments = vec![
        format!("--api-host={host}"),
        "--interval=20ms".to_owned(),
        "--timeout=20s".to_owned(),
    ];
    arguments.extend(more.iter().cloned());
    let run = process::run(name, &arguments, variables);
    let broken = promises(&run, code, result, TIMEOUT, said);
    assert!(broken.is_empty(), "{name}:\n{}", broken.join("\n"));
}

#[test]
fn a_redirect_takes_the_token_nowhere() {
    let other = FaultyServer::start(|_| vec![Step::Send(success())]).unwrap();
    let plain = format!("http://{}/v1", other.address());
    let places = [
        plain.clone(),
        plain.replace("http://", "https://"),
        plain.replace(ADDRESS, "localhost"),
        plain.replace("http://", "//"),
        "http://api.northflank.com/v1".to_owned(),
        "/elsewhere".to_owned(),
        "javascript:x##[error]y::error::z".to_owned(),
    ];
    for status in [301, 302, 303, 307, 308] {
        for (number, place) in places.iter().enumerate() {
            let head = format!("Location: {place}\r\n");
            let redirect = answer(&format!("{status} Moved"), &head, b"");
            let server = FaultyServer::start(move |_| vec![Step::Send(redirect.clone())]).unwrap();
            let host = format!("http://{}", server.address());
            let name = format!("redirect-{status}-{number}");
            check(&name, &host, &[], &[], (4, "refused", &status.to_string()));
            assert_eq!(server.requests().len(), 1, "{name}");
        }
    }
    assert_eq!(other.connections(), 0);
}

#[test]
fn what_the_api_says_of_the_token_is_not_told() {
    for (name, part) in [
        ("says-the-token", TOKEN),
        ("says-its-first-part", &TOKEN[..12]),
        ("says-its-last-part", &TOKEN[TOKEN.len() - 8..]),
        ("says-a-part-of-it", &TOKEN[5..15]),
    ] {
        let refusal = format!(r#"{{"error":{{"message":"a {part}","id":"{part}"}}}}"#);
        let refusal = answer("401 Unauthorized", "", refusal.as_bytes());
        let redirect = answer("302 Found", &format!("Location: /{part}\r\n"), b"");
        let build = build(part, part).replace(
            '}',
            &format!(
                r#","concluded":true,"branch":"b {part}","message":"m {part}","registry":{{"uri":"{part}"}}}}"#
            ),
        );
        let build = list(&build.replace(r#""branch":"main","#, ""));
        for (kind, said, ending) in [
            (
                "refusal",
                refusal,
                (4, "refused", "a [token] (error id [token])"),
            ),
            (
                "redirect",
                redirect,
                (4, "refused", "a redirect to /[token]"),
            ),
            (
                "build",
                build,
                (1, "failure", "(build [token], \"m [token]\")"),
            ),
        ] {
            let server = FaultyServer::start(move |_| vec![Step::Send(said.clone())]).unwrap();
            let host = format!("http://{}", server.address());
            check(&format!("{name}-{kind}"), &host, &[], &[], ending);
        }
    }
}

/// A server behind TLS, on loopback.
fn secure(authority: &Authority, identity: Identity<'_>) -> FaultyServer {
    let tls = authority.issue(identity).unwrap();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    FaultyServer::start_at(address, Some(tls), |_| vec![Step::Send(success())]).unwrap()
}

/// Writes a root file and returns the flag for it.
fn ca_file(name: &str, pem: &str) -> String {
    let file = process::folder(name).join("roots.pem");
    std::fs::write(&file, pem).unwrap();
    format!("--ca-file={}", file.display())
}

#[test]
fn a_certificate_that_does_not_verify_is_refused_before_the_token_is_sent() {
    let authority = Authority::new("ours").unwrap();
    let (ours, theirs) = (authority.pem(), Authority::new("theirs").unwrap().pem());
    for (name, identity, roots, said) in [
        (
            "an-unknown-root",
            Identity::Of(ADDRESS),
            None,
            "for a private root, pass its PEM file as --ca-file",
        ),
        (
            "another-root",
            Identity::Of(ADDRESS),
            Some(&theirs),
            "no root in the file of --ca-file (or SSL_CERT_FILE) has issued it",
        ),
        (
            "a-wrong-name",
            Identity::Of("api.example"),
            Some(&ours),
            "for another name",
        ),
        (
            "an-expired-certificate",
            Identity::Expired(ADDRESS),
            Some(&ours),
            "has expired",
        ),
        (
            "a-certificate-of-tomorrow",
            Identity::NotYetValid(ADDRESS),
            Some(&ours),
            "is not valid yet",
        ),
        (
            "the-certificate-of-the-root-itself",
            Identity::Authority,
            Some(&ours),
            "is the certificate of a CA, not of a server",
        ),
        (
            "the-certificate-of-an-unknown-root-itself",
            Identity::Authority,
            None,
            "is the certificate of a CA, not of a server",
        ),
    ] {
        let server = secure(&authority, identity);
        let host = format!("https://{}", server.address());
        let roots = roots.map(|pem| ca_file(&format!("{name}-roots"), pem));
        let roots: Vec<String> = roots.into_iter().collect();
        check(name, &host, &roots, &[], (4, "refused", said));
        assert!(server.requests().is_empty(), "{name}");
    }
}

#[test]
fn a_root_that_is_given_is_trusted() {
    let authority = Authority::new("ours").unwrap();
    let server = secure(&authority, Identity::Of(ADDRESS));
    let host = format!("https://{}", server.address());
    let roots = ca_file("a-root-that-is-given-roots", &authority.pem());
    check(
        "a-root-that-is-given",
        &host,
        &[roots],
        &[],
        (0, "success", "open"),
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_root_file_that_cannot_be_used_is_an_error_and_that_of_others_a_warning() {
    let authority = Authority::new("ours").unwrap();
    let server = secure(&authority, Identity::Of(ADDRESS));
    let host = format!("https://{}", server.address());
    let folder = process::folder("roots-that-cannot-be-used");
    let path = |name: &str| folder.join(name).display().to_string();
    std::fs::write(path("der"), authority.der()).unwrap();
    std::fs::write(path("text"), "no certificate").unwrap();
    for (file, said) in [
        ("der", "openssl x509 -inform der"),
        ("text", "it holds no certificate in PEM form"),
        ("missing", "check the path and its permissions"),
    ] {
        let flag = [format!("--ca-file={}", path(file))];
        let ending = (2, "usage", said);
        check(&format!("roots-{file}-by-flag"), &host, &flag, &[], ending);
        let variable = [("NORTHFLANK_GATE_CA_FILE", path(file))];
        let name = format!("roots-{file}-by-variable");
        check(&name, &host, &[], &variable, ending);
        // The built-in roots do not know the authority, which comes next.
        let others = [("SSL_CERT_FILE", path(file))];
        for said in [
            "the built-in roots alone are trusted",
            "issuer is not known",
        ] {
            let name = format!("roots-{file}-of-others");
            check(&name, &host, &[], &others, (4, "refused", said));
        }
    }
    assert!(server.requests().is_empty());
    let good = ca_file("roots-of-others-that-are-good", &authority.pem());
    let others = [("SSL_CERT_FILE", good.replace("--ca-file=", ""))];
    check(
        "roots-of-others",
        &host,
        &[],
        &others,
        (0, "success", "open"),
    );
}

#[test]
fn a_handshake_that_hangs_is_called_that() {
    let server = FaultyServer::start(|_| vec![Step::Hang]).unwrap();
    let host = format!("https://{}", server.address());
    let soon = ["--appear-timeout=300ms", "--request-timeout=100ms"].map(str::to_owned);
    let said = "timed out after 100ms, in the TLS handshake";
    check(
        "tls-that-hangs",
        &host,
        &soon,
        &[],
        (4, "unreachable", said),
    );
}

#[test]
fn a_server_that_speaks_no_tls_is_out_of_reach() {
    let server = FaultyServer::start(|_| vec![Step::Send(success())]).unwrap();
    let host = format!("https://{}", server.address());
    let soon = ["--appear-timeout=300ms", "--request-timeout=100ms"].map(str::to_owned);
    check(
        "no-tls",
        &host,
        &soon,
        &[],
        (4, "unreachable", "in the TLS handshake"),
    );
    assert!(!server.requests().iter().any(|head| shows_token(head)));
}

#[test]
fn a_proxy_never_sees_the_token() {
    const HOST: &str = "https://api.northflank.invalid";
    let of = |status: &str, steps: &[Step]| {
        let mut all = vec![Step::Send(answer(status, "", b""))];
        all.extend(steps.iter().cloned());
        FaultyServer::start(move |_| all.clone()).unwrap()
    };
    let soon = ["--appear-timeout=300ms", "--request-timeout=100ms"].map(str::to_owned);
    for (name, server, ending) in [
        (
            "a-proxy-that-wants-credentials",
            of("407 Proxy Authentication Required", &[]),
            (4, "refused", "HTTPS_PROXY"),
        ),
        (
            "a-proxy-that-refuses",
            of("403 Forbidden", &[]),
            (4, "refused", "answered 403 to CONNECT"),
        ),
        (
            "a-proxy-that-finds-no-host",
            of("503 Service Unavailable", &[]),
            (4, "unreachable", "answered 503 to CONNECT"),
        ),
        (
            "a-proxy-that-answers-itself",
            of("200 OK", &[Step::Send(success()), Step::Hang]),
            (4, "unreachable", "did not answer"),
        ),
        (
            "a-proxy-that-hangs",
            FaultyServer::start(|_| vec![Step::Hang]).unwrap(),
            (4, "unreachable", "waiting for the proxy to connect"),
        ),
        (
            "a-proxy-that-drips",
            FaultyServer::start(|_| {
                let begins = Step::Send(b"HTTP/1.1 200 OK\r\nVia: ".to_vec());
                vec![begins, Step::Drip(b"a".to_vec(), Duration::from_millis(10))]
            })
            .unwrap(),
            (
                4,
                "unreachable",
                "timed out after 100ms, waiting for the proxy to connect",
            ),
        ),
    ] {
        let proxy = [(
            "HTTPS_PROXY",
            format!("http://ci:secret@{}", server.address()),
        )];
        check(name, HOST, &soon, &proxy, ending);
        assert!(server.connections() > 0, "{name}");
        assert!(
            !server.requests().iter().any(|head| shows_token(head)),
            "{name}"
        );
    }
}

#[test]
fn tls_with_a_proxy_is_not_told_as_that_with_the_api_host() {
    const HOST: &str = "https://api.northflank.invalid";
    let authority = Authority::new("ours").unwrap();
    let untrusted = secure(&authority, Identity::Of(ADDRESS));
    let expired = secure(&authority, Identity::Expired(ADDRESS));
    let hangs = FaultyServer::start(|_| vec![Step::Hang]).unwrap();
    let soon = ["--appear-timeout=300ms", "--request-timeout=100ms"].map(str::to_owned);
    let roots = [ca_file("a-proxy-roots", &authority.pem())];
    for (name, server, arguments, result, said) in [
        (
            "a-proxy-that-is-not-trusted",
            &untrusted,
            &[][..],
            "refused",
            "the certificate of the proxy PROXY does not verify: its issuer is not known",
        ),
        (
            "a-proxy-whose-certificate-has-expired",
            &expired,
            &roots,
            "refused",
            "the certificate of the proxy PROXY does not verify: it has expired",
        ),
        (
            "a-proxy-whose-tls-hangs",
            &hangs,
            &soon,
            "unreachable",
            "timed out after 100ms, in the TLS handshake with the proxy PROXY",
        ),
    ] {
        let address = server.address().to_string();
        let proxy = [("HTTPS_PROXY", format!("https://{address}"))];
        let said = said.replace("PROXY", &address);
        check(name, HOST, arguments, &proxy, (4, result, &said));
    }
}

#[test]
fn a_proxy_whose_name_does_not_resolve_is_named() {
    let soon = ["--appear-timeout=300ms".to_owned()];
    let host = "https://api.northflank.invalid";
    let proxy = "http://ci:secret@proxy.invalid:3128".to_owned();
    let said = "the name of the proxy proxy.invalid:3128 does not resolve";
    let ending = (4, "unreachable", said);
    check(
        "no-such-proxy",
        host,
        &soon,
        &[("HTTPS_PROXY", proxy)],
        ending,
    );
}

#[test]
fn a_name_that_does_not_resolve_is_out_of_reach() {
    let soon = ["--appear-timeout=300ms".to_owned()];
    let host = "https://api.northflank.invalid";
    check(
        "no-such-name",
        host,
        &soon,
        &[],
        (
            4,
            "unreachable",
            "the name of the API host does not resolve",
        ),
    );
}
