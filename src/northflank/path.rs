//! Where the builds of a target are listed, and where a build's log is.

use std::fmt::Write as _;

use crate::model::build::{Target, TargetKind};
use crate::model::timestamp::Timestamp;

/// The most builds on a page, by the API's documentation.
const PER_PAGE: &str = "100";

/// The most entries of a log that a request is known to get. The API was seen to
/// refuse 3000; its documentation names no limit.
const MAX_LOG_ENTRIES: &str = "250";

/// The path and query of one page. With a team, the path has its prefix, which
/// an organisation token needs.
#[must_use]
pub fn builds(team: Option<&str>, project: &str, target: &Target, cursor: Option<&str>) -> String {
    let mut path = of_target(team, project, target);
    append(&mut path, &[("/build?per_page=", PER_PAGE)]);
    if let Some(cursor) = cursor {
        append(&mut path, &[("&cursor=", cursor)]);
    }
    path
}

/// The path and query of the end of a build's log; `created` is the build's
/// `createdAt`. The defaults of the range, the limit and the direction are not
/// documented, so the request states all three. The limit is always the maximum:
/// several entries may make up one line, and some make up none.
#[must_use]
pub fn build_log(
    team: Option<&str>,
    project: &str,
    target: &Target,
    build: &str,
    created: Timestamp,
) -> String {
    let mut path = of_target(team, project, target);
    let parts = [
        ("/build-logs?buildId=", build),
        ("&queryType=range&startTime=", &created.to_string()),
        ("&direction=backward&lineLimit=", MAX_LOG_ENTRIES),
    ];
    append(&mut path, &parts);
    path
}

fn of_target(team: Option<&str>, project: &str, target: &Target) -> String {
    let mut path = String::from("/v1");
    if let Some(team) = team {
        append(&mut path, &[("/teams/", team)]);
    }
    let parts = [("/projects/", project), (folder(target.kind), &target.id)];
    append(&mut path, &parts);
    path
}

const fn folder(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Job => "/jobs/",
        TargetKind::Service => "/services/",
    }
}

/// The page of the target in Northflank's application, or of one build of a
/// service. The page of one build of a job is not known.
#[must_use]
pub fn link(team: &str, project: &str, target: &Target, build: Option<&str>) -> String {
    let mut link = String::from("https://app.northflank.com");
    let parts = [
        ("/t/", team),
        ("/project/", project),
        (folder(target.kind), &target.id),
    ];
    append(&mut link, &parts);
    if let (TargetKind::Service, Some(build)) = (target.kind, build) {
        append(&mut link, &[("/builds/", build)]);
    }
    link
}

/// Appends each text as it is, and behind it its value as a segment of a path or
/// a value of a query.
fn append(path: &mut String, parts: &[(&str, &str)]) {
    for (text, value) in parts {
        path.push_str(text);
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) {
                path.push(char::from(byte));
            } else if byte == b'.' && value.bytes().any(|byte| byte != b'.') {
                // A segment of dots alone would climb, even when encoded.
                path.push('.');
            } else {
                // Writing to a string cannot fail.
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: &str) -> Target {
        Target {
            kind: TargetKind::Job,
            id: id.to_owned(),
        }
    }

    fn service(id: &str) -> Target {
        Target {
            kind: TargetKind::Service,
            ..job(id)
        }
    }

    #[test]
    fn jobs_and_services_with_and_without_a_team() {
        assert_eq!(
            builds(None, "shop", &job("api"), None),
            "/v1/projects/shop/jobs/api/build?per_page=100"
        );
        assert_eq!(
            builds(Some("acme"), "shop", &service("web"), Some("c&d")),
            "/v1/teams/acme/projects/shop/services/web/build?per_page=100&cursor=c%26d"
        );
    }

    #[test]
    fn a_log_is_asked_for_from_its_end_since_the_build_was_created() {
        let created = Timestamp::parse("2026-11-23T12:00:00.0009+02:00").unwrap();
        let query = "queryType=range&startTime=2026-11-23T10%3A00%3A00.000Z\
            &direction=backward&lineLimit=250";
        assert_eq!(
            build_log(None, "shop", &job("api"), "joyous-view-6290", created),
            format!("/v1/projects/shop/jobs/api/build-logs?buildId=joyous-view-6290&{query}")
        );
        assert_eq!(
            build_log(
                Some("a/b"),
                "shop",
                &service("web"),
                "x&lineLimit=1 é",
                created
            ),
            format!(
                "/v1/teams/a%2Fb/projects/shop/services/web/build-logs\
                ?buildId=x%26lineLimit%3D1%20%C3%A9&{query}"
            )
        );
    }

    #[test]
    fn an_id_cannot_leave_its_segment() {
        assert_eq!(
            builds(None, "a/b", &job("c?d#e"), None),
            "/v1/projects/a%2Fb/jobs/c%3Fd%23e/build?per_page=100"
        );
        assert_eq!(
            builds(None, "..", &job("é 1.2"), None),
            "/v1/projects/%2E%2E/jobs/%C3%A9%201.2/build?per_page=100"
        );
    }

    #[test]
    fn a_link_goes_as_deep_as_is_known() {
        let start = "https://app.northflank.com/t/acme/project/shop";
        assert_eq!(
            link("acme", "shop", &job("api"), Some("b")),
            format!("{start}/jobs/api")
        );
        let web = format!("{start}/services/web");
        assert_eq!(link("acme", "shop", &service("web"), None), web);
        assert_eq!(
            link("acme", "shop", &service("web"), Some("b")),
            format!("{web}/builds/b")
        );
    }
}
