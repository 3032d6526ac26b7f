//! GitHub Actions, by the event: `GITHUB_SHA` is a merge commit on pull
//! requests, and on many events the tip of the default branch, which says
//! nothing about a build.

use super::event::{EventFile, Subject};
use super::run::{is_merge_reference, parse_commit};
use super::{Checkout, CiRun, LogFormat, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "GitHub Actions",
    marker: Marker::IsTrue("GITHUB_ACTIONS"),
    log: LogFormat::GitHub,
    checkout: |_| Checkout::UNKNOWN,
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
    is_push: |run| matches!(about(run), Ok(About::Push)),
    is_private,
    secrets: "is the secret defined, and passed to this step? runs for forks get no secrets, \
         and runs for Dependabot get Dependabot secrets only",
    ..System::BASE
};

/// What a run is about, by its event.
enum About {
    /// What was pushed.
    Push,
    /// `GITHUB_SHA`.
    Run,
    /// What the event file says here.
    Event(EventFile, Subject),
}

/// The events whose `GITHUB_SHA` is what the run is about.
const OF_RUN: [&str; 5] = [
    "merge_group",
    "workflow_dispatch",
    "schedule",
    "release",
    "create",
];
const OF_DEPLOYMENT: [&str; 2] = ["deployment", "deployment_status"];

/// What only the file of an event of [`OF_RUN`] has.
const KEYS_OF_RUN: [&str; 4] = ["merge_group", "workflow", "schedule", "release"];

/// The parts of an event file that a run is about, and what each says.
const PARTS: [(&str, ReadSubject); 5] = [
    // Of a deployment, the other parts say which run made it.
    ("deployment", of_deployment),
    ("workflow_run", of_workflow_run),
    ("pull_request", EventFile::pull_request),
    ("check_run", |_| {
        Ok(Subject::of_commit("check_run.head_sha", None))
    }),
    ("check_suite", |_| {
        let branch = Some("check_suite.head_branch");
        Ok(Subject::of_commit("check_suite.head_sha", branch))
    }),
];

type ReadSubject = fn(&EventFile) -> Result<Subject, NoCommit>;

fn about(run: &CiRun<'_>) -> Result<About, NoCommit> {
    match run.get("GITHUB_EVENT_NAME") {
        None if run.is_there("GITHUB_EVENT_NAME") => {
            Err(unsaid("whose name GITHUB_EVENT_NAME does not say"))
        }
        None if !run.is_there("GITHUB_EVENT_PATH") => Ok(About::Run),
        None => by_file(run, None),
        Some("push") => Ok(About::Push),
        Some(name) if OF_RUN.contains(&name) => Ok(About::Run),
        // In a reusable workflow Gitea gives the event another name, and leaves its file
        // as it is. GitHub keeps the name.
        Some(name) if is_renamed(run, name) => by_file(run, Some(name)),
        Some(name) => {
            let part = if is_pull_request_event(name) {
                "pull_request"
            } else if OF_DEPLOYMENT.contains(&name) {
                "deployment"
            } else {
                name
            };
            let found = PARTS.iter().find(|(known, _)| *known == part);
            let (_, read) = found.ok_or_else(|| unsaid(name))?;
            let event = event(run)?;
            if event.lacks(part) {
                return Err(format!("the file of the event {name} has no {part}").into());
            }
            in_event(event, *read)
        }
    }
}

/// Whether the event may be another than its name says.
fn is_renamed(run: &CiRun<'_>, name: &str) -> bool {
    let is_github = run.system.marker == SYSTEM.marker;
    name == "workflow_call" || name == "workflow_run" && !is_github
}

/// Whether an event is of a pull request itself. Gitea has names of its own, such as
/// `pull_request_sync`.
fn is_pull_request_event(name: &str) -> bool {
    let rest = name.strip_prefix("pull_request");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_') && rest != "_comment")
}

/// Why an event gives no commit, by its name.
fn unsaid(event: &str) -> NoCommit {
    format!("the gate reads no commit from the event {event}").into()
}

fn event(run: &CiRun<'_>) -> Result<EventFile, NoCommit> {
    let event = EventFile::read(run)?;
    event.ok_or_else(|| "GITHUB_EVENT_PATH is not set".into())
}

fn in_event(event: EventFile, read: ReadSubject) -> Result<About, NoCommit> {
    let subject = read(&event)?;
    Ok(About::Event(event, subject))
}

