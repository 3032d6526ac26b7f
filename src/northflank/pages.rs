//! One look: page after page, until what was read is enough.
//!
//! The loop ends on the last page, on a cursor that is missing or was followed
//! already, at the page limit, and at the first page that cannot be had: a
//! look with a hole in it is no look.

use std::collections::BTreeSet;

use super::answer::{self, Reply};
use super::path;
use super::wire::NextPage;
use crate::gate::build::{Build, Target};
use crate::gate::criteria::{Criteria, NotBefore};
use crate::gate::look::{End, FULL_PAGE, Fault, Look, Need, Quota, Sight};
use crate::gate::pace;
use crate::gate::reading::Pages;
use crate::gate::time::Timestamp;

/// One look to take.
#[derive(Clone, Debug)]
pub struct Errand {
    /// `--team-id`
    pub team: Option<String>,
    /// `--project-id`
    pub project: String,
    /// Whose builds to list.
    pub target: Target,
    /// What they must match.
    pub criteria: Criteria,
    /// What must be read of them.
    pub need: Need,
    /// `--max-pages`
    pub max_pages: u32,
}

/// Takes a look, sending each request through `fetch`, which is given path and
/// query.
pub fn look(errand: &Errand, mut fetch: impl FnMut(&str) -> Reply) -> Sight {
    let mut requests = 0_u32;
    let mut fetch = |path: &str| {
        requests = requests.saturating_add(1);
        fetch(path)
    };
    let mut sight = match read(errand, &errand.need, &mut fetch) {
        Reading::Whole(sight) => sight,
        Reading::TooShort(glimpse, quota) => {
            let need = Need {
                per_page: FULL_PAGE,
                ..errand.need.clone()
            };
            match read(errand, &need, &mut fetch) {
                Reading::Whole(sight) => with_glimpse(sight, glimpse, quota),
                // Full pages are never too short.
                Reading::TooShort(..) => Sight::Fault(without_clock(None)),
            }
        }
    };
    if let Sight::Look(look) = &mut sight {
        look.requests = requests;
    }
    sight
}

/// What came of reading a list from its first page on.
enum Reading {
    Whole(Sight),
    /// The first page held as many builds as were asked for, and that is not
    /// enough: these are the builds that it showed.
    TooShort(Vec<Build>, Option<Quota>),
}

fn read(errand: &Errand, need: &Need, fetch: &mut impl FnMut(&str) -> Reply) -> Reading {
    let first = fetch(&path(errand, need, None));
    let (mut page, headers) = match answer::read(first, errand.target.kind) {
        Ok(page) => page,
        Err(sight) => return Reading::Whole(sight),
    };
    let date = headers.date();
    let mut quota = headers.quota();
    let mut criteria = errand.criteria.clone();
    criteria.fix_clock(date);
    if let NotBefore::Ago(_) = criteria.not_before {
        return Reading::Whole(Sight::Fault(without_clock(quota)));
    }
    let mut pages = Pages::new(&criteria, need);
    let mut cursors = BTreeSet::new();
    let end = loop {
        pages.add(page.builds, page.unreadable);
        if pages.are_enough() {
            break End::Enough;
        }
        let is_at_limit = cursors.len() >= errand.further_pages();
        let is_full = need.per_page >= FULL_PAGE;
        let is_last = page.next == NextPage::None || (is_at_limit && is_full);
        if pages.are_known() && !is_last {
            break End::Known;
        }
        let is_short = !is_full && pages.entries() >= need.per_page;
        if is_short && page.next != NextPage::None {
            return Reading::TooShort(pages.into_glimpse(), quota);
        }
        let cursor = match page.next {
            NextPage::None => break End::LastPage,
            NextPage::Lost => break End::LostCursor,
            NextPage::Cursor(cursor) if cursors.contains(&cursor) => break End::LostCursor,
            NextPage::Cursor(_) if is_at_limit && !is_full && pages.show_nothing() => {
                break End::Known;
            }
            NextPage::Cursor(_) if is_at_limit => break End::Limit,
            NextPage::Cursor(cursor) => cursor,
        };
        let reply = fetch(&path(errand, need, Some(&cursor)));
        cursors.insert(cursor);
        match answer::read(reply, errand.target.kind) {
            Ok((next, headers)) => {
                page = next;
                quota = headers.quota().or(quota);
            }
            Err(sight) => return Reading::Whole(broken_off(sight, pages, date, quota)),
        }
    };
    Reading::Whole(Sight::Look(pages.into_look(end, date, quota)))
}

