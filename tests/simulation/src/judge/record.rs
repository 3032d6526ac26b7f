//! What each poll of one target showed, in order: the judge's own record.

use std::time::Duration;

use crate::contract::{self, Conclusion, Match, RUNNING};
use crate::history::Reading;
use crate::lists::Listed;
use crate::lists::reach::Gap;
use crate::options::{BRANCHES, COMMITS};
use crate::oracle_state::may_be_newer;
use crate::values;
use crate::wire::{Entry, Response, ShaForm, WireField};

/// One poll whose outcome has reached the gate.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things of a poll, each of which holds or not by itself"
)]
#[derive(Clone, Debug)]
pub(super) struct Poll {
    /// When it did.
    pub at: Duration,
    /// When it was asked for.
    pub asked: Duration,
    /// Whether a cache gave it, or a page of it.
    pub is_stale: bool,
    /// Whether it gave a list.
    pub is_listing: bool,
    /// What came back.
    pub responses: Vec<Response>,
    /// The builds in it, each once.
    pub listed: Vec<(Entry, Listed)>,
    /// Those of them of which a cache says what was so before.
    pub outdated: Vec<usize>,
    /// The builds that may be the newest match, after it.
    pub candidates: Vec<usize>,
    /// Why it is not complete.
    pub gap: Option<Gap>,
    /// Whether it found no build that is meant, and the rest may be known.
    pub may_be_known: bool,
    /// Whether the list went on, and nobody can say where.
    pub is_lost: bool,
}

impl Poll {
    /// A build in it, where it lists it.
    #[must_use]
    pub(super) fn entry(&self, build: usize) -> Option<&(Entry, Listed)> {
        self.listed.iter().find(|(entry, _)| entry.build == build)
    }

    /// A build in it, where no later list had shown that before.
    #[must_use]
    pub(super) fn news(&self, build: usize) -> Option<&(Entry, Listed)> {
        self.entry(build)
            .filter(|_| !self.outdated.contains(&build))
    }

    /// Whether it says something of a build: it shows it, or is complete.
    #[must_use]
    pub(super) fn says_something_of(&self, build: usize) -> bool {
        self.is_listing && self.gap.is_none() || self.news(build).is_some()
    }

    /// A build in it, where it lists it as one that is meant, or may be.
    #[must_use]
    pub(super) fn meant(&self, build: usize) -> Option<&(Entry, Listed)> {
        let entry = self.news(build);
        entry.filter(|(_, listed)| listed.matched != Match::No)
    }

    /// Whether it gave a list that has a build in this status, in words.
    #[must_use]
    pub(super) fn shows(&self, build: usize, status: &str) -> bool {
        self.meant(build)
            .is_some_and(|(entry, _)| status_text(entry) == status)
    }
}

/// The polls of one target.
#[derive(Clone, Debug, Default)]
pub(super) struct Polls(Vec<Poll>);

impl Polls {
    /// Adds the next one.
    pub(super) fn push(&mut self, mut poll: Poll) {
        let is_outdated = |(entry, listed): &&(Entry, Listed)| {
            let known = self.known(entry.build);
            poll.is_stale && known.is_some_and(|known| may_be_newer(known, listed))
        };
        let outdated = poll.listed.iter().filter(is_outdated);
        poll.outdated = outdated.map(|(entry, _)| entry.build).collect();
        self.0.push(poll);
    }

    /// What is known of a build that is meant, or may be: whether the list that said it
    /// came from no cache, whether it matches, and what it read.
    fn known(&self, build: usize) -> Option<(bool, Match, Conclusion)> {
        let (mut known, mut has_matched) = (None, false);
        for poll in &self.0 {
            let listed = poll.news(build).map(|(_, listed)| listed);
            let is_fresh = !poll.is_stale;
            match (listed.map(|listed| (listed.matched, listed.reading)), known) {
                (Some((Match::No, _)), _) if !has_matched => known = None,
                (Some((Match::No, _)), Some((_, _, reading))) => {
                    known = Some((is_fresh, Match::No, reading));
                }
                (Some((Match::No, _)) | None, None) => {}
                (Some((matched, reading)), _) => {
                    has_matched |= matched == Match::Yes;
                    known = Some((is_fresh, matched, reading));
                }
                (None, Some((_, _, reading))) if poll.says_something_of(build) => {
                    known = Some((true, Match::No, reading));
                }
                (None, Some(_)) => {}
            }
        }
        known
    }

    /// The last one.
    #[must_use]
    pub(super) fn last(&self) -> Option<&Poll> {
        self.0.last()
    }

    /// The last one that gave a list.
    #[must_use]
    pub(super) fn last_listing(&self) -> Option<&Poll> {
        self.listings().next()
    }

