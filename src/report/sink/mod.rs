//! What goes into a result file, by its form: one renderer each.
//!
//! `cli/output.rs` says which forms there are and what asks for each. The finish,
//! the mark `unfinished` and the panic hook write what is rendered here, so that
//! no form is left out by any of them.

mod dotenv;
mod junit;
mod outputs;
mod summary;

use std::time::Duration;

use super::ending::Ending;
use super::record::Record;
use super::sanitize::Sanitizer;
use crate::cli::output::ResultFormat;
use crate::gate::verdict::Verdict;

/// How a run ended, as the result files tell it.
#[derive(Clone, Copy, Debug)]
pub struct RunReport<'a> {
    /// How it ended, in words.
    pub ending: &'a Ending,
    /// The outputs.
    pub record: &'a Record,
    /// How long it took, where that is known.
    pub waited: Option<Duration>,
    /// The project and the verdict, where there is one.
    pub verdict: Option<(&'a str, &'a Verdict)>,
    /// Makes foreign text safe to write.
    pub sanitizer: &'a Sanitizer,
}

/// The text for a result file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What does not fit and is left out.
    pub left_out: Option<String>,
}

impl From<String> for Rendered {
    fn from(text: String) -> Self {
        let left_out = None;
        Self { text, left_out }
    }
}

impl ResultFormat {
    /// The text for a file that holds this many bytes already. `seed` makes marks
    /// that no value can foretell.
    #[must_use]
    pub fn render(self, report: &RunReport<'_>, held: u64, seed: u64) -> Rendered {
        match self {
            Self::GithubSummary => summary::within(held, report),
            Self::GithubOutput => outputs::text(report.record, seed).into(),
            Self::Json => report.record.json().into(),
            Self::Dotenv => dotenv::text(report.record).into(),
            Self::Junit => junit::text(report).into(),
        }
    }

    /// The text of the file until there is a result, so that nothing from an
    /// earlier run is taken for this one's; `None` where the file is added to.
    #[must_use]
    pub fn placeholder(self) -> Option<String> {
        let ending = Ending {
            message: "unfinished: the gate still waits, or was killed".to_owned(),
            ..Ending::default()
        };
        let report = RunReport {
            ending: &ending,
            record: &Record::unfinished(),
            waited: None,
            verdict: None,
            sanitizer: &Sanitizer::default(),
        };
        (!self.is_append()).then(|| self.render(&report, 0, 0).text)
    }
}
