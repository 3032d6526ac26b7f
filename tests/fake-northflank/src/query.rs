//! The query of a list: which part of it the client asks for.

use hyper::StatusCode;

use crate::answer::Refusal;
use crate::percent;

const PER_PAGE_DEFAULT: u64 = 50;
const PER_PAGE_MAXIMUM: u64 = 100;
const CURSOR_LENGTH: usize = 24;

/// A query that the API accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Query {
    per_page: u64,
    start: Start,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Page(u64),
    Offset(u64),
}

impl Query {
    /// Reads the part of the address behind the question mark. Parameters
    /// that the API does not have are ignored, a cursor goes before a page,
    /// and the last of several values counts.
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, Refusal> {
        let mut per_page = PER_PAGE_DEFAULT;
        let mut page = 1;
        let mut cursor = None;
        for pair in pairs(text) {
            let (name, value) = pair?;
            match name {
                "per_page" => per_page = parse_per_page(&value)?,
                "page" => page = parse_page(&value)?,
                "cursor" => cursor = Some(parse_cursor(&value)?),
                _ => {}
            }
        }
        let start = cursor.map_or(Start::Page(page), Start::Offset);
        Ok(Self { per_page, start })
    }

    /// Whether this is a poll: a request for the list from its start.
    pub(crate) fn is_poll(self) -> bool {
        self.start == Start::Page(1)
    }

    /// How many builds to list at most, where the server has a limit of its
    /// own.
    pub(crate) fn per_page(self, limit: Option<u64>) -> u64 {
        limit.map_or(self.per_page, |limit| self.per_page.min(limit))
    }

    /// How many builds come before the first one to list.
    pub(crate) fn offset(self, per_page: u64) -> u64 {
        match self.start {
            Start::Page(page) => (page - 1).saturating_mul(per_page),
            Start::Offset(offset) => offset,
        }
    }
}

/// The names and decoded values of a query.
pub(crate) fn pairs(text: Option<&str>) -> impl Iterator<Item = Result<(&str, String), Refusal>> {
    let pairs = text.unwrap_or_default().split('&');
    pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent::decode(&value.replace('+', " "))
            .ok_or_else(|| invalid("the query is not percent-encoded"))?;
        Ok((name, value))
    })
}

/// The cursor that continues a list behind `offset` builds.
pub(crate) fn cursor(offset: u64) -> String {
    format!("{offset:0CURSOR_LENGTH$x}")
}

fn parse_per_page(value: &str) -> Result<u64, Refusal> {
    value
        .parse()
        .ok()
        .filter(|number| (1..=PER_PAGE_MAXIMUM).contains(number))
        .ok_or_else(|| invalid("per_page must be a number from 1 to 100"))
}

fn parse_page(value: &str) -> Result<u64, Refusal> {
    value
        .parse()
        .ok()
        .filter(|&number| number >= 1)
        .ok_or_else(|| invalid("page must be a number from 1"))
}

fn parse_cursor(value: &str) -> Result<u64, Refusal> {
    if value.len() != CURSOR_LENGTH {
        return Err(invalid("cursor must have exactly 24 characters"));
    }
    u64::from_str_radix(value, 16)
        .ok()
        .filter(|&offset| cursor(offset) == value)
        .ok_or_else(|| invalid("cursor is not one that this API has handed out"))
}

/// The answer to a value that the API does not take.
pub(crate) fn invalid(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}

#[cfg(test)]
mod tests {
    use super::{Query, cursor};

    #[test]
    fn the_defaults_are_the_documented_ones() {
        let query = Query::parse(None).unwrap();
        assert!(query.is_poll());
        assert_eq!(query.per_page(None), 50);
        assert_eq!(query.per_page(Some(2)), 2);
        assert_eq!(query.offset(50), 0);
    }

    #[test]
    fn a_page_counts_from_one_and_a_cursor_goes_first() {
        let query = Query::parse(Some("page=3&per_page=10&branch=main")).unwrap();
        assert!(!query.is_poll());
        assert_eq!(query.offset(query.per_page(None)), 20);

        let text = format!("page=1&cursor={}", cursor(7));
        let query = Query::parse(Some(&text)).unwrap();
        assert!(!query.is_poll());
        assert_eq!(query.offset(50), 7);
    }

    #[test]
    fn what_the_api_does_not_take_is_refused() {
        let upper_case = format!("cursor={}", cursor(255).to_uppercase());
        let refused = [
            "per_page=0",
            "per_page=101",
            "per_page=ten",
            "per_page=",
            "per_page",
            "page=0",
            "page=-1",
            "page=1.5",
            "page=%GG",
            "cursor=",
            "cursor=short",
            "cursor=ffffffffffffffffffffffff",
            "cursor=thesearetwentyfourletter",
            upper_case.as_str(),
        ];
        for text in refused {
            assert!(Query::parse(Some(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_page_far_away_does_not_wrap_around() {
        let query = Query::parse(Some("page=18446744073709551615")).unwrap();
        assert_eq!(query.offset(50), u64::MAX);
    }
}
