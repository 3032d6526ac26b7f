//! The page loop against pages of text.

use super::*;
use crate::gate::criteria::Criteria;
use crate::gate::listing::{Listing, PollError};
use crate::gate::testing::{SHA, commit_criteria, prefix_criteria, query};
use crate::model::build::{Target, TargetKind};
use crate::northflank::response::Response;

mod cursors;

fn request() -> ListBuilds {
    ListBuilds {
        target_path: TargetPath {
            team: None,
            project: "shop".to_owned(),
            target: Target {
                kind: TargetKind::Job,
                id: "api".to_owned(),
            },
        },
        query: query(commit_criteria(), vec![]),
        max_pages: 10,
    }
}

#[test]
fn a_page_has_100_builds_and_begins_at_a_cursor() {
    let target_path = request().target_path;
    assert_eq!(
        path(&target_path, None),
        "/v1/projects/shop/jobs/api/build?per_page=100"
    );
    assert_eq!(
        path(&target_path, Some("c&d")),
        "/v1/projects/shop/jobs/api/build?per_page=100&cursor=c%26d"
    );
}

/// Another commit's build, created at this minute.
fn other(minute: u32) -> String {
    format!(
        r#"{{"id":"other-{minute}","sha":"{}","createdAt":"2026-11-23T10:{minute:02}:00Z"}}"#,
        "b".repeat(40)
    )
}

