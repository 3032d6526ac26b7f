//! What a scenario must be beyond its shape.

use hyper::header::{HeaderName, HeaderValue};

use crate::answer::Close;
use crate::scenario::{Build, Scenario, ScriptedAnswer, Stage, Target};

/// Checks that a scenario makes sense; the error says where it does not.
pub(crate) fn scenario(scenario: &Scenario) -> Result<(), String> {
    require(!scenario.about.trim().is_empty(), "about is empty")?;
    for (id, wanted) in &scenario.targets {
        let name = id
            .strip_prefix("jobs/")
            .or_else(|| id.strip_prefix("services/"));
        require(
            name.is_some_and(|name| !name.is_empty()),
            "neither jobs/ID nor services/ID",
        )
        .and_then(|()| target(wanted))
        .map_err(|error| format!("{id}: {error}"))?;
    }
    Ok(())
}

fn target(target: &Target) -> Result<(), String> {
    for wanted in &target.builds {
        build(wanted).map_err(|error| format!("build {}: {error}", wanted.id))?;
    }
    for wanted in &target.answers {
        answer(wanted).map_err(|error| format!("answer to request {}: {error}", wanted.request))?;
    }
    for wanted in &target.log_answers {
        answer(wanted)
            .map_err(|error| format!("log answer to request {}: {error}", wanted.request))?;
    }
    Ok(())
}

fn build(build: &Build) -> Result<(), String> {
    let is_sha = build.sha.len() == 40
        && build
            .sha
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    require(is_sha, "sha is not 40 lower-case hexadecimal digits")?;
    date(build.created.as_deref(), "created")?;
    require(!build.stages.is_empty(), "no stages")?;
    for wanted in &build.stages {
        stage(wanted).map_err(|error| format!("stage {}: {error}", wanted.status))?;
    }
    for pair in build.stages.windows(2) {
        let [earlier, later] = pair else { continue };
        require(
            earlier.from_poll.is_some() == later.from_poll.is_some(),
            "from_poll and after in one build",
        )?;
        require(
            (earlier.from_poll, earlier.after) <= (later.from_poll, later.after),
            "stages out of order",
        )?;
    }
    Ok(())
}

fn stage(stage: &Stage) -> Result<(), String> {
    require(
        stage.from_poll.is_some() != stage.after.is_some(),
        "needs either from_poll or after",
    )?;
    require(
        stage.from_poll.is_none_or(|poll| poll >= 1),
        "from_poll counts from 1",
    )?;
    date(stage.concluded_at.as_deref(), "concluded_at")?;
    require(
        stage.is_concluded() || (stage.message.is_none() && stage.concluded_at.is_none()),
        "message and concluded_at are for concluded builds (use set)",
    )
}

fn answer(answer: &ScriptedAnswer) -> Result<(), String> {
    require(answer.request >= 1, "requests count from 1")?;
    require(
        !answer.forever || answer.times.is_none(),
        "times and forever",
    )?;
    require(
        answer
            .status
            .is_none_or(|status| (200..=599).contains(&status)),
        "status is not within 200 to 599",
    )?;
    let says_what = answer.status.is_some() || answer.body.is_some() || !answer.headers.is_empty();
    require(
        answer.close != Some(Close::BeforeAnswer) || !says_what,
        "an answer that is not sent",
    )?;
    require(
        says_what || answer.close.is_some() || answer.delay.is_some(),
        "changes nothing",
    )?;
    for (name, value) in &answer.headers {
        let is_sound = HeaderName::try_from(name).is_ok()
            && value
                .as_ref()
                .is_none_or(|value| HeaderValue::try_from(value).is_ok());
        require(is_sound, "malformed header")?;
    }
    Ok(())
}

fn date(text: Option<&str>, key: &str) -> Result<(), String> {
    text.map_or(Ok(()), |text| {
        humantime::parse_rfc3339(text)
            .map(drop)
            .map_err(|error| format!("{key}: {error}"))
    })
}

fn require(condition: bool, otherwise: &str) -> Result<(), String> {
    if condition {
        Ok(())
    } else {
        Err(otherwise.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::scenario::Scenario;

    const SHA: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

    /// What is wrong with a scenario whose job `api` is `target`.
    fn error(target: &Value) -> String {
        let text = json!({"about": "a test", "targets": {"jobs/api": target}}).to_string();
        let scenario: Scenario = match serde_json::from_str(&text) {
            Ok(scenario) => scenario,
            Err(error) => return error.to_string(),
        };
        super::scenario(&scenario).err().unwrap_or_default()
    }

    fn build(stages: &Value) -> Value {
        json!({"builds": [{"id": "b", "sha": SHA, "branch": "main", "stages": stages}]})
    }

    #[test]
    fn what_makes_sense_passes() {
        let target = build(&json!([
            {"after": "0s", "status": "QUEUED"},
            {"after": "1s", "status": "SUCCESS", "message": "m"}
        ]));
        assert_eq!(error(&target), "");
    }

    #[test]
    fn builds_that_make_no_sense_are_named() {
        let cases = [
            (build(&json!([])), "no stages"),
            (build(&json!([{"status": "A"}])), "needs either"),
            (
                build(&json!([{"status": "A", "from_poll": 0}])),
                "counts from 1",
            ),
            (
                build(&json!([{"status": "A", "from_poll": 1, "after": "1s"}])),
                "needs either",
            ),
            (
                build(&json!([{"status": "A", "from_poll": 1}, {"status": "B", "after": "1s"}])),
                "in one build",
            ),
            (
                build(&json!([{"status": "A", "from_poll": 2}, {"status": "B", "from_poll": 1}])),
                "out of order",
            ),
            (
                build(&json!([{"status": "QUEUED", "from_poll": 1, "message": "m"}])),
                "use set",
            ),
            (
                build(&json!([{"status": "SUCCESS", "from_poll": 1, "concluded_at": "today"}])),
                "concluded_at",
            ),
            (
                build(&json!([{"status": "QUEUED", "from_lok": 1}])),
                "unknown field `from_lok`",
            ),
        ];
        for (target, expected) in cases {
            let error = error(&target);
            assert!(error.contains(expected), "{target}: {error}");
        }
    }

    #[test]
    fn answers_that_make_no_sense_are_named() {
        let cases = [
            (json!({"request": 0, "status": 500}), "count from 1"),
            (json!({"request": 1}), "changes nothing"),
            (json!({"request": 1, "status": 100}), "200 to 599"),
            (json!({"request": 1, "status": 500, "times": 0}), "nonzero"),
            (
                json!({"request": 1, "status": 500, "times": 2, "forever": true}),
                "times and forever",
            ),
            (
                json!({"request": 1, "status": 500, "close": "before-answer"}),
                "not sent",
            ),
            (
                json!({"request": 1, "headers": {"a b": "c"}}),
                "malformed header",
            ),
            (json!({"request": 1, "delay": "soon"}), "expected number"),
        ];
        for (answer, expected) in cases {
            for key in ["answers", "log_answers"] {
                let error = error(&json!({key: [answer]}));
                assert!(error.contains(expected), "{key} {answer}: {error}");
            }
        }
    }
}
