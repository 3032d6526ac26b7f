//! Benchmark 1: the pace. Builds are drawn, their ends are unknown to the
//! policies, and each poll is counted.

pub mod case;
pub mod kind;
pub mod measure;
pub mod picture;
pub mod policy;
pub mod table;
