//! The pages of docs/ci, and the commands in their snippets.

use serde_yaml_ng::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ci");

/// One page.
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) language: Language,
    /// The first block of code: what people paste.
    pub(crate) snippet: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Yaml,
    Groovy,
    Kotlin,
}

/// Where the commands of a step stand in a snippet.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// Keys and indexes, separated by dots: a text, or a list of them.
    Yaml(&'static str),
    /// The text in the nth pair of triple quotes.
    Quoted(usize),
}

/// The names of the pages, without the index.
pub(crate) fn names() -> Vec<String> {
    let entries = std::fs::read_dir(FOLDER).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .map(|name| name.strip_suffix(".md").unwrap().to_owned())
        .filter(|name| name != "README")
        .collect();
    names.sort();
    names
}

/// The text of a page, or of the index.
pub(crate) fn text(name: &str) -> String {
    let text = std::fs::read_to_string(format!("{FOLDER}/{name}.md")).unwrap();
    text.replace("\r\n", "\n")
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        let text = text(name);
        let (title, _) = text.strip_prefix("# ").unwrap().split_once('\n').unwrap();
        let (_, block) = text.split_once("\n```").unwrap();
        let (language, block) = block.split_once('\n').unwrap();
        let (snippet, _) = block.split_once("\n```\n").unwrap();
        Self {
            title: title.to_owned(),
            language: match language {
                "yaml" => Language::Yaml,
                "groovy" => Language::Groovy,
                "kotlin" => Language::Kotlin,
                other => panic!("{name}: {other}"),
            },
            snippet: format!("{snippet}\n"),
            text,
        }
    }

    pub(crate) fn yaml(&self) -> Value {
        serde_yaml_ng::from_str(&self.snippet)
            .unwrap_or_else(|error| panic!("{}: {error}", self.title))
    }

    /// The commands at a place, a line each.
    pub(crate) fn script(&self, place: &Place) -> String {
        match place {
            Place::Yaml(path) => commands(value_at(&self.yaml(), path)),
            Place::Quoted(index) => {
                let quotes = match self.language {
                    Language::Groovy => "'''",
                    Language::Kotlin => "\"\"\"",
                    Language::Yaml => panic!("{}: YAML has keys", self.title),
                };
                let mut texts = self.snippet.split(quotes).skip(1).step_by(2);
                texts.nth(*index).unwrap().to_owned()
            }
        }
    }
}

/// What stands at a path of keys and indexes.
pub(crate) fn value_at<'a>(root: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(root, |value, part| {
        let found = match part.parse::<usize>() {
            Ok(index) => value.get(index),
            Err(_) => value.get(part),
        };
        found.unwrap_or_else(|| panic!("no {part} of {path} in {value:?}"))
    })
}

/// The commands of a value, a line each.
pub(crate) fn commands(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{}\n", text.trim_end()),
        Value::Sequence(all) => all.iter().map(commands).collect(),
        // AppVeyor names the shell of each command.
        Value::Mapping(by_shell) => commands(by_shell.get("sh").unwrap()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Tagged(_) => {
            panic!("no commands: {value:?}")
        }
    }
}

/// Brackets outside of texts match.
pub(crate) fn hold_to_balance(code: &str) {
    let mut open = vec![];
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let quotes = ["'''", "\"\"\"", "'", "\""];
        if let Some(quote) = quotes.iter().find(|quote| rest.starts_with(**quote)) {
            let inner = &rest[quote.len()..];
            let end = inner.find(quote).expect("a text that does not end");
            rest = &inner[end + quote.len()..];
            continue;
        }
        match letter {
            '(' | '[' | '{' => open.push(letter),
            ')' => assert_eq!(open.pop(), Some('(')),
            ']' => assert_eq!(open.pop(), Some('[')),
            '}' => assert_eq!(open.pop(), Some('{')),
            _ => {}
        }
        rest = &rest[letter.len_utf8()..];
    }
    assert_eq!(open, []);
}
