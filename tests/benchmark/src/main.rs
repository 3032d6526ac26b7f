//! One command for each measurement.

#![expect(
    clippy::print_stdout,
    reason = "a measurement prints its tables, or writes them"
)]

use std::error::Error;
use std::path::{Path, PathBuf};

use benchmark::process::run;
use benchmark::process::{growth, overhead, size};
use benchmark::{crowd, pace, replay};

/// Builds for each figure of the pace, and runs for each timing.
const BUILDS: usize = 2000;
const RUNS: usize = 40;
const PICTURE: &str = "polls.svg";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((word, command)) if word == run::AS_THE_RUNNER => {
            println!("{}", run::as_the_runner(command)?);
            Ok(())
        }
        Some((name, options)) if name == "replay" => {
            let [file] = options else {
                return Err(usage());
            };
            let jobs = replay::record::parse(&std::fs::read_to_string(file)?)?;
            println!("{}", replay::table::tables(&jobs).trim());
            Ok(())
        }
        Some((name, options)) if options.is_empty() || options == ["--write"] => {
            measure(name, !options.is_empty())
        }
        Some(_) | None => Err(usage()),
    }
}

fn usage() -> Box<dyn Error> {
    "cargo benchmark pace|crowd|overhead|growth|size|picture [--write], or replay FILE".into()
}

fn measure(name: &str, is_written: bool) -> Result<(), Box<dyn Error>> {
    let text = match name {
        "pace" => pace::table::tables(BUILDS),
        "crowd" => crowd::table::table(),
        "overhead" => overhead::table(RUNS)?,
        "growth" => growth::table()?,
        "size" => size::table()?,
        "picture" => {
            std::fs::write(documents().join(PICTURE), pace::picture::svg()?)?;
            return Ok(());
        }
        _ => return Err(usage()),
    };
    if !is_written {
        println!("{}", text.trim());
        return Ok(());
    }
    let page = documents().join("performance.md");
    let old = std::fs::read_to_string(&page)?;
    let (begin, end) = (
        format!("<!-- {name} -->"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = old
        .split_once(&begin)
        .ok_or("the page has no place for it")?;
    let (_, after) = rest.split_once(&end).ok_or("its place has no end")?;
    let new = format!("{before}{begin}\n\n{}\n\n{end}{after}", text.trim());
    std::fs::write(page, new)?;
    Ok(())
}

fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}
