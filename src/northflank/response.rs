//! Tells a builds list from a fault that may pass and from a refusal that
//! will not, with what to do about it.

use std::time::Duration;

use super::buffer::Bytes;
use super::certificate::{self, CertificateProblem};
use super::headers::Headers;
use super::lenient::{self, Lenient};
use super::page_text;
use super::phase::Phase;
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
    /// None: what happened instead, and in which phase.
    Stopped {
        /// How far the request came.
        phase: Phase,
        /// What happened.
        what: String,
    },
    /// The proxy opens no connection to the API host.
    ProxyRefused {
        /// Its host and port.
        proxy: String,
        /// The status that it answered CONNECT with.
        status: u16,
    },
    /// The other end has a certificate that does not verify.
    Untrusted(CertificateProblem),
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
    Complete(Bytes),
    /// It could not be read to its end: why.
    Truncated(String),
}

/// Reads a reply about a target of this kind.
///
/// # Errors
///
/// The fault or the refusal that it is instead of a page.
pub fn read(reply: Reply, kind: TargetKind) -> Result<(Page, Headers), Box<PollError>> {
    let error = match reply {
        Reply::Response(response) if response.status == 200 => return page(response),
        Reply::Response(response) => rejection(&response, kind),
        Reply::NoResponse(what) => PollError::Transient(no_response(what, None)),
        Reply::Stopped { phase, what } => PollError::Transient(no_response(what, phase.hint())),
        Reply::Untrusted(problem) => PollError::Permanent(certificate::refusal(&problem)),
        Reply::ProxyRefused { proxy, status } => PollError::Permanent(Refusal {
            cause: format!("the proxy {proxy} answered {status} to CONNECT"),
            hint: proxy_hint(status).to_owned(),
        }),
    };
    Err(Box::new(error))
}

fn page(response: Response) -> Result<(Page, Headers), Box<PollError>> {
    let headers = response.headers;
    let transient = |fault| Box::new(PollError::Transient(fault));
    let mut body = match response.body {
        Body::Complete(body) => body,
        Body::Truncated(why) => return Err(transient(fault(why, &headers, None))),
    };
    let retry_after = headers.retry_after();
    if page_text::is_page(&body.bytes) {
        return Err(transient(Fault {
            hint: Some(IN_BETWEEN),
            ..fault(not_the_api(200, &body.bytes), &headers, retry_after)
        }));
    }
    let Some(page) = wire::parse(&mut body.bytes) else {
        let what = "the API answered 200 with no builds list".to_owned();
        return Err(transient(fault(what, &headers, retry_after)));
    };
    Ok((page, headers))
}

/// What to do about an answer that is not the API's.
const IN_BETWEEN: &str =
    "check --api-host, and the proxies and firewalls between this machine and the API";

/// That a page came in the place of the API's answer, and what it says.
fn not_the_api(status: u16, page: &[u8]) -> String {
    let says = page_text::line(page).map_or(String::new(), |line| format!(": \"{line}\""));
    format!("something in front of the API answered {status}{says}")
}

/// The body of an answer, where it is a page and nothing of the API.
fn foreign_page(response: &Response) -> Option<&[u8]> {
    match &response.body {
        Body::Complete(body) if page_text::is_page(&body.bytes) => Some(&body.bytes),
        Body::Complete(_) | Body::Truncated(_) => None,
    }
}

fn rejection(response: &Response, kind: TargetKind) -> PollError {
    let headers = &response.headers;
    let exhausted = headers.is_exhausted();
    let transient = match response.status {
        // Any other success has no list, whatever its body says.
        201..=299 | 408 | 425 | 429 | 500.. => true,
        403 => headers.retry_after.is_some() || exhausted,
        _ => false,
    };
    if !transient {
        return PollError::Permanent(refusal(response, kind));
    }
    let until_reset = if exhausted { headers.reset() } else { None };
    let patience = headers.retry_after().or(until_reset);
    let page = foreign_page(response);
    let what = match (response.status, page) {
        (status, Some(page)) => not_the_api(status, page),
        (status @ (403 | 429), None) => format!("the API answered {status} (rate limit)"),
        (status, None) => format!("the API answered {status}"),
    };
    PollError::Transient(Fault {
        hint: page.map(|_| IN_BETWEEN),
        ..fault(what, headers, patience)
    })
}

