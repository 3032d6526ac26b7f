//! What the user asked for.
//!
//! Two steps: what was typed ([`arguments`]) and set in the environment, held
//! against the one table of [`options`]; then what it means ([`config`],
//! [`access`], [`telling`]), with the commit of this CI run ([`ci_run`]). All of it is pure: variables
//! and the content of files come in as values.

pub mod access;
pub mod arguments;
mod branch;
pub mod ci_run;
pub mod config;
pub mod error;
pub mod help;
pub mod options;
mod selector;
pub mod settings;
pub mod telling;

use std::collections::BTreeMap;

/// The environment variables, by name.
pub type Variables = BTreeMap<String, String>;

/// Reads a file by its path, `-` being standard input; the error says why not.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;
