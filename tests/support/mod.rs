//! What the tests over `tests/cmd` share: the servers they run against.

use fake_northflank::{Options, Server};

mod proxy;

/// Starts a server that holds the scenarios and has a quota that no test
/// spends.
pub(crate) fn server() -> Server {
    let options = Options {
        requests_per_hour: 1_000_000,
        ..Options::default()
    };
    Server::start(options).expect("a free port on loopback")
}

/// The variables of every case: the API host, the proxy to all others, and the
/// gate itself, for a case that starts it in a shell.
pub(crate) fn variables(server: &Server) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        ("NORTHFLANK_API_HOST", server.url()),
        ("HTTPS_PROXY", format!("http://{}", proxy::start())),
        ("GATE", env!("CARGO_BIN_EXE_northflank-gate").to_owned()),
    ];
    // Without it, Windows has no sockets.
    variables.extend(option_env!("SystemRoot").map(|root| ("SystemRoot", root.to_owned())));
    variables
}
