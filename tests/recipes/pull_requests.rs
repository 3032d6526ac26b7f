//! What each system sets on a pull request, beyond and instead of what it sets
//! on a push: most build a merge that was never pushed.

use crate::machine::{Ended, Machine};
use crate::recipes::HEAD;
use crate::system::Recipe;

const MERGE: &str = "7be3f0c2a94d51688e07cbb1f2d3a4659c8d0e1f";

pub(crate) struct Row {
    pub(crate) page: &'static str,
    pub(crate) variables: &'static [(&'static str, &'static str)],
    /// Files that the system writes, by their paths from the workspace.
    pub(crate) files: &'static [(&'static str, &'static str)],
}

const fn row(page: &'static str, variables: &'static [(&'static str, &'static str)]) -> Row {
    Row {
        page,
        variables,
        files: &[],
    }
}

pub(crate) const ROWS: [Row; 16] = [
    row(
        "gitlab",
        &[
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", HEAD),
            ("CI_COMMIT_SHA", MERGE),
        ],
    ),
    row("circleci", &[("CIRCLE_PR_NUMBER", "7")]),
    row(
        "buildkite",
        &[
            ("BUILDKITE_PULL_REQUEST", "7"),
            ("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC", "true"),
            ("BUILDKITE_PULL_REQUEST_HEAD_COMMIT", HEAD),
            ("BUILDKITE_COMMIT", MERGE),
        ],
    ),
    row(
        "azure",
        &[
            ("BUILD_REASON", "PullRequest"),
            ("SYSTEM_PULLREQUEST_SOURCECOMMITID", HEAD),
            ("BUILD_SOURCEVERSION", MERGE),
        ],
    ),
    row("bitbucket", &[("BITBUCKET_PR_ID", "7")]),
    row(
        "jenkins",
        &[
            ("CHANGE_ID", "7"),
            ("BRANCH_NAME", "PR-7"),
            ("GIT_COMMIT", MERGE),
        ],
    ),
    row(
        "travis",
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
    },
    row(
        "drone",
        &[
            ("DRONE_BUILD_EVENT", "pull_request"),
            ("DRONE_PULL_REQUEST", "7"),
        ],
    ),
    row(
        "woodpecker",
        &[
            ("CI_PIPELINE_EVENT", "pull_request"),
            ("CI_COMMIT_PULL_REQUEST", "7"),
        ],
    ),
    row(
        "semaphore",
        &[
            ("SEMAPHORE_GIT_REF_TYPE", "pull-request"),
            ("SEMAPHORE_GIT_PR_SHA", HEAD),
            ("SEMAPHORE_GIT_SHA", MERGE),
        ],
    ),
    row(
        "codefresh",
        &[
            ("CF_PULL_REQUEST_NUMBER", "7"),
            ("CF_PULL_REQUEST_HEAD_COMMIT_SHA", HEAD),
            ("CF_REVISION", MERGE),
        ],
    ),
    row(
        "codebuild",
        &[
            ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
            ("CODEBUILD_WEBHOOK_TRIGGER", "pr/7"),
        ],
    ),
    row("cloud-build", &[("_PR_NUMBER", "7")]),
    row(
        "appveyor",
        &[
            ("APPVEYOR_PULL_REQUEST_NUMBER", "7"),
            ("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", HEAD),
            ("APPVEYOR_REPO_COMMIT", MERGE),
        ],
    ),
    row(
        "harness",
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
