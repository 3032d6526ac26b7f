//! A run as a case: its variables and files, and what it is about.

use super::super::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Push,
    PullRequest,
    Other,
}

type Pairs<'a> = &'a [(&'a str, &'a str)];

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) system: &'static str,
    pub(super) event: Event,
    variables: Variables,
    files: Variables,
    commit: Result<(String, String), (String, String)>,
    branch: Option<(String, String)>,
    pull_request: Option<(u64, String)>,
    pushed: Option<String>,
}

impl Case {
    /// A run of a system; nothing is expected yet.
    pub(super) fn of(system: &'static str, event: Event, variables: Pairs<'_>) -> Self {
        Self {
            system,
            event,
            variables: own(variables),
            files: Variables::new(),
            commit: Err((String::new(), String::new())),
            branch: None,
            pull_request: None,
            pushed: None,
        }
    }

    /// The same run, of another system.
    pub(super) fn on(self, system: &'static str) -> Self {
        Self { system, ..self }
    }

    pub(super) fn with(mut self, variables: Pairs<'_>) -> Self {
        self.variables.extend(own(variables));
        self
    }

    pub(super) fn file(mut self, path: &str, content: &str) -> Self {
        self.files.insert(path.to_owned(), content.to_owned());
        self
    }

    pub(super) fn commit(mut self, sha: &str, source: &str) -> Self {
        self.commit = Ok((sha.to_owned(), source.to_owned()));
        self
    }

    /// There is no commit to take: a part of the reason, and what to pass.
    pub(super) fn no_commit(mut self, why: &str, option: &str) -> Self {
        self.commit = Err((why.to_owned(), option.to_owned()));
        self
    }

    pub(super) fn branch(mut self, name: &str, source: &str) -> Self {
        self.branch = Some((name.to_owned(), source.to_owned()));
        self
    }

    pub(super) fn pull_request(mut self, number: u64, source: &str) -> Self {
        self.pull_request = Some((number, source.to_owned()));
        self
    }

    pub(super) fn pushed(mut self, name: &str) -> Self {
        self.pushed = Some(name.to_owned());
        self
    }

    pub(super) fn check(&self) {
        let read_file = |path: &str| self.read_file(path);
        let run = CiRun::detect(&self.variables, &read_file).expect("a system");
        assert_eq!(run.system.name, self.system, "{self:#?}");
        match (run.commit(), &self.commit) {
            (Ok(found), Ok(expected)) => {
                let found = (found.value.as_str().to_owned(), found.source);
                assert_eq!(&found, expected, "{self:#?}");
            }
            (Err(none), Err((why, option))) => {
                assert!(!why.is_empty(), "the case expects nothing: {self:#?}");
                assert!(none.why.contains(why), "{none:?}: {self:#?}");
                assert_eq!(none.sha_option.as_ref(), Some(option), "{self:#?}");
            }
            (found, _) => panic!("{found:?}: {self:#?}"),
        }
        let pair = |found: Sourced<String>| (found.value, found.source);
        assert_eq!(run.branch().map(pair), self.branch, "{self:#?}");
        let number = run.pull_request().map(|found| (found.value, found.source));
        assert_eq!(number, self.pull_request, "{self:#?}");
        let pushed = run.pushed_branch().map(|found| found.value);
        assert_eq!(pushed, self.pushed, "{self:#?}");
    }

    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        let content = self.files.get(path).ok_or("no such file")?;
        Ok(content.as_bytes().to_vec())
    }

    /// The names of its variables.
    pub(super) fn names(&self) -> Vec<String> {
        self.variables.keys().cloned().collect()
    }

    /// The names of its variables but that of the one which holds the commit.
    pub(super) fn names_but_of_commit(&self) -> Vec<String> {
        let mut names = self.names();
        names.retain(|name| !matches!(&self.commit, Ok((_, source)) if source == name));
        names
    }

    /// Whether a variable holds this.
    pub(super) fn holds(&self, value: &str) -> bool {
        self.variables.values().any(|held| held == value)
    }

    /// Whether the run is about the merge that its variables hold.
    pub(super) fn is_about(&self, sha: &str) -> bool {
        matches!(&self.commit, Ok((found, _)) if found == sha)
    }

    /// The variables, one of them with another value, and what to pass if they do
    /// not say the commit.
    pub(super) fn hint_with(&self, name: &str, value: &str) -> Option<(Variables, String)> {
        let (variables, found) = self.found_with(name, value)?;
        let none = found.err()?;
        Some((variables, none.sha_option.expect("an option")))
    }

    /// The commit, one of the variables having another value.
    pub(super) fn commit_with(&self, name: &str, value: &str) -> Option<String> {
        let (_, found) = self.found_with(name, value)?;
        Some(found.ok()?.value.as_str().to_owned())
    }

    fn found_with(
        &self,
        name: &str,
        value: &str,
    ) -> Option<(Variables, Result<Sourced<Sha>, NoCommit>)> {
        let mut variables = self.variables.clone();
        variables.insert(name.to_owned(), value.to_owned());
        let read_file = |path: &str| self.read_file(path);
        let found = CiRun::detect(&variables, &read_file)?.commit();
        Some((variables, found))
    }

    /// The commit comes from one of the places of the table, or the table says
    /// what to pass where it does not.
    pub(super) fn is_found_in(&self, places: &str) {
        let found = match &self.commit {
            Ok((_, source)) => format!("`{}`", source.replace(" of the event", "")),
            Err((_, option)) => format!("`{option}`"),
        };
        assert!(places.contains(&found), "{found} in {places}: {self:#?}");
    }
}

pub(super) fn own(pairs: Pairs<'_>) -> Variables {
    let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    pairs.iter().map(own).collect()
}
