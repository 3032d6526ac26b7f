//! What the fuzz targets of `fuzz/` do with their input: [`wire()`], [`options()`],
//! [`outputs()`], [`link()`]. Each is a plain function that panics where a promise
//! is broken, so that an ordinary test can replay a corpus.
//!
//! [`readers`] read what the gate writes as others do: written to the rules of
//! these others, with no code of the gate. [`stage`] is a world without
//! effects, [`verdict`] holds a whole run in it to its promises.

pub mod readers;
pub mod stage;
pub mod verdict;

mod link;
mod options;
mod outputs;
mod wire;

pub use link::link;
pub use options::options;
pub use outputs::{FORMATS, Texts, hold, outputs};
pub use wire::wire;

/// The commit that a run on the stage is about.
pub const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// The token of a run on the stage.
pub const TOKEN: &str = "nf-stage-token-9876543210";
