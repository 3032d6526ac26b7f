//! Harness CI, which sets the variables of Drone.

use super::{LogFormat, Marker, System, drone};

pub(super) const SYSTEM: System = System {
    name: "Harness CI",
    marker: Marker::IsSet("HARNESS_BUILD_ID"),
    log: LogFormat::Plain,
    ..drone::SYSTEM
};
