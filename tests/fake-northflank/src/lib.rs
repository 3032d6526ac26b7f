//! Northflank’s documented build lists and build logs as a scriptable server.
//!
//! The server answers on loopback what the real API is documented to answer,
//! so that any HTTP client can use it just as it would use the real one. What
//! there is to answer comes from *scenarios*, one JSON file each: the project
//! id in the path names the scenario, and `NAME~ANYTHING` is the scenario
//! `NAME` with a state of its own, so that tests can run side by side.
//!
//! `README.md` describes the scenario format.
//!
//! A request passes through these modules in turn: `server` speaks HTTP and
//! knows the clock, `fake` checks path, token and quota, `project` counts
//! requests and polls, `listing` decides which builds are listed, `render`
//! writes one of them as JSON, `build_log` decides which entries of a log are
//! sent. Nothing behind `server` reads a clock: the
//! moment comes in as a value.

mod account;
mod answer;
mod body;
mod build_log;
mod check;
mod fake;
mod history;
mod listing;
mod log_query;
mod percent;
mod project;
mod query;
mod render;
mod route;
mod scenario;
mod server;

pub use fake::RecordedRequest;
pub use scenario::{Summary, catalogue};
pub use server::{Options, Server, TOKEN};
