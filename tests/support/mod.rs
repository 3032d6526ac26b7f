//! What the tests over `tests/cmd` share: the server they run against.

use fake_northflank::{Options, Server};

/// Starts a server that holds the scenarios and has a quota that no test
/// spends.
pub(crate) fn server() -> Server {
    let options = Options {
        requests_per_hour: 1_000_000,
        ..Options::default()
    };
    Server::start(options).expect("a free port on loopback")
}
