//! Runs the behaviour cases of `tests/cmd`, one file each, against the
//! documented API as a server in this process.
//!
//! A case is named for what must hold, says so in its first line, and pins exit
//! status, standard output and standard error, all three. It inherits nothing
//! from the environment, brings its own token, and has a project id of its own,
//! by which the server tells cases apart that run side by side: a file in
//! `tests/fake-northflank/scenarios`, or `FILE~ANYTHING`.
//!
//! In what is pinned, `[..]` stands for what varies (the clock, a message of
//! the operating system), `[HOST]` for the server's address and `[VERSION]` for
//! this version. A backslash is pinned as a slash, since trycmd makes them one.

use std::time::Duration;

mod support;

/// No case takes nearly so long: one that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn cases() {
    let server = support::server();
    let cases = trycmd::TestCases::new();
    cases
        .default_bin_name("northflank-gate")
        .case("tests/cmd/*/*.toml")
        .env("NORTHFLANK_API_HOST", server.url())
        .timeout(PATIENCE)
        .insert_var("[HOST]", server.url())
        .and_then(|cases| cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")))
        .expect("both are names of variables");
    if let Some(root) = option_env!("SystemRoot") {
        // Without it, Windows has no sockets.
        cases.env("SystemRoot", root);
    }
    cases.run();
}
