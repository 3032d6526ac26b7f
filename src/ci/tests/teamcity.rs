//! `TeamCity`, whose parameters stand in files.

use super::HEAD;
use super::cases::{
    Case,
    Event::{Other, PullRequest, Push},
};

/// The revision of another root.
const OTHER: &str = "9d4a1b7c2e3f60518293a4b5c6d7e8f901234567";

const OF_ROOT: &str = "--sha SHA, of the root that Northflank builds";

pub(super) fn cases() -> Vec<Case> {
    let on = |event, parameters: &str| {
        let all = [
            ("TEAMCITY_VERSION", "2025.07"),
            ("TEAMCITY_BUILD_PROPERTIES_FILE", "/build"),
            ("BUILD_VCS_NUMBER", HEAD),
        ];
        Case::of("TeamCity", event, &all)
            .commit(HEAD, "BUILD_VCS_NUMBER")
            .file(
                "/build",
                "#Mon\nteamcity.configuration.properties.file=C\\:\\\\t\\u0065mp\\\\c\\=\n",
            )
            .file("C:\\temp\\c=", parameters)
    };
    let bare = |variables: &[(&str, &str)]| {
        Case::of("TeamCity", Other, &[("TEAMCITY_VERSION", "2025.07")])
            .with(variables)
            .commit(HEAD, "BUILD_VCS_NUMBER")
    };
    let root = |reference| format!("teamcity.build.vcs.branch.Shop={reference}\n");
    let number = "teamcity.pullRequest.number";
    let source = "teamcity.pullRequest.source.branch";
    let asked = format!("{number}=7\n{source}=feature/x\n");
    let asked_of = |event, reference| {
        on(event, &format!("{asked}{}", root(reference)))
            .branch("feature/x", source)
            .pull_request(7, number)
    };
    let branch = "teamcity.build.vcs.branch.*";
    vec![
        on(Push, &root("refs/heads/main"))
            .branch("main", branch)
            .pushed("main"),
        on(Push, &root("refs/heads/x/merge"))
            .branch("x/merge", branch)
            .pushed("x/merge"),
        on(Other, &root("refs/tags/v1.2.0")),
        on(
            Other,
            &format!(
                "{}teamcity.build.vcs.branch.Tools : refs/heads/x\n",
                root("refs/heads/main")
            ),
        ),
        on(
            Push,
            &format!(
                "= \n!\\\nnone\nodd\\u12\\=\\:=x\\\n{}",
                root("refs/heads/ma\\in")
            ),
        )
        .branch("main", branch)
        .pushed("main"),
        asked_of(PullRequest, "refs/pull/7/head"),
        asked_of(PullRequest, "refs/pull/7/merge").no_commit(
            "the build is of refs/pull/7/merge; the checkout is a merge",
            r#"--sha "$(git rev-parse HEAD^2)""#,
        ),
        bare(&[("BUILD_VCS_NUMBER", HEAD)]),
        bare(&[("BUILD_VCS_NUMBER", HEAD), ("BUILD_IS_PERSONAL", "true")])
            .no_commit("a personal build", "--sha SHA"),
        bare(&[("BUILD_VCS_NUMBER_Shop", HEAD)]).commit(HEAD, "BUILD_VCS_NUMBER_Shop"),
        bare(&[
            ("BUILD_VCS_NUMBER_Shop", HEAD),
            ("BUILD_VCS_NUMBER_Tools", HEAD),
        ])
        .no_commit("several VCS roots", OF_ROOT),
        bare(&[("BUILD_VCS_NUMBER", HEAD), ("BUILD_VCS_NUMBER_Shop", HEAD)]),
        bare(&[
            ("BUILD_VCS_NUMBER", HEAD),
            ("BUILD_VCS_NUMBER_Shop", HEAD),
            ("BUILD_VCS_NUMBER_Tools", OTHER),
        ])
        .no_commit(
            "these variables name different revisions: BUILD_VCS_NUMBER, BUILD_VCS_NUMBER_Shop, BUILD_VCS_NUMBER_Tools",
            OF_ROOT,
        ),
        bare(&[]).no_commit(
            "BUILD_VCS_NUMBER is not set",
            r#"--sha "$(git rev-parse HEAD)""#,
        ),
        bare(&[
            ("TEAMCITY_BUILD_PROPERTIES_FILE", "/gone"),
            ("BUILD_VCS_NUMBER", HEAD),
        ])
        .no_commit("TEAMCITY_BUILD_PROPERTIES_FILE cannot be read", "--sha SHA"),
        bare(&[
            ("TEAMCITY_BUILD_PROPERTIES_FILE", "/empty"),
            ("BUILD_VCS_NUMBER", HEAD),
        ])
        .file("/empty", ""),
        bare(&[
            ("TEAMCITY_BUILD_PROPERTIES_FILE", "/build"),
            ("BUILD_VCS_NUMBER", HEAD),
        ])
        .file("/build", "teamcity.configuration.properties.file=/gone\n")
        .no_commit("configuration parameters", "--sha SHA"),
    ]
}
