//! Drone. On a pull request `DRONE_BRANCH` is the target, and the commit is the
//! head, which the checkout merges into the target.

use super::{Checkout, CiRun, Marker, Sourced, System};

pub(super) const SYSTEM: System = System {
    name: "Drone",
    marker: Marker::IsTrue("DRONE"),
    checkout: |run| Checkout::known_unless(is_pull_request(run)),
    own_files: &[("DRONE_OUTPUT", "")],
    commit: |run| run.commit_in("DRONE_COMMIT_SHA"),
    branch,
    pull_request: |run| run.number_in("DRONE_PULL_REQUEST"),
    is_push: |run| run.is("DRONE_BUILD_EVENT", "push"),
    secrets: "a step gets a secret only by `from_secret`, and pull requests get none by default",
    ..System::BASE
};

fn is_pull_request(run: &CiRun<'_>) -> bool {
    run.is("DRONE_BUILD_EVENT", "pull_request")
}

fn branch(run: &CiRun<'_>) -> Option<Sourced<String>> {
    if is_pull_request(run) {
        return run.branch_in("DRONE_SOURCE_BRANCH");
    }
    let is_tag = run.get("DRONE_TAG").is_some();
    run.branch_in("DRONE_BRANCH").filter(|_| !is_tag)
}
