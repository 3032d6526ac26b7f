//! What the API answers instead of a list. A fault that may pass costs patience
//! and not the verdict. A refusal ends the run at once and says what to do.
//!
//! `tests/faults` tries faults of sockets, TLS and HTTP on the process.

use northflank_gate::cli::topic::Topic;
use northflank_gate::model::fault::{Cause, Fault, Refusal};
use northflank_gate::northflank::headers::Headers;
use northflank_gate::northflank::phase::Phase;
use northflank_gate::northflank::response::{Reply, RequestError, Response};
use test_support::values::{answer, page, page_of, page_showing};
use test_support::{COMMIT, FakeWorld, TOKEN};

use crate::help;

/// An answer with these headers and no list.
#[expect(clippy::unnecessary_wraps, reason = "it stands beside replies")]
fn with_headers(status: u16, headers: Headers) -> Reply {
    Ok(Response {
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

/// The page of somebody who wants to see a browser first.
const CHALLENGE: &[u8] = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head>\
    <body><script>window.x=1</script>Checking your browser</body></html>";
const IN_FRONT_HINT: &str =
    "check --api-host, and the proxies and firewalls between this machine and the API";

/// Faults that may pass, and what the log calls them.
fn faults() -> Vec<(Reply, &'static str)> {
    let exhausted = Headers {
        remaining: Some("0".to_owned()),
        ..Headers::default()
    };
    let broken = Response {
        body: Err(Fault::new(
            Cause::Other,
            "the answer broke off".to_owned(),
            true,
        )),
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
            Ok(answer(
                503,
                br#"{"error":{"message":"Scheduled\n maintenance \u0007","id":"err-9"}}"#,
            )),
            r#"the API answered 503: "Scheduled maintenance \u{7}" (error id err-9)"#,
        ),
        (
            Ok(answer(429, br#"{"message":"more than 1000 requests/h"}"#)),
            "the API answered 429 (rate limit): \"more than 1000 requests/h\"",
        ),
        (
            Ok(answer(500, br#"{"error":{"message":" ","id":"err-9"}}"#)),
            "the API answered 500 (error id err-9)",
        ),
        (
            Ok(answer(502, b"<h1>502 Bad Gateway</h1>")),
            "something in front of the API answered 502: \"502 Bad Gateway\"",
        ),
        (
            Ok(answer(503, CHALLENGE)),
            "something in front of the API answered 503: \"Just a moment...\"",
        ),
        (
            page(b"<html>"),
            "something in front of the API answered 200",
        ),
        (
            Ok(answer(503, b"no healthy upstream")),
            "something in front of the API answered 503: \"no healthy upstream\"",
        ),
        (
            page(b"\n It works!\n"),
            "something in front of the API answered 200: \"It works!\"",
        ),
        (page(b"{}"), "the API answered 200 with no builds list"),
        (
            page(br#"{"error":{"status":500}}"#),
            "the API answered 200 with no builds list",
        ),
        (Ok(broken), "the answer broke off"),
        (
            Err(RequestError::Transient(Fault::new(
                Cause::Other,
                "no answer".to_owned(),
                false,
            ))),
            "no answer",
        ),
    ]
}

#[test]
fn a_fault_costs_patience_and_not_the_verdict() {
    for (fault, expected) in faults() {
        // Alone, and twice in a row; at first, and in between.
        for (count, place) in [(1, 0), (1, 1), (2, 1)] {
            let mut requests = 0;
            let mut world = FakeWorld::replying(|_| {
                requests += 1;
                match requests - 1 {
                    number if (place..place + count).contains(&number) => fault.clone(),
                    number if number < count + 1 => page_showing("BUILDING"),
                    _ => page_showing("SUCCESS"),
                }
            });
            assert_eq!(
                world.push(&["--format=plain"]),
                0,
                "{expected}: {}",
                world.log()
            );
            let expected = format!("{expected}; retrying in ");
            let said = world.log().matches(&expected).count();
            assert_eq!(said, count, "{expected}: {}", world.log());
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
                page_showing("SUCCESS")
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

#[test]
fn an_outage_that_asks_to_be_left_alone_is_no_spent_quota() {
    for (status, is_quota) in [(503, false), (429, true)] {
        let mut world = FakeWorld::replying(|_| with_headers(status, retry_after("900")));
        assert_eq!(world.push(&["--format=plain", "--timeout=1m"]), 4);
        let log = world.log();
        let incident = "hint: see whether Northflank has an incident";
        assert_eq!(
            log.contains("fewer requests from this account"),
            is_quota,
            "{log}"
        );
        assert_eq!(log.contains("#429"), is_quota, "{log}");
        assert_eq!(log.contains(incident), !is_quota, "{log}");
    }
}

#[test]
fn a_page_of_an_outage_sends_the_reader_to_northflank_first() {
    for (status, hint) in [
        (
            503,
            "see whether Northflank has an incident; if not, check --api-host and the proxies and firewalls between this machine and the API",
        ),
        (200, IN_FRONT_HINT),
        (429, IN_FRONT_HINT),
    ] {
        let page = b"<title>Northflank is down for maintenance</title>";
        let mut world = FakeWorld::replying(|_| Ok(answer(status, page)));
        assert_eq!(world.push(&["--format=plain", "--timeout=1m"]), 4);
        let expected = format!("  hint: {hint}\n");
        assert!(world.log().contains(&expected), "{}", world.log());
    }
}

/// A status, a body, the kind of the target; the cause, the hint and the section of
/// the README at the end.
type Refused = (
    u16,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<Topic>,
);
const REFUSALS: [Refused; 15] = [
    (
        403,
        "<title>Attention Required! | Cloudflare</title>",
        "job",
        "something in front of the API answered 403: \"Attention Required! | Cloudflare\"",
        IN_FRONT_HINT,
        Some(Topic::InFront),
    ),
    (
        403,
        "error code: 1020",
        "service",
        "something in front of the API answered 403: \"error code: 1020\"",
        IN_FRONT_HINT,
        Some(Topic::InFront),
    ),
    (403, "", "job", "403", IN_FRONT_HINT, Some(Topic::InFront)),
    (
        403,
        "Access denied by policy 7",
        "job",
        "something in front of the API answered 403: \"Access denied by policy 7\"",
        IN_FRONT_HINT,
        Some(Topic::InFront),
    ),
    (
        404,
        "default backend - 404",
        "job",
        "something in front of the API answered 404: \"default backend - 404\"",
        IN_FRONT_HINT,
        Some(Topic::InFront),
    ),
    (
        304,
        "",
        "job",
        "304",
        "a cache answered with 304: exclude the API host from that cache",
        None,
    ),
    (
        400,
        r#"{"error":{"message":"bad request","id":"req-400"}}"#,
        "job",
        "400 bad request (error id req-400)",
        "check --project-id, --job-id, --team-id and --api-host",
        None,
    ),
    (
        401,
        r#"{"error":{"message":"wrong token","id":"req-401"}}"#,
        "job",
        "401 wrong token (error id req-401)",
        "the token came from NORTHFLANK_API_TOKEN: put a valid one there",
        Some(Topic::Unauthorized),
    ),
    (
        401,
        r#"{"status":401,"message":"builds are not enabled"}"#,
        "job",
        "401 builds are not enabled",
        "the token came from NORTHFLANK_API_TOKEN: put a valid one there",
        Some(Topic::Unauthorized),
    ),
    (
        403,
        r#"{"error":{"message":"missing permission"}}"#,
        "job",
        "403 missing permission",
        "give the token's role Project > Jobs > General > Read",
        Some(Topic::Forbidden),
    ),
    (
        403,
        r#"{"error":{"message":"missing permission"}}"#,
        "service",
        "403 missing permission",
        "give the token's role Project > Services > General > Read",
        Some(Topic::Forbidden),
    ),
    (
        404,
        r#"{"error":"no such job"}"#,
        "job",
        "404 no such job",
        "check --project-id and --job-id; an organisation token also needs --team-id; if it is a service, pass --service-id",
        Some(Topic::NotFound),
    ),
    (
        404,
        "",
        "service",
        "404",
        "check --project-id and --service-id; an organisation token also needs --team-id; if it is a job, pass --job-id",
        Some(Topic::NotFound),
    ),
    (
        418,
        "",
        "job",
        "418",
        "check --project-id, --job-id, --team-id and --api-host",
        None,
    ),
    (
        418,
        "<html>",
        "service",
        "something in front of the API answered 418",
        IN_FRONT_HINT,
        Some(Topic::InFront),
    ),
];

#[test]
fn a_refusal_ends_the_run_at_once_and_says_what_to_do() {
    for (status, body, kind, cause, hint, topic) in REFUSALS {
        let refusal = Ok(answer(status, body.as_bytes()));
        // At once, and while a build is waited for.
        for before in [0, 2] {
            let mut requests = 0;
            let mut world = FakeWorld::replying(|_| {
                requests += 1;
                if requests > before {
                    refusal.clone()
                } else {
                    page_showing("BUILDING")
                }
            });
            let target = format!("--{kind}-id=api");
            let arguments = ["--project-id=shop", &target, "--sha", COMMIT];
            let exit_code = world.run(&arguments, &[("NORTHFLANK_API_TOKEN", TOKEN)]);
            let said = format!("shut: could not list the builds of {kind} api in project shop");
            let help = help(topic);
            let expected = if before == 0 {
                [
                    format!("{said}\n  cause: {cause}\n  hint: {hint}\n{help}"),
                    said,
                ]
            } else {
                // What was given was right until then.
                let token = "the token worked until then: has it expired, or was it revoked?";
                let role = "its list could be read until then: has the role of the token changed?";
                let gone = format!(
                    "see in Northflank what became of {kind} api: its list could be read until then"
                );
                let hint = match (status, topic) {
                    (401, _) => token,
                    (_, Some(Topic::Forbidden)) => role,
                    (_, Some(Topic::NotFound)) => &gone,
                    _ => hint,
                };
                let seen = "the build of 12c15e7 was last seen BUILDING (build one)";
                [
                    format!(" before that, then {cause}\n  hint: {hint}\n  note: {seen}\n{help}"),
                    format!("{said} any more\n  cause: its list was last read "),
                ]
            };
            let log = world.log();
            let [end, start] = expected;
            assert!(log.ends_with(&end), "{end}{log}");
            assert!(log.contains(&start), "{start}{log}");
            assert_eq!(exit_code, 4, "{status}");
            drop(world);
            assert_eq!(requests, before + 1, "{status}");
        }
    }
}

#[test]
fn a_team_that_was_given_is_to_be_checked() {
    for (status, hint) in [
        (
            404,
            "check --project-id and --job-id; check --team-id as well: a token of the team itself goes without it; if it is a service, pass --service-id",
        ),
        (
            403,
            "if the token's role lacks Project > Jobs > General > Read, add it; check --team-id as well",
        ),
    ] {
        let mut world = FakeWorld::replying(|_| Ok(answer(status, br#"{"error":"no"}"#)));
        assert_eq!(world.push(&["--format=plain", "--team-id=acme"]), 4);
        let expected = format!("  hint: {hint}\n");
        assert!(world.log().contains(&expected), "{}", world.log());
    }
}

#[test]
fn a_token_that_is_refused_is_looked_for_where_it_was_read() {
    let key = ("NORTHFLANK_API_KEY", TOKEN);
    let file = ("NORTHFLANK_API_KEY_FILE", "/run/secrets/t");
    let by_file = "--api-key-file `/run/secrets/t`";
    let by_variable = "--api-key-file (from NORTHFLANK_API_KEY_FILE) `/run/secrets/t`";
    for (option, variable, source) in [
        ("", key, "NORTHFLANK_API_KEY"),
        ("--api-key-file=/run/secrets/t", key, by_file),
        ("", file, by_variable),
    ] {
        let mut world = FakeWorld::replying(|_| Ok(answer(401, b"")));
        world
            .files
            .insert("/run/secrets/t".to_owned(), TOKEN.to_owned());
        let arguments = ["--project-id=shop", "--job-id=api", "--sha", COMMIT, option];
        let given = arguments.iter().filter(|argument| !argument.is_empty());
        let given: Vec<&str> = given.copied().collect();
        assert_eq!(world.run(&given, &[variable]), 4);
        let hint = format!("  hint: the token came from {source}: put a valid one there\n");
        assert!(world.log().contains(&hint), "{hint}{}", world.log());
    }
}

/// What keeps a request from its answer, and the cause and hint at the end.
const UNREACHABLE: [(Phase, &str); 6] = [
    (
        Phase::Name,
        "check --api-host and the name servers (DNS) of this machine",
    ),
    (
        Phase::Connect,
        "check --api-host, the network and the proxy of this machine",
    ),
    (
        Phase::Proxy,
        "check the proxy (HTTPS_PROXY or ALL_PROXY) and whether it passes CONNECT",
    ),
    (
        Phase::Tls,
        "check --api-host and the proxies and firewalls that may hold up TLS",
    ),
    (Phase::Send, SLOW),
    (Phase::Wait, SLOW),
];
const SLOW: &str = "see whether Northflank has an incident; where the API is only slow, give it longer (--request-timeout, --timeout, for its first answer --appear-timeout)";

#[test]
fn a_request_that_hangs_to_the_end_says_in_what_and_what_to_do() {
    for (phase, hint) in UNREACHABLE {
        let what = format!(
            "no answer: timed out after 30s, {}",
            phase.text("the API host")
        );
        // At first, and after a list was read.
        for before in [0, 2] {
            let mut requests = 0;
            let mut world = FakeWorld::replying(|_| {
                requests += 1;
                if requests > before {
                    Err(RequestError::Transient(Fault {
                        hint: phase.hint(),
                        ..Fault::new(Cause::TimedOut, what.clone(), false)
                    }))
                } else {
                    page_showing("BUILDING")
                }
            });
            let code = world.push(&["--timeout=20m", "--format=plain"]);
            let help = help(Some(Topic::TimedOut));
            let (then, note) = if before > 0 {
                let seen = "  note: the build of 12c15e7 was last seen BUILDING (build one)\n";
                ("before that, then", seen)
            } else {
                ("cause:", "")
            };
            let expected = format!("{then} {what}\n  hint: {hint}\n{note}{help}");
            assert!(
                world.log().ends_with(&expected),
                "{expected}{}",
                world.log()
            );
            assert!([3, 4].contains(&code), "{code}");
        }
    }
}

#[test]
fn an_answer_that_does_not_come_is_told_of_the_target_that_was_asked() {
    for (cause, named) in [
        (Cause::Unanswered, "job migrate: no answer"),
        (Cause::TimedOut, "no answer"),
        (Cause::Other, "no answer"),
    ] {
        let log = |timeout: &str| {
            let mut world = FakeWorld::replying(|path| {
                if path.contains("/services/") {
                    return page_showing("BUILDING");
                }
                let fault = Fault::new(cause, "no answer".to_owned(), false);
                Err(RequestError::Transient(fault))
            });
            let arguments = ["--service-id=web", "--format=plain", timeout];
            assert_eq!(world.push(&arguments), 4);
            world.log()
        };
        let line = format!("  {named}; retrying in ");
        let minute = log("--timeout=1m");
        assert!(minute.contains(&line), "{line}{minute}");
        let other = format!("  service web: not read ({named})\n");
        let round = log("--timeout=0s");
        assert!(round.contains(&other), "{other}{round}");
    }
}

#[test]
fn a_proxy_that_refuses_ends_the_run_at_once() {
    let mut requests = 0;
    let mut world = FakeWorld::replying(|_| {
        requests += 1;
        Err(RequestError::Permanent(Refusal {
            cause: Cause::Proxy,
            what: "the proxy proxy.example:3128 answered 403 to CONNECT".to_owned(),
            hint: "let the proxy pass CONNECT".to_owned(),
        }))
    });
    assert_eq!(world.push(&["--format=plain"]), 4);
    let expected = "\n  cause: the proxy proxy.example:3128 answered 403 to CONNECT\n  hint: let the proxy pass CONNECT\n";
    let expected = format!("{expected}{}", help(Some(Topic::Proxy)));
    assert!(world.log().ends_with(&expected), "{}", world.log());
    drop(world);
    assert_eq!(requests, 1);
}

/// The API is down for at least seven seconds; by its clock the build was created
/// ten seconds before its first answer.
#[test]
fn a_time_before_the_start_is_counted_from_the_start_and_not_from_the_first_answer() {
    let recent = format!(
        r#"{{"id":"one","sha":"{COMMIT}","status":"SUCCESS","createdAt":"2026-11-23T10:09:50Z"}}"#
    );
    let mut requests = 0;
    let mut world = FakeWorld::replying(|_| {
        requests += 1;
        if requests <= 3 {
            return Ok(answer(502, b""));
        }
        page_of(std::slice::from_ref(&recent)).map(|page| Response {
            headers: Headers {
                date: Some("Mon, 23 Nov 2026 10:10:00 GMT".to_owned()),
                ..Headers::default()
            },
            ..page
        })
    });
    let arguments = ["--format=plain", "--not-before=5s", "--timeout=1m"];
    assert_eq!(world.push(&arguments), 0, "{}", world.log());
    // The first list that was read had it.
    assert!(!world.log().contains("no build of"), "{}", world.log());
}
