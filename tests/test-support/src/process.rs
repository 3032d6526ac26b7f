//! What tests of the gate as a process share: a folder of their own, stand-ins for
//! programs, waits that end, signals, and a pipe that nobody reads.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of a process waits for it and writes files, and may panic"
)]

use std::io::{PipeReader, PipeWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// What a test waits for comes long before, on however busy a machine.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// What a pipe holds on Linux.
const PIPE: usize = 65_536;

/// Makes this folder anew: it is empty.
///
/// # Panics
///
/// Where it cannot be made.
#[must_use]
pub fn empty_folder(folder: PathBuf) -> PathBuf {
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a program. Another process does: what a test has open for writing, the
/// processes that other tests start keep busy.
///
/// # Panics
///
/// Where it cannot be written.
#[cfg(unix)]
pub fn write_program(path: &Path, bytes: impl AsRef<[u8]>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let draft = path.with_extension("draft");
    std::fs::write(&draft, bytes).unwrap();
    let copied = Command::new("cp").arg(&draft).arg(path).status().unwrap();
    assert!(copied.success());
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

/// Waits until this is so.
///
/// # Panics
///
/// Where it takes too long.
pub fn await_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + MAX_WAIT;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Sends signals, one after the other, by the shell: it is wherever there is a
/// pipeline.
///
/// # Panics
///
/// Where one cannot be sent.
pub fn send(signals: &[&str], child: &Child) {
    let kills = signals
        .iter()
        .map(|signal| format!("kill -{signal} {}", child.id()));
    let kills: Vec<String> = kills.collect();
    let status = Command::new("sh")
        .args(["-c", &kills.join(" && ")])
        .status();
    assert!(status.unwrap().success());
}

/// A pipe that takes nothing until it is read.
///
/// # Panics
///
/// Where there is no pipe to be had.
#[must_use]
pub fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&vec![b' '; PIPE]).unwrap();
    (reader, writer)
}
