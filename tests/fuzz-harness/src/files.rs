//! What holds of the result files: each says what the outputs say, to a reader of
//! its form, and commands nobody where it goes to the log by standard output.

use std::collections::BTreeMap;

use northflank_gate::cli::output::ResultFormat;
use serde_json::Value;
use test_support::{FakeWorld, sinks};

use crate::readers::{self, dotenv, junit, terminal};
use crate::result_file;

/// The outputs of a run, by name.
type Outputs = BTreeMap<String, String>;

/// Holds the files that a run with every form has written.
///
/// # Panics
///
/// Where a reader rejects one, or reads something else than the outputs say.
pub(crate) fn hold(world: &FakeWorld<'_>, outputs: &Outputs) {
    for (format, flag) in sinks::options() {
        let text = &world.files[&result_file(&flag)];
        for line in text.split(['\n', '\r']) {
            assert!(!readers::is_command(line), "in {flag}: {line}");
        }
        for line in text.split('\n') {
            assert_eq!(terminal::control(line), None, "in {flag}: {line:?}");
        }
        match format {
            // `verdict` reads these.
            ResultFormat::GithubOutput | ResultFormat::GithubSummary => {}
            ResultFormat::Json => json(text, outputs),
            ResultFormat::Dotenv => variables(text, outputs),
            ResultFormat::Junit => suite(text, outputs),
        }
    }
}

fn json(text: &str, outputs: &Outputs) {
    let read: Value = serde_json::from_str(text).expect("it is JSON");
    for (name, value) in outputs {
        let field = &read[name.replace('-', "_")];
        match field {
            Value::Null => assert_eq!(value, "", "{name}"),
            Value::String(text) => assert_eq!(value, text, "{name}"),
            Value::Number(number) => assert_eq!(*value, number.to_string(), "{name}"),
            Value::Array(_) => {
                let builds: Value = serde_json::from_str(value).expect("it is JSON");
                assert_eq!(builds, *field, "{name}");
            }
            Value::Bool(_) | Value::Object(_) => panic!("{name} is {field}"),
        }
    }
}

/// A value is that of the output, or empty where this may mean something to
/// somebody.
fn variables(text: &str, outputs: &Outputs) {
    let read = dotenv::read(text).unwrap_or_else(|why| panic!("{why} in {text:?}"));
    assert!(read.len() > 10, "{text}");
    for (key, value) in read {
        let name = key.strip_prefix("NORTHFLANK_GATE_").expect("our prefix");
        let output = &outputs[&name.to_lowercase().replace('_', "-")];
        let is_plain = |letter: char| letter.is_ascii_alphanumeric();
        let is_safe = output.len() < 200 && output.chars().all(is_plain);
        assert!(
            value == *output || value.is_empty() && !is_safe,
            "{key}={value}"
        );
    }
}

/// The one case has passed where the gate opened and only there, and every output
/// is a property.
fn suite(text: &str, outputs: &Outputs) {
    let suite = junit::read(text).unwrap_or_else(|why| panic!("{why} in {text:?}"));
    let [case] = &suite.cases[..] else {
        panic!("{:?}", suite.cases);
    };
    let result = outputs["result"].as_str();
    assert_eq!(suite.properties["result"], result);
    match &case.problem {
        None => assert_eq!(result, "success"),
        Some((_, kind, text)) => {
            assert_ne!(result, "success");
            assert_eq!(kind, result);
            assert!(!text.is_empty());
        }
    }
    for (name, value) in outputs {
        let is_there = suite.properties.contains_key(name);
        assert_eq!(is_there, !value.is_empty() && name != "builds", "{name}");
    }
}
