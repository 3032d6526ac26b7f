//! Jenkins. A multibranch pipeline builds a pull request as a merge that it
//! makes itself, unless its name ends in `-head`. No variable holds the head,
//! but it is fetched as `origin/PR-N` (`MergeWithGitSCMExtension` and the
//! reference specifications of the branch sources).
//! The plugins for pull requests of GitHub and GitLab tell it. A scripted
//! pipeline has no `GIT_COMMIT`.

use super::{Checkout, CiRun, CommitSource, LogFormat, Marker, NoCommit, Sourced, System};

pub(super) const SYSTEM: System = System {
    name: "Jenkins",
    marker: Marker::IsSet("JENKINS_URL"),
    log: LogFormat::Plain,
    on_push: "`GIT_COMMIT`",
    on_pull_request: "`ghprbActualCommit`, `gitlabMergeRequestLastCommit`; in a multibranch pipeline no variable holds it: `--sha \"$(git rev-parse \"origin/$BRANCH_NAME\")\"`",
    checkout,
    own_files: &[],
    commit,
    branch,
    pull_request,
    is_push: |run| pull_request(run).is_none(),
    is_private: |_| false,
    secrets: Some(
        "a step gets a credential only within `withCredentials` or by `credentials()` in `environment`",
    ),
};

/// The variables of the plugins for pull requests.
const HEADS: [&str; 2] = ["ghprbActualCommit", "gitlabMergeRequestLastCommit"];

fn commit(run: &CiRun<'_>) -> Result<CommitSource, NoCommit> {
    if let Some(head) = run.first(&HEADS) {
        return run.commit_in(head);
    }
    match checkout(run) {
        Checkout::Commit => run.commit_in("GIT_COMMIT"),
        Checkout::Merge | Checkout::Other(_) => {
            Err("GIT_COMMIT may be a merge that Jenkins made of the change".into())
        }
    }
}

fn checkout(run: &CiRun<'_>) -> Checkout {
    let of_plugin = run.first(&HEADS).is_some();
    match (run.get("CHANGE_ID"), run.get("BRANCH_NAME")) {
        (None, _) => Checkout::known_unless(of_plugin),
        (Some(_), Some(name)) if name.ends_with("-head") => Checkout::Commit,
        (Some(_), Some(_)) => Checkout::Other(r#"--sha "$(git rev-parse "origin/$BRANCH_NAME")""#),
        (Some(_), None) => Checkout::UNKNOWN,
    }
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let of_change = ["CHANGE_BRANCH", "ghprbSourceBranch", "gitlabSourceBranch"];
    if let Some(name) = run.first(&of_change) {
        return run.branch_in(name);
    }
    if ["CHANGE_ID", "TAG_NAME"]
        .iter()
        .any(|name| run.get(name).is_some())
    {
        return None;
    }
    let branch = run.branch_in(run.first(&["BRANCH_NAME", "GIT_BRANCH"])?)?;
    Some(match branch.value.strip_prefix("origin/") {
        Some(bare) if branch.place == "GIT_BRANCH" => Sourced {
            value: bare.to_owned(),
            ..branch
        },
        Some(_) | None => branch,
    })
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    let names = ["CHANGE_ID", "ghprbPullId", "gitlabMergeRequestIid"];
    run.number_in(run.first(&names)?)
}
