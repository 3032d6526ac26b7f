//! How a system takes a log.
//!
//! [`LogFormat::ALL`] is the one list of formats: `--format` and its help, the
//! README and the tests follow it.

/// How a system takes a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Text alone: the log on standard error, the verdict on standard output.
    #[default]
    Plain,
    /// The workflow commands of GitHub Actions.
    GitHub,
    /// The sections of GitLab.
    GitLab,
    /// The logging commands of Azure Pipelines.
    Azure,
    /// The service messages of `TeamCity`.
    TeamCity,
    /// The groups of Buildkite.
    Buildkite,
}

impl LogFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Plain,
        Self::GitHub,
        Self::GitLab,
        Self::Azure,
        Self::TeamCity,
        Self::Buildkite,
    ];

    /// Its name, as one types it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Azure => "azure",
            Self::TeamCity => "teamcity",
            Self::Buildkite => "buildkite",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_order_of_the_formats_and_the_last_is_in_it() {
        for (place, format) in LogFormat::ALL.into_iter().enumerate() {
            assert_eq!(format as usize, place, "{}", format.name());
        }
        assert_eq!(
            LogFormat::ALL.last().map(|format| format.name()),
            Some(LogFormat::Buildkite.name())
        );
    }
}
