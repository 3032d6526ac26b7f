//! What each system sets on a pull request, beyond and instead of what it sets
//! on a push: most build a merge that was never pushed.

use northflank_gate::ci::SYSTEMS;

use crate::machine::{Ended, Machine};
use crate::page::Page;
use crate::recipes::{HEAD, RECIPES};
use crate::system::Recipe;

const MERGE: &str = "7be3f0c2a94d51688e07cbb1f2d3a4659c8d0e1f";

pub(crate) struct Row {
    pub(crate) page: &'static str,
    pub(crate) variables: &'static [(&'static str, &'static str)],
    /// Files that the system writes, by their paths from the workspace.
    pub(crate) files: &'static [(&'static str, &'static str)],
    code: i32,
    /// Where the log says that the commit is from, or what to pass.
    says: &'static str,
}

const fn opens(
    page: &'static str,
    says: &'static str,
    variables: &'static [(&'static str, &'static str)],
) -> Row {
    Row {
        page,
        variables,
        files: &[],
        code: 0,
        says,
    }
}

pub(crate) const ROWS: [Row; 16] = [
    opens(
        "gitlab",
        "(CI_MERGE_REQUEST_SOURCE_BRANCH_SHA)",
        &[
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", HEAD),
            ("CI_COMMIT_SHA", MERGE),
        ],
    ),
    opens("circleci", "(CIRCLE_SHA1)", &[("CIRCLE_PR_NUMBER", "7")]),
    opens(
        "buildkite",
        "(BUILDKITE_PULL_REQUEST_HEAD_COMMIT)",
        &[
            ("BUILDKITE_PULL_REQUEST", "7"),
            ("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC", "true"),
            ("BUILDKITE_PULL_REQUEST_HEAD_COMMIT", HEAD),
            ("BUILDKITE_COMMIT", MERGE),
        ],
    ),
    opens(
        "azure",
        "(SYSTEM_PULLREQUEST_SOURCECOMMITID)",
        &[
            ("BUILD_REASON", "PullRequest"),
            ("SYSTEM_PULLREQUEST_SOURCECOMMITID", HEAD),
            ("BUILD_SOURCEVERSION", MERGE),
        ],
    ),
    opens(
        "bitbucket",
        "(BITBUCKET_COMMIT)",
        &[("BITBUCKET_PR_ID", "7")],
    ),
    Row {
        page: "jenkins",
        variables: &[
            ("CHANGE_ID", "7"),
            ("BRANCH_NAME", "PR-7"),
            ("GIT_COMMIT", MERGE),
        ],
        files: &[],
        code: 2,
        says: r#"--sha "$(git rev-parse "origin/$BRANCH_NAME")""#,
    },
    opens(
        "travis",
        "(TRAVIS_PULL_REQUEST_SHA)",
        &[
            ("TRAVIS_EVENT_TYPE", "pull_request"),
            ("TRAVIS_PULL_REQUEST", "7"),
            ("TRAVIS_PULL_REQUEST_SHA", HEAD),
            ("TRAVIS_COMMIT", MERGE),
        ],
    ),
    Row {
        page: "teamcity",
        variables: &[("TEAMCITY_BUILD_PROPERTIES_FILE", "../build.properties")],
        files: &[
            (
                "../build.properties",
                "teamcity.configuration.properties.file=../parameters.properties\n",
            ),
            (
                "../parameters.properties",
                "teamcity.pullRequest.number=7\n\
                 teamcity.pullRequest.source.branch=feature\n\
                 teamcity.build.vcs.branch.Shop=refs/pull/7/head\n",
            ),
        ],
        code: 0,
        says: "(BUILD_VCS_NUMBER)",
    },
    opens(
        "drone",
        "(DRONE_COMMIT_SHA)",
        &[
            ("DRONE_BUILD_EVENT", "pull_request"),
            ("DRONE_PULL_REQUEST", "7"),
        ],
    ),
    opens(
        "woodpecker",
        "(CI_COMMIT_SHA)",
        &[
            ("CI_PIPELINE_EVENT", "pull_request"),
            ("CI_COMMIT_PULL_REQUEST", "7"),
        ],
    ),
    opens(
        "semaphore",
        "(SEMAPHORE_GIT_PR_SHA)",
        &[
            ("SEMAPHORE_GIT_REF_TYPE", "pull-request"),
            ("SEMAPHORE_GIT_PR_SHA", HEAD),
            ("SEMAPHORE_GIT_SHA", MERGE),
        ],
    ),
    opens(
        "codefresh",
        "(CF_PULL_REQUEST_HEAD_COMMIT_SHA)",
        &[
            ("CF_PULL_REQUEST_NUMBER", "7"),
            ("CF_PULL_REQUEST_HEAD_COMMIT_SHA", HEAD),
            ("CF_REVISION", MERGE),
        ],
    ),
    opens(
        "codebuild",
        "(CODEBUILD_RESOLVED_SOURCE_VERSION)",
        &[
            ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
            ("CODEBUILD_WEBHOOK_TRIGGER", "pr/7"),
        ],
    ),
    opens("cloud-build", "(COMMIT_SHA)", &[("_PR_NUMBER", "7")]),
    opens(
        "appveyor",
        "(APPVEYOR_PULL_REQUEST_HEAD_COMMIT)",
        &[
            ("APPVEYOR_PULL_REQUEST_NUMBER", "7"),
            ("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", HEAD),
            ("APPVEYOR_REPO_COMMIT", MERGE),
        ],
    ),
    opens(
        "harness",
        "(DRONE_COMMIT_SHA)",
        &[
            ("DRONE_BUILD_EVENT", "pull_request"),
            ("DRONE_PULL_REQUEST", "7"),
        ],
    ),
];

impl Row {
    /// Runs the gate of a snippet on a pull request.
    pub(crate) fn run(&self, recipe: &Recipe, machine: &Machine) -> Ended {
        for (path, content) in self.files {
            machine.write(path, content);
        }
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let variables: Vec<_> = self.variables.iter().map(own).collect();
        machine.run(recipe, &recipe.gate, &variables)
    }
}

#[test]
fn a_pull_request_is_gated_on_its_head_or_says_what_to_pass() {
    let pages = ROWS.map(|row| row.page);
    assert_eq!(pages, RECIPES.map(|recipe| recipe.page));
    for (row, recipe) in ROWS.into_iter().zip(RECIPES) {
        let machine = Machine::new(&format!("{}-pull-request", row.page), "SUCCESS");
        let ended = row.run(&recipe, &machine);
        assert_eq!(ended.code, Some(row.code), "{}:\n{}", row.page, ended.log);
        assert!(ended.log.contains(row.says), "{}:\n{}", row.page, ended.log);
        // The README's table, which is the code's, names the same place.
        let title = Page::read(row.page).title;
        let system = SYSTEMS.into_iter().find(|system| system.name == title);
        let place = row.says.trim_matches(['(', ')'].as_slice());
        let place = if row.code == 0 { place } else { row.says };
        assert!(system.unwrap().on_pull_request.contains(place), "{title}");
    }
}
