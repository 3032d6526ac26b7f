//! Connections that stall, break off, or carry no HTTP.

use std::time::Duration;

use faulty_server::{FaultyServer, Step, answer, ended_after};

use crate::case::{Case, build, check_all, promises, showing, success};
use crate::process;

const MOMENT: Duration = Duration::from_millis(10);

#[test]
fn connections_that_stall() {
    let endless_header = || {
        vec![
            Step::Send(b"HTTP/1.1 200 OK\r\nX-Endless: ".to_vec()),
            Step::Drip(b"x".to_vec(), Duration::from_millis(1)),
        ]
    };
    let slow_body = || {
        let answer = success();
        let (head, body) = answer.split_at(answer.len() - 100);
        vec![
            Step::Send(head.to_vec()),
            Step::Trickle(body.to_vec(), MOMENT),
        ]
    };
    let patient = |name, step: fn() -> Step| Case {
        arguments: &["--interval=20ms"],
        ..Case::opening(name, "open", move |_| vec![step()])
    };
    check_all(vec![
        Case::lasting("says-nothing", "waiting for the answer", |_| {
            vec![Step::Hang]
        }),
        // The deadline comes before the request's own time is up.
        Case {
            timeout: Duration::from_secs(3),
            arguments: &[],
            ..Case::lasting("says-nothing-to-the-end", "waiting for the answer", |_| {
                vec![Step::Hang]
            })
        },
        Case::passing("says-nothing-at-first", "timed out", || vec![Step::Hang]),
        Case::lasting("a-byte-at-a-time", "timed out", |_| {
            vec![Step::Trickle(success(), MOMENT)]
        }),
        Case::lasting(
            "a-byte-of-the-body-at-a-time",
            "the answer was not complete",
            move |_| slow_body(),
        ),
        Case::passing(
            "a-byte-of-the-body-at-a-time-at-first",
            "the answer was not complete",
            slow_body,
        ),
        Case::lasting("a-header-without-end", "timed out", move |_| {
            endless_header()
        }),
        patient("slow-and-whole", || {
            Step::Trickle(success(), Duration::from_millis(1))
        }),
        Case::lasting("goes-on-to-continue", "timed out", |_| {
            vec![Step::Drip(
                b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
                MOMENT,
            )]
        }),
    ]);
}

#[test]
fn connections_that_break_off() {
    let in_the_body = || ended_after(success().len() - 10, &success());
    check_all(vec![
        Case::lasting("closes-at-once", "no answer", |_| vec![Step::Close]),
        Case::passing("closes-at-once-at-first", "no answer", || vec![Step::Close]),
        Case::lasting("closes-in-the-status-line", "no answer", |_| {
            ended_after(12, &success())
        }),
        Case::lasting("closes-in-the-header", "no answer", |_| {
            ended_after(30, &success())
        }),
        Case::passing("closes-in-the-header-at-first", "no answer", || {
            ended_after(30, &success())
        }),
        Case::lasting("closes-in-the-body", "the answer broke off", move |_| {
            in_the_body()
        }),
        Case::passing(
            "closes-in-the-body-at-first",
            "the answer broke off",
            in_the_body,
        ),
        Case::opening("closes-between-polls", "open", |number| match number {
            0 | 1 => vec![Step::Send(showing("BUILDING")), Step::Close],
            _ => vec![Step::Send(success())],
        }),
    ]);
}

/// An answer too many to the one target, on its way when the other is asked
/// about: it must not be taken for the answer about that.
#[test]
fn an_answer_too_many_is_not_taken_for_another_targets() {
    let too_many = || {
        let mut first = success();
        let rest = first.split_off(1);
        vec![
            Step::Send(success()),
            Step::Trickle(first, MOMENT),
            Step::Send(rest),
        ]
    };
    check_all(vec![Case {
        arguments: &["--service-id=web", "--interval=20ms"],
        code: 1,
        result: "crashed",
        ..Case::opening(
            "an-answer-too-many",
            "CRASHED",
            move |number| match number {
                0 => too_many(),
                _ => vec![Step::Send(showing("CRASHED"))],
            },
        )
    }]);
}

/// An answer too many behind a page, on its way when the next page is asked
/// for: it must not be taken for that page.
#[test]
fn an_answer_too_many_is_not_taken_for_the_next_page() {
    let goes_on = || {
        let body = r#"{"data":{"builds":[]},"pagination":{"cursor":"more"}}"#;
        let page = answer("200 OK", "", body.as_bytes());
        let mut extra = success();
        let rest = extra.split_off(1);
        vec![
            Step::Send(page),
            Step::Trickle(extra, MOMENT),
            Step::Send(rest),
        ]
    };
    check_all(vec![Case {
        arguments: &["--interval=20ms"],
        code: 1,
        result: "crashed",
        ..Case::opening(
            "an-answer-too-many-behind-a-page",
            "CRASHED",
            move |number| match number {
                0 => goes_on(),
                _ => vec![Step::Send(showing("CRASHED"))],
            },
        )
    }]);
}

#[test]
fn answers_that_are_no_http() {
    let with_headers = |count, header: &str| {
        let mut answer = b"HTTP/1.1 200 OK\r\n".to_vec();
        answer.extend(header.repeat(count).bytes());
        answer.extend(b"Content-Length: 0\r\n\r\n");
        vec![Step::Send(answer), Step::Hang]
    };
    let many = move || with_headers(10_000, "X-Header: and its value\r\n");
    check_all(vec![
        Case::lasting("ten-thousand-headers", "no answer", move |_| many()),
        Case::passing("ten-thousand-headers-at-first", "no answer", many),
        Case::lasting("ten-thousand-short-headers", "no answer", move |_| {
            with_headers(10_000, "a:\r\n")
        }),
        Case::lasting("a-header-of-a-megabyte", "no answer", |_| {
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\nX-Header: ".to_vec()),
                Step::Repeat(vec![b'x'; 1024], 1024),
                Step::Hang,
            ]
        }),
        Case::opening("a-header-of-sixty-kilobytes", "open", |_| {
            let header = format!("X-Header: {}\r\n", "x".repeat(60_000));
            let body = format!(r#"{{"data":{{"builds":[{}]}}}}"#, build("a", "SUCCESS"));
            vec![Step::Send(answer("200 OK", &header, body.as_bytes()))]
        }),
        Case::lasting("another-protocol", "no answer", |_| {
            vec![Step::Send(b"SSH-2.0-server\r\n".to_vec()), Step::Hang]
        }),
        Case::lasting("not-even-text", "no answer", |_| {
            vec![Step::Repeat(vec![0, 0xff, 0x1b, b'\n'], 1024), Step::Hang]
        }),
    ]);
}

#[test]
fn a_server_that_goes_away_is_waited_for() {
    let running = || FaultyServer::start(|_| vec![Step::Send(showing("BUILDING"))]).unwrap();
    let server = running();
    let address = server.address();
    let outage = std::thread::spawn(move || {
        while server.requests().is_empty() {
            std::thread::sleep(Duration::from_millis(1));
        }
        drop(server);
        std::thread::sleep(Duration::from_millis(300));
        FaultyServer::start_at(address, None, |_| vec![Step::Send(success())]).unwrap()
    });
    let arguments = [
        format!("--api-host=http://{address}"),
        "--timeout=20s".to_owned(),
        "--interval=20ms".to_owned(),
    ];
    let run = process::run("goes-away-and-comes-back", &arguments, &[]);
    let timeout = Duration::from_secs(20);
    let broken = promises(&run, 0, "success", timeout, "no answer");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    drop(outage.join().unwrap());
}
