//! Lists that are too long, and pages that never end.

use std::fmt::Write;
use std::time::Duration;

use faulty_server::{Step, answer};

use test_support::COMMIT;

use crate::case::{Case, build, check_all, list};

/// A build of another commit, newer the smaller its number.
fn other(number: usize) -> String {
    let age = 100_000 - number;
    let (day, hour, minute) = (1 + age / 1440 % 28, age / 60 % 24, age % 60);
    let month = 1 + age / 1440 / 28;
    format!(
        r#"{{"id":"other-{number}","sha":"{:040x}","createdAt":"2026-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"}}"#,
        number + 1
    )
}

fn joined(builds: impl Iterator<Item = String>) -> String {
    builds.collect::<Vec<_>>().join(",")
}

/// A page that goes on at this cursor.
fn page(builds: &str, cursor: &str) -> Vec<Step> {
    let body = format!(
        r#"{{"data":{{"builds":[{builds}]}},"pagination":{{"hasNextPage":true,"cursor":"{cursor}"}}}}"#
    );
    vec![Step::Send(answer("200 OK", "", body.as_bytes()))]
}

/// A page of 8 MiB, of as many builds of the commit as it can hold.
fn fattest_page(number: usize) -> Vec<Step> {
    const MAX_BODY: usize = 8 * 1024 * 1024;
    let mut builds = String::new();
    for place in 0..10_000 {
        let id = number * 10_000 + place;
        let message = "m".repeat(740);
        let comma = if place == 0 { "" } else { "," };
        write!(
            builds,
            r#"{comma}{{"id":"{id}","sha":"{COMMIT}","message":"{message}"}}"#
        )
        .unwrap();
    }
    assert!(builds.len() > MAX_BODY - 500_000 && builds.len() < MAX_BODY);
    page(&builds, &format!("cursor-{number}"))
}

#[test]
fn lists_that_are_too_long() {
    let of = |builds: String| move |_| vec![Step::Send(list(&builds))];
    let others = |count| joined((0..count).map(other));
    let wanted = build("wanted", "SUCCESS");
    let twins = joined((0..10_000).map(|number| build(&number.to_string(), "SUCCESS")));
    let long = |length| {
        build("wanted", "SUCCESS")
            .replace('}', &format!(r#","message":"{}"}}"#, "\\n".repeat(length)))
    };
    // Reading 8 MiB takes an unoptimised build a while.
    let patient = |case: Case| Case {
        arguments: &["--interval=20ms"],
        timeout: Duration::from_secs(6).max(case.timeout),
        ..case
    };
    check_all(vec![
        patient(Case::opening(
            "ten-thousand-builds",
            "open",
            of(format!("{},{wanted}", others(9_999))),
        )),
        patient(Case::lasting(
            "more-than-ten-thousand-builds",
            "no builds list",
            of(format!("{},{wanted}", others(10_000))),
        )),
        patient(Case::lasting(
            "ten-thousand-builds-of-the-commit",
            "9750 entries of the list cannot be read in full",
            of(twins),
        )),
        patient(Case::opening("a-long-message", "open", of(long(100_000)))),
        patient(Case::opening(
            "a-message-of-8-mebibytes",
            "open",
            of(long(4_194_000)),
        )),
        // Three times as much.
        Case {
            arguments: &["--interval=20ms", "--max-pages=3"],
            timeout: Duration::from_secs(12),
            ..patient(Case::lasting(
                "pages-of-8-mebibytes-without-end",
                "this poll cannot open the gate",
                fattest_page,
            ))
        },
    ]);
}

#[test]
fn pages_that_never_end() {
    let sorted = |number: usize| joined((number * 100..).take(100).map(other));
    let wanted =
        || build("wanted", "SUCCESS").replace('}', r#","createdAt":"2027-01-01T00:00:00Z"}"#);
    let endless = move |number: usize| page(&sorted(number), &format!("cursor-{number}"));
    check_all(vec![
        Case::lasting(
            "a-cursor-that-repeats",
            "the list goes on, and does not say where",
            |_| page(&other(0), "same"),
        ),
        Case::lasting(
            "a-cursor-of-a-megabyte",
            "the list goes on, and does not say where",
            |_| page(&other(0), &"c".repeat(200_000)),
        ),
        Case {
            code: 6,
            result: "no-build",
            ..Case::lasting(
                "a-chain-without-end",
                "no more than 10 pages",
                move |number| endless(number % 10),
            )
        },
        Case::lasting(
            "a-chain-without-end-or-order",
            "the build that decides may follow",
            |number| page(&other(10_000 - number), &format!("cursor-{number}")),
        ),
        Case::opening(
            "a-chain-without-end-behind-the-build",
            "(1 request)",
            move |_| page(&format!("{},{}", wanted(), other(1)), "more"),
        ),
        Case::lasting(
            "a-chain-whose-second-page-hangs",
            "timed out",
            move |number| {
                if number % 2 == 0 {
                    endless(number)
                } else {
                    vec![Step::Hang]
                }
            },
        ),
    ]);
}
