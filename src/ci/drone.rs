//! Drone. On a pull request `DRONE_BRANCH` is the target, and the commit is the
//! head, which the checkout merges into the target.

use super::{Checkout, Marker, System};

pub(super) const SYSTEM: System = System {
    name: "Drone",
    marker: Marker::IsTrue("DRONE"),
    checkout: |run| Checkout::known_unless(run.is("DRONE_BUILD_EVENT", "pull_request")),
    own_files: &[("DRONE_OUTPUT", "")],
    commit: |run| run.commit_in("DRONE_COMMIT_SHA"),
    branch: |run| match run.get("DRONE_BUILD_EVENT") {
        Some("pull_request") => run.branch_in("DRONE_SOURCE_BRANCH"),
        Some(_) | None if run.get("DRONE_TAG").is_some() => None,
        Some(_) | None => run.branch_in("DRONE_BRANCH"),
    },
    pull_request: |run| run.number_in("DRONE_PULL_REQUEST"),
    is_push: |run| run.is("DRONE_BUILD_EVENT", "push"),
    secrets: "a step gets a secret only by `from_secret`, and pull requests get none by default",
    ..System::BASE
};
