//! The targets, and which of their builds decides.

use super::credentials::known_tokens;
use super::error::UsageError;
use super::options::OptionName;
use super::provenance::Source;
use super::redact::is_web_token;
use super::settings::{Setting, Settings};
use crate::ci::{CiRun, NoCommit, Sourced};
use crate::gate::criteria::Selector;
use crate::model::build::{Target, TargetKind};
use crate::model::commit::{Sha, ShaPrefix};
use crate::northflank::token::Token;

pub(super) fn targets(settings: Settings<'_>) -> Result<Vec<Target>, UsageError> {
    let mut targets = Vec::new();
    let lists = [
        (OptionName::JobId, TargetKind::Job),
        (OptionName::ServiceId, TargetKind::Service),
    ];
    for (name, kind) in lists {
        for setting in settings.list(name)? {
            let id = id(&setting, settings)?;
            let target = Target { kind, id };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    if targets.is_empty() {
        let why = settings.why_unset(&lists.map(|(name, _)| name));
        return Err(UsageError::no_target(settings.is_action, why));
    }
    Ok(targets)
}

/// Far longer than any id that was seen, and short enough for a URL.
const MAX_ID: usize = 1024;

pub(super) fn id(setting: &Setting, settings: Settings<'_>) -> Result<String, UsageError> {
    let id = &setting.value;
    let mut tokens = known_tokens(settings.variables());
    if is_web_token(id) || tokens.any(|token| Token::parse(id) == Ok(token)) {
        let hint = "are two variables swapped? pass the id as Northflank's address bar shows it";
        return Err(setting.unreadable("it looks like an API token", hint));
    }
    let is_space = |character: char| character.is_whitespace() || character.is_control();
    if id.contains(is_space) {
        let why = "an id holds neither white space nor a control character";
        return Err(setting.unreadable(why, "pass the id, not the name"));
    }
    // What ends a part of a path, and what a template or a shell left behind.
    let is_foreign = |byte: u8| byte.is_ascii_punctuation() && !b"-_.~".contains(&byte);
    if id.bytes().any(is_foreign) {
        let why = "no id holds such a character";
        return Err(setting.unreadable(why, "pass the id as Northflank's address bar shows it"));
    }
    if id.len() > MAX_ID {
        return Err(setting.unreadable("no id is so long", "pass the id, not the name"));
    }
    if id.bytes().all(|byte| byte == b'.') {
        return Err(setting.unreadable("dots alone are no id", "pass the id, not the name"));
    }
    Ok(id.clone())
}

/// Exactly one of `--sha`, `--build-id` and `--latest` decides.
pub(super) fn read(
    settings: Settings<'_>,
    ci_run: Option<&CiRun<'_>>,
    targets: &[Target],
) -> Result<(Selector, String), UsageError> {
    let sha = settings.required(OptionName::Sha)?;
    let (typed_auto, sha) = match (sha.value.as_str(), sha.provenance.source) {
        ("auto", Source::Flag) => (Some(sha.provenance), None),
        ("auto", Source::Variable(_) | Source::Input | Source::Default) => (None, None),
        _ => (None, Some(sha)),
    };
    let build = settings.get_unless_default(OptionName::BuildId)?;
    let latest = settings.switch(OptionName::Latest)?;
    let provenance = |setting: &Setting| setting.provenance;
    let given = [
        sha.as_ref().map(provenance),
        build.as_ref().map(provenance),
        latest,
    ];
    let mut given = given.into_iter().flatten();
    let first = given.next();
    // A flag beats a variable, also where it says the default.
    let is_by_variable = first.is_some_and(|first| first.source != Source::Flag);
    let second = given.next().or(typed_auto.filter(|_| is_by_variable));
    if let (Some(one), Some(other)) = (first, second) {
        return Err(UsageError::selectors(one, other));
    }
    if let Some(build) = build {
        if targets.len() > 1 {
            return Err(UsageError::build_of_several(build.provenance));
        }
        return Ok((
            Selector::Build(id(&build, settings)?),
            build.provenance.short(),
        ));
    }
    if let Some(latest) = latest {
        if settings
            .get_unless_default(OptionName::NotBefore)?
            .is_none()
        {
            return Err(UsageError::latest_of_all(latest));
        }
        return Ok((Selector::Latest, latest.short()));
    }
    if let Some(sha) = sha {
        return commit(&sha, ci_run);
    }
    let found =
        commit_of(ci_run).map_err(|none| UsageError::no_commit(&none, settings.is_action))?;
    Ok((Selector::Commit(found.value), found.source))
}

fn commit_of(ci_run: Option<&CiRun<'_>>) -> Result<Sourced<Sha>, NoCommit> {
    match ci_run {
        Some(run) => run.commit(),
        None => Err("not running in a CI system that the gate knows".into()),
    }
}

/// A full commit, or a prefix, which stands for the CI run's own commit if it
/// begins that.
fn commit(setting: &Setting, ci_run: Option<&CiRun<'_>>) -> Result<(Selector, String), UsageError> {
    let hint = "pass the 40 digits of the commit, or auto";
    if setting.value.len() >= 7 && setting.value.bytes().all(|digit| digit == b'0') {
        let why = "zeros stand for no commit, such as that of a deleted branch";
        return Err(setting.unreadable(why, hint));
    }
    let own = setting.provenance.short();
    if let Some(sha) = Sha::parse(&setting.value) {
        return Ok((Selector::Commit(sha), own));
    }
    let prefix = ShaPrefix::parse(&setting.value).ok_or_else(|| {
        let why = "a commit is 40 hexadecimal digits, or at least the first 7";
        setting.unreadable(why, hint)
    })?;
    match commit_of(ci_run) {
        Ok(found) if prefix.begins(&found.value) => {
            let source = format!("{own}, the commit of {}", found.source);
            Ok((Selector::Commit(found.value), source))
        }
        Ok(_) | Err(_) => Ok((Selector::Prefix(prefix), own)),
    }
}
