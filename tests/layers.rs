//! Who imports whom, and how long files and functions are: the map of
//! ARCHITECTURE.md as a test.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the sources, and may panic"
)]

use std::path::{Path, PathBuf};

/// The rooms from the top down: a room imports those below it alone.
const ROOMS: [&str; 9] = [
    "run",
    "world",
    "report",
    "cli",
    "ci",
    "northflank",
    "gate",
    "pacing",
    "model",
];

const MAX_FILE: usize = 300;
const MAX_FUNCTION: usize = 60;

/// The files of Rust below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// By its path below `src`: where the checkout is says nothing.
fn is_for_tests(file: &Path) -> bool {
    let is_tests = |part: std::path::Component<'_>| part.as_os_str() == "tests";
    let file = file.strip_prefix(source()).unwrap();
    file.components().any(is_tests) || file.ends_with("tests.rs") || file.ends_with("testing.rs")
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// What a text names behind `crate::`, without its tests.
fn imports(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.split("crate::")
        .skip(1)
        .filter_map(|rest| {
            rest.split(|letter: char| !letter.is_ascii_lowercase())
                .next()
        })
        .collect()
}

#[test]
fn every_import_points_down() {
    let mut arrows = 0;
    for (floor, room) in ROOMS.iter().enumerate() {
        for file in files(&source().join(room)) {
            if is_for_tests(&file) {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            for import in imports(&text) {
                let Some(below) = ROOMS.iter().position(|room| *room == import) else {
                    continue;
                };
                assert!(
                    below >= floor,
                    "{}: {room} imports {import}",
                    file.display()
                );
                arrows += usize::from(below > floor);
            }
        }
    }
    assert!(arrows > 100, "{arrows}");
}

#[test]
fn the_architecture_lists_the_rooms_from_the_top_down() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(page).unwrap();
    let places = ROOMS.map(|room| page.find(&format!("\n  {room}/ ")));
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn files_and_functions_are_short_enough_to_be_read_at_once() {
    let mut long = vec![];
    for file in files(&source()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > MAX_FILE {
            long.push(format!("{}: {} lines", file.display(), lines.len()));
        }
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let is_function = [
                "fn ",
                "pub fn ",
                "pub(super) fn ",
                "pub const fn ",
                "const fn ",
            ]
            .iter()
            .any(|word| line.trim_start().starts_with(word));
            if !is_function || line.ends_with(';') || is_for_tests(&file) {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[start..]
                .iter()
                .position(|line| *line == end)
                .unwrap_or(0);
            if length > MAX_FUNCTION {
                long.push(format!("{}:{}: {length} lines", file.display(), start + 1));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}
