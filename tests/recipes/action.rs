//! The pages of systems that run the action: GitHub, and what runs its
//! workflows.

use std::path::Path;
use std::time::{Duration, Instant};

use fake_northflank::{Server, TOKEN};
use serde_yaml_ng::Value;
use test_support::COMMIT;
use test_support::process::await_until;

use crate::page::{Page, value_at};
use crate::recipes::ACTIONS;
use crate::runner::{Ended, Job};
use crate::setting::{folder, release_tree, server};

/// Where a job's steps stand in the snippets, and what may follow the action.
const STEPS: &str = "jobs.deploy.steps";

/// The inputs of the snippet's step, the secret in its place.
fn inputs(page: &Page) -> Vec<(String, String)> {
    let yaml = page.yaml();
    let step = value_at(&yaml, &format!("{STEPS}.0"));
    let action = step.get("uses").and_then(Value::as_str).unwrap();
    let action = action.strip_prefix("https://github.com/").unwrap_or(action);
    assert_eq!(action, "northflank-gate/northflank-gate@COMMIT");
    let given = step.get("with").and_then(Value::as_mapping).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let secret = "${{ secrets.NORTHFLANK_API_KEY }}";
    given
        .iter()
        .map(|(name, value)| (text(name), text(value).replace(secret, TOKEN)))
        .collect()
}

/// The runner's job for a page.
fn job(name: &str, folder: &Path) -> Job {
    let marker = match name {
        "gitea" => "GITEA_ACTIONS",
        "forgejo" => "FORGEJO_ACTIONS",
        _ => "CI",
    };
    Job {
        tree: release_tree(folder, "x86_64-unknown-linux-musl"),
        folder: folder.to_owned(),
        platform: ("Linux", "X64"),
        shell: None,
        variables: vec![
            ("GITHUB_SHA", COMMIT.to_owned()),
            (marker, "true".to_owned()),
        ],
    }
}

/// What the snippet of a page passes, and what leads the gate to the server.
fn inputs_for(name: &str, server: &Server) -> Vec<(String, String)> {
    let mut inputs = inputs(&Page::read(name));
    inputs.push(("northflank-api-host".to_owned(), server.url()));
    inputs.push(("interval".to_owned(), "20ms".to_owned()));
    inputs
}

fn borrowed(inputs: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = inputs.iter();
    pairs.map(|(name, value)| (&**name, &**value)).collect()
}

/// Runs the snippet's step as the runner of the system does.
fn play(name: &str, status: &str) -> Ended {
    play_on(name, status, "push", "{}")
}

/// Runs the snippet's step on an event.
pub(crate) fn play_on(name: &str, status: &str, event: &str, content: &str) -> Ended {
    let folder = folder(&format!("{name}-{event}-{status}"));
    let server = server(&folder, status);
    let inputs = inputs_for(name, &server);
    let mut job = job(name, &folder);
    let file = folder.join("event.json");
    std::fs::write(&file, content).unwrap();
    job.variables.extend([
        ("GITHUB_EVENT_NAME", event.to_owned()),
        ("GITHUB_EVENT_PATH", file.to_str().unwrap().to_owned()),
    ]);
    job.run(&borrowed(&inputs))
}

#[test]
fn the_action_opens_and_the_next_step_reads_its_outputs() {
    for name in ACTIONS {
        let ended = play(name, "SUCCESS");
        assert_eq!(ended.exit_code, Some(0), "{name}:\n{}", ended.log);
        let yaml = Page::read(name).yaml();
        let next = value_at(&yaml, &format!("{STEPS}.1"));
        let run = next.get("run").and_then(Value::as_str);
        assert_eq!(run, Some("echo \"built $IMAGE\""));
        let value = value_at(next, "env.IMAGE").as_str().unwrap();
        let id = value_at(&yaml, &format!("{STEPS}.0.id")).as_str().unwrap();
        let output = value
            .strip_prefix(&format!("${{{{ steps.{id}.outputs."))
            .and_then(|rest| rest.strip_suffix(" }}"))
            .unwrap();
        assert_eq!(ended.outputs[output], crate::IMAGE);
    }
}

#[test]
fn the_action_fails_the_step_of_a_build_that_fails() {
    for name in ACTIONS {
        let ended = play(name, "FAILURE");
        assert_eq!(ended.exit_code, Some(1), "{name}:\n{}", ended.log);
        assert_eq!(ended.outputs["result"], "failure");
        assert!(ended.summary.contains("FAILURE"), "{}", ended.summary);
        let [(kind, _)] = &ended.annotations[..] else {
            panic!("{name}:\n{}", ended.log)
        };
        assert_eq!(kind, "error");
    }
}

#[test]
fn a_cancel_of_the_action_ends_it_within_a_second() {
    for name in ACTIONS {
        let folder = folder(&format!("{name}-cancelled"));
        let server = server(&folder, "BUILDING");
        let inputs = inputs_for(name, &server);
        let started = job(name, &folder).start(&borrowed(&inputs));
        await_until(name, || !server.requests("shop").is_empty());
        let sent = Instant::now();
        started.cancel();
        let ended = started.end();
        assert!(sent.elapsed() < Duration::from_secs(1), "{name}");
        assert_eq!(ended.outputs["result"], "cancelled", "{}", ended.log);
    }
}
