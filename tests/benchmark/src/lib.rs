//! Measures the gate: its pace, on drawn and on real builds, crowds of it, and
//! what it costs.
//!
//! `cargo benchmark NAME` runs one measurement and prints its tables;
//! `cargo benchmark NAME --write` puts them into `docs/performance.md`. Pace and
//! crowd are drawn from a seed and give the same figures each time; the timings
//! of the others are those of the machine.

pub mod crowd;
pub mod listed;
pub mod pace;
pub mod process;
pub mod replay;
