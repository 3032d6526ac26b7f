//! What is let in.

use super::*;

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
        "http://proxy.example:3128/",
        "proxy.example:3128",
        "http://user:p%23ss@[::1]:3128",
        "http://[::1]",
        "http://[fe80::1%25eth0]:3128",
        "https://user:pass@proxy.example",
        "http://user:$ecret*@my_proxy-1:3128",
        "http://proxy.example.:3128",
    ] {
        assert!(Proxy::parse(good).is_ok(), "{good}");
    }
    let secret = Proxy::parse("https://user:pass@proxy.example:8443").unwrap();
    assert_eq!(secret.name(), "proxy.example:8443");
    for bad in [
        "socks5://proxy.example:1080",
        "",
        "http://",
        // Another host would be asked, and its name shown.
        "http://admin:12345#x@proxy.example:3128",
        "http://admin:pa/ss@proxy.example:3128",
        "http://admin:pa?ss@proxy.example:3128",
        "http://proxy.example:3128/path",
        "http://proxy.example:3128?x=1",
        // Another port would be asked.
        "http://user:secret@127.0.0.1:99999",
        "http://proxy.example:65536",
        "http://proxy.example:0",
        "http://proxy.example:",
        "http://[::1]:",
        // A variable behind the address is not set, or was not replaced.
        "http://:3128",
        "http://user:secret@:3128",
        "http://user:secret@",
        "http://[]:3128",
        "http://]:3128",
        "http://[proxy]:3128",
        "$PROXY",
        "${PROXY}",
        "%PROXY%",
        "http://$HOST:3128",
        "http://proxy.$DOMAIN:3128",
        "http://.example:3128",
        "http://user:secret@$HOST",
        "***",
        "http://***:3128",
    ] {
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
fn no_proxy_names_an_address_with_brackets_or_without() {
    let host = ApiHost::parse("https://[fd00::1]").unwrap();
    for list in [
        "fd00::1",
        "[fd00::1]",
        "[FD00:0::1]:443",
        "a.example,fd00::1",
        "*",
    ] {
        assert!(host.is_in(list), "{list}");
    }
    for list in [
        "fd00::2",
        "::1",
        "[fd00::2]",
        "fd00::",
        "1",
        "[::1]:443",
        "[]",
    ] {
        assert!(!host.is_in(list), "{list}");
    }
    let host = ApiHost::parse("https://10.0.0.1:8443").unwrap();
    assert!(host.is_in("10.0.0.1") && host.is_in("10.0.0.1:8443"));
    assert!(!host.is_in("10.0.0.2") && !host.is_in("::ffff:10.0.0.1"));
}

#[test]
fn private_roots_are_certificates() {
    let pem = |body: &str| {
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n").into_bytes()
    };
    let none = "it holds no certificate in PEM form";
    for (bytes, why) in [
        (b"".to_vec(), none),
        (b"no PEM".to_vec(), none),
        // DER.
        (vec![0x30, 0x82, 0x01, 0x0a, 0x02], none),
        (b"-----BEGIN NONSENSE-----\n".to_vec(), "it is no PEM"),
        (pem("%%%"), "it is no PEM"),
        (pem("AAAA"), "no certificate in it can be read"),
    ] {
        let found = PrivateRoots::parse(&bytes).map(|_| ());
        assert_eq!(found, Err(why), "{}", String::from_utf8_lossy(&bytes));
    }
}
