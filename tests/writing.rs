//! The gate as a process, where its result is written: a file that cannot be
//! written turns an open gate shut, changes no other ending, and the verdict
//! stands in the log; a signal while it is written cancels the run.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test of a process starts it, waits for it, reads its files and says what it left out"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use fake_northflank::{Options, Server, TOKEN};
use test_support::{COMMIT, process, signals, sinks};

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("writing");
    let folder = process::empty_folder(folder.join(name));
    fs::write(folder.join("output"), "").unwrap();
    folder
}

/// The gate for a build that has ended as this job's name says.
fn gate(server: &Server, job: &str, folder: &Path) -> Command {
    let mut gate = bare(server, folder, env!("CARGO_BIN_EXE_northflank-gate"));
    gate.args(["--project-id=ended~writing", "--job-id", job]);
    gate
}

/// A program with the variables of the gate.
fn bare(server: &Server, folder: &Path, program: &str) -> Command {
    let mut gate = Command::new(program);
    gate.current_dir(folder)
        .env_clear()
        .env("NORTHFLANK_API_HOST", server.url())
        .env("NORTHFLANK_API_TOKEN", TOKEN)
        .env("NORTHFLANK_GATE_SHA", COMMIT)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    gate
}

fn log(output: &Output) -> String {
    let streams = [&output.stderr, &output.stdout];
    streams
        .map(|stream| String::from_utf8_lossy(stream).into_owned())
        .concat()
}

/// Asks for the result at a place that takes none, which is known at once: it
/// ends before the first request.
fn cannot_be_written(name: &str, file: &str, places: &[&str]) {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder(name);
    for place in places {
        let mut gate = gate(&server, "success", &folder);
        let run = gate.env(place, file).output().unwrap();
        let log = log(&run);
        assert_eq!(run.status.code(), Some(2), "{place}={file}: {log}");
        assert!(
            log.contains("the result cannot be written to"),
            "{place}={file}: {log}"
        );
        assert_eq!(log.matches("error:").count(), 1, "{place}={file}: {log}");
    }
    assert_eq!(server.requests("ended~writing").len(), 0);
}

/// Asks for the result at a place that turns out to take none; an open gate must
/// shut, and a shut one stay as it is, whatever is asked for.
fn cannot_write(name: &str, file: &str, places: &[&str]) {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder(name);
    for place in places {
        for (job, code, verdict) in [
            ("success", 5, "job success built"),
            ("crashed", 1, "CRASHED"),
        ] {
            let run = gate(&server, job, &folder)
                .env(place, file)
                .output()
                .unwrap();
            let log = log(&run);
            assert_eq!(run.status.code(), Some(code), "{place}={file}: {log}");
            assert!(log.contains(verdict), "{place}={file}: {log}");
            assert!(log.contains(&format!(" {file}: ")), "{place}={file}: {log}");
        }
    }
}

#[test]
fn a_full_disk_shuts_an_open_gate_and_changes_no_other_ending() {
    cannot_write("full", "/dev/full", &sinks::variables());
}

#[test]
fn a_missing_folder_is_made_for_a_result_file() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("missing-folder");
    for (_, flag) in sinks::options() {
        let file = format!("reports/ci{flag}/result");
        let mut gate = gate(&server, "success", &folder);
        let run = gate.args([&flag, &file]).output().unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", log(&run));
        let result = fs::read_to_string(folder.join(file)).unwrap();
        assert!(result.contains("success"), "{flag}: {result}");
    }
}

#[test]
fn a_missing_file_of_the_ci_system_is_not_made() {
    let places = sinks::of_the_ci_system();
    cannot_be_written("missing-file", "missing", &places);
    cannot_be_written("missing-folder-of-ci", "missing/file", &places);
}

