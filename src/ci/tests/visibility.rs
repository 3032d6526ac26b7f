//! Whether the repository of a run is known not to be public: the log of a failed
//! build, which may hold what nobody else should read, is shown unasked only then.

use super::*;

fn is_private(system: (&str, &str), variable: (&str, &str), event: &str) -> bool {
    let variables = cases::own(&[system, variable]);
    let read_file = |_: &str| Ok(event.as_bytes().to_vec());
    let run = CiRun::detect(&variables, &read_file).expect("a system");
    run.is_private()
}

#[test]
fn github_is_private_where_the_event_says_so_alone() {
    for (repository, expected) in [
        (r#""visibility":"private""#, true),
        (r#""visibility":"internal","private":false"#, true),
        (r#""visibility":"public","private":true"#, false),
        (r#""visibility":7,"private":true"#, false),
        (r#""private":true"#, true),
        (r#""private":false"#, false),
        (r#""private":"true""#, false),
        ("", false),
    ] {
        let event = format!(r#"{{"repository":{{{repository}}}}}"#);
        let system = ("GITHUB_ACTIONS", "true");
        let file = ("GITHUB_EVENT_PATH", "/event");
        assert_eq!(is_private(system, file, &event), expected, "{event}");
        assert!(!is_private(system, ("GITHUB_SHA", HEAD), &event));
    }
    let file = ("GITHUB_EVENT_PATH", "/event");
    assert!(!is_private(("GITHUB_ACTIONS", "true"), file, "no event"));
}

#[test]
fn gitlab_is_private_where_its_variable_says_so_alone() {
    for (value, expected) in [("private", true), ("internal", true), ("public", false)] {
        let variable = ("CI_PROJECT_VISIBILITY", value);
        assert_eq!(is_private(("GITLAB_CI", "true"), variable, ""), expected);
    }
    assert!(!is_private(
        ("GITLAB_CI", "true"),
        ("CI_COMMIT_SHA", HEAD),
        ""
    ));
}
