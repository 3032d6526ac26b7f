//! An answer as a value, before it becomes HTTP.

use std::collections::BTreeMap;
use std::time::Duration;

use hyper::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

/// What the server is going to do about one request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// By name in lower case; `None` stands for a header that is not sent,
    /// even where it would be otherwise.
    pub(crate) headers: BTreeMap<String, Option<String>>,
    pub(crate) body: String,
    pub(crate) delay: Duration,
    pub(crate) close: Option<Close>,
}

/// At which point the server drops the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Close {
    /// Without a response.
    BeforeAnswer,
    /// Behind half of the body.
    InBody,
}

impl Answer {
    /// An answer with a JSON body.
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// An answer with a body of some type.
    pub(crate) fn text(status: StatusCode, content_type: &str, body: String) -> Self {
        let mut answer = Self::empty(status);
        answer.body = body;
        answer.add_missing_header("content-type", content_type.to_owned());
        answer
    }

    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            body: String::new(),
            delay: Duration::ZERO,
            close: None,
        }
    }

    /// Adds a header, unless something has been said about it already.
    pub(crate) fn add_missing_header(&mut self, name: &str, value: String) {
        self.headers.entry(name.to_owned()).or_insert(Some(value));
    }
}

/// Why the API does not do what was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, message }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let status = refusal.status.as_u16();
        let body = json!({
            "error": {
                "status": status,
                "message": refusal.message,
                "id": format!("req-{status}"),
            }
        });
        Self::json(refusal.status, &body)
    }
}