#[test]
fn a_file_of_the_ci_system_may_be_standard_output() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("ci-standard-output");
    for variable in sinks::of_the_ci_system() {
        for (job, code) in [("success", 0), ("crashed", 1)] {
            let mut gate = gate(&server, job, &folder);
            let run = gate.env(variable, "/dev/stdout").output().unwrap();
            assert_eq!(run.status.code(), Some(code), "{variable}: {}", log(&run));
            let written = String::from_utf8(run.stdout).unwrap();
            let is_written = written.contains("result<<") || written.contains("### ");
            assert!(is_written, "{variable}: {written}");
            // It has standard output not for itself, as an option has.
            let is_verdict = |line: &str| line.starts_with("open: ") || line.starts_with("shut: ");
            assert!(written.lines().any(is_verdict), "{variable}: {written}");
        }
    }
}

#[test]
fn two_results_in_one_stream_are_a_usage_error() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("one-stream");
    for (json, output) in [
        ("/dev/fd/1", "/dev/stdout"),
        ("-", "/proc/self/fd/1"),
        ("/dev/fd/2", "/dev/stderr"),
        ("/dev/stdout", "/dev/../dev/stdout"),
    ] {
        let mut gate = gate(&server, "success", &folder);
        let gate = gate
            .env("NORTHFLANK_GATE_JSON", json)
            .env("GITHUB_OUTPUT", output);
        let run = gate.output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{json} {output}: {}", log(&run));
    }
}

/// A stream that leads to a file is written on, not over, by what follows.
#[test]
fn a_result_in_one_of_our_streams_is_not_overwritten() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("own-streams");
    let names = [
        "/dev/std",
        "/dev/fd/",
        "/proc/self/fd/",
        "/dev//fd/",
        "//dev/./fd/",
        "/dev/../dev/fd/",
        "link-to-",
    ];
    for number in ["1", "2"] {
        let link = folder.join(format!("link-to-{number}"));
        std::os::unix::fs::symlink(format!("/dev/fd/{number}"), link).unwrap();
    }
    for (place, begins) in [
        ("NORTHFLANK_GATE_JSON", "{\n  \"result\": \"success\""),
        ("NORTHFLANK_GATE_DOTENV", "NORTHFLANK_GATE_RESULT=success\n"),
        ("GITHUB_OUTPUT", "result<<"),
    ] {
        for (path, number) in names.iter().flat_map(|name| [(name, 1), (name, 2)]) {
            let path = match (*path, number) {
                ("/dev/std", 1) => "/dev/stdout".to_owned(),
                ("/dev/std", _) => "/dev/stderr".to_owned(),
                (path, number) => format!("{path}{number}"),
            };
            let streams = ["1", "2"].map(|name| folder.join(name));
            let [output, error] = streams
                .each_ref()
                .map(|file| fs::File::create(file).unwrap());
            let mut gate = gate(&server, "success", &folder);
            let gate = gate.env(place, &path).stdout(output).stderr(error);
            assert_eq!(gate.status().unwrap().code(), Some(0), "{place}={path}");
            let written = fs::read_to_string(folder.join(number.to_string())).unwrap();
            assert!(written.contains(begins), "{place}={path}: {written}");
            let log = streams
                .map(|file| fs::read_to_string(file).unwrap())
                .concat();
            assert!(
                log.contains("open: job success built"),
                "{place}={path}: {log}"
            );
        }
    }
}

/// A result has standard output for itself, whatever the path is called that leads there.
#[test]
fn a_path_that_leads_to_standard_output_is_standard_output() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("leads-to-output");
    std::os::unix::fs::symlink("/dev/stdout", folder.join("link")).unwrap();
    fs::write(folder.join("stream"), "").unwrap();
    fs::hard_link(folder.join("stream"), folder.join("hard")).unwrap();
    for path in ["link", "hard", "stream", "/dev/fd/3", "/dev/../dev/stdout"] {
        for format in ["plain", "github"] {
            let options = format!("--format={format} --json={path} 3>&1 >stream");
            let run = limited(&server, &folder, "exec 1>stream", &options);
            assert_eq!(run.status.code(), Some(0), "{path}: {}", log(&run));
            let written = fs::read_to_string(folder.join("stream")).unwrap();
            let result: serde_json::Value = serde_json::from_str(&written).unwrap();
            assert_eq!(result["result"], "success", "{path}");
            assert!(log(&run).contains("open: job success built"), "{path}");
        }
    }
}

