//! When to poll next. Everything in here returns times and nothing else, so
//! that no mistake in it can change a verdict.

pub mod backoff;
pub mod estimate;
pub mod history;
pub mod interval;
pub mod jitter;
pub mod pacer;
pub mod progress;
pub mod rate_limit;
