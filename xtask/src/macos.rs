//! Which macOS the binaries for it say they need. The linker's own choice
//! would be a recent one, and a runner with an older one may refuse them.

use std::fs;
use std::path::Path;

use object::Endianness;
use object::macho::MachHeader64;
use object::read::macho::MachHeader as _;

use crate::TaskResult;

/// The oldest macOS that a release is for: the first that ran on ARM64.
pub(crate) const OLDEST: &str = "11.0";

/// Fails where a program says that it is for another macOS than the oldest.
pub(crate) fn hold_to_oldest(program: &Path) -> TaskResult<()> {
    let found = oldest(&fs::read(program)?)?;
    if found.as_deref() == Some(OLDEST) {
        return Ok(());
    }
    let found = found.unwrap_or_else(|| "any".to_owned());
    Err(format!("{}: for macOS {found}, not {OLDEST}", program.display()).into())
}

/// The oldest macOS that a program says it is for.
fn oldest(program: &[u8]) -> TaskResult<Option<String>> {
    let header = MachHeader64::<Endianness>::parse(program, 0)?;
    let endian = header.endian()?;
    let mut commands = header.load_commands(endian, program, 0)?;
    while let Some(command) = commands.next()? {
        if let Some((version, _)) = command.build_version(endian)? {
            // Two bytes of the major version, then the minor and a patch.
            let version = version.minos.get(endian).0;
            let (major, minor) = (version >> 16, (version >> 8) & 0xff);
            return Ok(Some(format!("{major}.{minor}")));
        }
    }
    Ok(None)
}
