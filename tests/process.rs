//! The gate as a process: signals, the hard deadline, and a panic.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "a test of a process starts it, waits for it and reads its files"
)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fake_northflank::{Options, Server, TOKEN};
use northflank_gate::ci::LogFormat;
use northflank_gate::cli::output::ResultFormat;
use test_support::{COMMIT, process, signals, sinks};

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    process::empty_folder(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
}

fn gate(url: &str, target: &str, name: &str) -> Command {
    let folder = folder(name);
    let output = folder.join("output");
    std::fs::write(&output, "").unwrap();
    let mut gate = Command::new(env!("CARGO_BIN_EXE_northflank-gate"));
    gate.args(["--project-id", &format!("never-ends~{name}"), target])
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var("SystemRoot").map(|root| ("SystemRoot", root)))
        .env("NORTHFLANK_API_HOST", url)
        .env("NORTHFLANK_API_TOKEN", TOKEN)
        .env("NORTHFLANK_GATE_SHA", COMMIT)
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
    let project = format!("never-ends~{name}");
    process::await_until("a request", || !server.requests(&project).is_empty());
}

fn end(mut child: Child) -> (ExitStatus, Duration) {
    let start = Instant::now();
    (child.wait().unwrap(), start.elapsed())
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_wait_and_a_request_that_hangs_within_a_second() {
    let server = Server::start(Options::default()).unwrap();
    for (signal, code) in signals::ending() {
        for target in ["--job-id=api", "--service-id=slow"] {
            let name = format!("signal-{signal}-{}", target.len());
            let child = gate(&server.url(), target, &name).spawn().unwrap();
            asked(&server, &name);
            process::send(&[signal], &child);
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

/// To open a pipe that nobody reads waits for ever.
#[cfg(unix)]
#[test]
fn a_result_file_that_nobody_reads_cannot_hold_the_process_up() {
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
    let gate = gate.arg("--json").arg(&pipe).arg("--timeout=200ms");
    let start = Instant::now();
    let status = gate.status().unwrap();
    assert_eq!(status.code(), Some(3));
    assert!(start.elapsed() < Duration::from_millis(1300));
}

/// Waits for the process, and fails when it does not end.
fn bounded(mut gate: Command) -> (Option<i32>, Duration) {
    let start = Instant::now();
    let mut child = gate.spawn().unwrap();
    let mut status = child.try_wait().unwrap();
    while status.is_none() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
        status = child.try_wait().unwrap();
    }
    let took = start.elapsed();
    let _ = child.kill();
    let _ = child.wait();
    (status.expect("it ends by itself").code(), took)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_pipe_changes_no_verdict_and_loses_no_output() {
    let server = Server::start(Options::default()).unwrap();
    for format in LogFormat::ALL.map(LogFormat::name) {
        let name = format!("full-pipe-{format}");
        let (_reader, writer) = process::full_pipe();
        let mut gate = gate(&server.url(), "--job-id=api", &name);
        gate.args(["--format", format, "--timeout=0s"]);
        gate.stdout(writer.try_clone().unwrap()).stderr(writer);
        let (code, took) = bounded(gate);
        assert_eq!(code, Some(3), "{format}");
        assert!(output(&name).contains("\ntimeout\n"), "{format}");
        assert!(took < Duration::from_secs(2), "{format}: {took:?}");
    }
    let (_reader, writer) = process::full_pipe();
    let mut gate = gate(&server.url(), "--job-id=api", "full-pipe");
    gate.arg("--timeout=300ms");
    gate.stdout(writer.try_clone().unwrap()).stderr(writer);
    let (code, took) = bounded(gate);
    assert_eq!(code, Some(3));
    assert!(output("full-pipe").contains("\ntimeout\n"));
    assert!(took < Duration::from_millis(1300), "{took:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_never_comes_ends_with_the_timeout_and_with_a_signal() {
    let server = Server::start(Options::default()).unwrap();
    for (number, (variables, code, result)) in [
        (&[("NORTHFLANK_API_KEY_FILE", "pipe")][..], 2, "usage"),
        (&[("NORTHFLANK_GATE_CA_FILE", "pipe")], 2, "usage"),
        // The run would go on without it, and has no time left.
        (&[("SSL_CERT_FILE", "pipe")], 4, "unreachable"),
        (
            &[
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_EVENT_NAME", "pull_request"),
                ("GITHUB_EVENT_PATH", "pipe"),
                ("NORTHFLANK_GATE_SHA", "auto"),
            ],
            2,
            "usage",
        ),
    ]
    .iter()
    .enumerate()
    {
        for is_cancelled in [false, true] {
            let name = format!("never-comes-{number}-{is_cancelled}");
            let mut gate = gate(&server.url(), "--job-id=api", &name);
            let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(&name);
            let made = Command::new("mkfifo").arg(folder.join("pipe")).status();
            assert!(made.unwrap().success());
            std::fs::write(folder.join("result.json"), "{\"result\": \"success\"}").unwrap();
            gate.envs(variables.iter().copied());
            gate.args(["--json", "result.json", "--timeout"]);
            gate.arg(if is_cancelled { "30m" } else { "300ms" });
            let expected = if is_cancelled {
                let child = gate.spawn().unwrap();
                process::await_until("the start of the run", || {
                    let result = std::fs::read_to_string(folder.join("result.json"));
                    result.unwrap().contains("unfinished")
                });
                process::send(&["TERM"], &child);
                let (status, took) = end(child);
                assert_eq!(status.code(), Some(143), "{name}");
                assert!(took < Duration::from_secs(1), "{name}: {took:?}");
                "cancelled"
            } else {
                let (ended, took) = bounded(gate);
                assert_eq!(ended, Some(*code), "{name}");
                assert!(took < Duration::from_millis(1300), "{name}: {took:?}");
                result
            };
            assert!(output(&name).contains(&format!("\n{expected}\n")), "{name}");
            let result = std::fs::read_to_string(folder.join("result.json")).unwrap();
            assert!(
                result.contains(&format!("\"result\": \"{expected}\"")),
                "{name}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_result_file_keeps_its_link_and_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let server = Server::start(Options::default()).unwrap();
    let mut gate = gate(&server.url(), "--job-id=api", "link");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("link");
    let real = folder.join("real.json");
    std::fs::write(&real, "old").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink("real.json", folder.join("result.json")).unwrap();
    gate.args(["--json", "result.json", "--timeout=0s"]);
    assert_eq!(bounded(gate).0, Some(3));
    assert!(std::fs::read_link(folder.join("result.json")).is_ok());
    assert!(std::fs::read_to_string(&real).unwrap().contains("timeout"));
    assert_eq!(
        std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let files = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, 3, "a draft is left");
}

#[cfg(target_os = "linux")]
#[test]
fn a_descriptor_is_added_to_and_its_file_keeps_what_others_wrote() {
    let server = Server::start(Options::default()).unwrap();
    let mut gate = gate(&server.url(), "--job-id=api", "descriptor");
    let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("descriptor/log");
    std::fs::write(&log, "before\n").unwrap();
    let file = std::fs::File::options().append(true).open(&log).unwrap();
    gate.args(["--json", "/proc/self/fd/2", "--timeout=0s"])
        .stderr(file);
    assert_eq!(bounded(gate).0, Some(3));
    let written = std::fs::read_to_string(&log).unwrap();
    assert!(written.starts_with("before\n"), "{written}");
    assert!(written.contains("\"result\": \"timeout\""), "{written}");
    assert!(!written.contains("unfinished"), "{written}");
}

#[cfg(unix)]
#[test]
fn a_process_that_was_stopped_beyond_its_deadline_still_tells_how_it_ended() {
    let server = Server::start(Options::default()).unwrap();
    let mut gate = gate(&server.url(), "--job-id=api", "stopped");
    gate.args(["--timeout=500ms", "--interval=100ms"]);
    let child = gate.spawn().unwrap();
    asked(&server, "stopped");
    process::send(&["STOP"], &child);
    std::thread::sleep(Duration::from_millis(1500));
    process::send(&["CONT"], &child);
    let (status, took) = end(child);
    assert_eq!(status.code(), Some(3));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert!(output("stopped").contains("\ntimeout\n"));
}

#[test]
fn a_system_without_a_thread_to_spare_ends_in_70_and_says_so() {
    let mut gate = gate("http://127.0.0.1:1", "--job-id=api", "no-thread");
    // More than there is for the stack of a thread.
    gate.env("RUST_MIN_STACK", (1_u64 << 50).to_string());
    gate.stdout(Stdio::piped());
    let output = gate.output().unwrap();
    assert_eq!(output.status.code(), Some(70));
    let log = String::from_utf8(output.stdout).unwrap();
    assert!(log.starts_with("no thread can be started ("), "{log}");
    assert!(
        log.contains("): the gate stays shut\n  hint: raise the limit "),
        "{log}"
    );
    assert_eq!(log.lines().count(), 2, "{log}");
}

fn spawn_with_input(gate: &mut Command) -> (Child, ChildStdin) {
    gate.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = gate.spawn().unwrap();
    let input = child.stdin.take().unwrap();
    (child, input)
}

#[test]
fn an_input_that_is_not_closed_is_given_up_and_said_to_be_open() {
    let mut gate = gate("http://127.0.0.1:1", "--job-id=api", "open-input");
    gate.args(["--api-key-file=-", "--timeout=1s"]);
    let (child, mut input) = spawn_with_input(&mut gate);
    input.write_all(b"nf-secret-of-the-pipe\n").unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(2));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(
        log.contains("\n  cause: it did not end before the deadline of the run\n"),
        "{log}"
    );
    assert!(
        log.contains("\n  hint: pass the content alone, and close standard input behind it\n"),
        "{log}"
    );
}

#[test]
fn an_input_that_is_too_large_is_not_cut() {
    let mut gate = gate("http://127.0.0.1:1", "--job-id=api", "large-input");
    gate.args(["--ca-file=-", "--timeout=20s"]);
    let (child, mut input) = spawn_with_input(&mut gate);
    // The gate may have read enough, and closed it.
    let _ = input.write_all(&vec![b'x'; 5 * 1024 * 1024]);
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("it is larger than 4 MiB"), "{log}");
}

#[cfg(unix)]
#[test]
fn a_file_without_end_is_not_read_to_the_deadline() {
    let mut gate = gate("http://127.0.0.1:1", "--job-id=api", "endless-file");
    gate.args(["--ca-file=/dev/zero", "--timeout=20s"]);
    gate.stderr(Stdio::piped());
    let output = gate.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("it is larger than 32 MiB"), "{log}");
}

/// Panics in a process of its own, with these variables. Returns what it wrote to
/// standard output.
fn panic_with(variables: &[(&str, PathBuf)]) -> String {
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_panic_on_a_thread", "--ignored", "--nocapture"])
        .envs(variables.iter().map(|(name, path)| (name, path)))
        .stderr(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(70), "{variables:?}");
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn a_panic_on_any_thread_ends_in_70_and_every_result_file_says_so() {
    let folder = folder("panic");
    let files: Vec<(&str, PathBuf)> = ResultFormat::ALL
        .iter()
        .copied()
        .map(|format| {
            let variable = sinks::variable(format);
            let before = if format.is_append() { "" } else { "success" };
            std::fs::write(folder.join(variable), before).unwrap();
            (variable, folder.join(variable))
        })
        .collect();
    panic_with(&files);
    for (variable, file) in files {
        let written = std::fs::read_to_string(file).unwrap();
        assert!(written.contains("internal"), "{variable}: {written}");
        assert!(!written.contains("success"), "{variable}: {written}");
        assert!(!written.contains("a secret"), "{variable}: {written}");
    }
}

#[test]
fn a_result_on_standard_output_says_that_the_gate_panicked() {
    for (format, flag) in sinks::options() {
        let written = panic_with(&[(sinks::variable(format), "-".into())]);
        assert!(written.contains("internal"), "{flag}: {written}");
        assert!(!written.contains("a secret"), "{flag}: {written}");
    }
}

#[test]
#[ignore = "it ends the process: panic_with starts it in one of its own"]
fn a_panic_on_a_thread() {
    use northflank_gate::cli::{arguments, output};
    let variables = northflank_gate::world::environment::variables();
    let typed = arguments::read(std::iter::empty());
    let (options, _) = output::read(&typed, &variables);
    northflank_gate::world::panic_hook::catch(&options);
    let thread = std::thread::spawn(|| panic!("a secret"));
    let _ = thread.join();
}
