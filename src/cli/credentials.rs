//! The token, with the proxy and the private roots by which it reaches the API.

use super::error::UsageError;
use super::inputs;
use super::options::{OptionName, TOKEN_VARIABLES};
use super::placeholder;
use super::redact::without_secrets;
use super::settings::{Setting, Settings, set_but_empty};
use super::{ReadFile, Variables};
use crate::ci::System;
use crate::northflank::access::{ApiHost, PrivateRoots, Proxy};
use crate::northflank::token::Token;

/// What is needed to be let in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The token.
    pub token: Token,
    /// `--ca-file`
    pub roots: Option<PrivateRoots>,
    /// The proxy of the usual variables.
    pub proxy: Option<Proxy>,
}

/// The variables of a proxy for https, the first that is set. `HTTP_PROXY` is
/// not among them: the gate speaks http to loopback alone, without a proxy.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Reads the credentials, with what is worth a warning.
///
/// # Errors
///
/// What is wrong with it, without showing the token.
pub fn read(
    settings: Settings<'_>,
    host: &ApiHost,
    read_file: ReadFile<'_>,
) -> Result<(Credentials, Vec<String>), UsageError> {
    let roots = settings.get(OptionName::CaFile)?;
    let key = settings.get(OptionName::ApiKeyFile)?;
    let input = |setting: &&Setting| setting.value == "-";
    if let (Some(one), Some(other)) = (key.as_ref().filter(input), roots.as_ref().filter(input)) {
        return Err(UsageError::standard_input_twice(
            one.provenance,
            other.provenance,
        ));
    }
    let token = token(settings, read_file)?;
    let mut warnings = Vec::new();
    let roots = match roots {
        None => None,
        Some(setting) => match private_roots(&setting, read_file) {
            Ok(roots) => Some(roots),
            // The file may be one that only the other programs have.
            Err(error) if setting.provenance.is_shared_variable() => {
                warnings.push(format!(
                    "{}: {}; the built-in roots alone are trusted",
                    error.what,
                    error.cause.unwrap_or_default()
                ));
                None
            }
            Err(error) => return Err(error),
        },
    };
    let credentials = Credentials {
        token,
        roots,
        proxy: proxy(settings.variables(), host)?.map(|(_, proxy)| proxy),
    };
    Ok((credentials, warnings))
}

/// The token that the variables hold, known early, so that no error shows it.
#[must_use]
pub fn known_token(variables: &Variables) -> Option<Token> {
    known_tokens(variables).next()
}

/// The tokens that the variables hold, the one that counts first.
pub(super) fn known_tokens(variables: &Variables) -> impl Iterator<Item = Token> + '_ {
    let texts = TOKEN_VARIABLES
        .iter()
        .filter_map(|name| variables.get(*name));
    // A token in quotes, behind its name or behind Bearer is refused, and must not be shown
    // either.
    texts.filter_map(|text| {
        let text = text.split_whitespace().next_back()?;
        let value = placeholder::assigned(text).unwrap_or(text);
        parse_token(value.trim_matches(['"', '\'', '`'])).ok()
    })
}

/// The proxy on the way to this host, with the variable that names it. Loopback is never
/// proxied.
///
/// # Errors
///
/// [`UsageError::bad_proxy`]: an unusable proxy is never ignored.
pub fn proxy(
    variables: &Variables,
    host: &ApiHost,
) -> Result<Option<(&'static str, Proxy)>, UsageError> {
    let no_proxy = first_not_blank(variables, &NO_PROXY_VARIABLES);
    let is_left_out = no_proxy.is_some_and(|(_, list)| host.is_in(list));
    match first_not_blank(variables, &PROXY_VARIABLES) {
        Some((variable, address)) if !host.is_loopback() && !is_left_out => Proxy::parse(address)
            .map(|proxy| Some((variable, proxy)))
            .map_err(|why| UsageError::bad_proxy(variable, why)),
        Some(_) | None => Ok(None),
    }
}

/// Where the token is read from. It has no debug form, which would show the token.
pub enum TokenSource<'a> {
    /// The file of `--api-key-file`.
    File(Setting),
    /// A variable: its name and its value.
    Variable(&'static str, &'a str),
}

impl TokenSource<'_> {
    /// What it is called in messages, where the action started the gate or not.
    #[must_use]
    pub fn name(&self, is_action: bool) -> String {
        match self {
            Self::File(setting) => {
                let path = without_secrets(&setting.value);
                format!("{} `{path}`", setting.provenance)
            }
            Self::Variable(..) if is_action => inputs::TOKEN.to_owned(),
            Self::Variable(name, _) => (*name).to_owned(),
        }
    }
}

