//! What each answer means.

use std::time::Duration;

use super::*;
use crate::model::build::Target;
use crate::northflank::request::list_builds::{self, wire};

const DOCUMENTED: &str = r#"{"error":{"status":403,"message":"missing permission","id":"8f2c"}}"#;

fn read(reply: Reply, kind: TargetKind) -> Result<(wire::Page, Headers), RequestError> {
    let target_path = TargetPath {
        team: None,
        project: "shop".to_owned(),
        target: Target {
            kind,
            id: "api".to_owned(),
        },
    };
    list_builds::read_page(reply, &target_path)
}

fn answer(status: u16, headers: Headers, body: &str) -> Response {
    Response {
        status,
        headers,
        body: Ok(body.as_bytes().to_vec().into()),
    }
}

fn error(status: u16, headers: Headers, body: &str) -> RequestError {
    read(Ok(answer(status, headers, body)), TargetKind::Job).unwrap_err()
}

fn refused(status: u16, body: &str) -> Refusal {
    match error(status, Headers::default(), body) {
        RequestError::Permanent(refusal) => refusal,
        RequestError::Transient(_) => panic!("{status} is no refusal"),
    }
}

fn passing(error: RequestError) -> Fault {
    match error {
        RequestError::Transient(fault) => fault,
        RequestError::Permanent(_) => panic!("no fault"),
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
        let found = match read(Ok(reply), TargetKind::Job) {
            Ok(_) => "page",
            Err(RequestError::Transient(_)) => "fault",
            Err(RequestError::Permanent(_)) => "refusal",
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
    assert_eq!(refusal.what, "403 missing permission (error id 8f2c)");
    assert_eq!(
        refusal.hint,
        "give the token's role Project > Jobs > General > Read"
    );
    assert_eq!(refused(401, r#"{"message":"no"}"#).what, "401 no");
    assert_eq!(refused(404, r#"{"error":"gone"}"#).what, "404 gone");
    for (status, hint) in [
        (302, "pass the API's own address as --api-host"),
        (
            400,
            "check --project-id, --job-id, --team-id and --api-host",
        ),
        (401, "pass a valid token"),
        (404, "an organisation token also needs --team-id"),
        (407, "put them into HTTPS_PROXY or ALL_PROXY"),
    ] {
        let said = refused(status, "").hint;
        assert!(said.contains(hint), "{status}: {said}");
    }
}

#[test]
fn a_message_of_a_fault_is_cut_before_its_error_id() {
    let message = "x".repeat(200);
    let body = format!(r#"{{"error":{{"message":"{message}","id":"err-9"}}}}"#);
    let fault = passing(error(503, Headers::default(), &body));
    let expected = format!(
        "the API answered 503: \"{}…\" (error id err-9)",
        &message[..120]
    );
    assert_eq!(fault.what, expected);
}

#[test]
fn what_it_comes_from_is_told_by_status_and_body() {
    let page = "<html><title>Just a moment...</title>";
    for (status, body, cause) in [
        (401, "", Cause::Status(401)),
        (404, DOCUMENTED, Cause::Status(404)),
        (407, "", Cause::Status(407)),
        (403, DOCUMENTED, Cause::Forbidden),
        // It may be a proxy's as well.
        (403, "", Cause::InFront),
        (403, "Forbidden", Cause::InFront),
        // So may these be the API's own.
        (401, "Unauthorized", Cause::Status(401)),
        (401, page, Cause::InFront),
        (404, "default backend - 404", Cause::InFront),
        (403, page, Cause::InFront),
        (404, page, Cause::InFront),
    ] {
        assert_eq!(refused(status, body).cause, cause, "{status} {body}");
    }
    for (status, body, cause) in [
        (502, "", Cause::Status(502)),
        (202, "{}", Cause::Status(202)),
        (429, "", Cause::RateLimit(429)),
        (429, "Too Many Requests", Cause::RateLimit(429)),
        (502, page, Cause::InFront),
        (200, page, Cause::InFront),
        (200, "{}", Cause::Other),
    ] {
        let fault = passing(error(status, Headers::default(), body));
        assert_eq!(fault.cause, cause, "{status} {body}");
    }
    let spent = passing(error(403, with_quota("0"), DOCUMENTED));
    assert_eq!(spent.cause, Cause::RateLimit(403));
}

#[test]
fn a_redirect_is_refused_by_its_name() {
    let headers = Headers {
        location: Some("https://other.example/".to_owned()),
        ..Headers::default()
    };
    let RequestError::Permanent(refusal) = error(302, headers.clone(), "") else {
        panic!("followed");
    };
    assert_eq!(refusal.what, "302, a redirect to https://other.example/");
    let RequestError::Permanent(refusal) = error(404, headers, "") else {
        panic!("passed");
    };
    assert_eq!(refusal.what, "404");
}

#[test]
fn a_page_that_is_not_the_apis_is_shown_and_says_nothing_of_permissions() {
    let page = "<html><head><title>Just a moment...</title></head></html>";
    let expected = |status: u16| {
        format!("something in front of the API answered {status}: \"Just a moment...\"")
    };
    for status in [400, 401, 403, 404, 418] {
        let refusal = refused(status, page);
        assert_eq!(refusal.what, expected(status));
        assert_eq!(refusal.hint, IN_FRONT_HINT, "{status}");
    }
    for status in [200, 202, 408, 429, 500, 502, 503] {
        let fault = passing(error(status, Headers::default(), page));
        assert_eq!(fault.what, expected(status));
        let hint = if status >= 500 {
            BROKEN_IN_FRONT_HINT
        } else {
            IN_FRONT_HINT
        };
        assert_eq!((fault.answered, fault.hint), (true, Some(hint)));
    }
    let silent = passing(error(502, Headers::default(), "<html>"));
    assert_eq!(silent.what, "something in front of the API answered 502");
    for body in [page, "Found"] {
        let moved = refused(302, body);
        assert_eq!(moved.what, "302");
        assert!(moved.hint.contains("pass the API's own address"));
    }
    let proxy = refused(407, "Proxy Authentication Required");
    assert_eq!(proxy.hint, proxy_hint(407));
}

#[test]
fn permissions_are_spoken_of_where_the_api_did() {
    for body in ["", "{}", r#"{"error":{"status":403}}"#] {
        let refusal = refused(403, body);
        assert_eq!(
            (refusal.what.as_str(), &*refusal.hint),
            ("403", IN_FRONT_HINT)
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
fn the_role_is_claimed_where_the_api_names_a_permission_that_fits() {
    let role = "Project > Jobs > General > Read";
    let claimed = format!("give the token's role {role}");
    let doubtful = format!("if the token's role lacks {role}, add it");
    for (message, hint) in [
        ("missing permission", &claimed),
        (
            "Missing Permission: Project > Jobs > General > Read",
            &claimed,
        ),
        ("missing permission: Project > Secrets > Read", &doubtful),
        ("Project is paused", &doubtful),
        ("", &doubtful),
    ] {
        let body = format!(r#"{{"error":{{"message":"{message}","id":"8f2c"}}}}"#);
        assert_eq!(&refused(403, &body).hint, hint, "{message}");
    }
}

#[test]
fn a_list_that_is_none_passes() {
    for body in ["{}", "", DOCUMENTED] {
        let fault = passing(error(200, Headers::default(), body));
        assert!(fault.answered);
        assert_eq!(fault.what, "the API answered 200 with no builds list");
    }
    let broken = Ok(Response {
        status: 200,
        headers: with_quota("0"),
        body: Err(Fault::new(Cause::Other, "broke off".to_owned(), true)),
    });
    let fault = passing(read(broken, TargetKind::Job).unwrap_err());
    assert_eq!(fault.what, "broke off");
    // It was no request too many.
    assert_eq!(fault.retry_after, None);
}

fn with_quota(remaining: &str) -> Headers {
    let text = |text: &str| Some(text.to_owned());
    Headers {
        limit: text("1000"),
        remaining: text(remaining),
        reset: text("90"),
        retry_after: text("7"),
        ..Headers::default()
    }
}

#[test]
fn only_a_spent_quota_is_waited_out() {
    for (remaining, wait) in [("0", Some(90)), ("1", None)] {
        let headers = Headers {
            retry_after: None,
            ..with_quota(remaining)
        };
        let fault = passing(error(502, headers, ""));
        assert_eq!(fault.retry_after, wait.map(Duration::from_secs));
        let left = fault.quota.map(|quota| quota.remaining.to_string());
        assert_eq!(left.as_deref(), Some(remaining));
    }
}
