//! The whole run in a world of values: time passes in no time, looks show what
//! the test says, files are strings. What the log says in the README is what
//! the program says.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of the README reads it, and may panic"
)]

#[path = "../runner/outputs.rs"]
mod outputs;

mod ending;
mod stage;
mod telling;