/// The stream is open already: whether its file can be opened anew does not count.
#[test]
fn a_file_of_the_ci_system_is_our_stream_where_it_cannot_be_opened_anew() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("closed-to-others");
    let file = folder.join("stream");
    for variable in sinks::of_the_ci_system() {
        let stream = fs::File::create(&file).unwrap();
        let nobody = fs::Permissions::from_mode(0o000);
        fs::set_permissions(&file, nobody).unwrap();
        let mut gate = gate(&server, "success", &folder);
        gate.env(variable, "stream").stdout(stream);
        // Permissions bind nobody who is root.
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            gate.uid(65534);
        }
        // The other user may not reach the binary.
        if let Ok(run) = gate.output() {
            assert_eq!(run.status.code(), Some(0), "{variable}: {}", log(&run));
        }
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn the_null_device_is_no_file_that_loses_something() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("null");
    let null = || Stdio::from(fs::File::create("/dev/null").unwrap());
    for (output, arguments) in [
        ("/dev/null", &["--json=-"][..]),
        ("output", &["--json=/dev/null", "--junit=/dev/null"]),
        ("output", &["--json=/dev/null", "--junit=-"]),
        ("/dev/null", &["--json=/dev/null"]),
    ] {
        let mut gate = gate(&server, "success", &folder);
        gate.env("GITHUB_OUTPUT", output).args(arguments);
        let run = gate.stdout(null()).output().unwrap();
        assert_eq!(run.status.code(), Some(0), "{arguments:?}: {}", log(&run));
    }
}

/// The files are written in the order of the options, and the report comes last.
#[test]
fn a_report_behind_a_file_that_cannot_be_written_says_so() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("report-behind");
    let mut gate = gate(&server, "success", &folder);
    gate.args(["--json=/dev/full", "--junit=report"]);
    let run = gate.output().unwrap();
    assert_eq!(run.status.code(), Some(5), "{}", log(&run));
    let report = fs::read_to_string(folder.join("report")).unwrap();
    let told = r#"<error type="unwritten" message="shut: job success built"#;
    assert!(report.contains(told), "{report}");
}

#[test]
fn a_folder_in_the_place_of_a_file_is_known_at_once() {
    cannot_be_written("folder", "/", &sinks::variables());
    cannot_be_written("file-as-folder", "output/file", &sinks::variables());
}

/// Permissions bind nobody who is root, so this is a file that takes nothing
/// from anybody.
#[test]
fn a_read_only_file_that_is_added_to_shuts_an_open_gate_and_changes_no_other_ending() {
    cannot_write("read-only", "/proc/version", &sinks::of_the_ci_system());
}

#[test]
fn a_read_only_file_that_is_replaced_is_an_error_before_the_first_request() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("read-only-replaced");
    for (format, _) in sinks::options() {
        let place = sinks::variable(format);
        let run = gate(&server, "success", &folder)
            .env(place, "/proc/version")
            .output()
            .unwrap();
        let log = log(&run);
        assert_eq!(run.status.code(), Some(2), "{place}: {log}");
        assert!(
            log.contains("the result cannot be written to"),
            "{place}: {log}"
        );
    }
    assert_eq!(server.requests("ended~writing").len(), 0);
}

