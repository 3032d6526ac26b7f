//! The action's step, started as GitHub's runner starts it, from a release
//! tree: the one that `RELEASE_TREE` names, or one with the binary under test.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of a step plays the runner, and may panic"
)]

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fake_northflank::{Options, Server, TOKEN};
use runner::{Ended, Job};
use test_support::COMMIT;
use test_support::process::{await_until, empty_folder, write_program};

mod runner;

const HERE: &str = env!("CARGO_MANIFEST_DIR");
/// What a stand-in for a binary says.
const STAND_IN: &str = "#!/bin/sh\necho \"northflank-gate stands in: ${0##*/} $*\"\n";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    empty_folder(folder.join(format!("action-{name}")))
}

/// A tree with the action and no binary.
fn bare_tree(folder: &Path) -> PathBuf {
    let tree = folder.join("tree");
    std::fs::create_dir_all(&tree).unwrap();
    std::fs::copy(format!("{HERE}/action.yml"), tree.join("action.yml")).unwrap();
    tree
}

/// The runner's words for this machine, and the target that a release has for
/// it.
fn here() -> ((&'static str, &'static str), &'static str) {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", "aarch64") => (("macOS", "ARM64"), "aarch64-apple-darwin"),
        ("macos", _) => (("macOS", "X64"), "x86_64-apple-darwin"),
        (_, "aarch64") => (("Linux", "ARM64"), "aarch64-unknown-linux-musl"),
        _ => (("Linux", "X64"), "x86_64-unknown-linux-musl"),
    }
}

fn release_tree(folder: &Path) -> PathBuf {
    if let Some(tree) = std::env::var_os("RELEASE_TREE") {
        return Path::new(HERE).join(tree);
    }
    let tree = bare_tree(folder);
    std::fs::create_dir(tree.join("dist")).unwrap();
    let binary = tree.join(format!("dist/northflank-gate-{}", here().1));
    symlink(env!("CARGO_BIN_EXE_northflank-gate"), binary).unwrap();
    tree
}

fn job(name: &str) -> Job {
    let folder = folder(name);
    Job {
        tree: release_tree(&folder),
        folder,
        platform: here().0,
        shell: None,
        variables: vec![("GITHUB_SHA", COMMIT.to_owned())],
    }
}

/// Runs a scenario of the server to its end, with a short interval.
fn play(job: &Job, server: &Server, project: &str, timeout: &str) -> Ended {
    job.run(&[
        ("northflank-api-key", TOKEN),
        ("northflank-api-host", &server.url()),
        ("project-id", project),
        ("job-id", "api"),
        ("interval", "10ms"),
        ("timeout", timeout),
    ])
}

fn server() -> Server {
    Server::start(Options::default()).unwrap()
}

#[test]
fn a_build_that_succeeds_opens() {
    let server = server();
    // The sh of some systems is bash, which is another in its POSIX mode.
    for shell in [None, Some("bash"), Some("bash --posix"), Some("sh")] {
        let name = format!("success~{}", shell.unwrap_or("own").replace(' ', ""));
        let job = Job {
            shell,
            ..job(&name)
        };
        let ended = play(&job, &server, &name, "1m");
        assert_eq!(ended.exit_code, Some(0), "{}", ended.log);
        assert_eq!(ended.outputs["result"], "success");
        assert_eq!(ended.outputs["build-id"], "joyous-view-6290");
        assert_eq!(ended.outputs["sha"], COMMIT);
        assert_eq!(ended.outputs["requests"], "4");
        assert!(ended.summary.contains("SUCCESS"), "{}", ended.summary);
        let [(kind, text)] = &ended.annotations[..] else {
            panic!("{}", ended.log)
        };
        assert_eq!(kind, "notice");
        assert!(text.starts_with("open: job api built 12c15e7"), "{text}");
    }
}

#[test]
fn a_build_that_fails_shuts() {
    let ended = play(&job("failure"), &server(), "failure", "1m");
    assert_eq!(ended.exit_code, Some(1), "{}", ended.log);
    assert_eq!(ended.outputs["result"], "crashed");
    assert_eq!(ended.outputs["status"], "CRASHED");
    let [(kind, text)] = &ended.annotations[..] else {
        panic!("{}", ended.log)
    };
    assert_eq!(kind, "error");
    assert!(text.starts_with("shut: the build of 12c15e7"), "{text}");
    assert!(ended.summary.contains("CRASHED"));
}

#[test]
fn a_build_that_takes_too_long_shuts() {
    let ended = play(&job("timeout"), &server(), "never-ends", "300ms");
    assert_eq!(ended.exit_code, Some(3), "{}", ended.log);
    assert_eq!(ended.outputs["result"], "timeout");
    assert_eq!(ended.annotations.len(), 1, "{}", ended.log);
    assert_eq!(ended.annotations[0].0, "error");
}

