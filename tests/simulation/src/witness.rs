//! The witness: watches a history, knows the truth and the contract, and says
//! what is broken. It calls nothing of the gate's own.
//!
//! What must hold:
//!
//! - It opens only when every target's builds that may be the newest that ever
//!   matched and was listed have truly succeeded, and a complete poll of each
//!   target, all in one round, says so.
//! - A prefix stands for the one commit that it fits among all builds listed: a
//!   poll is complete only when no page within the limit that was not read, then
//!   or by an earlier complete poll, could hold another.
//! - A list that a cache has kept for more than a few seconds can shut and never
//!   open, counts for no absence and fixes no start.
//! - An end that a complete poll shows, is the verdict, at once.
//! - Every other verdict has its grounds in what was answered.
//! - Each wait is longer than zero and ends by the deadline; the run ends within
//!   a second after it.
//! - Whoever asks to be left alone is, but for the last poll before the
//!   deadline; the number of requests stays within the bound of the pace.

use std::time::Duration;

use crate::api::Listing;
use crate::contract::answers::{self, Class, is_stale};
use crate::lists;
use crate::lists::reach::{Gap, Reach};
use crate::options::{COMMITS, NotBefore, Options, Selector};
use crate::oracle_state::{Due, OracleState, Shown};
use crate::wire::{Date, Headers, Page, Response, ShaForm, WireField};

mod ends;

/// What is watched of one history.
#[derive(Debug)]
pub struct Witness<'a> {
    options: &'a Options,
    listings: &'a [Listing],
    memories: Vec<OracleState>,
    /// The time that `--not-before` stands for.
    start: Option<i64>,
    round: u64,
    is_answered: bool,
    is_refused: bool,
    /// Until when the API asked to be left alone, and whether that binds the
    /// round in which it did.
    quiet: Option<(Duration, bool)>,
    /// The commits that the prefix was seen to fit.
    fitting: [bool; COMMITS.len()],
    /// When the last poll was asked for.
    pub asked: Duration,
    /// How many polls were taken.
    pub polls: u64,
    /// How many requests were sent.
    pub requests: u64,
    /// What does not hold.
    pub breaches: Vec<String>,
}

impl<'a> Witness<'a> {
    /// Watches a history from its start.
    #[must_use]
    pub fn new(options: &'a Options, listings: &'a [Listing]) -> Self {
        Self {
            options,
            listings,
            memories: vec![OracleState::default(); listings.len()],
            start: match options.wanted.not_before {
                NotBefore::Any | NotBefore::Ago(_) => None,
                NotBefore::At(start) => Some(start),
            },
            round: 0,
            is_answered: false,
            is_refused: false,
            quiet: None,
            fitting: [false; COMMITS.len()],
            asked: Duration::ZERO,
            polls: 0,
            requests: 0,
            breaches: vec![],
        }
    }

    /// What was listed of each target.
    #[must_use]
    pub fn memories(&self) -> &[OracleState] {
        &self.memories
    }

    /// The time that `--not-before` stands for, once it is known.
    #[must_use]
    pub const fn start(&self) -> Option<i64> {
        self.start
    }

    /// The gate waits until this time.
    pub fn waits(&mut self, now: Duration, until: Duration) {
        let deadline = self.options.limits.deadline();
        self.check(until > now, || "it waits for nothing".to_owned());
        self.check(until <= deadline, || {
            "it waits past its deadline".to_owned()
        });
        self.nothing_is_due(now, "waits");
        self.round += 1;
        if let Some((_, binds)) = &mut self.quiet {
            *binds = true;
        }
    }

    /// A poll is asked for.
    pub fn poll_starts(&mut self, now: Duration) {
        self.polls += 1;
        self.asked = now;
    }

    /// The gate polls a target.
    pub fn polls(&mut self, now: Duration, target: usize) {
        self.poll_starts(now);
        self.check(target < self.memories.len(), || {
            "it polls no target".to_owned()
        });
        let last_quarter = self.options.limits.deadline() * 3 / 4;
        let too_soon = self
            .quiet
            .is_some_and(|(until, binds)| binds && now < until && now < last_quarter);
        self.check(!too_soon, || {
            "it asks though it was asked to wait".to_owned()
        });
        self.nothing_is_due(now, "polls");
    }

    /// Nothing that was seen decides by itself.
    fn nothing_is_due(&mut self, now: Duration, does: &str) {
        self.check(!self.is_refused, || format!("it {does} after a refusal"));
        self.check(!self.is_ambiguous(), || {
            format!("it {does} though the prefix fits two commits")
        });
        let grace = self.options.limits.retry_grace;
        for (target, memory) in self.memories.iter().enumerate() {
            let Some(last) = &memory.last else { continue };
            let is_final = memory
                .failing
                .as_ref()
                .is_some_and(|(_, since)| last.at >= since.saturating_add(grace));
            let appear = self.options.limits.appear_timeout;
            let is_absent = does == "waits"
                && last.gap.is_none()
                && !last.rests_on_earlier
                && !memory.disagreed
                && last.round == self.round
                && !memory.has_any()
                && memory
                    .agreed
                    .first
                    .is_some_and(|since| last.at >= since.saturating_add(appear));
            if memory.due() == Due::Shut && is_final {
                self.breaches
                    .push(format!("it {does} though target {target} has failed"));
                return;
            }
            if is_absent {
                self.breaches
                    .push(format!("it {does} though target {target} has no build"));
                return;
            }
        }
        let in_this_round = |memory: &OracleState| {
            let last = memory.last.as_ref();
            memory.due() == Due::Open && last.is_some_and(|shown| shown.round == self.round)
        };
        let is_open = if does == "waits" {
            self.memories.iter().all(|memory| memory.due() == Due::Open)
        } else {
            self.memories.iter().all(in_this_round)
        };
        self.check(!is_open, || {
            format!("it {does} at {now:?} though all have succeeded")
        });
    }