fn no_response(what: String, hint: Option<&'static str>) -> Fault {
    Fault {
        what,
        answered: false,
        hint,
        retry_after: None,
        quota: None,
        partial: Box::default(),
    }
}

fn fault(what: String, headers: &Headers, retry_after: Option<Duration>) -> Fault {
    Fault {
        what,
        answered: true,
        hint: None,
        retry_after,
        quota: headers.quota(),
        partial: Box::default(),
    }
}

const fn proxy_hint(status: u16) -> &'static str {
    match status {
        407 => "the proxy wants credentials: put them into HTTPS_PROXY",
        _ => "let the proxy pass CONNECT to the API host, or name the API host in NO_PROXY",
    }
}

fn refusal(response: &Response, kind: TargetKind) -> Refusal {
    let location = response.headers.location.as_deref();
    let mut cause = response.status.to_string();
    if is_redirect(response.status) {
        if let Some(location) = location {
            cause = format!("{cause}, a redirect to {location}");
        }
    } else if let Some(page) = foreign_page(response) {
        return Refusal {
            cause: not_the_api(response.status, page),
            hint: IN_BETWEEN.to_owned(),
        };
    }
    let said = match &response.body {
        Body::Complete(body) => what_it_says(&body.bytes),
        Body::Truncated(_) => ErrorBody::default(),
    };
    let is_the_api = said.message.is_some() || said.id.is_some();
    if let Some(message) = said.message {
        cause = format!("{cause} {message}");
    }
    if let Some(id) = said.id {
        cause = format!("{cause} (error id {id})");
    }
    Refusal {
        cause,
        hint: hint(response.status, is_the_api, kind),
    }
}

/// Of the statuses that begin so, 304 is about a copy that nobody has.
const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=303 | 305..=399)
}

/// What to do, by the status. The permission is the one that the API's
/// documentation gives for listing builds; whether it is missing is for the API
/// itself to say.
fn hint(status: u16, is_the_api: bool, kind: TargetKind) -> String {
    let (things, id_option) = match kind {
        TargetKind::Job => ("Jobs", "--job-id"),
        TargetKind::Service => ("Services", "--service-id"),
    };
    match status {
        304 => {
            "a cache answered, of what it was not asked: let it leave out the API host".to_owned()
        }
        300..=399 => {
            "the token goes to no other host: pass the API's own address as --api-host".to_owned()
        }
        401 => "pass a valid token: NORTHFLANK_API_TOKEN, or northflank-api-key in the action"
            .to_owned(),
        403 if is_the_api => format!("give the token's role Project > {things} > General > Read"),
        403 => IN_BETWEEN.to_owned(),
        404 => format!(
            "check --project-id and {id_option}; an organisation token also needs --team-id"
        ),
        407 => proxy_hint(status).to_owned(),
        _ => format!("check --project-id, {id_option}, --team-id and --api-host"),
    }
}

/// Where what an error body says is cut.
const MAX_SAID: usize = 1024;

/// What an error body says, by any of the forms that were seen: the documented
/// `{"error": {"message", "id"}}`, an `error` that is a string, a top-level
/// `message`. Gateways answer HTML: see [`page_text`].
#[derive(Debug, Default)]
struct ErrorBody {
    message: Option<String>,
    id: Option<String>,
}

fn what_it_says(body: &[u8]) -> ErrorBody {
    let mut body = body.to_vec();
    let Some(document) = lenient::document(&mut body) else {
        return ErrorBody::default();
    };
    let Field::Present([error, message]) = Lenient::of(document).object(["error", "message"])
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
