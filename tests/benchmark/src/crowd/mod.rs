//! Benchmark 2: many gates on one account, each the real one, in simulated
//! time.

pub mod account;
pub mod play;
pub mod several;
pub mod table;
pub mod waiter;
