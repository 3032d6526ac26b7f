//! The tools that a release needs, in folders of their own.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::run;
use crate::{TaskResult, root};

/// A tool of cargo's, at one version.
pub(crate) struct CargoTool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// The features that its program needs.
    pub(crate) features: &'static str,
}

impl CargoTool {
    /// Sees to it that the tool is there, and returns its program.
    pub(crate) fn install(&self) -> TaskResult<PathBuf> {
        let place = root().join("target/tools").join(self.name);
        run(Command::new("cargo")
            .args([
                "install",
                "--quiet",
                "--locked",
                "--features",
                self.features,
                "--root",
            ])
            .arg(&place)
            .arg(format!("{}@{}", self.name, self.version)))?;
        Ok(place.join("bin").join(self.name))
    }
}

/// Sees to it that the tools from `PyPI` are there, and returns the folder of
/// their programs. pip checks the sums.
pub(crate) fn from_python() -> TaskResult<PathBuf> {
    let place = root().join("target/tools/python");
    let programs = place.join("bin");
    let requirements = root().join("xtask/requirements.txt");
    let wanted = fs::read(&requirements)?;
    let installed = place.join("installed.txt");
    if fs::read(&installed).ok().as_ref() == Some(&wanted) {
        return Ok(programs);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&place))?;
    run(Command::new(programs.join("pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .args(["--require-hashes", "--only-binary=:all:", "--requirement"])
        .arg(&requirements))?;
    fs::write(installed, wanted)?;
    Ok(programs)
}

/// The search path with these programs first.
pub(crate) fn path(programs: &Path) -> TaskResult<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(programs.to_owned()).chain(std::env::split_paths(&path));
    Ok(std::env::join_paths(all)?)
}

/// Where cargo keeps the sources of what is built in.
pub(crate) fn cargo_home() -> TaskResult<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(home));
    }
    let home = std::env::var_os("HOME").ok_or("neither CARGO_HOME nor HOME is set")?;
    Ok(PathBuf::from(home).join(".cargo"))
}
