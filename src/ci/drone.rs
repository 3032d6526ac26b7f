//! Drone. On a pull request `DRONE_BRANCH` is the target, and the commit is the
//! head, which the checkout merges into the target.

use super::run::is_pull_request_reference;
use super::{Checkout, CiRun, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Drone",
    marker: Marker::IsTrue("DRONE"),
    checkout: |run| Checkout::known_unless(is_pull_request(run)),
    own_files: &[("DRONE_OUTPUT", "")],
    commit: |run| run.commit_in("DRONE_COMMIT_SHA"),
    branch: |run| match (is_pull_request(run), run.get("DRONE_TAG")) {
        (true, _) => run.branch_in("DRONE_SOURCE_BRANCH"),
        (false, Some(_)) => None,
        (false, None) => run.branch_in("DRONE_BRANCH"),
    },
    pull_request: |run| run.number_in("DRONE_PULL_REQUEST"),
    is_push: |run| run.is("DRONE_BUILD_EVENT", "push"),
    secrets: "a step gets a secret only by `from_secret`, and pull requests get none by default",
    ..System::BASE
};

fn is_pull_request(run: &CiRun<'_>) -> bool {
    // A build that was promoted has another event.
    let reference = run.get("DRONE_COMMIT_REF").unwrap_or_default();
    run.is("DRONE_BUILD_EVENT", "pull_request") || is_pull_request_reference(reference)
}
