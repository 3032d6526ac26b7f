//! Which CI run this is, and which commit it is about.
//!
//! Facts about the systems come from their documentation. The rule here: a
//! commit is taken only where the system says that the run is about it. On
//! GitHub, `GITHUB_SHA` is a merge commit on pull requests and the tip of the
//! default branch on many events, which says nothing about a build.

mod github;
mod gitlab;

use std::collections::BTreeMap;

use crate::gate::criteria::Sha;

/// The environment variables, by name.
pub type Variables = BTreeMap<String, String>;

/// Reads a file by its path, `-` being standard input; the error says why not.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

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
pub struct CommitSource {
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
        System::GitHub => github::branch(variables),
        System::GitLab => gitlab::branch(variables),
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
pub fn commit(variables: &Variables, read_file: ReadFile<'_>) -> Result<CommitSource, String> {
    match system(variables) {
        System::GitHub => github::commit(variables, read_file),
        System::GitLab => gitlab::commit(variables),
        System::Other => Err("this is no run of GitHub or GitLab".to_owned()),
    }
}

fn set<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    let value = variables.get(name)?.as_str();
    (!value.is_empty()).then_some(value)
}

fn from_variable(variables: &Variables, name: &str) -> Result<CommitSource, String> {
    let value = set(variables, name).ok_or_else(|| format!("{name} is not set"))?;
    commit_source(value, name)
}

fn commit_source(value: &str, place: &str) -> Result<CommitSource, String> {
    let sha = Sha::parse(value).ok_or_else(|| format!("{place} holds no commit"))?;
    if sha.is_zero() {
        return Err(format!("{place} holds zeros, which stand for no commit"));
    }
    Ok(CommitSource {
        sha,
        place: place.to_owned(),
    })
}

#[cfg(test)]
mod tests;
