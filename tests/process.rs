//! The gate as a process: signals, the hard deadline, and a panic.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of a process starts it, waits for it and reads its files"
)]

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fake_northflank::{Options, Server, TOKEN};

const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn gate(url: &str, target: &str, name: &str) -> Command {
    let folder = folder(name);
    let output = folder.join("output");
    std::fs::write(&output, "").unwrap();
    let mut gate = Command::new(env!("CARGO_BIN_EXE_northflank-gate"));
    gate.args([
        "--project-id",
        &format!("never-ends~{name}"),
        target,
        "--sha",
        COMMIT,
    ])
    .current_dir(folder)
    .env_clear()
    .envs(std::env::var("SystemRoot").map(|root| ("SystemRoot", root)))
    .env("NORTHFLANK_API_HOST", url)
    .env("NORTHFLANK_API_TOKEN", TOKEN)
    .env("GITHUB_OUTPUT", output)
    .stdin(Stdio::null())
    .stdout(Stdio::null())
    .stderr(Stdio::null());
    gate
}

fn output(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(name)
        .join("output");
    std::fs::read_to_string(path).unwrap()
}

/// Waits until the server has had a request of this run.
fn asked(server: &Server, name: &str) {
    let patience = Instant::now() + Duration::from_secs(20);
    while server.requests(&format!("never-ends~{name}")).is_empty() {
        assert!(Instant::now() < patience, "no request came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn end(mut child: Child) -> (ExitStatus, Duration) {
    let start = Instant::now();
    (child.wait().unwrap(), start.elapsed())
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_wait_and_a_request_that_hangs_within_a_second() {
    let server = Server::start(Options::default()).unwrap();
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        for target in ["--job-id=api", "--service-id=slow"] {
            let name = format!("signal-{signal}-{}", target.len());
            let child = gate(&server.url(), target, &name).spawn().unwrap();
            asked(&server, &name);
            let id = child.id().to_string();
            Command::new("kill")
                .args([&format!("-{signal}"), &id])
                .status()
                .unwrap();
            let (status, took) = end(child);
            assert_eq!(status.code(), Some(code), "{name}");
            assert!(took < Duration::from_secs(1), "{name}: {took:?}");
            assert!(output(&name).contains("\ncancelled\n"), "{name}");
        }
    }
}

#[test]
fn the_timeout_bounds_the_process_while_a_request_hangs() {
    let server = Server::start(Options::default()).unwrap();
    for (arguments, code) in [
        (["--timeout=300ms", "--appear-timeout=5m"], 4),
        (["--timeout=30m", "--appear-timeout=300ms"], 4),
        (["--timeout=0s", "--request-timeout=300ms"], 4),
    ] {
        let start = Instant::now();
        let mut gate = gate(&server.url(), "--service-id=slow", "hangs");
        let status = gate.args(arguments).status().unwrap();
        assert_eq!(status.code(), Some(code), "{arguments:?}");
        assert!(
            start.elapsed() < Duration::from_millis(1300),
            "{arguments:?}"
        );
        assert!(output("hangs").contains("\nunreachable\n"), "{arguments:?}");
    }
}

/// The pipe is full and nobody reads it: the verdict cannot be told.
#[cfg(unix)]
#[test]
fn a_log_that_nobody_reads_cannot_hold_the_process_up() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("pipe-of-nobody");
    let pipe = folder.join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut gate = gate(&server.url(), "--job-id=api", "blocked");
    // Opening a pipe that nobody reads waits for ever.
    let gate = gate.arg("--json").arg(&pipe).arg("--timeout=200ms");
    let start = Instant::now();
    let status = gate.status().unwrap();
    assert_eq!(status.code(), Some(3));
    assert!(start.elapsed() < Duration::from_millis(1300));
}

#[test]
fn a_panic_on_any_thread_ends_in_70() {
    let path = folder("panic").join("output");
    std::fs::write(&path, "").unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "the_panic_of_the_test_above",
            "--ignored",
            "--nocapture",
        ])
        .env("GITHUB_OUTPUT", &path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(70));
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.contains("\ninternal\n"), "{written}");
    assert!(!written.contains("a secret"), "{written}");
}

#[test]
#[ignore = "it ends the process: the test above starts it in one of its own"]
fn the_panic_of_the_test_above() {
    use northflank_gate::ask::{arguments, telling};
    let variables = northflank_gate::world::environment::variables();
    let typed = arguments::read(std::iter::empty());
    let (telling, _) = telling::read(&typed, &variables);
    northflank_gate::world::crash::catch(&telling);
    let thread = std::thread::spawn(|| panic!("a secret"));
    let _ = thread.join();
}
