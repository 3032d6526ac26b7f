//! Holds a CI pipeline until Northflank has built the commit.

pub mod gate;
pub mod northflank;
