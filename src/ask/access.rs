//! What is needed to be let in: the token, and private roots.

use super::arguments::Typed;
use super::error::UsageError;
use super::options::{Name, TOKEN_VARIABLES};
use super::settings::{Setting, Settings};
use super::{ReadFile, Variables};
use crate::northflank::access::{PrivateRoots, Token};

/// What is needed to be let in.
#[derive(Clone, Debug)]
pub struct Access {
    /// The token.
    pub token: Token,
    /// `--ca-file`
    pub roots: Option<PrivateRoots>,
}

/// Reads what is needed to be let in.
///
/// # Errors
///
/// What is wrong with it, without showing the token.
pub fn read(
    typed: &Typed,
    variables: &Variables,
    read_file: ReadFile<'_>,
) -> Result<Access, UsageError> {
    let settings = Settings::new(typed, variables);
    let roots = settings.get(Name::CaFile)?;
    let key = settings.get(Name::ApiKeyFile)?;
    let input = |setting: &&Setting| setting.value == "-";
    if let (Some(one), Some(other)) = (key.as_ref().filter(input), roots.as_ref().filter(input)) {
        return Err(UsageError::StandardInputTwice(one.given, other.given));
    }
    Ok(Access {
        token: token(settings, read_file)?,
        roots: roots
            .map(|setting| private_roots(&setting, read_file))
            .transpose()?,
    })
}

fn token(settings: Settings<'_>, read_file: ReadFile<'_>) -> Result<Token, UsageError> {
    let bad = |source: String| {
        move |why: &str| UsageError::BadToken {
            source,
            why: why.to_owned(),
        }
    };
    if let Some(setting) = settings.get(Name::ApiKeyFile)? {
        let content = read_file(&setting.value).map_err(|why| unusable(&setting, why))?;
        let source = format!("{} `{}`", setting.given, setting.value);
        let text =
            String::from_utf8(content).map_err(|_| bad(source.clone())("it is not UTF-8"))?;
        return Token::parse(&text).map_err(bad(source));
    }
    for variable in TOKEN_VARIABLES {
        if let Some(text) = settings
            .variables()
            .get(variable)
            .filter(|text| !text.is_empty())
        {
            return Token::parse(text).map_err(bad(variable.to_owned()));
        }
    }
    Err(UsageError::NoToken)
}

fn private_roots(setting: &Setting, read_file: ReadFile<'_>) -> Result<PrivateRoots, UsageError> {
    let content = read_file(&setting.value).map_err(|why| unusable(setting, why))?;
    PrivateRoots::parse(&content).map_err(|why| unusable(setting, why.to_owned()))
}

fn unusable(setting: &Setting, why: String) -> UsageError {
    UsageError::File {
        given: setting.given,
        path: setting.value.clone(),
        why,
    }
}
