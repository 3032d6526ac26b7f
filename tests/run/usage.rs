//! Invalid usage: each ends the run with 2 before the first request,
//! and says what is wrong, why, and what to do.
//!
//! `tests/cmd/usage` has an example of each form; this is the table of all.

mod tables;

use northflank_gate::cli::options::OptionName;
use northflank_gate::report::renderer::Stream;
use test_support::values::{listing, page};
use test_support::{COMMIT, FakeWorld, TOKEN};

use tables::{ARGUMENTS, LACKING, VALUES};

const PLAIN: (&str, &str) = ("NORTHFLANK_GATE_FORMAT", "plain");
const COMMIT_GIVEN: (&str, &str) = ("NORTHFLANK_GATE_SHA", COMMIT);
const TOKEN_GIVEN: (&str, &str) = ("NORTHFLANK_API_TOKEN", TOKEN);

/// Holds that a run with these arguments and variables is rejected with this text
/// on standard error, writes nothing else, and asks the API nothing. In the text
/// `#x` stands for the address of the README's section of that name.
fn is_rejected(arguments: &[&str], variables: &[(&str, &str)], expected: &str) {
    let mut world = FakeWorld::replying(|path| panic!("{path} was asked for"));
    for (name, text) in [
        ("event", r#"{"pull_request":{"head":{}}}"#),
        ("page", "<html>"),
        ("empty", ""),
        ("lines", "nf-first-token-012345\nnf-second-token-012345\n"),
        ("control", "nf-fake\u{7}token-0123456789"),
        (".env", "NORTHFLANK_API_TOKEN=nf-fake-token-0123456789\n"),
        ("json", "{\"token\": \"nf-fake-token-0123456789\"}\n"),
    ] {
        world.files.insert(name.to_owned(), text.to_owned());
    }
    let exit_code = world.run(arguments, variables);
    let expected = format!("error: {expected}");
    let about = format!("{arguments:?} {variables:?}");
    let log = world.on(Stream::Error).join("\n");
    let log = log.replace(env!("CARGO_PKG_REPOSITORY"), "");
    assert_eq!(log, expected, "{about}");
    assert!(world.on(Stream::Output).is_empty(), "{about}");
    assert_eq!(exit_code, 2, "{about}");
}

/// Holds that a run with a project, a job, a commit and a token is rejected for
/// these arguments and variables.
fn is_rejected_in_a_run(arguments: &[&str], variables: &[(&str, &str)], expected: &str) {
    let arguments = [&["--project-id=shop", "--job-id=api"], arguments].concat();
    let variables = [&[PLAIN, COMMIT_GIVEN, TOKEN_GIVEN], variables].concat();
    is_rejected(&arguments, &variables, expected);
}

/// Holds that a value is rejected when it comes by flag and when it comes by
/// variable, and that the error names which.
fn is_rejected_either_way(name: OptionName, value: &str, expected: &str) {
    let (flag, variable) = (name.flag(), name.row().variables[0]);
    let argument = format!("{flag}={value}");
    is_rejected_in_a_run(&[&argument], &[], &format!("{flag} {expected}"));
    let expected = format!("{flag} (from {variable}) {expected}");
    is_rejected_in_a_run(&[], &[(variable, value)], &expected);
}

#[test]
fn a_value_that_an_option_cannot_have_is_named_with_cause_and_hint() {
    for (cause, hint, values) in VALUES {
        for (name, value) in values {
            let expected = format!("cannot be `{value}`\n  cause: {cause}\n  hint: {hint}");
            is_rejected_either_way(*name, value, &expected);
        }
    }
}

#[test]
fn an_empty_value_narrows_nothing() {
    for (name, hint) in [
        (OptionName::Sha, "give it a value, or `auto`"),
        (
            OptionName::BuildId,
            "give it a value, or `any` for no filter",
        ),
        (
            OptionName::Branch,
            "give it a value, or `any` for no filter",
        ),
        (
            OptionName::PullRequest,
            "give it a value, or `any` for no filter",
        ),
        (
            OptionName::NotBefore,
            "give it a value, or `any` for no filter",
        ),
    ] {
        let cause = "it is given, but empty: is the variable behind it set?";
        let expected = format!("is empty\n  cause: {cause}\n  hint: {hint}\n  help: #is-empty");
        is_rejected_either_way(name, "", &expected);
    }
}

#[test]
fn a_typed_auto_is_not_overruled_by_a_variable() {
    let own = [
        ("NORTHFLANK_API_TOKEN", TOKEN),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SHA", COMMIT),
        ("NORTHFLANK_GATE_BUILD_ID", "newest"),
    ];
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha=auto"];
    let mut world = FakeWorld::new(|_| listing(vec![]));
    assert_eq!(world.run(&arguments, &own), 2);
    let said = "--build-id (from NORTHFLANK_GATE_BUILD_ID) and --sha are mutually exclusive";
    assert!(world.log().contains(said), "{}", world.log());
}

#[test]
fn in_the_action_an_input_is_named_as_the_user_wrote_it() {
    let empty = "it is empty or not given: is the variable behind it set?";
    let of_both = "are empty or not given: is the variable behind one set?";
    for (variable, value, expected) in [
        (
            "NORTHFLANK_GATE_TIMEOUT",
            "soon",
            "input timeout cannot be `soon`".to_owned(),
        ),
        (
            "NORTHFLANK_API_HOST",
            "x y",
            "input northflank-api-host cannot be `x y`".to_owned(),
        ),
        (
            "NORTHFLANK_GATE_BRANCH",
            "",
            "input branch is empty".to_owned(),
        ),
        (
            "NORTHFLANK_GATE_LATEST",
            "true",
            "input latest needs input not-before".to_owned(),
        ),
        (
            "NORTHFLANK_PROJECT_ID",
            "",
            format!("input project-id is missing%0A  cause: {empty}%0A  hint: give it a value"),
        ),
        (
            "NORTHFLANK_JOB_ID",
            "",
            format!(
                "neither input job-id nor input service-id is given%0A  cause: both {of_both}%0A  \
                 hint: give one of them a value"
            ),
        ),
        (
            "NORTHFLANK_API_KEY",
            "***",
            "input northflank-api-key does not hold an API token".to_owned(),
        ),
        (
            "NORTHFLANK_API_KEY",
            "",
            "hint: give input northflank-api-key a value".to_owned(),
        ),
        (
            "NORTHFLANK_GATE_JSON",
            "/event",
            "input json and GITHUB_EVENT_PATH are the same file".to_owned(),
        ),
    ] {
        let mut variables = vec![
            ("NORTHFLANK_GATE_ACTION", "true"),
            ("NORTHFLANK_API_KEY", TOKEN),
            ("NORTHFLANK_PROJECT_ID", "shop"),
            ("NORTHFLANK_JOB_ID", "migrate"),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SHA", COMMIT),
            ("GITHUB_EVENT_NAME", "workflow_dispatch"),
            ("GITHUB_EVENT_PATH", "/event"),
        ];
        variables.retain(|(name, _)| *name != variable);
        variables.push((variable, value));
        let mut world = FakeWorld::new(|_| listing(vec![]));
        assert_eq!(world.run(&[], &variables), 2, "{variable}");
        assert!(world.log().contains(&expected), "{}", world.log());
        assert!(!world.log().contains("--"), "{}", world.log());
    }
}

#[test]
fn arguments_that_make_no_sense_say_what_to_do() {
    for (arguments, expected) in ARGUMENTS {
        is_rejected_in_a_run(arguments, &[], expected);
    }
}

#[test]
fn what_is_required_is_named() {
    for (arguments, variables, expected) in LACKING {
        is_rejected(
            arguments,
            &[&[PLAIN, TOKEN_GIVEN], variables].concat(),
            expected,
        );
    }
}

const ASKED: &str = "is the variable defined, and passed to this step?";

#[test]
fn without_a_token_the_error_says_where_it_may_have_stayed() {
    for (variables, cause) in [
        (&[][..], None),
        (
            &[("NORTHFLANK_TOKEN", TOKEN), ("CI", "true")],
            Some("NORTHFLANK_TOKEN is set, but is not read"),
        ),
        (
            &[("NORTHFLANK_API_TOKEN_FILE", TOKEN), ("CI", "true")],
            Some("NORTHFLANK_API_TOKEN_FILE is set, but is not read"),
        ),
        (
            &[("NORTHFLANK_APIKEY", TOKEN), ("GITLAB_CI", "true")],
            Some("NORTHFLANK_APIKEY is set, but is not read"),
        ),
        (
            &[("NF_API_TOKEN", TOKEN)],
            Some("NF_API_TOKEN is set, but is not read"),
        ),
        (
            &[("northflank_api_key_prod", TOKEN)],
            Some("northflank_api_key_prod is set, but is not read"),
        ),
        (
            &[("northflank_api_token", TOKEN)],
            Some("northflank_api_token is set, but is not read"),
        ),
        (&[("NORTHFLANK_TOKEN", ""), ("NF_ENV", "x")], None),
        (
            &[("NORTHFLANK_API_TOKEN", "")],
            Some(
                "NORTHFLANK_API_TOKEN is set, but empty: is the variable, secret or input behind it set?",
            ),
        ),
        (
            &[("NORTHFLANK_API_TOKEN", " \n"), ("NORTHFLANK_TOKEN", " ")],
            Some(
                "NORTHFLANK_API_TOKEN is set, but empty: is the variable, secret or input behind it set?",
            ),
        ),
        (
            &[("NORTHFLANK_API_TOKEN", ""), ("NORTHFLANK_TOKEN", TOKEN)],
            Some("NORTHFLANK_TOKEN is set, but is not read"),
        ),
        // The action empties the one, and hands its input over by the other.
        (
            &[
                ("GITHUB_ACTIONS", "true"),
                ("NORTHFLANK_API_TOKEN", ""),
                ("NORTHFLANK_API_KEY", ""),
            ],
            Some(
                "NORTHFLANK_API_TOKEN is set, but empty: is the secret defined, and passed to this step? runs for forks get no secrets, and runs for Dependabot get Dependabot secrets only",
            ),
        ),
        (
            &[("GITHUB_ACTIONS", "true")],
            Some(
                "is the secret defined, and passed to this step? runs for forks get no secrets, and runs for Dependabot get Dependabot secrets only",
            ),
        ),
        (
            &[("GITLAB_CI", "true")],
            Some(
                "is the variable defined? protected variables reach protected branches and tags only",
            ),
        ),
        (
            &[("TF_BUILD", "True")],
            Some(
                "a step gets a secret variable only by `env:`, and runs for forks get none by default",
            ),
        ),
        (&[("BUILDKITE", "true")], Some(ASKED)),
        (
            &[("DRONE", "true"), ("HARNESS_BUILD_ID", "12")],
            Some(ASKED),
        ),
    ] {
        let cause = cause.map_or(String::new(), |cause| format!("\n  cause: {cause}"));
        is_rejected(
            &["--project-id=shop", "--job-id=api"],
            &[&[PLAIN, COMMIT_GIVEN], variables].concat(),
            &format!(
                "there is no API token{cause}\n  hint: set NORTHFLANK_API_TOKEN, or pass --api-key-file FILE\n  help: #no-api-token"
            ),
        );
    }
}

#[test]
fn what_is_no_token_is_not_shown() {
    let expected = |source: &str, cause: &str| {
        let hint = "pass the token as Northflank shows it, and nothing else";
        let help = "help: #does-not-hold-an-api-token";
        format!("{source} does not hold an API token\n  cause: {cause}\n  hint: {hint}\n  {help}")
    };
    let cause = "it holds white space, a control character or a character beyond ASCII";
    for token in ["nf-fake-token 0123456789", "nf-fake-tökén-0123456789"] {
        let variables = [("NORTHFLANK_API_TOKEN", token)];
        is_rejected_in_a_run(&[], &variables, &expected("NORTHFLANK_API_TOKEN", cause));
    }
    for (token, cause) in [
        (
            "\"nf-fake-token-0123456789\"",
            "it holds a text in quotes: pass the token without them",
        ),
        (
            "***",
            "it holds the mark that CI systems show in place of a secret",
        ),
        (
            "$(NORTHFLANK_API_TOKEN)",
            "it holds the name of a variable, which the CI system did not replace by a value: is the secret there, and may this run read it?",
        ),
        ("YOUR_API_TOKEN", "it holds a placeholder"),
        (
            "Bearer nf-fake-token-0123456789",
            "it holds a word such as Bearer before the token: pass the token alone",
        ),
    ] {
        let variables = [("NORTHFLANK_API_TOKEN", token)];
        is_rejected_in_a_run(&[], &variables, &expected("NORTHFLANK_API_TOKEN", cause));
    }
    for (file, cause) in [
        ("empty", "it is empty"),
        ("lines", cause),
        ("control", cause),
        (
            ".env",
            "it holds a line of the form NAME=value: pass the value alone",
        ),
        ("json", "it holds a JSON object: pass the token in it alone"),
    ] {
        let expected = expected(&format!("--api-key-file `{file}`"), cause);
        is_rejected_in_a_run(&["--api-key-file", file], &[], &expected);
    }
}

#[test]
fn a_token_that_is_given_as_an_id_is_neither_shown_nor_sent() {
    let web_token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig";
    let hint = "are two variables swapped? pass the id as Northflank's address bar shows it";
    let expected = format!("cannot be `…`\n  cause: it looks like an API token\n  hint: {hint}");
    for token in [web_token, TOKEN] {
        for name in [OptionName::TeamId, OptionName::ServiceId] {
            is_rejected_either_way(name, token, &expected);
        }
        let build = format!("--build-id={token}");
        let variables = [("NORTHFLANK_GATE_SHA", "auto")];
        is_rejected_in_a_run(&[&build], &variables, &format!("--build-id {expected}"));
    }
    let other = "nf-other-token-0123456789";
    for token in [
        ("NORTHFLANK_API_TOKEN", "Bearer nf-other-token-0123456789"),
        ("NORTHFLANK_API_KEY", other),
    ] {
        let expected = format!("--team-id {expected}");
        is_rejected_in_a_run(&["--team-id", other], &[token], &expected);
    }
    let mut world = FakeWorld::new(super::showing("SUCCESS"));
    assert_eq!(world.push(&["--team-id=eyJafjallajokull-production"]), 0);
}

#[test]
fn a_token_that_is_too_short_is_refused_and_blanks_no_words() {
    let given = ("NORTHFLANK_API_TOKEN", "short");
    let expected = "NORTHFLANK_API_TOKEN does not hold an API token\n  cause: it holds fewer than 8 characters\n  hint: pass the token as Northflank shows it, and nothing else\n  help: #does-not-hold-an-api-token";
    is_rejected_in_a_run(&[], &[given], expected);
}

#[test]
fn a_proxy_that_cannot_be_used_is_an_error_unless_the_host_is_left_out() {
    const HINT: &str = "to an http proxy, or name the API host in NO_PROXY";
    for (variable, address, cause) in [
        (
            "HTTPS_PROXY",
            "socks5://ci:secret@proxy.example:1080",
            "its protocol is neither http nor https",
        ),
        (
            "ALL_PROXY",
            "ftp://ci:secret@proxy.example",
            "it is no address such as http://proxy.example:3128",
        ),
        (
            "HTTPS_PROXY",
            "http://ci:secret@:3128",
            "it is no address such as http://proxy.example:3128",
        ),
    ] {
        let expected = format!(
            "the proxy from {variable} cannot be used\n  cause: {cause}\n  hint: set {variable} {HINT}"
        );
        let proxy = (variable, address);
        is_rejected_in_a_run(&[], &[proxy], &expected);
        is_rejected_in_a_run(&[], &[proxy, ("NO_PROXY", "another.example")], &expected);
        for (host, left_out) in [
            ("https://api.northflank.com", "api.northflank.com"),
            ("http://127.0.0.1:8080", ""),
        ] {
            let mut world = FakeWorld::replying(|_| page(b"{}"));
            let arguments = ["--project-id=shop", "--job-id=api", "--api-host", host];
            let variables = [COMMIT_GIVEN, TOKEN_GIVEN, proxy, ("NO_PROXY", left_out)];
            assert_eq!(world.run(&arguments, &variables), 4, "{}", world.log());
        }
    }
}

#[test]
fn help_beside_a_value_that_makes_no_sense_ends_well_and_asks_the_api_nothing() {
    let mut world = FakeWorld::replying(|path| panic!("{path} was asked for"));
    assert_eq!(world.run(&["--timeout", "soon", "--help"], &[]), 0);
    assert!(world.on(Stream::Error).is_empty());
    assert!(
        world
            .on(Stream::Output)
            .join("\n")
            .contains("--max-pages N")
    );
}

#[test]
fn a_name_that_reads_like_a_wish_for_help_opens_nothing() {
    for option in ["--branch", "--sha", "--job-id", "--build-id", "--json"] {
        for name in ["--help", "-h", "--version", "-V", "--explain"] {
            let mut world = FakeWorld::replying(|path| panic!("{path} was asked for"));
            let arguments = ["--project-id=shop", "--job-id=api", option, name];
            assert_eq!(world.run(&arguments, &[TOKEN_GIVEN]), 2, "{option} {name}");
            assert!(world.on(Stream::Output).is_empty(), "{option} {name}");
        }
    }
    let mut world = FakeWorld::replying(|path| panic!("{path} was asked for"));
    assert_eq!(world.run(&["--nonsense", "-h"], &[]), 2);
}

#[test]
fn a_variable_that_is_not_utf_8_is_refused() {
    // As the environment gives it: a mark stands for what is not UTF-8.
    for variable in [
        "NORTHFLANK_GATE_JSON",
        "NORTHFLANK_GATE_BRANCH",
        "NORTHFLANK_JOB_ID",
    ] {
        let mut world = FakeWorld::replying(|path| panic!("{path} was asked for"));
        let variables = [TOKEN_GIVEN, COMMIT_GIVEN, (variable, "f\u{fffd}")];
        assert_eq!(
            world.run(&["--project-id=shop", "--service-id=web"], &variables),
            2
        );
        let log = world.log();
        assert!(
            log.contains(&format!("(from {variable}) is not UTF-8")),
            "{log}"
        );
    }
}

#[test]
fn white_space_alone_is_neither_a_token_nor_a_proxy() {
    let variables = [
        ("NORTHFLANK_API_TOKEN", " "),
        ("NORTHFLANK_API_KEY", TOKEN),
        ("HTTPS_PROXY", " "),
        ("ALL_PROXY", "\n"),
    ];
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
    let mut world = FakeWorld::new(crate::showing("SUCCESS"));
    assert_eq!(world.run(&arguments, &variables), 0, "{}", world.log());
}

#[test]
fn a_variable_that_others_read_as_well_may_hold_what_it_likes() {
    let variables = [
        ("NORTHFLANK_API_TOKEN", TOKEN),
        ("SSL_CERT_FILE", "$CERTIFICATES"),
    ];
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
    let mut world = FakeWorld::new(crate::showing("SUCCESS"));
    assert_eq!(world.run(&arguments, &variables), 0, "{}", world.log());
}