fn wanted(minute: u32) -> String {
    format!(r#"{{"id":"wanted","sha":"{SHA}","createdAt":"2026-11-23T10:{minute:02}:00Z"}}"#)
}

#[expect(clippy::unnecessary_wraps, reason = "the loop takes replies")]
fn page(builds: &[String], next: &str) -> Reply {
    let pagination = if next.is_empty() {
        r#"{"hasNextPage":false}"#.to_owned()
    } else {
        format!(r#"{{"hasNextPage":true,"cursor":"{next}"}}"#)
    };
    let body = format!(
        r#"{{"data":{{"builds":[{}]}},"pagination":{pagination}}}"#,
        builds.join(",")
    );
    Ok(Response {
        status: 200,
        headers: Headers {
            date: Some("Mon, 23 Nov 2026 11:00:00 GMT".to_owned()),
            ..Headers::default()
        },
        body: Ok(body.into_bytes().into()),
    })
}

/// Takes a poll of these pages, in this order; returns how many were asked
/// for.
fn take(request: &ListBuilds, replies: &[Reply]) -> (PollResult, usize) {
    let mut asked = 0;
    let result = poll(request, |_| {
        asked += 1;
        assert!(asked < 100, "it asks without end");
        replies
            .get(asked - 1)
            .cloned()
            .unwrap_or_else(|| page(&[], &format!("cursor-{asked}")))
    });
    (result, asked)
}

/// Why a poll of these pages read no further one, and how many it asked for.
fn stop(request: &ListBuilds, replies: &[Reply]) -> (StopReason, usize) {
    let (result, asked) = take(request, replies);
    (seen(result).stopped_by, asked)
}

fn seen(result: PollResult) -> Listing {
    match result {
        Ok(listing) => listing,
        Err(PollError::Transient { .. } | PollError::Permanent(_)) => panic!("no listing"),
    }
}

#[test]
fn a_sorted_list_costs_one_request() {
    assert_eq!(
        stop(&request(), &[page(&[wanted(9), other(8)], "more")]),
        (StopReason::Sufficient, 1)
    );
}

#[test]
fn a_list_in_no_order_is_read_to_its_end() {
    let replies = [page(&[wanted(8), other(9)], "more"), page(&[other(7)], "")];
    assert_eq!(stop(&request(), &replies), (StopReason::LastPage, 2));
}

#[test]
fn the_cursor_is_passed_on() {
    let mut paths = vec![];
    let _ = poll(&request(), |path| {
        paths.push(path.to_owned());
        page(&[other(9)], if paths.len() == 1 { "next page" } else { "" })
    });
    let start = "/v1/projects/shop/jobs/api/build?per_page=100";
    assert_eq!(
        paths,
        [start.to_owned(), format!("{start}&cursor=next%20page")]
    );
}

#[test]
fn cursors_that_repeat_or_never_end_are_left() {
    let repeat = [page(&[other(9)], "same"), page(&[other(8)], "same")];
    assert_eq!(stop(&request(), &repeat), (StopReason::LostCursor, 2));
    let (result, asked) = take(&request(), &[]);
    let listing = seen(result);
    assert_eq!((listing.stopped_by, asked), (StopReason::PageLimit, 10));
    assert!(listing.rest_cannot_decide);
}

fn reset() -> Reply {
    let fault = Fault::new(Cause::Other, "reset".to_owned(), false);
    Err(RequestError::Transient(fault))
}

#[test]
fn a_hole_in_the_list_is_no_listing() {
    let replies = [page(&[wanted(9)], "more"), reset()];
    let (result, _) = take(&request(), &replies);
    let Err(PollError::Transient { fault, partial }) = result else {
        panic!("a listing with a hole")
    };
    assert!(fault.answered);
    assert!(partial.date.is_some());
    assert_eq!(partial.builds.len(), 1);
    assert_eq!(partial.requests, 1);
    // What a page said of the quota still holds.
    let Ok(mut first) = page(&[wanted(9)], "more") else {
        panic!()
    };
    first.headers.limit = Some("1000".to_owned());
    first.headers.remaining = Some("7".to_owned());
    first.headers.reset = Some("600".to_owned());
    let replies = [Ok(first), reset()];
    let Err(PollError::Transient { fault, .. }) = take(&request(), &replies).0 else {
        panic!("a listing with a hole")
    };
    assert_eq!(fault.quota.map(|quota| quota.remaining), Some(7));
}

#[test]
fn a_poll_of_what_is_known_costs_one_request() {
    let request = |minute: u8| ListBuilds {
        query: ListQuery {
            stop_before: Timestamp::parse(&format!("2026-11-23T10:{minute:02}:00Z")),
            ..query(commit_criteria(), vec![])
        },
        ..request()
    };
    let replies = [
        page(&[other(9), other(7)], "more"),
        page(&[other(5)], "even more"),
    ];
    assert_eq!(stop(&request(8), &replies), (StopReason::HighWaterMark, 1));
    // One of the same age may follow.
    assert_eq!(stop(&request(7), &replies), (StopReason::HighWaterMark, 2));
    // At its end, a list is read whole, whatever is known.
    let last = [page(&[other(9), other(7)], "")];
    assert_eq!(stop(&request(8), &last), (StopReason::LastPage, 1));
    let disorder = [page(&[other(7), other(9)], "more"), page(&[other(5)], "")];
    assert_eq!(stop(&request(8), &disorder), (StopReason::LastPage, 2));
    // With a match it is no longer known what decides.
    let matching = [page(&[wanted(9), other(7)], "more"), page(&[other(5)], "")];
    let thorough = ListBuilds {
        query: ListQuery {
            reads_on_after_match: true,
            ..request(8).query
        },
        ..request(8)
    };
    assert_eq!(stop(&thorough, &matching), (StopReason::LastPage, 2));
}

#[test]
fn a_prefix_reads_on_for_another_commit_that_begins_alike() {
    let prefix = ListBuilds {
        query: query(prefix_criteria(), vec![]),
        ..request()
    };
    let twin = wanted(9).replace(SHA, &format!("{}{}", &SHA[..8], "0".repeat(32)));
    let twin = twin.replace("wanted", "twin");
    let replies = [
        page(&[twin, other(8)], "more"),
        page(&[wanted(7), other(6)], "even more"),
        page(&[other(5)], ""),
    ];
    let (result, asked) = take(&prefix, &replies);
    assert_eq!((seen(result).commits.len(), asked), (2, 3));
}

/// The same answer, from a cache of this age.
#[expect(clippy::unnecessary_wraps, reason = "the loop takes replies")]
fn aged(reply: &Reply, age: &str) -> Reply {
    let Ok(answer) = reply.clone() else { panic!() };
    let headers = Headers {
        age: Some(age.to_owned()),
        ..answer.headers
    };
    Ok(Response { headers, ..answer })
}

#[test]
fn a_listing_is_as_old_as_its_oldest_page() {
    let pages = [page(&[other(9)], "more"), page(&[wanted(8), other(7)], "")];
    let age = |ages: [&str; 2]| {
        let replies = [aged(&pages[0], ages[0]), aged(&pages[1], ages[1])];
        seen(take(&request(), &replies).0).age
    };
    let hour = Some(std::time::Duration::from_secs(3600));
    assert_eq!(age(["0", "5"]), None);
    assert_eq!(age(["3600", "0"]), hour);
    assert_eq!(age(["0", "3600"]), hour);
}

/// A poll for builds of the last hour, by the API's clock.
fn request_of_the_last_hour() -> ListBuilds {
    let criteria = Criteria {
        not_before: NotBefore::Ago(std::time::Duration::from_secs(3600)),
        ..commit_criteria()
    };
    ListBuilds {
        query: query(criteria, vec![]),
        ..request()
    }
}

#[test]
fn the_clock_of_a_cache_starts_nothing() {
    let request = request_of_the_last_hour();
    let cached = aged(&page(&[wanted(9), other(8)], ""), "3600");
    let Err(PollError::Transient { fault, partial }) = take(&request, &[cached]).0 else {
        panic!()
    };
    assert_eq!(partial.date, None);
    assert!(fault.what.contains("cache"), "{}", fault.what);
    assert!(fault.answered);
}

#[test]
fn a_relative_start_needs_the_clock_of_the_api() {
    let request = request_of_the_last_hour();
    let (result, _) = take(&request, &[page(&[wanted(9), other(8)], "more")]);
    assert_eq!(seen(result).stopped_by, StopReason::Sufficient);
    let Ok(answer) = page(&[wanted(9)], "") else {
        panic!()
    };
    let clockless = |remaining: &str| {
        Ok(Response {
            headers: Headers {
                limit: Some("1000".to_owned()),
                remaining: Some(remaining.to_owned()),
                reset: Some("600".to_owned()),
                ..Headers::default()
            },
            ..answer.clone()
        })
    };
    let patience = |remaining| match take(&request, &[clockless(remaining)]).0 {
        Err(PollError::Transient { fault, .. }) => {
            (fault.retry_after, fault.quota.unwrap().remaining)
        }
        Ok(_) | Err(PollError::Permanent(_)) => panic!("no fault"),
    };
    assert_eq!(patience("1"), (None, 1));
    let reset = std::time::Duration::from_secs(600);
    assert_eq!(patience("0"), (Some(reset), 0));
}
