//! The lines of the log, as the judge reads them: by their words, and with
//! nothing of the code that writes them.

use std::time::Duration;

/// What a line of the log states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement<'a> {
    /// `no build of X yet`
    NoBuildYet(&'a str),
    /// `still no build of X`
    StillNoBuild(&'a str),
    /// `no build of X when last polled D ago`
    NoBuildWhen(&'a str, &'a str),
    /// `build-1  QUEUED on main …`: a build, and what stands after it.
    Phase(usize, &'a str),
    /// `build-1: W is no status that this version knows, …`
    UnknownStatus(usize, &'a str),
    /// `build-1: its status and its flags disagree, …`
    FlagsDisagree(usize),
    /// `build-1 is not listed any more and counts as running`
    Gone(usize),
    /// `build-1 is still not listed`
    StillGone(usize),
    /// `build-1 was not listed when last polled D ago`
    GoneWhen(usize, &'a str),
    /// `build-1 is listed again`
    ListedAgain(usize),
    /// `cannot tell which of N builds is the newest: …`
    Tied(&'a str),
    /// `waiting up to D for a newer build (--retry-grace)`
    RetryAwaited(&'a str),
    /// `…: this poll cannot open the gate`
    Incomplete(&'a str),
    /// `build-1 is of branch B, this run of branch P …`
    OtherBranch(usize, &'a str, &'a str),
    /// `the API's clock shows A, this machine's M: …`
    Clocks(&'a str, &'a str),
    /// `F; retrying in D`
    Retrying(&'a str, &'a str),
    /// `F; the deadline is too close to retry`
    TooClose(&'a str),
    /// `API quota: R of L left, resets in D…`, and what follows from it.
    Quota([&'a str; 3], Rate<'a>),
    /// `the list of builds has not been read yet`
    NeverRead,
    /// `polling every target once more`
    Confirming,
    /// `X is the beginning of a commit: …`
    Beginning(&'a str),
    /// Nothing but what is waited for.
    Nothing,
}

/// What follows from the quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rate<'a> {
    /// `; polling about every D`
    Every(&'a str),
    /// `, after --timeout; one last poll before --timeout`
    OneLast,
    /// `; next poll at T`, or `; the rest is kept for people, next poll at T`
    At(&'a str),
}

/// What is waited for: `waiting for …, next poll at T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait<'a> {
    /// The fault; nothing where it is the quota.
    pub fault: Option<&'a str>,
    /// The time of the next poll.
    pub next: &'a str,
}

impl Statement<'_> {
    /// The names of all of them.
    pub const NAMES: [&'static str; 21] = [
        "no build yet",
        "still no build",
        "no build when last polled",
        "a build and its status",
        "unknown status",
        "flags disagree",
        "not listed any more",
        "still not listed",
        "not listed when last polled",
        "listed again",
        "cannot tell which is the newest",
        "waiting for a newer build",
        "this poll cannot open the gate",
        "of another branch",
        "clocks differ",
        "retrying",
        "too close to retry",
        "quota",
        "not read yet",
        "once more",
        "the beginning of a commit",
    ];

    /// Its name; nothing for what states nothing.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        let place = match self {
            Self::NoBuildYet(..) => 0,
            Self::StillNoBuild(..) => 1,
            Self::NoBuildWhen(..) => 2,
            Self::Phase(..) => 3,
            Self::UnknownStatus(..) => 4,
            Self::FlagsDisagree(..) => 5,
            Self::Gone(..) => 6,
            Self::StillGone(..) => 7,
            Self::GoneWhen(..) => 8,
            Self::ListedAgain(..) => 9,
            Self::Tied(..) => 10,
            Self::RetryAwaited(..) => 11,
            Self::Incomplete(..) => 12,
            Self::OtherBranch(..) => 13,
            Self::Clocks(..) => 14,
            Self::Retrying(..) => 15,
            Self::TooClose(..) => 16,
            Self::Quota(..) => 17,
            Self::NeverRead => 18,
            Self::Confirming => 19,
            Self::Beginning(..) => 20,
            Self::Nothing => return None,
        };
        Some(Self::NAMES[place])
    }
}

/// One line of the log of the wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogLine<'a> {
    /// The time at its start.
    pub clock: &'a str,
    /// The name of the target that it is about, where it names one.
    pub target: Option<&'a str>,
    /// What it states.
    pub statement: Statement<'a>,
    /// What is waited for, by its last part.
    pub wait: Option<Wait<'a>>,
}

/// Reads a line; nothing where it begins with no time. What it says may be
/// unknown.
#[must_use]
pub(super) fn line(text: &str) -> Option<LineOrUnknown<'_>> {
    let (clock, body) = text.trim_start().split_once("  ")?;
    seconds(clock)?;
    let body = body.strip_prefix("warning: ").unwrap_or(body);
    let (target, body) = target(body);
    let (body, wait) = wait(body);
    Some(match statement(body) {
        Some(statement) => Ok(LogLine {
            clock,
            target,
            statement,
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
    let Some((what, next)) = waiting.rsplit_once(", next poll at ") else {
        return (body, None);
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
    if let Some(rest) = rest.strip_prefix(": ") {
        let unknown = " is no status that this version knows, so its flags decide";
        return match rest {
            "its status and its flags disagree, so it counts as running" => {
                Some(Statement::FlagsDisagree(build))
            }
            rest => rest
                .strip_suffix(unknown)
                .map(|word| Statement::UnknownStatus(build, word)),
        };
    }
    match rest {
        " is not listed any more and counts as running" => Some(Statement::Gone(build)),
        " is still not listed" => Some(Statement::StillGone(build)),
        " is listed again" => Some(Statement::ListedAgain(build)),
        rest => {
            if let Some(ago) = between(rest, " was not listed when last polled ", " ago") {
                return Some(Statement::GoneWhen(build, ago));
            }
            let rest = between(rest, " is of branch ", " (--branch would narrow it)")?;
            let (branch, run) = rest.split_once(", this run of branch ")?;
            Some(Statement::OtherBranch(build, branch, run))
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
    let (absent, ago) = body.split_once(" when last polled ")?;
    Some(Statement::NoBuildWhen(absent, ago.strip_suffix(" ago")?))
}

fn of_a_wait(body: &str) -> Option<Statement<'_>> {
    if let Some((fault, wait)) = body.rsplit_once("; retrying in ") {
        return Some(Statement::Retrying(fault, wait));
    }
    if let Some(fault) = body.strip_suffix("; the deadline is too close to retry") {
        return Some(Statement::TooClose(fault));
    }
    if let Some(grace) = between(body, "waiting up to ", " for a newer build (--retry-grace)") {
        return Some(Statement::RetryAwaited(grace));
    }
    let rest = body.strip_prefix("API quota: ")?;
    let (left, rest) = rest.split_once(" of ")?;
    let (limit, rest) = rest.split_once(" left, resets in ")?;
    let end = rest.find([';', ','])?;
    let (reset, rest) = rest.split_at(end);
    let rate = match rest {
        ", after --timeout; one last poll before --timeout" => Rate::OneLast,
        rest => {
            let every = rest.strip_prefix("; polling about every ");
            let next = rest
                .strip_prefix("; next poll at ")
                .or_else(|| rest.strip_prefix("; the rest is kept for people, next poll at "));
            match (every, next) {
                (Some(every), _) => Rate::Every(every),
                (None, next) => Rate::At(next?),
            }
        }
    };
    Some(Statement::Quota([left, limit, reset], rate))
}

fn of_the_list(body: &str) -> Option<Statement<'_>> {
    match body {
        "the list of builds has not been read yet" => return Some(Statement::NeverRead),
        "polling every target once more" => return Some(Statement::Confirming),
        _ => {}
    }
    if let Some(why) = body.strip_suffix(": this poll cannot open the gate") {
        return Some(Statement::Incomplete(why));
    }
    let tied = between(
        body,
        "cannot tell which of ",
        " builds is the newest: all of them must succeed",
    );
    if let Some(builds) = tied {
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
