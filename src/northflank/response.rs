//! Tells a body that was asked for from a fault that may pass and from a refusal
//! that will not, with what to do about it.

use super::buffer::Bytes;
use super::failure::proxy_hint;
use super::headers::Headers;
use super::lenient::{self, Lenient};
use super::page_text;
use super::path::TargetPath;
use crate::gate::listing::PollError;
use crate::model::build::TargetKind;
use crate::model::fault::{Cause, Fault, Refusal};

/// What came back for one request: an HTTP answer, or why there is none.
pub type Reply = Result<Response, RequestError>;

/// Why one request gave nothing that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// It failed this time; the next time it may not.
    Transient(Fault),
    /// It will fail whenever it is made.
    Permanent(Refusal),
}

impl From<RequestError> for PollError {
    /// The error of a poll whose first request failed so.
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Transient(fault) => fault.into(),
            RequestError::Permanent(refusal) => Self::Permanent(refusal),
        }
    }
}

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in use.
    pub headers: Headers,
    /// The body, or why it could not be read to its end.
    pub body: Result<Bytes, Fault>,
}

/// An answer of the API with another status than 200.
pub(super) struct Rejection {
    status: u16,
    headers: Headers,
    said: ErrorBody,
}

/// What an error body says.
#[derive(Default)]
struct ErrorBody {
    message: Option<String>,
    /// The error id, for Northflank's support.
    id: Option<String>,
}

/// The body that the API was asked for, whatever it holds, or its rejection; an error
/// where that is no answer of the API, or not all of one.
pub(super) fn body_of(reply: Reply) -> Result<Result<(Bytes, Headers), Rejection>, RequestError> {
    let Response {
        status,
        headers,
        body,
    } = reply?;
    let is_of_quota = is_rate_limit(status, &headers) || headers.quota().is_some();
    let said = match body {
        Ok(body)
            if page_text::is_page(&body.bytes, status == 401 || is_of_quota)
                && !is_redirect(status) =>
        {
            return Err(page_in_front(status, &headers, &body.bytes));
        }
        Ok(body) if status == 200 => return Ok(Ok((body, headers))),
        Err(broken) if status == 200 => {
            let quota = headers.quota();
            return Err(RequestError::Transient(Fault { quota, ..broken }));
        }
        Ok(mut body) => error_body(&mut body.bytes),
        Err(_) => ErrorBody::default(),
    };
    Ok(Err(Rejection {
        status,
        headers,
        said,
    }))
}

/// What to do about a page or a text that something in front of the API answers with.
const IN_FRONT_HINT: &str =
    "check --api-host, and the proxies and firewalls between this machine and the API";

/// What to do about a page with a 5xx, which a load balancer of Northflank may send.
const BROKEN_IN_FRONT_HINT: &str = "see whether Northflank has an incident; if not, check --api-host and the proxies and firewalls between this machine and the API";

/// A page or a text that came in the place of the API's answer.
fn page_in_front(status: u16, headers: &Headers, page: &[u8]) -> RequestError {
    let says = page_text::line(page).map_or(String::new(), |line| format!(": \"{line}\""));
    let what = format!("something in front of the API answered {status}{says}");
    let hint = match status {
        407 => proxy_hint(407),
        500.. => BROKEN_IN_FRONT_HINT,
        _ => IN_FRONT_HINT,
    };
    let fault = fault(Cause::InFront, status, what, headers);
    fault_or_refusal(fault, status, headers, hint)
}

/// This fault, or the refusal that it is where the next answer is the same, with what
/// to do about it.
pub(super) fn fault_or_refusal(
    fault: Fault,
    status: u16,
    headers: &Headers,
    hint: &'static str,
) -> RequestError {
    if is_transient(status, headers) {
        let hint = Some(hint);
        RequestError::Transient(Fault { hint, ..fault })
    } else {
        RequestError::Permanent(Refusal {
            cause: fault.cause,
            what: fault.what,
            hint: hint.to_owned(),
        })
    }
}

/// Whether the next answer may be another one.
fn is_transient(status: u16, headers: &Headers) -> bool {
    match status {
        // A 200 without a list, or another success, which has none whatever its body says.
        200..=299 | 408 | 425 | 429 | 500.. => true,
        403 => headers.retry_after.is_some() || headers.is_exhausted(),
        _ => false,
    }
}

/// Whether the account has no request left.
fn is_rate_limit(status: u16, headers: &Headers) -> bool {
    matches!(status, 403 | 429) && is_transient(status, headers)
}

/// The fault of a response with this status that holds no list.
pub(super) fn fault(cause: Cause, status: u16, what: String, headers: &Headers) -> Fault {
    // A 200 is no answer to a request too many.
    let is_exhausted = status != 200 && headers.is_exhausted();
    let until_reset = headers.resets_in().filter(|_| is_exhausted);
    Fault {
        retry_after: headers.retry_after().or(until_reset),
        quota: headers.quota(),
        ..Fault::new(cause, what, true)
    }
}

