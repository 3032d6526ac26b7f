//! What several tests of the gate share, so that a new field of a value or a
//! new effect is a change in one place:
//!
//! - [`FakeWorld`], the one double of the gate's `World`;
//! - [`values`], builders of builds, lists, faults and replies;
//! - [`signals`], the signals that end a run;
//! - [`process`], folders, signals and pipes of a process;
//! - [`sinks`], the forms of result files;
//! - [`output_file`], a reader of `GITHUB_OUTPUT`, written to the rules of
//!   GitHub's runner, with no code of the gate.
//!
//! The unit tests in `src` cannot use this crate: it depends on the crate that
//! they are part of.

pub mod output_file;
pub mod process;
pub mod signals;
pub mod sinks;
pub mod values;

mod world;

pub use world::{FakeWorld, OUTPUT, SUMMARY};

/// The commit that the values here are about.
pub const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A token for a run in a [`FakeWorld`].
pub const TOKEN: &str = "nf-stage-token-9876543210";
