//! What the gate says of itself between the polls, for the log and the outputs.

use super::*;
use crate::gate::listing::{PollError, StopReason};
use crate::gate::verdict::Incomplete;

fn gate(targets: usize) -> Gate {
    Scene::new(limits(), commit_criteria(), targets).gate
}

/// A gate that saw this at its first poll.
fn after(result: PollResult) -> Gate {
    let mut gate = gate(1);
    assert_eq!(polled(&gate.next(Duration::ZERO)), Some(0));
    gate.observe(Duration::ZERO, 0, result);
    gate
}

fn ending_as(stopped_by: StopReason) -> PollResult {
    let Ok(listing) = running() else { panic!() };
    Ok(Listing {
        stopped_by,
        rest_cannot_decide: false,
        ..listing
    })
}

#[test]
fn an_old_list_can_shut_and_not_open() {
    let outcome = |status: &str| {
        let (verdict, _) = play(limits(), |_, _| {
            let Ok(listing) = ended(status) else { panic!() };
            Ok(Listing {
                age: Some(seconds(60)),
                ..listing
            })
        });
        (verdict.outcome(), verdict.targets[0].incomplete.clone())
    };
    let stale = Some(Incomplete::Stale(seconds(60)));
    assert_eq!(outcome("SUCCESS"), (Outcome::Unreachable, stale.clone()));
    assert_eq!(outcome("FAILURE"), (Outcome::Failure, stale));
}

#[test]
fn the_next_poll_must_read_the_deciding_build_again() {
    assert_eq!(
        gate(1).query(Duration::ZERO, 0).must_include,
        Vec::<String>::new()
    );
    assert_eq!(
        after(running()).query(Duration::ZERO, 0).must_include,
        ["one"]
    );
}

/// Why the gate waits at this time, and whether no poll follows.
fn wait(gate: &mut Gate, elapsed: Duration) -> (WaitReason, bool) {
    match gate.next(elapsed) {
        Next::Wait {
            reason, is_last, ..
        } => (reason, is_last),
        Next::Poll { .. } | Next::Finish(_) => panic!("no wait"),
    }
}

#[test]
fn the_wait_after_a_fault_carries_it_and_the_next_does_not() {
    let mut gate = after(fault(true, None));
    let first = wait(&mut gate, Duration::ZERO);
    assert!(matches!(first, (WaitReason::Backoff { .. }, false)));
    assert_eq!(polled(&gate.next(seconds(5))), Some(0));
    gate.observe(seconds(5), 0, running());
    assert_eq!(wait(&mut gate, seconds(5)), (WaitReason::Interval, false));
}

#[test]
fn a_wait_says_whether_the_deadline_is_too_close_for_another_round() {
    let mut gate = after(running());
    let late = Duration::from_millis(1_799_990);
    assert_eq!(polled(&gate.next(late)), Some(0));
    gate.observe(late, 0, fault(true, None));
    let last = wait(&mut gate, late);
    assert!(matches!(last, (WaitReason::Backoff { .. }, true)));
}

#[test]
fn a_wait_for_an_api_that_never_answered_is_the_last_at_the_appear_timeout() {
    let mut gate = gate(1);
    let mut elapsed = Duration::ZERO;
    loop {
        match gate.next(elapsed) {
            Next::Poll { .. } => gate.observe(elapsed, 0, fault(false, None)),
            Next::Wait { until, is_last, .. } => {
                let ends = until == seconds(300);
                assert_eq!(is_last, ends, "{until:?}");
                elapsed = until;
            }
            Next::Finish(_) => break,
        }
    }
    assert_eq!(elapsed, seconds(300));
}

#[test]
fn a_fault_of_one_target_names_it_and_one_of_the_api_names_none() {
    let named = |result| match wait(&mut after(result), Duration::ZERO) {
        (WaitReason::Backoff { target, .. }, _) => target,
        (WaitReason::Interval | WaitReason::RateLimited(_), _) => panic!("no fault"),
    };
    assert_eq!(named(fault(true, None)), Some(0));
    assert_eq!(named(fault(true, Some(seconds(9)))), None);
    assert_eq!(named(fault(false, None)), None);
}

