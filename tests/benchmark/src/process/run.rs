//! Runs a program to its end and says what it took. The program runs below a
//! process of its own, since peak memory is known of all children together.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fake_northflank::{Options, Server, TOKEN};

/// The commit that is asked for.
pub const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";
/// Started with this word first, the benchmark runs what follows and tells.
pub const AS_THE_RUNNER: &str = "as-the-runner";

/// What a run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// From start to end.
    pub wall: Duration,
    /// Peak memory of the largest process, in bytes.
    pub peak: u64,
    /// How it ended.
    pub code: i32,
}

/// Runs the command below a runner.
///
/// # Errors
///
/// When the runner cannot be started or says nothing.
pub fn run(command: &[String], variables: &[(&str, String)]) -> Result<Taken, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?)
        .arg(AS_THE_RUNNER)
        .args(command)
        .env_clear()
        .env("PATH", std::env::var("PATH")?)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()?;
    let output = String::from_utf8(output.stdout)?;
    let mut numbers = output.split_whitespace().map(str::parse::<u64>);
    let mut next = || numbers.next().ok_or("the runner says too little");
    Ok(Taken {
        wall: Duration::from_micros(next()??),
        peak: next()??,
        code: i32::try_from(next()??)?,
    })
}

/// The runner: runs the command and writes what it took.
///
/// # Errors
///
/// When the command cannot be started.
pub fn as_the_runner(command: &[String]) -> Result<String, Box<dyn Error>> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let wall = start.elapsed().as_micros();
    let code = status.code().unwrap_or(255);
    Ok(format!("{wall} {} {code}", peak()?))
}

/// The peak memory of the children, in bytes.
#[cfg(unix)]
fn peak() -> Result<u64, Box<dyn Error>> {
    use nix::sys::resource::{UsageWho, getrusage};
    let kibibytes = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
    Ok(u64::try_from(kibibytes)? * 1024)
}

/// It is not known here.
#[cfg(not(unix))]
fn peak() -> Result<u64, Box<dyn Error>> {
    Ok(0)
}

/// A server with the scenarios of the benchmarks, and a quota that none spends.
///
/// # Errors
///
/// When it cannot start.
pub fn server() -> std::io::Result<Server> {
    Server::start(Options {
        scenarios: Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"),
        requests_per_hour: 100_000_000,
        ..Options::default()
    })
}

/// Builds the program as it is released, and returns where it is.
///
/// # Errors
///
/// When it does not build.
pub fn released(variables: &[(&str, &str)], folder: &str) -> Result<PathBuf, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = root.join("target").join(folder);
    let status = Command::new("cargo")
        .current_dir(&root)
        .args([
            "build",
            "--release",
            "--locked",
            "--bin",
            "northflank-gate",
            "--target-dir",
        ])
        .arg(&target)
        .envs(variables.iter().copied())
        .status()?;
    if !status.success() {
        return Err("the program does not build".into());
    }
    Ok(target.join("release/northflank-gate"))
}

/// The gate's command line for a project, with what it needs from the
/// environment.
#[must_use]
pub fn gate<'a>(
    program: &Path,
    server: &Server,
    project: &str,
    options: &[&str],
) -> (Vec<String>, Vec<(&'a str, String)>) {
    let mut command = vec![program.display().to_string()];
    command.extend(["--project-id", project, "--job-id=api"].map(str::to_owned));
    command.push(format!("--sha={COMMIT}"));
    command.extend(options.iter().map(|&option| option.to_owned()));
    let variables = vec![
        ("NORTHFLANK_API_HOST", server.url()),
        ("NORTHFLANK_API_TOKEN", TOKEN.to_owned()),
    ];
    (command, variables)
}

/// The middle one.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Bytes as mebibytes.
#[must_use]
pub fn mebibytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}
