//! Harness CI, which sets the variables of Drone.

use super::{Marker, System, drone};

pub(super) const SYSTEM: System = System {
    name: "Harness CI",
    marker: Marker::IsSet("HARNESS_BUILD_ID"),
    secrets: None,
    ..drone::SYSTEM
};
