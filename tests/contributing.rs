//! Holds the list of commands in CONTRIBUTING.md, which `cargo xtask help`
//! prints, to the pages for contributors, the scripts and the aliases.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use test_support::document;

/// The commands of the list, without what is said of them.
fn listed_commands() -> Vec<String> {
    let page = document("CONTRIBUTING.md");
    let (_, section) = page.split_once("\n## Commands\n").unwrap();
    let (_, list) = section.split_once("```sh\n").unwrap();
    let (list, _) = list.split_once("```").unwrap();
    let command = |line: &str| line.split("  # ").next().unwrap().trim_end().to_owned();
    list.lines().map(command).collect()
}

/// The words of a command, up to its first flag or path: what it does, without
/// on what. Variables before it do not count.
fn words(command: &str) -> Vec<&str> {
    let mut words = command
        .split_whitespace()
        .skip_while(|word| word.contains('='));
    let program = words.next();
    let is_name = |word: &&str| word.chars().all(|character| character.is_ascii_lowercase());
    program
        .into_iter()
        .chain(words.take_while(is_name))
        .collect()
}

/// What a page shows as a command: in backticks, or behind a prompt.
fn shown_commands(page: &str) -> Vec<String> {
    let in_backticks = page
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    let at_prompts = page.lines().filter_map(|line| line.strip_prefix("$ "));
    let is_command = |text: &&str| {
        let words = words(text);
        let program = words.first().copied().unwrap_or_default();
        program.starts_with(".ci/") || program == "cargo" && words.len() > 1
    };
    in_backticks
        .chain(at_prompts)
        .filter(is_command)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_list_has_every_command_that_a_page_for_contributors_shows() {
    let listed = listed_commands();
    for page in [
        "CONTRIBUTING.md",
        "tests/README.md",
        "docs/performance.md",
        "docs/reliability.md",
        ".github/pull_request_template.md",
    ] {
        let shown = shown_commands(&document(page));
        assert!(!shown.is_empty(), "{page} shows no command");
        for command in shown {
            assert!(
                listed
                    .iter()
                    .any(|line| words(line).starts_with(&words(&command))),
                "CONTRIBUTING.md's list lacks what {page} shows: {command}"
            );
        }
    }
}

#[test]
fn the_list_has_every_script_and_alias() {
    let listed = listed_commands();
    let has = |command: &str| {
        listed
            .iter()
            .any(|line| words(line).starts_with(&words(command)))
    };
    let scripts = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci")).unwrap();
    for script in scripts {
        let name = script.unwrap().file_name().into_string().unwrap();
        let path = format!(".ci/{name}");
        // What has no first line with a program is read by others, not run.
        let is_run = document(&path).starts_with("#!");
        assert!(!is_run || has(&path), "{path}");
    }
    let config = document(".cargo/config.toml");
    let aliases: Vec<&str> = config
        .lines()
        .filter_map(|line| line.split_once(" = \"run "))
        .map(|(alias, _)| alias)
        .collect();
    assert!(!aliases.is_empty(), "no alias in .cargo/config.toml");
    for alias in aliases {
        assert!(has(&format!("cargo {alias}")), "cargo {alias}");
    }
}
