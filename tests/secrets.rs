//! Runs every case of `tests/cmd` once more and looks for the token in all that
//! comes out: both streams, and each file that the gate has written.
//!
//! What the cases pin is the business of `cmd.rs`. Here only the secret counts,
//! and every window of it that is long enough to be no accident.

#![expect(
    clippy::disallowed_methods,
    reason = "a test of a process starts it and reads the files that it wrote"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use fake_northflank::TOKEN;
use serde::Deserialize;
use test_support::process;

#[path = "support/cases.rs"]
mod cases;
mod support;
#[path = "support/token.rs"]
mod token;

use token::{WINDOW, shows_token};

const THREADS: usize = 4;

/// What is needed to run a case.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    args: Vec<String>,
    env: Env,
    #[serde(default)]
    stdin: String,
    bin: Option<Bin>,
    #[serde(default)]
    fs: Folder,
}

/// What is run instead of the gate.
#[derive(Deserialize)]
struct Bin {
    path: PathBuf,
}

/// Where the case runs.
#[derive(Default, Deserialize)]
struct Folder {
    base: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Env {
    inherit: bool,
    #[serde(default)]
    add: BTreeMap<String, String>,
}

/// The bytes of each file below a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

#[test]
fn the_token_appears_nowhere() {
    let server = support::server();
    let cases = cases::all();
    assert!(cases.len() > 100, "only {} cases", cases.len());
    let variables = support::variables(&server);
    let next = AtomicUsize::new(0);
    let leaks: Vec<String> = thread::scope(|scope| {
        let worker = || {
            let mut leaks = Vec::new();
            while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                leaks.extend(leaks_of(case, &variables));
            }
            leaks
        };
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(worker)).collect();
        let joined = workers.into_iter().map(thread::ScopedJoinHandle::join);
        joined.flat_map(|leaks| leaks.expect("no panic")).collect()
    });
    assert!(
        leaks.is_empty(),
        "the token shows in:\n{}",
        leaks.join("\n")
    );
}

#[test]
fn a_part_of_the_token_is_found_wherever_it_stands() {
    assert!(shows_token(format!("a{TOKEN}b").as_bytes()));
    assert!(shows_token(&TOKEN.as_bytes()[TOKEN.len() - WINDOW..]));
    assert!(shows_token(&TOKEN.as_bytes()[3..3 + WINDOW]));
    assert!(!shows_token(&TOKEN.as_bytes()[..WINDOW - 1]));
    assert!(!shows_token(b""));
}

/// Runs the case in a folder of its own; returns where the token shows.
fn leaks_of(path: &Path, variables: &[(&str, String)]) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a case");
    let case: Case = toml_edit::de::from_str(&text)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!case.env.inherit, "{} inherits", path.display());
    let name = cases::name(path);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets");
    let folder = process::empty_folder(folder.join(&name));
    let base = case.fs.base.as_ref().map(|base| path.with_file_name(base));
    copy(&base.unwrap_or(path.with_extension("in")), &folder);
    let before = files(&folder);

    let (stdout, stderr) = run(&case, &folder, variables);
    let after = files(&folder);
    let written = after
        .iter()
        .filter(|(file, bytes)| before.get(*file) != Some(bytes))
        .map(|(file, bytes)| (file.display().to_string(), bytes));
    [
        ("standard output".to_owned(), &stdout),
        ("standard error".to_owned(), &stderr),
    ]
    .into_iter()
    .chain(written)
    .filter(|(_, bytes)| shows_token(bytes))
    .map(|(place, _)| format!("{name}: {place}"))
    .collect()
}

fn run(case: &Case, folder: &Path, variables: &[(&str, String)]) -> (Vec<u8>, Vec<u8>) {
    let own = Path::new(env!("CARGO_BIN_EXE_northflank-gate"));
    let mut gate = Command::new(case.bin.as_ref().map_or(own, |bin| &bin.path));
    gate.args(&case.args)
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .envs(&case.env.add)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut gate = gate.spawn().expect("the gate starts");
    if let Some(mut stdin) = gate.stdin.take() {
        // A gate that ends without reading it closes the pipe.
        let _ = stdin.write_all(case.stdin.as_bytes());
    }
    let output = gate.wait_with_output().expect("the gate ends");
    (output.stdout, output.stderr)
}

/// Copies what is in a folder, where it is there.
fn copy(from: &Path, to: &Path) {
    for (file, bytes) in files(from) {
        let file = to.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a copy");
    }
}

/// The files below a folder, by their path in it.
fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                let name = path.strip_prefix(folder).expect("it is below").to_owned();
                found.insert(name, bytes);
            }
        }
    }
    found
}
