//! `TeamCity`. What it knows of branches and pull requests stands in its file of
//! configuration parameters, which the file of build properties names. Where a
//! branch is a merge reference, the revision is a merge commit.

use super::run::is_merge_reference;
use super::{Checkout, CiRun, LogFormat, Marker, NoCommit, Sourced, System};
use crate::model::commit::Sha;

pub(super) const SYSTEM: System = System {
    name: "TeamCity",
    marker: Marker::IsSet("TEAMCITY_VERSION"),
    log: LogFormat::TeamCity,
    checkout,
    own_files: &[(PROPERTIES, "")],
    commit,
    branch,
    pull_request,
    ..System::BASE
};

/// It is true on a personal build, and else not there.
const PERSONAL: &str = "BUILD_IS_PERSONAL";
/// The revision of the build; behind it, in other variables, that of each VCS root.
const NUMBER: &str = "BUILD_VCS_NUMBER";
const PROPERTIES: &str = "TEAMCITY_BUILD_PROPERTIES_FILE";
/// The full reference that each VCS root was checked out from.
const REFERENCE: &str = "teamcity.build.vcs.branch.";

fn commit(run: &CiRun<'_>) -> Result<Sourced<Sha>, NoCommit> {
    if run.is_true(PERSONAL) {
        return Err("a personal build may hold changes that are in no commit".into());
    }
    if let Some(reference) = references(&parameters(run)?).find(|name| is_merge_reference(name)) {
        return Err(format!("the build is of {reference}").into());
    }
    let numbers = run.beginning_with(NUMBER);
    match numbers.as_slice() {
        [] => run.commit_in(NUMBER),
        [only] => run.commit_in(only),
        [NUMBER, roots @ ..] if !roots.iter().any(|root| run.differ(NUMBER, root)) => {
            run.commit_in(NUMBER)
        }
        several => {
            let what = if several.contains(&NUMBER) {
                "these variables name different revisions"
            } else {
                "the build has several VCS roots"
            };
            let why = format!("{what}: {}", several.join(", "));
            let option = "--sha SHA, of the root that Northflank builds";
            let sha_option = Some(option.to_owned());
            Err(NoCommit { why, sha_option })
        }
    }
}

fn checkout(run: &CiRun<'_>) -> Checkout {
    match parameters(run) {
        Ok(_) if run.is_true(PERSONAL) => Checkout::UNKNOWN,
        Ok(parameters) => Checkout::of(references(&parameters).any(is_merge_reference)),
        Err(_) => Checkout::UNKNOWN,
    }
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    let parameters = parameters(run).ok()?;
    let of_request = "teamcity.pullRequest.source.branch";
    if let Some(value) = value(&parameters, of_request) {
        return Some(Sourced::new(value.to_owned(), of_request));
    }
    let mut branches = references(&parameters).filter_map(|name| name.strip_prefix("refs/heads/"));
    match (branches.next(), branches.next()) {
        (Some(one), None) => Some(Sourced::new(one.to_owned(), &format!("{REFERENCE}*"))),
        (Some(_), Some(_)) | (None, _) => None,
    }
}

fn pull_request(run: &CiRun<'_>) -> Option<Sourced<u64>> {
    let source = "teamcity.pullRequest.number";
    let parameters = parameters(run).ok()?;
    super::run::number(value(&parameters, source)?, source)
}

/// The configuration parameters; none where no variable names the file.
fn parameters(run: &CiRun<'_>) -> Result<Vec<(String, String)>, String> {
    let build = properties(&run.file(PROPERTIES)?.unwrap_or_default());
    let Some(path) = value(&build, "teamcity.configuration.properties.file") else {
        return Ok(Vec::new());
    };
    let content = run.read(path).map_err(|why| {
        format!("the configuration parameters of {PROPERTIES} cannot be read: {why}")
    })?;
    Ok(properties(&content))
}

fn value<'a>(properties: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    let mut found = properties.iter().filter(|(name, _)| name == wanted);
    let (_, value) = found.next_back()?;
    (!value.is_empty()).then_some(value)
}

fn references(properties: &[(String, String)]) -> impl Iterator<Item = &str> {
    properties
        .iter()
        .filter(|(name, _)| name.starts_with(REFERENCE))
        .map(|(_, value)| value.as_str())
}

/// Java's properties, a line each. The names that are looked for hold nothing
/// that is escaped.
fn properties(content: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(content);
    let lines = text.lines().filter_map(|line| line.split_once(['=', ':']));
    lines
        .map(|(name, value)| (name.trim().to_owned(), unescaped(value.trim_start())))
        .collect()
}

/// A backslash takes its meaning from the character that follows.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let character = match (character, characters.as_str().chars().next()) {
            ('\\', Some('u')) => {
                let code: String = characters.by_ref().skip(1).take(4).collect();
                let code = u32::from_str_radix(&code, 16).ok();
                code.and_then(char::from_u32).unwrap_or('\u{fffd}')
            }
            ('\\', Some(escaped)) => {
                characters.next();
                escaped
            }
            (character, _) => character,
        };
        plain.push(character);
    }
    plain
}
