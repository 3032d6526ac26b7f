//! Tells a body that was asked for from a fault that may pass and from a refusal
//! that will not, with what to do about it.

use super::buffer::Bytes;
use super::headers::Headers;
use super::lenient::{self, Lenient};
use super::page_text;
use crate::gate::listing::{Fault, PollError, Refusal};
use crate::model::build::TargetKind;

/// What came back for one request: an HTTP answer, or why there is none.
pub type Reply = Result<Response, PollError>;

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in use.
    pub headers: Headers,
    /// The body, or why it could not be read to its end.
    pub body: Result<Bytes, String>,
}

/// Why a reply has no body that the API was asked for.
pub(super) enum NoBody {
    /// The API gave no answer, or not all of one.
    Unanswered(PollError),
    /// The API answered with another status than 200.
    Rejected(Box<Rejection>),
}

/// An answer of the API with another status than 200.
pub(super) struct Rejection {
    status: u16,
    headers: Headers,
    /// What the error body says.
    pub(super) message: Option<String>,
    /// The error id in it.
    id: Option<String>,
}

/// The body that the API was asked for, whatever it holds.
pub(super) fn body_of(reply: Reply) -> Result<(Bytes, Headers), NoBody> {
    let Response {
        status,
        headers,
        body,
    } = reply.map_err(NoBody::Unanswered)?;
    let [message, id] = match body {
        Ok(body) if page_text::is_page(&body.bytes) && !is_redirect(status) => {
            return Err(NoBody::Unanswered(foreign(status, &headers, &body.bytes)));
        }
        Ok(body) if status == 200 => return Ok((body, headers)),
        Err(why) if status == 200 => {
            return Err(NoBody::Unanswered(PollError::Transient(Fault {
                retry_after: None,
                ..fault(status, why, &headers)
            })));
        }
        Ok(mut body) => what_it_says(&mut body.bytes),
        Err(_) => [None, None],
    };
    Err(NoBody::Rejected(Box::new(Rejection {
        status,
        headers,
        message,
        id,
    })))
}

/// What to do about an answer that is not the API's.
const IN_BETWEEN: &str =
    "check --api-host, and the proxies and firewalls between this machine and the API";

/// A page that came in the place of the API's answer.
fn foreign(status: u16, headers: &Headers, page: &[u8]) -> PollError {
    let says = page_text::line(page).map_or(String::new(), |line| format!(": \"{line}\""));
    let what = format!("something in front of the API answered {status}{says}");
    if passes(status, headers) {
        PollError::Transient(Fault {
            hint: Some(IN_BETWEEN),
            ..fault(status, what, headers)
        })
    } else {
        PollError::Permanent(Refusal {
            cause: what,
            hint: IN_BETWEEN.to_owned(),
        })
    }
}

/// Whether the next answer may be another one.
pub(super) fn passes(status: u16, headers: &Headers) -> bool {
    match status {
        // Any other success has no list, whatever its body says.
        200..=299 | 408 | 425 | 429 | 500.. => true,
        403 => headers.retry_after.is_some() || headers.is_exhausted(),
        _ => false,
    }
}

/// What is known of a request that got no answer; the hint says what to do.
#[must_use]
pub fn unanswered(what: String, hint: Option<&'static str>) -> Fault {
    Fault {
        hint,
        ..Fault::new(what, false)
    }
}

/// What an answer with this status is that is no list.
pub(super) fn fault(status: u16, what: String, headers: &Headers) -> Fault {
    // A 200 is no answer to a request too many.
    let is_exhausted = status != 200 && headers.is_exhausted();
    let until_reset = headers.reset().filter(|_| is_exhausted);
    Fault {
        answered: true,
        retry_after: headers.retry_after().or(until_reset),
        quota: headers.quota(),
        ..unanswered(what, None)
    }
}

