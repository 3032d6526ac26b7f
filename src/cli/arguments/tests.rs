//! What is read of arguments, and what is wrong with them.

use super::*;

fn typed(arguments: &[&str]) -> ParsedArgs {
    read(arguments.iter().map(OsString::from))
}

fn error(arguments: &[&str]) -> UsageError {
    typed(arguments).error.unwrap()
}

#[test]
fn values_follow_a_space_or_an_equals_sign() {
    let read = typed(&[
        "--job-id",
        "api",
        "--job-id=web",
        "--latest",
        "--quiet=no",
        "--json",
        "-",
        "--sha=-x",
    ]);
    let expected = [
        (OptionName::JobId, "api"),
        (OptionName::JobId, "web"),
        (OptionName::Latest, "true"),
        (OptionName::Quiet, "no"),
        (OptionName::Json, "-"),
        (OptionName::Sha, "-x"),
    ];
    assert_eq!(
        read.values,
        expected.map(|(name, value)| (name, value.to_owned()))
    );
    assert_eq!(read.error, None);
}

#[test]
fn an_option_is_not_the_value_of_the_one_before() {
    for (name, next) in [
        (OptionName::Junit, "--branch=release"),
        (OptionName::Json, "--not-before"),
        (OptionName::TeamId, "--quiet"),
        (OptionName::Sha, "-x"),
        (OptionName::Dotenv, "--"),
    ] {
        let read = typed(&[&name.flag(), next, "main"]);
        assert_eq!(read.error, Some(UsageError::no_value(name)), "{next}");
        assert!(read.values.iter().all(|(read, _)| *read != name), "{next}");
    }
    let read = typed(&["--junit", "--branch=release"]);
    assert_eq!(read.values, [(OptionName::Branch, "release".to_owned())]);
}

#[test]
fn what_follows_an_error_is_read_all_the_same() {
    for (arguments, action) in [
        (
            &["--nonsense", "stray", "--timeout", "1", "--help"][..],
            Action::Help(Help::Full),
        ),
        (&["-z", "-h"], Action::Help(Help::Short)),
        (&["-z", "-V"], Action::Version),
        (&["--sha", "a", "--sha", "b", "--explain"], Action::Explain),
    ] {
        assert_eq!(typed(arguments).action, action);
    }
}

#[test]
fn the_last_in_the_order_is_done_wherever_it_stands() {
    let order = [
        (&[][..], Action::Run),
        (&["--explain"], Action::Explain),
        (&["--version"], Action::Version),
        (&["-h"], Action::Help(Help::Short)),
        (&["--help"], Action::Help(Help::Full)),
    ];
    for (rank, (one, _)) in order.into_iter().enumerate() {
        for (other_rank, (other, _)) in order.into_iter().enumerate() {
            let (_, expected) = order[rank.max(other_rank)];
            assert_eq!(typed(&[one, other].concat()).action, expected);
        }
    }
}

#[test]
fn a_flag_with_one_dash_is_no_help() {
    for slip in [
        "--help=no",
        "--version=x",
        "-sha",
        "-branch",
        "-project-idV",
        "-hV",
        "-h=x",
        "-Vh",
    ] {
        let read = typed(&[slip, "main"]);
        assert_eq!(read.action, Action::Run, "{slip}");
        let what = read.error.unwrap().what;
        assert!(what.starts_with("there is no option "), "{slip}: {what}");
    }
}

#[test]
fn the_first_error_is_kept() {
    assert_eq!(
        error(&["stray", "--nonsense"]),
        UsageError::stray_argument("stray")
    );
    assert_eq!(
        error(&["--timeout"]),
        UsageError::no_value(OptionName::Timeout)
    );
    assert_eq!(
        error(&["--sha", "a", "--sha", "a"]),
        UsageError::twice(OptionName::Sha)
    );
}

#[test]
fn a_flag_for_the_token_takes_the_token_and_keeps_nothing_of_it() {
    for flag in ["api-key", "token", "apikey", "northflank_token", "nf-key"] {
        let flag = format!("--{flag}");
        for arguments in [
            &[&*flag, "--secret"][..],
            &[&format!("{flag}=secret")],
            &[&flag],
        ] {
            let read = typed(arguments);
            assert_eq!(read.error, Some(UsageError::token_flag(&flag)));
            assert!(!format!("{read:?}").contains("secret"), "{read:?}");
        }
    }
    let read = typed(&["--token", "secret", "--quiet"]);
    assert_eq!(read.values, [(OptionName::Quiet, "true".to_owned())]);
}

#[test]
fn an_unknown_flag_names_the_one_that_comes_nearest() {
    let nearest = |typed: &str| {
        let hint = error(&[typed]).hint;
        let meant = hint.strip_prefix("did you mean ")?.strip_suffix('?');
        meant.map(str::to_owned)
    };
    for (typed, meant) in [
        ("--job", "--job-id"),
        ("--jobid", "--job-id"),
        ("--jon", "--json"),
        ("--time-out", "--timeout"),
        ("--service", "--service-id"),
        ("--team", "--team-id"),
        ("--build", "--build-id"),
        ("--pull", "--pull-request"),
        ("--retry", "--retry-grace"),
        ("--appear", "--appear-timeout"),
        ("--request", "--request-timeout"),
        ("--log", "--log-lines"),
        ("--ca", "--ca-file"),
        ("--host", "--api-host"),
        ("-job", "--job-id"),
    ] {
        assert_eq!(nearest(typed).as_deref(), Some(meant), "{typed}");
    }
    assert_eq!(nearest("--pr"), None);
    assert_eq!(nearest("--frobnicate"), None);
    assert_eq!(nearest("-x"), None);
}
