//! What is told, without the token: an API, or whoever answers in its place,
//! may say it, or parts of it, in any text.
//!
//! It is taken out before a text is escaped for the place it goes to, since
//! escapes would hide it from a search, and from nobody else. What is decided
//! is decided on the texts as they came.

use std::sync::Arc;

use super::conclusion_text::{Ending, Other};
use crate::gate::listing::OtherBuilds;
use crate::gate::verdict::{TargetReport, Verdict};
use crate::model::build::{Build, Field, Status, Target};

/// Takes the token out of a text.
type Hide<'a> = &'a dyn Fn(&str) -> String;

/// The verdict without the token in the texts of its targets.
#[must_use]
pub fn verdict(verdict: &Verdict, hide: Hide<'_>) -> Verdict {
    Verdict {
        reason: verdict.reason.clone(),
        deciding: verdict.deciding,
        quota: verdict.quota,
        began: verdict.began,
        targets: states(&verdict.targets, hide),
    }
}

/// How the targets stand, without the token in their texts.
#[must_use]
pub fn states(states: &[TargetReport], hide: Hide<'_>) -> Vec<TargetReport> {
    let state = |state: &TargetReport| TargetReport {
        target: Target {
            kind: state.target.kind,
            id: hide(&state.target.id),
        },
        build: state.build.as_ref().map(|known| build(known, hide)),
        others: Arc::new(others(&state.others, hide)),
        ..state.clone()
    };
    states.iter().map(state).collect()
}

fn others(others: &OtherBuilds, hide: Hide<'_>) -> OtherBuilds {
    let hidden = |known: &Build| build(known, hide);
    OtherBuilds {
        recent: others.recent.iter().map(hidden).collect(),
        left_out: others.left_out.as_ref().map(hidden),
    }
}

fn build(build: &Build, hide: Hide<'_>) -> Build {
    let field = |field: &Field<String>| field.clone().and_then(|text| Field::Present(hide(&text)));
    let status = |status: Status| Field::Present(Status::from_word(&hide(status.word())));
    Build {
        id: hide(&build.id),
        sha: field(&build.sha),
        branch: field(&build.branch),
        status: build.status.clone().and_then(status),
        message: build.message.as_deref().map(hide),
        image: build.image.as_deref().map(hide),
        ..build.clone()
    }
}

/// The ending without the token.
#[must_use]
pub fn ending(ending: &Ending, hide: Hide<'_>) -> Ending {
    let other = |other: &Other| Other {
        text: hide(&other.text),
        failed: other.failed,
    };
    Ending {
        exit_code: ending.exit_code,
        headline: hide(&ending.headline),
        cause: ending.cause.as_deref().map(hide),
        hint: ending.hint.as_deref().map(hide),
        notes: ending.notes.iter().map(|note| hide(note)).collect(),
        links: ending.links.iter().map(|link| hide(link)).collect(),
        pages: ending
            .pages
            .iter()
            .map(|page| page.as_deref().map(hide))
            .collect(),
        others: ending.others.iter().map(other).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing;
    use crate::gate::verdict::Reason;

    #[test]
    fn no_text_of_a_verdict_keeps_the_token() {
        let said = || "say secret".to_owned();
        let build = Build {
            sha: Field::Present(said()),
            branch: Field::Present(said()),
            status: Field::Present(Status::from_word(&said())),
            message: Some(said()),
            image: Some(said()),
            ..testing::build(&said())
        };
        let told = Verdict {
            reason: Reason::TimedOut,
            deciding: 0,
            targets: vec![testing::running(&said(), build)],
            quota: None,
            began: None,
        };
        let hidden = verdict(&told, &|text| text.replace("secret", "[token]"));
        let shown = format!("{hidden:?}");
        assert!(!shown.contains("secret"), "{shown}");
        assert_eq!(shown.matches("say [token]").count(), 7, "{shown}");
    }
}
