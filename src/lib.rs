//! Holds a CI pipeline until Northflank has built the commit.

pub mod ask;
pub mod gate;
pub mod loose;
pub mod northflank;
