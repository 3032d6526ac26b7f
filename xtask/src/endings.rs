//! The page of all endings, `docs/endings.md`, made from the cases of `tests/cmd`
//! that pin them.

use std::fmt::Write as _;
use std::fs;

mod case;
mod list;

use case::Case;
use list::ENDINGS;

use crate::{TaskResult, root};

const PAGE: &str = "docs/endings.md";

const HEAD: &str = "\
# All endings

The ways in which the gate ends, by [exit code](../README.md#exit-codes): what the plain log says, then what GitHub shows
of a step that runs the gate with flags, and what the step's outputs hold. The action calls an option by its input:
`input timeout` in place of `--timeout`. What to do about an ending is in the line `hint:`; `help:` leads to the README.

`cargo xtask endings --write` makes this page from the cases in `tests/cmd`, which every release passes. Many of
them have short limits, so that the tests are quick. `[..]` stands for what varies, such as times and ports, `[HOST]`
and `[PROXY]` for addresses of the tests, and the project is called shop. Outputs that hold nothing are left out. The log of an ending
and what GitHub shows of it may be of two runs: names and times in them may differ.
";

/// What only some exit codes need said.
fn remark(code: i64) -> &'static str {
    match code {
        5 => {
            "\nThe outputs say `success`: the build did. What is written before the file that cannot be does not tell of it.\n"
        }
        143 => {
            "\nSIGTERM is 143, SIGINT 130 and SIGHUP 129; they differ in nothing else. Exit code 70, `internal`, is a bug: the log\nsays where in the code.\n"
        }
        _ => "",
    }
}

/// Prints the page, or writes it into the docs.
pub(crate) fn run(write: bool) -> TaskResult<Option<String>> {
    let page = page()?;
    if !write {
        return Ok(Some(page));
    }
    fs::write(root().join(PAGE), page)?;
    Ok(None)
}

fn page() -> TaskResult<String> {
    let folder = root().join("tests/cmd");
    let mut page = HEAD.to_owned();
    let mut last = None;
    for ending in &ENDINGS {
        let plain = Case::read(&folder, ending.plain)?;
        let github = Case::read(&folder, ending.github)?;
        if plain.code != github.code {
            let title = ending.title;
            return Err(format!("{title}: exit codes {} and {}", plain.code, github.code).into());
        }
        if last != Some(plain.code) {
            let _ = write!(
                page,
                "\n## Exit code {}\n{}",
                plain.code,
                remark(plain.code)
            );
            last = Some(plain.code);
        }
        let _ = write!(
            page,
            "\n### {}\n\n{}",
            ending.title,
            section(&plain, &github)
        );
    }
    Ok(page)
}

fn section(plain: &Case, github: &Case) -> String {
    let mut text = fenced(&plain.log);
    for (level, annotation) in &github.annotations {
        let _ = match repeated(&plain.log, annotation) {
            Some(place) => write!(text, "\nAnnotation ({level}): {place}.\n"),
            None => write!(text, "\nAnnotation ({level}):\n\n{}", fenced(annotation)),
        };
    }
    let outputs = github
        .outputs
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    let outputs: Vec<String> = outputs.collect();
    let summary = github.summary.as_deref().unwrap_or_default();
    let _ = write!(
        text,
        "\n<details><summary>Summary and outputs</summary>\n\n{}\n{}\n</details>\n",
        fenced(summary),
        fenced(&outputs.join("\n"))
    );
    text
}

/// Where the log has said what an annotation says.
fn repeated(log: &str, annotation: &str) -> Option<&'static str> {
    let is_warning = log
        .lines()
        .any(|line| line.ends_with(&format!("warning: {annotation}")));
    let (before, after) = log.split_once(annotation)?;
    if is_warning {
        Some("the warning above")
    } else if !before.is_empty() && !before.ends_with("\n\n") {
        None
    } else if after.is_empty() {
        Some("the verdict above")
    } else if after.starts_with("\n  job ") || after.starts_with("\n  service ") {
        Some("the verdict above, without the last lines")
    } else {
        None
    }
}

/// A block of code that no line of the text can close.
fn fenced(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}text\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_what_the_cases_make() {
        let page = page().unwrap();
        let file = fs::read_to_string(root().join(PAGE)).unwrap();
        let is_same = file.replace("\r\n", "\n") == page;
        assert!(is_same, "cargo xtask endings --write");
    }

    #[test]
    fn every_case_of_an_ending_is_on_the_page_and_pins_outputs_and_summary() {
        let folder = root().join("tests/cmd");
        let named: Vec<&str> = ENDINGS
            .iter()
            .flat_map(|ending| [ending.plain, ending.github])
            .collect();
        for entry in fs::read_dir(folder.join("endings")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if let Some(name) = name.strip_suffix(".toml") {
                assert!(
                    named.contains(&format!("endings/{name}").as_str()),
                    "{name}"
                );
            }
        }
        for ending in &ENDINGS {
            let github = Case::read(&folder, ending.github).unwrap();
            assert!(!github.annotations.is_empty(), "{}", ending.github);
            assert!(github.summary.is_some(), "{}", ending.github);
            assert!(github.outputs.len() > 3, "{}", ending.github);
        }
    }

    #[test]
    fn the_endings_are_in_the_order_of_their_exit_codes() {
        let folder = root().join("tests/cmd");
        let codes = ENDINGS
            .iter()
            .map(|ending| Case::read(&folder, ending.plain).unwrap().code);
        assert!(codes.is_sorted());
    }
}
