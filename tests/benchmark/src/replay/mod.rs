//! Benchmark 3: builds that really happened. A file says when each was created
//! and how long it took; the real gate waits for one after the other.

pub mod measure;
pub mod play;
pub mod record;
pub mod table;
