//! The headline of an open gate.

use super::ending::Held;
use super::parse::is_written;
use super::record::{self, commit, took};
use super::{Judge, holds};
use crate::options::{BRANCHES, COMMITS, Selector};
use crate::values;
use crate::wire::Entry;

impl Judge<'_> {
    pub(super) fn opened(&self, text: &str) -> Held {
        let (text, requests) = text.rsplit_once(" (").ok_or("no requests")?;
        let requests = requests.trim_end_matches(')');
        let requests = requests
            .split_once(' ')
            .and_then(|(number, _)| number.parse().ok());
        holds(
            requests == Some(self.witness.requests),
            "another number of requests",
        )?;
        let mut parts = text.split(", ");
        for polls in self.in_the_order_of_the_run() {
            let (name, poll) = (&self.names[polls], self.polls[polls].last());
            let poll = poll
                .filter(|poll| poll.is_listing)
                .ok_or("no list was read")?;
            let part = parts.next().ok_or("a target is missing")?;
            let rest = part.strip_prefix(&format!("{name} built "));
            let rest = rest.ok_or("another target")?;
            let fits = |build: &usize| {
                let entry = poll.entry(*build);
                entry.is_some_and(|(entry, _)| self.is_built(entry, rest))
            };
            holds(poll.candidates.iter().any(fits), "another build")?;
        }
        holds(parts.next().is_none(), "too many targets")
    }

    /// Jobs come before services.
    fn in_the_order_of_the_run(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.names.len()).collect();
        all.sort_by_key(|target| self.names[*target].starts_with("service"));
        all
    }

    /// ` on BRANCH (this run is on BRANCH)`, of a build of another branch than the run's.
    pub(super) fn on_other_branch(&self, entry: &Entry) -> String {
        let run = BRANCHES[self.settings.branch];
        match record::branch(entry) {
            Some(name) if name != run && self.settings.is_push && !self.options.wanted.branch => {
                format!(" on {name} (this run is on {run})")
            }
            Some(_) | None => String::new(),
        }
    }

    /// `COMMIT[ on BRANCH (this run is on BRANCH)][ in D]`
    fn is_built(&self, entry: &Entry, text: &str) -> bool {
        let id = values::id(entry.build);
        let named = match self.options.wanted.selector {
            Selector::Commit => Some(&COMMITS[0][..7]),
            Selector::Prefix(_) | Selector::Build(_) | Selector::Latest => commit(entry),
        };
        let Some(rest) = text.strip_prefix(named.unwrap_or(&id)) else {
            return false;
        };
        let Some(rest) = rest.strip_prefix(&self.on_other_branch(entry)) else {
            return false;
        };
        match (rest.strip_prefix(" in "), took(entry)) {
            (Some(length), Some(took)) => is_written(length, took),
            (None, None) => {
                let several = self.names.len() > 1;
                rest == if several { " (duration unknown)" } else { "" }
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}
