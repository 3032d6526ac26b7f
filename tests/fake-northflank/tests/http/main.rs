//! The server as a client finds it: over HTTP, from outside.

mod access;
mod client;
mod logs;
mod paging;
mod scenarios;
mod scripted;
mod stages;
