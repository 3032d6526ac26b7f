//! What is read of odd JSON.

use super::document::MAX_SPOILT;
use super::*;

#[test]
fn a_value_is_read_as_its_own_type_and_as_no_other() {
    let text = |json| Lenient::of(json).text(9);
    assert_eq!(text("\"a\\u00e9\""), Field::Present("aé".to_owned()));
    assert_eq!(
        text("\"123456789\""),
        Field::Present("123456789".to_owned())
    );
    // As long as nine bytes can be written.
    let written = format!("\"{}\"", "\\u0061".repeat(9));
    assert_eq!(text(&written), Field::Present("a".repeat(9)));
    let no_text = ["7", "[]", "{}", "true", "\"0123456789\"", "\"\\ud83d\""];
    // Somebody before has lost a character already.
    let lost = ["\"ma\u{fffd}n\"", "\"ma\\ufffdn\"", "\"\u{fffd}\""];
    for json in no_text.into_iter().chain(lost) {
        assert_eq!(text(json), Field::Unreadable, "{json}");
    }
    assert_eq!(Lenient::of("null").text(9), Field::Absent);
    assert_eq!(Lenient::of("true").scalar::<bool>(), Field::Present(true));
    assert_eq!(Lenient::of("\"true\"").scalar::<bool>(), Field::Unreadable);
    assert_eq!(Lenient::of("7").scalar::<u64>(), Field::Present(7));
    for json in ["-7", "0.5", "1e400", "99999999999999999999999", "\"7\""] {
        assert_eq!(
            Lenient::of(json).scalar::<u64>(),
            Field::Unreadable,
            "{json}"
        );
    }
    assert_eq!(Lenient::of("0.5").scalar::<f64>(), Field::Present(0.5));
    assert_eq!(Lenient::of("1e400").scalar::<f64>(), Field::Unreadable);
    assert_eq!(Lenient::Ambiguous.scalar::<bool>(), Field::Unreadable);
}

#[test]
fn a_text_for_people_is_cut_and_half_a_character_is_shown_as_one() {
    let shown = |json, max| Lenient::of(json).shown_text(max);
    assert_eq!(
        shown("\"half \\ud83d\"", 99),
        Field::Present("half \u{fffd}\u{fffd}\u{fffd}".to_owned())
    );
    // Each character and each escape counts as it is written.
    let cuts = [
        (1, ""),
        (2, "é"),
        (3, "é"),
        (4, "é\""),
        (9, "é\""),
        (10, "é\"é"),
        (11, "é\"éx"),
    ];
    for (max, text) in cuts {
        let cut = shown("\"é\\\"\\u00e9x\"", max);
        assert_eq!(cut, Field::Present(text.to_owned()), "{max}");
    }
    assert_eq!(shown("7", 9), Field::Unreadable);
    let long = format!("\"{}\"", "\\ud83d\\ude00".repeat(100_000));
    let Field::Present(cut) = shown(&long, 1000) else {
        panic!()
    };
    assert_eq!(cut.matches('😀').count(), 83);
}

#[test]
fn an_object_gives_the_values_of_its_keys_whatever_else_it_holds() {
    let json = r#"{"a":1,"x":2,"\u0062":[1,{"a":2}],"c":1e400,"d":"x","d":"x","e":null}"#;
    let Field::Present([number, list, huge, twice, null, none]) =
        Lenient::of(json).object(["a", "b", "c", "d", "e", "f"])
    else {
        panic!()
    };
    assert_eq!(number.scalar::<u64>(), Field::Present(1));
    assert!(matches!(list, Lenient::Written("[1,{\"a\":2}]")));
    assert_eq!(huge.scalar::<f64>(), Field::Unreadable);
    assert_eq!(twice.text(9), Field::Unreadable);
    assert!(matches!((null, none), (Lenient::Absent, Lenient::Absent)));
    for json in ["[]", "7", "{\"a\":1", "{} x", ""] {
        assert!(
            matches!(Lenient::of(json).object(["a"]), Field::Unreadable),
            "{json}"
        );
    }
}

#[test]
fn a_list_is_shown_value_by_value() {
    let read = |json| {
        let mut values = vec![];
        let whole = super::read(
            json,
            Shape::List(&mut |value| {
                values.push(value.scalar::<u64>());
                (values.len() < 4).then_some(())
            }),
        );
        (whole, values)
    };
    let values = vec![Field::Present(1), Field::Absent, Field::Unreadable];
    assert_eq!(read("[1, null, 1e400]"), (Some(()), values));
    for json in ["[1,2,3,4]", "{}", "null", "[1", "[1]]"] {
        assert_eq!(read(json).0, None, "{json}");
    }
}

