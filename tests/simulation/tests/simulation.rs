//! The regressions, a short run of each way, and the gates that are wrong.

use std::thread;

use simulation::coverage::Coverage;
use simulation::driver;
use simulation::history::{self, Way};
use simulation::mutants::reporter::{LIES, Lie};
use simulation::mutants::{FLAWS, Flaw, Mutant};
use simulation::regressions;
use simulation::reported;
use simulation::run::{self, Plan};

/// A gate that is wrong is found out within so many histories.
const FOUND_WITHIN: u64 = 20_000;

fn breaches(way: Way, seed: u64) -> Vec<String> {
    history::play(way, seed, false, &mut Coverage::default(), &driver::honest).breaches
}

#[test]
fn the_regressions_hold() {
    for (way, seed) in regressions::all() {
        let found = breaches(way, seed);
        assert!(found.is_empty(), "{}:{seed}: {found:?}", way.word());
    }
}

#[test]
fn everything_holds_in_a_short_run_and_everything_odd_happens() {
    for (way, histories) in [
        (Way::Core, 20_000),
        (Way::Wire, 5_000),
        (Way::Reported, 5_000),
    ] {
        let summary = run::play(Plan {
            way,
            histories,
            seed: 7,
            threads: 2,
        });
        assert_eq!(summary.breaches, []);
        assert_eq!(summary.histories, histories);
        assert_eq!(summary.gaps(), Vec::<String>::new());
    }
}

#[test]
fn the_wire_tells_the_gate_what_the_values_do() {
    for seed in 0..2000 {
        let play = |way| history::play(way, seed, false, &mut Coverage::default(), &driver::honest);
        let (core, wire) = (play(Way::Core), play(Way::Wire));
        assert_eq!(core.fingerprint, wire.fingerprint, "{seed}");
        assert_eq!(core.outcome, wire.outcome, "{seed}");
    }
}

#[test]
fn a_trace_tells_how_it_ends() {
    let play = || {
        history::play(
            Way::Wire,
            3,
            true,
            &mut Coverage::default(),
            &driver::honest,
        )
    };
    assert!(play().trace.contains("ends: "));
    assert_eq!(play().trace, play().trace);
}

/// By what the judge finds out a reporter that lies.
const fn broken_line(lie: Lie) -> &'static str {
    match lie {
        Lie::AbsenceOnFault => "the poll gave no list",
        Lie::AbsenceOfFollowed => "a build that may be meant is followed",
        Lie::AnotherStatus => "another status",
        Lie::AnotherBuild | Lie::GoneIsBack => "the list does not have that build",
        Lie::AnotherTarget => "no poll of the target just now",
        Lie::HiddenAge => "the list is older than that",
        Lie::ShortPhase => "not for so long",
        Lie::Flood => "too soon after the last one",
        Lie::Silence => "silent from",
        Lie::SoonerPoll => "retrying in 1ms",
        Lie::LaterPoll => "though the log said: next poll at",
        Lie::NoMorePolls => "no time is left to retry",
        Lie::Confirming => "not all have succeeded",
        Lie::NeverRead => "a list was read",
        Lie::Incomplete => "the poll was complete",
        Lie::VerdictBuild => "no list",
        Lie::VerdictOpens => "it ends with 1, and says: open:",
        Lie::Superseded => "superseded by build-0",
        Lie::AnotherNewest => "newest listed: build-2",
        Lie::UnknownState => "result: a list was read",
        Lie::RecordStatus => "result: another status",
    }
}

#[test]
fn reporters_that_lie_are_found_out() {
    let is_missed = |lie: &Lie| {
        !(0..FOUND_WITHIN).any(|seed| {
            let history = reported::play(seed, false, &mut Coverage::default(), Some(*lie));
            let rule = broken_line(*lie);
            history.breaches.iter().any(|what| what.contains(rule))
        })
    };
    let missed: Vec<Lie> = LIES.into_iter().filter(is_missed).collect();
    assert_eq!(missed, []);
}

/// By which rule a gate that is wrong is found out.
const fn broken_rule(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::OpensOnTimeout
        | Flaw::OpensOnNoBuild
        | Flaw::TakesTheFirst
        | Flaw::ForgetsTheVanished
        | Flaw::ReadsOnePage
        | Flaw::IgnoresTheEnd
        | Flaw::OpensOnIncomplete
        | Flaw::TrustsBrokenLists
        | Flaw::BelievesTheStatus
        | Flaw::BelievesTheFlag
        | Flaw::OpensOnOneTarget
        | Flaw::OpensAcrossRounds
        | Flaw::DropsPages
        | Flaw::TakesSpoiltForMissing
        | Flaw::TakesTheLastOfTwo
        | Flaw::ReadsTails
        | Flaw::TakesAnySuccess => "it opens though",
        Flaw::StopsWhereDenied | Flaw::TakesLostForTheEnd => {
            "a page that was not read may change who decides"
        }
        Flaw::OpensOnStaleLists => "a list is stale",
        Flaw::TakesThePrefixByOnePage => "may hold another commit of the prefix",
        Flaw::FixesTheClockByFaults => "has no build",
        Flaw::NeverOpens => "no ground for timeout",
        Flaw::OverlooksFailures => "has failed",
        Flaw::ShutsOnNoBuild => "no ground for no-build",
        Flaw::NeverEnds => "it waits past its deadline",
        Flaw::WaitsForTheNetwork => "more than a second after its deadline",
        Flaw::WaitsForNothing => "it waits for nothing",
        Flaw::Hurries | Flaw::IgnoresRetryAfter => "it asks though it was asked to wait",
        Flaw::IgnoresRefusals => "after a refusal",
        Flaw::RefusesOnFaults => "no ground for refused",
    }
}

/// The first history in which the witness finds out a gate by that rule.
fn found_out(way: Way, flaw: Flaw) -> Option<u64> {
    (0..FOUND_WITHIN).find(|&seed| {
        let wrong = |gate| Box::new(Mutant::new(flaw, gate)) as Box<dyn driver::Driver>;
        let history = history::play(way, seed, false, &mut Coverage::default(), &wrong);
        let rule = broken_rule(flaw);
        history.breaches.iter().any(|what| what.contains(rule))
    })
}

#[test]
fn gates_that_are_wrong_are_found_out() {
    let missed_on = |way| FLAWS.map(|flaw| found_out(way, flaw).is_none().then_some(flaw));
    let [core, wire] = thread::scope(|scope| {
        let searches = [Way::Core, Way::Wire].map(|way| scope.spawn(move || missed_on(way)));
        searches.map(|search| search.join().unwrap())
    });
    assert_eq!(core.into_iter().flatten().collect::<Vec<_>>(), []);
    assert_eq!(wire.into_iter().flatten().collect::<Vec<_>>(), []);
}
