//! Every history of seven polls over a small alphabet, and what must hold in
//! each: the gate opens on nothing but the success of the newest build ever
//! seen, in a complete poll; it never waits for nothing or past its deadline;
//! and it ends.

use super::*;
use crate::gate::testing::of_another_commit;
use crate::model::timestamp::Timestamp;

const POLLS: usize = 7;
const REQUEST: Duration = Duration::from_millis(120);

/// What a poll may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Builds of other commits alone.
    NoBuild,
    /// The newest build, running.
    Running,
    /// The newest build, succeeded.
    Success,
    /// The newest build, failed.
    Failure,
    /// The newest build, `SUCCESS` with `success: false`.
    Contradiction,
    /// A build newer than any before, running.
    NewerRunning,
    /// All builds but the newest, all of them succeeded.
    NewestMissing,
    /// The newest build, succeeded, beside an entry that cannot be read.
    Incomplete,
    /// No list this time.
    Transient,
    /// A refusal.
    Refusal,
}

const ALPHABET: [Shown; 10] = [
    Shown::NoBuild,
    Shown::Running,
    Shown::Success,
    Shown::Failure,
    Shown::Contradiction,
    Shown::NewerRunning,
    Shown::NewestMissing,
    Shown::Incomplete,
    Shown::Transient,
    Shown::Refusal,
];

/// The builds of one target so far: the newest has this number, from 1.
#[derive(Clone, Copy, Debug, Default)]
struct Truth {
    newest: u64,
    last: Option<Shown>,
}

impl Truth {
    fn show(&mut self, shown: Shown) -> PollResult {
        self.last = Some(shown);
        let appears = match shown {
            Shown::NewerRunning => true,
            Shown::Running
            | Shown::Success
            | Shown::Failure
            | Shown::Contradiction
            | Shown::Incomplete => self.newest == 0,
            Shown::NoBuild | Shown::NewestMissing | Shown::Transient | Shown::Refusal => false,
        };
        self.newest += u64::from(appears);
        let newest = || numbered(self.newest);
        match shown {
            Shown::NoBuild => listing(vec![], 0),
            Shown::Running | Shown::NewerRunning => listing(vec![newest()], 0),
            Shown::Success => listing(vec![with_status(newest(), "SUCCESS")], 0),
            Shown::Failure => listing(vec![with_status(newest(), "FAILURE")], 0),
            Shown::Contradiction => listing(vec![contradictory(newest())], 0),
            Shown::NewestMissing => {
                let older = (1..self.newest).map(|number| with_status(numbered(number), "SUCCESS"));
                listing(older.collect(), 0)
            }
            Shown::Incomplete => listing(vec![with_status(newest(), "SUCCESS")], 1),
            Shown::Transient => fault(true, None),
            Shown::Refusal => Err(PollError::Permanent(Refusal {
                cause: Cause::Status(401),
                what: String::new(),
                hint: String::new(),
            })),
        }
    }
}

fn numbered(number: u64) -> Build {
    let start = 1_795_428_000_u32;
    let seconds = f64::from(start) + f64::from(u32::try_from(number).unwrap());
    Build {
        created: Timestamp::from_unix(seconds).map_or(Field::Absent, Field::Present),
        ..build(&format!("build-{number}"))
    }
}

fn contradictory(build: Build) -> Build {
    Build {
        success: Field::Present(false),
        ..with_status(build, "SUCCESS")
    }
}

/// The list, with a build of another commit, and this many entries that cannot be
/// read.
fn listing(mut builds: Vec<Build>, unreadable: usize) -> PollResult {
    builds.push(of_another_commit(numbered(0)));
    let Ok(listing) = list(builds) else { panic!() };
    Ok(Listing {
        unreadable,
        rest_cannot_decide: unreadable == 0,
        ..listing
    })
}

struct Explorer {
    limits: Limits,
    alphabet: Vec<Shown>,
    histories: u64,
    opened: u64,
}

impl Explorer {
    fn explore(limits: Limits, alphabet: &[Shown], targets: usize, polls: usize) -> Self {
        let target = |number| Target {
            kind: TargetKind::Job,
            id: format!("job-{number}"),
        };
        let gate = Gate::new(
            limits.clone(),
            commit_criteria(),
            (0..targets).map(target).collect(),
            11,
        );
        let mut explorer = Self {
            limits,
            alphabet: alphabet.to_vec(),
            histories: 0,
            opened: 0,
        };
        explorer.go_on(
            gate,
            Duration::ZERO,
            &mut vec![Truth::default(); targets],
            polls,
        );
        explorer
    }

