//! `cargo run --release -p simulation -- --histories 1000000 --wire-histories 100000`
//!
//! Plays so many histories through the pure core and through the wire, on two
//! threads (`--threads`), from `--seed` on, and prints what came of them. The
//! whole program, with its reporter, plays a tenth as many as the core, or
//! `--reported-histories`. `--replay core:SEED` plays one and prints what happened. The exit code is 0
//! only if everything held, and everything odd happened.

#![expect(clippy::print_stdout, reason = "it says what came of it")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use simulation::coverage::Coverage;
use simulation::driver;
use simulation::history::{self, Way};
use simulation::regressions;
use simulation::run::{self, Plan};
use simulation::summary::Summary;

struct Asked {
    histories: u64,
    wire_histories: u64,
    reported_histories: Option<u64>,
    seed: u64,
    threads: u64,
    replay: Option<(Way, u64)>,
}

fn main() -> ExitCode {
    let asked = match read() {
        Ok(asked) => asked,
        Err(error) => {
            println!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        default(panic);
        if let Some((way, seed)) = run::played() {
            println!("{}", replay_command(way, seed));
        }
    }));
    let holds = match asked.replay {
        Some((way, seed)) => replay(way, seed),
        None => play(&asked),
    };
    if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn read() -> Result<Asked, Box<dyn Error>> {
    let mut asked = Asked {
        histories: 20_000,
        wire_histories: 5_000,
        reported_histories: None,
        seed: 0,
        threads: 2,
        replay: None,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        let lexopt::Arg::Long(name) = argument else {
            return Err(argument.unexpected().into());
        };
        let name = name.to_owned();
        let value = parser.value()?.to_string_lossy().into_owned();
        let number = || {
            value
                .parse()
                .map_err(|_| format!("--{name} takes a number"))
        };
        match name.as_str() {
            "histories" => asked.histories = number()?,
            "wire-histories" => asked.wire_histories = number()?,
            "reported-histories" => asked.reported_histories = Some(number()?),
            "seed" => asked.seed = number()?,
            "threads" => asked.threads = number()?,
            "replay" => {
                let history = regressions::parse(&value);
                asked.replay = Some(history.ok_or("--replay takes such as core:7 or wire:7")?);
            }
            _ => return Err(format!("there is no --{name}").into()),
        }
    }
    Ok(asked)
}

/// Plays many histories. Returns whether everything held and happened.
fn play(asked: &Asked) -> bool {
    let mut holds = true;
    let plans = [
        (Way::Core, asked.histories),
        (Way::Wire, asked.wire_histories),
        (
            Way::Reported,
            asked.reported_histories.unwrap_or(asked.histories / 10),
        ),
    ];
    for (way, histories) in plans.into_iter().filter(|(_, histories)| *histories > 0) {
        let started = Instant::now();
        let summary = run::play(Plan {
            way,
            histories,
            seed: asked.seed,
            threads: asked.threads,
        });
        let took = started.elapsed().as_secs_f64();
        println!(
            "{} from seed {}, in {took:.1} s: {summary}",
            way.word(),
            asked.seed
        );
        holds &= report(&summary);
    }
    if holds {
        println!("everything held, and everything odd happened");
    }
    holds
}

fn replay_command(way: Way, seed: u64) -> String {
    let way = way.word();
    format!("  replay: cargo run --release -p simulation -- --replay {way}:{seed}")
}

fn report(summary: &Summary) -> bool {
    for breach in &summary.breaches {
        println!("broken: {}", breach.what);
        println!("{}", replay_command(breach.way, breach.seed));
    }
    if !summary.breaches.is_empty() {
        match regressions::add(&summary.breaches) {
            Ok(()) => println!("noted in {}", regressions::FILE),
            Err(error) => println!("could not be noted in {}: {error}", regressions::FILE),
        }
        return false;
    }
    let gaps = summary.gaps();
    for gap in &gaps {
        println!("not tested: {gap}");
    }
    gaps.is_empty()
}

/// Plays one history and prints what happened. Returns whether everything held.
fn replay(way: Way, seed: u64) -> bool {
    let history = history::play(way, seed, true, &mut Coverage::default(), &driver::honest);
    println!("{}", history.trace);
    for what in &history.breaches {
        println!("broken: {what}");
    }
    history.breaches.is_empty()
}
