//! Bodies that lie about their length, never end, are too large, or are no
//! list.

use std::time::Duration;

use faulty_server::{Step, answer, gzip_of_zeros};

use crate::case::{Case, build, check_all, list};

/// What is sent over and over: 1,048,576 bytes.
const PIECE: usize = 1_048_576;
const GIBIBYTE: u64 = 1024;

/// The head of an answer, and what follows it.
fn after(headers: &str, steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    let head = format!("HTTP/1.1 200 OK\r\n{headers}\r\n");
    std::iter::once(Step::Send(head.into_bytes()))
        .chain(steps)
        .collect()
}

#[test]
fn lengths_that_are_lies() {
    let body = || format!(r#"{{"data":{{"builds":[{}]}}}}"#, build("a", "SUCCESS")).into_bytes();
    let claiming = move |length: i64, last: Step| {
        let length = i64::try_from(body().len()).unwrap() + length;
        after(
            &format!("Content-Length: {length}\r\n"),
            [Step::Send(body()), last],
        )
    };
    check_all(vec![
        Case::lasting("a-length-too-short", "no builds list", move |_| {
            claiming(-10, Step::Close)
        }),
        Case::passing("a-length-too-short-at-first", "no builds list", move || {
            claiming(-10, Step::Close)
        }),
        Case::lasting("a-length-too-long", "the answer broke off", move |_| {
            claiming(10, Step::Close)
        }),
        Case::lasting(
            "a-length-too-long-that-is-held",
            "the answer was not complete",
            move |_| claiming(10, Step::Hang),
        ),
        Case::lasting("a-length-of-nothing", "no builds list", |_| {
            vec![Step::Send(answer("200 OK", "", b""))]
        }),
        Case::lasting("a-length-that-is-no-number", "no answer", |_| {
            after("Content-Length: ten\r\n", [Step::Hang])
        }),
        Case::lasting("a-length-that-is-negative", "no answer", |_| {
            after("Content-Length: -1\r\n", [Step::Hang])
        }),
    ]);
}

#[test]
fn chunks_that_never_end() {
    const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";
    let piece = || [b"100000\r\n".to_vec(), vec![b' '; PIECE], b"\r\n".to_vec()].concat();
    check_all(vec![
        Case::lasting(
            "slow-chunks-without-end",
            "the answer was not complete",
            |_| {
                let chunk = b"1\r\n \r\n".to_vec();
                after(CHUNKED, [Step::Drip(chunk, Duration::from_millis(1))])
            },
        ),
        Case {
            arguments: &["--interval=20ms"],
            timeout: Duration::from_secs(2),
            ..Case::lasting("fast-chunks-without-end", "more than 8192 KiB", move |_| {
                after(CHUNKED, [Step::Repeat(piece(), GIBIBYTE)])
            })
        },
        Case::lasting(
            "a-chunk-without-an-end",
            "the answer was not complete",
            |_| {
                after(
                    CHUNKED,
                    [Step::Send(b"7fffffffffffffff\r\n".to_vec()), Step::Hang],
                )
            },
        ),
        Case::lasting("a-chunk-that-is-no-number", "the answer broke off", |_| {
            after(CHUNKED, [Step::Send(b"ten\r\n".to_vec()), Step::Hang])
        }),
        Case::lasting("chunks-without-the-last", "the answer broke off", |_| {
            after(CHUNKED, [Step::Send(b"2\r\n{}\r\n".to_vec()), Step::Close])
        }),
    ]);
}

#[test]
fn bodies_that_are_too_large() {
    let large = |name, headers: &'static str| Case {
        arguments: &["--interval=20ms"],
        timeout: Duration::from_secs(2),
        ..Case::lasting(name, "more than 8192 KiB", move |_| {
            after(
                headers,
                [Step::Repeat(vec![b' '; PIECE], GIBIBYTE), Step::Close],
            )
        })
    };
    let refusal = |name, body: Vec<Step>| {
        Case::refused(name, "403", move |_| {
            let head = b"HTTP/1.1 403 Forbidden\r\n\r\n{\"error\":{\"message\":\"".to_vec();
            std::iter::once(Step::Send(head))
                .chain(body.clone())
                .collect()
        })
    };
    // Reading it takes an unoptimised build a while.
    let full = |name, start: &'static str, more: &'static str, length: usize| Case {
        arguments: &["--interval=20ms"],
        timeout: Duration::from_secs(3),
        ..Case::lasting(name, "200", move |_| {
            let more = more.repeat(length / more.len());
            let body = format!("{start}{more}\":1}}");
            vec![Step::Send(answer("200 OK", "", body.as_bytes()))]
        })
    };
    let bomb = gzip_of_zeros(1000).unwrap();
    check_all(vec![
        large("a-gibibyte", "Content-Length: 1073741824\r\n"),
        large("a-gibibyte-without-a-length", ""),
        Case {
            arguments: &["--interval=20ms"],
            ..Case::lasting("a-compressed-gigabyte", "no builds list", move |_| {
                vec![Step::Send(answer(
                    "200 OK",
                    "Content-Encoding: gzip\r\n",
                    &bomb,
                ))]
            })
        },
        full("words-of-8-megabytes", "<p>", "a ", 8_000_000),
        full("a-key-of-4-megabytes", "{\"", "\\ud800", 4_000_000),
        refusal(
            "a-refusal-of-a-gibibyte",
            vec![Step::Repeat(vec![b'x'; PIECE], GIBIBYTE), Step::Close],
        ),
        refusal("a-refusal-that-breaks-off", vec![Step::Close]),
        Case::refused("a-long-refusal", "403 no entry", |_| {
            let (before, after) = (r#"{"new":""#, r#"","error":{"message":"no entry"}}"#);
            let body = [before, &"x".repeat(60_000), after].concat();
            vec![Step::Send(answer("403 Forbidden", "", body.as_bytes()))]
        }),
    ]);
}

#[test]
fn bodies_that_are_no_list() {
    let of = |name, body: Vec<u8>| {
        Case::lasting(name, "no builds list", move |_| {
            vec![Step::Send(answer("200 OK", "", &body))]
        })
    };
    let unreadable = |name, body: Vec<u8>| {
        Case::lasting(
            name,
            "1 entry of the list cannot be read in full",
            move |_| vec![Step::Send(answer("200 OK", "", &body))],
        )
    };
    let deep = |name, open: &str, close: &str| {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        let body = format!(r#"{{"data":{{"builds":[{open}1{close}]}}}}"#);
        // Reading it takes an unoptimised build on a busy machine a while.
        Case {
            arguments: &["--interval=20ms"],
            timeout: Duration::from_secs(3),
            ..unreadable(name, body.into_bytes())
        }
    };
    let deep_aside = || {
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        format!(
            r#"{{"new":{open}{close},"data":{{"builds":[{}]}}}}"#,
            build("a", "SUCCESS")
        )
    };
    let digits = "9".repeat(400);
    let with =
        |field: &str| build("a", "SUCCESS").replace('}', &format!(r#","{field}":{digits}}}"#));
    let (in_use, not_in_use) = (with("pullRequestId"), with("new"));
    check_all(vec![
        unreadable(
            "invalid-utf-8",
            b"{\"data\":{\"builds\":[{\"id\":\"\xff\"}]}}".to_vec(),
        ),
        Case::opening("invalid-utf-8-aside", "open", move |_| {
            let aside = [
                b"{\"new\":\"\xff\",".to_vec(),
                deep_aside().into_bytes()[1..].to_vec(),
            ];
            vec![Step::Send(answer("200 OK", "", &aside.concat()))]
        }),
        of("utf-16", b"\xff\xfe{\0}\0".to_vec()),
        of("lists-that-never-close", vec![b'['; 100_000]),
        deep("lists-100000-deep", "[", "]"),
        deep("objects-100000-deep", "{\"a\":", "}"),
        Case::opening("lists-100000-deep-aside", "open", move |_| {
            vec![Step::Send(answer("200 OK", "", deep_aside().as_bytes()))]
        }),
        Case::opening("a-number-of-400-digits", "open", move |_| {
            vec![Step::Send(list(&in_use))]
        }),
        Case::opening("a-number-of-400-digits-aside", "open", move |_| {
            vec![Step::Send(list(&not_in_use))]
        }),
        Case::lasting("html", "in front of the API answered 200: \"502\"", |_| {
            vec![Step::Send(answer(
                "200 OK",
                "",
                b"<!doctype html><p>502</p>",
            ))]
        }),
        Case::passing("html-at-first", "in front of the API", || {
            vec![Step::Send(answer("200 OK", "", b"<html>"))]
        }),
        Case::opening("a-list-behind-a-byte-order-mark", "open", |_| {
            let list = format!(
                "\u{feff}{{\"data\":{{\"builds\":[{}]}}}}",
                build("a", "SUCCESS")
            );
            vec![Step::Send(answer("200 OK", "", list.as_bytes()))]
        }),
    ]);
}