    /// Follows every way in which the history can go on from here.
    fn go_on(&mut self, mut gate: Gate, mut elapsed: Duration, truths: &mut [Truth], polls: usize) {
        let Some(target) = self.advance(&mut gate, &mut elapsed, truths) else {
            return;
        };
        if polls == 0 {
            return self.must_end(gate, elapsed, target, truths);
        }
        for shown in self.alphabet.clone() {
            let mut gate = gate.clone();
            let before = truths[target];
            let result = truths[target].show(shown);
            gate.observe(elapsed + REQUEST, target, result);
            self.go_on(gate, elapsed + REQUEST, truths, polls - 1);
            truths[target] = before;
        }
    }

    /// Waits until the gate wants to poll, and returns the target; nothing when
    /// it ends.
    fn advance(
        &mut self,
        gate: &mut Gate,
        elapsed: &mut Duration,
        truths: &[Truth],
    ) -> Option<usize> {
        loop {
            match gate.next(*elapsed) {
                Next::Poll { query, .. } => return Some(query.target),
                Next::Wait { until, .. } => {
                    assert!(until > *elapsed, "waits for nothing");
                    *elapsed = until;
                    assert!(
                        *elapsed <= self.limits.deadline(),
                        "waits past the deadline"
                    );
                }
                Next::Finish(verdict) => {
                    self.histories += 1;
                    if verdict.reason == Reason::AllSucceeded {
                        self.opened += 1;
                        let good = truths
                            .iter()
                            .all(|truth| truth.last == Some(Shown::Success));
                        assert!(good, "opened after {truths:?}");
                    }
                    return None;
                }
            }
        }
    }

    /// With nothing but faults from here on, the run must end by its deadline.
    fn must_end(
        &mut self,
        mut gate: Gate,
        mut elapsed: Duration,
        mut target: usize,
        truths: &[Truth],
    ) {
        let mut truths = truths.to_vec();
        loop {
            let result = truths[target].show(Shown::Transient);
            gate.observe(elapsed + REQUEST, target, result);
            elapsed += REQUEST;
            match self.advance(&mut gate, &mut elapsed, &truths) {
                Some(next) => target = next,
                None => return,
            }
        }
    }
}

#[test]
fn every_history_of_seven_polls_keeps_the_rule() {
    let explored = Explorer::explore(limits(), &ALPHABET, 1, POLLS);
    assert!(explored.histories > 500_000, "{}", explored.histories);
    assert!(explored.opened > 50_000, "{}", explored.opened);
}

#[test]
fn every_history_keeps_the_rule_at_the_pace_of_the_gate() {
    let limits = Limits {
        interval: Interval::Auto,
        ..limits()
    };
    let explored = Explorer::explore(limits, &ALPHABET, 1, 5);
    assert!(explored.opened > 1_000, "{}", explored.opened);
}

#[test]
fn every_history_keeps_the_rule_while_a_failure_waits_for_its_retry() {
    let limits = Limits {
        retry_grace: seconds(25),
        ..limits()
    };
    // A contradiction waits as a failure does, and a refusal ends at once.
    let alphabet = ALPHABET
        .into_iter()
        .filter(|shown| !matches!(shown, Shown::Contradiction | Shown::Refusal));
    let alphabet: Vec<Shown> = alphabet.collect();
    let explored = Explorer::explore(limits, &alphabet, 1, POLLS);
    assert!(explored.opened > 50_000, "{}", explored.opened);
}

#[test]
fn every_history_keeps_the_rule_at_the_edge_of_the_deadlines() {
    for (timeout, appear_timeout) in [(31, 300), (300, 15), (0, 300), (45, 0), (1, 1)] {
        let limits = Limits {
            timeout: seconds(timeout),
            appear_timeout: seconds(appear_timeout),
            ..limits()
        };
        Explorer::explore(limits, &ALPHABET, 1, 5);
    }
}

#[test]
fn every_history_of_two_targets_opens_in_one_round_alone() {
    let alphabet = [
        Shown::NoBuild,
        Shown::Running,
        Shown::Success,
        Shown::NewerRunning,
        Shown::NewestMissing,
        Shown::Transient,
    ];
    let explored = Explorer::explore(limits(), &alphabet, 2, POLLS);
    assert!(explored.opened > 1_000, "{}", explored.opened);
}
