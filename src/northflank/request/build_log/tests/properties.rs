//! What holds of any log.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::BuildLog;
use super::parse;

/// Text as it might stand in a log, with what terminals and runtimes make of it.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("\u{1b}[31m".to_owned()),
        Just("\u{1b}]".to_owned()),
        Just("\u{1b}".to_owned()),
        Just("\r".to_owned()),
        Just("\n".to_owned()),
        Just("stdout P ".to_owned()),
        Just("stderr F ".to_owned()),
        Just("x".repeat(1500)),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn assert_is_sound(log: &BuildLog, max_lines: usize) {
    assert!(log.lines.len() <= max_lines);
    for line in &log.lines {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(line.chars().count() <= 1001, "{line:?}");
        assert!(!line.trim().is_empty());
    }
    let telling = log.most_telling();
    assert_eq!(telling.is_none(), log.lines.is_empty());
    assert!(telling.is_none_or(|line| log.lines.iter().any(|other| other == line)));
}

proptest! {
    #[test]
    fn any_text_gives_bounded_lines_without_control_characters(
        texts in prop::collection::vec((any_text(), any_text(), any_text()), 0..8),
        max_lines in 0_usize..20,
    ) {
        let entries: Vec<Value> = texts
            .iter()
            .map(|(container, log, ts)| json!({"containerId": container, "log": log, "ts": ts}))
            .collect();
        let body = json!({"data": entries}).to_string().into_bytes();
        assert_is_sound(&parse(body, max_lines).unwrap(), max_lines);
    }

    #[test]
    fn any_bytes_are_a_log_or_none(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        max_lines in 0_usize..20,
    ) {
        let inside = [&b"{\"data\":[{\"log\":\""[..], &bytes, b"\"}]}"].concat();
        for body in [bytes, inside] {
            if let Some(log) = parse(body, max_lines) {
                assert_is_sound(&log, max_lines);
            }
        }
    }

    #[test]
    fn plain_lines_come_out_as_they_are(
        texts in prop::collection::vec("[a-zé#:\\[][a-zé#:\\[ ]{0,30}[a-z]", 0..30),
        max_lines in 0_usize..20,
    ) {
        let entries = texts.iter().rev().map(|text| json!({"log": format!("stdout F {text}")}));
        let body = json!({"data": entries.collect::<Vec<_>>()}).to_string().into_bytes();
        let last = texts.len().saturating_sub(max_lines);
        prop_assert_eq!(&parse(body, max_lines).unwrap().lines[..], &texts[last..]);
    }
}
