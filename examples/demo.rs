//! Shows the gate at work, for somebody with no account: starts a server that
//! speaks Northflank's API on this machine, and runs the gate against it.
//!
//! `cargo run --example demo` plays a build that succeeds, one that fails and
//! one that never appears; `-- --scenario NAME` plays one of them.

#![expect(
    clippy::print_stdout,
    reason = "a demonstration starts processes and prints what comes of them"
)]

use std::error::Error;
use std::process::{Command, ExitCode};

use fake_northflank::{Options, Server, TOKEN};
use northflank_gate::world::{SystemWorld, environment};

const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";
const SCENARIOS: [(&str, &str); 3] = [
    ("success", "A build that succeeds: the gate opens."),
    (
        "failure",
        "A build that crashes: the gate stays shut, and shows the end of the log and a link (to a team that is made up).",
    ),
    (
        "no-build",
        "A commit that never gets a build: the gate stays shut.",
    ),
];

/// Started with this word first, the demonstration is the gate: each scenario
/// runs as a process of its own, as it would in a pipeline.
const AS_THE_GATE: &str = "as-the-gate";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = environment::arguments();
    if arguments.first().is_some_and(|first| first == AS_THE_GATE) {
        arguments.remove(0);
        let variables = environment::variables();
        let exit_code = northflank_gate::run(&mut SystemWorld::start(), arguments, &variables);
        return Ok(ExitCode::from(exit_code));
    }
    let wanted = wanted(arguments)?;
    let server = Server::start(Options::default())?;
    println!(
        "a server that speaks Northflank's API runs at {}",
        server.url()
    );
    for (name, about) in SCENARIOS {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            play(&server.url(), name, about)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn wanted(arguments: Vec<std::ffi::OsString>) -> Result<Option<String>, Box<dyn Error>> {
    let mut wanted = None;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        if argument != lexopt::Arg::Long("scenario") {
            return Err(argument.unexpected().into());
        }
        let name = parser.value()?;
        let known = SCENARIOS.iter().find(|(known, _)| name == *known);
        let (known, _) = known.ok_or("the scenarios are success, failure and no-build")?;
        wanted = Some((*known).to_owned());
    }
    Ok(wanted)
}

fn play(url: &str, name: &str, about: &str) -> Result<(), Box<dyn Error>> {
    let arguments = [
        "--project-id".to_owned(),
        format!("demo-{name}"),
        "--job-id=api".to_owned(),
        format!("--sha={COMMIT}"),
        "--interval=500ms".to_owned(),
        "--appear-timeout=3s".to_owned(),
        "--team-id=acme".to_owned(),
        "--log-lines=20".to_owned(),
    ];
    println!("\n{about}\n\n$ northflank-gate {}\n", arguments.join(" "));
    let mut gate = Command::new(std::env::current_exe()?);
    // In a pipeline or with options of its own, the demonstration is neither.
    for variable in environment::variables().into_keys() {
        let others = ["NORTHFLANK_", "GITHUB_", "GITLAB_", "SSL_CERT_FILE"];
        if others.iter().any(|start| variable.starts_with(start)) {
            gate.env_remove(variable);
        }
    }
    let status = gate
        .arg(AS_THE_GATE)
        .args(&arguments)
        .env("NORTHFLANK_API_HOST", url)
        .env("NORTHFLANK_API_TOKEN", TOKEN)
        .status()?;
    let code = status
        .code()
        .map_or_else(|| "none: a signal".to_owned(), |code| code.to_string());
    println!("\nexit code {code}");
    Ok(())
}
