//! What a run reports: the log, the outputs, the summary and the result files.
//!
//! Everything in here turns values into text; nothing in here writes. Text
//! that is not ours goes through [`sanitize`] first, always.

pub mod build_log;
pub mod ending;
pub mod explanation;
pub mod fact;
pub mod fact_text;
pub mod formats;
pub mod header;
pub mod phrases;
pub mod progress_log;
pub mod record;
pub mod renderer;
pub mod sanitize;
pub mod sink;
pub mod target_text;
pub mod transition;
pub mod wait_log;
