//! Runs the snippets of docs/ci, and what `integrations` has for others. Each is taken out of its page, read by the
//! syntax of its system, and its commands are run as that system runs them, in
//! that system's environment, against the fake server.
//!
//! What differs from the system: `wget` and `curl` are stand-ins that know the
//! addresses of a release and give the binary under test, `SUM` is the checksum
//! of that binary, and two variables lead the gate to the fake server. The
//! systems' own commands for artifacts are stand-ins as well. Images are not
//! pulled: the shell is the one of this machine.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "a test of documents reads them and runs programs, and may panic"
)]

mod action;
mod integrations;
mod machine;
mod page;
mod pull_requests;
mod recipes;
#[path = "../runner/mod.rs"]
mod runner;
mod runs;
mod setting;
mod system;
mod table;

use std::time::{Duration, Instant};

use machine::Machine;
use northflank_gate::ci::SYSTEMS;
use page::{Language, Page};
use recipes::{ACTIONS, RECIPES};
use system::{Cancel, Handover};
use test_support::process::await_until;

/// What the commit of the fake server's build is built as.
const IMAGE: &str = "registry.example/migrate:12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

#[test]
fn every_system_has_a_page_that_says_the_same_things() {
    let index = page::text("README");
    let mut titles = vec![];
    for name in page::names() {
        let page = Page::read(&name);
        for row in ["Secret", "Result", "Silence", "Cancel", "Log"] {
            let row = format!("\n- **{row}**: ");
            assert_eq!(page.text.matches(&row).count(), 1, "{name}: {row}");
        }
        let link = format!("[{}]({name}.md)", page.title);
        assert!(index.contains(&link), "the index lacks {link}");
        let is_run = RECIPES.iter().any(|recipe| recipe.page == name);
        assert!(is_run || ACTIONS.contains(&name.as_str()), "{name}");
        titles.push(page.title);
    }
    titles.sort();
    let mut systems: Vec<&str> = SYSTEMS.iter().map(|system| system.name).collect();
    systems.sort_unstable();
    assert_eq!(titles, systems);
}

/// Groovy and Kotlin have no reader here: their brackets must match.
#[test]
fn every_snippet_keeps_to_the_syntax_of_its_language() {
    for name in page::names() {
        let page = Page::read(&name);
        match page.language {
            Language::Yaml => {
                page.yaml();
            }
            Language::Groovy | Language::Kotlin => page::hold_to_balance(&page.snippet),
        }
    }
}

#[test]
fn every_other_block_of_yaml_is_read_as_well() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut found = 0;
    for name in ["README.md", "docs/ci/gitlab.md", "integrations/README.md"] {
        let text = std::fs::read_to_string(format!("{root}/{name}")).unwrap();
        for block in text.split("```yaml\n").skip(1) {
            let (block, _) = block.split_once("```").unwrap();
            let read = serde_yaml_ng::from_str::<serde_yaml_ng::Value>(block);
            assert!(read.is_ok(), "{name}: {read:?} of\n{block}");
            found += 1;
        }
    }
    assert_eq!(found, 7);
}

#[test]
fn every_snippet_takes_the_binary_of_this_version_and_checks_its_sum() {
    for recipe in RECIPES {
        let script = Page::read(recipe.page).script(&recipe.gate);
        assert_eq!(script.matches(&setting::binary_url()).count(), 1);
        assert_eq!(script.matches("SUM").count(), 1, "{}", recipe.page);
        let takes_the_place = script.contains("exec ./gate ");
        match recipe.cancel {
            Cancel::SignalsTheGate | Cancel::SignalsAll => {
                assert!(takes_the_place, "{}", recipe.page);
            }
            Cancel::NotDocumented => {}
            Cancel::NeedsTheShell => assert!(!takes_the_place, "{}", recipe.page),
        }
    }
}

#[test]
fn a_build_that_succeeds_lets_the_next_step_read_the_result() {
    for recipe in RECIPES {
        let machine = Machine::new(recipe.page, "SUCCESS");
        let ended = machine.run(&recipe, &recipe.gate, &[]);
        assert_eq!(ended.code, Some(0), "{}:\n{}", recipe.page, ended.log);
        assert!(ended.log.contains("open: job migrate built 12c15e7"));
        assert!(ended.log.contains(recipe.commit), "{}", ended.log);
        let variables = match recipe.handover {
            Handover::Folder => vec![],
            Handover::Variables(file) => machine.dotenv(file),
        };
        let next = machine.run(&recipe, &recipe.next, &variables);
        assert_eq!(next.code, Some(0), "{}:\n{}", recipe.page, next.log);
        let built = format!("built {IMAGE}\n");
        assert!(next.log.contains(&built), "{}:\n{}", recipe.page, next.log);
    }
}

#[test]
fn a_build_that_fails_fails_the_step() {
    for recipe in RECIPES {
        let machine = Machine::new(recipe.page, "CRASHED");
        let ended = machine.run(&recipe, &recipe.gate, &[]);
        assert_eq!(ended.code, Some(1), "{}:\n{}", recipe.page, ended.log);
        assert!(ended.log.contains("shut: the build of 12c15e7"));
    }
}

#[test]
fn a_binary_of_another_sum_is_not_run() {
    for recipe in RECIPES {
        let machine = Machine::with_another_binary(recipe.page);
        let ended = machine.run(&recipe, &recipe.gate, &[]);
        assert_ne!(ended.code, Some(0), "{}:\n{}", recipe.page, ended.log);
        // Where a system runs the commands in a shell of its own, they must not end that.
        if Page::read(recipe.page).snippet.contains("|| exit 69") {
            assert_eq!(ended.code, Some(69), "{}:\n{}", recipe.page, ended.log);
        }
        assert_eq!(machine.requests(), 0, "{}", recipe.page);
        assert!(!ended.log.contains("another binary"), "{}", ended.log);
    }
}

#[test]
fn a_cancel_ends_the_gate_within_a_second() {
    for recipe in RECIPES {
        if !recipe.cancel.is_signal() {
            continue;
        }
        let machine = Machine::new(recipe.page, "BUILDING");
        let started = machine.start(&recipe, &recipe.gate, &[]);
        await_until(recipe.page, || machine.requests() > 0);
        let sent = Instant::now();
        started.cancel();
        let ended = started.end();
        assert!(sent.elapsed() < Duration::from_secs(1), "{}", recipe.page);
        assert_eq!(ended.code, Some(143), "{}", ended.log);
    }
}

/// The environment of one system must not be taken for that of another.
#[test]
fn every_recipe_runs_as_its_own_system() {
    for recipe in RECIPES {
        let variables = recipe.variables.iter();
        let variables = variables.map(|(name, value)| ((*name).into(), (*value).into()));
        let variables = variables.collect();
        let system = northflank_gate::ci::System::detect(&variables).unwrap();
        assert_eq!(system.name, Page::read(recipe.page).title);
    }
}
