//! What a list shows besides the builds that decide: it explains a verdict, and
//! must never make one.

use crate::model::build::Build;

/// The builds of a list that explain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherBuilds {
    /// The newest builds of all, [`OtherBuilds::MAX_RECENT`] at the most.
    pub recent: Vec<Build>,
    /// The newest build that the selector means and a filter leaves out.
    pub left_out: Option<Build>,
}

impl OtherBuilds {
    /// Enough to hold the newest build of the run's branch in a busy project.
    pub const MAX_RECENT: usize = 10;

    /// Takes in a build, and whether a filter leaves it out. The list may be in
    /// any order.
    pub fn observe(&mut self, build: &Build, is_left_out: bool) {
        // Of two copies the later one tells more.
        let is_copy = self.left_out.as_ref().is_some_and(|old| old.id == build.id);
        if is_left_out && (is_copy || is_newer(build, self.left_out.as_ref())) {
            self.left_out = Some(build.clone());
        }
        self.recent.retain(|known| known.id != build.id);
        let index = self
            .recent
            .iter()
            .position(|known| is_newer(build, Some(known)))
            .unwrap_or(self.recent.len());
        self.recent.insert(index, build.clone());
        self.recent.truncate(Self::MAX_RECENT);
    }

    /// The newest build of all.
    #[must_use]
    pub fn newest(&self) -> Option<&Build> {
        self.recent.first()
    }

    /// The newest build of a branch.
    #[must_use]
    pub fn newest_on(&self, branch: &str) -> Option<&Build> {
        let is_on = |build: &&Build| build.branch.value().is_some_and(|name| name == branch);
        self.recent.iter().find(is_on)
    }
}

fn is_newer(build: &Build, known: Option<&Build>) -> bool {
    known.is_none_or(|known| build.created.value() > known.created.value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{build, created_at};
    use crate::model::build::Field;

    fn recent(builds: &[Build]) -> Vec<String> {
        let mut others = OtherBuilds::default();
        for build in builds {
            others.observe(build, false);
        }
        others.recent.into_iter().map(|build| build.id).collect()
    }

    #[test]
    fn the_newest_come_first_and_of_one_instant_the_first_listed() {
        let builds = [
            build("one"),
            build("twin"),
            created_at("new", "2026-11-23T10:00:01Z"),
            created_at("undated", ""),
        ];
        assert_eq!(recent(&builds), ["new", "one", "twin", "undated"]);
    }

    #[test]
    fn the_newest_is_that_of_all_or_of_its_branch_or_that_a_filter_leaves_out() {
        let mut others = OtherBuilds::default();
        assert_eq!(others.newest(), None);
        let on = |branch: &str, id, minute| Build {
            branch: Field::Present(branch.to_owned()),
            ..created_at(id, &format!("2026-11-23T10:0{minute}:00Z"))
        };
        others.observe(&on("main", "one", 1), true);
        others.observe(&on("dev", "two", 3), false);
        others.observe(&on("main", "three", 2), true);
        others.observe(&on("main", "old", 0), true);
        let id = |build: Option<&Build>| build.map(|build| build.id.clone());
        assert_eq!(id(others.newest()).as_deref(), Some("two"));
        assert_eq!(id(others.newest_on("main")).as_deref(), Some("three"));
        assert_eq!(id(others.left_out.as_ref()).as_deref(), Some("three"));
        assert_eq!(others.newest_on("docs"), None);
        let ended = Build {
            message: Some("the end".to_owned()),
            ..on("main", "three", 2)
        };
        others.observe(&ended, true);
        assert_eq!(others.left_out, Some(ended));
    }

    #[test]
    fn a_build_counts_once_and_no_more_than_the_most_are_kept() {
        let numbers: Vec<String> = (0..12).map(|number| number.to_string()).collect();
        let builds: Vec<Build> = numbers.iter().map(|id| build(id)).collect();
        let kept = recent(&[&builds[..], &builds[..1]].concat());
        assert_eq!(kept.len(), OtherBuilds::MAX_RECENT);
        assert_eq!(kept.iter().filter(|id| *id == "0").count(), 1);
    }
}
