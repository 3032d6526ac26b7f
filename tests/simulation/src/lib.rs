//! Plays histories of Northflank and of the network against the gate.
//!
//! A history is drawn from a seed: what is asked of the gate ([`options`]), the
//! truth of the builds ([`ground_truth`]), what the API says of them ([`api`], [`entries`], [`spoilt`]) and
//! what the network makes of that ([`network`]). [`history`] plays it, where time is
//! a value, so that an hour's wait costs microseconds; the gate reads it as
//! values ([`values`], the pure core and the page loop) or as JSON ([`json`], the
//! parser, too). [`witness`] knows the truth and has read the contract for
//! itself ([`contract`], [`lists`], [`oracle_state`]): it says what does not hold. [`mutants`] has
//! gates that are wrong on purpose, so that one sees that it would.
//!
//! [`reported`] plays a history with the whole program, its loop and its reporter:
//! [`judge`] holds every line and every file against a record of what each poll
//! showed. [`mutants::reporter`] has reporters that lie.

pub mod api;
pub mod chance;
pub mod contract;
pub mod coverage;
pub mod driver;
pub mod entries;
pub mod ground_truth;
pub mod history;
pub mod json;
pub mod judge;
pub mod lists;
pub mod mutants;
pub mod network;
pub mod options;
pub mod oracle_state;
pub mod regressions;
pub mod reported;
pub mod run;
pub mod spoilt;
pub mod summary;
pub mod trace;
pub mod values;
pub mod wire;
pub mod witness;
