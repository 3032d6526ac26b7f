//! Runs the gate as a process, and measures it.

use std::fs;
use std::io::{PipeReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use fake_northflank::TOKEN;
use test_support::COMMIT;
use test_support::process::{empty_folder, full_pipe};

/// No case takes nearly so long: one that hangs fails.
const TEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The variable that names another binary than that of this build.
const BINARY: &str = "NORTHFLANK_GATE_BINARY";

/// The binary to hold to the promises.
fn binary() -> PathBuf {
    let other = std::env::var_os(BINARY).map(|path| fs::canonicalize(path).unwrap());
    other.unwrap_or_else(|| env!("CARGO_BIN_EXE_northflank-gate").into())
}

/// Whether its code takes memory that no release takes.
pub(crate) fn is_unoptimised() -> bool {
    cfg!(debug_assertions) && std::env::var_os(BINARY).is_none()
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    /// From its start to its end.
    pub(crate) took: Duration,
    /// The most memory that it ever had, in bytes: `VmHWM` of the kernel.
    pub(crate) peak: u64,
    /// Each stream, each file and the arguments, by name.
    pub(crate) places: Vec<(String, Vec<u8>)>,
}

impl Run {
    /// A place as text.
    pub(crate) fn text(&self, name: &str) -> String {
        let place = self.places.iter().find(|(place, _)| place == name);
        place.map_or_else(String::new, |(_, bytes)| {
            String::from_utf8_lossy(bytes).into_owned()
        })
    }
}

/// Runs the gate with these arguments and variables, in a folder of this name.
///
/// Its streams are pipes that are full: standard error until its peak was read
/// for the first time, standard output until its result is written. So it cannot
/// end before its peak was read.
pub(crate) fn run(name: &str, arguments: &[String], variables: &[(&str, String)]) -> Run {
    let folder = folder(name);
    for file in ["output", "summary.md"] {
        fs::write(folder.join(file), "").unwrap();
    }
    let (output, output_end) = full_pipe();
    let (error, error_end) = full_pipe();
    let start = Instant::now();
    let mut gate = Command::new(binary());
    gate.args(["--project-id=shop", "--job-id=api", "--json=result.json"])
        .args(arguments)
        .current_dir(&folder)
        .env_clear()
        .env("NORTHFLANK_API_TOKEN", TOKEN)
        .env("NORTHFLANK_GATE_SHA", COMMIT)
        .env("GITHUB_OUTPUT", "output")
        .env("GITHUB_STEP_SUMMARY", "summary.md")
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(output_end)
        .stderr(error_end);
    let mut child = gate.spawn().unwrap();
    // It holds the other ends of the pipes, too.
    drop(gate);
    let arguments = arguments_of(&child);
    let first_peak = peak_of(&child).unwrap_or(0);
    let error = collect(error);
    let (peak, output) = watch(&mut child, start, &folder, output);
    let peak = peak.max(first_peak);
    let code = child.wait().unwrap().code();
    let took = start.elapsed();
    println!("{peak:>9} bytes {:>6} ms  {name}", took.as_millis());
    let mut places = files(&folder);
    places.push(("standard output".to_owned(), output.join().unwrap()));
    places.push(("standard error".to_owned(), error.join().unwrap()));
    places.push(("arguments".to_owned(), arguments));
    Run {
        code,
        took,
        peak,
        places,
    }
}

/// Reads the peak until the result is written and once more, then lets the
/// process end.
fn watch(
    child: &mut Child,
    start: Instant,
    folder: &Path,
    reader: PipeReader,
) -> (u64, JoinHandle<Vec<u8>>) {
    let mut peak = 0;
    loop {
        let is_written = fs::metadata(folder.join("output")).is_ok_and(|file| file.len() > 0);
        peak = peak_of(child).unwrap_or(peak);
        let has_ended = child.try_wait().unwrap().is_some();
        if is_written || has_ended {
            return (peak, collect(reader));
        }
        if start.elapsed() > TEST_TIMEOUT {
            let _ = child.kill();
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The arguments of the process, by the kernel. For a moment after it was started,
/// the kernel may still show the memory of this process as its own.
fn arguments_of(child: &Child) -> Vec<u8> {
    let name = binary();
    let end = Instant::now() + TEST_TIMEOUT;
    loop {
        let arguments = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap_or_default();
        if arguments.starts_with(name.as_os_str().as_encoded_bytes()) || Instant::now() >= end {
            return arguments;
        }
        thread::yield_now();
    }
}

/// `VmHWM` in bytes; nothing once the process has ended.
fn peak_of(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

fn collect(mut stream: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    })
}

/// A folder of its own for each case.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
    empty_folder(folder.join(name))
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}
