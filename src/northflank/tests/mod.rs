//! Lists that grow over time, and logs as the fake server sends them.

mod known;
mod logs;
