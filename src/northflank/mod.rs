//! The API: what is asked, and what the answers mean.
//!
//! [`request`] has a file for each endpoint, [`response`] tells a body from a
//! fault and a refusal, [`client`] sends the requests, [`access`] is the way to the
//! host. The client does the I/O, with `addresses`, `phase` and `buffer`; all else is
//! pure. Nothing in here decides whether a build is good.

pub mod access;
mod addresses;
mod buffer;
mod certificate;
pub mod client;
mod failure;
pub mod headers;
pub mod lenient;
mod page_text;
pub mod path;
pub mod phase;
pub mod request;
pub mod response;
pub mod token;

#[cfg(test)]
mod tests;