impl Errand {
    /// The pages that may be read after the first.
    fn further_pages(&self) -> usize {
        usize::try_from(self.max_pages.saturating_sub(1)).unwrap_or(usize::MAX)
    }
}

fn path(errand: &Errand, need: &Need, cursor: Option<&str>) -> String {
    let team = errand.team.as_deref();
    path::builds(team, &errand.project, &errand.target, need.per_page, cursor)
}

/// What a page showed before the look began again is remembered.
fn with_glimpse(sight: Sight, before: Vec<Build>, quota: Option<Quota>) -> Sight {
    match sight {
        Sight::Look(look) => Sight::Look(Look {
            glimpse: before,
            quota: look.quota.or(quota),
            ..look
        }),
        Sight::Fault(mut fault) => {
            fault.answered = true;
            fault.quota = fault.quota.or(quota);
            fault.glimpse.splice(..0, before);
            Sight::Fault(fault)
        }
        Sight::Refused(_) => sight,
    }
}

/// A fault on a later page carries what the pages before it showed and told.
fn broken_off(
    sight: Sight,
    pages: Pages<'_>,
    date: Option<Timestamp>,
    quota: Option<Quota>,
) -> Sight {
    match sight {
        Sight::Fault(fault) => Sight::Fault(Fault {
            date,
            answered: true,
            quota: fault.quota.or(quota),
            glimpse: pages.into_glimpse(),
            ..fault
        }),
        Sight::Look(_) | Sight::Refused(_) => sight,
    }
}

