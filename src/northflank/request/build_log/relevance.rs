//! Which lines of a log speak of an error.
//!
//! A guess by words, good enough to choose one line among those that are shown.

/// Words that speak of an error.
const WORDS: [&str; 23] = [
    "aborted",
    "cannot",
    "denied",
    "err",
    "error",
    "errors",
    "exception",
    "exceptions",
    "fail",
    "failed",
    "failing",
    "fails",
    "failure",
    "failures",
    "fatal",
    "forbidden",
    "killed",
    "panic",
    "panicked",
    "refused",
    "segfault",
    "traceback",
    "unauthorized",
];

/// How the names of errors end, such as `TypeError`.
const NAME_ENDINGS: [&str; 2] = ["Error", "Exception"];

/// Several words that speak of an error together.
const PHRASES: [&str; 14] = [
    "can't",
    "could not",
    "did not complete",
    "does not exist",
    "no space left",
    "no such",
    "non-zero",
    "not found",
    "out of memory",
    "segmentation fault",
    "timed out",
    "unable to",
    "undefined reference",
    "undefined: ",
];

/// Words that say that there is no error, right before one that speaks of it.
const NEGATIONS: [&str; 4] = ["0", "no", "without", "zero"];

/// Words that say no more, alone, than that the next lines speak of an error.
const MARKERS: [&str; 3] = ["err", "error", "npm"];

/// Words that say no more, alone, than that the build has failed.
const OUTCOMES: [&str; 8] = [
    "build", "error", "errors", "failed", "failure", "in", "info", "s",
];

/// What programs say of a command that failed, and of where to read on.
const WRAPPERS: [&str; 16] = [
    "*** [",
    "_logs/",
    "additional logging output",
    "command failed",
    "command sh -c",
    "complete log of this run",
    "elifecycle",
    "failed at the",
    "failed to solve: process",
    "for more information about",
    "help 1]",
    "ld returned",
    "previous error",
    "re-run maven",
    "run \"npm help",
    "see above for",
];

/// What stands before the code with which a command ended.
const EXITS: [&str; 5] = [
    "exit code",
    "exit status",
    "exit value",
    "exited with code",
    "non-zero code",
];

/// Whether a line says only that a command has failed: another line may say why. A code
/// above 127 says itself which signal ended the command.
pub(super) fn only_wraps(line: &str) -> bool {
    let parts: Vec<&str> = line.split_whitespace().collect();
    // Such as `npm error path /app`. A signal says itself what ended the command.
    let is_npm_field = matches!(parts[..], [.., "npm", "error" | "ERR!", name, _]
        if name != "signal" && name.starts_with(char::is_lowercase));
    let is_outcome = words(line).all(|word| word.is_of(&OUTCOMES));
    let line = line.to_ascii_lowercase();
    let is_exit = |phrase: &&str| {
        let (_, code) = line.split_once(*phrase)?;
        let code = code.trim_start_matches([':', ' ', '=']);
        let code = code.split(|character: char| !character.is_ascii_digit());
        code.into_iter().next()?.parse::<u8>().ok()
    };
    is_npm_field
        || is_outcome
        || line.ends_with("error:")
        || WRAPPERS.iter().any(|phrase| line.contains(phrase))
        || EXITS.iter().filter_map(is_exit).any(|code| code < 128)
}

/// The step of a build that wrote a line, as `BuildKit` names it: `#12`.
pub(super) fn step(line: &str) -> Option<&str> {
    let (step, _) = line.split_once(' ')?;
    let number = step.strip_prefix('#')?.parse::<u32>();
    number.is_ok().then_some(step)
}

/// Whether a line speaks of an error that happened.
pub(super) fn speaks_of_an_error(line: &str) -> bool {
    let lower_case = line.to_ascii_lowercase();
    PHRASES.iter().any(|phrase| lower_case.contains(phrase))
        || words(line).any(|word| word.speaks_of_an_error())
            && !words(line).all(|word| word.is_of(&MARKERS))
}

/// A word, and what stands around it.
struct Word<'a> {
    before: &'a str,
    text: &'a str,
    after: &'a str,
}

fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let mut read = 0_usize;
    std::iter::from_fn(move || {
        let rest = line.get(read..)?;
        let start = read.checked_add(rest.find(char::is_alphanumeric)?)?;
        let rest = line.get(start..)?;
        let length = rest.find(|character: char| !character.is_alphanumeric());
        let (text, after) = rest.split_at(length.unwrap_or(rest.len()));
        read = start.saturating_add(text.len());
        Some(Word {
            before: line.get(..start)?,
            text,
            after,
        })
    })
}

