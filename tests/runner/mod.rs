//! Runs the action's step as GitHub's runner does: inputs and their defaults
//! into the step's variables, the script into a file, the file to the shell,
//! outputs and summary read back from their files, a cancel as one signal to
//! the entry process. An expression that it does not know is a panic, so that
//! none goes untested.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Deserialize;
use signal_hook::consts::SIGINT;
use signal_hook::flag::register_conditional_default;
use test_support::{output_file, process};

#[derive(Deserialize)]
struct Action {
    inputs: BTreeMap<String, Input>,
    outputs: BTreeMap<String, Value>,
    runs: Runs,
}

#[derive(Deserialize)]
struct Input {
    default: Option<String>,
}

#[derive(Deserialize)]
struct Value {
    value: String,
}

#[derive(Deserialize)]
struct Runs {
    steps: [Step; 1],
}

#[derive(Deserialize)]
struct Step {
    id: String,
    shell: String,
    env: BTreeMap<String, String>,
    run: String,
}

/// A job's view of the action: where it was unpacked, and on which runner.
#[derive(Clone)]
pub(crate) struct Job {
    /// The action's tree.
    pub(crate) tree: PathBuf,
    /// A folder of its own: the workspace and the runner's files.
    pub(crate) folder: PathBuf,
    /// `RUNNER_OS` and `RUNNER_ARCH`.
    pub(crate) platform: (&'static str, &'static str),
    /// The shell, where it is not to be the one that the action asks for.
    pub(crate) shell: Option<&'static str>,
    /// The variables that the job has beyond the runner's.
    pub(crate) variables: Vec<(&'static str, String)>,
}

/// A step that was started.
pub(crate) struct Started {
    child: Child,
    action: Action,
    folder: PathBuf,
}

/// What the runner makes of a step that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) exit_code: Option<i32>,
    /// The action's outputs.
    pub(crate) outputs: BTreeMap<String, String>,
    /// Name and text of the workflow commands that annotate.
    pub(crate) annotations: Vec<(String, String)>,
    pub(crate) log: String,
    pub(crate) summary: String,
}

impl Job {
    /// Starts the step with these inputs.
    pub(crate) fn start(&self, inputs: &[(&str, &str)]) -> Started {
        let text = std::fs::read_to_string(self.tree.join("action.yml")).unwrap();
        let action: Action = serde_yaml_ng::from_str(&text).unwrap();
        for (name, _) in inputs {
            assert!(action.inputs.contains_key(*name), "no input {name}");
        }
        let input = |name: &str| {
            let given = inputs.iter().find(|(given, _)| *given == name);
            let default = action.inputs[name].default.clone();
            given.map_or(default, |(_, value)| Some((*value).to_owned()))
        };
        let [step] = &action.runs.steps;
        let shell = match self.shell {
            Some(shell) => shell.to_owned(),
            None => choice_by_system(&step.shell, self.platform.0),
        };
        let script = self.folder.join("step.sh");
        std::fs::write(&script, &step.run).unwrap();
        for file in ["output", "summary"] {
            std::fs::write(self.folder.join(file), "").unwrap();
        }
        let mut command = command_of(&shell, &script);
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_ACTION_PATH", &self.tree)
            .env("GITHUB_EVENT_NAME", "push")
            .env("GITHUB_OUTPUT", self.folder.join("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.join("summary"))
            .env("RUNNER_OS", self.platform.0)
            .env("RUNNER_ARCH", self.platform.1)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (name, value) in &step.env {
            match expression(value) {
                None => command.env(name, value),
                Some(inner) => {
                    let wanted = inner.strip_prefix("inputs.").expect(inner);
                    command.env(name, input(wanted).unwrap_or_default())
                }
            };
        }
        hear_interrupts();
        Started {
            child: command.spawn().unwrap(),
            action,
            folder: self.folder.clone(),
        }
    }

    /// Runs the step to its end.
    pub(crate) fn run(&self, inputs: &[(&str, &str)]) -> Ended {
        self.start(inputs).end()
    }
}

impl Started {
    /// Cancels the step: the entry process alone gets a signal.
    pub(crate) fn cancel(&self) {
        process::send(&["INT"], &self.child);
    }

    /// Waits until the step has ended.
    pub(crate) fn end(self) -> Ended {
        let output = self.child.wait_with_output().unwrap();
        let file = |name: &str| std::fs::read_to_string(self.folder.join(name)).unwrap();
        let written = output_file::outputs(&file("output"));
        let [step] = &self.action.runs.steps;
        let of_step = format!("steps.{}.outputs.", step.id);
        let outputs = self.action.outputs.iter().map(|(name, output)| {
            let inner = expression(&output.value).unwrap();
            let wanted = inner.strip_prefix(&of_step).expect(inner);
            let value = written.get(wanted).cloned().unwrap_or_default();
            (name.clone(), value)
        });
        let log = text_of(&output);
        Ended {
            exit_code: output.status.code(),
            outputs: outputs.collect(),
            annotations: annotations(&log),
            summary: file("summary"),
            log,
        }
    }
}

/// A shell cannot trap a signal that was ignored when the shell started, and the
/// process that runs the tests may ignore SIGINT. A signal that has a handler is
/// set to its default in a child. So this handler does what the default does.
fn hear_interrupts() {
    let always = Arc::new(AtomicBool::new(true));
    register_conditional_default(SIGINT, always).unwrap();
}

/// The runner's command lines for the shells that it knows.
fn command_of(shell: &str, script: &Path) -> Command {
    let mut words = shell.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words);
    match shell {
        "bash" => command.args(["--noprofile", "--norc", "-e", "-o", "pipefail"]),
        _ => command.arg("-e"),
    };
    command.arg(script);
    command
}

/// What stands in `${{ }}`, where that is all there is.
fn expression(value: &str) -> Option<&str> {
    let inner = value.strip_prefix("${{")?.strip_suffix("}}")?;
    Some(inner.trim())
}

/// Evaluates `runner.os == 'A' && 'B' || 'C'`.
fn choice_by_system(value: &str, system: &str) -> String {
    let inner = expression(value).expect(value);
    let parts: Vec<&str> = inner.split('\'').collect();
    let ["runner.os == ", wanted, " && ", then, " || ", otherwise, ""] = parts[..] else {
        panic!("{value}");
    };
    let chosen = if wanted == system { then } else { otherwise };
    chosen.to_owned()
}

/// Both streams: the runner shows them as one.
fn text_of(output: &Output) -> String {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    text(output.stdout.clone()) + &text(output.stderr.clone())
}

fn annotations(log: &str) -> Vec<(String, String)> {
    let commands = log.lines().filter_map(|line| {
        let (head, text) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let name = head.split(' ').next()?;
        Some((name.to_owned(), text.to_owned()))
    });
    let kinds = ["error", "warning", "notice"];
    commands
        .filter(|(name, _)| kinds.contains(&name.as_str()))
        .collect()
}
