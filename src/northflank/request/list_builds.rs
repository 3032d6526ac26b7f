//! One poll: page after page, until what was read is enough.
//!
//! The loop ends on the last page, on a cursor that is missing or was followed
//! already, at the page limit, and at the first page that cannot be had: a
//! poll with a hole in it is no poll.

use std::collections::BTreeSet;
use std::time::Duration;

pub mod wire;

use crate::gate::criteria::NotBefore;
use crate::gate::listing::{ListQuery, PollError, PollResult, StopReason};
use crate::gate::listing_builder::ListingBuilder;
use crate::model::build::TargetKind;
use crate::model::fault::{Cause, Fault};
use crate::model::quota::Quota;
use crate::model::timestamp::Timestamp;
use crate::northflank::headers::Headers;
use crate::northflank::path::TargetPath;
use crate::northflank::response::{self, Reply, RequestError};
use wire::{NextPage, PER_PAGE, Page};

/// A poll of a target's list.
#[derive(Clone, Debug)]
pub struct ListBuilds {
    /// Whose builds to list.
    pub target_path: TargetPath,
    /// What must be read of them.
    pub query: ListQuery,
    /// `--max-pages`
    pub max_pages: u32,
}

/// Polls, sending each request through `fetch`, which is given path and query.
///
/// # Errors
///
/// Why there is no listing.
pub fn poll(request: &ListBuilds, mut fetch: impl FnMut(&str) -> Reply) -> PollResult {
    let target_path = &request.target_path;
    read(&request.query, request.max_pages, |cursor| {
        read_page(fetch(&path(target_path, cursor)), target_path)
    })
}

/// The path and query of one page.
pub(in crate::northflank) fn path(target_path: &TargetPath, cursor: Option<&str>) -> String {
    let per_page = PER_PAGE.to_string();
    let mut parts = vec![("/build?per_page=", per_page.as_str())];
    parts.extend(cursor.map(|cursor| ("&cursor=", cursor)));
    target_path.join(&parts)
}

/// What the token's role needs, by the API's documentation.
const fn permission(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Job => "Project > Jobs > General > Read",
        TargetKind::Service => "Project > Services > General > Read",
    }
}

/// Reads a reply about this target.
///
/// # Errors
///
/// The fault or the refusal that it is instead of a page.
pub(in crate::northflank) fn read_page(
    reply: Reply,
    target_path: &TargetPath,
) -> Result<(Page, Headers), RequestError> {
    let permission = permission(target_path.target.kind);
    let (mut body, headers) =
        response::body_of(reply)?.map_err(|rejection| rejection.error(target_path, permission))?;
    let Some(page) = wire::parse(&mut body.bytes) else {
        let what = "the API answered 200 with no builds list".to_owned();
        let fault = response::fault(Cause::Other, 200, what, &headers);
        return Err(RequestError::Transient(fault));
    };
    Ok((page, headers))
}

/// Polls, asking `ask` for each page by its cursor; the first has none.
///
/// # Errors
///
/// Why there is no listing.
pub fn read(
    query: &ListQuery,
    max_pages: u32,
    ask: impl FnMut(Option<&str>) -> Result<(Page, Headers), RequestError>,
) -> PollResult {
    let mut fetcher = PageFetcher {
        ask,
        requests: 0,
        date: None,
        age: None,
        quota: None,
    };
    let mut page = fetcher.request(None)?;
    let mut query = query.clone();
    query.criteria.resolve_not_before(fetcher.date);
    if let NotBefore::Ago(_) = query.criteria.not_before {
        return Err(without_clock(&fetcher).into());
    }
    let mut pages = ListingBuilder::new(&query, fetcher.date);
    let mut cursors = BTreeSet::new();
    let stopped_by = loop {
        pages.add(page.builds, page.unreadable);
        let cursor = match next_cursor(&pages, page.next, &cursors, max_pages) {
            Ok(cursor) => cursor,
            Err(reason) => break reason,
        };
        page = match fetcher.request(Some(&cursor)) {
            Ok(page) => page,
            Err(error) => return Err(fetcher.interrupted(error, pages)),
        };
        cursors.insert(cursor);
    };
    Ok(pages.into_listing(stopped_by, fetcher.age, fetcher.quota, fetcher.requests))
}

/// The cursor to follow after a page, or why the poll ends there. `followed` holds
/// the cursors of the pages that were read after the first.
fn next_cursor(
    pages: &ListingBuilder<'_>,
    next: NextPage,
    followed: &BTreeSet<String>,
    max_pages: u32,
) -> Result<String, StopReason> {
    if pages.is_sufficient() {
        return Err(StopReason::Sufficient);
    }
    let further_pages = usize::try_from(max_pages.saturating_sub(1)).unwrap_or(usize::MAX);
    match next {
        NextPage::End => Err(StopReason::LastPage),
        NextPage::Lost => Err(StopReason::LostCursor),
        NextPage::Cursor {
            cursor,
            is_end_if_followed,
        } => match followed.contains(&cursor) {
            true if is_end_if_followed => Err(StopReason::LastPage),
            true => Err(StopReason::LostCursor),
            false if followed.len() >= further_pages => Err(StopReason::PageLimit),
            false if pages.reached_high_water_mark() => Err(StopReason::HighWaterMark),
            false => Ok(cursor),
        },
    }
}

/// The requests of one poll, and what came with the answers.
struct PageFetcher<F> {
    ask: F,
    requests: u32,
    /// The clock of the first answer.
    date: Option<Timestamp>,
    /// The greatest age of an answer.
    age: Option<Duration>,
    /// The quota of the last answer that named one.
    quota: Option<Quota>,
}

impl<F: FnMut(Option<&str>) -> Result<(Page, Headers), RequestError>> PageFetcher<F> {
    fn request(&mut self, cursor: Option<&str>) -> Result<Page, RequestError> {
        let is_first = self.requests == 0;
        self.requests = self.requests.saturating_add(1);
        let (page, headers) = (self.ask)(cursor)?;
        let age = headers.age();
        if is_first {
            // The clock of a cache stood still.
            self.date = headers.date().filter(|_| age.is_none());
        }
        self.age = self.age.max(age);
        self.quota = headers.quota().or(self.quota);
        Ok(page)
    }

    /// A fault after the first page carries what the pages before it showed.
    fn interrupted(self, error: RequestError, pages: ListingBuilder<'_>) -> PollError {
        let sent = self.requests.saturating_sub(1);
        match error {
            RequestError::Transient(fault) => PollError::Transient {
                fault: Fault {
                    answered: true,
                    quota: fault.quota.or(self.quota),
                    ..fault
                },
                partial: pages.into_partial(self.age.is_some(), sent).into(),
            },
            RequestError::Permanent(refusal) => PollError::Permanent(refusal),
        }
    }
}

fn without_clock<F>(fetcher: &PageFetcher<F>) -> Fault {
    let what = match fetcher.age {
        None => "the API answered without a Date that --not-before can be counted from",
        Some(_) => "a cache answered, whose Date is too old to count --not-before from",
    };
    let hint = "pass a time such as 2026-11-23T10:00:00Z as --not-before";
    let quota = fetcher.quota;
    Fault {
        hint: Some(hint),
        retry_after: quota.and_then(Quota::until_reset),
        quota,
        ..Fault::new(Cause::Other, what.to_owned(), true)
    }
}

#[cfg(test)]
mod tests;
