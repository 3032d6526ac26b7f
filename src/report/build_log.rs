//! The end of a build's log, as it is shown: lines of somebody else.

use super::sanitize::Sanitizer;
use crate::northflank::request::build_log::BuildLog;

/// The end of a build's log, or why it is not shown.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogEnd {
    /// The lines, safe to write.
    pub lines: Vec<String>,
    /// The most telling line.
    pub most_telling: Option<String>,
    /// Why there are no lines, where somebody may want them.
    pub note: Option<String>,
}

impl LogEnd {
    /// A log.
    pub fn of(log: &BuildLog, sanitizer: &Sanitizer) -> Self {
        Self {
            lines: log.lines.iter().map(|text| sanitizer.line(text)).collect(),
            most_telling: log.most_telling().map(|text| sanitizer.line(text)),
            note: log
                .lines
                .is_empty()
                .then(|| "the log of the build is empty".to_owned()),
        }
    }

    /// None, since this log may be public.
    pub fn withheld() -> Self {
        Self::noting(
            "the build's log is not shown, as this log may be public: --log-lines 50 shows it"
                .to_owned(),
        )
    }

    /// None, since the token's role lacks this permission.
    pub fn forbidden(permission: &'static str) -> Self {
        Self::noting(format!(
            "the log of the build is not shown: that takes the permission {permission}"
        ))
    }

    /// None, for this reason.
    pub fn without(why: &str, sanitizer: &Sanitizer) -> Self {
        let why = sanitizer.line(why);
        Self::noting(format!("the log of the build is not shown: {why}"))
    }

    fn noting(note: String) -> Self {
        Self {
            note: Some(note),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_is_not_shown_has_its_reason() {
        let sanitizer = Sanitizer::new(None);
        for (end, note) in [
            (LogEnd::withheld(), "may be public: --log-lines 50 shows it"),
            (
                LogEnd::forbidden("Read Logs"),
                "takes the permission Read Logs",
            ),
            (
                LogEnd::without("no\nanswer", &sanitizer),
                r"is not shown: no\nanswer",
            ),
            (
                LogEnd::of(&BuildLog { lines: vec![] }, &sanitizer),
                "is empty",
            ),
        ] {
            assert!(end.note.as_ref().unwrap().ends_with(note), "{end:?}");
            assert_eq!((end.lines, end.most_telling), (vec![], None));
        }
        let lines = vec!["error: no".to_owned()];
        let shown = LogEnd::of(&BuildLog { lines }, &sanitizer);
        assert_eq!((shown.lines.len(), shown.note), (1, None));
    }
}