#[test]
fn a_cancel_ends_the_step_within_a_second() {
    let server = server();
    for shell in ["bash", "sh"] {
        let name = format!("never-ends~{shell}");
        let job = Job {
            shell: Some(shell),
            ..job(&name)
        };
        let started = job.start(&[
            ("northflank-api-key", TOKEN),
            ("northflank-api-host", &server.url()),
            ("project-id", &name),
            ("job-id", "api"),
        ]);
        await_until("a request", || !server.requests(&name).is_empty());
        let sent = Instant::now();
        started.cancel();
        let ended = started.end();
        assert!(sent.elapsed() < Duration::from_secs(1));
        assert_eq!(ended.exit_code, Some(130), "{}", ended.log);
        assert_eq!(ended.outputs["result"], "cancelled");
    }
}

#[test]
fn no_input_is_a_word_of_the_shell_and_no_other_token_counts() {
    let mut job = job("words");
    job.variables.extend([
        ("NORTHFLANK_API_TOKEN", "another-token".to_owned()),
        ("NORTHFLANK_API_KEY_FILE", "/dev/null".to_owned()),
    ]);
    let ended = play(&job, &server(), "success~words", "1m");
    assert_eq!(ended.exit_code, Some(0), "{}", ended.log);
    let ended = play(&job, &server(), "$(>oops)`>oops`';>oops", "1m");
    assert_eq!(ended.outputs["result"], "usage", "{}", ended.log);
    assert!(!job.folder.join("oops").exists());
}

#[test]
fn the_environment_of_the_job_makes_it_no_run_of_another_system() {
    let mut job = job("success~another");
    job.variables.extend([
        ("CI", "woodpecker".to_owned()),
        ("CI_COMMIT_SHA", "b".repeat(40)),
    ]);
    let ended = play(&job, &server(), "success~another", "1m");
    assert_eq!(ended.exit_code, Some(0), "{}", ended.log);
    assert_eq!(ended.outputs["sha"], COMMIT);
}

#[test]
fn the_environment_of_the_job_runs_nothing() {
    let server = server();
    for shell in ["bash", "sh"] {
        let name = format!("success~hostile-{shell}");
        let mut job = Job {
            shell: Some(shell),
            ..job(&name)
        };
        let oops = job.folder.join("oops");
        let touch = format!("touch {}", oops.display());
        let script = job.folder.join("startup");
        write_program(&script, &touch, 0o755);
        let script = script.to_str().unwrap().to_owned();
        job.variables.extend([
            ("BASH_ENV", script.clone()),
            ("ENV", script),
            ("SHELLOPTS", "xtrace".to_owned()),
            ("PS4", format!("$({touch})")),
            ("CDPATH", "/".to_owned()),
        ]);
        for function in ["exec", "test", "set", "finish", "printf", "trap", "unset"] {
            let name: &str = Box::leak(format!("BASH_FUNC_{function}%%").into_boxed_str());
            job.variables.push((name, format!("() {{ {touch}\n}}")));
        }
        let ended = play(&job, &server, &name, "1m");
        assert_eq!(ended.exit_code, Some(0), "{}", ended.log);
        assert!(!oops.exists(), "{shell}: {}", ended.log);
    }
}

#[test]
fn the_binary_is_chosen_by_the_platform() {
    let folder = folder("platforms");
    let tree = bare_tree(&folder);
    std::fs::create_dir(tree.join("dist")).unwrap();
    for (os, arch, target) in [
        ("Linux", "X64", "x86_64-unknown-linux-musl"),
        ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
        ("macOS", "X64", "x86_64-apple-darwin"),
        ("macOS", "ARM64", "aarch64-apple-darwin"),
        ("Windows", "X64", "x86_64-pc-windows-gnu.exe"),
        ("Windows", "ARM64", "x86_64-pc-windows-gnu.exe"),
        ("linux", "amd64", "x86_64-unknown-linux-musl"),
        ("Linux", "arm64", "aarch64-unknown-linux-musl"),
        ("darwin", "aarch64", "aarch64-apple-darwin"),
    ] {
        let file = tree.join(format!("dist/northflank-gate-{target}"));
        // Without the mode, too, as an archive may leave it.
        for mode in [0o755, 0o644] {
            write_program(&file, STAND_IN, mode);
            let job = Job {
                tree: tree.clone(),
                folder: folder.clone(),
                platform: (os, arch),
                shell: None,
                variables: vec![],
            };
            let ended = job.run(&[]);
            let expected = format!("northflank-gate stands in: northflank-gate-{target} \n");
            assert_eq!((ended.exit_code, ended.log), (Some(0), expected));
        }
    }
}

