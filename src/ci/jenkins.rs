//! Jenkins. A multibranch pipeline builds a pull request as a merge that it
//! makes itself, unless its name ends in `-head`. No variable holds the head,
//! but it is fetched as `origin/PR-N` (`MergeWithGitSCMExtension` and the
//! reference specifications of the branch sources).
//! The plugins for pull requests of GitHub and GitLab tell it. A scripted
//! pipeline has no `GIT_COMMIT`.

use super::{CiRun, CommitSource, LogFormat, Marker, NoCommit, Sourced, System};

pub(super) const SYSTEM: System = System {
    name: "Jenkins",
    marker: Marker::IsSet("JENKINS_URL"),
    log: LogFormat::Plain,
    on_push: "`GIT_COMMIT`",
    on_pull_request: "`ghprbActualCommit`, `gitlabMergeRequestLastCommit`; in a multibranch pipeline no variable holds it: `--sha \"$(git rev-parse \"origin/$BRANCH_NAME\")\"`",
    sha_option: r#"--sha "$(git rev-parse HEAD)""#,
    own_files: &[],
    commit,
    branch,
    pull_request,
    pushed_branch,
    is_private: |_| false,
};

fn commit(run: &CiRun<'_>) -> Result<CommitSource, NoCommit> {
    let heads = ["ghprbActualCommit", "gitlabMergeRequestLastCommit"];
    if let Some(head) = run.first(&heads) {
        return run.commit_in(head);
    }
    let name = run.get("BRANCH_NAME").unwrap_or_default();
    if run.get("CHANGE_ID").is_some() && !name.ends_with("-head") {
        return Err(NoCommit::passing(
            "GIT_COMMIT may be a merge that Jenkins made of the change",
            r#"--sha "$(git rev-parse "origin/$BRANCH_NAME")""#,
        ));
    }
    run.commit_in("GIT_COMMIT")
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

fn pushed_branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let is_push = pull_request(run).is_none();
    branch(run).filter(|_| is_push)
}
