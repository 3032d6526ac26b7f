//! Builds the binaries of a release, here and in the workflow alike.
//!
//! `cargo xtask dist` builds all targets into `dist/`, named as the action
//! looks for them, with their sums. `--target NAME` builds one of them, `--out`
//! puts them elsewhere. Two builds of one commit give the same bytes: paths are
//! mapped away, the toolchain is pinned, nothing reads the time.
//!
//! One linker serves all targets, from one Debian machine: zig's, from `PyPI`, by
//! `requirements.txt`. Musl by plain gcc would do for two of the five.

#![expect(clippy::print_stdout, reason = "it says what it built")]

mod target;
mod tools;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use target::{TARGETS, Target};

/// What the build runs: another could give other bytes.
const TOOLCHAIN: &str = "1.95.0";

/// The x86-64 Linux binary, with everything in, is at most this large: 2 MiB.
const LARGEST: u64 = 2 * 1024 * 1024;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut parser = lexopt::Parser::from_env();
    let mut targets: Vec<&Target> = Vec::new();
    let mut out = root().join("dist");
    match parser.next()? {
        Some(lexopt::Arg::Value(task)) if task == "dist" => {}
        Some(_) | None => return Err("the only task is dist".into()),
    }
    while let Some(argument) = parser.next()? {
        if argument == lexopt::Arg::Long("target") {
            let name = parser.value()?;
            let known = TARGETS.iter().find(|target| name == target.triple);
            targets.push(known.ok_or("there is no such target")?);
        } else if argument == lexopt::Arg::Long("out") {
            out = PathBuf::from(parser.value()?);
        } else {
            return Err(argument.unexpected().into());
        }
    }
    if targets.is_empty() {
        targets.extend(&TARGETS);
    }
    dist(&targets, &out)
}

/// The root of the checkout.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn dist(targets: &[&Target], out: &Path) -> Outcome<()> {
    let tools = tools::install(&root().join("target/tools"))?;
    fs::create_dir_all(out)?;
    let mut sums = String::new();
    for target in targets {
        let binary = build(target, &tools)?;
        let bytes = fs::read(&binary)?;
        let size = u64::try_from(bytes.len())?;
        if target.is_bounded && size > LARGEST {
            return Err(format!("{} has {size} bytes, more than {LARGEST}", target.triple).into());
        }
        let name = target.file_name();
        fs::write(out.join(&name), &bytes)?;
        make_executable(&out.join(&name))?;
        let mut sum = String::new();
        for byte in Sha256::digest(&bytes) {
            write!(sum, "{byte:02x}")?;
        }
        println!("{sum}  {size:>8}  {name}");
        writeln!(sums, "{sum}  {name}")?;
    }
    fs::write(out.join("SHA256SUMS"), sums)?;
    Ok(())
}

/// Builds one target and returns where the binary is.
fn build(target: &Target, tools: &Path) -> Outcome<PathBuf> {
    let root = root();
    let home = PathBuf::from(std::env::var_os("HOME").ok_or("HOME is not set")?);
    let cargo_home =
        std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    run(Command::new("rustup").args(["target", "add", "--toolchain", TOOLCHAIN, target.triple]))?;
    let mapped = [(&cargo_home, "/cargo"), (&root, "/source")];
    let flags: Vec<String> = mapped
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    let c_flags = mapped.map(|(path, name)| format!("-ffile-prefix-map={}={name}", path.display()));
    let build = root.join("target/dist");
    run(Command::new(tools.join("cargo-zigbuild"))
        .args(["zigbuild", "--quiet", "--release", "--locked"])
        .args(["--package", "northflank-gate", "--bin", "northflank-gate"])
        .args(["--target", target.triple, "--target-dir"])
        .arg(&build)
        .current_dir(&root)
        .env("PATH", tools::path(tools)?)
        .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CFLAGS", c_flags.join(" ")))?;
    let name = format!("northflank-gate{}", target.extension);
    Ok(build.join(target.triple).join("release").join(name))
}

fn run(command: &mut Command) -> Outcome<()> {
    let status = command
        .status()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {status}").into())
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Outcome<()> {
    Ok(())
}
