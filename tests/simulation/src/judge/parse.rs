//! The lines of the log, as the judge reads them: by their words, and with
//! nothing of the code that writes them.

use std::time::Duration;

use super::statement::{LogLine, Rate, Statement, Wait};

/// Reads a line; nothing where it begins with no time. What it says may be
/// unknown.
#[must_use]
pub(super) fn line(text: &str) -> Option<LineOrUnknown<'_>> {
    let (clock, body) = text.trim_start().split_once("  ")?;
    seconds(clock)?;
    let body = body.strip_prefix("warning: ").unwrap_or(body);
    let (target, body) = target(body);
    let (body, wait) = wait(body);
    let (body, grace) = match body.rsplit_once("; waiting up to ") {
        Some((before, grace)) => (
            before,
            Some(grace.strip_suffix(" for a newer build (--retry-grace)")?),
        ),
        None => (body, None),
    };
    let confirmed = body.strip_suffix("; the last list cannot open the gate");
    let is_unconfirmed = confirmed.is_some();
    let body = confirmed.unwrap_or(body);
    Some(match statement(body) {
        Some(statement) => Ok(LogLine {
            clock,
            target,
            statement,
            grace,
            is_unconfirmed,
            wait,
        }),
        None => Err(body),
    })
}

/// A line, or what is unknown of it.
pub(super) type LineOrUnknown<'a> = Result<LogLine<'a>, &'a str>;

fn target(body: &str) -> (Option<&str>, &str) {
    let named = body.split_once(": ").filter(|(name, _)| {
        ["job target-", "service target-"]
            .iter()
            .any(|kind| name.starts_with(kind))
    });
    named.map_or((None, body), |(name, rest)| (Some(name), rest))
}

fn wait(body: &str) -> (&str, Option<Wait<'_>>) {
    let (before, waiting) = match body.rsplit_once("; waiting for the API") {
        Some((before, waiting)) => (before, waiting),
        None => match body.strip_prefix("waiting for the API") {
            Some(waiting) => ("", waiting),
            None => return (body, None),
        },
    };
    let (what, next) = match waiting.rsplit_once(", next poll at ") {
        Some((what, next)) => (what, Some(next)),
        None => (waiting, None),
    };
    let fault = match what {
        "'s quota" => None,
        what => match what
            .strip_prefix(" (")
            .and_then(|what| what.strip_suffix(')'))
        {
            Some(fault) => Some(fault),
            None => return (body, None),
        },
    };
    (before, Some(Wait { fault, next }))
}

fn statement(body: &str) -> Option<Statement<'_>> {
    if body.is_empty() {
        return Some(Statement::Nothing);
    }
    of_a_build(body)
        .or_else(|| of_absence(body))
        .or_else(|| of_a_wait(body))
        .or_else(|| of_the_list(body))
}

fn of_a_build(body: &str) -> Option<Statement<'_>> {
    let rest = body.strip_prefix("build-")?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let build = rest[..digits].parse().ok()?;
    let rest = &rest[digits..];
    if let Some(rest) = rest.strip_prefix("  ") {
        return Some(Statement::Phase(build, rest));
    }
    match rest {
        ": its status and its flags disagree, so it counts as running" => {
            Some(Statement::FlagsDisagree(build))
        }
        " is not listed as a match and counts as running" => Some(Statement::Gone(build)),
        " is still not listed as a match" => Some(Statement::StillGone(build)),
        " is listed as a match again" => Some(Statement::ListedAgain(build)),
        rest => {
            if let Some(ago) = between(rest, " is not listed as a match in the list of ", " ago") {
                return Some(Statement::GoneWhen(build, ago));
            }
            let rest = rest.strip_prefix(" was built from branch ")?;
            let (branch, rest) = rest.split_once(", but this run is on ")?;
            let (run, advised) = match rest.split_once("; pass --branch ") {
                Some((run, rest)) => {
                    let advised = rest.strip_suffix(" to wait for that branch only")?;
                    (run, Some(advised))
                }
                None => (rest, None),
            };
            Some(Statement::OtherBranch(build, branch, run, advised))
        }
    }
}

