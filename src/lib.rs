//! Holds a CI pipeline until Northflank has built the commit.
//!
//! The modules: everything turns around [`gate`], which decides and does nothing
//! else: no clock, no network, no printing. [`model`] says what a build is, [`pacing`]
//! when to poll next. [`cli`] reads what the user wants, [`ci`] what the CI system
//! says of its run, [`northflank`] reads the API's lists, [`report`] turns values
//! into text, [`world`] has the effects, one in each file, but for the sockets, which
//! [`northflank::client`] opens, and [`run()`] is the loop that brings them together. See `ARCHITECTURE.md` for the invariants.
//!
//! The library is there for the binary, its tests and its demonstration; it
//! promises nothing to others.

pub mod ci;
pub mod cli;
pub mod gate;
pub mod model;
pub mod northflank;
pub mod pacing;
pub mod report;
pub mod world;

mod run;

pub use run::run;
