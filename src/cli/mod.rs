//! What the user asked for.
//!
//! Two steps: what was typed ([`arguments`]) and set in the environment, held
//! against the one table of [`options`]; then what it means ([`config`],
//! [`credentials`], [`output`]). Variables come in as values, files through a
//! function.

pub mod arguments;
mod branch;
pub mod config;
pub mod credentials;
mod duration;
pub mod error;
pub mod help;
pub mod inputs;
pub mod options;
pub mod output;
mod placeholder;
pub mod provenance;
pub mod redact;
mod selector;
pub mod settings;
mod spelling;
pub mod topic;

use crate::ci::{ReadFile, Variables};
