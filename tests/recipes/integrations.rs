//! What others call an orb, a plugin or a template: each is given its
//! parameters by its system's rules, and its commands are run.

use std::collections::BTreeMap;

use serde_yaml_ng::Value;
use test_support::document;

use crate::machine::Machine;
use crate::page::{self, Page, commands, value_at};
use crate::recipes::RECIPES;
use crate::system::{Recipe, Shell};

/// The parameters that a pipeline passes.
const GIVEN: [(&str, &str); 3] = [
    ("project-id", "shop"),
    ("job-id", "migrate"),
    ("sha256", "SUM"),
];

/// The commands of an integration, and the variables that it sets.
struct Step {
    /// The page of its system.
    page: &'static str,
    script: String,
    shell: Shell,
    variables: Vec<(String, String)>,
}

fn text(path: &str) -> String {
    document(&format!("integrations/{path}"))
}

fn yaml(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap()
}

/// The variables of a step, where `fill` puts the parameters in.
fn variables(step: &Value, key: &str, fill: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let all = step.get(key).and_then(Value::as_mapping).unwrap();
    all.iter()
        .filter(|(_, value)| value.is_string())
        .map(|(name, value)| {
            (
                name.as_str().unwrap().to_owned(),
                fill(value.as_str().unwrap()),
            )
        })
        .collect()
}

/// The value of a parameter: what was given, else the default.
fn parameter(name: &str, default: Option<&str>) -> String {
    let given = GIVEN.iter().find(|(given, _)| *given == name);
    let value = given.map(|(_, value)| *value).or(default);
    value.unwrap_or_else(|| panic!("no {name}")).to_owned()
}