/// What stands in a file of `/dev/shm` is as old as in any other.
#[test]
fn a_file_in_shared_memory_is_replaced_as_a_whole() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("shared-memory");
    let file = format!("/dev/shm/northflank-gate-{}.json", std::process::id());
    std::fs::write(&file, r#"{"result":"success"}"#).unwrap();
    let run = gate(&server, "crashed", &folder)
        .args(["--json", &file])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", log(&run));
    let written = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let result: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(result["result"], "crashed");
}

/// A disk of 4096 bytes, of which some are taken; nothing where none can be
/// mounted.
struct TinyDisk(PathBuf);

impl TinyDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let mount = ["-t", "tmpfs", "-o", "size=4k", "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(folder).output();
        mounted
            .is_ok_and(|done| done.status.success())
            .then(|| Self(folder.to_owned()))
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_result_that_does_not_fit_on_the_disk_leaves_the_file_as_it_was() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("tiny-disk");
    let disk = folder.join("disk");
    fs::create_dir(&disk).unwrap();
    let Some(disk) = TinyDisk::mount(&disk) else {
        println!("skipped: no disk can be mounted here, which takes root");
        return;
    };
    let file = disk.0.join("result");
    for (_, flag) in sinks::options() {
        fs::write(&file, "before").unwrap();
        let mut gate = gate(&server, "success", &folder);
        let run = gate.arg(&flag).arg(&file).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{flag}: {}", log(&run));
        assert_eq!(fs::read_to_string(&file).unwrap(), "before");
        let files = fs::read_dir(&disk.0).unwrap().count();
        assert_eq!(files, 1, "a draft is left");
    }
}

#[test]
fn a_closed_standard_output_changes_no_verdict() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("closed");
    for (job, code) in [("success", 0), ("crashed", 1)] {
        for format in ["plain", "github"] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut gate = gate(&server, job, &folder);
            let gate = gate.args(["--format", format]).stdout(writer);
            let status = gate.stderr(Stdio::null()).status().unwrap();
            assert_eq!(status.code(), Some(code), "{job}, {format}");
        }
        let binary = env!("CARGO_BIN_EXE_northflank-gate");
        let command = format!("{binary} --project-id=ended~writing --job-id={job} >&- 2>&-");
        let mut shell = bare(&server, &folder, "sh");
        shell.args(["-c", &command]);
        assert_eq!(shell.status().unwrap().code(), Some(code), "{job}");
    }
}

#[test]
fn a_result_file_that_is_a_file_of_the_ci_system_is_a_usage_error() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("same-file");
    std::os::unix::fs::symlink("output", folder.join("link")).unwrap();
    let absolute = folder.join("output").to_string_lossy().into_owned();
    for variable in sinks::of_the_ci_system() {
        for (_, flag) in sinks::options() {
            for path in ["output", "./output", "link", &absolute] {
                fs::write(folder.join("output"), "theirs=1\n").unwrap();
                let mut gate = gate(&server, "success", &folder);
                let gate = gate.env(variable, "output").args([&flag, path]);
                let run = gate.output().unwrap();
                let log = log(&run);
                assert_eq!(run.status.code(), Some(2), "{flag} {path}: {log}");
                let said = format!("{flag} and {variable} are the same file");
                assert!(log.contains(&said), "{flag} {path}: {log}");
                let written = fs::read_to_string(folder.join("output")).unwrap();
                let is_added = written
                    .strip_prefix("theirs=1\n")
                    .is_some_and(|rest| !rest.is_empty());
                assert!(is_added, "{flag} {path}: {written}");
            }
        }
    }
}

