//! The end of a build's log, as it is shown: lines of somebody else.

use super::record::MAX_VALUE;
use super::sanitize::Sanitizer;
use crate::northflank::request::build_log::BuildLog;

/// The end of a build's log.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LogTail {
    /// It is not asked for: the build did not fail, or `--log-lines` is 0.
    #[default]
    NotWanted,
    /// It is shown; the texts are safe to write.
    Shown {
        /// The lines, the oldest first.
        lines: Vec<String>,
        /// The most telling line.
        most_telling: String,
        /// The same line as the value of an output.
        value: String,
    },
    /// It is not shown, for this reason.
    NotShown(String),
}

impl LogTail {
    /// The tail of this log.
    pub fn of(log: &BuildLog, sanitizer: &Sanitizer) -> Self {
        match log.most_telling() {
            Some(most_telling) => Self::Shown {
                lines: log.lines.iter().map(|text| sanitizer.line(text)).collect(),
                most_telling: sanitizer.line(most_telling),
                value: sanitizer.value(most_telling, MAX_VALUE),
            },
            None => Self::NotShown("it is empty".to_owned()),
        }
    }

    /// None, since the gate's own log may be public.
    pub fn withheld() -> Self {
        Self::NotShown("this log may be public; --log-lines 50 shows it".to_owned())
    }

    /// None, since the token's role lacks this permission.
    pub fn forbidden(permission: &'static str) -> Self {
        Self::NotShown(format!("that takes the permission {permission}"))
    }

    /// None, for this reason, which may quote the API.
    pub fn without(why: &str, sanitizer: &Sanitizer) -> Self {
        Self::NotShown(sanitizer.line(why))
    }

    /// The lines that are shown.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        match self {
            Self::Shown { lines, .. } => lines,
            Self::NotWanted | Self::NotShown(_) => &[],
        }
    }

    /// These lines with a mark before each, so that none of them begins as a command where
    /// they go to a CI system's log.
    #[must_use]
    pub fn marked_lines(&self) -> Vec<String> {
        let lines = self.lines().iter();
        lines.map(|line| format!("  | {line}")).collect()
    }

    /// The most telling of these lines as the value of an output.
    pub(super) const fn value(&self) -> Option<&String> {
        match self {
            Self::Shown { value, .. } => Some(value),
            Self::NotWanted | Self::NotShown(_) => None,
        }
    }

    /// The most telling of these lines.
    #[must_use]
    pub fn most_telling(&self) -> Option<&String> {
        match self {
            Self::Shown { most_telling, .. } => Some(most_telling),
            Self::NotWanted | Self::NotShown(_) => None,
        }
    }

    /// A note if the log is not shown.
    pub(super) fn note(&self) -> Option<String> {
        match self {
            Self::NotShown(why) => Some(format!("the build's log is not shown: {why}")),
            Self::NotWanted | Self::Shown { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_is_not_shown_has_its_reason() {
        let sanitizer = Sanitizer::new(None);
        for (tail, why) in [
            (
                LogTail::withheld(),
                "this log may be public; --log-lines 50 shows it",
            ),
            (
                LogTail::forbidden("Read Logs"),
                "that takes the permission Read Logs",
            ),
            (LogTail::without("no\nanswer", &sanitizer), r"no\nanswer"),
            (
                LogTail::of(&BuildLog { lines: vec![] }, &sanitizer),
                "it is empty",
            ),
        ] {
            let note = format!("the build's log is not shown: {why}");
            assert_eq!(tail.note(), Some(note));
            assert_eq!((tail.lines().len(), tail.most_telling()), (0, None));
        }
    }

    #[test]
    fn a_log_that_is_shown_needs_no_note() {
        let lines = ["error: no\u{1b}", "done"].map(str::to_owned).to_vec();
        let tail = LogTail::of(&BuildLog { lines }, &Sanitizer::new(None));
        let error = r"error: no\u{1b}";
        assert_eq!(tail.lines(), [error, "done"]);
        assert_eq!(tail.most_telling().map(String::as_str), Some(error));
        assert_eq!(tail.note(), None);
        assert_eq!(LogTail::NotWanted.note(), None);
    }
}
