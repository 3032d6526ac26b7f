//! Jenkins. A multibranch pipeline builds a pull request as a merge that it
//! makes itself, unless its name ends in `-head`. No variable holds the head,
//! but it is fetched as `origin/PR-N` (`MergeWithGitSCMExtension` and the
//! reference specifications of the branch sources). A scripted pipeline has no
//! `GIT_COMMIT`.
//!
//! The plugins for pull requests of GitHub and GitLab have a variable for the head.
//! That of GitLab sets its variables on a push as well, and once the request is
//! merged, one holds what it was merged as (`CauseData` of the plugin).

use super::{Checkout, CiRun, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "Jenkins",
    marker: Marker::IsSet("JENKINS_URL"),
    checkout,
    commit,
    branch,
    pull_request,
    is_of_fork: |run| run.is_there("CHANGE_FORK"),
    secrets: "a step gets a credential only within `withCredentials` or by `credentials()` in `environment`",
    ..System::BASE
};

const GITHUB_HEAD: &str = "ghprbActualCommit";
const GITLAB_HEAD: &str = "gitlabMergeRequestLastCommit";

/// The variable of a plugin for pull requests that holds the head.
fn head(run: &CiRun<'_>) -> Option<&'static str> {
    if is_gitlab_push(run) {
        run.first_set(&[GITHUB_HEAD])
    } else {
        run.first_set(&[GITHUB_HEAD, GITLAB_HEAD])
    }
}

fn is_gitlab_push(run: &CiRun<'_>) -> bool {
    run.is_one_of("gitlabActionType", &["PUSH", "TAG_PUSH"])
}

/// Whether a merge request of GitLab is merged: then its head is not what is
/// built from then on.
fn is_gitlab_merged(run: &CiRun<'_>) -> bool {
    let state = run.get("gitlabMergeRequestState").unwrap_or_default();
    state.eq_ignore_ascii_case("merged") && !is_gitlab_push(run)
}

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if is_gitlab_merged(run) {
        return run.commit_in("gitlabMergeCommitSha");
    }
    if let Some(head) = head(run) {
        return run.commit_in(head);
    }
    match checkout(run) {
        Checkout::Commit => {
            run.commit_unless_merge("GIT_COMMIT", &["GIT_BRANCH", "BRANCH_NAME", "sha1"])
        }
        Checkout::Merge | Checkout::Other(_) => {
            Err("GIT_COMMIT may be a merge that Jenkins made of the change".into())
        }
    }
}

fn checkout(run: &CiRun<'_>) -> Checkout {
    let of_plugin = head(run).is_some() || is_gitlab_merged(run);
    let signs = ["CHANGE_ID", "CHANGE_BRANCH", "CHANGE_TARGET", "CHANGE_URL"];
    let is_change = signs.iter().any(|sign| run.is_there(sign));
    match (is_change, run.get("BRANCH_NAME")) {
        (false, _) => Checkout::known_unless(of_plugin),
        (true, Some(name)) if name.ends_with("-head") => Checkout::Commit,
        (true, Some(_)) => Checkout::Other(r#"--sha "$(git rev-parse "origin/$BRANCH_NAME")""#),
        (true, None) => Checkout::UNKNOWN,
    }
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if is_gitlab_merged(run) {
        return run.branch_in("gitlabTargetBranch");
    }
    if run.is("gitlabActionType", "TAG_PUSH") {
        return None;
    }
    let of_change = ["CHANGE_BRANCH", "ghprbSourceBranch", "gitlabSourceBranch"];
    if let Some(name) = run.first_set(&of_change) {
        return run.branch_in(name);
    }
    if run.first_set(&["CHANGE_ID", "TAG_NAME"]).is_some() {
        return None;
    }
    if run.get("BRANCH_NAME").is_some() {
        return run.branch_in("BRANCH_NAME");
    }
    // Else it may be a tag, another remote's, or `detached`.
    let remote = run.branch_in("GIT_BRANCH")?;
    let value = remote.value.strip_prefix("origin/")?.to_owned();
    Some(Sourced { value, ..remote })
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    let of_gitlab = "gitlabMergeRequestIid";
    let name = run.first_set(&["CHANGE_ID", "ghprbPullId", of_gitlab])?;
    let is_stale = name == of_gitlab && is_gitlab_push(run);
    run.number_in(name).filter(|_| !is_stale)
}
