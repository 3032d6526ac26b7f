//! Two gates poll one list as it grows, at the same times: one reads all
//! that it may, the other stops at what it knows. The
//! second must never open where the first does not, but for this: the first
//! was shut by a failure that came into the list late and far down, and the
//! second opens by a newer build, which outranks it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::gate::criteria::Criteria;
use crate::gate::listing::{ListQuery, StopReason};
use crate::gate::testing::{SHA, commit_criteria, prefix_criteria};
use crate::gate::verdict::{Reason, Verdict};
use crate::gate::{Gate, Limits, Next};
use crate::model::build::{Target, TargetKind};
use crate::model::outcome::Outcome;
use crate::northflank::headers::Headers;
use crate::northflank::path::TargetPath;
use crate::northflank::request::list_builds::{self, ListBuilds};
use crate::northflank::response::Response;
use crate::pacing::interval::Interval;
use crate::pacing::jitter::SplitMix64;

const STEPS: usize = 40;
const STEP: Duration = Duration::from_secs(10);

/// Entries of a list, each with the step from which on it is listed.
struct List {
    entries: Vec<(usize, Value)>,
    /// The most builds on a page, whatever is asked for.
    page: usize,
}

fn pick(chance: &mut SplitMix64, below: usize) -> usize {
    let drawn = chance.next_fraction() * f64::from(u32::try_from(below).unwrap());
    let whole = (0..below)
        .rev()
        .find(|&whole| f64::from(u32::try_from(whole).unwrap()) <= drawn);
    whole.unwrap_or_default()
}

/// A time this many seconds after the run's start, minus a day.
fn time(seconds: usize) -> String {
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    format!(
        "2026-11-{:02}T{:02}:{:02}:{:02}Z",
        10 + hours / 24,
        hours % 24,
        rest / 60,
        rest % 60
    )
}

/// The same as a server writes it.
fn http_date(seconds: usize) -> String {
    let time = time(seconds);
    format!("Tue, {} Nov 2026 {} GMT", &time[8..10], &time[11..19])
}

/// The run starts this many seconds into the list's time.
const START: usize = 48 * 3600;

impl List {
    /// A history of builds of other commits, and what happens to it: other
    /// builds, wanted ones, some listed late, some without a date, some that
    /// may be of the commit.
    fn draw(chance: &mut SplitMix64, history: usize, page: usize, lateness: &[usize]) -> Self {
        let mut entries: Vec<(usize, Value)> = (0..history)
            .map(|number| {
                let id = format!("past-{number}");
                let created = time(START - 60 - number * 500);
                (0, json!({"id": id, "sha": "b".repeat(40), "createdAt": created, "status": "SUCCESS"}))
            })
            .collect();
        if pick(chance, 3) == 0 {
            // Dated by a clock that is ahead.
            let created = time(START + 24 * 3600);
            let ahead = json!({"id": "ahead", "sha": "b".repeat(40), "createdAt": created});
            entries.push((0, ahead));
        }
        let twin = format!("{}{}", &SHA[..8], "0".repeat(32));
        for number in 0..pick(chance, 14) {
            let listed = pick(chance, STEPS);
            let late = lateness[pick(chance, lateness.len())];
            let created = time(START + listed * 10 - late);
            let others = "c".repeat(40);
            let sha = [SHA, SHA, &others, &others, &twin][pick(chance, 5)];
            let mut entry =
                json!({"id": format!("new-{number}"), "sha": sha, "createdAt": created});
            match pick(chance, 12) {
                0 => entry["createdAt"] = Value::Null,
                1 => entry["createdAt"] = json!("some time"),
                2 => entry["sha"] = json!(7),
                3 => entry["id"] = json!(7),
                _ => {}
            }
            entry["sort"] = json!(time(START + listed * 10 - late));
            entry["status"] = json!(["SUCCESS", "SUCCESS", "BUILDING", "FAILURE"][pick(chance, 4)]);
            entries.push((listed, entry));
        }
        Self { entries, page }
    }

    /// As it is at this step, newest first.
    fn at(&self, step: usize) -> Vec<Value> {
        let mut listed: Vec<Value> = self
            .entries
            .iter()
            .filter(|(from, _)| *from <= step)
            .map(|(_, entry)| entry.clone())
            .collect();
        let sort_key = |entry: &Value| {
            let of = entry.get("sort").unwrap_or(&entry["createdAt"]);
            of.as_str().unwrap_or_default().to_owned()
        };
        listed.sort_by_key(|entry| std::cmp::Reverse(sort_key(entry)));
        listed
    }