/// What to do about a proxy that answers with this status.
pub(super) const fn proxy_hint(status: u16) -> &'static str {
    match status {
        407 => "the proxy wants credentials: put them into HTTPS_PROXY",
        408 | 425 | 429 | 500.. => {
            "see whether the proxy reaches the API host, or name the API host in NO_PROXY"
        }
        _ => "let the proxy pass CONNECT to the API host, or name the API host in NO_PROXY",
    }
}

/// Of the statuses that begin so, 304 is about a copy that this client does not have.
const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=303 | 305..=399)
}

/// What ends the words for an account without a request left.
pub const RATE_LIMIT: &str = " (rate limit)";

impl Rejection {
    /// What happened, as the end of a sentence.
    pub(super) fn what(&self) -> String {
        let limit = if self.is_rate_limit() { RATE_LIMIT } else { "" };
        format!("the API answered {}{limit}", self.status)
    }

    /// Whether the account has no request left.
    pub(super) fn is_rate_limit(&self) -> bool {
        matches!(self.status, 403 | 429) && passes(self.status, &self.headers)
    }

    /// Whether the API says that the token may not do this. A proxy answers 403
    /// as well, and no permission would help there.
    pub(super) fn is_forbidden(&self) -> bool {
        let is_the_api = self.message.is_some() || self.id.is_some();
        self.status == 403 && is_the_api && !self.is_rate_limit()
    }

    /// What it means for a request about a target of this kind, which needs this
    /// permission by the API's documentation.
    pub(super) fn error(self, kind: TargetKind, permission: &str) -> PollError {
        if passes(self.status, &self.headers) {
            return PollError::Transient(fault(self.status, self.what(), &self.headers));
        }
        let hint = self.hint(kind, permission);
        let mut cause = self.status.to_string();
        if let (true, Some(location)) = (is_redirect(self.status), self.headers.location) {
            cause = format!("{cause}, a redirect to {location}");
        }
        if let Some(message) = self.message {
            cause = format!("{cause} {message}");
        }
        if let Some(id) = self.id {
            cause = format!("{cause} (error id {id})");
        }
        PollError::Permanent(Refusal { cause, hint })
    }

    /// What to do, by the status. Whether the permission is missing is for the API
    /// itself to say.
    fn hint(&self, kind: TargetKind, permission: &str) -> String {
        let id_option = match kind {
            TargetKind::Job => "--job-id",
            TargetKind::Service => "--service-id",
        };
        let hint = match self.status {
            304 => "a cache answered with 304: exclude the API host from that cache",
            300..=399 => {
                "the token goes to no other host: pass the API's own address as --api-host"
            }
            401 => "pass a valid token: NORTHFLANK_API_TOKEN, or northflank-api-key in the action",
            403 if self.is_forbidden() => {
                return format!("give the token's role {permission}");
            }
            403 => IN_BETWEEN,
            404 => {
                return format!(
                    "check --project-id and {id_option}; an organisation token also needs --team-id"
                );
            }
            407 => proxy_hint(407),
            _ => return format!("check --project-id, {id_option}, --team-id and --api-host"),
        };
        hint.to_owned()
    }
}

/// Where what an error body says is cut.
const MAX_SAID: usize = 1024;

/// The message and the id of an error body, by any of the forms that were seen:
/// the documented `{"error": {"message", "id"}}`, an `error` that is a string, a
/// top-level `message`. Gateways answer HTML: see [`page_text`].
fn what_it_says(body: &mut Vec<u8>) -> [Option<String>; 2] {
    let document = lenient::document(body).unwrap_or_default();
    let said = |value: Lenient<'_>| {
        let text = value.shown_text(MAX_SAID).present();
        text.filter(|text| !text.is_empty())
    };
    let document = Lenient::of(document).object(["error", "message"]);
    let [error, message] = document.present().unwrap_or_default();
    if let Some(text) = said(error) {
        return [Some(text), None];
    }
    let error = error.object(["message", "id"]);
    let [own, id] = error.present().unwrap_or_default();
    [said(own).or_else(|| said(message)), said(id)]
}

#[cfg(test)]
mod tests;
