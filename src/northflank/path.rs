//! Where the builds of a target are listed.

use std::fmt::Write as _;

use crate::model::build::{Target, TargetKind};

/// The most builds on a page, by the API's documentation.
const PER_PAGE: u32 = 100;

/// The path and query of one page. With a team, the path has its prefix, which
/// an organisation token needs.
#[must_use]
pub fn builds(team: Option<&str>, project: &str, target: &Target, cursor: Option<&str>) -> String {
    let mut path = String::from("/v1");
    if let Some(team) = team {
        path.push_str("/teams/");
        encode(&mut path, team);
    }
    path.push_str("/projects/");
    encode(&mut path, project);
    path.push_str(match target.kind {
        TargetKind::Job => "/jobs/",
        TargetKind::Service => "/services/",
    });
    encode(&mut path, &target.id);
    path.push_str("/build?per_page=");
    path.push_str(&PER_PAGE.to_string());
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        encode(&mut path, cursor);
    }
    path
}

/// The page of the target in Northflank's application, or of one build of a
/// service. The page of one build of a job is not known.
#[must_use]
pub fn link(team: &str, project: &str, target: &Target, build: Option<&str>) -> String {
    let mut link = String::from("https://app.northflank.com/t/");
    encode(&mut link, team);
    link.push_str("/project/");
    encode(&mut link, project);
    match (target.kind, build) {
        (TargetKind::Job, _) => {
            link.push_str("/jobs/");
            encode(&mut link, &target.id);
        }
        (TargetKind::Service, build) => {
            link.push_str("/services/");
            encode(&mut link, &target.id);
            if let Some(build) = build {
                link.push_str("/builds/");
                encode(&mut link, build);
            }
        }
    }
    link
}

fn encode(path: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) {
            path.push(char::from(byte));
        } else if byte == b'.' && text.bytes().any(|byte| byte != b'.') {
            // A segment of dots alone would climb, even when encoded.
            path.push('.');
        } else {
            // Writing to a string cannot fail.
            let _ = write!(path, "%{byte:02X}");
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
