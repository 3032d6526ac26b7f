//! GitHub Actions, by the event: `GITHUB_SHA` is a merge commit on pull
//! requests, and on many events the tip of the default branch, which says
//! nothing about a build.

use super::event::{self, EventFile, Subject};
use super::run::{is_merge_reference, parse_commit};
use super::{Checkout, CiRun, LogFormat, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "GitHub Actions",
    marker: Marker::IsTrue("GITHUB_ACTIONS"),
    log: LogFormat::GitHub,
    checkout: |_| Checkout::Other("--sha SHA (in the action: sha)"),
    runs_agents: false,
    own_files: &[
        ("GITHUB_ENV", ""),
        ("GITHUB_EVENT_PATH", ""),
        ("GITHUB_OUTPUT", ""),
        ("GITHUB_PATH", ""),
        ("GITHUB_STATE", ""),
        ("GITHUB_STEP_SUMMARY", ""),
    ],
    commit,
    branch,
    pull_request,
    is_push: |run| matches!(commit_source(run), CommitSource::Push),
    is_private,
    secrets: "is the secret defined, and passed to this step? runs for forks get no secrets, \
         and runs for Dependabot get Dependabot secrets only",
};

/// Where a run finds its commit, by its event.
enum CommitSource {
    /// What was pushed.
    Push,
    /// `GITHUB_SHA`, since the run is about that.
    Run,
    /// A part of the event file.
    Event(fn(&EventFile) -> Subject),
    /// Nowhere; with the event, as the error names it.
    Unsaid(String),
}

/// The events whose `GITHUB_SHA` is what the run is about.
const OF_RUN: [&str; 5] = [
    "merge_group",
    "workflow_dispatch",
    "schedule",
    "release",
    "create",
];
const OF_PULL_REQUEST: [&str; 5] = [
    "pull_request",
    "pull_request_target",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_review_thread",
];
const OF_DEPLOYMENT: [&str; 2] = ["deployment", "deployment_status"];

fn commit_source(run: &CiRun<'_>) -> CommitSource {
    match run.get("GITHUB_EVENT_NAME") {
        None if run.is_there("GITHUB_EVENT_NAME") => {
            CommitSource::Unsaid("whose name GITHUB_EVENT_NAME does not say".to_owned())
        }
        None => by_file(run, CommitSource::Run),
        Some("push") => CommitSource::Push,
        Some("check_run") => CommitSource::Event(|_| event::CHECK_RUN),
        Some("check_suite") => CommitSource::Event(|_| event::CHECK_SUITE),
        Some("workflow_run") => by_file(run, CommitSource::Event(|_| event::WORKFLOW_RUN)),
        // In a reusable workflow Gitea gives the event another name, and leaves its file
        // as it is. GitHub keeps the name.
        Some(name @ "workflow_call") => by_file(run, CommitSource::Unsaid(name.to_owned())),
        Some(name) if OF_RUN.contains(&name) => CommitSource::Run,
        Some(name) if OF_PULL_REQUEST.contains(&name) => {
            CommitSource::Event(EventFile::pull_request)
        }
        Some(name) if OF_DEPLOYMENT.contains(&name) => of_deployment(run, name),
        Some(name) => CommitSource::Unsaid(name.to_owned()),
    }
}

/// By what stands in the event file, which each event writes under names of its own.
fn by_file(run: &CiRun<'_>, otherwise: CommitSource) -> CommitSource {
    let Ok(Some(event)) = EventFile::read(run) else {
        return otherwise;
    };
    let has = |path: &str| !event.lacks(path);
    if has("issue") || has("comment") {
        // A comment on a pull request is about no commit.
        let name = run.get("GITHUB_EVENT_NAME");
        CommitSource::Unsaid(name.unwrap_or("of an issue or a comment").to_owned())
    } else if has("workflow_run") {
        of_workflow_run(&event)
    } else if has("pull_request") {
        CommitSource::Event(EventFile::pull_request)
    } else if has("check_run") {
        CommitSource::Event(|_| event::CHECK_RUN)
    } else if has("check_suite") {
        CommitSource::Event(|_| event::CHECK_SUITE)
    } else if has("deployment") {
        of_deployment(run, "deployment")
    } else if has("after") {
        CommitSource::Push
    } else {
        otherwise
    }
}