    /// What came of a poll has reached the gate.
    pub fn observes(&mut self, now: Duration, target: usize, responses: &[Response]) {
        let mut pages: Vec<&Page> = Vec::new();
        let mut broke = None;
        for (place, response) in responses.iter().enumerate() {
            if let Some(headers) = headers(response) {
                self.is_answered = true;
                // The first answer that is a list fixes the start, if it is new.
                if place == 0 && matches!(response, Response::Page(..)) && !is_stale(headers) {
                    self.set_clock(headers);
                }
            }
            match (response, answers::class(response)) {
                (Response::Page(page, _), _) => pages.push(page),
                (_, class) => broke = Some(class),
            }
        }
        let has_clock = self.start.is_some() || self.options.wanted.not_before == NotBefore::Any;
        let listed = lists::listed(&pages, self.options, self.start);
        let followed = self.memories[target].candidates();
        let oldest_followed = self.memories[target].oldest_candidate();
        let is_from_cache = is_any_stale(responses);
        if has_clock {
            for entry in lists::readable(&pages) {
                if let WireField::Value(sha) = entry.sha
                    && matches!(sha.form, ShaForm::Full | ShaForm::Capitals)
                {
                    self.fitting[sha.commit] |= self.fits(sha.commit);
                }
            }
            self.memories[target].learn(is_from_cache, &listed);
        }
        self.note_patience(now, responses, broke);
        let reach = Reach {
            pages: &pages,
            listed: &listed,
            followed: &followed,
            oldest_followed,
            options: self.options,
            known: self.memories[target].known_below,
        };
        match broke {
            Some(Class::Refusal) => self.is_refused = true,
            None if has_clock => self.memories[target].see(Shown {
                at: now,
                round: self.round,
                gap: if is_from_cache {
                    Some(Gap::Stale)
                } else {
                    reach.gap()
                },
                rests_on_earlier: reach.rests_on_earlier(),
                newest: reach.newest(),
                may_be_known: reach.may_be_known() && !is_from_cache,
                lost: reach.is_lost(),
                agrees: listed.iter().all(|(_, listed)| listed.agrees),
                builds: listed.into_iter().map(|(_, listed)| listed).collect(),
            }),
            Some(Class::Page | Class::Transient { .. }) | None => {
                self.memories[target].last = None;
            }
        }
    }

    fn fits(&self, commit: usize) -> bool {
        match self.options.wanted.selector {
            Selector::Prefix(digits) => COMMITS[commit].starts_with(&COMMITS[0][..digits]),
            Selector::Commit | Selector::Build(_) | Selector::Latest => false,
        }
    }

    /// Whether the prefix was seen to fit two commits.
    fn is_ambiguous(&self) -> bool {
        self.fitting.iter().filter(|fits| **fits).count() > 1
    }

    fn set_clock(&mut self, headers: &Headers) {
        if let (NotBefore::Ago(ago), Date::Clock(seconds)) =
            (self.options.wanted.not_before, headers.date)
        {
            let asked = i64::try_from(self.asked.as_millis()).unwrap_or(i64::MAX);
            self.start.get_or_insert(seconds * 1000 - ago - asked);
        }
    }

    fn note_patience(&mut self, now: Duration, responses: &[Response], broke: Option<Class>) {
        let reported = responses
            .iter()
            .filter_map(headers)
            .rfind(|headers| headers.quota.iter().all(|said| said.value().is_some()));
        let until_reset = reported.and_then(answers::until_reset);
        self.quiet = match broke {
            Some(Class::Transient {
                patience: Some(wait),
                ..
            }) => Some((now.saturating_add(wait), true)),
            // What was reported last counts.
            None => until_reset.map(|wait| (now.saturating_add(wait), false)),
            Some(Class::Page | Class::Refusal | Class::Transient { patience: None, .. })
                if reported.is_some() =>
            {
                until_reset.map(|wait| (now.saturating_add(wait), false))
            }
            Some(Class::Page | Class::Refusal | Class::Transient { .. }) => self.quiet,
        };
    }

    /// Notes what does not hold.
    pub fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.breaches.push(what());
        }
    }
}

/// Whether a page of a list comes from a cache. What came in place of a page does not count.
#[must_use]
pub fn is_any_stale(responses: &[Response]) -> bool {
    responses.iter().any(|response| match response {
        Response::Page(_, headers) => is_stale(headers),
        Response::Misplaced(..)
        | Response::Answer(..)
        | Response::Broken(..)
        | Response::Nothing
        | Response::Distrusted => false,
    })
}

/// The headers of an answer, where there is one.
#[must_use]
pub const fn headers(response: &Response) -> Option<&Headers> {
    match response {
        Response::Page(_, headers)
        | Response::Misplaced(_, _, headers)
        | Response::Answer(_, headers, _)
        | Response::Broken(_, headers) => Some(headers),
        Response::Nothing | Response::Distrusted => None,
    }
}
