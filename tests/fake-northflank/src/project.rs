//! One project: a scenario and how far it has gone.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use hyper::StatusCode;
use serde_json::Value;

use crate::answer::{Answer, Refusal};
use crate::build_log;
use crate::listing::{self, Poll, Sightings};
use crate::log_query::LogQuery;
use crate::query::Query;
use crate::route::Endpoint;
use crate::scenario::{Scenario, ScriptedAnswer, Target};

/// When a request came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// The time since the server’s start.
    pub(crate) elapsed: Duration,
    /// The date.
    pub(crate) date: SystemTime,
}

/// A scenario in progress.
#[derive(Debug)]
pub(crate) struct Project {
    scenario: Scenario,
    progress: HashMap<String, Progress>,
}

/// How far one target has gone.
#[derive(Debug)]
struct Progress {
    list_requests: u64,
    log_requests: u64,
    polls: u64,
    first_request: Duration,
    sightings: Vec<Sightings>,
}

impl Project {
    pub(crate) fn new(scenario: Scenario) -> Self {
        Self {
            scenario,
            progress: HashMap::new(),
        }
    }

    /// Answers a request to an endpoint of a target.
    pub(crate) fn answer(
        &mut self,
        team: Option<&str>,
        endpoint: &Endpoint,
        query: Option<&str>,
        moment: Moment,
    ) -> Answer {
        let wanted = self.scenario.team.as_deref();
        if wanted.is_some() && wanted != team {
            return unknown("project").into();
        }
        let id = endpoint.target();
        let Some(target) = self.scenario.targets.get(id) else {
            return unknown(id).into();
        };
        let progress = self
            .progress
            .entry(id.to_owned())
            .or_insert_with(|| Progress::new(target, moment));
        match endpoint {
            Endpoint::Builds(_) => {
                let query = Query::parse(query);
                progress.list_requests += 1;
                if query.as_ref().is_ok_and(|query| query.is_poll()) {
                    progress.polls += 1;
                }
                scripted(&target.answers, progress.list_requests, || {
                    progress.list(id, target, query, moment)
                })
            }
            Endpoint::BuildLog(_) => {
                progress.log_requests += 1;
                scripted(&target.log_answers, progress.log_requests, || {
                    progress.log(target, LogQuery::parse(query, moment.date), moment)
                })
            }
        }
    }
}

impl Progress {
    fn new(target: &Target, moment: Moment) -> Self {
        Self {
            list_requests: 0,
            log_requests: 0,
            polls: 0,
            first_request: moment.elapsed,
            sightings: vec![Sightings::default(); target.builds.len()],
        }
    }

    /// What the API answers by itself to a request for the list.
    fn list(
        &mut self,
        id: &str,
        target: &Target,
        query: Result<Query, Refusal>,
        moment: Moment,
    ) -> Answer {
        if let Some(permission) = &target.forbidden {
            return forbidden(permission);
        }
        let query = match query {
            Ok(query) => query,
            Err(refusal) => return refusal.into(),
        };
        let poll = self.poll(moment);
        let page = listing::page(id, target, &mut self.sightings, poll, query);
        Answer::json(StatusCode::OK, &page)
    }

    /// What the API answers by itself to a request for a log.
    fn log(&mut self, target: &Target, query: Result<LogQuery, Refusal>, moment: Moment) -> Answer {
        if let Some(permission) = &target.forbidden_logs {
            return forbidden(permission);
        }
        let query = match query {
            Ok(query) => query,
            Err(refusal) => return refusal.into(),
        };
        let poll = self.poll(moment);
        let body = build_log::body(target, &mut self.sightings, poll, &query);
        Answer::json(StatusCode::OK, &body)
    }

    fn poll(&self, moment: Moment) -> Poll {
        Poll {
            // A client may start with a later page: it sees the first poll.
            number: self.polls.max(1),
            elapsed: moment.elapsed.saturating_sub(self.first_request),
            date: moment.date,
        }
    }
}

/// The answer to the request with this number: by the script that covers it, or
/// the API's own.
fn scripted(scripts: &[ScriptedAnswer], request: u64, own: impl FnOnce() -> Answer) -> Answer {
    let script = scripts.iter().find(|script| script.covers(request));
    let mut answer = script.and_then(replacement).unwrap_or_else(own);
    if let Some(script) = script {
        apply(script, &mut answer);
    }
    answer
}

fn forbidden(permission: &str) -> Answer {
    let message = format!("missing permission: {permission}");
    Refusal::new(StatusCode::FORBIDDEN, message).into()
}

/// What is answered instead of the API's own answer, where a script has its own status or
/// body.
fn replacement(script: &ScriptedAnswer) -> Option<Answer> {
    if script.status.is_none() && script.body.is_none() {
        return None;
    }
    let status = script
        .status
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::OK);
    Some(match &script.body {
        Some(Value::String(text)) => Answer::text(status, "text/html; charset=utf-8", text.clone()),
        Some(body) => Answer::json(status, body),
        None if status.as_u16() >= 400 => {
            let message = status.canonical_reason().unwrap_or("scripted error");
            Refusal::new(status, message.to_lowercase()).into()
        }
        None => Answer::empty(status),
    })
}

fn apply(script: &ScriptedAnswer, answer: &mut Answer) {
    for (name, value) in &script.headers {
        answer.headers.insert(name.to_lowercase(), value.clone());
    }
    answer.close = script.close;
    answer.delay = script.delay.unwrap_or_default();
}

/// The answer to everything that is not there.
pub(crate) fn unknown(what: &str) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, format!("not found: {what}"))
}
