//! GitLab CI/CD: the commit of a pipeline by its variables.

use super::{CommitSource, Variables, from_variable, set};

/// In a pipeline of merged results, `CI_COMMIT_SHA` is a merge commit that
/// nobody pushed.
pub(super) fn commit(variables: &Variables) -> Result<CommitSource, String> {
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

pub(super) fn branch(variables: &Variables) -> Option<String> {
    let is_push = set(variables, "CI_PIPELINE_SOURCE") == Some("push");
    let name = set(variables, "CI_COMMIT_BRANCH")?;
    is_push.then(|| name.to_owned())
}