    /// Those that gave a list, the last one first.
    pub(super) fn listings(&self) -> impl Iterator<Item = &Poll> {
        self.0.iter().rev().filter(|poll| poll.is_listing)
    }

    /// All of them, the last one first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Poll> {
        self.0.iter().rev()
    }

    /// The times since which a build may be said to be in this status, as of the
    /// last list: since the lists show nothing else of it, since it decides, or since it
    /// is listed as a match again.
    #[must_use]
    pub(super) fn since(&self, build: usize, status: &str) -> Vec<Duration> {
        self.since_before(build, status, 0)
    }

    /// The same, as of the list that came so many lists before the last one.
    #[must_use]
    pub(super) fn since_before(&self, build: usize, status: &str, skipped: usize) -> Vec<Duration> {
        let mut since = Vec::new();
        let mut first = None;
        let mut listings = self.listings().skip(skipped).peekable();
        while let Some(poll) = listings.next() {
            match poll.meant(build) {
                Some((entry, _)) if status_text(entry) == status => first = Some(poll.at),
                Some(_) => break,
                None => continue,
            }
            let decides_before = listings.peek().is_some_and(|before| {
                before.candidates == [build] && before.meant(build).is_some()
            });
            if !decides_before {
                since.push(poll.at);
            }
        }
        since.extend(first);
        since
    }

    /// Whether the build is listed as one that is meant, or may be: by the last
    /// complete list, or by a later one that has it.
    #[must_use]
    pub(super) fn lists(&self, build: usize) -> bool {
        let last = self.all().find(|poll| poll.says_something_of(build));
        last.is_some_and(|poll| poll.meant(build).is_some())
    }

    /// What was last said of a build when it was listed as one that is meant, be
    /// it in a list that broke off.
    #[must_use]
    pub(super) fn last_meant(&self, build: usize) -> Option<&(Entry, Listed)> {
        self.last_with(build)?.meant(build)
    }

    /// The last one that lists a build as one that is meant, be it in a list that broke off.
    #[must_use]
    pub(super) fn last_with(&self, build: usize) -> Option<&Poll> {
        self.all().find(|poll| poll.meant(build).is_some())
    }
}

/// The status of an entry, as the log writes it.
#[must_use]
pub(super) fn status_text(entry: &Entry) -> String {
    let reading = match contract::reading((entry.status, entry.concluded, entry.success)) {
        Conclusion::Running | Conclusion::Unclear => "counts as running",
        Conclusion::Succeeded | Conclusion::Fell(_) => "its flags decide",
    };
    match entry.status {
        WireField::Missing | WireField::Null => format!("(no status, {reading})"),
        WireField::Other(_) => "(unreadable status)".to_owned(),
        WireField::Value(word) if is_known(word) => word.to_owned(),
        WireField::Value(word) => format!("{word} (unknown, {reading})"),
    }
}

/// Whether the API's documentation knows this status.
#[must_use]
pub(super) fn is_known(word: &str) -> bool {
    let ends = [
        "SUCCESS",
        "FAILURE",
        "SUBMISSION_FAILURE",
        "ABORTED",
        "CRASHED",
    ];
    RUNNING.contains(&word) || ends.contains(&word)
}

/// The branch of an entry, where it says one.
#[must_use]
pub(super) fn branch(entry: &Entry) -> Option<&'static str> {
    entry.branch.value().map(|branch| BRANCHES[branch])
}

/// The first seven digits of the commit of an entry, where it is one.
#[must_use]
pub(super) fn commit(entry: &Entry) -> Option<&'static str> {
    let sha = entry.sha.value()?;
    let is_whole = matches!(sha.form, ShaForm::Full | ShaForm::Capitals);
    is_whole.then(|| &COMMITS[sha.commit][..7])
}

/// How long an entry's build took, where its times make sense.
#[must_use]
pub(super) fn took(entry: &Entry) -> Option<Duration> {
    let created = entry.created.value()?;
    let ended = entry.concluded_at.value()?;
    let ended = (values::START + ended).div_euclid(1000) * 1000 - values::START;
    u64::try_from(ended - created)
        .ok()
        .map(Duration::from_millis)
}

/// Whether a line may show this message of an entry, if any. Values have none.
#[must_use]
pub(super) fn is_message(shown: Option<&str>, entry: &Entry, reading: Reading) -> bool {
    const MOST: usize = 300;
    let Some(shown) = shown else {
        return true;
    };
    match (entry.message, reading) {
        (WireField::Value(length), Reading::Json) if length > MOST => {
            shown == format!("{}…", "m".repeat(MOST))
        }
        (WireField::Value(length), Reading::Json) => shown == "m".repeat(length),
        // What cannot be read in whole may be shown in part.
        (WireField::Other(_), Reading::Json) => true,
        (WireField::Missing | WireField::Null, Reading::Json) | (_, Reading::Values) => false,
    }
}
