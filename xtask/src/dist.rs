//! A release, from the commit to the tree of its tag.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::target::{TARGETS, Target};
use crate::{TaskResult, binary, papers, tree};

/// The x86-64 Linux binary, with everything in, is at most this large: 2 MiB.
const LARGEST_BINARY: u64 = 2 * 1024 * 1024;
/// What a runner unpacks to.
const LARGEST_TREE: u64 = 11 * 1024 * 1024;
/// What a runner fetches for each job that uses the action.
const LARGEST_ARCHIVE: u64 = 6 * 1024 * 1024;

/// Lays out the tree with all binaries and papers, and holds it to its bounds.
pub(crate) fn whole(out: &Path) -> TaskResult<()> {
    let all: Vec<&Target> = TARGETS.iter().collect();
    let tree = binaries(&all, out)?;
    papers::write(&tree, &tree.join("dist"))?;
    write_sums(&tree.join("dist"))?;
    bounded("the tree", tree::size(&tree)?, LARGEST_TREE)?;
    let archive = out.join("tree.tar.gz");
    tree::archive(&tree, &archive)?;
    bounded(
        "its archive",
        fs::metadata(&archive)?.len(),
        LARGEST_ARCHIVE,
    )
}

/// Lays out the tree with these binaries, and returns where it is.
pub(crate) fn binaries(targets: &[&Target], out: &Path) -> TaskResult<PathBuf> {
    let tree = out.join("tree");
    tree::lay_out(&tree)?;
    let dist = tree.join("dist");
    fs::create_dir(&dist)?;
    for target in targets {
        let built = binary::build(target, &tree, &out.join("build"))?;
        let path = dist.join(target.file_name());
        fs::copy(built, &path)?;
        let size = fs::metadata(&path)?.len();
        if target.is_bounded {
            bounded(target.triple, size, LARGEST_BINARY)?;
        } else {
            println!("{}: {size} bytes", target.triple);
        }
    }
    write_sums(&dist)?;
    Ok(tree)
}

fn bounded(what: &str, size: u64, largest: u64) -> TaskResult<()> {
    if size > largest {
        return Err(format!("{what}: {size} bytes, more than {largest}").into());
    }
    println!("{what}: {size} bytes, of {largest} at most");
    Ok(())
}

/// Writes the sums of all files of a folder into it, as `sha256sum` would.
fn write_sums(folder: &Path) -> TaskResult<()> {
    const SUMS: &str = "SHA256SUMS";
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name());
    }
    names.sort();
    let mut text = String::new();
    for name in names.iter().filter(|name| *name != SUMS) {
        for byte in Sha256::digest(fs::read(folder.join(name))?) {
            write!(text, "{byte:02x}")?;
        }
        writeln!(text, "  {}", name.display())?;
    }
    fs::write(folder.join(SUMS), text)?;
    Ok(())
}
