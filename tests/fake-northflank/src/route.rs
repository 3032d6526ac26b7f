//! What a request’s path means.

use crate::percent;

/// A path within a project.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The team, where the path names one.
    pub(crate) team: Option<String>,
    /// The project id.
    pub(crate) project: String,
    /// What the path asks for, where it is an endpoint.
    pub(crate) endpoint: Option<Endpoint>,
}

/// An endpoint with its target, `jobs/ID` or `services/ID`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The list of the target's builds.
    Builds(String),
    /// The log of one of the target's builds.
    BuildLog(String),
}

impl Endpoint {
    /// The target.
    pub(crate) fn target(&self) -> &str {
        match self {
            Self::Builds(target) | Self::BuildLog(target) => target,
        }
    }
}

impl Route {
    /// The meaning of `path`, or `None` where it lies in no project.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let segments: Vec<String> = path
            .strip_prefix("/v1/")?
            .split('/')
            .map(percent::decode)
            .collect::<Option<_>>()?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let (team, rest) = match segments.as_slice() {
            ["teams", team, rest @ ..] => (Some((*team).to_owned()), rest),
            rest => (None, rest),
        };
        let ["projects", project, rest @ ..] = rest else {
            return None;
        };
        let endpoint = match rest {
            [kind @ ("jobs" | "services"), id, "build"] => {
                Some(Endpoint::Builds(format!("{kind}/{id}")))
            }
            [kind @ ("jobs" | "services"), id, "build-logs"] => {
                Some(Endpoint::BuildLog(format!("{kind}/{id}")))
            }
            _ => None,
        };
        Some(Self {
            team,
            project: (*project).to_owned(),
            endpoint,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Route};

    fn route(team: Option<&str>, project: &str, endpoint: Option<Endpoint>) -> Route {
        Route {
            team: team.map(str::to_owned),
            project: project.to_owned(),
            endpoint,
        }
    }

    fn builds(target: &str) -> Endpoint {
        Endpoint::Builds(target.to_owned())
    }

    fn build_log(target: &str) -> Endpoint {
        Endpoint::BuildLog(target.to_owned())
    }

    #[test]
    fn both_kinds_of_target_and_both_forms_of_path() {
        let cases = [
            (
                "/v1/projects/p/jobs/j/build",
                route(None, "p", Some(builds("jobs/j"))),
            ),
            (
                "/v1/projects/p%7E1/services/s/build",
                route(None, "p~1", Some(builds("services/s"))),
            ),
            (
                "/v1/teams/t/projects/p/jobs/j/build",
                route(Some("t"), "p", Some(builds("jobs/j"))),
            ),
            (
                "/v1/projects/p/services/s/build-logs",
                route(None, "p", Some(build_log("services/s"))),
            ),
            (
                "/v1/teams/t/projects/p/jobs/j/build-logs",
                route(Some("t"), "p", Some(build_log("jobs/j"))),
            ),
            ("/v1/projects/p/jobs/j/builds", route(None, "p", None)),
            ("/v1/projects/p/jobs/j/logs", route(None, "p", None)),
            ("/v1/projects/p/jobs/j/build/id/log", route(None, "p", None)),
            ("/v1/projects/p/jobs/j/build/id", route(None, "p", None)),
            ("/v1/projects/p/addons/a/build", route(None, "p", None)),
        ];
        for (path, expected) in cases {
            assert_eq!(Route::of(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn other_paths_lie_in_no_project() {
        for path in [
            "/projects/p/jobs/j/build",
            "/v1/teams/t/jobs/j/build",
            "/v1/projects/%GG/jobs/j/build",
        ] {
            assert_eq!(Route::of(path), None, "{path}");
        }
    }
}
