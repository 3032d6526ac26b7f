//! The wire's way to poll: what the API says is made statuses, headers and JSON
//! text, in all the forms that mean the same, and read by the gate's own page
//! loop and parser.

use std::time::{Duration, SystemTime};

use northflank_gate::model::fault::{Cause, Fault, Refusal};
use northflank_gate::northflank::headers;
use northflank_gate::northflank::response::{self, Reply, RequestError};

use crate::spoilt::Spoilt;
use crate::values::START;
use crate::wire::{Date, Headers, Response, RetryAfter, WireField};

mod entries;
mod list;
mod texts;

/// Makes an answer what the client would hand on.
///
/// # Errors
///
/// Where there is no answer.
pub fn reply(response: &Response) -> Reply {
    let (status, headers, body) = match response {
        Response::Page(page, headers) => (200, headers, Ok(list::list(page).into())),
        Response::Misplaced(status, page, headers) => {
            (*status, headers, Ok(list::list(page).into()))
        }
        Response::Answer(status, headers, form) => (*status, headers, Ok(other(*form).into())),
        Response::Broken(status, headers) => {
            let why = "the answer broke off: connection reset".to_owned();
            let broken = Fault::new(Cause::Other, why, true);
            (*status, headers, Err(broken))
        }
        Response::Nothing => {
            let what = "no answer: connection refused".to_owned();
            return Err(RequestError::Transient(Fault::new(
                Cause::Other,
                what,
                false,
            )));
        }
        Response::Distrusted => {
            return Err(RequestError::Permanent(Refusal {
                cause: Cause::Certificate,
                what: "the certificate of the API host does not verify".to_owned(),
                hint: "check --api-host".to_owned(),
            }));
        }
    };
    let location = (300..400)
        .contains(&status)
        .then(|| "https://elsewhere.example/".to_owned());
    Ok(response::Response {
        status,
        headers: headers::Headers {
            location,
            ..self::headers(headers)
        },
        body,
    })
}

/// The headers as they are sent.
#[must_use]
pub fn headers(headers: &Headers) -> headers::Headers {
    let [limit, remaining, reset] = headers.quota.map(number);
    headers::Headers {
        age: headers.age.map(|seconds| seconds.to_string()),
        date: date(headers.date),
        retry_after: retry_after(headers),
        location: None,
        limit,
        remaining,
        reset,
    }
}

fn number(said: WireField<u64>) -> Option<String> {
    match said {
        WireField::Missing | WireField::Null => None,
        WireField::Value(number) => Some(number.to_string()),
        WireField::Other(Spoilt::WrongType(form)) => {
            let texts = ["", "many", "-1", "1.5", "0x10", "1 000", "12;w=3600"];
            Some(texts[usize::from(form) % texts.len()].to_owned())
        }
        WireField::Other(_) => Some("\u{fffd}".to_owned()),
    }
}

fn time(millis: i64) -> SystemTime {
    let since = u64::try_from(START + millis).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_millis(since)
}

fn date(date: Date) -> Option<String> {
    match date {
        Date::Missing => None,
        Date::Clock(seconds) => Some(httpdate::fmt_http_date(time(seconds * 1000))),
        Date::Unset => Some("Thu, 01 Jan 1970 00:00:09 GMT".to_owned()),
        Date::Garbage => Some("yesterday, GMT".to_owned()),
    }
}

fn retry_after(headers: &Headers) -> Option<String> {
    let now = match headers.date {
        Date::Clock(seconds) => seconds,
        Date::Missing | Date::Unset | Date::Garbage => 0,
    };
    match headers.retry_after {
        RetryAfter::Missing => None,
        RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
        RetryAfter::Huge => Some("9".repeat(400)),
        RetryAfter::Date(later) => Some(httpdate::fmt_http_date(time(
            now.saturating_add(later) * 1000,
        ))),
        RetryAfter::Garbage(form) => {
            let texts = ["", "soon", "-5", "1.5", "1h", "Mon, 23 Nov 2026", "5, 6"];
            Some(texts[usize::from(form) % texts.len()].to_owned())
        }
    }
}

/// A body that is no list.
fn other(form: u8) -> Vec<u8> {
    match form {
        0 => r#"{"error":{"status":400,"message":"no","id":"8f2c"}}"#.into(),
        1 => r#"{"error":"no"}"#.into(),
        2 => r#"{"message":"no"}"#.into(),
        3 => r#"{"data":{"builds":[]}} and more"#.into(),
        4 => "<h1>502 Bad Gateway</h1>".into(),
        5 => r#"{"error":{"message":7,"id":[]}}"#.into(),
        6 => "[]".into(),
        7 => "no healthy\n upstream".into(),
        8 => b"\x1f\x8b\x08\x00\xff\xfe{{{".to_vec(),
        9 => "<!doctype html><title>sign in</title>".into(),
        10 => format!(r#"{{"data":{{"builds":[{}"#, "[".repeat(2000)).into_bytes(),
        11 => vec![],
        12 => "null".into(),
        13 => r#"{"data":{"builds":null}}"#.into(),
        14 => r#"{"data":{"builds":{"id":"build-0","status":"SUCCESS"}}}"#.into(),
        15 => r#"{"data":[{"id":"build-0","status":"SUCCESS"}]}"#.into(),
        16 => r#"{"builds":[{"id":"build-0","status":"SUCCESS"}]}"#.into(),
        17 => r#"{"data":{"builds":[]},"error":"no"}"#.into(),
        18 => r#"{"data":[],"pagination":{"hasNextPage":false}}"#.into(),
        _ => r#"{"data":{"builds":[{"id":"build-0","status":"SUCC"#.into(),
    }
}

/// What the log quotes of a body of this form.
#[must_use]
pub const fn said(form: u8) -> &'static str {
    match form {
        0 => r#": "no" (error id 8f2c)"#,
        1 | 2 | 17 => r#": "no""#,
        4 => r#": "502 Bad Gateway""#,
        7 => r#": "no healthy upstream""#,
        9 => r#": "sign in""#,
        12 => r#": "null""#,
        _ => "",
    }
}

/// Whether a body of this form is a text, and no object or list as the API answers; but
/// of these a plain one may be the API's own.
#[must_use]
pub const fn is_in_front(status: u16, form: u8) -> bool {
    matches!(form, 4 | 9) || (is_plain(form) && !matches!(status, 401 | 429))
}

/// Whether a body of this form is a text without markup.
#[must_use]
pub const fn is_plain(form: u8) -> bool {
    matches!(form, 7 | 12)
}
