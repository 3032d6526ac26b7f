//! Holds the documents to the code: `action.yml` and the README say what the
//! option table, the output list and the results say, and nothing else.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of documents reads them, and may panic"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use northflank_gate::ci::{LogFormat, SYSTEMS};
use northflank_gate::cli::help::TOKEN_ROLE;
use northflank_gate::cli::inputs::in_text;
use northflank_gate::cli::options::{OPTIONS, OptionName, OptionRow, TOKEN_VARIABLES};
use northflank_gate::cli::output::{RequestedBy, ResultFormat};
use northflank_gate::cli::topic::Topic;
use northflank_gate::model::outcome::{ExitCode, Outcome, UNWRITTEN};
use northflank_gate::report::record::OUTPUTS;
use serde::Deserialize;
use test_support::document;

#[derive(Deserialize)]
struct Action {
    inputs: BTreeMap<String, Input>,
    outputs: BTreeMap<String, Output>,
    runs: Runs,
}

#[derive(Deserialize)]
struct Input {
    description: String,
    #[serde(default)]
    required: bool,
    default: Option<String>,
}

#[derive(Deserialize)]
struct Output {
    description: String,
    value: String,
}

#[derive(Deserialize)]
struct Runs {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    env: BTreeMap<String, String>,
    run: String,
}

fn action() -> Action {
    serde_yaml_ng::from_str(&document("action.yml")).unwrap()
}

/// The options that the action has inputs for; the token has an input of its
/// own name, after the first-party action.
fn inputs() -> impl Iterator<Item = (&'static OptionRow, String)> {
    OPTIONS
        .iter()
        .filter(|row| row.name != OptionName::ApiKeyFile)
        .map(|row| (row, row.input().to_owned()))
}

#[test]
fn the_action_has_an_input_for_every_option_and_no_other() {
    let action = action();
    for (row, input) in inputs() {
        let found = action
            .inputs
            .get(&input)
            .unwrap_or_else(|| panic!("no input {input}"));
        assert_eq!(found.description, in_text(row.help), "{input}");
        assert_eq!(found.required, row.name == OptionName::ProjectId, "{input}");
        if !found.required {
            assert_eq!(
                found.default.as_deref(),
                Some(row.default.unwrap_or("")),
                "{input}"
            );
        }
    }
    let token = &action.inputs["northflank-api-key"];
    assert!(token.required);
    assert_eq!(token.description, format!("API token; its {TOKEN_ROLE}"));
    assert_eq!(action.inputs.len(), inputs().count() + 1);
}

#[derive(Deserialize)]
struct Component {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    inputs: BTreeMap<String, Described>,
}

#[derive(Deserialize)]
struct Described {
    description: String,
}

#[test]
fn the_component_of_gitlab_describes_its_options_as_the_help_does() {
    let page = document("templates/build-gate.yml");
    let (head, _) = page.split_once("\n---\n").unwrap();
    let component: Component = serde_yaml_ng::from_str(head).unwrap();
    let inputs = component.spec.inputs;
    let rows = OPTIONS.iter().filter(|row| inputs.contains_key(row.flag));
    let described = rows.map(|row| {
        assert_eq!(inputs[row.flag].description, row.help, "{}", row.flag);
    });
    assert_eq!(described.count(), 7);
}

#[test]
fn the_action_hands_every_input_over_and_blanks_other_tokens() {
    let env = &action().runs.steps[0].env;
    for (row, input) in inputs() {
        assert_eq!(env[row.variables[0]], format!("${{{{ inputs.{input} }}}}"));
    }
    assert_eq!(env[TOKEN_VARIABLES[1]], "${{ inputs.northflank-api-key }}");
    assert_eq!(env[TOKEN_VARIABLES[0]], "");
    assert_eq!(env[OptionName::ApiKeyFile.row().variables[0]], "");
    assert_eq!(env["NORTHFLANK_GATE_RESULT"], "");
    let shell = [
        "BASH_ENV",
        "BASH_FUNC_unset%%",
        "BASHOPTS",
        "ENV",
        "SHELLOPTS",
    ];
    for name in shell {
        assert_eq!(env[name], "", "{name}");
    }
    assert_eq!(env["NORTHFLANK_GATE_ACTION"], "true");
    assert_eq!(env["CI"], "true");
    assert_eq!(env.len(), inputs().count() + 6 + shell.len());
}

#[test]
fn the_action_has_every_output_and_no_other() {
    let action = action();
    for (name, description) in OUTPUTS {
        let output = &action.outputs[name];
        assert_eq!(output.description, description);
        assert_eq!(
            output.value,
            format!("${{{{ steps.gate.outputs.{name} }}}}")
        );
    }
    assert_eq!(action.outputs.len(), OUTPUTS.len());
}

#[test]
fn the_shell_of_the_action_holds_no_expression_and_ends_in_the_gate() {
    let steps = action().runs.steps;
    assert_eq!(steps.len(), 1);
    assert!(!steps[0].run.contains("${{"));
    assert_eq!(
        steps[0].run.trim_end().lines().last(),
        Some("exec \"$gate\"")
    );
}