/// The head of the other run is what that run was about where its event was of a commit.
/// After any other, such as a comment, a check or one more `workflow_run`, it may be the
/// tip of the default branch.
fn of_workflow_run(event: &EventFile) -> CommitSource {
    let origin = event.text("workflow_run.event");
    let origin = origin.unwrap_or_else(|| "an event that cannot be read".to_owned());
    // Gitea has more names for what happens to a pull request, such as pull_request_sync.
    let is_of_request = origin.starts_with("pull_request") && origin != "pull_request_comment";
    let is_about_commit = [&["push"][..], &OF_RUN, &OF_DEPLOYMENT]
        .iter()
        .any(|names| names.contains(&origin.as_str()));
    if is_about_commit || is_of_request || event.lacks("workflow_run.event") {
        CommitSource::Event(|_| event::WORKFLOW_RUN)
    } else {
        CommitSource::Unsaid(format!("workflow_run after {origin}"))
    }
}

/// A run of a pull request deploys the merge that it checked out.
fn of_deployment(run: &CiRun<'_>, name: &str) -> CommitSource {
    let event = EventFile::read(run).ok().flatten();
    let reference = event.and_then(|event| event.text("deployment.ref"));
    match reference.filter(|reference| is_merge_reference(reference)) {
        Some(merge) => CommitSource::Unsaid(format!("{name} of {merge}")),
        None => CommitSource::Event(|_| event::DEPLOYMENT),
    }
}

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    match commit_source(run) {
        CommitSource::Push => push(run),
        CommitSource::Run => commit_of_run(run),
        CommitSource::Event(subject) => {
            let event = EventFile::read(run)?.ok_or("GITHUB_EVENT_PATH is not set")?;
            let field = subject(&event).commit;
            parse_commit(&event.text(field).unwrap_or_default(), &of_event(field))
        }
        CommitSource::Unsaid(name) => {
            Err(format!("the gate reads no commit from the event {name}").into())
        }
    }
}

/// The commit of the run itself. The hint that a refused merge brings along is dropped:
/// the one for all errors here names the action's input as well.
fn commit_of_run(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    run.refuse_merge(&["GITHUB_REF"])
        .map_err(|merge| merge.why)?;
    if run.is_there("GITHUB_HEAD_REF") {
        return Err(
            "GITHUB_HEAD_REF is set, as on a pull request, where GITHUB_SHA is a merge".into(),
        );
    }
    run.commit_in("GITHUB_SHA")
}

/// What was pushed. Where a branch was deleted, `GITHUB_SHA` is the tip of the
/// default branch. Where an annotated tag was pushed, `after` is the tag's own
/// object: then the commit is that of the run, and if that is `after` as well,
/// the one that the tag points to.
fn push(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    let Some(event) = EventFile::read(run)? else {
        return commit_of_run(run);
    };
    let reference = event.text("ref");
    if event.is_true("deleted") {
        let reference = reference.unwrap_or_else(|| "a branch or tag".to_owned());
        return Err(format!("the push deleted {reference}").into());
    }
    let after = event.text("after").unwrap_or_default();
    let is_tag = reference.is_some_and(|reference| reference.starts_with("refs/tags/"));
    if is_tag {
        let commit = commit_of_run(run)?;
        return match event.text("head_commit.id") {
            Some(head) if after == commit.value.as_str() => {
                parse_commit(&head, &of_event("head_commit.id"))
            }
            Some(_) | None => Ok(commit),
        };
    }
    if event.lacks("after") {
        return commit_of_run(run);
    }
    let pushed = parse_commit(&after, &of_event("after"))?;
    match commit_of_run(run) {
        Ok(commit) if commit.value == pushed.value => Ok(commit),
        Ok(_) | Err(_) => Ok(pushed),
    }
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    match commit_source(run) {
        CommitSource::Push | CommitSource::Run => {
            let is_branch = run.is("GITHUB_REF_TYPE", "branch");
            run.branch_in("GITHUB_REF_NAME").filter(|_| is_branch)
        }
        CommitSource::Event(subject) => {
            let event = EventFile::read(run).ok().flatten()?;
            let field = subject(&event).branch?;
            Some(Sourced::new(event.text(field)?, &of_event(field)))
        }
        CommitSource::Unsaid(_) => None,
    }
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    let CommitSource::Event(subject) = commit_source(run) else {
        return None;
    };
    let event = EventFile::read(run).ok().flatten()?;
    let field = subject(&event).pull_request?;
    Some(Sourced::new(event.number(field)?, &of_event(field)))
}

fn of_event(field: &str) -> String {
    format!("{field} of the event")
}

/// Whether the event says that the repository is not public, by its
/// `visibility`, or by `private` where that is not written.
fn is_private(run: &CiRun<'_>) -> bool {
    let Ok(Some(event)) = EventFile::read(run) else {
        return false;
    };
    match event.text("repository.visibility").as_deref() {
        Some(visibility) => ["private", "internal"].contains(&visibility),
        None => event.lacks("repository.visibility") && event.is_true("repository.private"),
    }
}
