//! The id of a commit, whole or its beginning, as git writes it.

/// A full commit id: 40 hexadecimal digits, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha(String);

impl Sha {
    /// Reads 40 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 40 && is_hexadecimal(text)).then(|| Self(text.to_ascii_lowercase()))
    }

    /// The 40 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first seven digits, for people.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }

    /// Whether it is git's way to say that there is no commit.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.bytes().all(|digit| digit == b'0')
    }
}

/// The beginning of a commit id: 7 to 39 hexadecimal digits, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShaPrefix(String);

impl ShaPrefix {
    /// Reads 7 to 39 hexadecimal digits, of which one is not zero: zeros stand for no
    /// commit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_zero = text.bytes().all(|digit| digit == b'0');
        let fits = (7..40).contains(&text.len()) && is_hexadecimal(text) && !is_zero;
        fits.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this commit begins so.
    #[must_use]
    pub fn begins(&self, sha: &Sha) -> bool {
        sha.as_str().starts_with(&self.0)
    }
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

    #[test]
    fn a_commit_is_short_for_people_and_begins_as_its_prefix() {
        let sha = Sha::parse(SHA).unwrap();
        assert_eq!(sha.short(), "12c15e7");
        assert!(ShaPrefix::parse("12C15E7D").unwrap().begins(&sha));
        assert!(!ShaPrefix::parse("12c15e7e").unwrap().begins(&sha));
    }

    #[test]
    fn zeros_are_no_commit() {
        assert!(Sha::parse(&"0".repeat(40)).unwrap().is_zero());
        assert!(!Sha::parse(SHA).unwrap().is_zero());
    }

    #[test]
    fn a_prefix_has_seven_to_thirty_nine_digits() {
        for odd in [&SHA[..6], SHA, "12c15eg"] {
            assert_eq!(ShaPrefix::parse(odd), None, "{odd}");
        }
        let prefix = |length| ShaPrefix::parse(&SHA.to_uppercase()[..length]).unwrap();
        for length in [7, 39] {
            assert_eq!(prefix(length).as_str(), &SHA[..length]);
        }
    }
}
