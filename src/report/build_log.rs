//! The end of a build's log, as it is shown: lines of somebody else.

use super::sanitize::line;
use crate::northflank::build_log::BuildLog;

/// The end of a build's log, or why it is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogEnd {
    /// The lines, safe to write.
    pub lines: Vec<String>,
    /// The line that tells the most.
    pub most_telling: Option<String>,
    /// Why there are no lines, where somebody may want them.
    pub note: Option<String>,
}

impl LogEnd {
    /// A log; `redact` takes the token out of its lines.
    #[must_use]
    pub fn of(log: &BuildLog, redact: &dyn Fn(&str) -> String) -> Self {
        let safe = |text: &str| line(&redact(text));
        Self {
            lines: log.lines.iter().map(|text| safe(text)).collect(),
            most_telling: log.most_telling().map(safe),
            note: log
                .lines
                .is_empty()
                .then(|| "the log of the build is empty".to_owned()),
        }
    }

    /// None, since this log may be public.
    #[must_use]
    pub fn withheld() -> Self {
        Self::noting(
            "this log may be public, so that of the build is not shown: --log-lines 50 shows it"
                .to_owned(),
        )
    }

    /// None, since the token's role lacks this permission.
    #[must_use]
    pub fn forbidden(permission: &str) -> Self {
        Self::noting(format!(
            "the log of the build is not shown: that takes the permission {}",
            line(permission)
        ))
    }

    /// None, for this reason.
    #[must_use]
    pub fn without(why: &str) -> Self {
        Self::noting(format!("the log of the build is not shown: {}", line(why)))
    }

    fn noting(note: String) -> Self {
        Self {
            note: Some(note),
            ..Self::default()
        }
    }
}
