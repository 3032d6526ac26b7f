//! A server that breaks the rules of TCP, TLS and HTTP by a script.
//!
//! It works on raw sockets, so that it can say what no HTTP library lets it
//! say: half a header, a length that is a lie, a body without end. What it does
//! about each request is a list of [`Step`]s. It keeps the head of every
//! request, so that a test can tell who was sent what.
//!
//! It knows nothing of builds: that is the business of `fake-northflank`.

mod certificate;
mod proxy;
mod script;
mod server;

pub use certificate::{Authority, Identity};
pub use proxy::start_proxy;
pub use script::{Step, answer, ended_after, gzip_of_zeros};
pub use server::FaultyServer;