/// 3xx but 304, which refers to a cached copy that this client never has.
const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=303 | 305..=399)
}

impl Rejection {
    /// What happened and what the API said, cut: the log may show it once a poll.
    pub(super) fn what(&self) -> String {
        let mut what = format!("the API answered {}", self.status);
        if is_rate_limit(self.status, &self.headers) {
            what.push_str(" (rate limit)");
        }
        let message = self.said.message.as_deref().map(page_text::on_one_line);
        if let Some(message) = message.filter(|message| !message.is_empty()) {
            what = format!("{what}: \"{message}\"");
        }
        with_id(what, self.said.id.as_deref())
    }

    /// What it comes from. A proxy answers 403 as well, and no permission would help
    /// there: without an error of the API, it is from something in front of it.
    pub(super) fn cause(&self) -> Cause {
        let is_the_api = self.said.message.is_some() || self.said.id.is_some();
        match self.status {
            status if is_rate_limit(status, &self.headers) => Cause::RateLimit(status),
            403 if is_the_api => Cause::Forbidden,
            403 => Cause::InFront,
            status => Cause::Status(status),
        }
    }

    /// What it means for a request about this target, which needs this permission.
    pub(super) fn error(self, target_path: &TargetPath, permission: &str) -> RequestError {
        if is_transient(self.status, &self.headers) {
            let fault = fault(self.cause(), self.status, self.what(), &self.headers);
            return RequestError::Transient(fault);
        }
        let cause = self.cause();
        let hint = self.hint(target_path, permission);
        let mut what = self.status.to_string();
        if let (true, Some(location)) = (is_redirect(self.status), self.headers.location) {
            what = format!("{what}, a redirect to {}", page_text::address(&location));
        }
        if let Some(message) = self.said.message {
            what = format!("{what} {message}");
        }
        let what = with_id(what, self.said.id.as_deref());
        RequestError::Permanent(Refusal { cause, what, hint })
    }

    /// What to do, by the status.
    fn hint(&self, target_path: &TargetPath, permission: &str) -> String {
        let (option, other_kind, other_option) = match target_path.target.kind {
            TargetKind::Job => ("--job-id", "service", "--service-id"),
            TargetKind::Service => ("--service-id", "job", "--job-id"),
        };
        let (as_well, team) = match target_path.team {
            Some(_) => (
                "; check --team-id as well",
                "check --team-id as well: a token of the team itself goes without it",
            ),
            None => ("", "an organisation token also needs --team-id"),
        };
        let hint = match self.status {
            304 => "a cache answered with 304: exclude the API host from that cache",
            300..=399 => {
                "the token goes to no other host: pass the API's own address as --api-host"
            }
            401 => "pass a valid token",
            403 if self.cause() == Cause::Forbidden => {
                return if self.names_permission(permission) {
                    format!("give the token's role {permission}{as_well}")
                } else {
                    format!("if the token's role lacks {permission}, add it{as_well}")
                };
            }
            403 => IN_FRONT_HINT,
            404 => {
                return format!(
                    "check --project-id and {option}; {team}; if it is a {other_kind}, pass {other_option}"
                );
            }
            407 => proxy_hint(407),
            _ => return format!("check --project-id, {option}, --team-id and --api-host"),
        };
        hint.to_owned()
    }

    /// Whether the message speaks of a missing permission, and of no other than this.
    fn names_permission(&self, permission: &str) -> bool {
        let message = self.said.message.as_deref().unwrap_or_default();
        let is_of_another = message.contains('>') && !message.contains(permission);
        message.to_ascii_lowercase().contains("permission") && !is_of_another
    }
}

/// A text with the error id behind it, where there is one.
fn with_id(what: String, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{what} (error id {id})"),
        None => what,
    }
}

/// Where what an error body says is cut.
const MAX_SAID: usize = 1024;

/// The message and the id of an error body, by any of the forms that were seen:
/// the documented `{"error": {"message", "id"}}`, an `error` that is a string, a
/// top-level `message`. For what is no JSON, see [`page_text`].
fn error_body(body: &mut Vec<u8>) -> ErrorBody {
    let document = lenient::document(body).unwrap_or_default();
    let said = |value: Lenient<'_>| {
        let text = value.shown_text(MAX_SAID).into_value();
        text.filter(|text| !text.is_empty())
    };
    let document = Lenient::of(document).object(["error", "message"]);
    let [error, message] = document.into_value().unwrap_or_default();
    let object = error.object(["message", "id"]);
    let [own, id] = object.into_value().unwrap_or_default();
    let message = [error, own, message].into_iter().find_map(said);
    ErrorBody {
        message,
        id: said(id),
    }
}

#[cfg(test)]
mod tests;