fn of_absence(body: &str) -> Option<Statement<'_>> {
    if let Some(absent) = body.strip_prefix("still ") {
        return absent
            .starts_with("no ")
            .then_some(Statement::StillNoBuild(absent));
    }
    if !body.starts_with("no ") {
        return None;
    }
    if let Some(absent) = body.strip_suffix(" yet") {
        return Some(Statement::NoBuildYet(absent));
    }
    let (absent, list) = body.rsplit_once(" in the ")?;
    let ago = |list| between(list, "list of ", " ago");
    match list.strip_suffix(", which cannot open the gate") {
        Some("last list") => Some(Statement::NoBuildInPart(absent)),
        Some(list) => Some(Statement::NoBuildInPartWhen(absent, ago(list)?)),
        None => Some(Statement::NoBuildWhen(absent, ago(list)?)),
    }
}

fn of_a_wait(body: &str) -> Option<Statement<'_>> {
    if let Some((fault, wait)) = body.rsplit_once("; retrying in ") {
        return Some(Statement::Retrying(fault, wait));
    }
    if let Some(fault) = body.strip_suffix("; no time is left to retry") {
        return Some(Statement::TooClose(fault));
    }
    if let Some(grace) = between(body, "waiting up to ", " for a newer build (--retry-grace)") {
        return Some(Statement::NewerBuildAwaited(grace));
    }
    let rest = body.strip_prefix("API quota: ")?;
    let (left, rest) = rest.split_once(" of ")?;
    let (limit, rest) = rest.split_once(" left, resets in ")?;
    let (resets_in, follows) = rest.split_once("; ")?;
    let every = follows.strip_prefix("polling about every ");
    let rate = match (every, follows) {
        (Some(every), _) => Rate::Every(every),
        (None, "no further poll before --timeout") => Rate::NoFurther,
        (None, follows) => Rate::At(follows.strip_prefix("next poll at ")?),
    };
    Some(Statement::Quota([left, limit, resets_in], rate))
}

fn of_the_list(body: &str) -> Option<Statement<'_>> {
    match body {
        "the list of builds has not been read yet" => return Some(Statement::NeverRead),
        "every build has succeeded; polling once more before the gate opens" => {
            return Some(Statement::Confirming);
        }
        "--retry-grace waits for nothing with --build-id: a build that is started again has another id" =>
        {
            return Some(Statement::NoNewerBuild);
        }
        _ => {}
    }
    if let Some(why) = body.strip_suffix(": this poll cannot open the gate") {
        return Some(Statement::Incomplete(why));
    }
    if let Some(builds) = body.strip_suffix(": all of them must succeed") {
        return Some(Statement::Tied(builds));
    }
    if let Some(prefix) = body.strip_suffix(
        " is the beginning of a commit: pass all 40 digits, which no other commit has",
    ) {
        return Some(Statement::Beginning(prefix));
    }
    let clocks = between(
        body,
        "the API's clock shows ",
        ": --not-before counts by the API's",
    )?;
    let (api, machine) = clocks.split_once(", this machine's ")?;
    Some(Statement::Clocks(api, machine))
}

/// What stands between a beginning and an end.
#[must_use]
pub(super) fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.strip_prefix(start)?.strip_suffix(end)
}

/// The seconds of a time since the start, such as `1:31`.
#[must_use]
pub(super) fn seconds(clock: &str) -> Option<u64> {
    let (minutes, seconds) = clock.split_once(':')?;
    let minutes: u64 = minutes.parse().ok()?;
    let rest: u64 = seconds.parse().ok().filter(|_| seconds.len() == 2)?;
    Some(minutes * 60 + rest)
}

/// Whether this is how a length of time is written: in whole seconds, and in
/// milliseconds below one.
#[must_use]
pub(super) fn is_written(text: &str, length: Duration) -> bool {
    humantime::parse_duration(text) == Ok(rounded(length))
}

/// A length of time as it is written.
#[must_use]
pub(super) const fn rounded(length: Duration) -> Duration {
    match length.as_secs() {
        0 => Duration::from_millis(length.subsec_millis() as u64),
        seconds => Duration::from_secs(seconds),
    }
}
