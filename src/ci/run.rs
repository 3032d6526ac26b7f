//! A run of a CI system: what its variables and files say.

use super::variables::{non_empty, value_of};
use super::{Checkout, Marker, NoCommit, ReadFile, SYSTEMS, Sourced, System, Variables};
use crate::model::commit::{Sha, ShaPrefix};

/// A run of a CI system. It has no debug form, since the variables hold secrets;
/// nor can it derive one, since a function has none.
#[derive(Clone, Copy)]
pub struct CiRun<'a> {
    /// The system.
    pub system: &'static System,
    variables: &'a Variables,
    read_file: ReadFile<'a>,
}

impl<'a> CiRun<'a> {
    /// The run that these variables are of, where the system is known.
    #[must_use]
    pub fn detect(variables: &'a Variables, read_file: ReadFile<'a>) -> Option<Self> {
        System::detect(variables).map(|system| Self {
            system,
            variables,
            read_file,
        })
    }

    /// The commit that the run is about.
    ///
    /// # Errors
    ///
    /// Why there is none to take, and what to pass instead.
    pub fn commit(&self) -> Result<Sourced<Sha>, NoCommit> {
        let commit = (self.system.commit)(self).map_err(|none| self.with_option(none))?;
        match self.other_commit(&commit.value) {
            None => Ok(commit),
            Some((system, other)) => {
                let look_alike = commit.value.short() == other.value.short();
                let shown = |commit: &Sourced<Sha>| {
                    if look_alike {
                        commit.value.as_str().to_owned()
                    } else {
                        commit.value.short().to_owned()
                    }
                };
                Err(NoCommit {
                    why: format!(
                        "the variables of {} name {} ({}), those of {} {} ({})",
                        self.system.name,
                        shown(&commit),
                        commit.source,
                        system.name,
                        shown(&other),
                        other.source
                    ),
                    sha_option: Some(self.unknown_option().to_owned()),
                })
            }
        }
    }

