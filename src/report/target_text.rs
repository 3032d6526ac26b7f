//! How one target stood, and what its build came to, as parts of the verdict.

use std::cmp::Ordering;

use super::phrases::{self, message, status};
use super::sanitize::Sanitizer;
use crate::cli::config::Config;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{TargetReport, Verdict};
use crate::model::build::{Build, Field, Status};
use crate::model::conclusion::{self, Conclusion, FailureKind};
use crate::model::duration;

/// What opens: each target with its commit and its own time.
pub(super) fn opened(config: &Config, verdict: &Verdict, sanitizer: &Sanitizer) -> String {
    let part = |report: &TargetReport| {
        let target = phrases::target(&report.target, sanitizer);
        let build = report.build.as_ref();
        let commit = build.map_or_else(String::new, |build| commit(config, build, sanitizer));
        let branch = other_branch(config, build, sanitizer);
        let took = match build.and_then(conclusion::took) {
            Some(took) => format!(" in {}", duration::short(took)),
            // Else the time of the next target would seem to be this one's.
            None if verdict.targets.len() > 1 => " (duration unknown)".to_owned(),
            None => String::new(),
        };
        format!("{target} built {commit}{branch}{took}")
    };
    let parts: Vec<String> = verdict.targets.iter().map(part).collect();
    parts.join(", ")
}

/// The branch of a build, where a push to another branch started the run.
pub(super) fn other_branch(
    config: &Config,
    build: Option<&Build>,
    sanitizer: &Sanitizer,
) -> String {
    let branches = build.and_then(|build| config.other_branch(build));
    branches.map_or_else(String::new, |(branch, pushed)| {
        format!(
            " on {} (this run is on {})",
            sanitizer.line(branch),
            sanitizer.line(pushed)
        )
    })
}

/// The commit of a build, where none was asked for.
pub(super) fn unasked_commit(config: &Config, build: Option<&Build>) -> String {
    let commit = match config.criteria.selector {
        Selector::Commit(_) | Selector::Prefix(_) => None,
        Selector::Build(_) | Selector::Latest => build.and_then(Build::commit),
    };
    commit.map_or_else(String::new, |sha| format!(" (commit {})", sha.short()))
}

/// The commit that a build is of, or the build itself where it does not say.
fn commit(config: &Config, build: &Build, sanitizer: &Sanitizer) -> String {
    if let Selector::Commit(sha) = &config.criteria.selector {
        return sha.short().to_owned();
    }
    let sha = build.commit().map(|sha| sha.short().to_owned());
    sha.unwrap_or_else(|| sanitizer.line(&build.id))
}

/// How a build fell short: `ended as CRASHED after 2m3s by …`.
pub(super) fn ended(build: Option<&Build>, kind: FailureKind, sanitizer: &Sanitizer) -> String {
    let Some(build) = build else {
        return "did not succeed".to_owned();
    };
    let doubt = match kind {
        FailureKind::Failure | FailureKind::Aborted | FailureKind::Crashed => "",
        FailureKind::Inconsistent => " and says success: false",
    };
    let took = conclusion::took(build).map_or_else(String::new, |took| {
        format!(" after {} by Northflank's clock", duration::short(took))
    });
    let message = message(build, ", ", sanitizer);
    let (id, status) = (sanitizer.line(&build.id), status(build, sanitizer));
    format!("ended as {status}{doubt}{took} (build {id}{message})")
}

/// How a target stood at the deadline: `was still BUILDING …`.
pub(super) fn still(report: &TargetReport, sanitizer: &Sanitizer) -> String {
    let Some(build) = &report.build else {
        return "was not listed".to_owned();
    };
    let status = status(build, sanitizer);
    let how = match report.status {
        TargetStatus::Missing => {
            format!("was {status}, then not listed as a match")
        }
        TargetStatus::Succeeded if report.is_conclusive => {
            "had succeeded, but the others had not when it was polled".to_owned()
        }
        TargetStatus::Succeeded => {
            "had succeeded, but no complete list confirmed that at the end".to_owned()
        }
        TargetStatus::Failed(_) => {
            format!("had ended as {status}, but only in a list that broke off")
        }
        TargetStatus::Running | TargetStatus::NoBuild => undecided(report, build, &status),
    };
    format!("{how} (build {})", sanitizer.line(&build.id))
}

/// How a build with this status stood that counts as running.
fn undecided(report: &TargetReport, build: &Build, status: &str) -> String {
    let seen = if report.fault.is_some() || report.known_at < report.last_read {
        "was last seen"
    } else {
        "was still"
    };
    if report.is_in_doubt {
        return format!("was {status}, but whether it counts cannot be told");
    }
    match Conclusion::of(build) {
        Conclusion::StillRunning if build.status == Field::Present(Status::Success) => {
            format!("{seen} {status} and not concluded")
        }
        Conclusion::CannotTell => format!("was {status}, but whether it has ended cannot be told"),
        Conclusion::StillRunning | Conclusion::Succeeded | Conclusion::Failed(_) => {
            format!("{seen} {status}")
        }
    }
}

/// How a target stood that did not decide: `job api: BUILDING (build …)`.
pub(super) fn stood(report: &TargetReport, sanitizer: &Sanitizer) -> String {
    let target = phrases::target(&report.target, sanitizer);
    let how = match &report.build {
        Some(build) => {
            let (id, status) = (sanitizer.line(&build.id), status(build, sanitizer));
            format!("{status}{} (build {id})", when_listed(report))
        }
        None if report.last_read.is_none() => {
            let why = report
                .fault
                .as_ref()
                .map(|fault| sanitizer.line(&fault.what));
            let why = why.map_or_else(String::new, |why| format!(" ({why})"));
            return format!("{target}: not read{why}");
        }
        None if report.incomplete.is_some() => "no build in a list that is not complete".to_owned(),
        None => "no build".to_owned(),
    };
    match &report.fault {
        Some(fault) => format!("{target}: {how}, then {}", sanitizer.line(&fault.what)),
        None => format!("{target}: {how}"),
    }
}

/// By which list a build is known to stand as it does, where that is not the last one, or
/// one that cannot open the gate.
fn when_listed(report: &TargetReport) -> &'static str {
    let is_unconfirmed = report.status == TargetStatus::Succeeded && report.incomplete.is_some();
    match report.known_at.cmp(&report.last_read) {
        _ if report.is_in_doubt => ", but whether it counts cannot be told",
        _ if report.status == TargetStatus::Missing => ", then not listed as a match",
        Ordering::Greater => " in a list that broke off",
        Ordering::Less => " by an earlier list",
        Ordering::Equal if is_unconfirmed => " in a list that is not complete",
        Ordering::Equal => "",
    }
}
