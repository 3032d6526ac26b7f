//! What the log, the exit code and the files of each system's run are, to the
//! letter: on a push and on a pull request, the real binary in the environment of
//! that system. `RECIPES=overwrite cargo test --test recipes` writes them into the
//! folder `runs`: read each line.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use northflank_gate::ci::{SYSTEMS, System};

use crate::action::play_on;
use crate::machine::{Ended, Machine};
use crate::page::{self, Page};
use crate::pull_requests::ROWS;
use crate::recipes::{ACTIONS, RECIPES};
use crate::table::places;

/// The pull request of an event file. Its merge is what `GITHUB_SHA` names.
const PULL_REQUEST: &str = r#"{"pull_request":{"number":7,"merged":false,
    "merge_commit_sha":"7be3f0c2a94d51688e07cbb1f2d3a4659c8d0e1f",
    "head":{"ref":"feature","sha":"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908"}}}"#;
const PUSH: &str =
    r#"{"ref":"refs/heads/main","after":"12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908"}"#;

/// A run of a page's snippet.
struct Run {
    page: &'static str,
    event: &'static str,
    /// Exit code, log and files.
    text: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recipes/runs")
}

impl Run {
    fn new(page: &'static str, event: &'static str, code: Option<i32>, log: &str) -> Self {
        let text = format!("exit code {}\n", code.unwrap());
        Self { page, event, text }.with("log", log)
    }

    fn with(mut self, name: &str, content: &str) -> Self {
        let lines: String = content.lines().map(|line| steady(line) + "\n").collect();
        write!(self.text, "\n--- {name}\n{lines}").unwrap();
        self
    }

    fn file(&self) -> String {
        format!("{}-{}.txt", self.page, self.event)
    }
}

/// A line without what the clock says.
fn steady(line: &str) -> String {
    let line = line.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let mut steady = String::new();
    let mut rest = line.as_str();
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        steady.push_str(before);
        let (length, name) = by_the_clock(&steady, number);
        let (number, after) = number.split_at(length);
        steady.push_str(name.unwrap_or(number));
        rest = after;
    }
    steady + rest
}

/// How long the number is with which this text begins, and what stands for it if
/// the clock says it.
fn by_the_clock(before: &str, text: &str) -> (usize, Option<&'static str>) {
    let until = |is_end: fn(char) -> bool| text.find(is_end).unwrap_or(text.len());
    let digits = until(|letter| !letter.is_ascii_digit());
    let is = |place: usize, letter| text.as_bytes().get(place) == Some(&letter);
    let lasts = ["after ", "waited ", "resets in "];
    let name = before.to_lowercase().replace('_', "-");
    let of_wait = name
        .rsplit_once("waited-seconds")
        .map(|(_, between)| between);
    let is_number = |letter: char| letter.is_ascii_digit();
    if is(10, b'T') && is(23, b'Z') {
        (24, Some("TIME"))
    } else if digits == 10 {
        (digits, Some("SECONDS"))
    } else if lasts.iter().any(|word| before.ends_with(word)) {
        (until(|letter| !letter.is_ascii_alphanumeric()), Some("AGE"))
    } else if before.trim().is_empty() && is(digits, b':') {
        (until(char::is_whitespace), Some("0:00"))
    } else if of_wait.is_some_and(|between| !between.contains(is_number)) {
        (digits, Some("N"))
    } else {
        (digits, None)
    }
}

fn of_recipe(page: &'static str, event: &'static str, machine: &Machine, ended: &Ended) -> Run {
    let run = Run::new(page, event, ended.code, &ended.log);
    let results = machine.results();
    results
        .iter()
        .fold(run, |run, (path, content)| run.with(path, content))
}

/// Every run, in no order.
fn runs() -> Vec<Run> {
    let mut runs = vec![];
    assert_eq!(ROWS.map(|row| row.page), RECIPES.map(|recipe| recipe.page));
    for (recipe, row) in RECIPES.iter().zip(ROWS) {
        let machine = Machine::new(&format!("{}-pinned-push", recipe.page), "SUCCESS");
        let ended = machine.run(recipe, &recipe.gate, &[]);
        runs.push(of_recipe(recipe.page, "push", &machine, &ended));
        let machine = Machine::new(&format!("{}-pinned-pull-request", recipe.page), "SUCCESS");
        let ended = row.run(recipe, &machine);
        runs.push(of_recipe(recipe.page, "pull-request", &machine, &ended));
    }
    for page in ACTIONS {
        for (event, name, content) in [
            ("push", "push", PUSH),
            ("pull-request", "pull_request", PULL_REQUEST),
        ] {
            let ended = play_on(page, "SUCCESS", name, content);
            let mut outputs = String::new();
            for (name, value) in &ended.outputs {
                writeln!(outputs, "{name}={value}").unwrap();
            }
            let run = Run::new(page, event, ended.exit_code, &ended.log);
            runs.push(
                run.with("outputs", &outputs)
                    .with("summary", &ended.summary),
            );
        }
    }
    runs
}

#[test]
fn every_system_runs_on_a_push_and_on_a_pull_request_as_pinned() {
    let is_overwriting = std::env::var_os("RECIPES").is_some_and(|what| what == "overwrite");
    let mut files = BTreeSet::new();
    for run in runs() {
        let path = folder().join(run.file());
        if is_overwriting {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &run.text).unwrap();
        }
        let pinned = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            run.text == pinned,
            "{} is not what is pinned:\n{}",
            run.file(),
            run.text
        );
        files.insert(run.file());
    }
    let names = page::names();
    let wanted = names
        .iter()
        .flat_map(|name| ["push", "pull-request"].map(|event| format!("{name}-{event}.txt")));
    assert_eq!(files, wanted.collect());
    let entries = std::fs::read_dir(folder()).unwrap();
    let written = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(files, written.collect());
}

/// What is pinned of a run.
pub(crate) fn pinned(page: &str, event: &str) -> String {
    let path = folder().join(format!("{page}-{event}.txt"));
    std::fs::read_to_string(path).unwrap()
}

/// The place that the second line of a pinned log names for the commit, or what
/// it says to pass.
fn place(page: &str, event: &str) -> String {
    let text = pinned(page, event);
    let after = |mark: &str| {
        let (_, rest) = text.split_once(mark)?;
        rest.lines().next().map(str::to_owned)
    };
    let found = after("\ncommit 12c15e7 (").map(|rest| {
        let (place, _) = rest.split_once(')').unwrap();
        place.replace(" of the event", "")
    });
    let place = found.or_else(|| after("hint: pass the commit: "));
    format!("`{}`", place.unwrap_or_else(|| panic!("{page}: {text}")))
}

#[test]
fn every_pinned_run_takes_the_commit_from_where_the_readme_says() {
    for name in page::names() {
        let title = Page::read(&name).title;
        let is_of_page = |system: &&'static System| system.name == title;
        let system = SYSTEMS.into_iter().find(is_of_page).unwrap();
        for (event, places) in ["push", "pull-request"].into_iter().zip(places(system)) {
            let place = place(&name, event);
            assert!(places.contains(&place), "{title}: {place} in {places}");
            let code = if place.starts_with("`--sha ") { 2 } else { 0 };
            let first_line = format!("exit code {code}\n");
            assert!(pinned(&name, event).starts_with(&first_line), "{title}");
        }
    }
}
