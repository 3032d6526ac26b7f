//! The API as a function of requests and moments: path, method, token and
//! quota are checked here, in this order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;

use hyper::header::AUTHORIZATION;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};

use crate::account::Account;
use crate::answer::{Answer, Refusal};
use crate::project::{Moment, Project, unknown};
use crate::route::Route;
use crate::scenario::{LoadError, Scenario};

/// A request that the server has received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path and the query, as they came.
    pub path_and_query: String,
    /// Whether it came with exactly one `Authorization` header, and the
    /// right one.
    pub is_authorized: bool,
}

/// All that the server knows.
#[derive(Debug)]
pub(crate) struct Fake {
    scenarios: PathBuf,
    token: String,
    account: Account,
    projects: HashMap<String, Project>,
    requests: HashMap<String, Vec<RecordedRequest>>,
}

impl Fake {
    pub(crate) fn new(scenarios: PathBuf, token: String, requests_per_hour: u64) -> Self {
        Self {
            scenarios,
            token,
            account: Account::new(requests_per_hour),
            projects: HashMap::new(),
            requests: HashMap::new(),
        }
    }

    /// The requests to a project so far, in their order.
    pub(crate) fn requests(&self, project: &str) -> Vec<RecordedRequest> {
        self.requests.get(project).cloned().unwrap_or_default()
    }

    /// Answers one request.
    pub(crate) fn answer(&mut self, request: &Parts, moment: Moment) -> Answer {
        let Some(route) = Route::of(request.uri.path()) else {
            return unknown("path").into();
        };
        let is_authorized = self.is_authorized(&request.headers);
        self.record(&route.project, request, is_authorized);
        let Some(endpoint) = &route.endpoint else {
            return unknown("path").into();
        };
        let mut answer = if request.method != Method::GET {
            method_not_allowed()
        } else if !is_authorized {
            Refusal::new(StatusCode::UNAUTHORIZED, "missing or wrong api token").into()
        } else if !self.account.spend(moment.elapsed) {
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "rate limit exceeded").into()
        } else {
            match self.project(&route.project) {
                Ok(project) => {
                    project.answer(route.team.as_deref(), endpoint, request.uri.query(), moment)
                }
                Err(refusal) => refusal.into(),
            }
        };
        for (name, value) in self.account.headers(moment.elapsed) {
            answer.add_missing_header(name, value);
        }
        answer
    }

    fn is_authorized(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let wanted = format!("Bearer {}", self.token);
        values.next().is_some_and(|value| value == wanted.as_str()) && values.next().is_none()
    }

    fn record(&mut self, project: &str, request: &Parts, is_authorized: bool) {
        let path_and_query = request.uri.path_and_query();
        self.requests
            .entry(project.to_owned())
            .or_default()
            .push(RecordedRequest {
                method: request.method.to_string(),
                path_and_query: path_and_query.map_or_else(String::new, ToString::to_string),
                is_authorized,
            });
    }

    fn project(&mut self, id: &str) -> Result<&mut Project, Refusal> {
        match self.projects.entry(id.to_owned()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let (name, _) = id.split_once('~').unwrap_or((id, ""));
                match Scenario::load(&self.scenarios, name) {
                    Ok(scenario) => Ok(entry.insert(Project::new(scenario))),
                    Err(LoadError::Missing) => Err(unknown("project")),
                    Err(LoadError::Malformed(message)) => {
                        let status = StatusCode::INTERNAL_SERVER_ERROR;
                        Err(Refusal::new(
                            status,
                            format!("malformed scenario {message}"),
                        ))
                    }
                }
            }
        }
    }
}

fn method_not_allowed() -> Answer {
    let message = "only GET is served here";
    let mut answer = Answer::from(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message));
    answer.add_missing_header("allow", "GET".to_owned());
    answer
}
