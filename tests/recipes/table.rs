//! The README's table of what works on each system. Its cells come from the
//! code's table of systems, from the rows of `recipes.rs`, whose snippets run, and
//! from the pinned runs; each is held to the system's page as well.

use std::fmt::Write as _;

use northflank_gate::ci::{LogFormat, SYSTEMS, System};
use northflank_gate::report::progress_log::{HEARTBEAT, QUIET_HEARTBEAT};

use crate::page::{self, Page};
use crate::recipes::{ACTIONS, RECIPES};
use crate::runs::pinned;
use crate::system::{Cancel, Handover, Recipe, Silence};

const HEAD: &str = "\
| CI system | commit on a push | commit on a pull request | log | result for the next step | ends a silent step after | a cancel reaches the gate |
|---|---|---|---|---|---|---|
";

/// Where the commands of a cell's system are.
fn recipe(page: &str) -> Option<&'static Recipe> {
    let recipe = RECIPES.iter().find(|recipe| recipe.page == page);
    assert!(recipe.is_some() != ACTIONS.contains(&page), "{page}");
    recipe
}

fn result(name: &str) -> String {
    let Some(recipe) = recipe(name) else {
        return "outputs of the step".to_owned();
    };
    let page = Page::read(name);
    let has = |word: &str| page.snippet.contains(word);
    let mut result = match recipe.handover {
        Handover::Variables(_) => "variables",
        Handover::Folder if has("persist_to_workspace") => "workspace",
        Handover::Folder if has("artifact") => "artifact",
        Handover::Folder => "file",
    }
    .to_owned();
    if page.script(&recipe.gate).contains(" --junit ") {
        result += ", JUnit report";
    }
    let commands = ["##vso[task.setvariable ", "##teamcity[setParameter "];
    let log = pinned(name, "push");
    if commands.iter().any(|command| log.contains(command)) {
        result += ", output variables";
    }
    result
}

fn silence(name: &str) -> Silence {
    // GitHub's runner has no limit, nor have those that are made after it.
    recipe(name).map_or(Silence::Never, |recipe| recipe.silence)
}

fn silence_cell(silence: Silence) -> String {
    match silence {
        Silence::Never => "never".to_owned(),
        Silence::AfterMinutes(minutes) => format!("{minutes} minutes"),
        Silence::OnlyIfAsked => "only if asked".to_owned(),
        Silence::NotDocumented => "not documented".to_owned(),
    }
}

fn cancel(name: &str) -> &'static str {
    match recipe(name).map(|recipe| recipe.cancel) {
        None if name == "github" => "SIGINT, by the action",
        Some(Cancel::SignalsTheGate) => "SIGTERM, by `exec`",
        Some(Cancel::SignalsAll) => "SIGTERM",
        Some(Cancel::NotDocumented | Cancel::NeedsTheShell) | None => "no signal documented",
    }
}

/// Each system with the name of its page.
fn systems() -> Vec<(&'static System, String)> {
    let of_page = |name: String| {
        let title = Page::read(&name).title;
        let system = SYSTEMS.into_iter().find(|system| system.name == title);
        (system.unwrap(), name)
    };
    let mut all: Vec<_> = page::names().into_iter().map(of_page).collect();
    all.sort_by_key(|(system, _)| system.name.to_lowercase());
    assert_eq!(all.len(), SYSTEMS.len());
    all
}

fn readme() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    std::fs::read_to_string(path).unwrap()
}

/// The cells of the README's table that say where the commit of a push and of a
/// pull request is found: the pinned runs are held to them.
pub(crate) fn places(system: &System) -> [String; 2] {
    let start = format!("| [{}](docs/ci/", system.name);
    let readme = readme();
    let row = readme.lines().find(|line| line.starts_with(&start));
    let cells: Vec<&str> = row.unwrap().split(" | ").collect();
    [cells[1].to_owned(), cells[2].to_owned()]
}

#[test]
fn the_readme_says_line_by_line_what_works_where() {
    let mut table = HEAD.to_owned();
    for (system, page) in systems() {
        let [push, change] = places(system);
        writeln!(
            table,
            "| [{}](docs/ci/{page}.md) | {push} | {change} | `{}` | {} | {} | {} |",
            system.name,
            system.log.name(),
            result(&page),
            silence_cell(silence(&page)),
            cancel(&page),
        )
        .unwrap();
    }
    assert!(
        readme().contains(&table),
        "the README should hold:\n{table}"
    );
}

#[test]
fn the_log_of_each_run_is_in_the_format_of_its_system() {
    let mark = |format| match format {
        LogFormat::Plain => "\n\n  0:00  ",
        LogFormat::GitHub => "\n::group::",
        LogFormat::GitLab => "section_start:",
        LogFormat::Azure => "\n##[group]",
        LogFormat::TeamCity => "\n##teamcity[blockOpened ",
        LogFormat::Buildkite => "\n--- the wait for the build\n",
    };
    for (system, page) in systems() {
        let log = pinned(&page, "push");
        for format in LogFormat::ALL {
            let is_written = log.contains(mark(format));
            assert_eq!(is_written, format == system.log, "{page}: {log}");
        }
    }
}

/// The line of a page on this matter.
fn said(page: &str, matter: &str) -> String {
    let text = page::text(page);
    let (_, rest) = text.split_once(&format!("\n- **{matter}**: ")).unwrap();
    let (said, _) = rest.split_once("\n- **").unwrap();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_page_says_of_silence_and_cancels_what_the_table_says() {
    for (_, page) in systems() {
        let on_silence = said(&page, "Silence");
        let is_said = match silence(&page) {
            Silence::Never => {
                on_silence.contains(" for silence") || on_silence.contains(" does not stop it")
            }
            Silence::AfterMinutes(minutes) => {
                on_silence.contains(&format!("for {minutes} minutes"))
            }
            Silence::OnlyIfAsked => on_silence.contains(" for silence only under "),
            Silence::NotDocumented => on_silence.starts_with("No limit on silence is documented."),
        };
        assert!(is_said, "{page}: {on_silence}");
        let on_cancel = said(&page, "Cancel");
        let signal = cancel(&page).split([',', ' ']).next().unwrap();
        let is_signal = signal.starts_with("SIG");
        let is_said = on_cancel.contains(if is_signal { signal } else { " ends " });
        assert!(is_said, "{page}: {on_cancel}");
        assert_eq!(is_signal, on_cancel.contains("SIG"), "{page}: {on_cancel}");
    }
}

/// Twice as often as the least patient system asks for, even with `--quiet`.
#[test]
fn the_heartbeat_is_within_the_limit_of_every_system() {
    let mut limits = 0;
    for (_, page) in systems() {
        if let Silence::AfterMinutes(minutes) = silence(&page) {
            assert!(minutes * 60 >= 2 * QUIET_HEARTBEAT.as_secs(), "{page}");
            limits += 1;
        }
    }
    assert!(limits > 0);
    assert_eq!((HEARTBEAT.as_secs(), QUIET_HEARTBEAT.as_secs()), (60, 300));
    let said = "the log gets a line each minute, with `--quiet` one each five minutes";
    for text in [readme(), page::text("README")] {
        let words: Vec<&str> = text.split_whitespace().collect();
        assert!(words.join(" ").contains(said), "{text}");
    }
}
