//! Who imports whom, and how long files and functions are: the map of
//! ARCHITECTURE.md as a test.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the sources, and may panic"
)]

use std::path::{Path, PathBuf};

/// The folders of `src` from the top down: each imports those below it alone.
const FOLDERS: [&str; 9] = [
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

/// The code of a file without the tests at its end.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
}

/// What a file names behind `crate::`; no other way leads out of its folder.
fn imports<'t>(file: &Path, text: &'t str) -> Vec<&'t str> {
    let code = without_tests(text);
    let is_top = file.ends_with("mod.rs")
        && file.parent().and_then(Path::parent) == Some(source().as_path());
    let ways_out = [
        "crate::{",
        if is_top { "super::" } else { "super::super::" },
    ];
    for way in ways_out {
        let used = code
            .lines()
            .find(|line| line.trim_start().starts_with("use ") && line.contains(way));
        assert_eq!(used, None, "{}", file.display());
    }
    let names = code.split("crate::").skip(1);
    names
        .filter_map(|rest| {
            rest.split(|letter: char| !letter.is_ascii_lowercase())
                .next()
        })
        .collect()
}

#[test]
fn every_import_points_down() {
    let mut count = 0;
    for (place, folder) in FOLDERS.iter().enumerate() {
        for file in files(&source().join(folder)) {
            if is_for_tests(&file) {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            for import in imports(&file, &text) {
                let Some(imported) = FOLDERS.iter().position(|folder| *folder == import) else {
                    continue;
                };
                assert!(
                    imported >= place,
                    "{}: {folder} imports {import}",
                    file.display()
                );
                count += usize::from(imported > place);
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn the_architecture_lists_the_folders_from_the_top_down() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(page).unwrap();
    let places = FOLDERS.map(|folder| page.find(&format!("\n  {folder}/ ")));
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
}

/// Whether a function begins on this line.
fn is_function(line: &str) -> bool {
    let is_modifier =
        |word: &str| word.starts_with("pub") || word.ends_with(')') || word == "const";
    line.split_once("fn ")
        .is_some_and(|(before, _)| before.split_whitespace().all(is_modifier))
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
            let has_body = !line.ends_with([';', '}']);
            if !is_function(line) || !has_body || is_for_tests(&file) {
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[start..].iter().position(|line| *line == end).unwrap();
            if length > MAX_FUNCTION {
                long.push(format!("{}:{}: {length} lines", file.display(), start + 1));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}
