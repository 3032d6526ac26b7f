//! What tests of the gate as a process share: a folder of their own, signals, and
//! a pipe that nobody reads.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{PipeReader, PipeWriter, Write};
use std::path::PathBuf;
use std::process::{Child, Command};

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