fn circleci() -> Step {
    let yaml = yaml(&text("circleci/config.yml"));
    let command = value_at(&yaml, "orbs.northflank.commands.gate");
    let run = value_at(command, "steps.0.run");
    let fill = |value: &str| {
        let inner = value
            .strip_prefix("<< parameters.")
            .and_then(|rest| rest.strip_suffix(" >>"));
        inner.map_or(value.to_owned(), |name| {
            let declared = value_at(command, &format!("parameters.{name}"));
            parameter(name, declared.get("default").and_then(Value::as_str))
        })
    };
    let passed = variables(
        value_at(&yaml, "jobs.gate.steps.0"),
        "northflank/gate",
        str::to_owned,
    );
    assert_eq!(
        passed,
        GIVEN.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    Step {
        page: "circleci",
        script: commands(run.get("command").unwrap()),
        shell: Shell::EndsAtTheFirstFailure,
        variables: variables(run, "environment", fill),
    }
}

fn azure() -> Step {
    let yaml = yaml(&text("azure/gate.yml"));
    let declared = yaml.get("parameters").and_then(Value::as_sequence).unwrap();
    let step = value_at(&yaml, "steps.0");
    let fill = |value: &str| {
        let inner = value
            .strip_prefix("${{ parameters.")
            .and_then(|rest| rest.strip_suffix(" }}"));
        inner.map_or(value.to_owned(), |name| {
            let named = |row: &&Value| row.get("name").and_then(Value::as_str) == Some(name);
            let row = declared.iter().find(named).unwrap();
            let name = name.replace("Id", "-id");
            parameter(&name, row.get("default").and_then(Value::as_str))
        })
    };
    Step {
        page: "azure",
        script: commands(step.get("bash").unwrap()),
        shell: Shell::BashThatGoesOn,
        variables: variables(step, "env", fill),
    }
}

fn bitbucket() -> Step {
    let yaml = yaml(&text("bitbucket/bitbucket-pipelines.yml"));
    let step = value_at(&yaml, "pipelines.branches.main.0.step");
    Step {
        page: "bitbucket",
        script: commands(step.get("script").unwrap()),
        shell: Shell::EndsAtTheFirstFailure,
        variables: vec![],
    }
}

/// What stands between triple quotes; the closure's `withEnv` has the variables.
fn jenkins() -> Step {
    let code = text("jenkins/vars/northflankGate.groovy");
    page::hold_to_balance(
        &code.replace("// The token is a credential of the kind secret text.", ""),
    );
    let script = code.split("'''").nth(1).unwrap().to_owned();
    let (_, list) = code.split_once("def variables = [").unwrap();
    let (list, _) = list.split_once("\n    ]").unwrap();
    let items = list.lines().map(|line| line.trim().trim_end_matches(','));
    let fill = |value: &str| match value.strip_prefix("${options.") {
        None => value.to_owned(),
        Some(expression) => {
            let expression = expression.strip_suffix('}').unwrap();
            let (name, default) = match expression.split_once(" ?: ") {
                Some((name, default)) => (name, Some(default.trim_matches('\''))),
                None => (expression, None),
            };
            parameter(&name.replace("Id", "-id"), default)
        }
    };
    let variables = items.filter(|item| !item.is_empty()).map(|item| {
        let (name, value) = item[1..item.len() - 1].split_once('=').unwrap();
        (name.to_owned(), fill(value))
    });
    Step {
        page: "jenkins",
        script,
        shell: Shell::EndsAtTheFirstFailure,
        variables: variables.collect(),
    }
}

fn buildkite() -> Step {
    let prefix = "BUILDKITE_PLUGIN_NORTHFLANK_GATE_";
    let given = GIVEN.map(|(name, value)| {
        let name = name.to_uppercase().replace('-', "_");
        (format!("{prefix}{name}"), value.to_owned())
    });
    Step {
        page: "buildkite",
        script: text("buildkite/hooks/command"),
        shell: Shell::BashThatGoesOn,
        variables: given.to_vec(),
    }
}

fn woodpecker() -> Step {
    let yaml = yaml(&text("woodpecker/northflank.yaml"));
    let step = value_at(&yaml, "steps.0");
    Step {
        page: "woodpecker",
        script: commands(step.get("commands").unwrap()),
        shell: Shell::EndsAtTheFirstFailure,
        variables: variables(step, "environment", str::to_owned),
    }
}

/// The component of GitLab, with these inputs and a checksum.
fn gitlab(given: &[(&str, &str)]) -> Step {
    let template = document("templates/build-gate.yml");
    let (head, body) = template.split_once("\n---\n").unwrap();
    let (head, body) = (yaml(head), yaml(body));
    let inputs = value_at(&head, "spec.inputs").as_mapping().unwrap();
    let fill = |text: &str| {
        inputs.iter().fold(text.to_owned(), |text, (name, input)| {
            let name = name.as_str().unwrap();
            let given = given.iter().find(|(given, _)| *given == name);
            let value = match (given, input.get("default")) {
                (Some((_, value)), _) => (*value).to_owned(),
                (None, Some(Value::Bool(value))) => value.to_string(),
                (None, Some(Value::String(value))) => value.clone(),
                (None, value) => panic!("{name}: {value:?}"),
            };
            text.replace(&format!("$[[ inputs.{name} ]]"), &value)
        })
    };
    let job = body.get("$[[ inputs.job-name ]]").unwrap();
    Step {
        page: "gitlab",
        script: fill(&commands(job.get("script").unwrap())),
        shell: Shell::EndsAtTheFirstFailure,
        variables: variables(job, "variables", fill),
    }
}

/// What the README shows for GitLab.
fn readme() -> Step {
    let readme = document("README.md");
    let (_, section) = readme
        .split_once("\n## GitLab and anything else\n")
        .unwrap();
    let block = section.split("```").nth(1).unwrap();
    let yaml = yaml(block.strip_prefix("yaml\n").unwrap());
    let of_page = Page::read("gitlab").yaml();
    assert_eq!(
        value_at(&yaml, "gate.image"),
        value_at(&of_page, "gate.image")
    );
    Step {
        page: "gitlab",
        script: commands(value_at(&yaml, "gate.script")),
        shell: Shell::EndsAtTheFirstFailure,
        variables: vec![],
    }
}

/// Runs a step in the environment of its system.
fn run(step: &Step, status: &str) -> (Option<i32>, String) {
    let machine = Machine::new(&format!("{}-integration", step.page), status);
    if step.page == "woodpecker" {
        machine.has_the_image();
    }
    let is_of = |recipe: &&Recipe| recipe.page == step.page;
    let recipe = RECIPES.iter().find(is_of).unwrap();
    let of_system = recipe.variables.iter();
    let of_system = of_system.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let variables: Vec<_> = of_system.chain(step.variables.iter().cloned()).collect();
    let ended = machine
        .start_script(&step.script, step.shell, &variables)
        .end();
    (ended.code, ended.log)
}

#[test]
fn every_integration_opens_and_shuts() {
    for step in [
        circleci(),
        azure(),
        bitbucket(),
        jenkins(),
        buildkite(),
        woodpecker(),
        gitlab(&[
            ("project-id", "shop"),
            ("job-id", "migrate"),
            ("sha256-x86-64", "SUM"),
        ]),
        readme(),
    ] {
        let (code, log) = run(&step, "SUCCESS");
        assert_eq!(code, Some(0), "{}:\n{log}", step.page);
        assert!(log.contains("open: job migrate built 12c15e7"), "{log}");
        let (code, log) = run(&step, "CRASHED");
        assert_eq!(code, Some(1), "{}:\n{log}", step.page);
    }
}

#[test]
fn the_component_of_gitlab_names_the_inputs_that_say_what_to_wait_for() {
    let step = gitlab(&[("project-id", "shop"), ("sha256-x86-64", "SUM")]);
    let (code, log) = run(&step, "ABORTED");
    assert_eq!(code, Some(2), "{log}");
    let hint = "\n  hint: set the input job-id or service-id\n";
    assert!(log.contains(hint), "{log}");
}

/// Buildkite checks what a pipeline passes against `plugin.yml`: what the hook
/// reads must be there, and nothing else.
#[test]
fn the_plugin_of_buildkite_takes_what_its_hook_reads() {
    let plugin = yaml(&text("buildkite/plugin.yml"));
    let properties = value_at(&plugin, "configuration.properties");
    let hook = text("buildkite/hooks/command");
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut read: Vec<String> = hook
        .split(|letter| !is_part(letter))
        .filter_map(|word| word.strip_prefix("BUILDKITE_PLUGIN_NORTHFLANK_GATE_"))
        .map(|name| name.to_lowercase().replace('_', "-"))
        .collect();
    read.sort();
    let mut declared: Vec<&str> = properties
        .as_mapping()
        .unwrap()
        .keys()
        .map(|name| name.as_str().unwrap())
        .collect();
    declared.sort_unstable();
    assert_eq!(read, declared);
}

/// The page of the component passes inputs that the component has, and all that
/// have no default.
#[test]
fn the_component_of_gitlab_has_the_inputs_that_its_page_passes() {
    let template = document("templates/build-gate.yml");
    let (head, _) = template.split_once("\n---\n").unwrap();
    let head = yaml(head);
    let inputs = value_at(&head, "spec.inputs").as_mapping().unwrap();
    let page = page::text("gitlab");
    let block = page.split("```yaml\n").nth(2).unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let passed: BTreeMap<String, Value> =
        serde_yaml_ng::from_value(value_at(&yaml(block), "include.0.inputs").clone()).unwrap();
    for name in passed.keys() {
        assert!(inputs.contains_key(name.as_str()), "{name}");
    }
    for (name, input) in inputs {
        let name = name.as_str().unwrap();
        assert!(input.get("description").is_some(), "{name}");
        let is_required = input.get("default").is_none();
        assert!(!is_required || passed.contains_key(name), "{name}");
    }
}
