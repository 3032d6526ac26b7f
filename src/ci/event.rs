//! The event file of GitHub, which Gitea and Forgejo write as well.

use serde::Deserialize;

use super::CiRun;
use crate::loose::Loose;

/// Some programs begin a text in UTF-8 with it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The parts of an event that name its commit. Those that it is not about may
/// be anything, and are often null.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Event {
    pub(super) after: Loose,
    pub(super) deleted: Loose,
    pub(super) head_commit: Loose<Commit>,
    #[serde(rename = "ref")]
    pub(super) reference: Loose,
    pull_request: Loose<PullRequest>,
    workflow_run: Loose<Commit>,
    check_run: Loose<Commit>,
    check_suite: Loose<Commit>,
    deployment: Loose<Commit>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PullRequest {
    number: Loose,
    base: Loose<Commit>,
    head: Loose<Commit>,
    merged: Loose,
    merged_at: Loose,
    merge_commit_sha: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Commit {
    pub(super) id: Loose,
    sha: Loose,
    #[serde(rename = "ref")]
    reference: Loose,
    head_sha: Loose,
    head_branch: Loose,
}

/// What an event says of its commit.
#[derive(Default)]
pub(super) struct Subject {
    /// The commit, by the name of its place.
    pub(super) commit: (&'static str, Loose),
    /// The branch, likewise.
    pub(super) branch: (&'static str, Loose),
    /// The number of the pull request, likewise.
    pub(super) pull_request: (&'static str, Loose),
}

impl Event {
    /// The event of the run, or nothing where no variable names its file.
    pub(super) fn read(run: &CiRun<'_>) -> Result<Option<Self>, String> {
        let Some(path) = run.get("GITHUB_EVENT_PATH") else {
            return Ok(None);
        };
        let content = run
            .read(path)
            .map_err(|why| format!("the event file of GITHUB_EVENT_PATH cannot be read: {why}"))?;
        let content = content
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(content.as_slice());
        serde_json::from_slice::<Loose<Self>>(content)
            .map(|event| Some(event.or_empty()))
            .map_err(|why| format!("the event file of GITHUB_EVENT_PATH is no event: {why}"))
    }

    /// The head, but what it was merged as once it is merged: the head of a
    /// merged pull request is not what is built from then on. A review's event
    /// has `merged_at` and no `merged`.
    pub(super) fn pull_request(self) -> Subject {
        let it = self.pull_request.or_empty();
        let number = ("pull_request.number", it.number);
        let is_merged = it.merged == Loose::Boolean(true) || matches!(it.merged_at, Loose::Text(_));
        if is_merged {
            return Subject {
                commit: ("pull_request.merge_commit_sha", it.merge_commit_sha),
                branch: ("pull_request.base.ref", it.base.or_empty().reference),
                pull_request: number,
            };
        }
        let head = it.head.or_empty();
        Subject {
            commit: ("pull_request.head.sha", head.sha),
            branch: ("pull_request.head.ref", head.reference),
            pull_request: number,
        }
    }

    pub(super) fn workflow_run(self) -> Subject {
        let it = self.workflow_run.or_empty();
        Subject {
            commit: ("workflow_run.head_sha", it.head_sha),
            branch: ("workflow_run.head_branch", it.head_branch),
            ..Subject::default()
        }
    }

    pub(super) fn check_run(self) -> Subject {
        Subject {
            commit: ("check_run.head_sha", self.check_run.or_empty().head_sha),
            ..Subject::default()
        }
    }

    pub(super) fn check_suite(self) -> Subject {
        let it = self.check_suite.or_empty();
        Subject {
            commit: ("check_suite.head_sha", it.head_sha),
            branch: ("check_suite.head_branch", it.head_branch),
            ..Subject::default()
        }
    }

    pub(super) fn deployment(self) -> Subject {
        Subject {
            commit: ("deployment.sha", self.deployment.or_empty().sha),
            ..Subject::default()
        }
    }
}