/// What has the form of a version: three numbers.
fn versions(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |character: char| character.is_ascii_digit() || character == '.';
    text.split(move |character| !is_part(character))
        .map(|word| word.trim_matches('.'))
        .filter(|word| word.matches('.').count() == 2)
}

#[test]
fn every_version_that_a_user_copies_is_that_of_the_package() {
    let mut names = files("docs/ci");
    names.extend(files("integrations"));
    names.extend(
        [
            "README.md",
            "templates/build-gate.yml",
            ".github/ISSUE_TEMPLATE/bug.yml",
        ]
        .map(str::to_owned),
    );
    let mut found = 0;
    for name in names {
        for version in versions(&document(&name)) {
            assert_eq!(version, env!("CARGO_PKG_VERSION"), "{name}");
            found += 1;
        }
    }
    assert!(found > 30, "{found}");
}

fn options_table() -> String {
    let mut table = "| flag | variable | meaning | default |\n|---|---|---|---|\n".to_owned();
    for row in &OPTIONS {
        let value = row
            .value_name()
            .map(|value| format!(" {value}"))
            .unwrap_or_default();
        let variables = row.variables.join("`, `");
        let default = row
            .default
            .map(|default| format!("`{default}`"))
            .unwrap_or_default();
        let _ = writeln!(
            table,
            "| `--{}{value}` | `{variables}` | {} | {default} |",
            row.flag, row.help
        );
    }
    table
}

fn outputs_table() -> String {
    let mut table = "| output | what it holds |\n|---|---|\n".to_owned();
    for (name, description) in OUTPUTS {
        let _ = writeln!(table, "| `{name}` | {description} |");
    }
    table
}

fn exit_codes_table() -> String {
    let mut table = "| code | `result` | meaning |\n|---|---|---|\n".to_owned();
    for ExitCode { code, meaning, .. } in Outcome::exit_codes() {
        let mut results: Vec<String> = Outcome::ALL
            .iter()
            .filter(|outcome| outcome.exit_code() == code)
            .map(|outcome| format!("`{}`", outcome.word()))
            .collect();
        results.dedup();
        if code == UNWRITTEN.code {
            results.push(format!("`{}`", Outcome::Success.word()));
        }
        let _ = writeln!(table, "| {code} | {} | {meaning} |", results.join(", "));
    }
    table
}

#[test]
fn the_readme_has_the_tables_of_the_code() {
    let readme = document("README.md");
    for table in [options_table(), outputs_table(), exit_codes_table()] {
        assert!(readme.contains(&table), "the README should hold:\n{table}");
    }
}

#[test]
fn the_readme_says_which_outputs_a_dotenv_file_does_not_hold() {
    let file = ResultFormat::Dotenv.placeholder().unwrap();
    let names = file.lines().map(|line| {
        let key = line.split('=').next().unwrap();
        let name = key.strip_prefix("NORTHFLANK_GATE_").unwrap();
        name.to_lowercase().replace('_', "-")
    });
    let held: Vec<String> = names.collect();
    let outputs = OUTPUTS.map(|(name, _)| name);
    let (in_order, left_out): (Vec<&str>, Vec<&str>) = outputs
        .into_iter()
        .partition(|name| held.iter().any(|held| held == name));
    assert_eq!(held, in_order, "in the order of the README's table");
    let left_out = left_out.join("`, `");
    let (most, last) = left_out.rsplit_once(", ").unwrap();
    let sentence = format!("all outputs but `{most} and {last}`.");
    let readme = document("README.md");
    let words: Vec<&str> = readme.split_whitespace().collect();
    assert!(words.join(" ").contains(&sentence), "{sentence}");
}

#[test]
fn the_readme_says_of_each_result_file_what_asks_for_it() {
    let readme = document("README.md");
    let (_, section) = readme.split_once("## Outputs").unwrap();
    for format in ResultFormat::ALL {
        let name = match format.requested_by() {
            RequestedBy::CiSystem(variable) => variable.to_owned(),
            RequestedBy::Option(name) => name.flag(),
        };
        assert!(section.contains(&format!("\n| `{name}` | ")), "{name}");
    }
}

#[test]
fn the_readme_says_how_many_systems_there_are_and_which_gets_which_log() {
    let readme = document("README.md");
    let count = format!("each of the {} CI systems", SYSTEMS.len());
    assert!(readme.contains(&count), "{count}");
    for format in LogFormat::ALL {
        let systems = SYSTEMS.iter().filter(|system| system.log == format);
        let mut names: Vec<&str> = systems.map(|system| system.name).collect();
        names.sort_unstable_by_key(|name| name.to_lowercase());
        let names = if format == LogFormat::Plain {
            "everything else".to_owned()
        } else {
            names.join(", ")
        };
        let row = format!("\n| `{}` | {names} | ", format.name());
        assert!(readme.contains(&row), "the README should hold:{row}");
    }
}

