//! The cases of `tests/cmd`: one file each, in a folder for each behaviour.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The folder of the cases.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd");

/// The files of all cases that this system can run.
pub(crate) fn all() -> Vec<PathBuf> {
    below(Path::new(FOLDER))
        .iter()
        .flat_map(|folder| below(folder))
        .filter(|path| path.extension() == Some(OsStr::new("toml")))
        .filter(|path| cfg!(target_os = "linux") || !name(path).ends_with("-on-linux"))
        .collect()
}

/// The case's folder and name, such as `status/success-opens`.
pub(crate) fn name(case: &Path) -> String {
    let name = case
        .strip_prefix(FOLDER)
        .expect("a case")
        .with_extension("");
    name.to_string_lossy().into_owned()
}

/// What is directly in a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}
