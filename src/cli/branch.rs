//! The names that a branch can have, by git's own rules
//! (`git check-ref-format --branch`).
//!
//! A name that no branch can have matches no build, so it must not be waited
//! for.

use super::placeholder::is_quoted;
use crate::ci::is_unexpanded;

/// Reads the name of a branch: itself, or its full name `refs/heads/NAME`.
///
/// # Errors
///
/// Why no branch can be called so.
pub(super) fn parse(text: &str) -> Result<String, &'static str> {
    let name = match text.strip_prefix("refs/heads/") {
        Some(name) => name,
        None if text.starts_with("refs/") => {
            return Err("it names no branch: those are refs/heads/…");
        }
        // Behind refs/heads/, any and quotes are taken as they are written.
        None if text != "any" && text.eq_ignore_ascii_case("any") => {
            return Err(
                "the word for no filter is any, in lower case; a branch of that name is refs/heads/NAME",
            );
        }
        None if is_quoted(text) => return Err("it stands in quotes"),
        None => text,
    };
    // Git allows these in a name as well, but nobody calls a branch so.
    let holds_variable = ["${", "$(", "{{", "<<"]
        .iter()
        .any(|mark| name.contains(mark));
    let is_variable =
        |part: &str| is_unexpanded(part) || part.strip_prefix('$').is_some_and(is_unexpanded);
    if holds_variable || name.split('/').any(is_variable) {
        return Err("it holds the name of a variable, which nothing replaced by a value");
    }
    let is_forbidden =
        |character: char| character.is_ascii_control() || " ~^:?*[\\".contains(character);
    let is_bad_part = |part: &str| {
        part.is_empty() || part.starts_with('.') || part.strip_suffix(".lock").is_some()
    };
    if name.chars().any(is_forbidden) {
        Err("no branch has a space, a control character or one of ~ ^ : ? * [ \\ in its name")
    } else if name.split('/').any(is_bad_part) {
        Err(
            "no part of a branch's name between slashes is empty, begins with a dot or ends with .lock",
        )
    } else if name.contains("..") || name.contains("@{") || name.ends_with('.') {
        Err("no branch has .. or @{ in its name, or a dot at its end")
    } else if name == "@" || name == "HEAD" || name.starts_with('-') {
        Err("no branch is called @ or HEAD, or begins with a dash")
    } else {
        Ok(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_called_what_git_lets_it_be_called() {
        for name in [
            "main",
            "any",
            "feat/x",
            "a.b",
            "ünï",
            "v1.0-rc@2",
            "a@b",
            "lock",
            "x.locks",
            "{a}",
            "refs",
            "head",
            "a-b",
            "price-$USD",
            "fix-$5",
            "a\"b\"",
            "anyone",
        ] {
            assert_eq!(parse(name), Ok(name.to_owned()));
            assert_eq!(parse(&format!("refs/heads/{name}")), Ok(name.to_owned()));
        }
        assert_eq!(parse("refs/heads/ANY").as_deref(), Ok("ANY"));
        // A branch may be called as its own full name.
        assert_eq!(
            parse("refs/heads/refs/heads/x").as_deref(),
            Ok("refs/heads/x")
        );
    }

    #[test]
    fn what_no_branch_can_be_called_is_none() {
        for name in [
            "", "a b", "a\nb", "a\u{7f}", "a~1", "a^", "a:b", "a?", "a*", "a[0]", "a\\b", "/a",
            "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a..b", "a@{1}", "a.", "@", "HEAD",
            "-a", "${BR}", "x-${BR}", "a/$BR", "a/$$BR", "<<x.y>>", "%BR%/x",
        ] {
            assert!(parse(name).is_err(), "{name:?}");
            assert!(parse(&format!("refs/heads/{name}")).is_err(), "{name:?}");
        }
        for other in [
            "ANY",
            "\"a\"",
            "'a'",
            "`a`",
            "refs/tags/v1",
            "refs/pull/7/merge",
            "refs/heads",
            "refs/",
        ] {
            assert!(parse(other).is_err(), "{other}");
        }
    }
}
