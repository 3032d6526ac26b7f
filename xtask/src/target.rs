//! The platforms that a release is for.

/// A platform.
pub(crate) struct Target {
    /// Its name for the compiler.
    pub(crate) triple: &'static str,
    /// What ends the name of a program there.
    pub(crate) extension: &'static str,
    /// Whether its size is held to the bound.
    pub(crate) is_bounded: bool,
}

/// All of them.
pub(crate) const TARGETS: [Target; 5] = [
    Target {
        triple: "x86_64-unknown-linux-musl",
        extension: "",
        is_bounded: true,
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        extension: "",
        is_bounded: false,
    },
    Target {
        triple: "x86_64-apple-darwin",
        extension: "",
        is_bounded: false,
    },
    Target {
        triple: "aarch64-apple-darwin",
        extension: "",
        is_bounded: false,
    },
    Target {
        triple: "x86_64-pc-windows-gnu",
        extension: ".exe",
        is_bounded: false,
    },
];

impl Target {
    /// The name of its binary in the release tree, which `action.yml` and
    /// `Cargo.toml` have, too.
    pub(crate) fn file_name(&self) -> String {
        format!("northflank-gate-{}{}", self.triple, self.extension)
    }
}
