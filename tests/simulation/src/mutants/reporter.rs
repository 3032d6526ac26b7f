//! Reporters that lie, to show that the judge notices: each stands between the
//! honest reporter and the log, and changes one thing.

/// What a reporter lies about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It takes a fault for a list without a build.
    AbsenceOnFault,
    /// It says that there is no build where one is followed.
    AbsenceOfFollowed,
    /// It says that a build is further than it is.
    AnotherStatus,
    /// It names another build.
    AnotherBuild,
    /// It names another target.
    AnotherTarget,
    /// It takes what was seen last for what is so.
    HiddenAge,
    /// It says that a status has just begun.
    ShortPhase,
    /// It says of a build that is not listed that it is.
    GoneIsBack,
    /// It breaks the silence twice.
    Flood,
    /// It breaks no silence.
    Silence,
    /// It says that the next poll comes sooner.
    SoonerPoll,
    /// It says that the next poll comes later.
    LaterPoll,
    /// It says that no poll comes any more.
    NoMorePolls,
    /// It says that all have succeeded.
    Confirming,
    /// It says that a list was not read.
    NeverRead,
    /// It says that a poll was not complete, which it was.
    Incomplete,
    /// Its verdict names another build.
    VerdictBuild,
    /// Its verdict opens what is shut.
    VerdictOpens,
    /// It invents a build that superseded the failed one.
    Superseded,
    /// It calls another build the newest.
    AnotherNewest,
    /// Its record says of what was read that it is unknown.
    UnknownState,
    /// Its record has another status.
    RecordStatus,
}

/// All of them.
pub const LIES: [Lie; 22] = [
    Lie::AbsenceOnFault,
    Lie::AbsenceOfFollowed,
    Lie::AnotherStatus,
    Lie::AnotherBuild,
    Lie::AnotherTarget,
    Lie::HiddenAge,
    Lie::ShortPhase,
    Lie::GoneIsBack,
    Lie::Flood,
    Lie::Silence,
    Lie::SoonerPoll,
    Lie::LaterPoll,
    Lie::NoMorePolls,
    Lie::Confirming,
    Lie::NeverRead,
    Lie::Incomplete,
    Lie::VerdictBuild,
    Lie::VerdictOpens,
    Lie::Superseded,
    Lie::AnotherNewest,
    Lie::UnknownState,
    Lie::RecordStatus,
];

/// A reporter that lies.
#[derive(Clone, Copy, Debug)]
pub struct Distortion(Lie);

impl Distortion {
    /// The reporter with this lie.
    #[must_use]
    pub const fn new(lie: Lie) -> Self {
        Self(lie)
    }

    /// The lines that it writes in place of these, each for standard output or not.
    #[must_use]
    pub fn lines(self, lines: Vec<(bool, String)>) -> Vec<(bool, String)> {
        let written = |(is_output, line): (bool, String)| {
            let lines = match clock(&line) {
                Some(start) => self.progress(&line, start),
                None => self.verdict(line),
            };
            lines.into_iter().map(move |line| (is_output, line))
        };
        lines.into_iter().flat_map(written).collect()
    }

    /// A line of the wait, whose clock ends there.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lie changes one thing, and leaves the others alone"
    )]
    fn progress(self, line: &str, start: usize) -> Vec<String> {
        let (clock, body) = line.split_at(start);
        let target = body
            .split_once(": ")
            .filter(|(name, _)| name.contains(" target-"));
        let target = target.map_or_else(String::new, |(name, _)| format!("{name}: "));
        let says = |text: &str| vec![format!("{clock}{target}{text}")];
        let same = || vec![line.to_owned()];
        let ends = |end: &str, other: &str| match line.rsplit_once(end) {
            Some((start, _)) => vec![format!("{start}{other}")],
            None => same(),
        };
        let replace = |text: &str, other: &str| vec![line.replace(text, other)];
        let is_fault = body.contains("; retrying in ");
        let lasts = body.contains(" for ") && !body.contains(" newer build");
        match self.0 {
            Lie::AbsenceOnFault if is_fault => says("no build of 12c15e7 yet"),
            Lie::AbsenceOfFollowed if body.contains(" QUEUED for ") => {
                says("still no build of 12c15e7")
            }
            Lie::AnotherStatus => replace("BUILDING", "UPLOADING"),
            Lie::AnotherBuild => replace("build-0", "build-1"),
            Lie::AnotherTarget => replace("job target-0", "service target-1"),
            Lie::HiddenAge => match body.split_once(" in the list of ") {
                Some((build, list)) if build.contains("  ") => {
                    let age = list.split(" ago").next().unwrap_or_default();
                    vec![format!("{clock}{build} for {age}")]
                }
                Some(_) | None => same(),
            },
            Lie::ShortPhase if lasts => ends(" for ", " for 1s"),
            Lie::GoneIsBack => replace(
                "not listed as a match and counts as running",
                "listed as a match again",
            ),
            Lie::Flood if lasts => [same(), same()].concat(),
            Lie::Silence if !is_fault && !body.contains(" on ") => vec![],
            Lie::SoonerPoll => ends("; retrying in ", "; retrying in 1ms"),
            Lie::LaterPoll => ends(", next poll at ", ", next poll at 999:00"),
            Lie::NoMorePolls => ends("; retrying in ", "; no time is left to retry"),
            Lie::Confirming if lasts => vec![format!(
                "{clock}every build has succeeded; polling once more before the gate opens"
            )],
            Lie::NeverRead if lasts => says("the list of builds has not been read yet"),
            Lie::Incomplete if body.ends_with(" yet") => {
                says("1 entry of the list cannot be read in full: this poll cannot open the gate")
            }
            _ => same(),
        }
    }

    /// A line of the verdict.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lie changes one thing, and leaves the others alone"
    )]
    fn verdict(self, line: String) -> Vec<String> {
        let another = match self.0 {
            Lie::VerdictBuild => line.replace("(build build-0", "(build build-1"),
            Lie::VerdictOpens => line.replace("shut: ", "open: "),
            Lie::AnotherNewest => line.replace("newest listed: build-1", "newest listed: build-2"),
            Lie::Superseded if line.starts_with("shut: ") => {
                let cause = "  cause: superseded by build-0 of bbbbbbb on main, QUEUED";
                return vec![line, cause.to_owned()];
            }
            _ => line,
        };
        vec![another]
    }

    /// The file that it writes in place of this.
    #[must_use]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lie changes one thing, and leaves the others alone"
    )]
    pub fn file(self, text: String) -> String {
        match self.0 {
            Lie::UnknownState => text.replace("\"no-build\",", "\"unknown\","),
            Lie::RecordStatus => text.replace("\"BUILDING\"", "\"UPLOADING\""),
            _ => text,
        }
    }
}

/// Where the clock of a line of the wait ends.
fn clock(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    let start = line.len() - rest.len();
    let end = rest.find("  ")? + 2;
    let is_clock = rest.starts_with(|letter: char| letter.is_ascii_digit());
    (is_clock && rest[..end].contains(':')).then_some(start + end)
}
