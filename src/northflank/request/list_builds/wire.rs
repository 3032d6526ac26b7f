//! The JSON of the builds list.
//!
//! Shape, by the API's documentation: `{"data": {"builds": […]}, "pagination":
//! {"hasNextPage": bool, "cursor": string, "count": number}}`. Only the fields
//! in use are read. Of a build only `id` is promised: a missing key, a null, an
//! unknown word and an unknown key are normal; a wrong type spoils that field
//! alone.

use crate::model::build::{Build, Field, Status};
use crate::northflank::lenient::{self, Lenient, Member, Shape};

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The builds that could be read, in the order of the list.
    pub builds: Vec<Build>,
    /// How many entries could not be read.
    pub unreadable: usize,
    /// Where the list goes on.
    pub next: NextPage,
}

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// This was the last page.
    End,
    /// At this cursor.
    Cursor {
        /// The cursor.
        cursor: String,
        /// Whether the list has ended if it was followed already: it does not say
        /// that it goes on.
        is_end_if_followed: bool,
    },
    /// It says that it goes on, and not where.
    Lost,
}

/// The most builds on a page, by the API's documentation.
pub const PER_PAGE: usize = 100;

/// Longer than any cursor that was ever seen (24 characters), and short enough
/// for a URL.
const MAX_CURSOR: usize = 1024;

/// A page with more entries than this is none.
const MAX_ENTRIES: usize = 100 * PER_PAGE;

/// Longer than any id, branch or address of an image.
const MAX_TEXT: usize = 2048;

/// Where a message is cut: people read its beginning.
const MAX_MESSAGE: usize = 4096;

/// What 10,000 builds hold in an id, a commit and a short message, and 100 in texts of
/// 13 KiB each. The entries beyond it count as unreadable, so that a page takes no more
/// memory than its body.
const MAX_PAGE_TEXT: usize = 1344 * 1024;

/// Reads a page; nothing when the body is not a builds list.
#[must_use]
pub fn parse(body: &mut Vec<u8>) -> Option<Page> {
    let (mut builds, mut count, mut text) = (Vec::with_capacity(PER_PAGE), 0_usize, 0_usize);
    let mut take = |entry: Lenient<'_>| {
        count = count.saturating_add(1);
        builds.extend(build(entry).filter(|build| {
            text = text.saturating_add(build.text_length());
            text <= MAX_PAGE_TEXT
        }));
        (count <= MAX_ENTRIES).then_some(())
    };
    let (mut pagination, mut error) = (Lenient::Absent, Lenient::Absent);
    let mut data = [Member::new("builds", Shape::List(&mut take))];
    let mut members = [
        Member::new("data", Shape::Object(&mut data)),
        Member::new("pagination", Shape::Value(&mut pagination)),
        Member::new("error", Shape::Value(&mut error)),
    ];
    lenient::read(lenient::document(body)?, Shape::Object(&mut members))?;
    // What a list with an error beside it is worth is unknown.
    matches!(error, Lenient::Absent).then(|| Page {
        unreadable: count.saturating_sub(builds.len()),
        builds,
        next: next_page(pagination),
    })
}

fn next_page(pagination: Lenient<'_>) -> NextPage {
    let [goes_on, cursor] = match pagination.object(["hasNextPage", "cursor"]) {
        Field::Present(values) => values,
        Field::Absent => return NextPage::End,
        Field::Unreadable => return NextPage::Lost,
    };
    // The official client follows a cursor whatever `hasNextPage` says.
    match (goes_on.scalar::<bool>(), cursor.text(MAX_CURSOR)) {
        (goes_on, Field::Present(cursor)) if !cursor.is_empty() => NextPage::Cursor {
            cursor,
            is_end_if_followed: matches!(goes_on, Field::Present(false) | Field::Absent),
        },
        (Field::Present(false) | Field::Absent, Field::Absent | Field::Present(_)) => NextPage::End,
        (Field::Present(true) | Field::Unreadable, _) | (_, Field::Unreadable) => NextPage::Lost,
    }
}

fn build(entry: Lenient<'_>) -> Option<Build> {
    let keys = [
        "id",
        "sha",
        "branch",
        "pullRequestId",
        "status",
        "concluded",
        "success",
        "createdAt",
        "buildConcludedAt",
        "message",
        "registry",
    ];
    let [
        id,
        sha,
        branch,
        pull_request,
        status,
        concluded,
        success,
        created,
        concluded_at,
        message,
        registry,
    ] = entry.object(keys).into_value()?;
    let id = id.text(MAX_TEXT).into_value()?;
    let image = registry
        .object(["uri"])
        .and_then(|[uri]| uri.text(MAX_TEXT));
    (!id.is_empty()).then(|| Build {
        id,
        sha: sha.text(MAX_TEXT),
        branch: branch.text(MAX_TEXT),
        pull_request: pull_request.scalar::<u64>(),
        status: status
            .text(MAX_TEXT)
            .and_then(|word| Field::Present(Status::from_word(&word))),
        concluded: concluded.scalar::<bool>(),
        success: success.scalar::<bool>(),
        created: created.instant(),
        concluded_at: concluded_at.instant_or_number(),
        message: message
            .shown_text(MAX_MESSAGE)
            .into_value()
            .filter(|message| !message.chars().all(char::is_whitespace)),
        image: image.into_value(),
    })
}

#[cfg(test)]
mod tests;
