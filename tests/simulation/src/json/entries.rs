//! A build as JSON, in all the forms that mean the same.

use super::{texts, time};
use crate::options::BRANCHES;
use crate::spoilt::Spoilt;
use crate::values::{self, START};
use crate::wire::{Entry, WireField};

/// Entries that are no build at all.
const NO_BUILDS: [&[u8]; 9] = [
    b"null",
    b"7",
    b"\"build\"",
    b"[]",
    b"{\"id\":7}",
    b"{\"id\":\"\"}",
    b"{\"id\":{}}",
    br#""\ud83d""#,
    b"1e400",
];

pub(super) fn push_entry(text: &mut Vec<u8>, entry: &Entry) {
    if let WireField::Other(Spoilt::WrongType(form)) = entry.id {
        return text.extend(NO_BUILDS[usize::from(form) % NO_BUILDS.len()]);
    }
    text.push(b'{');
    texts::push_unused(text, entry.unused);
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
        text.extend(number.to_string().into_bytes());
    });
    push_field(text, "status", entry.status, quote);
    let flag = |text: &mut Vec<u8>, flag: bool| text.extend(flag.to_string().into_bytes());
    push_field(text, "concluded", entry.concluded, flag);
    push_field(text, "success", entry.success, flag);
    push_field(text, "createdAt", entry.created, |text, created| {
        quote(text, &moment(created, entry.time_form));
    });
    push_field(
        text,
        "buildConcludedAt",
        entry.concluded_at,
        |text, ended| {
            let seconds = (START + ended).div_euclid(1000);
            text.extend(seconds.to_string().into_bytes());
        },
    );
    push_field(text, "message", entry.message, texts::push_long);
    text.push(b'}');
}

fn push_field<T>(
    text: &mut Vec<u8>,
    key: &str,
    said: WireField<T>,
    push: impl FnOnce(&mut Vec<u8>, T),
) {
    if let WireField::Missing = said {
        return;
    }
    push_key(text, key);
    match said {
        WireField::Missing | WireField::Null => text.extend(b"null"),
        WireField::Value(value) => push(text, value),
        WireField::Other(spoilt) => push_spoilt(text, key, spoilt),
    }
}

fn push_key(text: &mut Vec<u8>, key: &str) {
    text.extend(b",\"");
    text.extend(key.as_bytes());
    text.extend(b"\":");
}

fn push_spoilt(text: &mut Vec<u8>, key: &str, spoilt: Spoilt) {
    match spoilt {
        Spoilt::WrongType(form) if key == "createdAt" && form % 2 == 0 => {
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
        Spoilt::Tail(form) => {
            quote(text, texts::TAILS[usize::from(form) % texts::TAILS.len()]);
        }
        Spoilt::Twice(form) => {
            let [first, second] = texts::two_values(key);
            text.extend(first.as_bytes());
            // The second one may hide behind an escape.
            match key.as_bytes() {
                [letter, rest @ ..] if form % 2 == 0 => {
                    text.extend(format!(",\"\\u00{letter:02x}").into_bytes());
                    text.extend(rest);
                    text.extend(b"\":");
                }
                _ => push_key(text, key),
            }
            text.extend(second.as_bytes());
        }
        Spoilt::WrongType(_)
        | Spoilt::HalfEmoji(_)
        | Spoilt::OutOfRange(_)
        | Spoilt::TooLong
        | Spoilt::NotUtf8(_)
        | Spoilt::Control(_) => texts::push_spoilt(text, spoilt),
    }
}

fn quote(text: &mut Vec<u8>, value: &str) {
    text.push(b'"');
    text.extend(value.as_bytes());
    text.push(b'"');
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
