//! The API: one poll of a target's builds list, whatever number of pages it
//! takes.
//!
//! [`pages`] is the loop, [`wire`] the JSON, [`response`] tells a list from a
//! fault and a refusal, [`client`] sends the requests, [`access`] is what it needs to be let in. All
//! but the client are pure. Nothing in here decides whether a build is good.

pub mod access;
mod addresses;
mod buffer;
pub mod build_log;
pub mod certificate;
pub mod client;
mod failure;
pub mod headers;
pub mod lenient;
mod page_text;
pub mod pages;
pub mod path;
pub mod phase;
pub mod request;
pub mod response;
pub mod token;
pub mod wire;

#[cfg(test)]
mod tests;
