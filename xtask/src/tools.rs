//! The tools that a build needs, from `PyPI`, in a folder of their own.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, root, run};

/// Sees to it that the tools are there, and returns the folder of their
/// programs.
pub(crate) fn install(place: &Path) -> Outcome<PathBuf> {
    let programs = place.join("bin");
    let wanted = fs::read(root().join("xtask/requirements.txt"))?;
    let installed = place.join("installed.txt");
    if fs::read(&installed).ok().as_ref() == Some(&wanted) {
        return Ok(programs);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(place))?;
    run(Command::new(programs.join("pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .args(["--require-hashes", "--only-binary=:all:", "--requirement"])
        .arg(root().join("xtask/requirements.txt")))?;
    fs::write(installed, wanted)?;
    Ok(programs)
}

/// The search path with the tools first.
pub(crate) fn path(programs: &Path) -> Outcome<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(programs.to_owned()).chain(std::env::split_paths(&path));
    Ok(std::env::join_paths(all)?)
}
