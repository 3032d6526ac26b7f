//! What is asked for, and what a reply that holds no log says instead.

use super::super::*;
use crate::model::build::Target;
use crate::model::fault::{Cause, Fault};
use crate::northflank::certificate::UNKNOWN_ISSUER;
use crate::northflank::headers::Headers;
use crate::northflank::response::Response;

/// What comes of a reply about a build of this kind of target.
fn read(reply: Reply, kind: TargetKind, lines: usize) -> Result<BuildLog, NoLog> {
    request(None, "shop", kind, "api", "one", lines).read(reply)
}

fn request(
    team: Option<&str>,
    project: &str,
    kind: TargetKind,
    target: &str,
    build: &str,
    lines: usize,
) -> ReadLog {
    ReadLog {
        target_path: TargetPath {
            team: team.map(str::to_owned),
            project: project.to_owned(),
            target: Target {
                kind,
                id: target.to_owned(),
            },
        },
        build: build.to_owned(),
        created: Timestamp::parse("2026-11-23T12:00:00.0009+02:00").unwrap(),
        lines,
    }
}

#[test]
fn a_log_is_asked_for_from_its_end_since_the_build_was_created() {
    let query = "queryType=range&startTime=2026-11-23T10%3A00%3A00.000Z\
        &direction=backward&lineLimit=250";
    let (job, service) = (TargetKind::Job, TargetKind::Service);
    assert_eq!(
        request(None, "shop", job, "api", "joyous-view-6290", 9).path(),
        format!("/v1/projects/shop/jobs/api/build-logs?buildId=joyous-view-6290&{query}")
    );
    let team = Some("a/b");
    assert_eq!(
        request(team, "shop", service, "web", "x&lineLimit=1 é", 9).path(),
        format!(
            "/v1/teams/a%2Fb/projects/shop/services/web/build-logs\
            ?buildId=x%26lineLimit%3D1%20%C3%A9&{query}"
        )
    );
}

pub(super) fn read_answer(status: u16, body: &str, headers: Headers) -> Result<BuildLog, NoLog> {
    let answer = Response {
        status,
        headers,
        body: Ok(body.as_bytes().to_vec().into()),
    };
    read(Ok(answer), TargetKind::Job, 100)
}

pub(super) fn unavailable<T>(what: &str) -> Result<T, NoLog> {
    Err(NoLog::Unavailable(what.to_owned()))
}

#[test]
fn a_missing_permission_is_named_where_the_api_says_so() {
    let bodies = [
        (
            r#"{"error":{"status":403,"message":"missing permission"}}"#,
            r#": "missing permission""#,
        ),
        (r#"{"error":{"id":"8f2c"}}"#, " (error id 8f2c)"),
        (r#"{"error":"forbidden"}"#, r#": "forbidden""#),
        (r#"{"message":"forbidden"}"#, r#": "forbidden""#),
    ];
    for (body, said) in bodies {
        let forbidden = NoLog::Forbidden("Project > Jobs > Deployment > View Instance Logs");
        let reply = read_answer(403, body, Headers::default());
        assert_eq!(reply, Err(forbidden), "{body}");
        for headers in [
            Headers {
                remaining: Some("0".to_owned()),
                ..Headers::default()
            },
            Headers {
                retry_after: Some("9".to_owned()),
                ..Headers::default()
            },
        ] {
            let what = format!("the API answered 403 (rate limit){said}");
            let reply = read_answer(403, body, headers);
            assert_eq!(reply, unavailable(&what), "{body}");
        }
    }
    for body in ["", "{}", "[]", r#"{"error":{}}"#, r#"{"error":null}"#] {
        let reply = read_answer(403, body, Headers::default());
        assert_eq!(reply, unavailable("the API answered 403"), "{body}");
    }
    let service = Ok(Response {
        status: 403,
        headers: Headers::default(),
        body: Ok(bodies[0].0.as_bytes().to_vec().into()),
    });
    assert_eq!(
        read(service, TargetKind::Service, 9),
        Err(NoLog::Forbidden(
            "Project > Services > Deployment > View Instance Logs"
        ))
    );
}

#[test]
fn everything_else_says_what_happened() {
    let said = r#"{"error":{"message":"lineLimit is too large"},"message":"other"}"#;
    for (status, body, what) in [
        (
            400,
            said,
            r#"the API answered 400: "lineLimit is too large""#,
        ),
        (401, r#"{"error":"no"}"#, r#"the API answered 401: "no""#),
        (404, "{}", "the API answered 404"),
        (403, "<html>", "something in front of the API answered 403"),
        (
            200,
            "<p>no",
            "something in front of the API answered 200: \"no\"",
        ),
        (
            429,
            said,
            r#"the API answered 429 (rate limit): "lineLimit is too large""#,
        ),
        (
            500,
            r#"{"message":"broken"}"#,
            r#"the API answered 500: "broken""#,
        ),
        (204, "", "the API answered 204"),
        (302, "", "the API answered 302"),
    ] {
        let reply = read_answer(status, body, Headers::default());
        assert_eq!(reply, unavailable(what), "{status}");
    }
    let read = |reply| read(reply, TargetKind::Job, 9);
    let broken = |status| {
        Ok(Response {
            status,
            headers: Headers::default(),
            body: Err(Fault::new(
                Cause::Other,
                "the answer broke off".to_owned(),
                true,
            )),
        })
    };
    assert_eq!(read(broken(200)), unavailable("the answer broke off"));
    assert_eq!(read(broken(403)), unavailable("the API answered 403"));
    let nothing = Err(RequestError::Transient(Fault::new(
        Cause::TimedOut,
        "no answer: timed out after 5s".to_owned(),
        false,
    )));
    assert_eq!(read(nothing), unavailable("no answer: timed out after 5s"));
    let distrusted = Err(RequestError::Permanent(UNKNOWN_ISSUER.refusal(false, None)));
    assert_eq!(
        read(distrusted),
        unavailable("the certificate of the API host does not verify: its issuer is not known")
    );
}
