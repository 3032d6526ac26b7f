//! When the log may and must say something, and what it says of the next poll.

use std::time::Duration;

use super::statement::Statement;
use crate::reported::Detail;

/// The longest silence, and that with `--quiet`.
const SILENCE: Duration = Duration::from_secs(60);
const QUIET_SILENCE: Duration = Duration::from_secs(300);
/// What a build's log may hold the verdict up.
const LOG: Duration = Duration::from_secs(5);
/// What waits that end a little late may add up to.
const SLACK: Duration = Duration::from_millis(50);
/// More waits that pass no time than this, one after the other, are a loop that
/// spins. The finish asks for a signal three times.
const MAX_SPINS: u32 = 5;

/// That the next poll comes between two times.
#[derive(Clone, Debug)]
struct Promise {
    from: Duration,
    until: Duration,
    words: String,
}

/// The pace of one log.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    detail: Detail,
    promises: Vec<Promise>,
    /// What was said when no further poll was to come.
    last_words: Option<String>,
    last_line: Duration,
    /// When the silence about each target was broken last.
    heartbeats: Vec<Option<Duration>>,
    /// How long the reading of a build's log may add to a silence.
    log: Duration,
    spins: u32,
    waited_at: Duration,
}

impl Pace {
    /// The pace of a log of nothing.
    #[must_use]
    pub(super) fn new(detail: Detail, targets: usize) -> Self {
        Self {
            detail,
            promises: vec![],
            last_words: None,
            last_line: Duration::ZERO,
            heartbeats: vec![None; targets],
            log: Duration::ZERO,
            spins: 0,
            waited_at: Duration::MAX,
        }
    }

    const fn silence(&self) -> Duration {
        match self.detail {
            Detail::Quiet => QUIET_SILENCE,
            Detail::Normal | Detail::Verbose => SILENCE,
        }
    }

    /// The log says that the next poll comes then.
    pub(super) fn promise(&mut self, from: Duration, until: Duration, words: String) {
        self.promises.push(Promise { from, until, words });
    }

    /// The log says that no poll comes any more.
    pub(super) fn promise_none(&mut self, words: String) {
        self.last_words = Some(words);
    }

    /// The end of a build's log is asked for.
    pub(super) const fn reads_log(&mut self) {
        self.log = LOG;
    }

    /// A poll starts. Returns what does not hold.
    pub(super) fn poll_starts(&mut self, now: Duration) -> Vec<String> {
        let mut broken: Vec<String> = self
            .promises
            .drain(..)
            .filter(|promise| now < promise.from || now > promise.until + SLACK)
            .map(|promise| format!("a poll at {now:?} though the log said: {}", promise.words))
            .collect();
        if let Some(words) = self.last_words.take() {
            broken.push(format!("a poll at {now:?} though the log said: {words}"));
        }
        broken
    }

    /// The run waits. Returns what does not hold.
    pub(super) fn waits(&mut self, now: Duration, at_most: Duration) -> Vec<String> {
        let mut broken = self.silent_until(now);
        let spins = at_most.is_zero() || now == self.waited_at;
        self.spins = if spins { self.spins + 1 } else { 0 };
        self.waited_at = now;
        if self.spins > MAX_SPINS {
            broken.push(format!("the loop spins at {now:?}"));
        }
        broken
    }

    fn silent_until(&mut self, now: Duration) -> Vec<String> {
        if now <= self.last_line + self.silence() + self.log + SLACK {
            return vec![];
        }
        let what = format!("silent from {:?} to {now:?}", self.last_line);
        self.last_line = now;
        vec![what]
    }

    /// A line is written. Returns what does not hold.
    pub(super) fn line(&mut self, now: Duration) -> Vec<String> {
        let broken = self.silent_until(now);
        self.last_line = now;
        broken
    }

    /// A line breaks the silence about a target, or about all. Returns what does
    /// not hold.
    pub(super) fn heartbeat(
        &mut self,
        now: Duration,
        target: Option<usize>,
        statement: &Statement<'_>,
    ) -> Vec<String> {
        let silence = self.silence();
        let is_quiet = self.detail == Detail::Quiet;
        let places = self.heartbeats.iter_mut().enumerate();
        let mut is_early = false;
        for (_, last) in
            places.filter(|(place, _)| is_quiet || target.is_none_or(|it| it == *place))
        {
            is_early |= last.is_some_and(|last| now < last + silence);
            *last = Some(now);
        }
        if is_early {
            return vec![format!(
                "too soon after the last one at {now:?}: {statement:?}"
            )];
        }
        vec![]
    }

    /// The run ends. Returns what does not hold.
    pub(super) fn ends(&mut self, now: Duration, is_interrupted: bool) -> Vec<String> {
        let mut broken = self.silent_until(now);
        let late = |promise: &Promise| now >= promise.from && !is_interrupted;
        let promises = self.promises.iter().filter(|promise| late(promise));
        broken.extend(
            promises.map(|promise| format!("no poll came though the log said: {}", promise.words)),
        );
        broken
    }
}
