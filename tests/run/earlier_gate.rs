//! What an earlier gate's `--dotenv` file holds are variables of the jobs that
//! follow, and four of them are called as options. None may choose what the next
//! gate waits for.

use northflank_gate::cli::options::{OPTIONS, OptionName};
use northflank_gate::cli::output::ResultFormat;
use northflank_gate::model::outcome::Outcome;
use test_support::{COMMIT, FakeWorld, TOKEN};

use crate::{OTHER, showing};

const OUTPUTS: [OptionName; 4] = [
    OptionName::Sha,
    OptionName::BuildId,
    OptionName::Branch,
    OptionName::PullRequest,
];
const CAUSE: &str = "NORTHFLANK_GATE_RESULT is set: an earlier gate wrote these variables, and they must not choose what this gate waits for";

/// What a variable of an earlier gate may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    NotSet,
    /// Written for an output that the earlier gate did not have.
    Empty,
    /// What the action passes where nothing is asked for.
    Default,
    Value,
}

const STATES: [State; 4] = [State::NotSet, State::Empty, State::Default, State::Value];

fn variable(name: OptionName) -> &'static str {
    name.row().variables[0]
}

fn value(name: OptionName) -> &'static str {
    if name == OptionName::Sha { OTHER } else { "7" }
}

/// Runs a second gate in a GitLab job with these variables.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (u8, String) {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    let common = [
        ("GITLAB_CI", "true"),
        ("CI_COMMIT_SHA", COMMIT),
        ("NORTHFLANK_API_TOKEN", TOKEN),
        ("NORTHFLANK_GATE_FORMAT", "plain"),
    ];
    let arguments = [&["--project-id=shop", "--job-id=api"], arguments].concat();
    let code = world.run(&arguments, &[&common, variables].concat());
    (code, world.log())
}

/// The error that names these variables.
fn expected(names: &[&str]) -> String {
    let all = names.join(", ");
    let hint = format!(
        "in GitLab give this job `dependencies: []`, or `artifacts: false` under `needs`; elsewhere unset {}; or pass this gate's own values as flags",
        names.join(" ")
    );
    format!(
        "error: the result of an earlier gate stands in {all}\n  cause: {CAUSE}\n  hint: {hint}"
    )
}

/// Every combination of states of the four variables.
fn combinations() -> impl Iterator<Item = [State; 4]> {
    let each = || STATES.into_iter();
    each().flat_map(move |one| {
        each().flat_map(move |two| {
            each().flat_map(move |three| each().map(move |four| [one, two, three, four]))
        })
    })
}

#[test]
fn no_result_of_an_earlier_gate_chooses_in_any_combination() {
    for states in combinations() {
        let mut variables = vec![("NORTHFLANK_GATE_RESULT", "success")];
        let mut taken = vec![];
        for (name, state) in OUTPUTS.into_iter().zip(states) {
            match state {
                State::NotSet => {}
                State::Empty => variables.push((variable(name), "")),
                State::Default => variables.push((variable(name), name.row().default.unwrap())),
                State::Value => variables.push((variable(name), value(name))),
            }
            if matches!(state, State::Empty | State::Value) {
                taken.push(variable(name));
            }
        }
        let (code, log) = run(&[], &variables);
        if taken.is_empty() {
            assert_eq!(code, 0, "{states:?}: {log}");
            assert!(log.contains("open: job api built 12c15e7"), "{log}");
        } else {
            assert_eq!(code, 2, "{states:?}: {log}");
            assert!(log.contains(&expected(&taken)), "{states:?}: {log}");
        }
    }
}

#[test]
fn whatever_the_result_of_the_earlier_gate_was() {
    let words = Outcome::ALL.iter().map(|outcome| outcome.word());
    for word in words.chain(["unfinished"]) {
        let variables = [
            ("NORTHFLANK_GATE_RESULT", word),
            ("NORTHFLANK_GATE_BRANCH", "main"),
        ];
        let (code, log) = run(&[], &variables);
        assert_eq!(code, 2, "{word}: {log}");
        assert!(
            log.contains(&expected(&["NORTHFLANK_GATE_BRANCH"])),
            "{log}"
        );
    }
}

#[test]
fn a_flag_says_what_is_meant_in_place_of_each_variable() {
    let arguments = [
        format!("--sha={COMMIT}"),
        "--branch=main".to_owned(),
        "--build-id=any".to_owned(),
        "--pull-request=any".to_owned(),
    ];
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut variables = vec![("NORTHFLANK_GATE_RESULT", "success")];
    variables.extend(OUTPUTS.map(|name| (variable(name), value(name))));
    let (code, log) = run(&arguments, &variables);
    assert_eq!(code, 0, "{log}");
    let (code, log) = run(&arguments[1..], &variables);
    assert_eq!(code, 2, "{log}");
    assert!(log.contains(&expected(&["NORTHFLANK_GATE_SHA"])), "{log}");
}

#[test]
fn without_the_result_of_a_gate_the_variables_are_options() {
    for variables in [
        &[("NORTHFLANK_GATE_BRANCH", "main")][..],
        &[
            ("NORTHFLANK_GATE_BRANCH", "main"),
            ("NORTHFLANK_GATE_RESULT", ""),
        ],
    ] {
        let (code, log) = run(&[], variables);
        assert_eq!(code, 0, "{log}");
        assert!(log.contains("branch main"), "{log}");
    }
}

#[test]
fn explain_says_so_as_well() {
    let variables = [
        ("NORTHFLANK_GATE_RESULT", "success"),
        ("NORTHFLANK_GATE_SHA", OTHER),
    ];
    let (code, log) = run(&["--explain"], &variables);
    assert_eq!(code, 2, "{log}");
    assert!(log.contains(&expected(&["NORTHFLANK_GATE_SHA"])), "{log}");
}

/// Another output that is called as an option must be among the four.
#[test]
fn no_other_variable_of_a_dotenv_file_is_an_option() {
    let file = ResultFormat::Dotenv.placeholder().unwrap();
    let keys: Vec<&str> = file
        .lines()
        .filter_map(|line| line.split('=').next())
        .collect();
    assert!(keys.contains(&"NORTHFLANK_GATE_RESULT"));
    let options = OPTIONS.iter().filter(|row| {
        let is_written = |variable: &&&str| keys.contains(*variable);
        row.variables.iter().any(|variable| is_written(&variable))
    });
    let names: Vec<OptionName> = options.map(|row| row.name).collect();
    assert_eq!(names, OUTPUTS);
}
