//! Looks over time, against lists that grow.

mod known;
