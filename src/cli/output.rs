//! Where to tell, and how much.

use super::Variables;
use super::arguments::ParsedArgs;
use super::error::UsageError;
use super::options::Name;
use super::settings::Settings;
pub use crate::ci::LogFormat as Format;
use crate::ci::{self, System};

/// How much to log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// The verdict alone.
    Quiet,
    /// Each change.
    #[default]
    Normal,
    /// Each look.
    Verbose,
}

/// Where to tell, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputOptions {
    /// `--format`
    pub format: Format,
    /// `--quiet` and `--verbose`
    pub detail: Detail,
    /// `--json`: one, or several, which is an error that all of them are told.
    pub json: Vec<String>,
    /// `GITHUB_OUTPUT`
    pub github_output: Option<String>,
    /// `GITHUB_STEP_SUMMARY`
    pub github_summary: Option<String>,
    /// The files that this run or its CI system reads, by the option or variable
    /// that names each.
    pub files_in_use: Vec<(String, String)>,
}

impl OutputOptions {
    /// Leaves out a result file that would destroy what this run or the CI system
    /// reads: a result file is replaced.
    #[must_use]
    pub fn without_clashes(
        mut self,
        is_same: impl Fn(&str, &str) -> bool,
    ) -> (Self, Option<UsageError>) {
        let mut error = None;
        let files = &self.files_in_use;
        self.json.retain(|path| {
            let clash = files.iter().find(|(_, file)| is_same(path, file));
            let clash = clash.map(|(name, _)| UsageError::SameFile(name.clone()));
            let is_kept = clash.is_none();
            error = error.take().or(clash);
            is_kept
        });
        (self, error)
    }
}

/// Reads where to tell. Whatever is wrong with the options, there is a place
/// to say so.
#[must_use]
pub fn read(typed: &ParsedArgs, variables: &Variables) -> (OutputOptions, Option<UsageError>) {
    let settings = Settings::new(typed, variables);
    let set = |name: &str| variables.get(name).filter(|path| !path.is_empty()).cloned();
    let by_system = System::detect(variables).map_or(Format::Plain, |system| system.log);
    let format = format(settings, by_system);
    let detail = detail(settings);
    let json = settings.every(Name::Json);
    let error = format
        .clone()
        .err()
        .or(detail.clone().err())
        .or(json.clone().err());
    let telling = OutputOptions {
        format: format.unwrap_or(by_system),
        detail: detail.unwrap_or(Detail::Normal),
        json: json
            .unwrap_or_default()
            .into_iter()
            .map(plain_output)
            .collect(),
        github_output: set("GITHUB_OUTPUT"),
        github_summary: set("GITHUB_STEP_SUMMARY"),
        files_in_use: files_in_use(settings),
    };
    (telling, error)
}

fn files_in_use(settings: Settings<'_>) -> Vec<(String, String)> {
    let variables = settings.variables();
    let files = ci::SYSTEMS
        .iter()
        .flat_map(|system| system.own_files(variables));
    let files = files.map(|(name, path)| (name.to_owned(), path));
    let given = |name: Name| Some((name.flag(), settings.get(name).ok()??.value));
    let inputs = [Name::ApiKeyFile, Name::CaFile]
        .into_iter()
        .filter_map(given);
    files
        .chain(inputs)
        .filter(|(_, path)| !path.is_empty() && path != "-")
        .collect()
}

fn format(settings: Settings<'_>, by_system: Format) -> Result<Format, UsageError> {
    let Some(setting) = settings.get_unless(Name::Format, "auto")? else {
        return Ok(by_system);
    };
    let named = Format::ALL
        .into_iter()
        .find(|format| format.name() == setting.value);
    named.ok_or_else(|| {
        let all = Format::ALL.map(Format::name).join(", ");
        setting.unreadable("there is no such format", &format!("pass {all}, or auto"))
    })
}

fn detail(settings: Settings<'_>) -> Result<Detail, UsageError> {
    match (
        settings.switch(Name::Quiet)?,
        settings.switch(Name::Verbose)?,
    ) {
        (Some(quiet), Some(verbose)) => Err(UsageError::QuietAndVerbose(quiet, verbose)),
        (Some(_), None) => Ok(Detail::Quiet),
        (None, Some(_)) => Ok(Detail::Verbose),
        (None, None) => Ok(Detail::Normal),
    }
}

/// Standard output under its other name.
fn plain_output(path: String) -> String {
    if path == "/dev/stdout" {
        "-".to_owned()
    } else {
        path
    }
}
