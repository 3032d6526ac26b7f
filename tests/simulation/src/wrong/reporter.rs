//! Reporters that lie, to show that the judge notices: each stands between the
//! honest reporter and the log, and changes one thing.

/// What a reporter lies about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It takes a fault for a list without a build.
    AbsenceOnFault,
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
pub const LIES: [Lie; 20] = [
    Lie::AbsenceOnFault,
    Lie::AnotherStatus,
    Lie::AnotherBuild,
    Lie::AnotherTarget,
    Lie::HiddenAge,
    Lie::ShortPhase,
    Lie::GoneIsBack,
    Lie::Flood,
    Lie::Silence,
    Lie::SoonerPoll,
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

    /// The lines that it writes in place of these.
    #[must_use]
    pub fn lines(&self, lines: Vec<(bool, String)>) -> Vec<(bool, String)> {
        let mut told = Vec::with_capacity(lines.len());
        for (is_output, line) in lines {
            let is_of_the_wait = line.starts_with(' ')
                && line
                    .trim_start()
                    .starts_with(|letter: char| letter.is_ascii_digit());
            let is_heartbeat = is_of_the_wait
                && (line.contains(" for ")
                    || line.contains("  still ")
                    || line.contains(" last seen ")
                    || line.contains("has not been read yet"));
            match self.0 {
                Lie::Silence if is_heartbeat => {}
                Lie::Flood if is_heartbeat => {
                    told.push((is_output, line.clone()));
                    told.push((is_output, line));
                }
                Lie::Superseded if line.starts_with("shut: ") => {
                    told.push((is_output, line));
                    let cause = "  cause: superseded by build-0 of bbbbbbb on main, QUEUED";
                    told.push((is_output, cause.to_owned()));
                }
                _ if is_of_the_wait => told.push((is_output, self.progress(line))),
                _ => told.push((is_output, self.verdict(line))),
            }
        }
        told
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lie changes one thing, and leaves the others alone"
    )]
    fn progress(&self, line: String) -> String {
        let body = line.len() - line.trim_start().len();
        let start = line[body..].find("  ").map_or(0, |place| body + place + 2);
        let (clock, rest) = line.split_at(start);
        match self.0 {
            Lie::AbsenceOnFault if rest.contains("; retrying in ") => {
                let target = rest
                    .split_once(": ")
                    .filter(|(name, _)| name.contains("target-"));
                let target = target.map_or_else(String::new, |(name, _)| format!("{name}: "));
                format!("{clock}{target}no build of 12c15e7 yet")
            }
            Lie::AnotherStatus => line.replace("BUILDING", "UPLOADING"),
            Lie::AnotherBuild => line.replace("build-0", "build-1"),
            Lie::AnotherTarget => line.replace("job target-0", "service target-1"),
            Lie::HiddenAge if rest.contains("  last seen ") => line
                .replace("last seen ", "")
                .replace(" ago", "")
                .replacen("  ", "\u{0}", 2)
                .replace('\u{0}', "  ")
                .rsplit_once(' ')
                .map_or(line.clone(), |(start, age)| format!("{start} for {age}")),
            Lie::ShortPhase => match line.rsplit_once(" for ") {
                Some((start, _)) => format!("{start} for 1s"),
                None => line,
            },
            Lie::GoneIsBack => line.replace(
                "is not listed any more and counts as running",
                "is listed again",
            ),
            Lie::SoonerPoll => match line.rsplit_once("; retrying in ") {
                Some((start, _)) => format!("{start}; retrying in 1ms"),
                None => line,
            },
            Lie::NoMorePolls => match line.split_once("; retrying in ") {
                Some((start, _)) => format!("{start}; the deadline is too close to retry"),
                None => line,
            },
            Lie::Confirming if rest.contains(" for ") => {
                format!("{clock}polling every target once more")
            }
            Lie::NeverRead if rest.contains(" for ") => {
                let target = rest
                    .split_once(": ")
                    .map_or_else(String::new, |(name, _)| format!("{name}: "));
                format!("{clock}{target}the list of builds has not been read yet")
            }
            Lie::Incomplete if rest.ends_with(" yet") && rest.contains("no build of") => {
                let target = rest
                    .split_once(": ")
                    .map_or_else(String::new, |(name, _)| format!("{name}: "));
                format!(
                    "{clock}{target}1 entry of the list cannot be read: this poll cannot open the gate"
                )
            }
            _ => line,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lie changes one thing, and leaves the others alone"
    )]
    fn verdict(&self, line: String) -> String {
        match self.0 {
            Lie::VerdictBuild => line.replace("(build build-0", "(build build-1"),
            Lie::VerdictOpens => line.replace("shut: ", "open: "),
            Lie::AnotherNewest => line.replace("newest listed: build-1", "newest listed: build-2"),
            _ => line,
        }
    }

    /// The file that it writes in place of this.
    #[must_use]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lie changes one thing, and leaves the others alone"
    )]
    pub fn file(&self, text: String) -> String {
        match self.0 {
            Lie::UnknownState => text.replace("\"no-build\",", "\"unknown\","),
            Lie::RecordStatus => text.replace("\"BUILDING\"", "\"UPLOADING\""),
            _ => text,
        }
    }
}
