//! What is let in, and what is never shown.

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
        "a*b",
        "\"unpaired",
        "NORTHFLANK",
        "xx",
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
    let short = Token::parse("ab").unwrap();
    assert_eq!(short.blank_parts_in("cabbage"), "c[token]bage");
    assert_eq!(token.authorization(), "Bearer nf-0123456789");
}

#[test]
fn the_token_goes_out_by_https_or_stays_on_this_machine() {
    let base = |text: &str| ApiHost::parse(text).map(|host| host.to_string());
    for good in [
        "https://api.northflank.com",
        "http://127.0.0.1:8080",
        "http://localhost:1",
        "http://[::1]:80",
        "https://proxy.example:8443",
    ] {
        assert_eq!(base(good), Ok(good.to_owned()));
        assert_eq!(base(&format!("{good}/")), Ok(good.to_owned()));
        let stays = ApiHost::parse(good).map(|host| host.is_loopback());
        assert_eq!(stays, Ok(good.starts_with("http:")), "{good}");
    }
    for bad in [
        "",
        "api.northflank.com",
        "http://api.northflank.com",
        "ftp://127.0.0.1",
        "https://",
        "https://api.northflank.com/v1",
        "https://a@b.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "https://b.example?x",
        "https://b.example#x",
        "https://b.example:",
        "https://b.example:0x50",
        "https://b.example:99999",
    ] {
        assert!(base(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_proxy_is_one_that_can_be_used() {
    for good in [
        "http://proxy.example:3128",
        "https://user:pass@proxy.example",
    ] {
        assert!(Proxy::parse(good).is_ok(), "{good}");
    }
    for bad in ["socks5://proxy.example:1080", "", "http://"] {
        assert!(Proxy::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn no_proxy_names_hosts_by_their_end() {
    let host = ApiHost::parse("https://api.northflank.com").unwrap();
    for list in [
        "*",
        "a.b, northflank.com",
        ".northflank.com",
        "*.northflank.com",
        "api.northflank.com",
        "x NorthFlank.com:443",
    ] {
        assert!(host.is_in(list), "{list}");
    }
    for list in [
        "",
        ",",
        "flank.com",
        "com.",
        "x.api.northflank.com",
        "10.0.0.0/8",
    ] {
        assert!(!host.is_in(list), "{list}");
    }
}

#[test]
fn private_roots_are_certificates() {
    let pem = |body: &str| {
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n").into_bytes()
    };
    for (bytes, problem) in [
        (b"".to_vec(), NoRoots::Empty),
        (b"0 is no DER".to_vec(), NoRoots::Empty),
        (b"-----BEGIN NONSENSE-----\n".to_vec(), NoRoots::Broken),
        (pem("%%%"), NoRoots::Broken),
        (pem("AAAA"), NoRoots::Unusable),
        (vec![0x30, 0x82, 0x01, 0x0a, 0x02], NoRoots::Der),
    ] {
        let found = PrivateRoots::parse(&bytes).map(|_| ()).unwrap_err();
        assert_eq!(found, problem, "{}", String::from_utf8_lossy(&bytes));
    }
}
