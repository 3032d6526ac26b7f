//! An option, and where its value came from.

use std::fmt;

use super::options::OptionName;

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The flag.
    Flag,
    /// This variable.
    Variable(&'static str),
    /// The input of the action, which hands it over in a variable.
    Input,
    /// The default.
    Default,
}

/// An option, and where its value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The option.
    pub name: OptionName,
    /// Where its value came from.
    pub source: Source,
}

impl Provenance {
    /// The variable or the input that held the value, else the flag.
    #[must_use]
    pub fn short(&self) -> String {
        match self.source {
            Source::Variable(variable) => variable.to_owned(),
            Source::Input => self.name.input(),
            Source::Flag | Source::Default => self.name.flag(),
        }
    }

    /// Whether other programs read the variable as well, such as `SSL_CERT_FILE`.
    #[must_use]
    pub fn is_shared_variable(&self) -> bool {
        match self.source {
            Source::Variable(variable) => !variable.starts_with("NORTHFLANK_"),
            Source::Flag | Source::Input | Source::Default => false,
        }
    }
}

/// For messages: `--sha (from NORTHFLANK_GATE_SHA)`, `input sha`.
impl fmt::Display for Provenance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = self.name.flag();
        match self.source {
            Source::Flag => write!(formatter, "{flag}"),
            Source::Variable(variable) => write!(formatter, "{flag} (from {variable})"),
            Source::Input => formatter.write_str(&self.name.input()),
            Source::Default => write!(formatter, "{flag} (its default)"),
        }
    }
}
