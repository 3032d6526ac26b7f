//! The wire's way to look: what the API says is made statuses, headers and JSON
//! text, in all the forms that mean the same, and read by the gate's own page
//! loop and parser.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use northflank_gate::northflank::answer::{Answer, Body, Distrust, Reply};
use northflank_gate::northflank::headers;

use crate::options::BRANCHES;
use crate::said::{Date, Entry, Headers, Next, Page, Response, RetryAfter, Said};
use crate::values::{self, START};

/// Makes an answer what the client would hand on.
#[must_use]
pub fn reply(response: &Response) -> Reply {
    let (status, headers, body) = match response {
        Response::Page(page, headers) => (200, headers, Body::Whole(list(page).into_bytes())),
        Response::Answer(status, headers, form) => (*status, headers, Body::Whole(other(*form))),
        Response::Broken(status, headers) => {
            let why = "the answer broke off: connection reset".to_owned();
            (*status, headers, Body::Broken(why))
        }
        Response::Nothing => return Reply::Nothing("no answer: connection refused".to_owned()),
        Response::Distrusted => return Reply::Distrusted(Distrust::UnknownIssuer),
    };
    let [limit, remaining, reset] = headers.quota.map(number);
    Reply::Answer(Answer {
        status,
        headers: headers::Headers {
            age: None,
            date: date(headers.date),
            retry_after: retry_after(headers),
            location: (300..400)
                .contains(&status)
                .then(|| "https://elsewhere.example/".to_owned()),
            limit,
            remaining,
            reset,
        },
        body,
    })
}

fn number(said: Said<u64>) -> Option<String> {
    match said {
        Said::Missing | Said::Null => None,
        Said::Value(number) => Some(number.to_string()),
        Said::Other(form) => {
            let texts = ["", "many", "-1", "1.5", "0x10", "1 000", "12;w=3600"];
            Some(texts[usize::from(form) % texts.len()].to_owned())
        }
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
        7 | 11 => vec![],
        8 => b"\x1f\x8b\x08\x00\xff\xfe{{{".to_vec(),
        9 => "<!doctype html><title>sign in</title>".into(),
        10 => format!(r#"{{"data":{{"builds":[{}"#, "[".repeat(2000)).into_bytes(),
        12 => "null".into(),
        13 => r#"{"data":{"builds":null}}"#.into(),
        14 => r#"{"data":{"builds":{"id":"build-0","status":"SUCCESS"}}}"#.into(),
        15 => r#"{"data":[{"id":"build-0","status":"SUCCESS"}]}"#.into(),
        16 => r#"{"builds":[{"id":"build-0","status":"SUCCESS"}]}"#.into(),
        17 => r#"{"data":{"builds":[{"id":"a","id":"b"}]}}"#.into(),
        18 => b"{\"data\":{\"builds\":[{\"id\":\"\xff\"}]}}".to_vec(),
        _ => r#"{"data":{"builds":[{"id":"build-0","status":"SUCC"#.into(),
    }
}

fn list(page: &Page) -> String {
    let mut text = String::with_capacity(64 + page.entries.len() * 320);
    text.push_str("{\"data\":{\"builds\":[");
    for (place, entry) in page.entries.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_entry(&mut text, entry);
    }
    text.push_str("]}");
    push_pagination(&mut text, page.next);
    text.push('}');
    text
}

