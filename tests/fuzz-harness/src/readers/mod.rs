//! How others read what the gate writes.

pub mod azure;
pub mod dotenv;
pub mod junit;
pub mod runner;
pub mod summary;
pub mod teamcity;
pub mod terminal;
