//! What beats what, and what is empty.

use super::*;
use crate::cli::arguments;

fn with<T>(
    arguments: &[&str],
    variables: &[(&str, &str)],
    read: impl FnOnce(Settings<'_>) -> T,
) -> T {
    let typed = arguments::read(arguments.iter().map(Into::into));
    let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    let variables = variables.iter().map(own).collect();
    read(Settings::new(&typed, &variables))
}

fn value(arguments: &[&str], variables: &[(&str, &str)], name: OptionName) -> Option<String> {
    with(arguments, variables, |settings| {
        settings.get(name).unwrap().map(|setting| setting.value)
    })
}

fn list(arguments: &[&str], variables: &[(&str, &str)]) -> Option<Vec<String>> {
    with(arguments, variables, |settings| {
        let list = settings.list(OptionName::JobId).ok()?;
        Some(list.into_iter().map(|setting| setting.value).collect())
    })
}

#[test]
fn a_flag_beats_a_variable_beats_the_default() {
    let set = [("NORTHFLANK_GATE_TIMEOUT", "2m")];
    assert_eq!(
        value(&["--timeout", "1m"], &set, OptionName::Timeout).as_deref(),
        Some("1m")
    );
    assert_eq!(value(&[], &set, OptionName::Timeout).as_deref(), Some("2m"));
    assert_eq!(value(&[], &[], OptionName::Timeout).as_deref(), Some("30m"));
    assert_eq!(
        value(&[], &[("NORTHFLANK_GATE_TIMEOUT", "")], OptionName::Timeout).as_deref(),
        Some("30m")
    );
    assert_eq!(value(&[], &[], OptionName::ProjectId), None);
    let both = [("SSL_CERT_FILE", "b"), ("NORTHFLANK_GATE_CA_FILE", "a")];
    assert_eq!(value(&[], &both, OptionName::CaFile).as_deref(), Some("a"));
    assert_eq!(
        value(&[], &both[..1], OptionName::CaFile).as_deref(),
        Some("b")
    );
}

#[test]
fn white_space_and_line_ends_around_a_value_go() {
    for (given, expected) in [
        ("main\n", "main"),
        (" main\r\n", "main"),
        ("\t any \n", "any"),
    ] {
        assert_eq!(
            value(&["--branch", given], &[], OptionName::Branch).as_deref(),
            Some(expected)
        );
        let set = [("NORTHFLANK_GATE_BRANCH", given)];
        assert_eq!(
            value(&[], &set, OptionName::Branch).as_deref(),
            Some(expected)
        );
    }
    for blank in ["\n", " ", "\r\n\t"] {
        let set = [
            ("NORTHFLANK_GATE_BRANCH", blank),
            ("NORTHFLANK_GATE_TIMEOUT", blank),
        ];
        assert!(with(&["--sha", blank], &[], |settings| settings
            .get(OptionName::Sha)
            .is_err()));
        assert!(with(&[], &set, |settings| settings
            .get(OptionName::Branch)
            .is_err()));
        assert_eq!(
            value(&[], &set, OptionName::Timeout).as_deref(),
            Some("30m")
        );
    }
    assert_eq!(
        list(&["--job-id", "api\n"], &[]),
        Some(vec!["api".to_owned()])
    );
}

#[test]
fn only_a_variable_with_a_value_says_that_the_action_started_the_gate() {
    for (value, is_action) in [("true", true), ("", false), (" ", false)] {
        let said = with(&[], &[(ACTION, value)], |settings| settings.is_action);
        assert_eq!(said, is_action, "{value:?}");
    }
}

#[test]
fn an_empty_selector_is_an_error_by_flag_and_by_variable() {
    for name in [
        OptionName::Sha,
        OptionName::BuildId,
        OptionName::Branch,
        OptionName::PullRequest,
        OptionName::NotBefore,
    ] {
        let empty = [(name.row().variables[0], "")];
        assert!(
            with(&[], &empty, |settings| settings.get(name).is_err()),
            "{name:?}"
        );
        let flag = [name.flag(), String::new()];
        let flag = [flag[0].as_str(), ""];
        assert!(
            with(&flag, &[], |settings| settings.get(name).is_err()),
            "{name:?}"
        );
    }
    assert!(with(&["--timeout", ""], &[], |settings| settings
        .get(OptionName::Timeout)
        .is_err()));
}

#[test]
fn a_list_is_split_and_has_no_empty_element() {
    let jobs = |list: &[&str]| Some(list.iter().map(|&id| id.to_owned()).collect::<Vec<_>>());
    let set = [("NORTHFLANK_JOB_ID", " a, b\n c ")];
    assert_eq!(list(&[], &set), jobs(&["a", "b", "c"]));
    assert_eq!(
        list(&["--job-id", "d,e", "--job-id=f"], &set),
        jobs(&["d", "e", "f"])
    );
    assert_eq!(list(&[], &[("NORTHFLANK_JOB_ID", "")]), jobs(&[]));
    for empty in ["a,,b", "a,", ",", " ", "a, ,b"] {
        assert_eq!(
            list(&[], &[("NORTHFLANK_JOB_ID", empty)]),
            None,
            "{empty:?}"
        );
        assert_eq!(list(&["--job-id", empty], &[]), None, "{empty:?}");
    }
    assert_eq!(list(&["--job-id", ""], &set), None);
}

#[test]
fn switches_know_eight_words() {
    let on = |value: &str| {
        with(&[], &[("NORTHFLANK_GATE_LATEST", value)], |settings| {
            settings
                .switch(OptionName::Latest)
                .map(|given| given.is_some())
        })
    };
    for word in ["true", "1", "yes", "on"] {
        assert_eq!(on(word), Ok(true));
    }
    for word in ["false", "0", "no", "off", ""] {
        assert_eq!(on(word), Ok(false));
    }
    for word in ["TRUE", "2", "y", "t rue"] {
        assert!(on(word).is_err(), "{word}");
    }
}
