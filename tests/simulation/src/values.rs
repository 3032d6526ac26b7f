//! The core's way to poll: what the API says is made values of the gate, without
//! statuses and JSON.

use std::time::Duration;

use northflank_gate::gate::criteria::{self, Criteria};
use northflank_gate::model::build::{Build, Field, Status};
use northflank_gate::model::commit;
use northflank_gate::model::fault::{Cause, Fault, Refusal};
use northflank_gate::model::quota::Quota;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::northflank::headers;
use northflank_gate::northflank::request::list_builds::wire::{self, NextPage};
use northflank_gate::northflank::response::RequestError;
use test_support::values::bare_build;

use crate::contract::answers::{self, Class};
use crate::json;
use crate::options::{BRANCHES, COMMITS, NotBefore, PULL_REQUESTS, Selector, Wanted};
use crate::wire::{Entry, Headers, Next, Page, Response, Sha, ShaForm, WireField};

/// The API's clock at the start of a run, in milliseconds since 1970.
pub const START: i64 = 1_795_428_000_000;

/// The id of a build.
#[must_use]
pub fn id(build: usize) -> String {
    format!("build-{build}")
}

/// The text of a commit.
#[must_use]
pub fn sha(sha: Sha) -> String {
    let text = COMMITS[sha.commit];
    match sha.form {
        ShaForm::Full => text.to_owned(),
        ShaForm::Capitals => text.to_ascii_uppercase(),
        ShaForm::Short => text[..10].to_owned(),
        ShaForm::Padded => format!(" {text}\n"),
    }
}

/// An instant of the API's clock.
///
/// # Panics
///
/// When it is not one of this age, which the model never draws.
#[must_use]
pub fn instant(millis: i64) -> Timestamp {
    #[expect(clippy::cast_precision_loss, reason = "quarters of a second are exact")]
    let seconds = (START + millis) as f64 / 1000.0;
    Timestamp::from_unix(seconds).expect("an instant of this age")
}

/// What the gate is asked for.
///
/// # Panics
///
/// When the model's commits are none.
#[must_use]
pub fn criteria(wanted: &Wanted) -> Criteria {
    let commit = COMMITS[0];
    Criteria {
        selector: match wanted.selector {
            Selector::Commit => {
                criteria::Selector::Commit(commit::Sha::parse(commit).expect("a commit"))
            }
            Selector::Prefix(digits) => {
                let prefix = commit::ShaPrefix::parse(&commit[..digits]);
                criteria::Selector::Prefix(prefix.expect("a prefix"))
            }
            Selector::Build(build) => criteria::Selector::Build(id(build)),
            Selector::Latest => criteria::Selector::Latest,
        },
        branch: wanted.branch.then(|| BRANCHES[0].to_owned()),
        pull_request: wanted.pull_request.then_some(PULL_REQUESTS[0]),
        not_before: match wanted.not_before {
            NotBefore::Any => criteria::NotBefore::Any,
            NotBefore::At(start) => criteria::NotBefore::At(instant(start)),
            NotBefore::Ago(ago) => criteria::NotBefore::Ago(Duration::from_millis(
                u64::try_from(ago).unwrap_or_default(),
            )),
        },
    }
}

/// Makes an answer a page, or what it is instead.
///
/// # Errors
///
/// The fault or the refusal that it is.
pub fn page(response: Response) -> Result<(wire::Page, headers::Headers), RequestError> {
    let class = answers::class(&response);
    let quota = match &response {
        Response::Page(_, headers)
        | Response::Answer(_, headers, _)
        | Response::Misplaced(_, _, headers)
        | Response::Broken(_, headers) => quota(headers),
        Response::Nothing | Response::Distrusted => None,
    };
    let what = what(&response);
    match (response, class) {
        (Response::Page(page, headers), _) => Ok((list(&page), json::headers(&headers))),
        (_, Class::Transient { answered, patience }) => Err(RequestError::Transient(Fault {
            retry_after: patience,
            quota,
            ..Fault::new(Cause::Other, what, answered)
        })),
        (_, Class::Refusal | Class::Page) => Err(RequestError::Permanent(Refusal {
            cause: Cause::Other,
            what,
            hint: String::new(),
        })),
    }
}

/// What an answer is that is no page, in words.
fn what(response: &Response) -> String {
    match response {
        Response::Page(..) => String::new(),
        Response::Answer(status, _, form) if json::is_in_front(*status, *form) => {
            format!("something in front of the API answered {status}")
        }
        Response::Answer(status, ..) | Response::Misplaced(status, ..) => {
            format!("the API answered {status}")
        }
        Response::Broken(..) => "the answer broke off".to_owned(),
        Response::Nothing => "no answer".to_owned(),
        Response::Distrusted => "the certificate does not verify".to_owned(),
    }
}

fn list(page: &Page) -> wire::Page {
    let builds: Vec<Build> = page.entries.iter().filter_map(build).collect();
    wire::Page {
        unreadable: page.entries.len() - builds.len(),
        builds,
        next: next_page(page.next),
    }
}

/// Where the list goes on: at its cursor, whatever else the page says.
fn next_page(next: Next) -> NextPage {
    match (next.cursor, next.goes_on) {
        (WireField::Value(cursor), goes_on) => NextPage::Cursor {
            cursor: cursor.to_string(),
            is_end_if_followed: matches!(
                goes_on,
                WireField::Missing | WireField::Null | WireField::Value(false)
            ),
        },
        (
            WireField::Missing | WireField::Null,
            WireField::Missing | WireField::Null | WireField::Value(false),
        ) => NextPage::End,
        (WireField::Missing | WireField::Null, WireField::Value(true) | WireField::Other(_))
        | (WireField::Other(_), _) => NextPage::Lost,
    }
}

fn quota(headers: &Headers) -> Option<Quota> {
    let [limit, remaining, reset] = headers.quota.map(WireField::value);
    Some(Quota {
        limit: limit?,
        remaining: remaining?,
        resets_in: Duration::from_secs(reset?),
    })
}

/// The build of an entry, where it has an id.
fn build(entry: &Entry) -> Option<Build> {
    entry.id.value()?;
    Some(Build {
        sha: field(entry.sha, sha),
        branch: field(entry.branch, |branch| BRANCHES[branch].to_owned()),
        pull_request: field(entry.pull_request, |number| number),
        status: field(entry.status, Status::from_word),
        concluded: field(entry.concluded, |flag| flag),
        success: field(entry.success, |flag| flag),
        created: field(entry.created, instant),
        concluded_at: entry
            .concluded_at
            .value()
            .map(|millis| instant(millis.div_euclid(1000) * 1000)),
        ..bare_build(id(entry.build))
    })
}

fn field<T: Copy, U>(said: WireField<T>, make: impl FnOnce(T) -> U) -> Field<U> {
    match said {
        WireField::Missing | WireField::Null => Field::Absent,
        WireField::Value(value) => Field::Present(make(value)),
        WireField::Other(_) => Field::Unreadable,
    }
}
