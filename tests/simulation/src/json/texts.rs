//! Values that cannot be read, as they stand in JSON.

use crate::spoilt::Spoilt;

const OTHER_TYPES: [&[u8]; 5] = [
    b"[]",
    b"{}",
    b"-1.5",
    b"[{\"id\":\"x\"}]",
    b"{\"id\":\"x\"}",
];

const HALF_EMOJIS: [&[u8]; 6] = [
    br#""\ud83d""#,
    br#""\udc00""#,
    br#""12c15e7\ud83d""#,
    br#""\ud83d\ud83d""#,
    br#""SUCCESS\uDE00""#,
    br#""\uD83D\u0041""#,
];

const OUT_OF_RANGE: [&[u8]; 5] = [
    b"1e400",
    b"123456789012345678901234567890",
    b"-0",
    b"-1E+9999",
    b"-123456789012345678901234567890",
];

const NOT_UTF8: [&[u8]; 4] = [
    b"\"\xff\"",
    b"\"SUCCESS\xc3\"",
    b"\"\xed\xa0\xbd\"",
    b"\"\xc0\xaf\"",
];

const CONTROLS: [&[u8]; 4] = [b"\"\x01\"", b"\"SUC\nCESS\"", b"\"\0\"", b"\"\x1f\""];

/// Times with something behind them.
pub(super) const TAILS: [&str; 6] = [
    "2026-11-23T09:59:00Z+05:00",
    "2026-11-23T09:59:00Z and more",
    "2026-11-23T09:59:00Z-00:30",
    "2026-11-23T09:59:00+02:00Z",
    "2026-11-23T09:59:00ZZ",
    "2026-11-23T09:59:00Z ",
];

/// Longer than any text that a field holds.
pub(super) const TOO_LONG: usize = 300_000;

/// Writes a text of so many bytes.
pub(super) fn push_long(text: &mut Vec<u8>, length: usize) {
    text.push(b'"');
    text.resize(text.len() + length, b'm');
    text.push(b'"');
}

/// Writes a value, but for one whose key is there twice.
pub(super) fn push_spoilt(text: &mut Vec<u8>, spoilt: Spoilt) {
    let (texts, form): (&[&[u8]], u8) = match spoilt {
        Spoilt::WrongType(form) => (&OTHER_TYPES, form / 2),
        Spoilt::HalfEmoji(form) => (&HALF_EMOJIS, form),
        Spoilt::OutOfRange(form) => (&OUT_OF_RANGE, form),
        Spoilt::NotUtf8(form) => (&NOT_UTF8, form),
        Spoilt::Control(form) => (&CONTROLS, form),
        Spoilt::TooLong => return push_long(text, TOO_LONG),
        Spoilt::Twice(form) | Spoilt::Tail(form) => (&OTHER_TYPES, form),
    };
    text.extend(texts[usize::from(form) % texts.len()]);
}

/// Two values for one key, the last of which would serve.
pub(super) fn two_values(key: &str) -> [&'static str; 2] {
    match key {
        "id" => ["\"build-1\"", "\"build-0\""],
        "sha" => [
            "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"",
            "\"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908\"",
        ],
        "branch" => ["\"next\"", "\"main\""],
        "pullRequestId" => ["8", "7"],
        "status" => ["\"FAILURE\"", "\"SUCCESS\""],
        "concluded" | "success" => ["false", "true"],
        "createdAt" => ["\"2026-11-23T09:00:00Z\"", "\"2026-11-23T10:00:00Z\""],
        _ => ["1", "\"a\""],
    }
}

/// Keys that nobody reads, the last ones odd, and like none that is read: they spoil
/// nothing.
pub(super) fn push_unused(text: &mut Vec<u8>, form: u8) {
    const KEYS: [&[u8]; 12] = [
        br#""new":[{"key":"value"}]"#,
        br#""new\ud83d":1"#,
        br#""new":{"\udc00":"\udfff"}"#,
        br#""\ud83dstatus new":"SUCCESS""#,
        br#""registry":{"uri":"\ud83d","\udc00":1}"#,
        br#""new":1e400"#,
        b"\"new\":\"\xff\"",
        b"\"new\xff\":1",
        b"\"new\":\"\x01\"",
        br#""new":1,"new":2"#,
        br#""registry":{"uri":1,"uri":2}"#,
        b"\"\x01new\":-0",
    ];
    if let Some(keys) = KEYS.get(usize::from(form)) {
        text.extend(*keys);
    } else {
        text.extend(b"\"new\":");
        push_long(text, TOO_LONG);
    }
}
