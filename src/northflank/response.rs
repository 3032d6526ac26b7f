//! Tells a builds list from a fault that may pass and from a refusal that
//! will not, with what to do about it.

use std::time::Duration;

use super::headers::Headers;
use super::lenient::{self, Lenient};
use super::wire::{self, Page};
use crate::gate::listing::{Fault, PollError, Refusal};
use crate::model::build::{Field, TargetKind};

/// What came back for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An HTTP answer.
    Response(Response),
    /// None: what happened instead.
    NoResponse(String),
    /// The other end has a certificate that does not verify.
    Untrusted(CertificateProblem),
}

/// Why a certificate does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// No root that is trusted has issued it.
    UnknownIssuer,
    /// Anything else, in words.
    Other(String),
}

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in use.
    pub headers: Headers,
    /// The body.
    pub body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// All of it.
    Complete(Vec<u8>),
    /// It could not be read to its end: why.
    Truncated(String),
}

/// Reads a reply about a target of this kind.
///
/// # Errors
///
/// The fault or the refusal that it is instead of a page.
pub fn read(reply: Reply, kind: TargetKind) -> Result<(Page, Headers), Box<PollError>> {
    let answer = match reply {
        Reply::Response(answer) => answer,
        Reply::NoResponse(what) => return Err(Box::new(PollError::Transient(unanswered(what)))),
        Reply::Untrusted(why) => return Err(Box::new(PollError::Permanent(distrust(&why)))),
    };
    if answer.status != 200 {
        return Err(Box::new(rejection(&answer, kind)));
    }
    let body = match answer.body {
        Body::Complete(body) => body,
        Body::Truncated(why) => {
            return Err(Box::new(PollError::Transient(fault(
                why,
                &answer.headers,
                None,
            ))));
        }
    };
    let Some(page) = wire::parse(body) else {
        let what = "the API answered 200 with no builds list".to_owned();
        let retry_after = answer.headers.retry_after();
        let fault = fault(what, &answer.headers, retry_after);
        return Err(Box::new(PollError::Transient(fault)));
    };
    Ok((page, answer.headers))
}

fn rejection(answer: &Response, kind: TargetKind) -> PollError {
    let headers = &answer.headers;
    let exhausted = headers.is_exhausted();
    let transient = match answer.status {
        // Any other success has no list, whatever its body says.
        201..=299 | 408 | 425 | 429 | 500.. => true,
        403 => headers.retry_after.is_some() || exhausted,
        _ => false,
    };
    if !transient {
        return PollError::Permanent(refusal(answer, kind));
    }
    let until_reset = if exhausted { headers.reset() } else { None };
    let patience = headers.retry_after().or(until_reset);
    let what = match answer.status {
        403 | 429 => format!("the API answered {} (rate limit)", answer.status),
        status => format!("the API answered {status}"),
    };
    PollError::Transient(fault(what, headers, patience))
}

fn unanswered(what: String) -> Fault {
    Fault {
        what,
        answered: false,
        retry_after: None,
        quota: None,
        partial: Box::default(),
    }
}

fn fault(what: String, headers: &Headers, retry_after: Option<Duration>) -> Fault {
    Fault {
        what,
        answered: true,
        retry_after,
        quota: headers.quota(),
        partial: Box::default(),
    }
}

fn distrust(why: &CertificateProblem) -> Refusal {
    let (why, hint) = match why {
        CertificateProblem::UnknownIssuer => (
            "its issuer is not known",
            "check --api-host; for a private root, pass its PEM file as --ca-file",
        ),
        CertificateProblem::Other(why) => (why.as_str(), "check --api-host, and who answers there"),
    };
    Refusal {
        cause: format!("the certificate of the API host does not verify: {why}"),
        hint: hint.to_owned(),
    }
}

fn refusal(answer: &Response, kind: TargetKind) -> Refusal {
    let mut cause = answer.status.to_string();
    if let Some(location) = answer
        .headers
        .location
        .as_deref()
        .filter(|_| is_redirect(answer))
    {
        cause = format!("{cause}, a redirect to {location}");
    }
    let said = match &answer.body {
        Body::Complete(body) => what_it_says(body),
        Body::Truncated(_) => ErrorBody::default(),
    };
    if let Some(message) = said.message {
        cause = format!("{cause} {message}");
    }
    if let Some(id) = said.id {
        cause = format!("{cause} (error id {id})");
    }
    Refusal {
        cause,
        hint: hint(answer, kind),
    }
}

const fn is_redirect(answer: &Response) -> bool {
    matches!(answer.status, 300..=399)
}

/// What to do, by the status. The permission is the one that the API's
/// documentation gives for listing builds.
fn hint(answer: &Response, kind: TargetKind) -> String {
    let (things, id_option) = match kind {
        TargetKind::Job => ("Jobs", "--job-id"),
        TargetKind::Service => ("Services", "--service-id"),
    };
    match answer.status {
        300..=399 => {
            "the token goes to no other host: pass the API's own address as --api-host".to_owned()
        }
        401 => "pass a valid token: NORTHFLANK_API_TOKEN, or northflank-api-key in the action"
            .to_owned(),
        403 => format!("give the token's role Project > {things} > General > Read"),
        404 => format!(
            "check --project-id and {id_option}; an organisation token also needs --team-id"
        ),
        407 => "the proxy wants credentials: put them into HTTPS_PROXY".to_owned(),
        _ => format!("check --project-id, {id_option}, --team-id and --api-host"),
    }
}

/// Where what an error body says is cut.
const MAX_SAID: usize = 1024;

/// What an error body says, by any of the forms that were seen: the documented
/// `{"error": {"message", "id"}}`, an `error` that is a string, a top-level
/// `message`. Gateways answer HTML, of which nothing is shown.
#[derive(Debug, Default)]
struct ErrorBody {
    message: Option<String>,
    id: Option<String>,
}

fn what_it_says(body: &[u8]) -> ErrorBody {
    let Some(document) = lenient::document(body.to_vec()) else {
        return ErrorBody::default();
    };
    let Field::Present([error, message]) = Lenient::of(&document).object(["error", "message"])
    else {
        return ErrorBody::default();
    };
    let said = |value: Lenient<'_>| {
        let text = value.shown_text(MAX_SAID).present();
        text.filter(|text| !text.is_empty())
    };
    if let Some(text) = said(error) {
        return ErrorBody {
            message: Some(text),
            id: None,
        };
    }
    let [own, id] = error
        .object(["message", "id"])
        .present()
        .unwrap_or_default();
    ErrorBody {
        message: said(own).or_else(|| said(message)),
        id: said(id),
    }
}

#[cfg(test)]
mod tests;
