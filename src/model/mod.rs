//! What a build is, what its words mean, what an account may still ask, and how
//! a run can end: values that every other module shares, and that know none of them.

pub mod build;
pub mod commit;
pub mod conclusion;
pub mod duration;
pub mod other_builds;
pub mod outcome;
pub mod quota;
pub mod timestamp;
