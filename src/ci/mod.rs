//! Which CI system this is, and which commit, branch and pull request its run
//! is about.
//!
//! Each system is one file with one [`System`], a row of [`SYSTEMS`]. The facts
//! come from the systems' documentation and sources. A commit is taken only
//! where the system says that the run is about it; else it is an error that
//! shows what to pass. Many systems build a merge that exists nowhere else, or
//! the tip of the default branch, and call that the commit.
//!
//! Variables come in as values and files through a function. Nothing in here
//! knows an option but `--sha`, which its hints name, and nothing guesses: where the
//! variables of two systems name two commits, there is none.

mod appveyor;
mod azure;
mod bitbucket;
mod buildkite;
mod circleci;
mod cloud_build;
mod codebuild;
mod codefresh;
mod drone;
mod event;
mod forgejo;
mod gitea;
mod github;
mod gitlab;
mod harness;
mod jenkins;
mod log_format;
mod run;
mod semaphore;
mod teamcity;
mod travis;
mod variables;
mod woodpecker;

use crate::model::commit::Sha;
pub use log_format::LogFormat;
pub use run::CiRun;
pub use variables::{Variables, is_between, is_of_name, is_unexpanded, non_empty};

/// Reads a file by its path, `-` being standard input; the error says why not.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// The systems, in the order in which they are looked for. A system that also sets
/// another's variables comes before it. Systems on which the agents of others run
/// come last.
pub const SYSTEMS: [&System; 19] = [
    &forgejo::SYSTEM,
    &gitea::SYSTEM,
    &github::SYSTEM,
    &woodpecker::SYSTEM,
    &gitlab::SYSTEM,
    &circleci::SYSTEM,
    &buildkite::SYSTEM,
    &azure::SYSTEM,
    &bitbucket::SYSTEM,
    &travis::SYSTEM,
    &harness::SYSTEM,
    &drone::SYSTEM,
    &semaphore::SYSTEM,
    &codefresh::SYSTEM,
    &appveyor::SYSTEM,
    &teamcity::SYSTEM,
    &jenkins::SYSTEM,
    &codebuild::SYSTEM,
    &cloud_build::SYSTEM,
];

/// A CI system.
#[derive(Debug)]
pub struct System {
    /// Its name, for people.
    pub name: &'static str,
    /// What shows that this is the system.
    pub marker: Marker,
    /// How it takes a log.
    pub log: LogFormat,
    /// What is checked out, for the error where the run does not say its commit.
    checkout: fn(&CiRun<'_>) -> Checkout,
    /// Whether agents of other systems run on it: its variables are then of another run.
    runs_agents: bool,
    /// The files of its own, which no result may overwrite: the variable that names
    /// the file or a folder, and what follows a folder.
    own_files: &'static [(&'static str, &'static str)],
    commit: fn(&CiRun<'_>) -> Result<Sourced<Sha>, NoCommit>,
    branch: fn(&CiRun<'_>) -> Option<Sourced<String>>,
    pull_request: fn(&CiRun<'_>) -> Option<Sourced<u64>>,
    /// Whether the run is of a fork: a branch of the repository that Northflank builds
    /// may have the same name as the fork's.
    is_of_fork: fn(&CiRun<'_>) -> bool,
    /// Whether a push of the branch, where the run has one, started the run.
    is_push: fn(&CiRun<'_>) -> bool,
    /// Whether the log of the run is known not to be public.
    is_private: fn(&CiRun<'_>) -> bool,
    /// Why a run may have no secret: from which runs the system keeps them, by its
    /// documentation. A secret that is kept back may be an empty variable.
    pub secrets: &'static str,
}

/// A variable that shows a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// It is `true`, in any case.
    IsTrue(&'static str),
    /// It has a value.
    IsSet(&'static str),
    /// It has this value.
    Is(&'static str, &'static str),
}

/// What the step has checked out: it decides the `--sha` that an error suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Checkout {
    /// The commit that the run is about.
    Commit,
    /// A merge of the pull request, whose second parent is the head.
    Merge,
    /// Something else, or it is not known: this option is suggested.
    Other(&'static str),
}

/// A value and where it was found, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub source: String,
}

impl<T> Sourced<T> {
    fn new(value: T, source: &str) -> Self {
        let source = source.to_owned();
        Self { value, source }
    }
}

/// The option to pass where nothing on the machine is known to tell.
pub const SHA_OPTION: &str = "--sha SHA";

/// Why there is no commit to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCommit {
    /// Why not.
    pub why: String,
    /// The option to pass, where that is not by the checkout.
    pub sha_option: Option<String>,
}

impl<Why: Into<String>> From<Why> for NoCommit {
    fn from(why: Why) -> Self {
        Self {
            why: why.into(),
            sha_option: None,
        }
    }
}

impl System {
    /// What most systems have in common. Each one names itself, and where its commit is
    /// found: until then there is none.
    const BASE: Self = Self {
        name: "",
        marker: Marker::IsSet(""),
        log: LogFormat::Plain,
        checkout: |_| Checkout::Commit,
        runs_agents: false,
        own_files: &[],
        commit: |_| Err("no variable is known to hold it".into()),
        branch: |_| None,
        pull_request: |_| None,
        is_of_fork: |_| false,
        is_push: |run| run.pull_request().is_none(),
        is_private: |_| false,
        secrets: "is the variable defined, and passed to this step?",
    };

    /// The system that these variables tell.
    #[must_use]
    pub fn detect(variables: &Variables) -> Option<&'static Self> {
        SYSTEMS
            .into_iter()
            .find(|system| system.marker.is_in(variables))
    }

    /// The files of its own that the variables name, each with the variable.
    #[must_use]
    pub fn own_files(&self, variables: &Variables) -> Vec<(&'static str, String)> {
        let named = |&(variable, below): &(&'static str, &str)| {
            let path = variables::value_of(variables, variable)?;
            Some((variable, format!("{path}{below}")))
        };
        self.own_files.iter().filter_map(named).collect()
    }
}

impl Marker {
    /// The variable.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::IsTrue(variable) | Self::IsSet(variable) | Self::Is(variable, _) => variable,
        }
    }

    fn is_in(self, variables: &Variables) -> bool {
        let value = variables::value_of(variables, self.variable());
        value.is_some_and(|value| match self {
            Self::IsTrue(_) => value.eq_ignore_ascii_case("true"),
            Self::IsSet(_) => true,
            Self::Is(_, wanted) => value == wanted,
        })
    }
}

impl Checkout {
    /// Nothing on the machine is known to tell.
    const UNKNOWN: Self = Self::Other(SHA_OPTION);

    fn of(is_merge: bool) -> Self {
        if is_merge { Self::Merge } else { Self::Commit }
    }

    /// The commit, where something on the machine is it.
    fn known_unless(is_unknown: bool) -> Self {
        if is_unknown {
            Self::UNKNOWN
        } else {
            Self::Commit
        }
    }

    /// Why there is no commit, with the option to pass by what is checked out.
    fn no_commit(self, why: String) -> NoCommit {
        let why = match self {
            Self::Merge => format!(
                "{why}; the checkout is a merge, whose second parent needs a clone of depth 2 or more"
            ),
            Self::Commit | Self::Other(_) => why,
        };
        let sha_option = Some(self.sha_option().to_owned());
        NoCommit { why, sha_option }
    }

    const fn sha_option(self) -> &'static str {
        match self {
            Self::Commit => r#"--sha "$(git rev-parse HEAD)""#,
            Self::Merge => r#"--sha "$(git rev-parse HEAD^2)""#,
            Self::Other(option) => option,
        }
    }
}

#[cfg(test)]
mod tests;