#[test]
fn the_architecture_names_files_that_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = document("ARCHITECTURE.md");
    let is_part = |character: char| character.is_ascii_alphanumeric() || "_/.-".contains(character);
    let names = page
        .split(|character| !is_part(character))
        .map(|word| word.trim_end_matches('.'));
    let mut found = 0;
    for name in names.filter(|name| name.contains(".rs") || name.ends_with('/')) {
        let places = [root.to_owned(), root.join("src"), root.join("tests")];
        assert!(
            places.iter().any(|place| place.join(name).exists()),
            "{name}"
        );
        found += 1;
    }
    assert!(found > 20, "{found}");
}

/// The files below a folder of the repository.
fn files(folder: &str) -> Vec<String> {
    let below = entries(folder)
        .into_iter()
        .map(|name| format!("{folder}/{name}"));
    below
        .flat_map(|path| {
            if std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(&path)
                .is_dir()
            {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The names of what is in a folder of the repository.
fn entries(folder: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn the_pages_about_the_tests_name_every_part_of_them() {
    let map = document("ARCHITECTURE.md");
    let (_, map) = map.split_once("\ntests/\n").unwrap();
    let mapped: Vec<&str> = map
        .lines()
        .map_while(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split(['/', ' ']).next())
        .collect();
    let readme = document("tests/README.md");
    let named: Vec<&str> = readme.split('`').skip(1).step_by(2).collect();
    for name in entries("tests") {
        let name = name.as_str();
        assert!(mapped.contains(&name), "the map lacks tests/{name}");
        // How the cases are run is said in the map alone.
        let is_help = ["README.md", "cmd.rs", "support"].contains(&name);
        assert!(is_help || named.contains(&name), "tests/README.md: {name}");
    }
    for name in entries("tests/cmd") {
        assert!(named.contains(&name.as_str()), "tests/README.md: {name}");
    }
}

/// The name of every source file without its ending, and its text.
fn sources(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            files.extend(sources(&path));
        } else {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    files
}

#[test]
fn the_architecture_names_every_file() {
    let page = document("ARCHITECTURE.md");
    let map = page.split("```").nth(1).unwrap();
    let words: Vec<&str> = map
        .split(|character: char| !character.is_ascii_lowercase() && character != '_')
        .collect();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (name, _) in sources(&source) {
        let is_for_tests = ["testing", "enumeration"].contains(&name.as_str());
        assert!(is_for_tests || words.contains(&name.as_str()), "{name}");
    }
}

/// The section's headings, each with what it quotes.
fn troubleshooting_headings(readme: &str) -> Vec<&str> {
    let (_, section) = readme.split_once("\n## Troubleshooting\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let headings = section.lines().filter_map(|line| line.strip_prefix("### "));
    headings.map(|heading| heading.trim_matches('`')).collect()
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|character| character.is_alphanumeric() || "-_ ".contains(*character));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn the_troubleshooting_has_a_heading_for_each_topic_and_no_other() {
    let readme = document("README.md");
    let headings = troubleshooting_headings(&readme);
    let anchors: Vec<String> = headings.into_iter().map(anchor).collect();
    let expected: Vec<&str> = Topic::ALL.map(Topic::anchor).to_vec();
    assert_eq!(anchors, expected);
    for topic in Topic::ALL {
        // GitHub numbers the later of two headings of one name.
        let same = readme.lines().filter(|line| {
            line.starts_with('#') && anchor(line.trim_start_matches(['#', ' '])) == topic.anchor()
        });
        assert_eq!(same.count(), 1, "{topic:?}");
        let page = format!(
            "https://github.com/northflank-gate/northflank-gate#{}",
            topic.anchor()
        );
        assert_eq!(topic.url(), page);
    }
}

#[test]
fn the_troubleshooting_quotes_what_the_program_says() {
    let readme = document("README.md");
    let endings = document("docs/endings.md");
    for quote in troubleshooting_headings(&readme) {
        let mut lines = endings.lines();
        assert!(lines.any(|line| line.contains(quote)), "{quote}");
    }
}

#[test]
fn the_page_of_endings_has_every_result_and_every_exit_code() {
    let page = document("docs/endings.md");
    let (_, endings) = page.split_once("\n## ").unwrap();
    // No case makes a bug or sends every signal: a remark says what comes of them.
    for outcome in Outcome::ALL {
        let word = outcome.word();
        let is_shown = endings.contains(&format!("\nresult: {word}\n"));
        assert!(is_shown || endings.contains(&format!("`{word}`")), "{word}");
    }
    for ExitCode { code, .. } in Outcome::exit_codes() {
        let is_shown = endings.contains(&format!("xit code {code}\n"));
        let mut words = endings.split(|character: char| !character.is_ascii_digit());
        assert!(
            is_shown || code > 6 && words.any(|word| word == code.to_string()),
            "{code}"
        );
    }
}
