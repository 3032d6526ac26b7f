//! Forgejo Actions, whose runner sets the variables of Gitea and of GitHub as well.

use super::{Marker, System, gitea};

pub(super) const SYSTEM: System = System {
    name: "Forgejo Actions",
    marker: Marker::IsTrue("FORGEJO_ACTIONS"),
    ..gitea::SYSTEM
};