impl Word<'_> {
    /// Whether it is one of these, or a number.
    fn is_of(&self, words: &[&str]) -> bool {
        let text = self.text.to_ascii_lowercase();
        text.starts_with(char::is_numeric) || words.contains(&text.as_str())
    }

    fn speaks_of_an_error(&self) -> bool {
        if self.is_negated() || self.is_continued() {
            return false;
        }
        if WORDS.contains(&self.text.to_ascii_lowercase().as_str()) {
            return !self.continues();
        }
        NAME_ENDINGS.iter().any(|end| self.text.ends_with(end))
    }

    /// Whether it is the end of a name, such as `no-fail` or `log::error`.
    fn continues(&self) -> bool {
        let mut characters = self.before.chars().rev();
        match characters.next() {
            Some('-' | '_' | '/' | '\\' | '@' | '$') => true,
            // Not behind an ellipsis.
            Some('.') => characters.next().is_some_and(char::is_alphanumeric),
            Some(':') => characters.next() == Some(':'),
            Some(_) | None => false,
        }
    }

    /// Whether it is the beginning of a name, such as `error-handling` or
    /// `error.rs`.
    fn is_continued(&self) -> bool {
        let mut characters = self.after.chars();
        match characters.next() {
            Some('-' | '_' | '/' | '\\' | '.') => {
                characters.next().is_some_and(char::is_alphanumeric)
            }
            Some(':') => characters.next() == Some(':'),
            Some(_) | None => false,
        }
    }

    /// Whether there are none: `0 errors`, `no error`, `Failures: 0`.
    fn is_negated(&self) -> bool {
        let previous = self.before.split_whitespace().next_back();
        let previous = previous.filter(|_| self.before.ends_with(' '));
        let previous = previous.map(|word| word.trim_start_matches(['(', '[', '"', '\'']));
        let is_counted_before =
            previous.is_some_and(|word| NEGATIONS.contains(&word.to_ascii_lowercase().as_str()));
        let count = self.after.trim_start_matches([':', '=', ' ']);
        let is_counted_behind = count
            .strip_prefix('0')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ';', ')', ']', '|']));
        is_counted_before || is_counted_behind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_speak_of_an_error() {
        for line in [
            "error: could not compile `api`",
            "ERROR: failed to solve: process \"/bin/sh -c make\" did not complete",
            "error[E0308]: mismatched types",
            "#8 11.20 error TS2304: Cannot find name 'x'.",
            "npm ERR! code ELIFECYCLE",
            "npm error code 1",
            "src/main.c:3:5: fatal error: missing.h: No such file or directory",
            "Exception in thread \"main\" java.lang.NullPointerException: x",
            "TypeError: x is not a function",
            "requests.exceptions.ConnectionError: refused",
            "thread 'main' panicked at src/main.rs:2:5:",
            "Traceback (most recent call last):",
            "The command '/bin/sh -c false' returned a non-zero code: 1",
            "sh: 1: tsc: not found",
            "Building...failed",
            "./main.go:3:2: undefined: foo",
            "main.o: in function `main': main.c:(.text+0x5): undefined reference to `x'",
            "Tests: 1 failed, 57 passed, 58 total",
            "api v1.0 failed to build",
            "10 errors",
            "Failures: 10, Errors: 0",
            "FAILED.",
            "##[error]Process completed",
            "permission denied while trying to connect",
            "Killed",
            "error=\"connection reset\"",
        ] {
            assert!(speaks_of_an_error(line), "{line}");
        }
    }

    #[test]
    fn false_friends() {
        for line in [
            "",
            "0 errors, 12 warnings",
            "Found 0 errors.",
            "test result: ok. 12 passed; 0 failed; 0 ignored",
            "Tests run: 5, Failures: 0, Errors: 0",
            "failed=0",
            "Done (no errors)",
            "finished (0 failures)",
            "completed without errors",
            "No error.",
            "   Compiling thiserror v2.0.12",
            "   Compiling error-chain v0.12.4",
            "COPY src/error.rs src/errors/ ./",
            "COPY src/error_pages.conf /etc/nginx/",
            "use std::error::Error;",
            "log::error::enabled",
            "RUN curl --fail -sSL https://example.com/errors/index.html",
            "cargo test --no-fail-fast",
            "non-fatal",
            "  at ErrorBoundary.render (ErrorBoundary.js:3)",
            "NullPointerException.java",
            "terror in the mirror",
            "failover",
            "Step 2/9 : RUN make",
            "[ERROR]",
            "#9 30.1 [ERROR] ",
            "npm error",
            "npm ERR! 404",
        ] {
            assert!(!speaks_of_an_error(line), "{line}");
        }
    }
}
