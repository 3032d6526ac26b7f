//! What each answer means.

use super::*;

const DOCUMENTED: &str = r#"{"error":{"status":403,"message":"missing permission","id":"8f2c"}}"#;

fn answer(status: u16, headers: Headers, body: &str) -> Reply {
    Reply::Response(Response {
        status,
        headers,
        body: Body::Complete(body.as_bytes().to_vec()),
    })
}

fn sight(status: u16, headers: Headers, body: &str) -> PollError {
    *read(answer(status, headers, body), TargetKind::Job).unwrap_err()
}

fn refused(status: u16, body: &str) -> Refusal {
    match sight(status, Headers::default(), body) {
        PollError::Permanent(refusal) => refusal,
        PollError::Transient(_) => panic!("{status} is no refusal"),
    }
}

fn passing(sight: PollError) -> Fault {
    match sight {
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
        let found = match read(reply, TargetKind::Job).map_err(|sight| *sight) {
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
        passing(sight(403, asked, "")).retry_after,
        Some(Duration::from_secs(7))
    );
    let exhausted = Headers {
        remaining: text("0"),
        reset: text("90"),
        ..Headers::default()
    };
    assert_eq!(
        passing(sight(403, exhausted, "")).retry_after,
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
    assert_eq!(refused(404, "<html>").cause, "404");
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
    let PollError::Permanent(refusal) = sight(302, headers.clone(), "") else {
        panic!("followed");
    };
    assert_eq!(refusal.cause, "302, a redirect to https://other.example/");
    let PollError::Permanent(refusal) = sight(404, headers, "") else {
        panic!("passed");
    };
    assert_eq!(refusal.cause, "404");
}

#[test]
fn a_list_that_is_none_passes() {
    for body in ["<html>bad gateway</html>", "{}", "", DOCUMENTED] {
        let fault = passing(sight(200, Headers::default(), body));
        assert!(fault.answered);
        assert_eq!(fault.what, "the API answered 200 with no builds list");
    }
    let broken = Reply::Response(Response {
        status: 200,
        headers: Headers::default(),
        body: Body::Truncated("the answer broke off".to_owned()),
    });
    assert_eq!(
        passing(*read(broken, TargetKind::Job).unwrap_err()).what,
        "the answer broke off"
    );
}

#[test]
fn nothing_is_no_answer_and_distrust_is_a_refusal() {
    let nothing = Reply::NoResponse("connection refused".to_owned());
    assert!(!passing(*read(nothing, TargetKind::Job).unwrap_err()).answered);
    let distrusted = read(
        Reply::Untrusted(CertificateProblem::UnknownIssuer),
        TargetKind::Job,
    );
    assert!(
        matches!(*distrusted.unwrap_err(), PollError::Permanent(refusal) if refusal.hint.contains("--ca-file"))
    );
}