#[test]
fn a_signal_is_told_of_the_first_target_that_is_undecided() {
    let mut gate = gate(2);
    let deciding = |gate: &Gate| gate.cancel(Duration::ZERO, Signal::Interrupt).deciding;
    assert_eq!(deciding(&gate), 0);
    assert_eq!(polled(&gate.next(Duration::ZERO)), Some(0));
    gate.observe(Duration::ZERO, 0, ended("SUCCESS"));
    assert_eq!(deciding(&gate), 1);
}

#[test]
fn it_says_what_kept_a_poll_from_being_complete() {
    let state = |stopped_by| after(ending_as(stopped_by)).targets().remove(0);
    assert_eq!(state(StopReason::LastPage).incomplete, None);
    assert_eq!(
        state(StopReason::PageLimit).incomplete,
        Some(Incomplete::PageLimit)
    );
    assert_eq!(
        state(StopReason::LostCursor).incomplete,
        Some(Incomplete::LostCursor)
    );
    assert!(state(StopReason::PageLimit).hit_page_limit);
    assert!(!state(StopReason::LastPage).hit_page_limit);
}

#[test]
fn a_build_may_open_that_a_complete_list_showed_to_have_succeeded() {
    let is_conclusive = |gates: Gate| gates.targets()[0].is_conclusive;
    let Ok(success) = ended("SUCCESS") else {
        panic!()
    };
    let in_no_order = Listing {
        stopped_by: StopReason::LostCursor,
        ..success.clone()
    };
    assert!(is_conclusive(after(Ok(success))));
    assert!(!is_conclusive(after(Ok(in_no_order))));
    assert!(!is_conclusive(after(running())));
}

#[test]
fn an_answer_is_of_no_use_after_the_run() {
    let until = |gate: &mut Gate, elapsed| match gate.next(elapsed) {
        Next::Poll { until, .. } => until,
        Next::Wait { .. } | Next::Finish(_) => panic!("no poll"),
    };
    let mut gate = gate(1);
    assert_eq!(until(&mut gate, Duration::ZERO), seconds(300));
    gate.observe(Duration::ZERO, 0, running());
    assert_eq!(until(&mut gate, seconds(10)), seconds(1800));
}

#[test]
fn whoever_cannot_be_asked_is_not_asked_for_the_other_targets() {
    let polls = |first: PollResult| {
        let mut gate = gate(2);
        assert_eq!(polled(&gate.next(Duration::ZERO)), Some(0));
        gate.observe(Duration::ZERO, 0, first);
        gate.next(Duration::ZERO)
    };
    assert!(matches!(
        polls(fault(true, Some(seconds(9)))),
        Next::Wait { .. }
    ));
    assert!(matches!(polls(fault(false, None)), Next::Wait { .. }));
    assert_eq!(polled(&polls(fault(true, None))), Some(1));
}

#[test]
fn every_target_is_looked_at_before_one_is_given_up() {
    let limits = Limits {
        appear_timeout: Duration::ZERO,
        ..limits()
    };
    let refusal = Refusal {
        cause: Cause::Status(401),
        what: "401".to_owned(),
        hint: String::new(),
    };
    let mut scene = Scene::new(limits, commit_criteria(), 2);
    let verdict = scene.play(|_, target| match target {
        0 => list(vec![]),
        _ => Err(PollError::Permanent(refusal.clone())),
    });
    assert_eq!(verdict.reason, Reason::Refused(refusal));
}

#[test]
fn a_poll_of_a_minute_ago_still_says_something_at_the_deadline() {
    let reason = |timeout| {
        let limits = Limits {
            timeout,
            ..limits()
        };
        let mut gate = Scene::new(limits, commit_criteria(), 1).gate;
        assert_eq!(polled(&gate.next(Duration::ZERO)), Some(0));
        gate.observe(Duration::ZERO, 0, running());
        match gate.next(timeout) {
            Next::Finish(verdict) => verdict.reason,
            Next::Poll { .. } | Next::Wait { .. } => panic!("it goes on"),
        }
    };
    assert_eq!(reason(seconds(60)), Reason::TimedOut);
    let later = reason(seconds(60) + Duration::from_nanos(1));
    assert_eq!(later, Reason::LostContact);
}
