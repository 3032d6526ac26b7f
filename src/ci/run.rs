//! A run of a CI system: what its variables and files say.

use super::{Checkout, CommitSource, Marker, NoCommit, ReadFile, Sourced, System, Variables, set};
use crate::gate::criteria::{Sha, ShaPrefix};

/// A run of a CI system.
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
    pub fn commit(&self) -> Result<CommitSource, NoCommit> {
        (self.system.commit)(self).map_err(|none| {
            let checkout = (self.system.checkout)(self);
            let why = match checkout {
                Checkout::Merge => format!("{}; what is checked out is a merge", none.why),
                Checkout::Commit | Checkout::Other(_) => none.why,
            };
            let by_checkout = || Some(checkout.sha_option().to_owned());
            NoCommit {
                why,
                sha_option: none.sha_option.or_else(by_checkout),
            }
        })
    }

    /// The branch of the commit; of a pull request, the one that it comes from.
    #[must_use]
    pub fn branch(&self) -> Option<Sourced<String>> {
        (self.system.branch)(self)
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

    /// A variable; empty is not set.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        set(self.variables, name)
    }

    pub(super) fn is(&self, name: &'static str, value: &'static str) -> bool {
        Marker::Is(name, value).is_in(self.variables)
    }

    pub(super) fn is_true(&self, name: &'static str) -> bool {
        Marker::IsTrue(name).is_in(self.variables)
    }

    /// The variables whose names begin so, which are not empty.
    pub(super) fn beginning_with(&self, start: &str) -> Vec<&'a str> {
        let names = self.variables.keys().map(String::as_str);
        names
            .filter(|name| name.starts_with(start) && self.get(name).is_some())
            .collect()
    }

    /// The first of these variables that is not empty.
    pub(super) fn first<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.get(name).is_some())
    }

    /// The content of the file that a variable names; nothing where it is not
    /// set.
    pub(super) fn file(&self, variable: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(path) = self.get(variable) else {
            return Ok(None);
        };
        self.read(path)
            .map(Some)
            .map_err(|why| format!("the file of {variable} cannot be read: {why}"))
    }

    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        (self.read_file)(path)
    }

    /// The commit that a variable holds.
    pub(super) fn commit_in(&self, name: &str) -> Result<CommitSource, NoCommit> {
        let Some(value) = self.get(name) else {
            return Err(format!("{name} is not set").into());
        };
        if let Some(prefix) = ShaPrefix::parse(value) {
            let digits = prefix.as_str().len();
            return Err(NoCommit {
                why: format!("{name} holds the first {digits} digits of a commit alone"),
                sha_option: Some(format!(r#"--sha "$(git rev-parse "${name}")""#)),
            });
        }
        commit_source(value, name)
    }

    /// The name of the branch that a variable holds, `refs/heads/` taken off.
    pub(super) fn branch_in(&self, name: &str) -> Option<Sourced<String>> {
        let value = self.get(name)?;
        let value = match value.strip_prefix("refs/") {
            Some(reference) => reference.strip_prefix("heads/")?,
            None => value,
        };
        Some(Sourced {
            value: value.to_owned(),
            place: name.to_owned(),
        })
    }

    /// The number that a variable holds. Where there is no pull request, some
    /// systems say `false`.
    pub(super) fn number_in(&self, name: &str) -> Option<Sourced<u64>> {
        number(self.get(name)?, name)
    }
}

impl std::fmt::Debug for CiRun<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The variables hold secrets.
        formatter
            .debug_struct("CiRun")
            .field("system", &self.system.name)
            .finish_non_exhaustive()
    }
}

/// The commit of a text, or why it is none.
pub(super) fn commit_source(text: &str, place: &str) -> Result<CommitSource, NoCommit> {
    let sha = Sha::parse(text).ok_or_else(|| format!("{place} holds no commit"))?;
    if sha.is_zero() {
        return Err(format!("{place} holds zeros, which stand for no commit").into());
    }
    Ok(Sourced {
        value: sha,
        place: place.to_owned(),
    })
}

/// The number of a pull request.
pub(super) fn number(text: &str, place: &str) -> Option<Sourced<u64>> {
    let value = text.parse().ok().filter(|number| *number > 0)?;
    Some(Sourced {
        value,
        place: place.to_owned(),
    })
}
