//! What is shown of a value.

use super::shown;

#[test]
fn what_may_be_a_secret_is_not_shown() {
    for secret in [
        "nf-fake-token-0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
        "--quiet=nf-fake-token-0123456789",
        "dir/nf-fake-token-0123456789",
    ] {
        assert_eq!(shown(secret), "…");
    }
    assert_eq!(
        shown("https://ci:secret@api.example"),
        "https://…@api.example"
    );
    assert_eq!(shown("ci:secret@api.example"), "…@api.example");
    assert_eq!(shown("HEAD@{1}"), "HEAD@{1}");
    assert_eq!(shown("https://api.example/v1"), "https://api.example/v1");
    assert_eq!(shown("main"), "main");
}
