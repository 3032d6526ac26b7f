//! The truth of one target: its builds, and how each of them stands at any
//! time, whatever the API says about it.

use crate::chance::Chance;
use crate::contract::Kind;
use crate::coverage::{Coverage, Occurrence};
use crate::options::{Options, Selector};

/// A build as it truly is. Times are in milliseconds since the start of the
/// run; `created` is by the API's clock, which was then at zero.
#[derive(Clone, Debug)]
pub struct Build {
    /// Which of [`crate::options::COMMITS`].
    pub commit: usize,
    /// Which of [`crate::options::BRANCHES`].
    pub branch: usize,
    /// Its pull request.
    pub pull_request: Option<u64>,
    /// `createdAt`: what decides which build is the newest. In quarters of a
    /// second, so that it is exact in every form.
    pub created: i64,
    /// When it appears in the list.
    pub appears: u64,
    /// When it ends, if ever.
    pub ends: Option<u64>,
    /// How it ends: nothing is success.
    pub falls: Option<Kind>,
    /// When it is left out of the list.
    pub hidden: Option<(u64, u64)>,
    /// What the API gets wrong about it.
    pub quirk: Option<Quirk>,
    /// How often in a hundred readings.
    pub quirk_percent: u64,
    /// How many bytes its message has.
    pub message: usize,
}

/// A message of an everyday length, and a long one.
const MESSAGES: [usize; 2] = [24, 30_000];

/// How a build truly stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has not ended.
    Running,
    /// It has ended, and well.
    Succeeded,
    /// It has ended without success.
    Fell(Kind),
}

/// What the API may get wrong about one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// Its `id`.
    Id,
    /// `sha` is left out, of the wrong type, or of the wrong form.
    Sha,
    /// `sha` is that of another commit.
    ShaChanges,
    /// `branch`
    Branch,
    /// `pullRequestId`
    PullRequest,
    /// `createdAt` is left out or cannot be read.
    Created,
    /// `createdAt` is another.
    CreatedChanges,
    /// `status`, `concluded` and `success`, as far as a lie about success goes.
    Status,
    /// `buildConcludedAt`
    ConcludedAt,
    /// `message`
    Message,
    /// What nobody reads.
    Unused,
}

/// Those that change nothing of what the build is, and how it stands.
const HARMLESS: [Quirk; 3] = [Quirk::ConcludedAt, Quirk::Message, Quirk::Unused];

const QUIRKS: [Quirk; 12] = [
    Quirk::ConcludedAt,
    Quirk::Message,
    Quirk::Message,
    Quirk::Unused,
    Quirk::Id,
    Quirk::Sha,
    Quirk::ShaChanges,
    Quirk::Branch,
    Quirk::PullRequest,
    Quirk::Created,
    Quirk::CreatedChanges,
    Quirk::Status,
];

impl Build {
    /// How it stands at this time.
    #[must_use]
    pub fn state(&self, now: u64) -> State {
        match (self.ends, self.falls) {
            (Some(end), None) if now >= end => State::Succeeded,
            (Some(end), Some(kind)) if now >= end => State::Fell(kind),
            (Some(_) | None, _) => State::Running,
        }
    }

    /// Whether a list that is true at this time has it.
    #[must_use]
    pub fn is_listed(&self, now: u64) -> bool {
        let is_hidden = self
            .hidden
            .is_some_and(|(from, to)| (from..to).contains(&now));
        now >= self.appears && !is_hidden
    }
}

/// Draws the builds of a target.
pub fn draw(options: &Options, chance: &mut Chance, coverage: &mut Coverage) -> Vec<Build> {
    let mut builds = Vec::new();
    let horizon = options.horizon();
    let wanted = chance.one_of(&[0, 1, 1, 1, 1, 1, 2, 2, 2, 3]);
    let mut appears = 0;
    for number in 0..wanted {
        if number > 0 || chance.percent(35) {
            appears += chance.below(horizon / 3 + 2);
        }
        if number > 0 {
            succeed_the_last(&mut builds, appears, chance, coverage);
        }
        let build = build(0, appears, horizon, chance);
        if build.appears > 0 {
            coverage.note(Occurrence::CreatedLate);
        }
        builds.push(build);
    }
    for _ in 0..chance.below(4) {
        let appears = if chance.percent(70) {
            0
        } else {
            chance.below(horizon + 1)
        };
        let commit = match options.wanted.selector {
            Selector::Prefix(_) => chance.one_of(&[2, 2, 3, 1]),
            Selector::Commit | Selector::Build(_) | Selector::Latest => {
                chance.one_of(&[2, 2, 2, 2, 3, 3, 3, 3, 3, 1])
            }
        };
        builds.push(build(commit, appears, horizon, chance));
    }
    if chance.percent(6) {
        let older = 20 + chance.below(60);
        builds.extend((0..older).map(|number| past(number, chance)));
        coverage.note(Occurrence::LongHistory);
    }
    if let Selector::Build(_) | Selector::Latest = options.wanted.selector {
        // Which of them is meant is not a matter of the commit.
        let place = chance.place(builds.len());
        builds.rotate_left(place);
    }
    disagree(&mut builds, chance, coverage);
    if builds.len() > 50 && chance.percent(10) {
        for build in &mut builds {
            build.message = MESSAGES[1];
        }
        coverage.note(Occurrence::Talkative);
    }
    builds
}

