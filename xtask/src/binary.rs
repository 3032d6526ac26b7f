//! One binary of a release.
//!
//! One linker serves all targets, from one Linux machine: zig's, from `PyPI`,
//! by `requirements.txt`. Musl by plain gcc would do for two of the five.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::run;
use crate::target::Target;
use crate::{TaskResult, macos, tools};

/// What builds it: another could give other bytes.
const TOOLCHAIN: &str = "1.95.0";

/// The variables that begin so could give other bytes, too.
const CHANGES_BYTES: [&str; 10] = [
    "AR",
    "CARGO_BUILD_",
    "CARGO_ENCODED_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "CC",
    "CFLAGS",
    "CXX",
    "RUSTC",
    "SDKROOT",
];

/// Builds the binary of a target from a tree, and returns where it is.
pub(crate) fn build(target: &Target, tree: &Path, build: &Path) -> TaskResult<PathBuf> {
    let programs = tools::from_python()?;
    run(Command::new("rustup")
        .args(["toolchain", "install", TOOLCHAIN, "--profile=minimal"])
        .args(["--no-self-update", "--target", target.triple]))?;
    let cargo_home = tools::cargo_home()?;
    // The last that fits counts, so what is inside of another comes later.
    let mapped = [
        (&*cargo_home, "/cargo"),
        (tree, "/source"),
        (build, "/build"),
    ];
    for (path, _) in mapped {
        // The C compiler takes its flags as words.
        if path.to_string_lossy().contains(char::is_whitespace) {
            return Err(format!("white space in a path: {}", path.display()).into());
        }
    }
    let mut flags: Vec<String> = mapped
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    if target.is_bounded {
        // `force-unwind-tables=no` makes no difference here. The path is within
        // the tree: flags go into the names of symbols, so into the bytes.
        flags.push("-Clink-arg=-Wl,-T,xtask/no-unwind-tables.ld".to_owned());
    }
    let c_flags = mapped.map(|(path, name)| format!("-ffile-prefix-map={}={name}", path.display()));
    let mut cargo = Command::new(programs.join("cargo-zigbuild"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if CHANGES_BYTES.iter().any(|start| name.starts_with(start)) {
            cargo.env_remove(name);
        }
    }
    run(cargo
        .args(["zigbuild", "--quiet", "--release", "--locked"])
        .args(["--package", "northflank-gate", "--bin", "northflank-gate"])
        .args(["--target", target.triple, "--target-dir"])
        .arg(build)
        .current_dir(tree)
        .env("PATH", tools::path(&programs)?)
        .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CFLAGS", c_flags.join(" "))
        .env("MACOSX_DEPLOYMENT_TARGET", macos::OLDEST))?;
    let name = format!("northflank-gate{}", target.extension);
    let binary = build.join(target.triple).join("release").join(name);
    if target.triple.ends_with("-apple-darwin") {
        macos::hold_to_oldest(&binary)?;
    }
    Ok(binary)
}
