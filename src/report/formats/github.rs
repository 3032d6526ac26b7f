//! The workflow commands of GitHub Actions: `::name key=value::data`.

/// An annotation's weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `error`
    Error,
    /// `warning`
    Warning,
    /// `notice`
    Notice,
}

/// An annotation, as one line.
#[must_use]
pub fn annotation(level: Level, title: &str, message: &str) -> String {
    let name = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    };
    format!("::{name} title={}::{}", property(title), data(message))
}

/// The start of a part of the log that is shown collapsed.
#[must_use]
pub fn group(title: &str) -> String {
    format!("::group::{}", data(title))
}

/// Its end.
pub const END_GROUP: &str = "::endgroup::";

fn data(text: &str) -> String {
    // The percent sign first: it starts the other escapes.
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(
            annotation(Level::Error, "job a::b, c", "50%\n::set-env::x"),
            "::error title=job a%3A%3Ab%2C c::50%25%0A::set-env::x"
        );
        assert_eq!(group("a\nb"), "::group::a%0Ab");
    }
}
