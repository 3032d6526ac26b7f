//! What a line of the log can state.

/// What a line of the log states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement<'a> {
    /// `no build of X yet`
    NoBuildYet(&'a str),
    /// `still no build of X`
    StillNoBuild(&'a str),
    /// `no build of X in the last list, which cannot open the gate`
    NoBuildInPart(&'a str),
    /// `no build of X in the list of D ago, which cannot open the gate`
    NoBuildInPartWhen(&'a str, &'a str),
    /// `no build of X in the list of D ago`
    NoBuildWhen(&'a str, &'a str),
    /// `build-1  QUEUED on main …`: a build, and what stands after it.
    Phase(usize, &'a str),
    /// `build-1: its status and its flags disagree, …`
    FlagsDisagree(usize),
    /// `build-1 is not listed as a match and counts as running`
    Gone(usize),
    /// `build-1 is still not listed as a match`
    StillGone(usize),
    /// `build-1 is not listed as a match in the list of D ago`
    GoneWhen(usize, &'a str),
    /// `build-1 is listed as a match again`
    ListedAgain(usize),
    /// `N builds may be the newest (BUILD, …)[, since …]`
    Tied(&'a str),
    /// `waiting up to D for a newer build (--retry-grace)`
    NewerBuildAwaited(&'a str),
    /// `…: this poll cannot open the gate`
    Incomplete(&'a str),
    /// `build-1 was built from branch B, but this run is on P[; pass --branch A to …]`
    OtherBranch(usize, &'a str, &'a str, Option<&'a str>),
    /// `the API's clock shows A, this machine's M: …`
    Clocks(&'a str, &'a str),
    /// `F; retrying in D`
    Retrying(&'a str, &'a str),
    /// `F; no time is left to retry`
    TooClose(&'a str),
    /// `API quota: R of L left, resets in D…`, and what follows from it.
    Quota([&'a str; 3], Rate<'a>),
    /// `the list of builds has not been read yet`
    NeverRead,
    /// `every build has succeeded; polling once more before the gate opens`
    Confirming,
    /// `X is the beginning of a commit: …`
    Beginning(&'a str),
    /// `--retry-grace waits for nothing with --build-id: …`
    NoNewerBuild,
    /// Nothing but what is waited for.
    Nothing,
}

/// What follows from the quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rate<'a> {
    /// `; polling about every D`
    Every(&'a str),
    /// `; no further poll before --timeout`
    NoFurther,
    /// `; next poll at T`
    At(&'a str),
}

/// What is waited for: `waiting for …, next poll at T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait<'a> {
    /// The fault; nothing where it is the quota.
    pub fault: Option<&'a str>,
    /// The time of the next poll; nothing where one is under way.
    pub next: Option<&'a str>,
}

impl Statement<'_> {
    /// The names of all of them.
    pub const NAMES: [&'static str; 22] = [
        "no build yet",
        "still no build",
        "no build by an old list",
        "a build and its status",
        "flags disagree",
        "not listed as a match",
        "still not listed as a match",
        "not listed as a match by an old list",
        "listed again",
        "builds that may be the newest",
        "waiting for a newer build",
        "this poll cannot open the gate",
        "of another branch",
        "clocks differ",
        "retrying",
        "is left to retry",
        "quota",
        "not read yet",
        "the beginning of a commit",
        "no build by a list that is not complete",
        "no build by an old list that was not complete",
        "waiting for no newer build",
    ];

    /// Its name; nothing for what states nothing.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        let place = match self {
            Self::NoBuildYet(..) => 0,
            Self::StillNoBuild(..) => 1,
            Self::NoBuildWhen(..) => 2,
            Self::Phase(..) => 3,
            Self::FlagsDisagree(..) => 4,
            Self::Gone(..) => 5,
            Self::StillGone(..) => 6,
            Self::GoneWhen(..) => 7,
            Self::ListedAgain(..) => 8,
            Self::Tied(..) => 9,
            Self::NewerBuildAwaited(..) => 10,
            Self::Incomplete(..) => 11,
            Self::OtherBranch(..) => 12,
            Self::Clocks(..) => 13,
            Self::Retrying(..) => 14,
            Self::TooClose(..) => 15,
            Self::Quota(..) => 16,
            Self::NeverRead => 17,
            Self::Beginning(..) => 18,
            Self::NoBuildInPart(..) => 19,
            Self::NoBuildInPartWhen(..) => 20,
            Self::NoNewerBuild => 21,
            // No request of a history takes so long that this is said.
            Self::Confirming | Self::Nothing => return None,
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
    /// What is left of the time for a newer build, by a later part.
    pub grace: Option<&'a str>,
    /// Whether a part says that the last list cannot open the gate.
    pub is_unconfirmed: bool,
    /// What is waited for, by its last part.
    pub wait: Option<Wait<'a>>,
}
