//! Files: read whole, added to, replaced whole.
//!
//! What is no plain file, such as a pipe, may block the thread that opens it:
//! [`never_blocks`] tells.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one place that opens files"
)]

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// More than any event of GitHub takes (25 MB, by its documentation), which is
/// the largest file that is read.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// What is made room for at least before a file is read, in bytes.
const MIN_CAPACITY: u64 = 4096;

/// As many links as Linux follows.
const MAX_LINKS: u8 = 40;

/// Whether opening this path never blocks: it is a plain file, a folder, or
/// nothing yet.
#[must_use]
pub fn never_blocks(path: &str) -> bool {
    !is_descriptor(path) && fs::metadata(path).map_or(true, |data| data.is_file() || data.is_dir())
}

/// Whether this is a file that is open already: `/dev/stderr` and its like may lead
/// to a plain file that somebody else writes, too.
fn is_descriptor(path: &str) -> bool {
    let is_of_a_process = path.starts_with("/proc/") && path.contains("/fd/");
    is_of_a_process || path.starts_with("/dev/std") || path.starts_with("/dev/fd/")
}

/// Whether a path leads to the file that this stream is, where the system says so.
#[cfg(unix)]
#[must_use]
pub fn leads_to(path: &str, stream: &impl std::os::fd::AsFd) -> bool {
    use std::os::unix::fs::MetadataExt;
    let stream = stream.as_fd().try_clone_to_owned().map(fs::File::from);
    let found = [
        fs::metadata(path),
        stream.and_then(|stream| stream.metadata()),
    ];
    matches!(found, [Ok(one), Ok(other)] if (one.dev(), one.ino()) == (other.dev(), other.ino()))
}

/// Whether a path leads to the file that this stream is, where the system says so.
#[cfg(not(unix))]
#[must_use]
pub const fn leads_to<S>(_: &str, _: &S) -> bool {
    false
}

/// Whether a path leads to the device that keeps nothing, so that nothing in it is lost.
#[must_use]
pub fn is_null(path: &str) -> bool {
    fs::canonicalize(path).is_ok_and(|path| path == Path::new("/dev/null"))
}

/// Whether both paths lead to one file, whatever they are called, and whether or
/// not the file exists yet. Its folder must exist: a path is resolved there.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    let resolved = [one, other].map(|path| resolve(Path::new(path), MAX_LINKS));
    let is_one = one == other || matches!(resolved, [Ok(one), Ok(other)] if one == other);
    is_one && !is_null(one)
}

/// The path of a file without links, also where it is yet to be made in its folder;
/// behind at most this many links that lead to nothing yet.
fn resolve(path: &Path, links: u8) -> io::Result<PathBuf> {
    if let Ok(resolved) = fs::canonicalize(path) {
        return Ok(resolved);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let folder = fs::canonicalize(folder)?;
    match (fs::read_link(path), links.checked_sub(1)) {
        (Ok(target), Some(left)) => resolve(&folder.join(target), left),
        (Ok(_), None) => Err(ErrorKind::InvalidInput.into()),
        (Err(_), _) => Ok(folder.join(name)),
    }
}

/// Reads a file.
///
/// # Errors
///
/// Why it cannot, or that it goes on for too long.
pub fn read(path: &str) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    // What the system makes as it is read, as in `/proc`, has no size.
    let size = file.metadata()?.len().clamp(MIN_CAPACITY, MAX_FILE);
    let mut content = Vec::new();
    content.try_reserve_exact(usize::try_from(size).unwrap_or_default())?;
    read_to_end(file, content, MAX_FILE)
}

/// Reads to the end, behind what was read already.
///
/// # Errors
///
/// Why it cannot, or that more than this many bytes came.
pub(super) fn read_to_end(source: impl Read, mut read: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
    if source.take(most.saturating_add(1)).read_to_end(&mut read)? as u64 > most {
        let why = format!("it is larger than {} MiB", most / 1024 / 1024);
        return Err(io::Error::new(ErrorKind::FileTooLarge, why));
    }
    Ok(read)
}

/// Makes the folders that lead to a file.
///
/// # Errors
///
/// Why it cannot.
pub fn make_folders(path: &str) -> io::Result<()> {
    let folders = Path::new(path).parent();
    folders.map_or(Ok(()), fs::create_dir_all)
}

/// How many bytes a file holds; none where that is unknown.
#[must_use]
pub fn size(path: &str) -> u64 {
    fs::metadata(path).map_or(0, |data| data.len())
}

/// Adds to the end of a file. It is not made: a CI system makes the files that
/// it reads.
///
/// # Errors
///
/// Why it cannot.
pub fn append(path: &str, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Replaces a file as a whole: a reader finds the old text or the new,
/// never a part. A link stays a link, permissions stay as they are. Where no
/// draft can take its place (a folder that takes no other file, a mount), it is
/// written in place; what is no plain file is written to. `unique` makes the
/// name of the draft unpredictable.
///
/// # Errors
///
/// Why it cannot.
pub fn replace(path: &str, text: &str, unique: u64) -> io::Result<()> {
    if !never_blocks(path) {
        return append(path, text);
    }
    let resolved = match (fs::canonicalize(path), fs::symlink_metadata(path)) {
        (Ok(resolved), _) => resolved,
        // A link to nothing.
        (Err(_), Ok(_)) => return fs::write(path, text),
        (Err(_), Err(_)) => path.into(),
    };
    let draft = resolved.with_file_name(format!(".{unique:016x}.draft"));
    let written = write_draft(&draft, &resolved, text).and_then(|()| fs::rename(&draft, &resolved));
    if let Err(error) = &written {
        // The draft may not exist; what counts is the error.
        let _ = fs::remove_file(&draft);
        if resolved.exists() && !is_full(error) {
            return fs::write(path, text);
        }
    }
    written
}

/// Whether the disk takes no more: then the old text is better than a part of
/// the new.
fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

fn write_draft(draft: &Path, resolved: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(draft)?;
    if let Ok(data) = fs::metadata(resolved) {
        file.set_permissions(data.permissions())?;
    }
    file.write_all(text.as_bytes())
}
