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
        let team = self.team.iter().map(|team| ("/teams/", team.as_str()));
        let target = [
            ("/projects/", self.project.as_str()),
            (folder(self.target.kind), &self.target.id),
        ];
        joined("/v1", team.chain(target).chain(parts.iter().copied()))
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
    let parts = [
        ("/t/", team),
        ("/project/", project),
        (folder(target.kind), &target.id),
    ];
    let build = build.filter(|_| target.kind == TargetKind::Service);
    let build = build.map(|build| ("/builds/", build));
    joined("https://app.northflank.com", parts.into_iter().chain(build))
}

/// A path from its start on: each text as it is, and behind it its value as a segment
/// of a path or a value of a query.
fn joined<'a>(start: &str, parts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut path = start.to_owned();
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
    path
}

#[cfg(test)]
mod tests;