/// Where the token would be read from; `None` if there is none.
///
/// # Errors
///
/// [`UsageError::empty`], [`UsageError::not_replaced`], about `--api-key-file`.
pub fn token_source(settings: Settings<'_>) -> Result<Option<TokenSource<'_>>, UsageError> {
    if let Some(setting) = settings.get(OptionName::ApiKeyFile)? {
        return Ok(Some(TokenSource::File(setting)));
    }
    let set = first_not_blank(settings.variables(), &TOKEN_VARIABLES);
    Ok(set.map(|(name, text)| TokenSource::Variable(name, text)))
}

/// The first of these variables that is set, with its value. White space alone counts as
/// empty.
fn first_not_blank<'a>(
    variables: &'a Variables,
    names: &[&'static str],
) -> Option<(&'static str, &'a str)> {
    let mut values = names
        .iter()
        .filter_map(|&name| Some((name, variables.get(name)?.trim())));
    values.find(|(_, value)| !value.is_empty())
}

fn token(settings: Settings<'_>, read_file: ReadFile<'_>) -> Result<Token, UsageError> {
    let Some(source) = token_source(settings)? else {
        let why = why_no_token(settings);
        return Err(UsageError::no_token(settings.is_action, why));
    };
    let token = match &source {
        TokenSource::File(setting) => {
            let content = content_of(setting, read_file)?;
            let text = str::from_utf8(&content).map_err(|_| "it is not UTF-8");
            text.and_then(parse_token)
        }
        TokenSource::Variable(_, text) => parse_token(text),
    };
    token.map_err(|why| UsageError::bad_token(&source.name(settings.is_action), why))
}

/// Reads a token as somebody handed it over.
fn parse_token(text: &str) -> Result<Token, &'static str> {
    // Editors put a byte order mark before a text, too.
    let is_around = |character: char| character.is_whitespace() || character == '\u{feff}';
    let text = text.trim_matches(is_around);
    placeholder::of_token(text).map_or_else(|| Token::parse(text), Err)
}

/// Why there may be no token: a variable with another name holds it, its own is empty,
/// or the CI system keeps secrets from this run.
fn why_no_token(settings: Settings<'_>) -> Option<String> {
    let variables = settings.variables();
    let is_near = |name: &str| {
        let of_file = OptionName::ApiKeyFile.row().variables;
        let is_read = TOKEN_VARIABLES
            .iter()
            .chain(of_file)
            .any(|read| *read == name);
        let name = name.to_ascii_uppercase();
        let is_ours = name.starts_with("NORTHFLANK") || name.starts_with("NF_");
        is_ours && !is_read && (name.contains("TOKEN") || name.contains("KEY"))
    };
    let is_near_and_set =
        |(name, value): &(&String, &String)| is_near(name) && !value.trim().is_empty();
    if let Some((name, _)) = variables.iter().find(is_near_and_set) {
        return Some(format!("{name} is set, but is not read"));
    }
    let secrets = System::detect(variables).map(|system| system.secrets);
    if settings.is_action {
        let question = secrets.unwrap_or("is the secret defined?");
        return Some(format!("it is empty or not given: {question}"));
    }
    set_but_empty(variables, TOKEN_VARIABLES, secrets).or_else(|| secrets.map(str::to_owned))
}

fn private_roots(setting: &Setting, read_file: ReadFile<'_>) -> Result<PrivateRoots, UsageError> {
    let hint = "pass a PEM file, with a block from -----BEGIN CERTIFICATE----- on for each root; \
         to convert DER: openssl x509 -inform der -in FILE -out FILE.pem";
    let content = content_of(setting, read_file)?;
    PrivateRoots::parse(&content)
        .map_err(|why| UsageError::file(setting.provenance, &setting.value, why, hint))
}

fn content_of(setting: &Setting, read_file: ReadFile<'_>) -> Result<Vec<u8>, UsageError> {
    let hint = match setting.value.as_str() {
        "-" => "pass the content alone, and close standard input behind it",
        _ => "check the path and its permissions, or what writes to it where it is a pipe",
    };
    read_file(&setting.value)
        .map_err(|why| UsageError::file(setting.provenance, &setting.value, &why, hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_a_token_goes() {
        let token = Token::parse("nf-secret");
        for text in [
            "nf-secret",
            "nf-secret\r\n",
            " nf-secret \n\n",
            "\u{feff}nf-secret\n",
        ] {
            assert_eq!(parse_token(text), token, "{text:?}");
        }
        assert_eq!(parse_token("\n"), Err("it is empty"));
        let quoted = placeholder::of_token("\"a b\"").unwrap();
        assert_eq!(parse_token(" \"a b\"\n"), Err(quoted));
    }
}
