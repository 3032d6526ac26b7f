//! What a token is, and that it is never shown.

use super::*;

#[test]
fn a_token_is_visible_ascii_and_never_shown() {
    let token = Token("nf-secret".to_owned());
    for text in [
        "nf-secret",
        "nf-secret\r\n",
        " nf-secret \n\n",
        "\u{feff}nf-secret\n",
    ] {
        assert_eq!(Token::parse(text).as_ref(), Ok(&token), "{text:?}");
    }
    assert_eq!(format!("{token:?}"), "Token(…)");
    assert_eq!(Token::parse("hunter2"), Err("it is too short to be one"));
    assert!(Token::parse("hunter20").is_ok());
    for text in [
        "",
        "\n",
        "two words",
        "two\ttabs",
        "nf-\u{0}",
        "nf-é",
        "two\nlines",
    ] {
        assert!(Token::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn what_stands_in_a_tokens_place_is_told_from_a_token() {
    for (why, texts) in [
        (
            "quotes",
            &["\"nf-secret\"", "'nf-secret'", "`nf-secret`", " \"a b\"\n"][..],
        ),
        ("in place of a secret", &["***", "*"]),
        (
            "did not replace",
            &[
                "$(NORTHFLANK_API_TOKEN)",
                "${NORTHFLANK_API_TOKEN}",
                "$NORTHFLANK_API_TOKEN",
                "${{ secrets.NORTHFLANK_API_TOKEN }}",
                "%NORTHFLANK_API_TOKEN%",
                "{{token}}",
            ],
        ),
        (
            "placeholder",
            &[
                "<token>",
                "<your API token>",
                "[token]",
                "YOUR_API_TOKEN",
                "your-token-here",
                "nf-your-token",
                "nf-x",
                "nf-xxx",
                "nf-...",
                "xxxxxxxx",
                "xx",
            ],
        ),
        ("pass its value", &["NORTHFLANK_API_TOKEN"]),
    ] {
        for text in texts {
            let found = Token::parse(text).expect_err(text);
            assert!(found.contains(why), "{text}: {found}");
        }
    }
    for text in [
        "nf-yourself0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
        "a*b-c*d-e",
        "\"unpaired",
        "NORTHFLANK",
    ] {
        assert!(Token::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn the_token_and_its_parts_are_blanked() {
    let token = Token::parse("nf-0123456789").unwrap();
    for (text, blanked) in [
        ("a nf-0123456789 b", "a [token] b"),
        ("nf-01234", "[token]"),
        ("é23456789é", "é[token]é"),
        ("nf-01234nf-0123456789", "[token][token]"),
        ("nf-01234 56789 23456789", "[token] 56789 [token]"),
        ("nf-0123", "nf-0123"),
        ("", ""),
    ] {
        assert_eq!(token.blank_parts_in(text), blanked, "{text}");
    }
    assert_eq!(token.authorization(), "Bearer nf-0123456789");
}
