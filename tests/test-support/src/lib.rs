//! What several tests of the gate share, so that a new field of a value or a
//! new effect is a change in one place:
//!
//! - [`FakeWorld`], the one double of the gate's `World`;
//! - [`values`], builders of builds, lists, faults and replies;
//! - [`signals`], the signals that end a run;
//! - [`process`], folders, programs, waits, signals and pipes;
//! - [`document`], a file of the repository;
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

/// The text of a file of the repository.
///
/// # Panics
///
/// Where it cannot be read.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test of documents reads them")]
pub fn document(name: &str) -> String {
    let path = format!("{}/../../{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path);
    text.unwrap_or_else(|error| panic!("{name}: {error}"))
        .replace("\r\n", "\n")
}

/// The commit that the values here are about.
pub const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A token for a run in a [`FakeWorld`].
pub const TOKEN: &str = "nf-stage-token-9876543210";
