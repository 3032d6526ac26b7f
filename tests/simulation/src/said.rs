//! What the API says in one answer, as the model means it: before it is made
//! JSON or a value of the gate, and for the witness to read.

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<T> {
    /// The key is left out.
    Missing,
    /// It is null.
    Null,
    /// It has this value.
    Value(T),
    /// It is of another type, or a text that cannot be read; the number picks.
    Other(u8),
}

impl<T: Copy> Said<T> {
    /// The value, where it has one.
    pub const fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Missing | Self::Null | Self::Other(_) => None,
        }
    }
}

/// A commit as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sha {
    /// Which of [`crate::options::COMMITS`].
    pub commit: usize,
    /// How it is written.
    pub form: ShaForm,
}

/// How a commit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShaForm {
    /// 40 digits.
    Full,
    /// 40 digits, in capitals.
    Capitals,
    /// The first ten digits.
    Short,
    /// 40 digits with something around them.
    Padded,
}

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which build of the target it is about.
    pub build: usize,
    /// `id`: the value is that of the build.
    pub id: Said<()>,
    /// `sha`
    pub sha: Said<Sha>,
    /// `branch`: which of [`crate::options::BRANCHES`].
    pub branch: Said<usize>,
    /// `pullRequestId`
    pub pull_request: Said<u64>,
    /// `status`
    pub status: Said<&'static str>,
    /// `concluded`
    pub concluded: Said<bool>,
    /// `success`
    pub success: Said<bool>,
    /// `createdAt`, in milliseconds of the API's clock since the start.
    pub created: Said<i64>,
    /// In which form the time is written.
    pub time_form: u8,
    /// `buildConcludedAt`, in milliseconds of the API's clock since the start.
    pub concluded_at: Option<i64>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its entries, in its order.
    pub entries: Vec<Entry>,
    /// Where the list goes on.
    pub next: Next,
}

/// Where a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nowhere; the number picks how that is said.
    End(u8),
    /// At this cursor; the number picks how that is said.
    Cursor(usize, u8),
    /// It says that it goes on, and not where; the number picks how.
    Lost(u8),
}

/// The headers of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headers {
    /// `Date`
    pub date: Date,
    /// `Retry-After`
    pub retry_after: RetryAfter,
    /// `x-ratelimit-limit`, `x-ratelimit-remaining`, `x-ratelimit-reset`.
    pub quota: [Said<u64>; 3],
}

/// The header `Date`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// Not there.
    Missing,
    /// The API's clock, in whole seconds since the start.
    Clock(i64),
    /// The clock of a machine that was never told the time.
    Unset,
    /// No date.
    Garbage,
}

/// The header `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// Not there.
    Missing,
    /// So many seconds.
    Seconds(u64),
    /// More seconds than anybody can count.
    Huge,
    /// A date so many seconds from the API's clock, which `Date` may not tell.
    Date(i64),
    /// Neither; the number picks what.
    Garbage(u8),
}

/// What came back for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// A page of the list, under a status that means well.
    Page(Page, Headers),
    /// An answer that is no list; the number picks the body.
    Answer(u16, Headers, u8),
    /// An answer whose body broke off.
    Broken(u16, Headers),
    /// No answer.
    Nothing,
    /// A certificate that does not verify.
    Distrusted,
}