#[test]
fn what_has_to_be_an_object_or_a_list_must_be_there_once() {
    let read = |json| {
        let (mut other, mut numbers) = (Lenient::Absent, vec![]);
        let mut number = |value: Lenient<'_>| {
            numbers.push(value.scalar::<u64>().into_value());
            Some(())
        };
        let mut inner = [Member::new("list", Shape::List(&mut number))];
        let mut members = [
            Member::new("inner", Shape::Object(&mut inner)),
            Member::new("other", Shape::Value(&mut other)),
        ];
        let whole = super::read(json, Shape::Object(&mut members));
        whole.map(|()| (other.scalar::<u64>(), numbers))
    };
    let numbers = vec![Some(1), None];
    for (json, other) in [
        (r#"{"other":3,"inner":{"list":[1,"x"]}}"#, Field::Present(3)),
        (r#"{"inner":{"x":[],"list":[1,null]},"y":0}"#, Field::Absent),
        (
            r#"{"other":3,"inner":{"list":[1,{}]},"other":null}"#,
            Field::Unreadable,
        ),
    ] {
        assert_eq!(read(json), Some((other, numbers.clone())), "{json}");
    }
    for json in [
        "{}",
        r#"{"inner":null}"#,
        r#"{"inner":[]}"#,
        r#"{"inner":{}}"#,
        r#"{"inner":{"list":{}}}"#,
        r#"{"inner":{"list":null}}"#,
        r#"{"inner":{"list":[1],"list":[1]}}"#,
        r#"{"inner":{"list":[1],"li\ud800t":[2]}}"#,
        r#"{"inner":{"list":[1]},"inner":{"list":[1]}}"#,
        r#"{"inn\ud800r":1,"inner":{"list":[1]}}"#,
        r#"{"inner":{"list":[1]}} 1"#,
        r#"{"inner":{"list":[1]},"other":01}"#,
        r#"{"inner":{"list":[1],"x":tru}}"#,
    ] {
        assert_eq!(read(json), None, "{json}");
    }
}

#[test]
fn bytes_that_json_does_not_allow_spoil_their_string_alone() {
    let read = |body: &[u8]| document(&mut body.to_vec()).map(str::to_owned);
    for (body, text) in [
        (&b"[\"a\xffb\", 1]"[..], r#"["a\ud800\ud800b", 1]"#),
        (
            b"[\"c\x01\\\"\x02d\"]",
            r#"["c\ud800\ud800\"\ud800\ud800d"]"#,
        ),
        // An escape of such a byte is none of a backslash.
        (
            b"[\"\\\x01\\\\\x01\\\xff\"]",
            r#"["\ud800\ud800\\\ud800\ud800\ud800\ud800"]"#,
        ),
        (b"\"cut \xf0\x9f\"", r#""cut \ud800\ud800""#),
        (b"[\"\x01\", \"cut", r#"["\ud800\ud800", "cut"#),
        // Nor is one that stands outside of a string.
        (b"\\\"\x01\"", r#"\"\ud800\ud800""#),
        (b"\x01\"\x01\"\x01", "\x01\"\\ud800\\ud800\"\x01"),
        ("\u{feff}{}\n".as_bytes(), "{}\n"),
    ] {
        assert_eq!(read(body).unwrap(), text);
    }
    assert_eq!(read(b"[\xff]"), None);
    let many = |count| [b"\"", &vec![b'\x01'; count][..], b"\""].concat();
    assert!(read(&many(MAX_SPOILT)).is_some());
    assert!(read(&many(MAX_SPOILT + 1)).is_none());
    let mut longest = many(MAX_SPOILT);
    let length = longest.len();
    let text = document(&mut longest).unwrap();
    assert!(text.len() <= length + MAX_GROWTH);
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(deep(500_000).as_bytes()).is_some());
    assert!(read(deep(500_001).as_bytes()).is_none());
    assert!(read(deep(500_001).replace('[', "{").as_bytes()).is_none());
}

#[test]
fn what_stands_beside_a_spoilt_byte_does_not_make_it_readable() {
    for body in [
        &b"\"main\xff\\udc00\""[..],
        b"\"main\n\\udc00\"",
        b"\"main\\ud800\xff\"",
        b"\"main\\ud800\xff\\udc00\"",
        b"\"\xff\xff\"",
    ] {
        let mut body = body.to_vec();
        let text = document(&mut body).unwrap();
        assert_eq!(Lenient::of(text).text(99), Field::Unreadable, "{text}");
    }
}

#[test]
fn a_key_with_a_lost_part_spoils_each_value_whose_key_it_may_be() {
    for (key, may_be_sha, may_be_status) in [
        (r"sh\ud83da", true, true),
        (r"\ud83dXa", true, false),
        (r"X\ud83dus", false, true),
        (r"\ud83d", true, true),
        (r"\ud83da\ud83d", true, true),
        (r"sX\ud83d", true, true),
        (r"sh\ud800\ud800\udc00a", true, true),
        ("X\u{fffd}a", true, false),
        (r"new\ud83d", false, false),
        (r"\ud83dnew", false, false),
        // Nothing is lost of these.
        ("s", false, false),
        ("", false, false),
    ] {
        for first in [true, false] {
            let (odd, usual) = (format!("\"{key}\":1"), r#""sha":2,"status":3"#.to_owned());
            let parts = if first { [odd, usual] } else { [usual, odd] };
            let json = format!("{{{}}}", parts.join(","));
            let read = Lenient::of(&json).object(["sha", "status"]).into_value();
            let is_spoilt = read
                .unwrap()
                .map(|value| value.scalar::<u64>() == Field::Unreadable);
            assert_eq!(is_spoilt, [may_be_sha, may_be_status], "{json}");
        }
    }
    // Where the key itself is missing, too.
    let [sha] = Lenient::of(r#"{"sh\ud83d":"x"}"#)
        .object(["sha"])
        .into_value()
        .unwrap();
    assert_eq!(sha.text(9), Field::Unreadable);
}
