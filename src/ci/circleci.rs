//! `CircleCI`. A branch called `pull/N` stands for a pull request of a fork. A
//! commit with several pull requests has one of them in `CIRCLE_PULL_REQUEST`,
//! chosen by chance.

use super::run::number;
use super::{Marker, System};

pub(super) const SYSTEM: System = System {
    name: "CircleCI",
    marker: Marker::IsTrue("CIRCLECI"),
    own_files: &[("BASH_ENV", "")],
    commit: |run| run.commit_unless_merge("CIRCLE_SHA1", &["CIRCLE_BRANCH"]),
    branch: |run| {
        run.branch_in("CIRCLE_BRANCH")
            .filter(|branch| !branch.value.starts_with("pull/"))
    },
    pull_request: |run| {
        if let Some(of_fork) = run.number_in("CIRCLE_PR_NUMBER") {
            return Some(of_fork);
        }
        let all = run.get("CIRCLE_PULL_REQUESTS").unwrap_or_default();
        let name = "CIRCLE_PULL_REQUEST";
        let (_, last) = run.get(name)?.rsplit_once('/')?;
        number(last, name).filter(|_| !all.contains(','))
    },
    is_push: |_| true,
    secrets: "does the job name the context? builds for forks get no secrets by default",
    ..System::BASE
};
