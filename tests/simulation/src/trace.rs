//! A history in words, for whoever replays it.

use std::fmt::Write as _;

use crate::api::Listing;
use crate::history::Way;
use crate::network::Network;
use crate::options::Options;
use crate::wire::{Entry, Headers, Page, Response, WireField};

/// What was drawn at the start.
#[must_use]
pub fn opening(
    way: Way,
    seed: u64,
    options: &Options,
    listings: &[Listing],
    network: &Network,
) -> String {
    let mut text = format!("history {}:{seed}\n{options:#?}\n{network:?}\n", way.word());
    for (target, listing) in listings.iter().enumerate() {
        let mut line = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        line(format!("target {target}, {}", listing.habits()));
        for (number, build) in listing.builds.iter().enumerate() {
            line(format!("  build {number}: {build:?}"));
        }
    }
    text.push_str("times in seconds since the start\n");
    text
}

/// What came back for the requests of one poll.
#[must_use]
pub fn responses(responses: &[Response]) -> String {
    let mut text = String::from("sees");
    for response in responses {
        text.push_str("\n                ");
        let line = match response {
            Response::Page(page, fields) => format!("page{}{}", self::page(page), headers(fields)),
            Response::Misplaced(status, page, fields) => {
                format!(
                    "{status} with a page{}{}",
                    self::page(page),
                    headers(fields)
                )
            }
            Response::Answer(status, fields, body) => {
                format!("{status}, body {body}{}", headers(fields))
            }
            Response::Broken(status, fields) => format!("{status}, broken off{}", headers(fields)),
            Response::Nothing => "no answer".to_owned(),
            Response::Distrusted => "a certificate that does not verify".to_owned(),
        };
        text.push_str(&line);
    }
    text
}

fn page(page: &Page) -> String {
    let mut text = String::new();
    for entry in &page.entries {
        text.push_str(&self::entry(entry));
    }
    let written = write!(text, " then {:?}", page.next);
    debug_assert_eq!(written, Ok(()), "writing to a string cannot fail");
    text
}

fn entry(entry: &Entry) -> String {
    format!(
        " [build {}{} {} {} {} {} commit {} branch {} pull {} concluded {} message {} unused {}]",
        entry.build,
        if entry.id == WireField::Value(()) {
            ""
        } else {
            " without id"
        },
        said(entry.status),
        said(entry.concluded),
        said(entry.success),
        said(entry.created),
        said(entry.sha),
        said(entry.branch),
        said(entry.pull_request),
        said(entry.concluded_at),
        said(entry.message),
        entry.unused,
    )
}

fn said<T: std::fmt::Debug>(said: WireField<T>) -> String {
    match said {
        WireField::Missing => "-".to_owned(),
        WireField::Null => "null".to_owned(),
        WireField::Value(value) => format!("{value:?}"),
        WireField::Other(spoilt) => format!("{spoilt:?}"),
    }
}

fn headers(headers: &Headers) -> String {
    let [_, remaining, reset] = headers.quota.map(said);
    format!(
        " ({:?}, {:?}, age {:?}, {remaining} left for {reset} s)",
        headers.date, headers.retry_after, headers.age
    )
}
