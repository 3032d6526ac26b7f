//! Benchmark 5, second half: the binary's size by part, from the sizes of its
//! functions.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

use object::{Object, ObjectSection, ObjectSymbol, SectionKind};

use super::run::released;

/// Parts below this are summed up.
const LEAST: u64 = 8 * 1024;

/// The table, in Markdown.
///
/// # Errors
///
/// When the program does not build or cannot be read.
pub fn table() -> Result<String, Box<dyn Error>> {
    let stripped = std::fs::metadata(released(&[], "measured")?)?.len();
    let symbols = released(&[("CARGO_PROFILE_RELEASE_STRIP", "none")], "symbols")?;
    let data = std::fs::read(symbols)?;
    let file = object::File::parse(&*data)?;
    let mut parts: BTreeMap<String, u64> = BTreeMap::new();
    for symbol in file.symbols().filter(ObjectSymbol::is_definition) {
        let in_code = symbol
            .section_index()
            .and_then(|index| file.section_by_index(index).ok())
            .is_some_and(|section| section.kind() == SectionKind::Text);
        if in_code {
            let part = part(symbol.name().unwrap_or_default());
            *parts.entry(part).or_default() += symbol.size();
        }
    }
    let mut rows: Vec<(String, u64)> = parts.into_iter().collect();
    rows.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let code: u64 = rows.iter().map(|(_, size)| size).sum();
    let mut text = format!(
        "Built for the machine at hand, the binary has {stripped} bytes, of which {code} are code. Those of a release for\n\
         x86-64 Linux are fewer: `.ci/release` builds those, and holds them to 2 MiB.\n\n\
         | part | bytes of code |\n|---|---|\n"
    );
    let mut rest = 0;
    for (part, size) in rows {
        if size < LEAST {
            rest += size;
        } else {
            let _ = writeln!(text, "| {part} | {size} |");
        }
    }
    let _ = writeln!(text, "| everything else | {rest} |");
    Ok(text)
}

/// The crate that a function is of, and the module within ours.
fn part(symbol: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    if !name.contains("::") {
        return "C and assembler".to_owned();
    }
    let path = name.trim_start_matches(['<', '&', '*', '[', '(']);
    let path = path.trim_start_matches("mut ").trim_start_matches("dyn ");
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut words = path.split("::");
    let first = words.next().unwrap_or_default();
    let first: String = first
        .chars()
        .take_while(|letter| is_part(*letter))
        .collect();
    if first.len() == 1 {
        return "code for any type".to_owned();
    }
    if first == "northflank_gate" {
        let second = words.next().unwrap_or_default();
        let second: String = second
            .chars()
            .take_while(|letter| is_part(*letter))
            .collect();
        return format!("{first}::{second}");
    }
    first
}
