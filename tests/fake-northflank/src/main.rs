//! The server by hand: starts it, says how to reach it, and serves until it
//! is interrupted.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use fake_northflank::{Options, Server, Summary, catalogue};
use lexopt::prelude::*;

const HELP: &str = "\
Northflank's documented build lists and logs as a scriptable server on 127.0.0.1

Usage: fake-northflank [OPTIONS]

Options:
  --port N                the port; 0 takes any that is free [default: 0]
  --scenarios DIR         the directory with the scenarios
  --token TOKEN           the one token that the API knows
  --requests-per-hour N   the account's quota [default: 1000]
  --help                  show this text
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where standard error is gone.
            let _ = writeln!(io::stderr(), "fake-northflank: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(options) = parse(lexopt::Parser::from_env())? else {
        io::stdout().write_all(HELP.as_bytes())?;
        return Ok(());
    };
    let summaries = catalogue(&options.scenarios)
        .map_err(|error| format!("{}: {error}", options.scenarios.display()))?;
    let token = options.token.clone();
    let server = Server::start(options)?;
    introduce(&mut io::stdout().lock(), &server.url(), &token, &summaries)?;
    server.wait();
    Ok(())
}

/// What the command line asks for; `None` is the help text.
fn parse(mut parser: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") => return Ok(None),
            Long("port") => options.port = parser.value()?.parse()?,
            Long("scenarios") => options.scenarios = parser.value()?.into(),
            Long("token") => options.token = parser.value()?.string()?,
            Long("requests-per-hour") => options.requests_per_hour = parser.value()?.parse()?,
            Long(_) | Short(_) | Value(_) => return Err(argument.unexpected()),
        }
    }
    Ok(Some(options))
}

fn introduce(
    output: &mut impl Write,
    url: &str,
    token: &str,
    summaries: &[Summary],
) -> io::Result<()> {
    writeln!(output, "url:   {url}")?;
    writeln!(output, "token: {token}")?;
    writeln!(
        output,
        "\nscenarios (a project id is NAME, or NAME~ANYTHING for a fresh run):"
    )?;
    let width = summaries.iter().map(|summary| summary.name.len()).max();
    let width = width.unwrap_or_default();
    for Summary { name, about } in summaries {
        match about {
            Ok(about) => writeln!(output, "  {name:width$}  {about}")?,
            Err(error) => writeln!(output, "  {name:width$}  malformed: {error}")?,
        }
    }
    output.flush()
}
