//! Which cursors are followed, and where a list ends.

use super::*;

/// A page whose pagination is written so.
#[expect(clippy::unnecessary_wraps, reason = "the loop takes replies")]
fn page_that_says(builds: &[String], pagination: &str) -> Reply {
    let body = format!(
        r#"{{"data":{{"builds":[{}]}},"pagination":{pagination}}}"#,
        builds.join(",")
    );
    let Ok(answer) = page(&[], "") else { panic!() };
    Ok(Response {
        body: Ok(body.into_bytes().into()),
        ..answer
    })
}

#[test]
fn every_cursor_is_followed_whatever_else_the_page_says() {
    for goes_on in ["false", "null", "true", "\"no\""] {
        let first = format!(r#"{{"hasNextPage":{goes_on},"cursor":"more"}}"#);
        let unordered = [wanted(8), other(9)];
        let replies = [page_that_says(&unordered, &first), page(&[other(7)], "")];
        assert_eq!(
            stop(&request(), &replies),
            (StopReason::LastPage, 2),
            "{goes_on}"
        );
    }
}

#[test]
fn a_cursor_that_was_followed_ends_a_list_that_does_not_say_that_it_goes_on() {
    let stopped_by = |goes_on: &str| {
        let says = format!(r#"{{{goes_on}"cursor":"same"}}"#);
        let replies = [
            page_that_says(&[other(8)], &says),
            page_that_says(&[other(9)], &says),
        ];
        let (result, asked) = take(&request(), &replies);
        assert_eq!(asked, 2);
        seen(result).stopped_by
    };
    assert_eq!(stopped_by(r#""hasNextPage":false,"#), StopReason::LastPage);
    assert_eq!(stopped_by(""), StopReason::LastPage);
    assert_eq!(stopped_by(r#""hasNextPage":true,"#), StopReason::LostCursor);
    assert_eq!(stopped_by(r#""hasNextPage":1,"#), StopReason::LostCursor);
}
