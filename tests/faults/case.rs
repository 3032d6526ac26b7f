//! One case: a server with a fault, and how the gate must end.

use std::thread;
use std::time::Duration;

use fake_northflank::TOKEN;
use faulty_server::{FaultyServer, Step, answer};
use test_support::COMMIT;

use crate::process::{self, Run};
use crate::token::shows_token;

/// A process must have ended so long after its deadline.
const AFTER_THE_DEADLINE: Duration = Duration::from_secs(1);

/// The most memory that the gate may ever have.
const MAX_MEMORY: u64 = 16_000_000;

/// What the code of an unoptimised build takes more.
const CODE: u64 = 6_000_000;

/// What a server does about each request.
pub(crate) type Script = Box<dyn Fn(usize) -> Vec<Step> + Send + Sync>;

/// A fault, and how the gate must end.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) script: Script,
    /// The deadline, and what else is asked.
    pub(crate) timeout: Duration,
    pub(crate) arguments: &'static [&'static str],
    pub(crate) code: i32,
    pub(crate) result: &'static str,
    /// What the log says of it.
    pub(crate) said: &'static str,
}

impl Case {
    /// A fault that lasts: out of reach at the deadline.
    pub(crate) fn lasting(
        name: &'static str,
        said: &'static str,
        script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            script: Box::new(script),
            timeout: Duration::from_millis(700),
            arguments: &["--interval=20ms", "--request-timeout=200ms"],
            code: 4,
            result: "unreachable",
            said,
        }
    }

    /// A fault that passes: it costs patience, and not the verdict.
    pub(crate) fn passing(
        name: &'static str,
        said: &'static str,
        fault: impl Fn() -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        let script = move |number| match number {
            0 => fault(),
            _ => vec![Step::Send(success())],
        };
        Self {
            script: Box::new(script),
            ..Self::opening(name, said, |_| vec![])
        }
    }

    /// What looks like a fault, and is none.
    pub(crate) fn opening(
        name: &'static str,
        said: &'static str,
        script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self {
            timeout: Duration::from_secs(20),
            code: 0,
            result: "success",
            ..Self::lasting(name, said, script)
        }
    }

    /// A refusal: the end, at once.
    pub(crate) fn refused(
        name: &'static str,
        said: &'static str,
        script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self {
            timeout: Duration::from_secs(20),
            result: "refused",
            ..Self::lasting(name, said, script)
        }
    }

    fn check(self) -> Vec<String> {
        let server = FaultyServer::start(self.script).unwrap();
        let url = format!("http://{}", server.address());
        let arguments: Vec<String> = [
            format!("--api-host={url}"),
            format!("--timeout={}ms", self.timeout.as_millis()),
        ]
        .into_iter()
        .chain(self.arguments.iter().map(ToString::to_string))
        .collect();
        let run = process::run(self.name, &arguments, &[]);
        let mut broken = promises(&run, self.code, self.result, self.timeout, self.said);
        if !server.requests().iter().all(|head| is_asked_well(head)) {
            broken.push("a request without the token, or with more than that".to_owned());
        }
        broken
            .into_iter()
            .map(|promise| format!("{}: {promise}", self.name))
            .collect()
    }
}

/// Runs the cases of a table side by side.
pub(crate) fn check_all(cases: Vec<Case>) {
    const AT_ONCE: usize = 4;
    let mut cases = cases;
    let mut broken = Vec::new();
    while !cases.is_empty() {
        let some = cases.split_off(cases.len().saturating_sub(AT_ONCE));
        let running: Vec<_> = some
            .into_iter()
            .map(|case| thread::spawn(|| case.check()))
            .collect();
        broken.extend(running.into_iter().flat_map(|case| case.join().unwrap()));
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// The promises that this run has broken.
pub(crate) fn promises(
    run: &Run,
    code: i32,
    result: &str,
    timeout: Duration,
    said: &str,
) -> Vec<String> {
    let mut broken = Vec::new();
    let log = run.text("standard error") + &run.text("standard output");
    if run.code != Some(code) {
        broken.push(format!("ended with {:?} and not {code}: {log}", run.code));
    }
    let is_told = run.text("output").contains(&format!("\n{result}\n"))
        && run
            .text("result.json")
            .contains(&format!("\"result\": \"{result}\""));
    if !is_told {
        broken.push(format!("the result is not {result}"));
    }
    if !log.contains(said) {
        broken.push(format!("the log does not say {said:?}: {log}"));
    }
    if run.took > timeout + AFTER_THE_DEADLINE {
        broken.push(format!("took {:?}, with {timeout:?} to go", run.took));
    }
    let code = if process::is_unoptimised() { CODE } else { 0 };
    if run.peak == 0 || run.peak > MAX_MEMORY + code {
        broken.push(format!("peaked at {} bytes", run.peak));
    }
    let leaks = run.places.iter().filter(|(_, bytes)| {
        // As it stands there, and as Markdown and JSON show it.
        let shown: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| *byte != b'\\')
            .collect();
        shows_token(bytes) || shows_token(&shown)
    });
    broken.extend(leaks.map(|(place, _)| format!("the token shows in: {place}")));
    broken
}

/// Whether the head of a request holds the token once, as a bearer's.
fn is_asked_well(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let authorization = format!("\r\nauthorization: bearer {}\r\n", TOKEN.to_lowercase());
    head.matches(&TOKEN.to_lowercase()).count() == 1 && head.contains(&authorization)
}

/// An answer with this list of builds, as JSON.
pub(crate) fn list(builds: &str) -> Vec<u8> {
    let body = format!(r#"{{"data":{{"builds":[{builds}]}}}}"#);
    answer(
        "200 OK",
        "Content-Type: application/json\r\n",
        body.as_bytes(),
    )
}

/// An answer whose one build has this status.
pub(crate) fn showing(status: &str) -> Vec<u8> {
    list(&build("joyous-view-6290", status))
}

/// A build of [`COMMIT`], as JSON.
pub(crate) fn build(id: &str, status: &str) -> String {
    format!(r#"{{"id":"{id}","sha":"{COMMIT}","branch":"main","status":"{status}"}}"#)
}

/// An answer that opens the gate.
pub(crate) fn success() -> Vec<u8> {
    showing("SUCCESS")
}