/// The first of two forms gets the file, which is there or not yet, and says that
/// the run ended in a usage error.
#[test]
fn two_result_files_that_are_one_are_a_usage_error() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("one-file");
    std::os::unix::fs::symlink("further", folder.join("link")).unwrap();
    std::os::unix::fs::symlink("result", folder.join("further")).unwrap();
    let options = sinks::options();
    for (place, (_, first)) in options.iter().enumerate() {
        for (_, second) in &options[place + 1..] {
            for path in ["result", "./result", "new/../result", "link", "-"] {
                for is_there in [false, true] {
                    let _ = fs::remove_file(folder.join("result"));
                    if is_there {
                        fs::write(folder.join("result"), "success").unwrap();
                    }
                    let other = if path == "-" { "/dev/stdout" } else { "result" };
                    let mut gate = gate(&server, "success", &folder);
                    let run = gate.args([second, path, first, other]).output().unwrap();
                    let log = log(&run);
                    assert_eq!(run.status.code(), Some(2), "{second} {path}: {log}");
                    let said = format!("{second} and {first} are the same file");
                    assert!(log.contains(&said), "{second} {path}: {log}");
                    let hint = format!("hint: give {second} a file of its own");
                    assert!(log.contains(&hint), "{second} {path}: {log}");
                    let written = match path {
                        "-" => String::from_utf8(run.stdout).unwrap(),
                        _ => fs::read_to_string(folder.join("result")).unwrap(),
                    };
                    assert!(written.contains("usage"), "{second} {path}: {written}");
                    let _ = fs::remove_dir_all(folder.join("new"));
                }
            }
        }
    }
}

#[test]
fn a_result_file_never_replaces_what_this_run_or_its_ci_system_reads() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("inputs");
    let names = [
        "GITHUB_ENV",
        "GITHUB_STATE",
        "GITHUB_PATH",
        "GITHUB_EVENT_PATH",
        "NORTHFLANK_API_KEY_FILE",
        "NORTHFLANK_GATE_CA_FILE",
        "SSL_CERT_FILE",
    ];
    for name in names {
        for (_, flag) in sinks::options() {
            for path in ["theirs", "./theirs", "new/../theirs"] {
                fs::write(folder.join("theirs"), TOKEN).unwrap();
                let mut gate = gate(&server, "success", &folder);
                let gate = gate.env(name, "theirs").args([&flag, path]);
                let run = gate.output().unwrap();
                let log = log(&run);
                assert_eq!(run.status.code(), Some(2), "{name} {flag} {path}: {log}");
                let said = "are the same file";
                assert!(log.contains(said), "{name} {flag} {path}: {log}");
                let kept = fs::read_to_string(folder.join("theirs")).unwrap();
                assert_eq!(kept, TOKEN, "{name} {flag} {path}");
                let _ = fs::remove_dir_all(folder.join("new"));
            }
        }
    }
}

/// The gate behind `sh -c LIMIT`, with outputs in the folder.
fn limited(server: &Server, folder: &Path, limit: &str, arguments: &str) -> Output {
    let binary = env!("CARGO_BIN_EXE_northflank-gate");
    let command =
        format!("{limit}; exec {binary} --project-id=ended~writing --job-id=success {arguments}");
    let mut shell = bare(server, folder, "sh");
    shell.env("GITHUB_OUTPUT", "output").args(["-c", &command]);
    shell.output().unwrap()
}

#[test]
fn a_limit_on_the_size_of_files_shuts_an_open_gate_and_is_told() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("file-limit");
    fs::write(folder.join("output"), "x".repeat(1024)).unwrap();
    let run = limited(&server, &folder, "ulimit -f 1", "");
    assert_eq!(run.status.code(), Some(5), "{}", log(&run));
    assert!(log(&run).contains("cause: GITHUB_OUTPUT "));
}

#[test]
fn a_limit_on_memory_aborts_no_run() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("memory-limit");
    let (mut faults, mut codes) = (0, vec![]);
    for kibibytes in (8_000..60_000).step_by(2_000) {
        let limit = format!("ulimit -v {kibibytes}");
        let starts = bare(&server, &folder, "sh")
            .args([
                "-c",
                &format!(
                    "{limit}; exec {} --version",
                    env!("CARGO_BIN_EXE_northflank-gate")
                ),
            ])
            .output()
            .unwrap();
        if !starts.status.success() {
            continue;
        }
        let run = limited(&server, &folder, &limit, "--timeout 0s");
        codes.push((kibibytes, run.status.code()));
        faults += usize::from(log(&run).contains("out of memory"));
    }
    // Where no thread can be had, it is an internal error.
    assert!(
        codes
            .iter()
            .all(|(_, code)| [Some(0), Some(4), Some(70)].contains(code)),
        "{codes:?}"
    );
    assert!(faults > 0, "{codes:?}");
}

