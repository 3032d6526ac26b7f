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
    let sha = Sha::parse(value).ok_or_else(|| format!("{name} holds no commit"))?;
    Ok(Origin {
        sha,
        place: name.to_owned(),
    })
}

fn github_commit(variables: &Variables, read_file: ReadFile<'_>) -> Result<Origin, String> {
    let event = set(variables, "GITHUB_EVENT_NAME");
    let from_event = match event {
        None
        | Some("push" | "merge_group" | "workflow_dispatch" | "schedule" | "release" | "create") => {
            return from_variable(variables, "GITHUB_SHA");
        }
        Some("pull_request" | "pull_request_target" | "pull_request_review") => Event::pull_request,
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
    let path = set(variables, "GITHUB_EVENT_PATH").ok_or("GITHUB_EVENT_PATH is not set")?;
    let content = read_file(path)
        .map_err(|why| format!("the event file of GITHUB_EVENT_PATH cannot be read: {why}"))?;
    let event = serde_json::from_slice::<Loose<Event>>(&content)
        .map_err(|why| format!("the event file of GITHUB_EVENT_PATH is no event: {why}"))?;
    let (place, sha) = from_event(event.or_empty());
    let sha = sha.text().ok().flatten();
    let sha = sha.and_then(|sha| Sha::parse(&sha));
    Ok(Origin {
        sha: sha.ok_or_else(|| format!("{place} of the event holds no commit"))?,
        place: format!("{place} of the event"),
    })
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
    /// merged pull request is not what is built from then on.
    fn pull_request(self) -> (&'static str, Loose) {
        let pull_request = self.pull_request.or_empty();
        if pull_request.merged == Loose::Boolean(true) {
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
