//! When to poll next. Nothing in here sees a verdict: it returns times, which targets
//! are due, and what the quota allows, so no mistake in it can open the gate.

pub mod backoff;
pub mod estimate;
pub mod history;
pub mod interval;
pub mod jitter;
pub mod pacer;
pub mod progress;
pub mod rate_limit;
