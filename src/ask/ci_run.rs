//! Which CI run this is, and which commit it is about.
//!
//! Facts about the systems come from their documentation. The rule here: a
//! commit is taken only where the system says that the run is about it. On
//! GitHub, `GITHUB_SHA` is a merge commit on pull requests and the tip of the
//! default branch on many events, which says nothing about a build.

use serde::Deserialize;

use super::{ReadFile, Variables};
use crate::gate::criteria::Sha;
use crate::loose::Loose;

/// Some programs begin a text in UTF-8 with it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The CI systems that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// GitHub Actions, and what sets its variables.
    GitHub,
    /// GitLab CI/CD.
    GitLab,
    /// Any other, or none.
    Other,
}

/// What the CI system tells of its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiRun {
    /// The system.
    pub system: System,
    /// The branch, where the run is about a push to one.
    pub pushed_branch: Option<String>,
}

/// A commit and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The commit.
    pub sha: Sha,
    /// Where it was found, for people.
    pub place: String,
}

/// Which system this is.
#[must_use]
pub fn system(variables: &Variables) -> System {
    if set(variables, "GITHUB_ACTIONS") == Some("true") {
        System::GitHub
    } else if set(variables, "GITLAB_CI").is_some_and(|value| value != "false") {
        System::GitLab
    } else {
        System::Other
    }
}

/// Finds out about the run from its variables.
#[must_use]
pub fn detect(variables: &Variables) -> CiRun {
    let system = system(variables);
    let pushed_branch = match system {
        System::GitHub => github_branch(variables),
        System::GitLab => gitlab_branch(variables),
        System::Other => None,
    };
    CiRun {
        system,
        pushed_branch,
    }
}

/// The commit that the run is about, from its variables and its event file.
///
/// # Errors
///
/// Why there is none to take.
pub fn commit(variables: &Variables, read_file: ReadFile<'_>) -> Result<Origin, String> {
    match system(variables) {
        System::GitHub => github_commit(variables, read_file),
        System::GitLab => gitlab_commit(variables),
        System::Other => Err("this is no run of GitHub or GitLab".to_owned()),
    }
}

fn set<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    let value = variables.get(name)?.as_str();
    (!value.is_empty()).then_some(value)
}

fn from_variable(variables: &Variables, name: &str) -> Result<Origin, String> {
    let value = set(variables, name).ok_or_else(|| format!("{name} is not set"))?;
    origin(value, name)
}

fn origin(value: &str, place: &str) -> Result<Origin, String> {
    let sha = Sha::parse(value).ok_or_else(|| format!("{place} holds no commit"))?;
    if sha.is_zero() {
        return Err(format!("{place} holds zeros, which stand for no commit"));
    }
    Ok(Origin {
        sha,
        place: place.to_owned(),
    })
}

fn github_commit(variables: &Variables, read_file: ReadFile<'_>) -> Result<Origin, String> {
    let event = set(variables, "GITHUB_EVENT_NAME");
    let from_event = match event {
        None | Some("merge_group" | "workflow_dispatch" | "schedule" | "release" | "create") => {
            return from_variable(variables, "GITHUB_SHA");
        }
        Some("push") => return github_push(variables, read_file),
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
    let event = github_event(variables, read_file)?.ok_or("GITHUB_EVENT_PATH is not set")?;
    let (place, sha) = from_event(event);
    let sha = sha.text().ok().flatten().unwrap_or_default();
    origin(&sha, &format!("{place} of the event"))
}

/// What was pushed. Where a branch was deleted, `GITHUB_SHA` is the tip of the
/// default branch; where an annotated tag was pushed, `after` is its own object
/// and `GITHUB_SHA` the commit.
fn github_push(variables: &Variables, read_file: ReadFile<'_>) -> Result<Origin, String> {
    let of_run = || from_variable(variables, "GITHUB_SHA");
    let Some(event) = github_event(variables, read_file)? else {
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
    let pushed = origin(&after, "after of the event")?;
    match of_run() {
        Ok(of_run) if of_run.sha == pushed.sha => Ok(of_run),
        Ok(_) | Err(_) => Ok(pushed),
    }
}

/// The event of the run, or nothing where no variable names its file.
fn github_event(variables: &Variables, read_file: ReadFile<'_>) -> Result<Option<Event>, String> {
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

fn github_branch(variables: &Variables) -> Option<String> {
    let is_push = set(variables, "GITHUB_EVENT_NAME") == Some("push");
    let is_branch = set(variables, "GITHUB_REF_TYPE") == Some("branch");
    let name = set(variables, "GITHUB_REF_NAME")?;
    (is_push && is_branch).then(|| name.to_owned())
}

/// In a pipeline of merged results, `CI_COMMIT_SHA` is a merge commit that
/// nobody pushed.
fn gitlab_commit(variables: &Variables) -> Result<Origin, String> {
    let names = [
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA",
        "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA",
    ];
    let name = names
        .into_iter()
        .find(|name| set(variables, name).is_some())
        .unwrap_or("CI_COMMIT_SHA");
    from_variable(variables, name)
}

fn gitlab_branch(variables: &Variables) -> Option<String> {
    let is_push = set(variables, "CI_PIPELINE_SOURCE") == Some("push");
    let name = set(variables, "CI_COMMIT_BRANCH")?;
    is_push.then(|| name.to_owned())
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

#[cfg(test)]
mod tests;
