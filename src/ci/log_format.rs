//! How a system takes a log.
//!
//! [`LogFormat::ALL`] is the one list of formats: `--format` and its help, the
//! README and the tests follow it.

/// The one table of formats: the name in the code, and as one types it.
macro_rules! log_formats {
    ($($(#[$about:meta])* $name:ident = $word:literal,)*) => {
        /// How a system takes a log.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum LogFormat {
            $($(#[$about])* $name,)*
        }

        impl LogFormat {
            /// Every format.
            pub const ALL: [Self; [$($word,)*].len()] = [$(Self::$name,)*];

            /// Its name, as one types it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

log_formats! {
    /// Text alone: the log on standard error, the verdict on standard output.
    #[default]
    Plain = "plain",
    /// The workflow commands of GitHub Actions.
    GitHub = "github",
    /// The sections of GitLab.
    GitLab = "gitlab",
    /// The logging commands of Azure Pipelines.
    Azure = "azure",
    /// The service messages of `TeamCity`.
    TeamCity = "teamcity",
    /// The groups of Buildkite.
    Buildkite = "buildkite",
}
