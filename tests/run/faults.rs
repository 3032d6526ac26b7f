//! What the API answers instead of a list. A fault that may pass costs patience
//! and not the verdict. A refusal ends the run at once and says what to do.
//!
//! `tests/faults` tries faults of sockets, TLS and HTTP on the process.

use northflank_gate::northflank::headers::Headers;
use northflank_gate::northflank::response::{Body, Reply, Response};
use test_support::values::{answer, page};
use test_support::{COMMIT, FakeWorld, TOKEN};

/// The page of a build with this status.
fn list(status: &str) -> Reply {
    let build = format!(r#"{{"id":"one","sha":"{COMMIT}","status":"{status}"}}"#);
    page(format!(r#"{{"data":{{"builds":[{build}]}}}}"#).as_bytes())
}

/// An answer with these headers and no list.
fn with_headers(status: u16, headers: Headers) -> Reply {
    Reply::Response(Response {
        headers,
        ..answer(status, b"")
    })
}

fn retry_after(seconds: &str) -> Headers {
    Headers {
        retry_after: Some(seconds.to_owned()),
        ..Headers::default()
    }
}

/// Faults that may pass, and what the log calls them.
fn faults() -> Vec<(Reply, &'static str)> {
    let exhausted = Headers {
        remaining: Some("0".to_owned()),
        ..Headers::default()
    };
    let broken = Response {
        body: Body::Truncated("the answer broke off".to_owned()),
        ..answer(200, b"")
    };
    let status = |status| with_headers(status, Headers::default());
    vec![
        (status(408), "the API answered 408"),
        (status(425), "the API answered 425"),
        (status(429), "the API answered 429 (rate limit)"),
        (
            with_headers(403, retry_after("0")),
            "the API answered 403 (rate limit)",
        ),
        (
            with_headers(403, exhausted),
            "the API answered 403 (rate limit)",
        ),
        (status(500), "the API answered 500"),
        (
            Reply::Response(answer(502, b"<html>")),
            "the API answered 502",
        ),
        (page(b"<html>"), "the API answered 200 with no builds list"),
        (page(b"{}"), "the API answered 200 with no builds list"),
        (
            page(br#"{"error":{"status":500}}"#),
            "the API answered 200 with no builds list",
        ),
        (Reply::Response(broken), "the answer broke off"),
        (Reply::NoResponse("no answer".to_owned()), "no answer"),
    ]
}

#[test]
fn a_fault_costs_patience_and_not_the_verdict() {
    for (fault, told) in faults() {
        // Alone, and twice in a row; at first, and in between.
        for (count, place) in [(1, 0), (1, 1), (2, 1)] {
            let mut requests = 0;
            let mut world = FakeWorld::replying(|_| {
                requests += 1;
                match requests - 1 {
                    number if (place..place + count).contains(&number) => fault.clone(),
                    number if number < count + 1 => list("BUILDING"),
                    _ => list("SUCCESS"),
                }
            });
            assert_eq!(
                world.push(&["--format=plain"]),
                0,
                "{told}: {}",
                world.log()
            );
            let told = format!("{told}; retrying in ");
            let said = world.log().matches(&told).count();
            assert_eq!(said, count, "{told}: {}", world.log());
            assert!(world.log().contains("SUCCESS"), "{}", world.log());
        }
    }
}

#[test]
fn retry_after_is_honoured_and_never_past_the_deadline() {
    let seconds = |timeout: &str, wanted: &str| {
        let mut is_first = true;
        let mut world = FakeWorld::replying(|_| {
            let fault = with_headers(429, retry_after(wanted));
            if std::mem::take(&mut is_first) {
                fault
            } else {
                list("SUCCESS")
            }
        });
        let code = world.push(&[timeout, "--interval=1s"]);
        (code, world.now.as_secs())
    };
    let (code, took) = seconds("--timeout=10m", "100");
    assert_eq!(code, 0);
    assert!((100..150).contains(&took), "{took}");
    // The last poll comes before the deadline, whatever was asked for.
    let (code, took) = seconds("--timeout=1m", "100");
    assert_eq!(code, 0);
    assert!((30..60).contains(&took), "{took}");
}

/// Refusals: status, body, kind of target; cause and hint.
const REFUSALS: [(u16, &str, &str, &str, &str); 9] = [
    (
        400,
        r#"{"error":{"message":"bad request","id":"req-400"}}"#,
        "job",
        "400 bad request (error id req-400)",
        "check --project-id, --job-id, --team-id and --api-host",
    ),
    (
        401,
        r#"{"error":{"message":"wrong token","id":"req-401"}}"#,
        "job",
        "401 wrong token (error id req-401)",
        "pass a valid token: NORTHFLANK_API_TOKEN, or northflank-api-key in the action",
    ),
    (
        401,
        r#"{"status":401,"message":"builds are not enabled"}"#,
        "job",
        "401 builds are not enabled",
        "pass a valid token: NORTHFLANK_API_TOKEN, or northflank-api-key in the action",
    ),
    (
        403,
        r#"{"error":{"message":"missing permission"}}"#,
        "job",
        "403 missing permission",
        "give the token's role Project > Jobs > General > Read",
    ),
    (
        403,
        r#"{"error":{"message":"missing permission"}}"#,
        "service",
        "403 missing permission",
        "give the token's role Project > Services > General > Read",
    ),
    (
        404,
        r#"{"error":"no such job"}"#,
        "job",
        "404 no such job",
        "check --project-id and --job-id; an organisation token also needs --team-id",
    ),
    (
        404,
        "",
        "service",
        "404",
        "check --project-id and --service-id; an organisation token also needs --team-id",
    ),
    (
        418,
        "<html>",
        "job",
        "418",
        "check --project-id, --job-id, --team-id and --api-host",
    ),
    (
        418,
        "<html>",
        "service",
        "418",
        "check --project-id, --service-id, --team-id and --api-host",
    ),
];

#[test]
fn a_refusal_ends_the_run_at_once_and_says_what_to_do() {
    for (status, body, kind, cause, hint) in REFUSALS {
        let refusal = Reply::Response(answer(status, body.as_bytes()));
        // At once, and while a build is waited for.
        for before in [0, 2] {
            let mut requests = 0;
            let mut world = FakeWorld::replying(|_| {
                requests += 1;
                if requests > before {
                    refusal.clone()
                } else {
                    list("BUILDING")
                }
            });
            let target = format!("--{kind}-id=api");
            let arguments = ["--project-id=shop", &target, "--sha", COMMIT];
            let exit_code = world.run(&arguments, &[("NORTHFLANK_API_TOKEN", TOKEN)]);
            let told = format!(
                "shut: could not list the builds of {kind} api in project shop\n  cause: {cause}\n  hint: {hint}\n"
            );
            assert!(world.log().ends_with(&told), "{told}{}", world.log());
            assert_eq!(exit_code, 4, "{status}");
            drop(world);
            assert_eq!(requests, before + 1, "{status}");
        }
    }
}
