//! The gate as a process against everything that sockets, TLS and HTTP can do
//! to it. What a fault is worth is the business of unit tests; here each case
//! pins how the process ends.
//!
//! Every case of every table is held to the same promises: its exit code and
//! its result, in the outputs and in the JSON file; an end within a second
//! after its deadline; a bounded peak of memory, by the kernel's accounting;
//! and the token, whole or in parts, in no stream, no file and no argument, and
//! sent to nobody but the API.
//!
//! `NORTHFLANK_GATE_BINARY` names a binary to hold instead of this build's: the
//! bound on memory is that of a release.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of a process starts it, waits for it and reads its files"
)]
#![expect(
    clippy::print_stdout,
    reason = "the figures are for whoever asks for them: -- --nocapture"
)]

mod bodies;
mod case;
mod connections;
mod lists;
mod process;
#[path = "../support/token.rs"]
mod token;
mod trust;
