//! What each answer means.

use std::time::Duration;

use super::*;

const DOCUMENTED: &str = r#"{"error":{"status":403,"message":"missing permission","id":"8f2c"}}"#;

fn answer(status: u16, headers: Headers, body: &str) -> Reply {
    Reply::Response(Response {
        status,
        headers,
        body: Body::Complete(body.as_bytes().to_vec().into()),
    })
}

fn error(status: u16, headers: Headers, body: &str) -> PollError {
    read(answer(status, headers, body), TargetKind::Job).unwrap_err()
}

fn refused(status: u16, body: &str) -> Refusal {
    match error(status, Headers::default(), body) {
        PollError::Permanent(refusal) => refusal,
        PollError::Transient(_) => panic!("{status} is no refusal"),
    }
}

fn passing(error: PollError) -> Fault {
    match error {
        PollError::Transient(fault) => fault,
        PollError::Permanent(_) => panic!("no fault"),
    }
}

#[test]
fn every_status_is_a_page_or_passes_or_is_refused() {
    for status in 100..=599 {
        let reply = answer(status, Headers::default(), r#"{"data":{"builds":[]}}"#);
        let expected = match status {
            200 => "page",
            201..=299 | 408 | 425 | 429 | 500..=599 => "fault",
            _ => "refusal",
        };
        let found = match read(reply, TargetKind::Job) {
            Ok(_) => "page",
            Err(PollError::Transient(_)) => "fault",
            Err(PollError::Permanent(_)) => "refusal",
        };
        assert_eq!(found, expected, "{status}");
    }
}

#[test]
fn a_403_that_speaks_of_the_rate_limit_passes() {
    let text = |text: &str| Some(text.to_owned());
    let asked = Headers {
        retry_after: text("7"),
        ..Headers::default()
    };
    assert_eq!(
        passing(error(403, asked, "")).retry_after,
        Some(Duration::from_secs(7))
    );
    let exhausted = Headers {
        remaining: text("0"),
        reset: text("90"),
        ..Headers::default()
    };
    assert_eq!(
        passing(error(403, exhausted, "")).retry_after,
        Some(Duration::from_secs(90))
    );
}

#[test]
fn a_refusal_says_what_the_api_said_and_what_to_do() {
    let refusal = refused(403, DOCUMENTED);
    assert_eq!(refusal.cause, "403 missing permission (error id 8f2c)");
    assert_eq!(
        refusal.hint,
        "give the token's role Project > Jobs > General > Read"
    );
    assert_eq!(refused(401, r#"{"message":"no"}"#).cause, "401 no");
    assert_eq!(refused(404, r#"{"error":"gone"}"#).cause, "404 gone");
    for (status, hint) in [
        (302, "pass the API's own address as --api-host"),
        (
            400,
            "check --project-id, --job-id, --team-id and --api-host",
        ),
        (401, "NORTHFLANK_API_TOKEN"),
        (404, "an organisation token also needs --team-id"),
        (407, "put them into HTTPS_PROXY"),
    ] {
        let said = refused(status, "").hint;
        assert!(said.contains(hint), "{status}: {said}");
    }
}

#[test]
fn a_redirect_is_refused_by_its_name() {
    let headers = Headers {
        location: Some("https://other.example/".to_owned()),
        ..Headers::default()
    };
    let PollError::Permanent(refusal) = error(302, headers.clone(), "") else {
        panic!("followed");
    };
    assert_eq!(refusal.cause, "302, a redirect to https://other.example/");
    let PollError::Permanent(refusal) = error(404, headers, "") else {
        panic!("passed");
    };
    assert_eq!(refusal.cause, "404");
}

#[test]
fn a_304_is_no_redirect() {
    let refusal = refused(304, "");
    assert_eq!(refusal.cause, "304");
    assert!(
        refusal.hint.starts_with("a cache answered"),
        "{}",
        refusal.hint
    );
}

#[test]
fn a_page_that_is_not_the_apis_is_shown_and_says_nothing_of_permissions() {
    let page = "<html><head><title>Just a moment...</title></head></html>";
    let expected = |status: u16| {
        format!("something in front of the API answered {status}: \"Just a moment...\"")
    };
    for status in [400, 401, 403, 404, 418] {
        let refusal = refused(status, page);
        assert_eq!(refusal.cause, expected(status));
        assert_eq!(refusal.hint, IN_BETWEEN, "{status}");
    }
    for status in [200, 202, 408, 429, 500, 502, 503] {
        let fault = passing(error(status, Headers::default(), page));
        assert_eq!(fault.what, expected(status));
        assert_eq!((fault.answered, fault.hint), (true, Some(IN_BETWEEN)));
    }
    let silent = passing(error(502, Headers::default(), "<html>"));
    assert_eq!(silent.what, "something in front of the API answered 502");
    let moved = refused(302, page);
    assert!(moved.hint.contains("pass the API's own address"));
}

#[test]
fn permissions_are_spoken_of_where_the_api_did() {
    for body in ["", "{}", "Forbidden", r#"{"error":{"status":403}}"#] {
        let refusal = refused(403, body);
        assert_eq!(
            (refusal.cause.as_str(), &*refusal.hint),
            ("403", IN_BETWEEN)
        );
    }
    for body in [
        DOCUMENTED,
        r#"{"message":"no"}"#,
        r#"{"error":{"id":"8f"}}"#,
    ] {
        assert!(refused(403, body).hint.contains("role"), "{body}");
    }
}

#[test]
fn a_proxy_that_refuses_is_named_at_once() {
    for (status, hint) in [
        (
            403,
            "let the proxy pass CONNECT to the API host, or name the API host in NO_PROXY",
        ),
        (
            407,
            "the proxy wants credentials: put them into HTTPS_PROXY",
        ),
        (
            503,
            "let the proxy pass CONNECT to the API host, or name the API host in NO_PROXY",
        ),
    ] {
        let proxy = "proxy.example:3128".to_owned();
        let reply = Reply::ProxyRefused { proxy, status };
        let PollError::Permanent(refusal) = read(reply, TargetKind::Job).unwrap_err() else {
            panic!("{status} passes");
        };
        let cause = format!("the proxy proxy.example:3128 answered {status} to CONNECT");
        assert_eq!((refusal.cause, &*refusal.hint), (cause, hint));
    }
}

#[test]
fn a_request_that_stops_has_the_hint_of_its_phase() {
    for (phase, hint) in [
        (Phase::Name, Some("DNS")),
        (Phase::Connect, None),
        (Phase::Proxy, Some("HTTPS_PROXY")),
        (Phase::Tls, Some("TLS")),
        (Phase::Wait, Some("--request-timeout")),
    ] {
        let what = "no answer".to_owned();
        let fault =
            passing(read(Reply::NoResponse(what, Some(phase)), TargetKind::Job).unwrap_err());
        assert!(!fault.answered);
        assert_eq!(fault.hint.is_some(), hint.is_some(), "{phase:?}");
        assert!(
            fault.hint.unwrap_or("").contains(hint.unwrap_or("")),
            "{phase:?}"
        );
    }
}

#[test]
fn each_certificate_that_does_not_verify_says_why_and_what_to_do() {
    for (problem, why, hint) in [
        (
            CertificateProblem::UnknownIssuer,
            "issuer is not known",
            "--ca-file",
        ),
        (CertificateProblem::Authority, "of a CA", "CA:FALSE"),
        (CertificateProblem::Expired, "has expired", "renew"),
        (CertificateProblem::NotYetValid, "not valid yet", "clock"),
        (
            CertificateProblem::OtherName,
            "for another name",
            "--api-host",
        ),
        (
            CertificateProblem::Other("it was revoked"),
            "revoked",
            "--api-host",
        ),
    ] {
        let reply = Reply::Untrusted(problem);
        let PollError::Permanent(refusal) = read(reply, TargetKind::Job).unwrap_err() else {
            panic!("{why} passes");
        };
        assert!(refusal.cause.contains(why), "{}", refusal.cause);
        assert!(refusal.hint.contains(hint), "{}", refusal.hint);
    }
}

#[test]
fn a_list_that_is_none_passes() {
    for body in ["{}", "", DOCUMENTED] {
        let fault = passing(error(200, Headers::default(), body));
        assert!(fault.answered);
        assert_eq!(fault.what, "the API answered 200 with no builds list");
    }
    let broken = Reply::Response(Response {
        status: 200,
        headers: Headers::default(),
        body: Body::Truncated("the answer broke off".to_owned()),
    });
    assert_eq!(
        passing(read(broken, TargetKind::Job).unwrap_err()).what,
        "the answer broke off"
    );
}

#[test]
fn nothing_is_no_answer_and_distrust_is_a_refusal() {
    let nothing = Reply::NoResponse("connection refused".to_owned(), None);
    assert!(!passing(read(nothing, TargetKind::Job).unwrap_err()).answered);
    let distrusted = read(
        Reply::Untrusted(CertificateProblem::UnknownIssuer),
        TargetKind::Job,
    );
    assert!(
        matches!(distrusted.unwrap_err(), PollError::Permanent(refusal) if refusal.hint.contains("--ca-file"))
    );
}