/// By what stands in the event file, which each event writes under names of its own.
fn by_file(run: &CiRun<'_>, name: Option<&str>) -> Result<About, NoCommit> {
    let event = event(run)?;
    let has = |path: &&str| !event.lacks(path);
    if ["issue", "comment"].iter().any(has) {
        // A comment on a pull request is about no commit.
        return Err(unsaid(name.unwrap_or("of an issue or a comment")));
    }
    if let Some((_, read)) = PARTS.iter().find(|(part, _)| has(part)) {
        return in_event(event, *read);
    }
    // A deletion has a `ref_type` as well, and none of these.
    let is_creation = has(&"ref_type") && ["master_branch", "sha"].iter().any(has);
    if has(&"after") {
        Ok(About::Push)
    } else if is_creation || KEYS_OF_RUN.iter().any(has) {
        Ok(About::Run)
    } else {
        Err(unsaid(
            name.unwrap_or("of a kind that its file does not show"),
        ))
    }
}

/// The head of the other run is what that run was about where its event was of a commit.
/// After any other, such as a comment, a check or one more `workflow_run`, it may be the
/// tip of the default branch; after `pull_request_target` it is
/// (`unsafe-pr-checkout-helper.ts` of GitHub's `actions/checkout`).
fn of_workflow_run(event: &EventFile) -> Result<Subject, NoCommit> {
    let origin = event.text("workflow_run.event");
    let origin = origin.unwrap_or_else(|| "an event that cannot be read".to_owned());
    let is_about_pull_request = is_pull_request_event(&origin) && origin != "pull_request_target";
    let is_about_commit = [&["push"][..], &OF_RUN, &OF_DEPLOYMENT]
        .iter()
        .any(|names| names.contains(&origin.as_str()));
    if !is_about_commit && !is_about_pull_request {
        return Err(unsaid(&format!("workflow_run after {origin}")));
    }
    // After a release, it is the tag.
    let is_own = origin != "release"
        && event.is_same_repository("workflow_run.head_repository", "workflow_run.repository");
    let branch = is_own.then_some("workflow_run.head_branch");
    Ok(Subject::of_commit("workflow_run.head_sha", branch))
}

/// A run of a pull request deploys the merge that it checked out.
fn of_deployment(event: &EventFile) -> Result<Subject, NoCommit> {
    let reference = event.text("deployment.ref");
    match reference.filter(|reference| is_merge_reference(reference)) {
        Some(merge) => Err(unsaid(&format!("deployment of {merge}"))),
        None => Ok(Subject::of_commit("deployment.sha", None)),
    }
}

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    match about(run)? {
        About::Push => push(run),
        About::Run => commit_of_run(run),
        About::Event(event, subject) => {
            let text = event.text(subject.commit).unwrap_or_default();
            parse_commit(&text, &of_event(subject.commit))
        }
    }
}

/// The commit of the run itself. No hint names the checkout of a merge: a step of GitHub
/// need not have checked out anything.
fn commit_of_run(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if let Some(why) = run.merge_in(&["GITHUB_REF"]) {
        return Err(why.into());
    }
    let of_request = ["GITHUB_HEAD_REF", "GITHUB_BASE_REF"];
    if let Some(sign) = of_request.iter().find(|sign| run.is_there(sign)) {
        let why =
            format!("{sign} is set, as on a pull request, where GITHUB_SHA is no commit of it");
        return Err(why.into());
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
    let after = event.text("after").unwrap_or_default();
    let is_zero = Sha::parse(&after).is_some_and(|sha| sha.is_zero());
    let name = reference.as_deref().unwrap_or("a branch or tag");
    if is_zero || event.is_true("deleted") {
        return Err(format!("the push deleted {name}, and nothing is built then").into());
    }
    if !event.is_false_or_absent("deleted") {
        return Err(format!("the event does not say whether the push deleted {name}").into());
    }
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
    match about(run).ok()? {
        About::Push | About::Run => {
            let is_branch = run.is("GITHUB_REF_TYPE", "branch")
                && run
                    .get("GITHUB_REF")
                    .is_none_or(|name| name.starts_with("refs/heads/"));
            run.branch_in("GITHUB_REF_NAME").filter(|_| is_branch)
        }
        About::Event(event, subject) => {
            let field = subject.branch?;
            let branch = event.text(field)?;
            // Where the branch is gone, Gitea has the reference of the pull request.
            (!branch.starts_with("refs/")).then(|| Sourced::new(branch, &of_event(field)))
        }
    }
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    let About::Event(event, subject) = about(run).ok()? else {
        return None;
    };
    let field = subject.pull_request?;
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