    /// The option to pass where nothing on the machine is known to tell.
    fn unknown_option(&self) -> &'static str {
        match (self.system.checkout)(self) {
            checkout @ Checkout::Other(_) => checkout.sha_option(),
            Checkout::Commit | Checkout::Merge => Checkout::UNKNOWN.sha_option(),
        }
    }

    /// Why there is no commit, with the option to pass in its place.
    fn with_option(&self, none: NoCommit) -> NoCommit {
        match none.sha_option {
            Some(_) => none,
            None => (self.system.checkout)(self).no_commit(none.why),
        }
    }

    /// Another commit, by the variables of another system: one of the two was started
    /// within the other, and which one this step is of cannot be told.
    fn other_commit(&self, own: &Sha) -> Option<(&'static System, Sourced<Sha>)> {
        let is_told = |system: &&System| !system.runs_agents && system.marker.is_in(self.variables);
        let told = SYSTEMS.into_iter().filter(is_told);
        let mut commits = told.filter_map(|system| {
            let commit = (system.commit)(&Self { system, ..*self });
            Some((system, commit.ok()?))
        });
        commits.find(|(_, other)| other.value != *own)
    }

    /// The branch of the commit; of a pull request, the one that it comes from, but for a
    /// fork's where the system tells it.
    #[must_use]
    pub fn branch(&self) -> Option<Sourced<String>> {
        (self.system.branch)(self).filter(|_| !(self.system.is_of_fork)(self))
    }

    /// The number of the pull request.
    #[must_use]
    pub fn pull_request(&self) -> Option<Sourced<u64>> {
        (self.system.pull_request)(self)
    }

    /// The branch whose push started the run.
    #[must_use]
    pub fn pushed_branch(&self) -> Option<Sourced<String>> {
        self.branch().filter(|_| (self.system.is_push)(self))
    }

    /// Whether the log of the run is known not to be public.
    #[must_use]
    pub fn is_private(&self) -> bool {
        (self.system.is_private)(self)
    }

    /// The value of a variable; `None` if it has none ([`value_of`]).
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        value_of(self.variables, name)
    }

    /// Whether a variable is not empty, whatever it holds: a sign counts even where its
    /// value says nothing.
    pub(super) fn is_there(&self, name: &str) -> bool {
        non_empty(self.variables, name).is_some()
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.is_one_of(name, &[value])
    }

    pub(super) fn is_one_of(&self, name: &str, values: &[&str]) -> bool {
        self.get(name).is_some_and(|value| values.contains(&value))
    }

    pub(super) fn is_true(&self, name: &'static str) -> bool {
        Marker::IsTrue(name).is_in(self.variables)
    }

    /// Whether both variables have a value, and the values differ.
    pub(super) fn differ(&self, one: &str, other: &str) -> bool {
        let values = self.get(one).zip(self.get(other));
        values.is_some_and(|(one, other)| one != other)
    }

    /// The variables whose names begin so, which have a value.
    pub(super) fn beginning_with(&self, start: &str) -> Vec<&'a str> {
        let names = self.variables.keys().map(String::as_str);
        names
            .filter(|name| name.starts_with(start) && self.get(name).is_some())
            .collect()
    }

    /// The name of the first of these variables that has a value.
    pub(super) fn first_set<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.get(name).is_some())
    }

    /// The content of the file that a variable names; `None` if it is not set.
    pub(super) fn file(&self, variable: &str) -> Result<Option<Vec<u8>>, String> {
        match self.get(variable) {
            None if self.is_there(variable) => Err(format!("{variable} is set, but names no file")),
            None => Ok(None),
            Some(path) => self
                .read(path)
                .map(Some)
                .map_err(|why| format!("the file of {variable} cannot be read: {why}")),
        }
    }

    /// The content of a file of the CI system's, which is never standard input.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "-" {
            return Err("`-` is no file".to_owned());
        }
        (self.read_file)(path)
    }

    /// The commit that a variable holds.
    pub(super) fn commit_in(&self, name: &str) -> Result<Sourced<Sha>, NoCommit> {
        let Some(value) = self.get(name) else {
            let why = match self.variables.get(name).map(|value| value.trim()) {
                None | Some("") => "is not set",
                Some(_) => "holds the name of a variable that the run does not have",
            };
            return Err(format!("{name} {why}").into());
        };
        if let Some(prefix) = ShaPrefix::parse(value) {
            let digits = prefix.as_str().len();
            return Err(NoCommit {
                why: format!("{name} holds {digits} digits, and a commit has 40"),
                sha_option: Some(format!(r#"--sha "${name}""#)),
            });
        }
        parse_commit(value, name)
    }

    /// The commit that a variable holds, unless one of these references is a merge.
    pub(super) fn commit_unless_merge(
        &self,
        name: &str,
        references: &[&str],
    ) -> Result<Sourced<Sha>, NoCommit> {
        self.refuse_merge(references)?;
        self.commit_in(name)
    }

    /// Refuses a run where one of these variables names a merge reference.
    pub(super) fn refuse_merge(&self, references: &[&str]) -> Result<(), NoCommit> {
        let merge = self.merge_in(references);
        merge.map_or(Ok(()), |why| Err(Checkout::Merge.no_commit(why)))
    }

    /// Why what the system calls the commit is none, where one of these variables names a
    /// merge reference: the commit is then a merge whose second parent is the head.
    pub(super) fn merge_in(&self, references: &[&str]) -> Option<String> {
        references.iter().find_map(|name| {
            let value = self.get(name).filter(|value| is_merge_reference(value))?;
            Some(format!("{name} is {value}, a merge that was never pushed"))
        })
    }

    /// The name of the branch that a variable holds, `refs/heads/` taken off.
    pub(super) fn branch_in(&self, name: &str) -> Option<Sourced<String>> {
        let value = self.get(name)?;
        let value = match value.strip_prefix("refs/") {
            Some(reference) => reference.strip_prefix("heads/")?,
            None if is_merge_reference(value) => return None,
            None => value,
        };
        Some(Sourced::new(value.to_owned(), name))
    }

    /// The number that a variable holds. Where there is no pull request, some
    /// systems say `false`.
    pub(super) fn number_in(&self, name: &str) -> Option<Sourced<u64>> {
        number(self.get(name)?, name)
    }
}

/// The commit of a text, or why it is none.
pub(super) fn parse_commit(text: &str, source: &str) -> Result<Sourced<Sha>, NoCommit> {
    let sha = Sha::parse(text).ok_or_else(|| format!("{source} holds no commit"))?;
    if sha.is_zero() {
        return Err(format!("{source} holds zeros, which stand for no commit").into());
    }
    Ok(Sourced::new(sha, source))
}

/// Whether a reference is that of a merge which a host made of a pull request:
/// of GitHub and Azure `refs/pull/N/merge`, of GitLab `refs/merge-requests/N/merge`
/// and, in a merge train, `/train`, of Bitbucket `refs/pull-requests/N/merge`.
/// Jenkins fetches such ones as `origin/pr/N/merge`; `CodeBuild` may put the
/// commit behind, in `^{}`.
pub(super) fn is_merge_reference(reference: &str) -> bool {
    let (name, _) = reference.split_once('^').unwrap_or((reference, ""));
    let name = name.strip_prefix("refs/").unwrap_or(name);
    let name = name.strip_prefix("remotes/").unwrap_or(name);
    let parts: Vec<&str> = name.split('/').collect();
    let of_host = match parts.as_slice() {
        ["heads" | "tags", ..] => return false,
        [_remote, of_remote @ ..] if of_remote.len() == 3 => of_remote,
        whole => whole,
    };
    match of_host {
        ["pull" | "pr" | "pull-requests", number, "merge"]
        | ["merge-requests", number, "merge" | "train"] => number.parse::<u64>().is_ok(),
        _ => false,
    }
}

/// Whether a full reference is one that a host made of a pull request.
pub(super) fn is_pull_request_reference(reference: &str) -> bool {
    let starts = ["refs/pull/", "refs/pull-requests/", "refs/merge-requests/"];
    starts.iter().any(|start| reference.starts_with(start))
}

/// The number of a pull request.
pub(super) fn number(text: &str, source: &str) -> Option<Sourced<u64>> {
    let value = text.parse().ok().filter(|number| *number > 0)?;
    Some(Sourced::new(value, source))
}
