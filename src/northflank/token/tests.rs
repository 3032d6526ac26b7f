//! What a token is, and that it is never shown.

use super::*;

#[test]
fn a_token_is_visible_ascii_and_never_shown() {
    let token = Token::parse("nf-secret").unwrap();
    assert_eq!(format!("{token:?}"), "Token(…)");
    assert_eq!(
        Token::parse("hunter2"),
        Err("it holds fewer than 8 characters")
    );
    assert!(Token::parse("hunter20").is_ok());
    assert!(Token::parse(&"x".repeat(8192)).is_ok());
    assert_eq!(
        Token::parse(&"x".repeat(8193)),
        Err("it holds more than 8192 characters")
    );
    for text in [
        "",
        "two words",
        "two\ttabs",
        "nf-secret\n",
        "nf-\u{0}",
        "nf-é",
        "two\nlines",
    ] {
        assert!(Token::parse(text).is_err(), "{text:?}");
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
