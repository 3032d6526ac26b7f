//! What is needed to be let in: the token, and private roots.

use super::error::{UsageError, shown};
use super::options::{Name, TOKEN_VARIABLES};
use super::settings::{Setting, Settings};
use super::{ReadFile, Variables};
use crate::northflank::access::{ApiHost, PrivateRoots, Proxy, Token};

/// What is needed to be let in.
#[derive(Clone, Debug)]
pub struct Access {
    /// The token.
    pub token: Token,
    /// `--ca-file`
    pub roots: Option<PrivateRoots>,
    /// The proxy of the usual variables.
    pub proxy: Option<Proxy>,
}

/// The variables of a proxy for https, the first that is set. `HTTP_PROXY` is
/// not among them: it is for addresses that are not asked.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Reads what is needed to be let in.
///
/// # Errors
///
/// What is wrong with it, without showing the token.
pub fn read(
    settings: Settings<'_>,
    host: &ApiHost,
    read_file: ReadFile<'_>,
) -> Result<Access, UsageError> {
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
        proxy: proxy(settings.variables(), host)?,
    })
}

/// The token that the variables hold, if it is one: known early, so that no
/// error shows it.
#[must_use]
pub fn known_token(variables: &Variables) -> Option<Token> {
    let mut texts = TOKEN_VARIABLES
        .iter()
        .filter_map(|name| variables.get(*name));
    texts.find_map(|text| Token::parse(text).ok())
}

/// A token stays on this machine without a proxy; and one that cannot be used
/// must not be passed by.
fn proxy(variables: &Variables, host: &ApiHost) -> Result<Option<Proxy>, UsageError> {
    let first_set = |names: &[&'static str]| {
        let mut values = names.iter().map(|&name| (name, variables.get(name)));
        values.find_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
    };
    let is_left_out = first_set(&NO_PROXY_VARIABLES).is_some_and(|(_, list)| host.is_in(list));
    match first_set(&PROXY_VARIABLES) {
        Some((variable, address)) if !host.is_loopback() && !is_left_out => Proxy::parse(address)
            .map(Some)
            .map_err(|why| UsageError::BadProxy { variable, why }),
        Some(_) | None => Ok(None),
    }
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
        let source = format!("{} `{}`", setting.given, shown(&setting.value));
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
