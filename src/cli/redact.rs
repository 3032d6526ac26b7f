//! What is shown of what somebody typed.

/// How a token begins, or what it holds.
pub(super) const MARKS: [&str; 2] = ["nf-", WEB_TOKEN];

/// How a JSON Web Token begins.
const WEB_TOKEN: &str = "eyJ";

/// Shorter words with a mark are names of flags and branches.
const MIN_SECRET: usize = 20;

/// A value as it was typed, unless it may be a secret: a token ends up in the
/// wrong place easily. Tokens are JSON Web Tokens, which hold `eyJ`, or begin
/// with `nf-`; what holds either and is as long as a token is not shown, nor are
/// the credentials of an address.
#[must_use]
pub fn without_secrets(value: &str) -> String {
    let is_secret =
        |piece: &str| MARKS.iter().any(|mark| piece.contains(mark)) && piece.len() >= MIN_SECRET;
    let address = match (value.split_once("://"), value.rsplit_once('@')) {
        (Some((scheme, rest)), Some((_, host))) if rest.contains('@') => {
            format!("{scheme}://…@{host}")
        }
        (None, Some((credentials, host))) if credentials.contains(':') => format!("…@{host}"),
        (Some(_) | None, _) => value.to_owned(),
    };
    if address.split('/').any(is_secret) {
        "…".to_owned()
    } else {
        address
    }
}

/// Whether a value is a JSON Web Token, which has three parts. An id may begin as the other
/// tokens do.
pub(super) fn is_web_token(value: &str) -> bool {
    value.starts_with(WEB_TOKEN) && value.len() >= MIN_SECRET && value.split('.').count() == 3
}

/// The name of a flag that does not exist, up to where a value may begin: a word that is
/// too short for a token is a name, and one dash with more than a name behind it may be
/// one letter and a value.
#[must_use]
pub fn name_of(flag: &str) -> &str {
    let is_of_word =
        |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let is_short = flag.starts_with("--") && flag.len() < MIN_SECRET;
    if is_short && flag.chars().all(is_of_word) {
        return flag;
    }
    let is_of_name = |character: char| character.is_ascii_alphabetic() || "-_".contains(character);
    let name = flag.split(|character| !is_of_name(character)).next();
    let name = MARKS.iter().fold(name.unwrap_or_default(), |name, mark| {
        name.split(mark).next().unwrap_or(name)
    });
    let is_sure = name == flag || flag.starts_with("--") || up_to_token(name).is_some();
    name.get(..2).filter(|_| !is_sure).unwrap_or(name)
}

/// A text up to the end of the first word by which people call a token, which has no
/// flag; `None` where it has no such word.
#[must_use]
pub fn up_to_token(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let ends = ["token", "key"].map(|word| Some(lower.find(word)?.saturating_add(word.len())));
    text.get(..ends.into_iter().flatten().min()?)
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

    #[test]
    fn a_flag_is_shown_up_to_where_a_value_may_begin() {
        for (flag, name) in [
            ("--time-out", "--time-out"),
            ("--northflank_x 1", "--northflank_x"),
            ("--sha256", "--sha256"),
            ("--key-file", "--key-file"),
            ("--sha256 x", "--sha"),
            ("--auth0123456789abcdef0", "--auth"),
            ("--nf-x", "--nf-x"),
            ("--nf-012345678901234", "--"),
            ("--nf-01234567890123", "--nf-01234567890123"),
            ("--auth:eyJ0123456789", "--auth"),
            ("--autheyJabcdefghijkl", "--auth"),
            ("-branch", "-branch"),
            ("-sha1", "-s"),
            ("-key1", "-key"),
            ("-é", "-"),
            ("-", "-"),
        ] {
            assert_eq!(name_of(flag), name, "{flag}");
        }
        assert_eq!(up_to_token("API_KEY=x token"), Some("API_KEY"));
        assert_eq!(up_to_token("İtoken=x"), Some("İtoken"));
        assert_eq!(up_to_token("main"), None);
    }
}