#[test]
fn a_hangup_that_is_ignored_on_purpose_stays_ignored() {
    let server = Server::start(Options::default()).unwrap();
    let folder = folder("nohup");
    let name = "never-ends~nohup";
    let binary = env!("CARGO_BIN_EXE_northflank-gate");
    let command =
        format!("trap '' HUP; exec {binary} --project-id={name} --service-id=slow --timeout=2s");
    let mut shell = bare(&server, &folder, "sh");
    let child = shell.args(["-c", &command]).spawn().unwrap();
    process::await_until("a request", || !server.requests(name).is_empty());
    process::send(&["HUP"], &child);
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(4), "{}", log(&run));
}

/// Waits until a file holds this text.
fn await_text(file: &Path, text: &str) {
    process::await_until(text, || {
        fs::read_to_string(file).unwrap_or_default().contains(text)
    });
}

/// The second result file is a pipe that nobody reads: when the first is written,
/// the result is being written for a while.
#[test]
fn a_signal_while_the_result_is_written_cancels_the_run() {
    let server = Server::start(Options::default()).unwrap();
    for (signal, code) in signals::ending() {
        let folder = folder(&format!("signal-{signal}"));
        let made = Command::new("mkfifo").arg(folder.join("pipe")).status();
        assert!(made.unwrap().success());
        let name = format!("ended~signal-{signal}");
        let mut gate = bare(&server, &folder, env!("CARGO_BIN_EXE_northflank-gate"));
        gate.args(["--project-id", &name, "--job-id=success"]);
        gate.args(["--json=result.json", "--junit=pipe"]);
        let mut child = gate.env("GITHUB_OUTPUT", "output").spawn().unwrap();
        await_text(&folder.join("result.json"), "success");
        process::send(&[signal], &child);
        let start = Instant::now();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(1), "{signal}");
        let written = fs::read_to_string(folder.join("output")).unwrap();
        assert_eq!(written.matches("result<<").count(), 1, "{written}");
        assert!(written.contains("\ncancelled\n"), "{signal}: {written}");
        let result = fs::read_to_string(folder.join("result.json")).unwrap();
        assert!(result.contains("cancelled"), "{signal}: {result}");
    }
}

#[test]
fn a_second_signal_changes_nothing() {
    let server = Server::start(Options::default()).unwrap();
    for (first, code) in signals::ending() {
        for (second, _) in signals::ending() {
            let folder = folder(&format!("twice-{first}-{second}"));
            let name = format!("never-ends~twice-{first}-{second}");
            let mut gate = bare(&server, &folder, env!("CARGO_BIN_EXE_northflank-gate"));
            gate.args(["--project-id", &name, "--service-id=slow"]);
            let mut child = gate.env("GITHUB_OUTPUT", "output").spawn().unwrap();
            process::await_until("a request", || !server.requests(&name).is_empty());
            process::send(&[first, second, second], &child);
            let start = Instant::now();
            let status = child.wait().unwrap();
            // Signals that are pending together come in no order.
            let mut codes = signals::ending().into_iter().map(|(_, code)| Some(code));
            assert!(codes.any(|code| code == status.code()), "{first}, {second}");
            if first == second {
                assert_eq!(status.code(), Some(code), "{first}");
            }
            assert!(
                start.elapsed() < Duration::from_secs(1),
                "{first}, {second}"
            );
            await_text(&folder.join("output"), "\ncancelled\n");
        }
    }
}
