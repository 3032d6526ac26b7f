//! Lists the commands of the project, makes a page of the docs, and builds a
//! release, here and in the workflow alike.
//!
//! `cargo xtask help` prints the list of CONTRIBUTING.md.
//!
//! `cargo xtask endings` prints `docs/endings.md` as the cases of `tests/cmd` make
//! it; `--write` writes it there.
//!
//! `cargo xtask dist` lays out the tree of the release's tag below
//! `target/dist/tree`: the files of the commit that is checked out, and `dist/`
//! with the binaries, their sums, a bill of materials and the licences of what
//! they contain. `--target NAME` builds one binary and leaves the papers out,
//! `--out DIR` builds elsewhere.
//!
//! Two builds of one commit give the same bytes, wherever they are made: the
//! binaries are built from the very files that they are shipped with, paths are
//! mapped away, the toolchain is pinned, nothing reads the time.

#![expect(clippy::print_stdout, reason = "it prints the list, and what it built")]

mod binary;
mod dist;
mod endings;
mod help;
mod macos;
mod papers;
mod run;
mod target;
mod tools;
mod tree;

use std::error::Error;
use std::path::{Path, PathBuf};

use lexopt::{Arg, Parser};

use target::{TARGETS, Target};

type TaskResult<T> = Result<T, Box<dyn Error>>;

fn main() -> TaskResult<()> {
    let mut parser = Parser::from_env();
    match parser.next()? {
        Some(Arg::Value(task)) if task == "dist" => return dist(parser),
        Some(Arg::Value(task)) if task == "endings" => return endings(parser),
        None | Some(Arg::Long("help") | Arg::Short('h')) => list(),
        Some(Arg::Value(task)) if task == "help" => list(),
        Some(task) => {
            list();
            return Err(task.unexpected().into());
        }
    }
    Ok(())
}

fn list() {
    for line in help::commands() {
        println!("{line}");
    }
}

fn endings(mut parser: Parser) -> TaskResult<()> {
    let mut write = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("write") => write = true,
            Arg::Short(_) | Arg::Long(_) | Arg::Value(_) => {
                return Err(argument.unexpected().into());
            }
        }
    }
    if let Some(page) = endings::run(write)? {
        print!("{page}");
    }
    Ok(())
}

fn dist(mut parser: Parser) -> TaskResult<()> {
    let mut targets: Vec<&Target> = Vec::new();
    let mut out = root().join("target/dist");
    while let Some(argument) = parser.next()? {
        if argument == Arg::Long("target") {
            let name = parser.value()?;
            let known = TARGETS.iter().find(|target| name == target.triple);
            targets.push(known.ok_or("there is no such target")?);
        } else if argument == Arg::Long("out") {
            out = std::path::absolute(PathBuf::from(parser.value()?))?;
        } else {
            return Err(argument.unexpected().into());
        }
    }
    if targets.is_empty() {
        dist::whole(&out)
    } else {
        dist::binaries(&targets, &out).map(|_| ())
    }
}

/// The root of the checkout.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
