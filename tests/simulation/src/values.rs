//! The core's way to look: what the API says is made values of the gate, and
//! its pages are read by `gate::look` alone, without JSON.

use std::collections::BTreeSet;
use std::time::Duration;

use northflank_gate::gate::build::{Build, Field, Status};
use northflank_gate::gate::criteria::{self, Criteria};
use northflank_gate::gate::look::{End, FULL_PAGE, Fault, Need, Quota, Refusal, Sight};
use northflank_gate::gate::reading::Pages;
use northflank_gate::gate::time::Timestamp;

use crate::api::Asked;
use crate::contract::{self, Class};
use crate::options::{BRANCHES, COMMITS, NotBefore, PULL_REQUESTS, Wanted, Which};
use crate::said::{Date, Entry, Headers, Next, Page, Response, Said, Sha, ShaForm};

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
        which: match wanted.which {
            Which::Commit => {
                criteria::Which::Commit(criteria::Sha::parse(commit).expect("a commit"))
            }
            Which::Prefix(digits) => {
                let prefix = criteria::ShaPrefix::parse(&commit[..digits]);
                criteria::Which::Prefix(prefix.expect("a prefix"))
            }
            Which::Build(build) => criteria::Which::Build(id(build)),
            Which::Latest => criteria::Which::Latest,
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

/// Takes a look, asking for page after page.
pub fn look(
    criteria: &Criteria,
    need: &Need,
    max_pages: u32,
    mut ask: impl FnMut(Asked) -> Response,
) -> Sight {
    let mut requests = 0;
    let mut ask = |asked| {
        requests += 1;
        ask(asked)
    };
    let mut sight = match look_once(criteria, need, max_pages, &mut ask) {
        Once::Whole(sight) => sight,
        Once::TooShort(glimpse, quota) => {
            let full = Need {
                per_page: FULL_PAGE,
                ..need.clone()
            };
            match look_once(criteria, &full, max_pages, &mut ask) {
                Once::Whole(sight) => with_glimpse(sight, glimpse, quota),
                Once::TooShort(..) => unreachable!("a full page is never too short"),
            }
        }
    };
    if let Sight::Look(look) = &mut sight {
        look.requests = requests;
    }
    sight
}

enum Once {
    Whole(Sight),
    TooShort(Vec<Build>, Option<Quota>),
}

fn with_glimpse(sight: Sight, before: Vec<Build>, quota: Option<Quota>) -> Sight {
    match sight {
        Sight::Look(mut look) => {
            look.glimpse = before;
            look.quota = look.quota.or(quota);
            Sight::Look(look)
        }
        Sight::Fault(mut fault) => {
            fault.answered = true;
            fault.quota = fault.quota.or(quota);
            fault.glimpse.splice(..0, before);
            Sight::Fault(fault)
        }
        Sight::Refused(refusal) => Sight::Refused(refusal),
    }
}

fn look_once(
    criteria: &Criteria,
    need: &Need,
    max_pages: u32,
    ask: &mut impl FnMut(Asked) -> Response,
) -> Once {
    let per_page = usize::try_from(need.per_page).unwrap_or(usize::MAX);
    let asked = |cursor| Asked { cursor, per_page };
    let (mut page, headers) = match read(ask(asked(None))) {
        Ok(page) => page,
        Err(sight) => return Once::Whole(*sight),
    };
    let date = clock(&headers);
    let mut quota = quota(&headers);
    let mut criteria = criteria.clone();
    criteria.fix_clock(date);
    if let criteria::NotBefore::Ago(_) = criteria.not_before {
        let reset = quota.filter(|quota| quota.remaining == 0);
        let patience = reset.map(|quota| quota.reset);
        return Once::Whole(Sight::Fault(fault(None, patience, true, quota)));
    }
    let mut pages = Pages::new(&criteria, need);
    let mut cursors = BTreeSet::new();
    let mut entries = 0;
    let end = loop {
        let builds: Vec<Build> = page.entries.iter().filter_map(build).collect();
        let unreadable = page.entries.len() - builds.len();
        entries += builds.len();
        pages.add(builds, unreadable);
        if pages.are_enough() {
            break End::Enough;
        }
        let most = usize::try_from(max_pages).unwrap_or(1);
        let is_at_limit = cursors.len() + 1 >= most;
        let is_full = need.per_page >= FULL_PAGE;
        let is_last = matches!(page.next, Next::End(_)) || (is_at_limit && is_full);
        if pages.are_known() && !is_last {
            break End::Known;
        }
        let is_short = !is_full && entries >= per_page;
        if is_short && !matches!(page.next, Next::End(_)) {
            return Once::TooShort(pages.into_glimpse(), quota);
        }
        let cursor = match page.next {
            Next::End(_) => break End::LastPage,
            Next::Lost(_) => break End::LostCursor,
            Next::Cursor(cursor, _) if !cursors.insert(cursor) => break End::LostCursor,
            Next::Cursor(..) if is_at_limit && !is_full && pages.show_nothing() => {
                break End::Known;
            }
            Next::Cursor(..) if is_at_limit => break End::Limit,
            Next::Cursor(cursor, _) => cursor,
        };
        match read(ask(asked(Some(cursor)))) {
            Ok((next, headers)) => {
                page = next;
                quota = self::quota(&headers).or(quota);
            }
            Err(sight) => return Once::Whole(broken_off(*sight, pages, date, quota)),
        }
    };
    Once::Whole(Sight::Look(pages.into_look(end, date, quota)))
}

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

fn read(response: Response) -> Result<(Page, Headers), Box<Sight>> {
    let class = contract::class(&response);
    let (date, quota) = match &response {
        Response::Page(_, headers)
        | Response::Answer(_, headers, _)
        | Response::Broken(_, headers) => (clock(headers), quota(headers)),
        Response::Nothing | Response::Distrusted => (None, None),
    };
    match (response, class) {
        (Response::Page(page, headers), _) => Ok((page, headers)),
        (_, Class::Transient { answered, patience }) => Err(Box::new(Sight::Fault(fault(
            date, patience, answered, quota,
        )))),
        (_, Class::Refusal | Class::Page) => Err(Box::new(Sight::Refused(Refusal {
            cause: String::new(),
            hint: String::new(),
        }))),
    }
}

fn fault(
    date: Option<Timestamp>,
    retry_after: Option<Duration>,
    answered: bool,
    quota: Option<Quota>,
) -> Fault {
    Fault {
        what: String::new(),
        answered,
        retry_after,
        date,
        quota,
        glimpse: vec![],
    }
}

fn clock(headers: &Headers) -> Option<Timestamp> {
    match headers.date {
        Date::Clock(seconds) => Some(instant(seconds * 1000)),
        Date::Missing | Date::Unset | Date::Garbage => None,
    }
}

fn quota(headers: &Headers) -> Option<Quota> {
    let [limit, remaining, reset] = headers.quota.map(Said::value);
    Some(Quota {
        limit: limit?,
        remaining: remaining?,
        reset: Duration::from_secs(reset?),
    })
}

/// The build of an entry, where it has an id.
fn build(entry: &Entry) -> Option<Build> {
    entry.id.value()?;
    Some(Build {
        id: id(entry.build),
        sha: field(entry.sha, sha),
        branch: field(entry.branch, |branch| BRANCHES[branch].to_owned()),
        pull_request: field(entry.pull_request, |number| number),
        status: field(entry.status, Status::from_word),
        concluded: field(entry.concluded, |flag| flag),
        success: field(entry.success, |flag| flag),
        created: field(entry.created, instant),
        concluded_at: entry
            .concluded_at
            .map(|millis| instant(millis.div_euclid(1000) * 1000)),
        message: None,
        image: None,
    })
}

fn field<T: Copy, U>(said: Said<T>, make: impl FnOnce(T) -> U) -> Field<U> {
    match said {
        Said::Missing | Said::Null => Field::Absent,
        Said::Value(value) => Field::Present(make(value)),
        Said::Other(_) => Field::Unreadable,
    }
}
