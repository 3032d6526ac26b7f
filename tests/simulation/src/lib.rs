//! Plays histories of Northflank and of the network against the gate.
//!
//! A history is drawn from a seed: what is asked of the gate ([`options`]), the
//! truth of the builds ([`truth`]), what the API says of them ([`api`], [`entries`], [`spoilt`]) and
//! what the network makes of that ([`network`]). [`history`] plays it, where time is
//! a value, so that an hour's wait costs microseconds; the gate reads it as
//! values ([`values`], the pure core and the page loop) or as JSON ([`json`], the
//! parser, too). [`witness`] knows the truth and has read the contract for
//! itself ([`contract`], [`lists`], [`memory`]): it says what does not hold. [`wrong`] has
//! gates that are wrong on purpose, so that one sees that it would.
//!
//! [`reported`] plays a history with the whole program, its loop and its reporter:
//! [`judge`] holds every line and every file against a record of what each poll
//! showed. [`wrong::reporter`] has reporters that lie.

pub mod api;
pub mod chance;
pub mod contract;
pub mod entries;
pub mod history;
pub mod json;
pub mod judge;
pub mod keeper;
pub mod lists;
pub mod memory;
pub mod network;
pub mod oddity;
pub mod options;
pub mod regressions;
pub mod reported;
pub mod run;
pub mod said;
pub mod spoilt;
pub mod summary;
pub mod trace;
pub mod truth;
pub mod values;
pub mod witness;
pub mod wrong;
