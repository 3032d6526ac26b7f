//! What is watched: the gate, or something wrong in its place.

use std::time::Duration;

use northflank_gate::gate::listing::PollResult;
use northflank_gate::gate::verdict::Verdict;
use northflank_gate::gate::{Gate, Next};
use northflank_gate::model::outcome::Signal;

use crate::wire::Response;

/// A gate that a history can drive.
pub trait Driver {
    /// What to do at this time.
    fn next(&mut self, elapsed: Duration) -> Next;
    /// Takes in what came of a poll.
    fn observe(&mut self, elapsed: Duration, target: usize, result: PollResult);
    /// Ends because a signal came.
    fn cancel(&self, elapsed: Duration, signal: Signal) -> Verdict;
    /// What an answer is to it.
    fn hears(&self, response: Response) -> Response {
        response
    }
    /// How many pages a poll may read.
    fn max_pages(&self, asked: u32) -> u32 {
        asked
    }
}

impl Driver for Gate {
    fn next(&mut self, elapsed: Duration) -> Next {
        Self::next(self, elapsed)
    }

    fn observe(&mut self, elapsed: Duration, target: usize, result: PollResult) {
        Self::observe(self, elapsed, target, result);
    }

    fn cancel(&self, elapsed: Duration, signal: Signal) -> Verdict {
        Self::cancel(self, elapsed, signal)
    }
}

/// The gate as it is.
#[must_use]
pub fn honest(gate: Gate) -> Box<dyn Driver> {
    Box::new(gate)
}