fn without_clock(quota: Option<Quota>) -> Fault {
    Fault {
        what: "the API answered without a Date to count --not-before from".to_owned(),
        answered: true,
        retry_after: pace::until_reset(quota),
        date: None,
        quota,
        glimpse: vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::build::TargetKind;
    use crate::gate::testing::{SHA, commit_criteria};
    use crate::northflank::answer::{Answer, Body};
    use crate::northflank::headers::Headers;

    fn errand() -> Errand {
        Errand {
            team: None,
            project: "shop".to_owned(),
            target: Target {
                kind: TargetKind::Job,
                id: "api".to_owned(),
            },
            criteria: commit_criteria(),
            need: Need::all(vec![]),
            max_pages: 10,
        }
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
        Reply::Answer(Answer {
            status: 200,
            headers: Headers {
                date: Some("Mon, 23 Nov 2026 11:00:00 GMT".to_owned()),
                ..Headers::default()
            },
            body: Body::Whole(body.into_bytes()),
        })
    }

    /// Takes a look at these pages, in this order; returns how many were asked
    /// for.
    fn take(errand: &Errand, replies: &[Reply]) -> (Sight, usize) {
        let mut asked = 0;
        let sight = look(errand, |_| {
            asked += 1;
            replies
                .get(asked - 1)
                .cloned()
                .unwrap_or_else(|| page(&[], &format!("cursor-{asked}")))
        });
        (sight, asked)
    }

    fn seen(sight: Sight) -> Look {
        match sight {
            Sight::Look(look) => look,
            Sight::Fault(_) | Sight::Refused(_) => panic!("no look"),
        }
    }

    #[test]
    fn a_sorted_list_costs_one_request() {
        let (sight, asked) = take(&errand(), &[page(&[wanted(9), other(8)], "more")]);
        assert_eq!((seen(sight).end, asked), (End::Enough, 1));
    }

    #[test]
    fn a_list_in_no_order_is_read_to_its_end() {
        let replies = [page(&[wanted(8), other(9)], "more"), page(&[other(7)], "")];
        let (sight, asked) = take(&errand(), &replies);
        assert_eq!((seen(sight).end, asked), (End::LastPage, 2));
    }

    #[test]
    fn the_cursor_is_passed_on() {
        let mut paths = vec![];
        let _ = look(&errand(), |path| {
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
        let (sight, asked) = take(&errand(), &repeat);
        assert_eq!((seen(sight).end, asked), (End::LostCursor, 2));
        let (sight, asked) = take(&errand(), &[]);
        let look = seen(sight);
        assert_eq!((look.end, asked), (End::Limit, 10));
        assert!(look.reached_the_end());
    }

    #[test]
    fn a_hole_in_the_list_is_no_look() {
        let replies = [
            page(&[wanted(9)], "more"),
            Reply::Nothing("reset".to_owned()),
        ];
        let (sight, _) = take(&errand(), &replies);
        let Sight::Fault(fault) = sight else {
            panic!("a look with a hole")
        };
        assert!(fault.answered);
        assert!(fault.date.is_some());
        assert_eq!(fault.glimpse.len(), 1);
    }

    #[test]
    fn a_look_at_what_is_known_costs_one_request() {
        let errand = |known: &str| Errand {
            need: Need {
                known: Timestamp::parse(known),
                ..Need::all(vec![])
            },
            ..errand()
        };
        let replies = [
            page(&[other(9), other(7)], "more"),
            page(&[other(5)], "even more"),
        ];
        let (sight, asked) = take(&errand("2026-11-23T10:08:00Z"), &replies);
        assert_eq!((seen(sight).end, asked), (End::Known, 1));
        // One of the same age may follow.
        let (sight, asked) = take(&errand("2026-11-23T10:07:00Z"), &replies);
        assert_eq!((seen(sight).end, asked), (End::Known, 2));
        // At its end, a list is read whole, whatever is known.
        let last = [page(&[other(9), other(7)], "")];
        let (sight, asked) = take(&errand("2026-11-23T10:08:00Z"), &last);
        assert_eq!((seen(sight).end, asked), (End::LastPage, 1));
        let disorder = [page(&[other(7), other(9)], "more"), page(&[other(5)], "")];
        let (sight, asked) = take(&errand("2026-11-23T10:08:00Z"), &disorder);
        assert_eq!((seen(sight).end, asked), (End::LastPage, 2));
        // With a match it is no longer known what decides.
        let matching = [page(&[wanted(9), other(7)], "more"), page(&[other(5)], "")];
        let thorough = Errand {
            need: Need {
                is_thorough: true,
                ..errand("2026-11-23T10:08:00Z").need
            },
            ..errand("2026-11-23T10:08:00Z")
        };
        let (sight, asked) = take(&thorough, &matching);
        assert_eq!((seen(sight).end, asked), (End::LastPage, 2));
    }

    #[test]
    fn a_page_that_turns_out_too_short_is_read_again_in_full() {
        let short = Errand {
            need: Need {
                per_page: 2,
                ..Need::all(vec![])
            },
            ..errand()
        };
        let replies = [
            page(&[other(9), wanted(8)], "more"),
            page(&[other(9), wanted(8), other(7)], "more"),
        ];
        let mut paths = vec![];
        let sight = look(&short, |path| {
            paths.push(path.to_owned());
            replies[paths.len() - 1].clone()
        });
        let look = seen(sight);
        assert_eq!((look.end, look.requests), (End::Enough, 2));
        assert_eq!(look.glimpse.len(), 1);
        assert!(paths[0].ends_with("per_page=2"), "{paths:?}");
        assert!(paths[1].ends_with("per_page=100"), "{paths:?}");
        // Also where no further page may be read.
        let limited = Errand {
            max_pages: 1,
            ..short.clone()
        };
        let (sight, asked) = take(&limited, &replies);
        assert_eq!((seen(sight).end, asked), (End::Enough, 2));
        // The server's own limit is no reason to begin again.
        let limited = [page(&[wanted(8)], "more"), page(&[other(7)], "")];
        let (sight, asked) = take(&short, &limited);
        assert_eq!((seen(sight).end, asked), (End::Enough, 2));
    }

    #[test]
    fn a_relative_start_needs_the_clock_of_the_api() {
        let criteria = Criteria {
            not_before: NotBefore::Ago(std::time::Duration::from_secs(3600)),
            ..commit_criteria()
        };
        let errand = Errand {
            criteria,
            ..errand()
        };
        let (sight, _) = take(&errand, &[page(&[wanted(9), other(8)], "more")]);
        assert_eq!(seen(sight).end, End::Enough);
        let Reply::Answer(answer) = page(&[wanted(9)], "") else {
            panic!()
        };
        let clockless = |remaining: &str| {
            Reply::Answer(Answer {
                headers: Headers {
                    limit: Some("1000".to_owned()),
                    remaining: Some(remaining.to_owned()),
                    reset: Some("600".to_owned()),
                    ..Headers::default()
                },
                ..answer.clone()
            })
        };
        let patience = |remaining| match take(&errand, &[clockless(remaining)]).0 {
            Sight::Fault(fault) => fault.retry_after,
            Sight::Look(_) | Sight::Refused(_) => panic!("no fault"),
        };
        assert_eq!(patience("1"), None);
        assert_eq!(patience("0"), Some(std::time::Duration::from_secs(600)));
    }
}
