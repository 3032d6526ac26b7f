//! Other programs, and what becomes of them.

use std::process::Command;

use crate::TaskResult;

/// Runs a program; it must succeed.
pub(crate) fn run(command: &mut Command) -> TaskResult<()> {
    let status = command
        .status()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {status}").into())
    }
}
