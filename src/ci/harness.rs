//! Harness CI, which sets the variables of Drone (its "CI environment variables
//! reference"): `DRONE_COMMIT_SHA` is the newest commit of the branch, tag or pull
//! request. On a pull request of Bitbucket it may be cut.

use super::{Marker, System, drone};

pub(super) const SYSTEM: System = System {
    name: "Harness CI",
    marker: Marker::IsSet("HARNESS_BUILD_ID"),
    secrets: System::BASE.secrets,
    ..drone::SYSTEM
};
