//! Everything odd that can happen, each of which the summary counts: what never
//! happens in a long run is not tested.

/// The one list of them: the name in the code, the name in the summary.
macro_rules! coverage {
    ($($name:ident = $words:literal,)*) => {
        /// Something odd.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Occurrence {
            $(#[doc = $words] $name,)*
        }

        impl Occurrence {
            /// All of them, each in its place.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What the summary calls it.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }

            /// Its place in the list.
            #[must_use]
            pub const fn place(self) -> usize {
                self as usize
            }
        }
    };
}

coverage! {
    ConnectionRefused = "network: connection refused",
    ConnectionReset = "network: connection reset",
    TimedOut = "network: timed out",
    Slow = "network: slow",
    Truncated = "network: body cut off",
    Garbage = "network: body is garbage",
    Html = "network: body is HTML",
    Nested = "network: body is nested too deep",
    NotAList = "network: body is no builds list",
    EmptyBody = "network: body is empty",
    Distrusted = "network: certificate does not verify",
    Redirect = "status: 3xx",
    BadRequest = "status: 400",
    Unauthorized = "status: 401",
    Forbidden = "status: 403",
    NotFound = "status: 404",
    ProxyAuthentication = "status: 407",
    OtherRefusal = "status: another 4xx",
    RequestTimeout = "status: 408",
    TooEarly = "status: 425",
    ServerError = "status: 5xx",
    LimitedForbidden = "limit: 403 that speaks of the rate",
    LimitBare = "limit: 429 without Retry-After",
    LimitZero = "limit: Retry-After of zero",
    LimitSeconds = "limit: Retry-After in seconds",
    LongHistory = "list: a long history",
    Known = "read: the rest was known",
    LimitHuge = "limit: Retry-After beyond counting",
    LimitDate = "limit: Retry-After as a date",
    LimitPastDate = "limit: Retry-After as a date gone by",
    LimitGarbage = "limit: Retry-After as garbage",
    LimitReset = "limit: x-ratelimit-reset alone",
    QuotaRanOut = "limit: the account's quota ran out",
    QuotaGarbage = "limit: quota headers that cannot be read",
    ClockMissing = "clock: no Date",
    ClockUnset = "clock: Date never set",
    ClockGarbage = "clock: Date is garbage",
    ClockSkewed = "clock: Date differs from createdAt's clock",
    Unordered = "list: in no order",
    Slid = "list: slides while it is read",
    Lagging = "list: from a replica that lags",
    CursorLost = "list: goes on, and does not say where",
    CursorRepeated = "list: a cursor that repeats",
    CursorEndless = "list: cursors without end",
    CreatedLate = "build: appears after the start",
    CreatedOutOfTurn = "build: created before one that was listed earlier",
    Twins = "build: two created at the same instant",
    Superseded = "build: superseded",
    Retried = "build: retried",
    Hidden = "build: not listed for a while",
    IdLost = "entry: no id that can be read",
    ShaMissing = "entry: no sha",
    ShaOdd = "entry: sha of the wrong type",
    ShaCut = "entry: sha cut short, or with something around it",
    ShaChanges = "entry: sha that changes",
    BranchMissing = "entry: no branch",
    BranchOdd = "entry: branch of the wrong type",
    PullRequestOdd = "entry: pull request of the wrong type",
    CreatedMissing = "entry: no createdAt",
    CreatedOdd = "entry: createdAt that cannot be read",
    CreatedChanges = "entry: createdAt that changes",
    StatusOdd = "entry: status and flags said in an odd way",
    AnsweredTooLate = "run: an answer after the end of patience",
    Ambiguous = "run: a prefix that fits two commits",
    Signal = "run: a signal",
    WrongType = "value: another type, or a text that is no time",
    HalfEmoji = "value: half an emoji",
    OutOfRange = "value: a number out of range",
    TooLong = "value: a text of 300 kB",
    NotUtf8 = "value: bytes that are not UTF-8",
    ControlCharacter = "value: a control character that is not escaped",
    KeyTwice = "value: its key is there twice",
    UnusedOdd = "entry: odd keys, or odd values of keys that nobody reads",
    HalfEmojiKey = "entry: half an emoji in a key",
    PageUnusedOdd = "list: half an emoji beside the builds",
    CreatedTail = "value: a time with something behind it",
    ConcludedAtOdd = "entry: buildConcludedAt that cannot be read",
    MessageOdd = "entry: message that cannot be read",
    MessageOddOfFailure = "entry: message that cannot be read, of a failure",
    FailureOdd = "build: the newest, failed and odd, where replicas lag",
    Talkative = "list: long messages of many builds",
    CacheFresh = "cache: a list of a few seconds",
    CacheStale = "cache: a stale list",
    CacheStaleOldDate = "cache: a stale list with an old Date",
    ClockOfFault = "clock: a fault with a Date of years ago",
    OtherSuccess = "status: a 2xx that is not 200, with a list",
    CursorDenied = "list: hasNextPage is false beside a cursor that leads on",
    CursorDeniedFailure = "list: a failure behind a cursor that hasNextPage denies",
    CursorTrailing = "list: a cursor behind which there is nothing",
    CursorClosing = "list: ends with a cursor that repeats",
    CursorOdd = "list: a cursor or hasNextPage that cannot be read",
    PrefixSplit = "read: two commits that a prefix fits, on two pages",
}

/// How often each of them happened.
#[derive(Clone, Debug)]
pub struct Coverage(Vec<u64>);

impl Default for Coverage {
    fn default() -> Self {
        Self(vec![0; Occurrence::ALL.len()])
    }
}

impl Coverage {
    /// It happened.
    pub fn note(&mut self, occurrence: Occurrence) {
        self.0[occurrence.place()] += 1;
    }

    /// How often it happened.
    #[must_use]
    pub fn count(&self, occurrence: Occurrence) -> u64 {
        self.0[occurrence.place()]
    }

    /// Adds the counts of another part of the run.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }
}
