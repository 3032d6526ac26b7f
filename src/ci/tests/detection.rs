//! Which system a run is of, where several could be meant, and what is its own.

use std::collections::BTreeSet;

use super::cases::own;
use super::*;

fn system(variables: &[(&str, &str)]) -> Option<&'static str> {
    System::detect(&own(variables)).map(|system| system.name)
}

#[test]
fn a_system_outranks_those_whose_variables_it_sets() {
    let github = ("GITHUB_ACTIONS", "true");
    let gitea = ("GITEA_ACTIONS", "true");
    let gitlab = ("GITLAB_CI", "true");
    let codebuild = ("CODEBUILD_BUILD_ID", "shop:1");
    for (variables, expected) in [
        (
            &[github, gitea, ("FORGEJO_ACTIONS", "true")][..],
            "Forgejo Actions",
        ),
        (&[github, gitea], "Gitea Actions"),
        (&[github, codebuild], "GitHub Actions"),
        (&[gitlab, codebuild], "GitLab CI/CD"),
        (&[("BUILDKITE", "true"), codebuild], "Buildkite"),
        (
            &[("DRONE", "true"), ("HARNESS_BUILD_ID", "12")],
            "Harness CI",
        ),
        (&[gitlab, ("CI", "woodpecker")], "Woodpecker CI"),
        (&[gitlab, ("CI", "true")], "GitLab CI/CD"),
    ] {
        assert_eq!(system(variables), Some(expected), "{variables:?}");
    }
}

#[test]
fn nothing_else_is_a_system() {
    for variables in [
        &[][..],
        &[("CI", "true")],
        &[("GITHUB_SHA", HEAD), ("CI_COMMIT_SHA", HEAD)],
        &[("GITLAB_CI", "false")],
        &[("GITHUB_ACTIONS", "")],
        &[("JENKINS_URL", "")],
        &[("BUILD_ID", "12")],
    ] {
        assert_eq!(system(variables), None, "{variables:?}");
    }
}

#[test]
fn each_system_has_a_name_and_a_marker_of_its_own() {
    let names: BTreeSet<_> = SYSTEMS.iter().map(|system| system.name).collect();
    assert_eq!(names.len(), SYSTEMS.len());
    let markers: BTreeSet<_> = SYSTEMS
        .iter()
        .map(|system| system.marker.variable())
        .collect();
    assert_eq!(markers.len(), SYSTEMS.len());
}

#[test]
fn the_files_of_a_system_are_those_that_its_variables_name() {
    let variables = own(&[
        ("GITHUB_ENV", "/env"),
        ("GITHUB_OUTPUT", ""),
        ("BASH_ENV", "/bash"),
        ("BUILDER_OUTPUT", "/builder/outputs"),
    ]);
    let files = |name: &str| {
        let system = SYSTEMS.into_iter().find(|system| system.name == name);
        system.unwrap().own_files(&variables)
    };
    let one = |variable, path: &str| vec![(variable, path.to_owned())];
    assert_eq!(files("GitHub Actions"), one("GITHUB_ENV", "/env"));
    assert_eq!(files("Forgejo Actions"), one("GITHUB_ENV", "/env"));
    assert_eq!(files("CircleCI"), one("BASH_ENV", "/bash"));
    let output = one("BUILDER_OUTPUT", "/builder/outputs/output");
    assert_eq!(files("Google Cloud Build"), output);
    assert_eq!(files("Travis CI"), vec![]);
}