#[test]
fn an_unknown_platform_is_told_which_are_known() {
    for platform in [("Linux", "ARM"), ("Linux", "X86"), ("", "")] {
        let mut job = Job {
            platform,
            ..job("unknown")
        };
        let ended = job.run(&[]);
        assert_eq!(ended.exit_code, Some(2), "{}", ended.log);
        assert_eq!(ended.outputs["result"], "usage");
        let [(kind, text)] = &ended.annotations[..] else {
            panic!("{}", ended.log)
        };
        assert_eq!(kind, "error");
        assert!(text.contains("on Linux and macOS (X64, ARM64) and on Windows (X64, ARM64)"));
        assert_eq!(ended.outputs["message"], *text);
        assert_eq!(ended.outputs["builds"], "[]");
        // The exit code does not hang on the outputs.
        for place in ["", "/nowhere/output"] {
            job.variables = vec![("GITHUB_OUTPUT", place.to_owned())];
            assert_eq!(job.run(&[]).exit_code, Some(2), "{place}");
        }
    }
}

#[test]
fn a_file_that_is_not_the_gate_opens_nothing() {
    let folder = folder("damaged");
    let tree = bare_tree(&folder);
    std::fs::create_dir(tree.join("dist")).unwrap();
    let (platform, target) = here();
    let file = tree.join(format!("dist/northflank-gate-{target}"));
    let whole = std::fs::read(env!("CARGO_BIN_EXE_northflank-gate")).unwrap();
    let damaged: [&[u8]; 6] = [
        b"",
        b"\n",
        &[0; 4096],
        &whole[..4096],
        b"version https://git-lfs.example/spec/v1\noid sha256:00\nsize 2000000\n",
        b"#!/nowhere/sh\n",
    ];
    for shell in ["bash", "bash --posix", "sh"] {
        for bytes in damaged {
            write_program(&file, bytes, 0o755);
            let job = Job {
                tree: tree.clone(),
                folder: folder.clone(),
                platform,
                shell: Some(shell),
                variables: vec![],
            };
            let ended = job.run(&[]);
            assert_eq!(ended.exit_code, Some(70), "{}", ended.log);
            assert_eq!(ended.outputs["result"], "internal");
            assert_eq!(ended.annotations.len(), 1, "{}", ended.log);
        }
    }
}

/// A job on a tree without a binary, and with a cargo that does `body`.
fn job_on_main(name: &str, body: &str) -> Job {
    let folder = folder(name);
    let programs = folder.join("programs");
    std::fs::create_dir(&programs).unwrap();
    write_program(
        &programs.join("cargo"),
        format!("#!/bin/sh\n{body}\n"),
        0o755,
    );
    let path = std::env::var("PATH").unwrap();
    Job {
        tree: bare_tree(&folder),
        folder,
        platform: here().0,
        shell: None,
        variables: vec![("PATH", format!("{}:{path}", programs.display()))],
    }
}

#[test]
fn a_tree_without_a_binary_is_built_without_the_token() {
    let body = "
        for root; do :; done
        mkdir -p \"$root/bin\"
        printf '#!/bin/sh\\necho northflank-gate started in $PWD, built in %s\\n' \"$PWD\" >\"$root/bin/northflank-gate\"
        chmod +x \"$root/bin/northflank-gate\"
        env | grep secret && exit 1
        exit 0";
    let job = job_on_main("main", body);
    let ended = job.run(&[("northflank-api-key", "secret")]);
    assert_eq!(ended.exit_code, Some(0), "{}", ended.log);
    assert!(ended.log.contains("building it with cargo"));
    let places = format!(
        "started in {}, built in {}",
        job.folder.display(),
        job.tree.display()
    );
    assert!(ended.log.contains(&places), "{}", ended.log);
}

#[test]
fn a_build_that_breaks_or_is_cancelled_opens_nothing() {
    let ended = job_on_main("breaks", "exit 101").run(&[]);
    assert_eq!(ended.exit_code, Some(70), "{}", ended.log);
    assert_eq!(ended.outputs["result"], "internal");
    let job = job_on_main("slow", "touch started; exec sleep 30");
    let started = job.start(&[]);
    await_until("a build", || job.tree.join("started").exists());
    started.cancel();
    let ended = started.end();
    assert_eq!(ended.exit_code, Some(130), "{}", ended.log);
    assert_eq!(ended.outputs["result"], "cancelled");
}

/// What is found elsewhere, such as the files of the workspace, is neither run
/// nor built.
#[test]
fn without_its_folder_the_step_builds_nothing() {
    let mut job = job_on_main("elsewhere", "touch \"$HOME/built\"");
    write_program(&job.folder.join("action.yml"), "name: another", 0o644);
    job.variables
        .push(("HOME", job.folder.to_str().unwrap().to_owned()));
    for place in ["", "-x", "/nowhere"] {
        let mut job = job.clone();
        job.variables.push(("GITHUB_ACTION_PATH", place.to_owned()));
        let ended = job.run(&[]);
        assert_eq!(ended.exit_code, Some(70), "{place}: {}", ended.log);
        assert_eq!(ended.outputs["result"], "internal");
        assert!(!job.folder.join("built").exists(), "{place}");
    }
}