    fn answer(&self, step: usize, path: &str) -> Response {
        let number = |name: &str| {
            let (_, value) = path.split_once(name)?;
            value.split('&').next()?.parse::<usize>().ok()
        };
        let from = number("cursor=").unwrap_or(0);
        let asked = number("per_page=").unwrap().min(self.page);
        let listed = self.at(step);
        let builds: Vec<&Value> = listed.iter().skip(from).take(asked).collect();
        let goes_on = from + builds.len() < listed.len();
        let mut pagination = json!({"hasNextPage": goes_on});
        if goes_on {
            pagination["cursor"] = json!((from + builds.len()).to_string());
        }
        let body = json!({"data": {"builds": builds}, "pagination": pagination});
        Response {
            status: 200,
            headers: Headers {
                date: Some(http_date(START + step * 10)),
                ..Headers::default()
            },
            body: Ok(body.to_string().into_bytes().into()),
        }
    }
}

#[derive(Default)]
struct Run {
    verdict: Option<(Duration, Verdict)>,
    requests: u32,
    known: u32,
}

/// Runs a gate over the list; `lags` says how many steps back a poll sees.
fn run(list: &List, criteria: &Criteria, lags: &[usize], reads_all: bool) -> Run {
    let limits = Limits {
        timeout: STEP * u32::try_from(STEPS).unwrap(),
        appear_timeout: STEP * 25,
        retry_grace: Duration::from_secs(25),
        request_timeout: Duration::from_secs(30),
        interval: Interval::Fixed(STEP),
    };
    let target = Target {
        kind: TargetKind::Job,
        id: "api".to_owned(),
    };
    let mut gate = Gate::new(limits, criteria.clone(), vec![target.clone()], 1);
    let (mut elapsed, mut run) = (Duration::ZERO, Run::default());
    loop {
        match gate.next(elapsed) {
            Next::Finish(verdict) => {
                run.verdict = Some((elapsed, *verdict));
                return run;
            }
            Next::Wait { until, .. } => elapsed = until,
            Next::Poll { query, .. } => {
                let number = query.target;
                let request = ListBuilds {
                    target_path: TargetPath {
                        team: None,
                        project: "shop".to_owned(),
                        target: target.clone(),
                    },
                    query: if reads_all {
                        ListQuery {
                            reads_on_after_match: false,
                            stop_before: None,
                            ..query
                        }
                    } else {
                        query
                    },
                    max_pages: 10,
                };
                let step = usize::try_from(elapsed.as_secs() / STEP.as_secs()).unwrap();
                let seen = step.saturating_sub(lags[step.min(STEPS)]);
                let result = list_builds::poll(&request, |path| {
                    run.requests += 1;
                    Ok(list.answer(seen, path))
                });
                if let Ok(listing) = &result {
                    run.known += u32::from(listing.stopped_by == StopReason::HighWaterMark);
                }
                gate.observe(elapsed, number, result);
            }
        }
    }
}

/// Whether the build that opened one gate is newer than the one that shut the
/// other, beyond doubt: an old failure that came into the list late.
fn outranks(open: &Verdict, shut: &Verdict) -> bool {
    let created = |verdict: &Verdict| {
        let build = verdict.targets[0].build.as_ref()?;
        build.created.value().copied()
    };
    matches!(shut.reason, Reason::Failed(_))
        && created(shut).is_some_and(|shut| Some(shut) < created(open))
}

/// Lists of thirty builds, five on a page, whose new entries come in so late.
fn compare(criteria: &Criteria, histories: u64, lateness: &[usize]) -> [u32; 4] {
    let mut totals = [0; 4];
    for seed in 0..histories {
        let mut chance = SplitMix64::from_seed(seed);
        let list = List::draw(&mut chance, 30, 5, lateness);
        let lags: Vec<usize> = (0..=STEPS)
            .map(|_| [0, 0, 0, 1, 3][pick(&mut chance, 5)])
            .collect();
        let (whole, short) = (
            run(&list, criteria, &lags, true),
            run(&list, criteria, &lags, false),
        );
        let (when, verdict) = short.verdict.unwrap();
        let (whole_when, whole_verdict) = whole.verdict.unwrap();
        if verdict.outcome() == Outcome::Success {
            totals[0] += 1;
            assert!(whole_when <= when, "{seed}: {whole_when:?} {when:?}");
            let is_same = whole_verdict.outcome() == Outcome::Success;
            assert!(is_same || outranks(&verdict, &whole_verdict), "{seed}");
        }
        totals[1] += short.known;
        totals[2] += short.requests;
        totals[3] += whole.requests;
    }
    totals
}

#[test]
fn what_is_known_opens_no_gate_that_would_stay_shut() {
    let [opened, known, requests, whole] =
        compare(&commit_criteria(), 200, &[0, 0, 0, 30, 400, 3000, 40_000]);
    assert!(opened > 30 && known > 500, "{opened} {known}");
    assert!(requests < whole, "{requests} {whole}");
}

#[test]
fn a_prefix_opens_no_gate_that_would_stay_shut() {
    // Later than LATE_ARRIVAL, another commit may come in where nothing is read again.
    let [opened, known, requests, whole] = compare(&prefix_criteria(), 400, &[0, 0, 0, 30, 400]);
    assert!(opened > 10 && known > 500, "{opened} {known}");
    assert!(requests < whole, "{requests} {whole}");
}
