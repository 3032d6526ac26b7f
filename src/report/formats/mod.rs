//! The formats of the log, one file each.

pub mod github;
