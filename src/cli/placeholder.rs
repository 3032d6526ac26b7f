//! What stands where a value belongs, and is none: what a shell, a CI system or a
//! person left there.

use super::redact::MARKS;
use crate::ci::{is_between, is_of_name, is_unexpanded};

/// Why a text is no token, where it is a stand-in for one: quotes that no shell took
/// away, a masked secret, a variable that nothing replaced, the placeholder of a
/// document, a line or an object that has the token in it. A JSON Web Token and an
/// `nf-` token hold none of these signs.
pub(super) fn of_token(text: &str) -> Option<&'static str> {
    let is_in = |start, end| is_between(text, start, end);
    let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let word = text.split([' ', ':']).next().unwrap_or_default();
    let mut of_header = ["Bearer", "Authorization"].iter();
    let is_of_header = word != text && of_header.any(|name| word.eq_ignore_ascii_case(name));
    if text.is_empty() {
        None
    } else if assigned(text).is_some() {
        Some("it holds a line of the form NAME=value: pass the value alone")
    } else if is_in("{", "}") && text.trim_start_matches('{').trim_start().starts_with('"') {
        Some("it holds a JSON object: pass the token in it alone")
    } else if is_quoted(text) {
        Some("it holds a text in quotes: pass the token without them")
    } else if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        Some("it begins or ends with a quotation mark: pass the token without it")
    } else if is_of_header {
        Some("it holds a word such as Bearer before the token: pass the token alone")
    } else if text.bytes().all(|byte| byte == b'*') {
        Some("it holds the mark that CI systems show in place of a secret")
    } else if is_unexpanded(text) || text.starts_with('$') {
        Some(
            "it holds the name of a variable, which the CI system did not replace by a value: \
             is the secret there, and may this run read it?",
        )
    } else if is_in("<", ">") || is_in("[", "]") || is_placeholder(text) {
        Some("it holds a placeholder")
    } else if text.starts_with("NORTHFLANK_") && text.bytes().all(is_upper) {
        Some("it holds the name of a variable: pass its value")
    } else {
        None
    }
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Whether a text stands in quotes that no shell took away.
pub(super) fn is_quoted(text: &str) -> bool {
    let inner = |mark| text.strip_prefix(mark)?.strip_suffix(mark);
    QUOTES.into_iter().any(|mark| inner(mark).is_some())
}

/// The value in `NAME=value`, where the name or the value is that of a secret.
pub(super) fn assigned(text: &str) -> Option<&str> {
    let (name, value) = text.trim_start_matches("export ").split_once('=')?;
    let value = value.trim_start_matches(['"', '\'']);
    let upper_case = name.to_ascii_uppercase();
    let is_named = ["TOKEN", "KEY", "NORTHFLANK"]
        .iter()
        .any(|word| upper_case.contains(word));
    let is_valued = MARKS.iter().any(|mark| value.starts_with(mark));
    // Signs at the end fill up a text in base64.
    let is_filling = value.trim_start_matches('=').is_empty();
    let is_assignment = name.bytes().all(is_of_name) && !is_filling && (is_named || is_valued);
    is_assignment.then_some(value)
}

/// Whether a text is what documents write where a token belongs: `YOUR_API_TOKEN`,
/// `nf-xxxx`, `nf-...`.
fn is_placeholder(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let rest = text.strip_prefix("nf-").unwrap_or(&text);
    let is_yours = rest.starts_with("your") && !rest.bytes().any(|byte| byte.is_ascii_digit());
    is_yours || rest.bytes().all(|byte| b"x.-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_tokens_place_is_told_from_a_token() {
        for (why, texts) in [
            (
                "quotes",
                &["\"nf-secret\"", "'nf-secret'", "`nf-secret`", "\"a b\""][..],
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
            ("quotation mark", &["\"nf-secret", "nf-secret'"]),
            (
                "Bearer",
                &[
                    "Bearer nf-secret",
                    "bearer: nf-secret",
                    "Authorization: Bearer nf-secret",
                ],
            ),
        ] {
            for text in texts {
                let found = of_token(text).expect(text);
                assert!(found.contains(why), "{text}: {found}");
            }
        }
    }

    #[test]
    fn a_token_among_other_text_is_no_token() {
        for (why, texts) in [
            (
                "NAME=value",
                &[
                    "NORTHFLANK_API_TOKEN=nf-secret-0123456789",
                    "export NORTHFLANK_API_TOKEN='nf-secret-0123456789'",
                    "api_key=0123456789\nOTHER=1",
                    "X=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
                ][..],
            ),
            (
                "JSON object",
                &[
                    "{\"token\":\"nf-secret\"}",
                    "{\n  \"token\": \"nf-secret\"\n}",
                ],
            ),
        ] {
            for text in texts {
                let found = of_token(text).expect(text);
                assert!(found.contains(why), "{text}: {found}");
            }
        }
    }

    #[test]
    fn what_may_be_a_token_is_let_through() {
        for text in [
            "",
            "nf-yourself0123456789",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
            "a*b-c*d-e",
            "bearer-of-0123456789",
            "NORTHFLANK",
            "bXlLRVkKEY0123456789==",
            "nf-0123=456789",
            "c2VjcmV0=c2VjcmV0",
        ] {
            assert_eq!(of_token(text), None, "{text}");
        }
    }
}
