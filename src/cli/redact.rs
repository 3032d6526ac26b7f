//! What is shown of a value that somebody typed.

/// A value as it was typed, unless it may be a secret: a token ends up in the
/// wrong place easily. Tokens are JSON Web Tokens, which hold `eyJ`, or begin
/// with `nf-`; what holds either and is as long as a token is not shown, nor are
/// the credentials of an address.
#[must_use]
pub fn without_secrets(value: &str) -> String {
    const MIN_SECRET: usize = 20;
    let is_secret = |piece: &str| {
        let marks = ["nf-", "eyJ"];
        marks.iter().any(|mark| piece.contains(mark)) && piece.len() >= MIN_SECRET
    };
    let address = match value.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((_, host)) => format!("{scheme}://…@{host}"),
            None => value.to_owned(),
        },
        None => match value.rsplit_once('@') {
            Some((credentials, host)) if credentials.contains(':') => format!("…@{host}"),
            Some(_) | None => value.to_owned(),
        },
    };
    if address.split('/').any(is_secret) {
        "…".to_owned()
    } else {
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        for secret in [
            "nf-fake-token-0123456789",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
            "--quiet=nf-fake-token-0123456789",
            "dir/nf-fake-token-0123456789",
        ] {
            assert_eq!(without_secrets(secret), "…");
        }
        assert_eq!(
            without_secrets("https://ci:secret@api.example"),
            "https://…@api.example"
        );
        assert_eq!(without_secrets("ci:secret@api.example"), "…@api.example");
        assert_eq!(without_secrets("HEAD@{1}"), "HEAD@{1}");
        assert_eq!(
            without_secrets("https://api.example/v1"),
            "https://api.example/v1"
        );
        assert_eq!(without_secrets("main"), "main");
    }
}
