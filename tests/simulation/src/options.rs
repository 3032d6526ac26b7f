//! What is asked of the gate in one history: its options, drawn by chance.

use std::time::Duration;

use northflank_gate::gate::Limits;
use northflank_gate::pacing::interval::Interval;

use crate::chance::Chance;

/// The commits there are. The first is the wanted one, the second begins like
/// it.
pub const COMMITS: [&str; 4] = [
    "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908",
    "12c15e7dffffffffffffffffffffffffffffffff",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "0123456789abcdef0123456789abcdef01234567",
];

/// The branches there are. The first is the wanted one.
pub const BRANCHES: [&str; 3] = ["main", "next", "Main"];

/// The pull requests there are. The first is the wanted one.
pub const PULL_REQUESTS: [u64; 2] = [7, 8];

/// The options of one history.
#[derive(Clone, Debug)]
pub struct Options {
    /// The limits and the pace.
    pub limits: Limits,
    /// Which build is meant.
    pub wanted: Wanted,
    /// `--max-pages`
    pub max_pages: u32,
    /// How many targets there are.
    pub targets: usize,
}

/// Which build is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What decides.
    pub selector: Selector,
    /// Only builds of the wanted branch.
    pub branch: bool,
    /// Only builds of the wanted pull request.
    pub pull_request: bool,
    /// Only builds created then or later.
    pub not_before: NotBefore,
}

/// What decides which build is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// `--sha`, in full.
    Commit,
    /// `--sha`, so many digits of it.
    Prefix(usize),
    /// `--build-id`: this build of the one target.
    Build(usize),
    /// `--latest`
    Latest,
}

/// From when on builds count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotBefore {
    /// From ever.
    Any,
    /// From this time of the API's clock, in milliseconds since the start.
    At(i64),
    /// From so many milliseconds before the API's clock at its first answer.
    Ago(i64),
}

impl Options {
    /// Draws the options of a history.
    pub fn draw(chance: &mut Chance) -> Self {
        let selector = match chance.below(100) {
            0..60 => Selector::Commit,
            60..75 => Selector::Prefix(chance.place(6) + 7),
            75..85 => Selector::Build(0),
            _ => Selector::Latest,
        };
        let targets = match (selector, chance.below(10)) {
            (Selector::Build(_), _) | (_, 0..6) => 1,
            (_, 6..9) => 2,
            _ => 3,
        };
        Self {
            limits: limits(chance),
            wanted: Wanted {
                selector,
                branch: chance.percent(20),
                pull_request: chance.percent(10),
                not_before: not_before(selector, chance),
            },
            max_pages: chance.one_of(&[1, 2, 3, 10]),
            targets,
        }
    }

    /// The whole wait, in milliseconds.
    #[must_use]
    pub fn horizon(&self) -> u64 {
        u64::try_from(self.limits.deadline().as_millis()).unwrap_or(u64::MAX)
    }
}

fn not_before(selector: Selector, chance: &mut Chance) -> NotBefore {
    match chance.below(10) {
        0 => NotBefore::At(-i64::try_from(chance.below(1200)).unwrap_or_default() * 250),
        1 => NotBefore::Ago(i64::try_from(chance.below(300)).unwrap_or_default() * 1000),
        2.. if selector == Selector::Latest => NotBefore::Ago(120_000),
        _ => NotBefore::Any,
    }
}

fn limits(chance: &mut Chance) -> Limits {
    let seconds = Duration::from_secs;
    let timeout = chance.one_of(&[0, 1, 5, 20, 60, 180, 300, 600, 1800, 3600]);
    let interval = match timeout {
        0..=20 => chance.one_of(&[
            Interval::Auto,
            Interval::Fixed(Duration::from_millis(300)),
            Interval::Fixed(seconds(2)),
        ]),
        21..=600 => chance.one_of(&[
            Interval::Auto,
            Interval::Fixed(seconds(7)),
            Interval::Fixed(seconds(45)),
        ]),
        _ => chance.one_of(&[
            Interval::Auto,
            Interval::Fixed(seconds(60)),
            Interval::Fixed(seconds(240)),
        ]),
    };
    Limits {
        timeout: seconds(timeout),
        appear_timeout: seconds(chance.one_of(&[0, 3, 30, 120, 300, 7200])),
        retry_grace: seconds(chance.one_of(&[0, 0, 0, 4, 30, 240])),
        request_timeout: seconds(chance.one_of(&[1, 5, 30])),
        interval,
    }
}
