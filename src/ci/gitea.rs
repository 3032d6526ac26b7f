//! Gitea Actions, which sets GitHub's variables and writes its event. On a pull request
//! `GITHUB_SHA` is the head, no merge: the event says so as well.

use super::{Marker, System, github};

pub(super) const SYSTEM: System = System {
    name: "Gitea Actions",
    marker: Marker::IsTrue("GITEA_ACTIONS"),
    secrets: "is the secret defined, and passed to this step? runs for forks get no secrets",
    ..github::SYSTEM
};
