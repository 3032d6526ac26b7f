//! What is needed to reach the API: its address, a proxy, and the certificates that
//! are trusted besides the built-in ones.
//!
//! Each is checked when it is read, so that each value can be used.

use std::fmt;
use std::net::IpAddr;

use rustls::RootCertStore;
use ureq::http;
use ureq::tls::{Certificate, PemItem};

/// Where the API is: `https`, or `http` to a loopback address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiHost {
    base: String,
    host: String,
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
        if authority.contains('@') {
            return Err("it holds credentials: the token has variables of its own");
        }
        if text.contains('#') || uri.port_u16().is_none() && authority.len() > host.len() {
            return Err(FORM);
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err("it goes on after the host: pass the host alone, without /v1");
        }
        let scheme = match uri.scheme_str() {
            Some("https") => "https",
            Some("http") if is_loopback(host) => "http",
            Some("http") => return Err("it must be https, since the token is sent to it"),
            Some(_) | None => return Err(FORM),
        };
        Ok(Self {
            base: format!("{scheme}://{authority}"),
            host: host.to_ascii_lowercase(),
        })
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    /// Whether a `NO_PROXY` list leaves it out of the proxy: `*`, its address, its
    /// name, or the end of its name from a dot on.
    #[must_use]
    pub fn is_in(&self, no_proxy: &str) -> bool {
        let no_proxy = no_proxy.to_ascii_lowercase();
        let is_between = |character: char| character == ',' || character.is_whitespace();
        no_proxy.split(is_between).any(|entry| {
            let name = entry.rsplit_once(':').map_or(entry, |(name, _)| name);
            let address = ip_address(entry).or_else(|| ip_address(name));
            let end = name.trim_start_matches('*').trim_start_matches('.');
            let is_end = self
                .host
                .strip_suffix(end)
                .is_some_and(|start| start.is_empty() || start.ends_with('.'));
            let is_same = address.is_some() && address == ip_address(&self.host);
            entry == "*" || is_same || (!end.is_empty() && is_end)
        })
    }
}

impl fmt::Display for ApiHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.base)
    }
}

fn is_loopback(host: &str) -> bool {
    let is_address = ip_address(host).is_some_and(|address| address.is_loopback());
    is_address || host.eq_ignore_ascii_case("localhost")
}

/// The address that a host is, with the brackets of IPv6 or without.
fn ip_address(host: &str) -> Option<IpAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok()
}

/// Whether an authority names a host, and no port or one that there is: a variable that
/// is not set or was not replaced leaves no host.
fn has_good_host(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        Some(_) | None => (host, "443"),
    };
    let is_in_name =
        |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    let address = name.split('%').next().and_then(ip_address);
    let is_name = name.starts_with(char::is_alphanumeric) && name.chars().all(is_in_name);
    let is_host = address.is_some() || is_name;
    is_host && port.parse::<u16>().is_ok_and(|port| port > 0)
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
        let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        // The host would end there, and a part of a password be taken for one.
        if authority.contains(['/', '?', '#']) {
            return Err(
                "it has a path, or a password with /, ? or #: write these as %2F, %3F, %23",
            );
        }
        if !has_good_host(authority) {
            return Err(FORM);
        }
        let proxy = ureq::Proxy::new(text).map_err(|_| FORM)?;
        let tunnels = [ureq::ProxyProtocol::Http, ureq::ProxyProtocol::Https];
        if !tunnels.contains(&proxy.protocol()) {
            return Err("its protocol is neither http nor https");
        }
        Ok(Self(proxy))
    }

    /// Its host and port, without what it may hold besides.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}:{}", self.0.host(), self.0.port())
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
        let mut usable = RootCertStore::empty();
        let is_usable = |root: &Certificate<'_>| usable.add(root.der().into()).is_ok();
        if roots.is_empty() {
            Err("it holds no certificate in PEM form")
        } else if roots.iter().any(is_usable) {
            Ok(Self(roots))
        } else {
            Err("no certificate in it can be read")
        }
    }

    pub(super) fn certificates(&self) -> &[Certificate<'static>] {
        &self.0
    }
}

#[cfg(test)]
mod tests;
