//! The JSON of the builds list.
//!
//! Shape, by the API's documentation: `{"data": {"builds": […]}, "pagination":
//! {"hasNextPage": bool, "cursor": string, "count": number}}`. Only the fields
//! in use are read. Of a build only `id` is promised: a missing key, a null, an
//! unknown word and an unknown key are normal; a wrong type spoils that field
//! alone.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::gate::build::{Build, Field, Status};
use crate::gate::time::Timestamp;
use crate::loose::{Loose, OtherType, has_text_beyond};

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
    None,
    /// At this cursor.
    Cursor(String),
    /// It says that it goes on, and not where.
    Lost,
}

/// Longer than any cursor that was ever seen (24 characters), and short enough
/// for a URL.
const LONGEST_CURSOR: usize = 1024;

/// Far more than the 100 that are asked for: a page beyond this is none.
const MOST_ENTRIES: usize = 10_000;

/// Longer than any text that a build has: a page with one beyond this is none.
const LONGEST_TEXT: usize = 256 * 1024;

/// What 10,000 builds hold in texts. The entries beyond it count as unreadable,
/// so that no page takes much more memory than its body.
const MOST_TEXT: usize = 1536 * 1024;

#[derive(Deserialize)]
struct RawList {
    data: Loose<RawData>,
    #[serde(default)]
    pagination: Loose<RawPagination>,
    #[serde(default)]
    error: Loose,
}

#[derive(Deserialize)]
struct RawData {
    builds: Entries,
}

/// The entries, each made a build as it is read, so that a page takes no more
/// memory than its builds.
#[derive(Default)]
struct Entries {
    builds: Vec<Build>,
    unreadable: usize,
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of builds")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries, A::Error> {
        let mut entries = Entries::default();
        let (mut count, mut text) = (0_usize, 0_usize);
        while let Some(raw) = list.next_element::<Loose<RawBuild>>()? {
            count = count.saturating_add(1);
            if count > MOST_ENTRIES {
                return Err(A::Error::custom("more entries than a page can have"));
            }
            let build = entry(raw).filter(|build| {
                text = text.saturating_add(build.text_length());
                text <= MOST_TEXT
            });
            match build {
                Some(build) => entries.builds.push(build),
                None => entries.unreadable = entries.unreadable.saturating_add(1),
            }
        }
        Ok(entries)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPagination {
    #[serde(default)]
    has_next_page: Loose,
    #[serde(default)]
    cursor: Loose,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawBuild {
    #[serde(default)]
    id: Loose,
    #[serde(default)]
    sha: Loose,
    #[serde(default)]
    branch: Loose,
    #[serde(default)]
    pull_request_id: Loose,
    #[serde(default)]
    status: Loose,
    #[serde(default)]
    concluded: Loose,
    #[serde(default)]
    success: Loose,
    #[serde(default)]
    created_at: Loose,
    #[serde(default)]
    build_concluded_at: Loose,
    #[serde(default)]
    message: Loose,
    #[serde(default)]
    registry: Loose<RawRegistry>,
}

#[derive(Deserialize)]
struct RawRegistry {
    #[serde(default)]
    uri: Loose,
}

/// Reads a page; nothing when the body is not a builds list.
#[must_use]
pub fn parse(body: &[u8]) -> Option<Page> {
    if has_text_beyond(body, LONGEST_TEXT) {
        return None;
    }
    // All of it: what is skipped is not checked otherwise.
    let body = str::from_utf8(body).ok()?;
    // As an object in both places: a derived structure would take a list too.
    let Ok(Loose::Object(RawList {
        data: Loose::Object(data),
        pagination,
        // With an error beside it, nobody can tell what the list is worth.
        error: Loose::Nothing,
    })) = serde_json::from_str::<Loose<RawList>>(body)
    else {
        return None;
    };
    Some(Page {
        builds: data.builds.builds,
        unreadable: data.builds.unreadable,
        next: next_page(pagination),
    })
}

fn next_page(pagination: Loose<RawPagination>) -> NextPage {
    let pagination = match pagination.object() {
        Ok(Some(pagination)) => pagination,
        Ok(None) => return NextPage::None,
        Err(OtherType) => return NextPage::Lost,
    };
    let goes_on = pagination.has_next_page.boolean();
    match (goes_on, pagination.cursor.text()) {
        (Ok(Some(false)), _) => NextPage::None,
        (_, Ok(Some(cursor))) if cursor.len() > LONGEST_CURSOR => NextPage::Lost,
        (_, Ok(Some(cursor))) if !cursor.is_empty() => NextPage::Cursor(cursor),
        (Ok(None), Ok(_)) => NextPage::None,
        (Ok(Some(true)) | Err(OtherType), Ok(_)) | (_, Err(OtherType)) => NextPage::Lost,
    }
}

fn entry(entry: Loose<RawBuild>) -> Option<Build> {
    let raw = entry.object().ok()??;
    let id = raw.id.text().ok()??;
    (!id.is_empty()).then(|| Build {
        id,
        sha: raw.sha.text().into(),
        branch: raw.branch.text().into(),
        pull_request: raw.pull_request_id.whole().into(),
        status: Field::from(raw.status.text())
            .and_then(|word| Field::Present(Status::from_word(&word))),
        concluded: raw.concluded.boolean().into(),
        success: raw.success.boolean().into(),
        created: Field::from(raw.created_at.text())
            .and_then(|text| Timestamp::parse(&text).map_or(Field::Unreadable, Field::Present)),
        concluded_at: concluded_at(&raw.build_concluded_at),
        message: readable(raw.message),
        image: raw
            .registry
            .object()
            .ok()
            .flatten()
            .and_then(|registry| readable(registry.uri)),
    })
}

impl<T> From<Result<Option<T>, OtherType>> for Field<T> {
    fn from(read: Result<Option<T>, OtherType>) -> Self {
        match read {
            Ok(Some(value)) => Self::Present(value),
            Ok(None) => Self::Absent,
            Err(OtherType) => Self::Unreadable,
        }
    }
}

/// A text that decides nothing, where it can be read.
fn readable(raw: Loose) -> Option<String> {
    raw.text().ok().flatten()
}

fn concluded_at(raw: &Loose) -> Option<Timestamp> {
    match raw {
        Loose::Whole(number) => Timestamp::from_unix(exact(*number)),
        Loose::Number(number) => Timestamp::from_unix(*number),
        Loose::Text(text) => Timestamp::parse(text),
        Loose::Nothing | Loose::Boolean(_) | Loose::Object(_) | Loose::List => None,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a time, even in milliseconds, is far below the 53 bits that stay exact"
)]
const fn exact(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests;
