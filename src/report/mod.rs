//! Telling: the log, the outputs, the summary and the result files.
//!
//! Everything in here turns values into text; nothing in here writes. Text
//! that is not ours goes through [`foreign`] first, always.

pub mod advice;
pub mod ending;
pub mod foreign;
pub mod github;
pub mod opening;
pub mod outputs;
pub mod phase;
pub mod record;
pub mod redaction;
pub mod story;
pub mod summary;
pub mod voice;
pub mod words;
