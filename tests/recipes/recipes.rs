//! How each system runs the commands of its snippet: one row a page.

use crate::page::Place;
use crate::system::{Cancel, Handover, Recipe, Shell, Silence};

/// The pages whose snippets use the action.
pub(crate) const ACTIONS: [&str; 3] = ["forgejo", "gitea", "github"];

/// The commit that is built.
pub(crate) const HEAD: &str = test_support::COMMIT;

/// What most systems have in common.
const COMMON: Recipe = Recipe {
    page: "",
    gate: Place::Quoted(0),
    next: Place::Quoted(1),
    shell: Shell::EndsAtTheFirstFailure,
    variables: &[],
    commit: "",
    handover: Handover::Folder,
    silence: Silence::NotDocumented,
    cancel: Cancel::NotDocumented,
    unescape: str::to_owned,
};

/// Every page but those of the action.
pub(crate) const RECIPES: [Recipe; 16] = [
    Recipe {
        page: "gitlab",
        gate: Place::Yaml("gate.script"),
        next: Place::Yaml("deploy.script"),
        variables: &[
            ("GITLAB_CI", "true"),
            ("CI", "true"),
            ("CI_PIPELINE_SOURCE", "push"),
            ("CI_COMMIT_BRANCH", "main"),
            ("CI_COMMIT_SHA", HEAD),
        ],
        commit: "(CI_COMMIT_SHA)",
        silence: Silence::Never,
        handover: Handover::Variables("gate.env"),
        cancel: Cancel::SignalsTheGate,
        ..COMMON
    },
    Recipe {
        page: "circleci",
        gate: Place::Yaml("jobs.gate.steps.0.run.command"),
        next: Place::Yaml("jobs.deploy.steps.1.run"),
        variables: &[
            ("CIRCLECI", "true"),
            ("CI", "true"),
            ("CIRCLE_BRANCH", "main"),
            ("CIRCLE_SHA1", HEAD),
        ],
        commit: "(CIRCLE_SHA1)",
        silence: Silence::AfterMinutes(10),
        ..COMMON
    },
    Recipe {
        page: "buildkite",
        gate: Place::Yaml("steps.0.command"),
        next: Place::Yaml("steps.1.command"),
        shell: Shell::BashThatEndsAtTheFirstFailure,
        variables: &[
            ("BUILDKITE", "true"),
            ("CI", "true"),
            ("BUILDKITE_SOURCE", "webhook"),
            ("BUILDKITE_BRANCH", "main"),
            ("BUILDKITE_PULL_REQUEST", "false"),
            ("BUILDKITE_COMMIT", HEAD),
        ],
        commit: "(BUILDKITE_COMMIT)",
        silence: Silence::Never,
        cancel: Cancel::SignalsTheGate,
        unescape: |text| text.replace("$$", "$"),
        ..COMMON
    },
    Recipe {
        page: "azure",
        gate: Place::Yaml("steps.0.bash"),
        next: Place::Yaml("steps.2.bash"),
        shell: Shell::BashThatGoesOn,
        variables: &[
            ("TF_BUILD", "True"),
            ("BUILD_REASON", "IndividualCI"),
            ("BUILD_SOURCEBRANCH", "refs/heads/main"),
            ("BUILD_SOURCEVERSION", HEAD),
        ],
        commit: "(BUILD_SOURCEVERSION)",
        silence: Silence::Never,
        cancel: Cancel::SignalsTheGate,
        ..COMMON
    },
    Recipe {
        page: "bitbucket",
        gate: Place::Yaml("pipelines.default.0.step.script"),
        next: Place::Yaml("pipelines.default.1.step.script"),
        variables: &[
            ("BITBUCKET_BUILD_NUMBER", "12"),
            ("CI", "true"),
            ("BITBUCKET_BRANCH", "main"),
            ("BITBUCKET_COMMIT", HEAD),
        ],
        commit: "(BITBUCKET_COMMIT)",
        cancel: Cancel::NeedsTheShell,
        ..COMMON
    },
    Recipe {
        page: "jenkins",
        variables: &[
            ("JENKINS_URL", "https://jenkins.example/"),
            ("BRANCH_NAME", "main"),
            ("GIT_BRANCH", "origin/main"),
            ("GIT_COMMIT", HEAD),
        ],
        commit: "(GIT_COMMIT)",
        silence: Silence::OnlyIfAsked,
        cancel: Cancel::SignalsAll,
        ..COMMON
    },
    Recipe {
        page: "travis",
        gate: Place::Yaml("before_script"),
        next: Place::Yaml("script"),
        shell: Shell::BashThatEndsAtTheFirstFailure,
        variables: &[
            ("TRAVIS", "true"),
            ("CI", "true"),
            ("TRAVIS_EVENT_TYPE", "push"),
            ("TRAVIS_PULL_REQUEST", "false"),
            ("TRAVIS_BRANCH", "main"),
            ("TRAVIS_COMMIT", HEAD),
        ],
        commit: "(TRAVIS_COMMIT)",
        silence: Silence::AfterMinutes(10),
        cancel: Cancel::NeedsTheShell,
        ..COMMON
    },
    Recipe {
        page: "teamcity",
        shell: Shell::GoesOn,
        variables: &[
            ("TEAMCITY_VERSION", "2026.1"),
            ("BUILD_NUMBER", "12"),
            ("BUILD_VCS_NUMBER", HEAD),
        ],
        commit: "(BUILD_VCS_NUMBER)",
        silence: Silence::Never,
        ..COMMON
    },
    Recipe {
        page: "drone",
        gate: Place::Yaml("steps.0.commands"),
        next: Place::Yaml("steps.1.commands"),
        variables: &[
            ("DRONE", "true"),
            ("CI", "true"),
            ("DRONE_BUILD_EVENT", "push"),
            ("DRONE_BRANCH", "main"),
            ("DRONE_COMMIT_SHA", HEAD),
        ],
        commit: "(DRONE_COMMIT_SHA)",
        ..COMMON
    },
    Recipe {
        page: "woodpecker",
        gate: Place::Yaml("steps.0.commands"),
        next: Place::Yaml("steps.1.commands"),
        variables: &[
            ("CI", "woodpecker"),
            ("CI_PIPELINE_EVENT", "push"),
            ("CI_COMMIT_BRANCH", "main"),
            ("CI_COMMIT_SHA", HEAD),
        ],
        commit: "(CI_COMMIT_SHA)",
        ..COMMON
    },
    Recipe {
        page: "semaphore",
        gate: Place::Yaml("blocks.0.task.jobs.0.commands"),
        next: Place::Yaml("blocks.1.task.jobs.0.commands"),
        shell: Shell::BashThatEndsAtTheFirstFailure,
        variables: &[
            ("SEMAPHORE", "true"),
            ("CI", "true"),
            ("SEMAPHORE_GIT_REF_TYPE", "branch"),
            ("SEMAPHORE_GIT_BRANCH", "main"),
            ("SEMAPHORE_GIT_SHA", HEAD),
        ],
        commit: "(SEMAPHORE_GIT_SHA)",
        cancel: Cancel::NeedsTheShell,
        ..COMMON
    },
    Recipe {
        page: "codefresh",
        gate: Place::Yaml("steps.gate.commands"),
        next: Place::Yaml("steps.deploy.commands"),
        shell: Shell::GoesOn,
        variables: &[
            ("CF_BUILD_ID", "5f3a"),
            ("CI", "true"),
            ("CF_BRANCH", "main"),
            ("CF_REVISION", HEAD),
        ],
        commit: "(CF_REVISION)",
        silence: Silence::AfterMinutes(45),
        cancel: Cancel::NeedsTheShell,
        ..COMMON
    },
    Recipe {
        page: "codebuild",
        gate: Place::Yaml("phases.pre_build.commands"),
        next: Place::Yaml("phases.build.commands"),
        variables: &[
            ("CODEBUILD_BUILD_ID", "shop:1"),
            ("CODEBUILD_WEBHOOK_EVENT", "PUSH"),
            ("CODEBUILD_WEBHOOK_HEAD_REF", "refs/heads/main"),
            ("CODEBUILD_RESOLVED_SOURCE_VERSION", HEAD),
        ],
        commit: "(CODEBUILD_RESOLVED_SOURCE_VERSION)",
        cancel: Cancel::NeedsTheShell,
        ..COMMON
    },
    Recipe {
        page: "cloud-build",
        gate: Place::Yaml("steps.0.script"),
        next: Place::Yaml("steps.1.script"),
        shell: Shell::GoesOn,
        variables: &[
            ("BUILDER_OUTPUT", "/builder/outputs"),
            ("BRANCH_NAME", "main"),
            ("COMMIT_SHA", HEAD),
        ],
        commit: "(COMMIT_SHA)",
        ..COMMON
    },
    Recipe {
        page: "appveyor",
        gate: Place::Yaml("build_script"),
        next: Place::Yaml("deploy_script"),
        shell: Shell::BashThatEndsAtTheFirstFailure,
        variables: &[
            ("APPVEYOR", "True"),
            ("CI", "True"),
            ("APPVEYOR_REPO_BRANCH", "main"),
            ("APPVEYOR_REPO_COMMIT", HEAD),
        ],
        commit: "(APPVEYOR_REPO_COMMIT)",
        cancel: Cancel::NeedsTheShell,
        ..COMMON
    },
    Recipe {
        page: "harness",
        gate: Place::Yaml("0.step.spec.command"),
        next: Place::Yaml("1.step.spec.command"),
        shell: Shell::GoesOn,
        variables: &[
            ("HARNESS_BUILD_ID", "12"),
            ("DRONE", "true"),
            ("CI", "true"),
            ("DRONE_BUILD_EVENT", "push"),
            ("DRONE_BRANCH", "main"),
            ("DRONE_COMMIT_SHA", HEAD),
        ],
        commit: "(DRONE_COMMIT_SHA)",
        ..COMMON
    },
];
