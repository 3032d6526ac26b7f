//! Where the log and the result go, and how much the log says.

use super::Variables;
use super::arguments::ParsedArgs;
use super::error::UsageError;
use super::options::OptionName;
use super::settings::Settings;
use crate::ci::{self, LogFormat, System};
use crate::model::table::table;

/// What asks for a result file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedBy {
    /// A variable of the CI system, which names a file that other steps write
    /// to as well.
    CiSystem(&'static str),
    /// An option of ours, which names a file of its own.
    Option(OptionName),
}

table! {
    /// The form of a result file, in the order in which the files are written. What it
    /// holds is in `report/sink`.
    enum ResultFormat;

    /// What asks for it.
    fn requested_by -> RequestedBy;

    /// JSON.
    Json = RequestedBy::Option(OptionName::Json),
    /// `KEY=value` lines, as GitLab reads them.
    Dotenv = RequestedBy::Option(OptionName::Dotenv),
    /// XML, as `JUnit` writes it.
    Junit = RequestedBy::Option(OptionName::Junit),
    /// Outputs of a step of GitHub Actions. What is added stays, so these come last.
    GithubOutput = RequestedBy::CiSystem("GITHUB_OUTPUT"),
    /// The summary of a step of GitHub Actions.
    GithubSummary = RequestedBy::CiSystem("GITHUB_STEP_SUMMARY"),
}

impl ResultFormat {
    /// Whether the result is added to the file. Any other file is replaced as a
    /// whole, and says `unfinished` until the end.
    #[must_use]
    pub const fn is_append(self) -> bool {
        matches!(self.requested_by(), RequestedBy::CiSystem(_))
    }
}

/// A file or stream where the result goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    /// The option or variable that asked for it.
    pub name: String,
    /// The file; of an option, `-` is standard output.
    pub path: String,
    /// Its form.
    pub format: ResultFormat,
}

impl Sink {
    /// What asked for it, and the file.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.path)
    }

    /// Whether the result goes to standard output.
    #[must_use]
    pub fn is_standard_output(&self) -> bool {
        !self.format.is_append() && self.path == "-"
    }
}

/// How much to log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Warnings, the verdict, and a line every five minutes.
    Quiet,
    /// Each change.
    #[default]
    Normal,
    /// Each poll.
    Verbose,
}

/// Where the log and the result go, and how much the log says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputOptions {
    /// `--format`
    pub format: LogFormat,
    /// `--quiet` and `--verbose`
    pub detail: Detail,
    /// Everything that takes the result. An option that was given twice has two:
    /// both say that this is an error.
    pub sinks: Vec<Sink>,
    /// Whether texts name the inputs of the action in place of options.
    pub names_inputs: bool,
    /// The files that this run or its CI system reads, by the option or variable
    /// that names each.
    pub files_in_use: Vec<(String, String)>,
}

impl OutputOptions {
    /// Calls standard output `-` in each option that leads there.
    #[must_use]
    pub fn naming_standard_output(mut self, is_standard_output: impl Fn(&str) -> bool) -> Self {
        for sink in &mut self.sinks {
            if !sink.format.is_append() && is_standard_output(&sink.path) {
                "-".clone_into(&mut sink.path);
            }
        }
        self
    }

    /// Leaves out each result file that would destroy another one, or what this
    /// run or its CI system reads: a result file is replaced.
    #[must_use]
    pub fn without_clashes(
        mut self,
        is_same: impl Fn(&str, &str) -> bool,
    ) -> (Self, Option<UsageError>) {
        let (mut kept, mut error): (Vec<Sink>, _) = (Vec::new(), None);
        for sink in self.sinks {
            let others = kept.iter().map(|other| (&other.name, &other.path));
            let files = self.files_in_use.iter().map(|(name, path)| (name, path));
            let clash = files
                .chain(others)
                .find(|(_, path)| !sink.format.is_append() && is_same(&sink.path, path))
                .map(|(other, _)| UsageError::same_file(&sink.name, other));
            if clash.is_none() {
                kept.push(sink);
            }
            error = error.or(clash);
        }
        self.sinks = kept;
        (self, error)
    }

    /// Whether a result has standard output for itself.
    #[must_use]
    pub fn is_standard_output_taken(&self) -> bool {
        self.sinks.iter().any(Sink::is_standard_output)
    }
}

/// Reads where the log and the result go, also of options that are invalid: there
/// must be a place to report the error.
#[must_use]
pub fn read(typed: &ParsedArgs, variables: &Variables) -> (OutputOptions, Option<UsageError>) {
    let settings = Settings::new(typed, variables);
    let by_system = System::detect(variables).map_or(LogFormat::Plain, |system| system.log);
    let format = format(settings, by_system);
    let detail = detail(settings);
    let (sinks, sink_error) = sinks(settings);
    let error = format.clone().err().or(detail.clone().err());
    let output = OutputOptions {
        format: format.unwrap_or(by_system),
        detail: detail.unwrap_or(Detail::Normal),
        sinks,
        names_inputs: settings.is_action,
        files_in_use: files_in_use(settings),
    };
    (output, error.or(sink_error))
}

fn sinks(settings: Settings<'_>) -> (Vec<Sink>, Option<UsageError>) {
    let (mut sinks, mut error) = (Vec::new(), None);
    for format in ResultFormat::ALL {
        let (name, paths) = match format.requested_by() {
            RequestedBy::CiSystem(variable) => {
                let path = ci::non_empty(settings.variables(), variable);
                (variable.to_owned(), Vec::from_iter(path.map(str::to_owned)))
            }
            RequestedBy::Option(name) => {
                let paths = settings.every(name).unwrap_or_else(|empty| {
                    error.get_or_insert(empty);
                    Vec::new()
                });
                (settings.called(name), paths)
            }
        };
        let sink = |path| Sink {
            name: name.clone(),
            path,
            format,
        };
        sinks.extend(paths.into_iter().map(sink));
    }
    (sinks, error)
}

fn files_in_use(settings: Settings<'_>) -> Vec<(String, String)> {
    let variables = settings.variables();
    let files = ci::SYSTEMS
        .iter()
        .flat_map(|system| system.own_files(variables));
    let files = files.map(|(name, path)| (name.to_owned(), path));
    let given = |name| Some((settings.called(name), settings.get(name).ok()??.value));
    let inputs = [OptionName::ApiKeyFile, OptionName::CaFile]
        .into_iter()
        .filter_map(given);
    files
        .chain(inputs)
        .filter(|(_, path)| path != "-")
        .collect()
}

fn format(settings: Settings<'_>, by_system: LogFormat) -> Result<LogFormat, UsageError> {
    let Some(setting) = settings.get_unless_default(OptionName::Format)? else {
        return Ok(by_system);
    };
    let named = LogFormat::ALL
        .into_iter()
        .find(|format| format.name() == setting.value);
    named.ok_or_else(|| {
        let all = LogFormat::ALL.map(LogFormat::name).join(", ");
        setting.unreadable("there is no such format", &format!("pass {all}, or auto"))
    })
}

fn detail(settings: Settings<'_>) -> Result<Detail, UsageError> {
    match (
        settings.switch(OptionName::Quiet)?,
        settings.switch(OptionName::Verbose)?,
    ) {
        (Some(quiet), Some(verbose)) => Err(UsageError::exclusive(quiet, verbose)),
        (Some(_), None) => Ok(Detail::Quiet),
        (None, Some(_)) => Ok(Detail::Verbose),
        (None, None) => Ok(Detail::Normal),
    }
}