/// What becomes of the build before, when another of its commit is started.
fn succeed_the_last(builds: &mut [Build], now: u64, chance: &mut Chance, coverage: &mut Coverage) {
    let Some(last) = builds.last_mut() else {
        return;
    };
    if last.ends.is_none_or(|end| end > now) && chance.percent(60) {
        last.ends = Some(now);
        last.falls = Some(Kind::Aborted);
        coverage.note(Occurrence::Superseded);
    } else if last.falls.is_some() {
        coverage.note(Occurrence::Retried);
    }
}

fn build(commit: usize, appears: u64, horizon: u64, chance: &mut Chance) -> Build {
    let before = if appears == 0 {
        chance.below(600)
    } else {
        chance.below(8)
    };
    let takes = chance.below(horizon * 2 / 3 + 3);
    let ends = match chance.below(10) {
        0 => None,
        1..=4 => Some(appears),
        _ => Some(appears + takes),
    };
    let kinds = [
        Kind::Failed,
        Kind::Failed,
        Kind::Aborted,
        Kind::Crashed,
        Kind::Inconsistent,
    ];
    Build {
        commit,
        branch: chance.one_of(&[0, 0, 0, 0, 1, 2]),
        pull_request: chance.one_of(&[None, Some(7), Some(7), Some(7), Some(8)]),
        created: quarters(appears) - i64::try_from(before).unwrap_or_default() * 250,
        appears,
        ends,
        falls: chance.percent(28).then(|| chance.one_of(&kinds)),
        hidden: None,
        quirk: chance.percent(18).then(|| chance.one_of(&QUIRKS)),
        quirk_percent: chance.one_of(&[10, 30, 60, 100]),
        message: MESSAGES[0],
    }
}

/// A build of another commit that ended long ago.
fn past(number: u64, chance: &mut Chance) -> Build {
    let age = i64::try_from(number * 240 + chance.below(240)).unwrap_or_default();
    Build {
        commit: chance.one_of(&[2, 3]),
        branch: 0,
        pull_request: None,
        created: -(age + 600) * 250,
        appears: 0,
        ends: Some(0),
        falls: None,
        hidden: None,
        quirk: chance.percent(4).then(|| chance.one_of(&HARMLESS)),
        quirk_percent: chance.one_of(&[30, 100]),
        message: MESSAGES[0],
    }
}

/// Clocks that disagree, twins, and builds that are not listed for a while.
fn disagree(builds: &mut [Build], chance: &mut Chance, coverage: &mut Coverage) {
    if builds.len() > 1 && chance.percent(6) {
        let twin = chance.one_of(builds).created;
        let place = chance.place(builds.len());
        builds[place].created = twin;
        coverage.note(Occurrence::Twins);
    }
    if builds.len() > 1 && chance.percent(8) {
        let place = chance.place(builds.len());
        let skew = i64::try_from(chance.below(480)).unwrap_or_default() * 250;
        builds[place].created += if chance.percent(50) { skew } else { -skew };
        coverage.note(Occurrence::CreatedOutOfTurn);
    }
    for build in builds {
        if chance.percent(8) {
            let from = build.appears + chance.below(40_000);
            build.hidden = Some((from, from + chance.below(120_000)));
            coverage.note(Occurrence::Hidden);
        }
    }
}

/// A build of the wanted commit that succeeded, and a newer one that failed and
/// holds something that cannot be read. Whether there are two such builds.
pub fn spoil_the_newest_failure(builds: &mut [Build], chance: &mut Chance) -> bool {
    let mut wanted = builds.iter_mut().filter(|build| build.commit == 0);
    let (Some(older), Some(newer)) = (wanted.next(), wanted.next()) else {
        return false;
    };
    for build in [&mut *older, &mut *newer] {
        build.ends = Some(build.appears);
        build.falls = None;
        build.quirk = None;
    }
    newer.falls = Some(Kind::Failed);
    newer.quirk = Some(chance.one_of(&HARMLESS));
    newer.quirk_percent = 100;
    true
}

fn quarters(millis: u64) -> i64 {
    i64::try_from(millis / 250).unwrap_or_default() * 250
}
