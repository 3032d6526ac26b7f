//! Benchmarks 3 to 5: the process, against the documented API on loopback.

pub mod growth;
pub mod overhead;
pub mod run;
pub mod size;
