//! Where a target is: in the API, and in Northflank's application.

use std::fmt::Write as _;

use crate::model::build::{Target, TargetKind};

/// A target, and where it is.
#[derive(Clone, Debug)]
pub struct TargetPath {
    /// `--team-id`
    pub team: Option<String>,
    /// `--project-id`
    pub project: String,
    /// The target.
    pub target: Target,
}

impl TargetPath {
    /// The path of the target, with these texts and values behind it. With a team,
    /// the path has its prefix, which an organisation token needs.
    pub(super) fn join(&self, parts: &[(&str, &str)]) -> String {
        let mut path = String::from("/v1");
        if let Some(team) = &self.team {
            append(&mut path, &[("/teams/", team)]);
        }
        let target = &self.target;
        let of_target = [
            ("/projects/", self.project.as_str()),
            (folder(target.kind), &target.id),
        ];
        append(&mut path, &of_target);
        append(&mut path, parts);
        path
    }
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
pub fn url(team: &str, project: &str, target: &Target, build: Option<&str>) -> String {
    let mut url = String::from("https://app.northflank.com");
    let parts = [
        ("/t/", team),
        ("/project/", project),
        (folder(target.kind), &target.id),
    ];
    append(&mut url, &parts);
    if let (TargetKind::Service, Some(build)) = (target.kind, build) {
        append(&mut url, &[("/builds/", build)]);
    }
    url
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
mod tests;
