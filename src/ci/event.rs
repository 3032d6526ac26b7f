//! The event file of GitHub, which Gitea and Forgejo write as well.
//!
//! A value is named by its path, such as `pull_request.head.sha`. A value that
//! cannot be read counts as absent: then it is not known what the run is about.

use super::{CiRun, NoCommit};
use crate::model::build::Field;
use crate::northflank::lenient::{self, Lenient};

/// Longer than any commit, name of a branch or time.
const MAX_TEXT: usize = 2048;

/// An event.
pub(super) struct EventFile(String);

/// Where an event says what it is about, by the paths of the values.
pub(super) struct Subject {
    pub(super) commit: &'static str,
    pub(super) branch: Option<&'static str>,
    pub(super) pull_request: Option<&'static str>,
}

impl Subject {
    pub(super) const fn of_commit(commit: &'static str, branch: Option<&'static str>) -> Self {
        Self {
            commit,
            branch,
            pull_request: None,
        }
    }
}

impl EventFile {
    /// The event of the run; `None` where no variable names its file.
    pub(super) fn read(run: &CiRun<'_>) -> Result<Option<Self>, String> {
        let Some(mut content) = run.file("GITHUB_EVENT_PATH")? else {
            return Ok(None);
        };
        let event = lenient::document(&mut content).map(|text| Self(text.to_owned()));
        let event = event.filter(|event| event.value("").is_some());
        let why = "the event file of GITHUB_EVENT_PATH is no JSON object";
        event.map(Some).ok_or_else(|| why.to_owned())
    }

    /// The value at this path; the event itself where it is empty.
    fn value(&self, path: &str) -> Option<Lenient<'_>> {
        let whole = Lenient::of(&self.0);
        whole.object::<0>([]).into_value()?;
        let keys = path.split('.').filter(|key| !key.is_empty());
        keys.into_iter().try_fold(whole, |value, key| {
            let [value] = value.object([key]).into_value()?;
            Some(value)
        })
    }

    /// Whether nothing is written at this path.
    pub(super) fn lacks(&self, path: &str) -> bool {
        self.value(path)
            .is_none_or(|value| matches!(value, Lenient::Absent))
    }

    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.value(path)?.text(MAX_TEXT).into_value()
    }

    pub(super) fn number(&self, path: &str) -> Option<u64> {
        self.value(path)?.scalar().into_value()
    }

    /// Whether nothing is written at this path, or `false`.
    pub(super) fn is_false_or_absent(&self, path: &str) -> bool {
        let value = self.value(path).map(Lenient::scalar::<bool>);
        matches!(value, None | Some(Field::Absent | Field::Present(false)))
    }

    pub(super) fn is_true(&self, path: &str) -> bool {
        self.value(path)
            .and_then(|value| value.scalar().into_value())
            == Some(true)
    }

    /// Whether both are one repository, as far as is written: a fork has a branch of the
    /// same name.
    pub(super) fn is_same_repository(&self, one: &str, other: &str) -> bool {
        let name = |path: &str| self.text(&format!("{path}.full_name"));
        name(one) == name(other)
    }

    /// The head, but what it was merged as once it is merged: the head of a
    /// merged pull request is not what is built from then on. A review's event
    /// has `merged_at` and no `merged`.
    pub(super) fn pull_request(&self) -> Result<Subject, NoCommit> {
        let merged = self
            .value("pull_request.merged")
            .map(Lenient::scalar::<bool>);
        let is_merged =
            merged == Some(Field::Present(true)) || self.text("pull_request.merged_at").is_some();
        let is_closed = self.text("action").as_deref() == Some("closed")
            || !self.lacks("pull_request.merged_at");
        let is_open = merged == Some(Field::Present(false)) || !is_closed;
        let (commit, branch) = if is_merged {
            (
                "pull_request.merge_commit_sha",
                Some("pull_request.base.ref"),
            )
        } else if is_open {
            let is_own =
                self.is_same_repository("pull_request.head.repo", "pull_request.base.repo");
            (
                "pull_request.head.sha",
                is_own.then_some("pull_request.head.ref"),
            )
        } else {
            return Err(
                "the pull request is closed, and the event does not say whether it was merged"
                    .into(),
            );
        };
        Ok(Subject {
            commit,
            branch,
            pull_request: Some("pull_request.number"),
        })
    }
}
