//! What a build is, what its words mean, why a request gave no answer, what an
//! account has left, and how a run can end: values that every other module shares,
//! and that know none of them.

pub mod build;
pub mod commit;
pub mod conclusion;
pub mod duration;
pub mod fault;
pub mod other_builds;
pub mod outcome;
pub mod quota;
pub(crate) mod table;
pub mod timestamp;
