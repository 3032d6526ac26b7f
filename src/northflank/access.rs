//! What is needed to be let in: the address of the API, the token, and the
//! certificates that are trusted besides the built-in ones.
//!
//! Each is checked when it is read, so that whoever holds one can use it. No
//! error shows the token.

use std::collections::BTreeSet;
use std::fmt;

use ureq::http;
use ureq::tls::{Certificate, PemItem};

/// Stands where the token stood.
const BLANK: &str = "[token]";

/// Shorter parts of a token stand in a text by accident.
const SHORTEST_PART: usize = 8;

/// The token. Its debug form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as it was given, without the line break at its end.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without showing it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.is_empty() {
            Err("it is empty")
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err("it holds white space, a control character or a character beyond ASCII")
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl Token {
    /// The text with a mark in the place of the token.
    #[must_use]
    pub fn blank_in(&self, text: &str) -> String {
        text.replace(&self.0, BLANK)
    }

    /// The text with a mark in the place of the token and of each part of it
    /// that is long enough to be no accident.
    #[must_use]
    pub fn blank_parts_in(&self, text: &str) -> String {
        let shortest = SHORTEST_PART.min(self.0.len());
        let windows = self.0.as_bytes().windows(shortest);
        let parts: BTreeSet<u64> = windows.map(packed).collect();
        let is_part = |at: usize| {
            let window = text.as_bytes().get(at..at.saturating_add(shortest));
            window.is_some_and(|window| parts.contains(&packed(window)))
        };
        let (mut blanked, mut told) = (String::new(), 0);
        while let Some(start) = (told..text.len()).find(|&at| is_part(at)) {
            let mut last = start;
            while is_part(last.saturating_add(1)) {
                last = last.saturating_add(1);
            }
            // The token is ASCII, so a part of it ends between two letters.
            blanked.push_str(&text[told..start]);
            blanked.push_str(BLANK);
            told = last.saturating_add(shortest);
        }
        blanked.push_str(&text[told..]);
        blanked
    }

    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

/// A window of at most [`SHORTEST_PART`] letters as a number, which is compared
/// far faster than letters are.
fn packed(window: &[u8]) -> u64 {
    let mut letters = [0; SHORTEST_PART];
    for (letter, byte) in letters.iter_mut().zip(window) {
        *letter = *byte;
    }
    u64::from_ne_bytes(letters)
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// Where the API is: `https`, or `http` to a loopback address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiHost {
    base: String,
    host: String,
    is_loopback: bool,
}

impl ApiHost {
    /// Reads a URL of scheme and authority alone.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "it is no address such as https://api.northflank.com";
        let uri: http::Uri = text.parse().map_err(|_| FORM)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(FORM)?;
        let authority = uri.authority().ok_or(FORM)?.as_str();
        if text.contains('#')
            || uri.port_u16().is_none() && authority.len() > host.len() && !authority.contains('@')
        {
            return Err(FORM);
        }
        if authority.contains('@') {
            return Err("it holds credentials: the token has variables of its own");
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err("it goes on after the host: pass the host alone, without /v1");
        }
        let is_loopback = is_loopback(host);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback => {}
            Some("http") => return Err("it must be https, since the token is sent to it"),
            Some(_) | None => return Err(FORM),
        }
        let scheme = uri.scheme_str().unwrap_or("https");
        Ok(Self {
            base: format!("{scheme}://{authority}"),
            host: host.to_ascii_lowercase(),
            is_loopback,
        })
    }
}

impl ApiHost {
    /// Whether it is on this machine.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Whether a `NO_PROXY` list leaves it out of the proxy: `*`, its name, or
    /// the end of its name from a dot on.
    #[must_use]
    pub fn is_in(&self, no_proxy: &str) -> bool {
        let no_proxy = no_proxy.to_ascii_lowercase();
        let is_between = |letter: char| letter == ',' || letter.is_whitespace();
        no_proxy.split(is_between).any(|entry| {
            let name = entry.rsplit_once(':').map_or(entry, |(name, _)| name);
            let end = name.trim_start_matches('*').trim_start_matches('.');
            let is_end = self
                .host
                .strip_suffix(end)
                .is_some_and(|start| start.is_empty() || start.ends_with('.'));
            entry == "*" || (!end.is_empty() && is_end)
        })
    }
}

impl fmt::Display for ApiHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.base)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_address = bare
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    is_address || host.eq_ignore_ascii_case("localhost")
}

/// A proxy on the way to the API host.
#[derive(Clone, Debug)]
pub struct Proxy(ureq::Proxy);

impl Proxy {
    /// Reads the address of a proxy that understands CONNECT.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without showing it: it may hold a password.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "it is no address such as http://proxy.example:3128";
        let proxy = ureq::Proxy::new(text).map_err(|_| FORM)?;
        let tunnels = [ureq::ProxyProtocol::Http, ureq::ProxyProtocol::Https];
        if !tunnels.contains(&proxy.protocol()) {
            return Err("its protocol is neither http nor https");
        }
        Ok(Self(proxy))
    }

    pub(super) fn as_ureq(&self) -> ureq::Proxy {
        self.0.clone()
    }
}

/// Certificates to trust besides the built-in ones.
#[derive(Clone, Debug)]
pub struct PrivateRoots(Vec<Certificate<'static>>);

impl PrivateRoots {
    /// Reads the certificates of a PEM file.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(pem: &[u8]) -> Result<Self, &'static str> {
        let mut roots = Vec::new();
        for item in ureq::tls::parse_pem(pem) {
            if let PemItem::Certificate(root) = item.map_err(|_| "it is no PEM")? {
                roots.push(root);
            }
        }
        if roots.is_empty() {
            return Err("it holds no certificate in PEM form");
        }
        Ok(Self(roots))
    }
}

impl PrivateRoots {
    pub(super) fn certificates(&self) -> &[Certificate<'static>] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_visible_ascii_and_never_shown() {
        let token = Token::parse("nf-secret\r\n").unwrap();
        assert_eq!(token, Token("nf-secret".to_owned()));
        assert_eq!(format!("{token:?}"), "Token(…)");
        for text in [
            "",
            "\n",
            "two words",
            "tab\t",
            "nf-\u{0}",
            "nf-é",
            "two\n\n",
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
        assert_eq!(token.blank_in("nf-01234 nf-0123456789"), "nf-01234 [token]");
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
        assert!(PrivateRoots::parse(b"").is_err());
        assert!(PrivateRoots::parse(b"-----BEGIN NONSENSE-----\n").is_err());
    }
}
