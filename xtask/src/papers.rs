//! What a release says of what is in it: a bill of materials and licences.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::TaskResult;
use crate::run::run;
use crate::tools::{self, CargoTool};

/// `CycloneDX`, by the tool of its makers.
const BILL: CargoTool = CargoTool {
    name: "cargo-cyclonedx",
    version: "0.5.9",
    features: "",
};
const LICENCES: CargoTool = CargoTool {
    name: "cargo-about",
    version: "0.9.3",
    features: "cli",
};

/// Writes both for the package in `tree` into a folder.
pub(crate) fn write(tree: &Path, folder: &Path) -> TaskResult<()> {
    let manifest = tree.join("Cargo.toml");
    run(Command::new("cargo")
        .args(["fetch", "--quiet", "--locked", "--manifest-path"])
        .arg(&manifest))?;
    licences(tree, &manifest, &folder.join("THIRD-PARTY-LICENCES.txt"))?;
    bill(tree, &manifest, &folder.join("northflank-gate.cdx.json"))
}

fn licences(tree: &Path, manifest: &Path, file: &Path) -> TaskResult<()> {
    run(Command::new(LICENCES.install()?)
        .args(["generate", "--fail", "--frozen", "--config"])
        .arg(tree.join("xtask/about.toml"))
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--output-file")
        .arg(file)
        .arg(tree.join("xtask/about.hbs")))
}

/// The tool writes beside each manifest of the workspace, so it is given a copy
/// of the tree.
fn bill(tree: &Path, manifest: &Path, file: &Path) -> TaskResult<()> {
    const NAME: &str = "bill";
    let copy = tree.with_extension("copy");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    run(Command::new("cp").arg("-R").arg(tree).arg(&copy))?;
    let manifest = copy.join(manifest.file_name().unwrap_or_default());
    run(Command::new(BILL.install()?)
        .args([
            "cyclonedx",
            "--quiet",
            "--format=json",
            "--spec-version=1.5",
        ])
        .args([
            "--target=all",
            "--no-build-deps",
            "--override-filename",
            NAME,
        ])
        .arg("--manifest-path")
        .arg(manifest)
        .env("PATH", tools::path(&tools::from_python()?)?)
        // The bill names no time and no run.
        .env("SOURCE_DATE_EPOCH", "0"))?;
    let text = fs::read_to_string(copy.join(NAME).with_extension("json"))?;
    fs::write(file, text.replace(&copy.display().to_string(), "/source"))?;
    fs::remove_dir_all(&copy)?;
    Ok(())
}
