//! The words that the log, the ending and the summary share.

use std::time::Duration;

use super::sanitize::Sanitizer;
use crate::gate::criteria::Selector;
use crate::gate::verdict::Incomplete;
use crate::model::build::{Build, Field, Status, Target};
use crate::model::conclusion::Conclusion;
use crate::model::duration;
use crate::model::quota::Quota;

/// A target: `job api`.
#[must_use]
pub fn target(target: &Target, sanitizer: &Sanitizer) -> String {
    sanitizer.line(&target.to_string())
}

/// What is waited for: `the build of 12c15e7`.
#[must_use]
pub fn wanted(selector: &Selector, sanitizer: &Sanitizer) -> String {
    selected("the", selector, sanitizer).unwrap_or_else(|| "the newest build".to_owned())
}

/// What was not found: `no build of 12c15e7`.
#[must_use]
pub fn absent(selector: &Selector, sanitizer: &Sanitizer) -> String {
    selected("no", selector, sanitizer).unwrap_or_else(|| "no matching build".to_owned())
}

/// The build that a selector names; `None` for the newest build, whichever it is.
fn selected(article: &str, selector: &Selector, sanitizer: &Sanitizer) -> Option<String> {
    match selector {
        Selector::Commit(sha) => Some(format!("{article} build of {}", sha.short())),
        Selector::Prefix(prefix) => Some(format!("{article} build of {}", prefix.as_str())),
        Selector::Build(id) => Some(format!("{article} build {}", sanitizer.line(id))),
        Selector::Latest => None,
    }
}

/// The API's word for a build's status, as it came: [`status`] is for the log. Of an
/// unknown word, or none, it says how it is read.
#[must_use]
pub fn raw_status(build: &Build) -> String {
    let reading = match Conclusion::of(build) {
        Conclusion::StillRunning | Conclusion::CannotTell => "counts as running",
        Conclusion::Succeeded | Conclusion::Failed(_) => "its flags decide",
    };
    match &build.status {
        Field::Present(Status::Unknown(word)) => format!("{word} (unknown, {reading})"),
        Field::Present(status) => status.word().to_owned(),
        Field::Absent => format!("(no status, {reading})"),
        Field::Unreadable => "(unreadable status)".to_owned(),
    }
}

/// The status of a build as a part of a line.
#[must_use]
pub fn status(build: &Build, sanitizer: &Sanitizer) -> String {
    sanitizer.line(&raw_status(build))
}

/// The build's message in quotes, after this, where it has one.
#[must_use]
pub fn message(build: &Build, before: &str, sanitizer: &Sanitizer) -> String {
    let message = build
        .message
        .as_deref()
        .map(|message| sanitizer.line(message));
    message.map_or_else(String::new, |message| format!("{before}\"{message}\""))
}

/// What kept a listing from being complete.
#[must_use]
pub fn incomplete(incomplete: &Incomplete, max_pages: u32, sanitizer: &Sanitizer) -> String {
    match incomplete {
        Incomplete::Unreadable { count, first } => {
            let (entries, such) = match count {
                1 => ("1 entry".to_owned(), ""),
                count => (format!("{count} entries"), "such as "),
            };
            let first = first.as_ref().map_or_else(String::new, |build| {
                let (id, fields) = (sanitizer.line(&build.id), build.unreadable_fields());
                format!(" ({such}build {id}: {})", fields.join(", "))
            });
            format!("{entries} of the list cannot be read in full{first}")
        }
        Incomplete::PageLimit => format!(
            "the list goes on after {} (--max-pages), and the build that decides may follow",
            counted(max_pages, "page")
        ),
        Incomplete::Stale(Duration::MAX) => {
            "the list came from a cache, with an Age that cannot be read".to_owned()
        }
        Incomplete::Stale(age) => {
            format!(
                "the list is {} old: a cache gave it (Age)",
                duration::short(*age)
            )
        }
        Incomplete::LostCursor => "the list goes on, and does not say where".to_owned(),
    }
}

/// The most builds that one line names.
pub(super) const MAX_NAMES: usize = 10;

/// The first builds of these, each named in a word or a few: `quiet-hill-12 BUILDING`.
#[must_use]
pub fn names(builds: &[String], sanitizer: &Sanitizer) -> String {
    let mut names: Vec<String> = builds.iter().map(|name| sanitizer.line(name)).collect();
    if names.len() > MAX_NAMES {
        names.truncate(MAX_NAMES);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Several builds of which any may be the newest, those `of` a target, and why that
/// cannot be told where one says no time.
#[must_use]
pub fn tie(builds: &[Build], of: &str, sanitizer: &Sanitizer) -> String {
    let undated = builds.iter().find_map(|build| {
        let id = sanitizer.line(&build.id);
        match build.created {
            Field::Present(_) => None,
            Field::Absent => Some(format!(", since {id} has no createdAt")),
            Field::Unreadable => Some(format!(", since the createdAt of {id} cannot be told")),
        }
    });
    let named: Vec<String> = builds.iter().map(with_status).collect();
    format!(
        "{} builds{of} may be the newest ({}){}: all of them must succeed",
        builds.len(),
        names(&named, sanitizer),
        undated.unwrap_or_default()
    )
}

/// A build with its status, as they came.
pub(super) fn with_status(build: &Build) -> String {
    format!("{} {}", build.id, raw_status(build))
}

/// A number of these: `1 page`, `3 requests`.
#[must_use]
pub fn counted(number: u32, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// What the account has left.
#[must_use]
pub fn quota_left(quota: Quota) -> String {
    format!(
        "API quota: {} of {} left, resets in {}",
        quota.remaining,
        quota.limit,
        duration::short(quota.resets_in)
    )
}

/// The branch of a build, where it says one: ` on main`.
#[must_use]
pub fn on_branch(build: &Build, sanitizer: &Sanitizer) -> String {
    let branch = build.branch.value();
    branch.map_or_else(String::new, |branch| {
        format!(" on {}", sanitizer.line(branch))
    })
}

/// A value as a shell takes it to be one word, and no more.
#[must_use]
pub fn shell_word(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./@+,:".contains(&byte);
    if value.bytes().all(is_plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

/// A time since the start: `1:31`.
#[must_use]
pub fn moment(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_value_as_one_word() {
        assert_eq!(shell_word("feat/a-1.2@b"), "feat/a-1.2@b");
        assert_eq!(shell_word("a;touch${IFS}b"), "'a;touch${IFS}b'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
    }

    #[test]
    fn the_clock_counts_minutes() {
        assert_eq!(moment(Duration::ZERO), "0:00");
        assert_eq!(moment(Duration::from_secs(91)), "1:31");
        assert_eq!(moment(Duration::from_secs(36_000)), "600:00");
    }
}
