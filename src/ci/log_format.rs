//! How a system takes a log.
//!
//! [`LogFormat::ALL`] is the one list of formats: `--format` and its help, the
//! README and the tests follow it.

use crate::model::table::table;

table! {
    /// How a system takes a log.
    #[derive(Default)]
    enum LogFormat;

    /// Its name, as one types it.
    fn name -> &'static str;

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
