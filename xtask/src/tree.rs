//! The tree of a release's tag.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::run;
use crate::{TaskResult, root};

/// Lays out the files of the commit that is checked out in an empty folder.
/// What is not committed does not count, and what builds must be committed.
pub(crate) fn lay_out(tree: &Path) -> TaskResult<()> {
    let changed = Command::new("git")
        .args(["status", "--porcelain", "--", ".cargo", "xtask"])
        .current_dir(root())
        .output()?;
    if !changed.status.success() || !changed.stdout.is_empty() {
        return Err("commit .cargo and xtask first: a release is of a commit".into());
    }
    if tree.exists() {
        fs::remove_dir_all(tree)?;
    }
    fs::create_dir_all(tree)?;
    let archive = tree.with_extension("commit.tar");
    run(Command::new("git")
        .args(["archive", "--format=tar", "--output"])
        .arg(&archive)
        .arg("HEAD")
        .current_dir(root()))?;
    run(Command::new("tar")
        .arg("-xf")
        .arg(&archive)
        .arg("-C")
        .arg(tree))?;
    fs::remove_file(archive)?;
    Ok(())
}

/// Packs it as a runner fetches it.
pub(crate) fn archive(tree: &Path, archive: &Path) -> TaskResult<()> {
    run(Command::new("tar")
        .arg("-czf")
        .arg(archive)
        .arg("-C")
        .arg(tree)
        .arg("."))
}

/// The bytes of its files.
pub(crate) fn size(folder: &Path) -> TaskResult<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() {
            size(&entry.path())?
        } else {
            entry.metadata()?.len()
        };
    }
    Ok(bytes)
}
