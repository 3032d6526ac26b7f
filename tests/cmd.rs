//! Runs the behaviour cases of `tests/cmd`, one file each, against the
//! documented API as a server in this process.
//!
//! A case is named for what must hold, says so in its first line, and pins exit
//! status, standard output and standard error, all three. It inherits nothing
//! from the environment, brings its own token, and has a project id of its own,
//! by which the server tells cases apart that run side by side: a file in
//! `tests/fake-northflank/scenarios`, or `FILE~ANYTHING`.
//!
//! A case whose name ends in `-on-linux` needs a shell or a device of Linux.
//!
//! In what is pinned, `[..]` stands for what varies (the clock, a message of
//! the operating system), `[HOST]` for the server's address, `[PROXY]` for
//! that of the proxy, and `[VERSION]` for this version. A backslash is pinned as a slash, since trycmd makes them one.

#![expect(clippy::disallowed_methods, reason = "a test of the cases reads them")]

use std::time::Duration;

use serde::Deserialize;

#[path = "support/cases.rs"]
mod cases;
mod support;

/// No case takes nearly so long: one that hangs fails.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);

/// What a case must pin. trycmd does not check a key that is left out.
#[derive(Deserialize)]
#[expect(dead_code, reason = "that they are there is all that counts")]
struct Pinned {
    status: Status,
    stdout: String,
    stderr: String,
    env: Environment,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "that it is there is all that counts")]
struct Status {
    code: u8,
}

#[derive(Deserialize)]
struct Environment {
    inherit: bool,
}

/// What a case lacks.
fn lacks(text: &str) -> Option<String> {
    match toml_edit::de::from_str::<Pinned>(text) {
        Err(error) => Some(error.to_string()),
        Ok(case) if case.env.inherit => Some("it inherits the environment".to_owned()),
        Ok(_) if !text.starts_with("# ") => Some("its first line says nothing".to_owned()),
        Ok(_) => None,
    }
}

#[test]
fn every_case_pins_its_status_and_both_streams() {
    for case in cases::all() {
        let text = std::fs::read_to_string(&case).expect("a case");
        assert_eq!(lacks(&text), None, "{}", cases::name(&case));
    }
}

#[test]
fn a_case_that_leaves_something_out_is_found() {
    let lines = [
        "# About.",
        "env.inherit = false",
        "status.code = 0",
        "stdout = \"\"",
        "stderr = \"\"",
    ];
    assert_eq!(lacks(&lines.join("\n")), None);
    for left_out in lines {
        let others = lines.into_iter().filter(|line| *line != left_out);
        let others: Vec<&str> = others.collect();
        assert!(lacks(&others.join("\n")).is_some(), "{left_out}");
    }
}

#[test]
fn cases() {
    let server = support::server();
    let variables = support::variables(&server);
    let cases = trycmd::TestCases::new();
    cases
        .default_bin_name("northflank-gate")
        .case("tests/cmd/*/*.toml")
        .timeout(TEST_TIMEOUT)
        .insert_var("[HOST]", server.url())
        .and_then(|cases| cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")))
        .expect("both are names of variables");
    for (name, value) in variables {
        if name == "HTTPS_PROXY" {
            let address = value.trim_start_matches("http://").to_owned();
            cases
                .insert_var("[PROXY]", address)
                .expect("a name of a variable");
        }
        cases.env(name, value);
    }
    if cfg!(not(target_os = "linux")) {
        cases.skip("tests/cmd/*/*-on-linux.toml");
    }
    cases.run();
}
