//! GitHub Actions: the commit of a run by its event.

use serde::Deserialize;

use super::{CommitSource, ReadFile, Variables, commit_source, from_variable, set};
use crate::loose::Loose;

/// Some programs begin a text in UTF-8 with it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) fn commit(
    variables: &Variables,
    read_file: ReadFile<'_>,
) -> Result<CommitSource, String> {
    let event = set(variables, "GITHUB_EVENT_NAME");
    let from_event = match event {
        None | Some("merge_group" | "workflow_dispatch" | "schedule" | "release" | "create") => {
            return from_variable(variables, "GITHUB_SHA");
        }
        Some("push") => return push(variables, read_file),
        Some(
            "pull_request"
            | "pull_request_target"
            | "pull_request_review"
            | "pull_request_review_comment"
            | "pull_request_review_thread",
        ) => Event::pull_request,
        Some("workflow_run") => Event::workflow_run,
        Some("check_run") => Event::check_run,
        Some("check_suite") => Event::check_suite,
        Some("deployment" | "deployment_status") => Event::deployment,
        Some(other) => {
            return Err(format!(
                "the event {other} does not say which commit it is about"
            ));
        }
    };
    let event = read_event(variables, read_file)?.ok_or("GITHUB_EVENT_PATH is not set")?;
    let (place, sha) = from_event(event);
    let sha = sha.text().ok().flatten().unwrap_or_default();
    commit_source(&sha, &format!("{place} of the event"))
}

/// What was pushed. Where a branch was deleted, `GITHUB_SHA` is the tip of the
/// default branch; where an annotated tag was pushed, `after` is its own object
/// and `GITHUB_SHA` the commit.
fn push(variables: &Variables, read_file: ReadFile<'_>) -> Result<CommitSource, String> {
    let of_run = || from_variable(variables, "GITHUB_SHA");
    let Some(event) = read_event(variables, read_file)? else {
        return of_run();
    };
    let reference = event.reference.text().ok().flatten();
    if event.deleted == Loose::Boolean(true) {
        let reference = reference.unwrap_or_else(|| "a branch or tag".to_owned());
        return Err(format!("the push deleted {reference}"));
    }
    let is_tag = reference.is_some_and(|reference| reference.starts_with("refs/tags/"));
    if is_tag || event.after == Loose::Nothing {
        return of_run();
    }
    let after = event.after.text().ok().flatten().unwrap_or_default();
    let pushed = commit_source(&after, "after of the event")?;
    match of_run() {
        Ok(of_run) if of_run.sha == pushed.sha => Ok(of_run),
        Ok(_) | Err(_) => Ok(pushed),
    }
}

/// The event of the run, or nothing where no variable names its file.
fn read_event(variables: &Variables, read_file: ReadFile<'_>) -> Result<Option<Event>, String> {
    let Some(path) = set(variables, "GITHUB_EVENT_PATH") else {
        return Ok(None);
    };
    let content = read_file(path)
        .map_err(|why| format!("the event file of GITHUB_EVENT_PATH cannot be read: {why}"))?;
    let content = content
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(content.as_slice());
    serde_json::from_slice::<Loose<Event>>(content)
        .map(|event| Some(event.or_empty()))
        .map_err(|why| format!("the event file of GITHUB_EVENT_PATH is no event: {why}"))
}

pub(super) fn branch(variables: &Variables) -> Option<String> {
    let is_push = set(variables, "GITHUB_EVENT_NAME") == Some("push");
    let is_branch = set(variables, "GITHUB_REF_TYPE") == Some("branch");
    let name = set(variables, "GITHUB_REF_NAME")?;
    (is_push && is_branch).then(|| name.to_owned())
}

/// The parts of a GitHub event that name its commit. Those that it is not
/// about may be anything, and are often null.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    after: Loose,
    deleted: Loose,
    #[serde(rename = "ref")]
    reference: Loose,
    pull_request: Loose<PullRequest>,
    workflow_run: Loose<Commit>,
    check_run: Loose<Commit>,
    check_suite: Loose<Commit>,
    deployment: Loose<Commit>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PullRequest {
    head: Loose<Commit>,
    merged: Loose,
    merged_at: Loose,
    merge_commit_sha: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Commit {
    sha: Loose,
    head_sha: Loose,
}

impl Event {
    /// The head, but what it was merged as once it is merged: the head of a
    /// merged pull request is not what is built from then on. A review's event
    /// has `merged_at` and no `merged`.
    fn pull_request(self) -> (&'static str, Loose) {
        let pull_request = self.pull_request.or_empty();
        let is_merged = pull_request.merged == Loose::Boolean(true)
            || matches!(pull_request.merged_at, Loose::Text(_));
        if is_merged {
            (
                "pull_request.merge_commit_sha",
                pull_request.merge_commit_sha,
            )
        } else {
            ("pull_request.head.sha", pull_request.head.or_empty().sha)
        }
    }

    fn workflow_run(self) -> (&'static str, Loose) {
        (
            "workflow_run.head_sha",
            self.workflow_run.or_empty().head_sha,
        )
    }

    fn check_run(self) -> (&'static str, Loose) {
        ("check_run.head_sha", self.check_run.or_empty().head_sha)
    }

    fn check_suite(self) -> (&'static str, Loose) {
        ("check_suite.head_sha", self.check_suite.or_empty().head_sha)
    }

    fn deployment(self) -> (&'static str, Loose) {
        ("deployment.sha", self.deployment.or_empty().sha)
    }
}