fn push_pagination(text: &mut String, next: Next) {
    let written = match next {
        Next::End(form) => {
            let forms = [
                "",
                r#","pagination":null"#,
                r#","pagination":{"hasNextPage":false,"count":3}"#,
                r#","pagination":{"hasNextPage":false,"cursor":""}"#,
                r#","pagination":{"cursor":null}"#,
                r#","pagination":{"cursor":""}"#,
            ];
            text.push_str(forms[usize::from(form) % forms.len()]);
            Ok(())
        }
        Next::Cursor(cursor, form) if form % 2 == 0 => write!(
            text,
            r#","pagination":{{"hasNextPage":true,"cursor":"cursor-{cursor}","count":2}}"#
        ),
        Next::Cursor(cursor, _) => write!(text, r#","pagination":{{"cursor":"cursor-{cursor}"}}"#),
        Next::Lost(form) => {
            let forms = [
                r#","pagination":{"hasNextPage":true}"#,
                r#","pagination":{"hasNextPage":true,"cursor":null}"#,
                r#","pagination":{"hasNextPage":true,"cursor":""}"#,
                r#","pagination":{"cursor":7}"#,
                r#","pagination":[]"#,
                r#","pagination":{"hasNextPage":"yes"}"#,
            ];
            text.push_str(forms[usize::from(form) % forms.len()]);
            Ok(())
        }
    };
    debug_assert_eq!(written, Ok(()), "writing to a string cannot fail");
}

/// Values of other types than a field should have.
const OTHER_TYPES: [&str; 5] = ["[]", "{}", "-1.5", "[{\"id\":\"x\"}]", "{\"id\":\"x\"}"];

fn push_entry(text: &mut String, entry: &Entry) {
    if let Said::Other(form) = entry.id {
        // An entry that is no build at all.
        let forms = [
            "null",
            "7",
            "\"build\"",
            "[]",
            "{\"id\":7}",
            "{\"id\":\"\"}",
            "{\"id\":{}}",
        ];
        text.push_str(forms[usize::from(form) % forms.len()]);
        return;
    }
    text.push_str("{\"new\":[{\"key\":\"value\"}]");
    push_field(text, "id", entry.id, |text, ()| {
        quote(text, &values::id(entry.build));
    });
    push_field(text, "sha", entry.sha, |text, sha| {
        quote(text, &values::sha(sha).replace('\n', "\\n"));
    });
    push_field(text, "branch", entry.branch, |text, branch| {
        quote(text, BRANCHES[branch]);
    });
    push_field(text, "pullRequestId", entry.pull_request, |text, number| {
        text.push_str(&number.to_string());
    });
    push_field(text, "status", entry.status, quote);
    let flag = |text: &mut String, flag| text.push_str(if flag { "true" } else { "false" });
    push_field(text, "concluded", entry.concluded, flag);
    push_field(text, "success", entry.success, flag);
    push_field(text, "createdAt", entry.created, |text, created| {
        quote(text, &moment(created, entry.time_form));
    });
    if let Some(ended) = entry.concluded_at {
        let seconds = (START + ended).div_euclid(1000);
        push_field(
            text,
            "buildConcludedAt",
            Said::Value(seconds),
            |text, seconds| {
                text.push_str(&seconds.to_string());
            },
        );
    }
    text.push('}');
}

fn push_field<T>(text: &mut String, key: &str, said: Said<T>, push: impl FnOnce(&mut String, T)) {
    if let Said::Missing = said {
        return;
    }
    text.push_str(",\"");
    text.push_str(key);
    text.push_str("\":");
    match said {
        Said::Missing | Said::Null => text.push_str("null"),
        Said::Value(value) => push(text, value),
        Said::Other(form) if key == "createdAt" && form % 2 == 0 => {
            let texts = [
                "yesterday",
                "",
                "2026-11-23 10:00",
                "2026-11-23T10:00:00",
                "1795428000",
                "0",
            ];
            quote(text, texts[usize::from(form / 2) % texts.len()]);
        }
        Said::Other(form) => text.push_str(OTHER_TYPES[usize::from(form / 2) % OTHER_TYPES.len()]),
    }
}

fn quote(text: &mut String, value: &str) {
    text.push('"');
    text.push_str(value);
    text.push('"');
}

/// An instant in one of the forms of RFC 3339.
fn moment(millis: i64, form: u8) -> String {
    let at = |offset_minutes: i64| {
        let local = time(millis + offset_minutes * 60_000);
        let text = humantime::format_rfc3339_millis(local).to_string();
        text.trim_end_matches('Z').to_owned()
    };
    match form % 4 {
        0 => at(0) + "Z",
        1 => at(120) + "+02:00",
        2 => at(-270) + "000-04:30",
        _ => at(0).to_lowercase() + "z",
    }
}
