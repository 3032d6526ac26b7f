//! What the API says in one answer, as the model means it: before it is made
//! JSON or a value of the gate, and for the witness to read.

use crate::spoilt::Spoilt;

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireField<T> {
    /// The key is left out.
    Missing,
    /// It is null.
    Null,
    /// It has this value.
    Value(T),
    /// It cannot be read.
    Other(Spoilt),
}

impl<T: Copy> WireField<T> {
    /// The value, where it has one.
    pub const fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Missing | Self::Null | Self::Other(_) => None,
        }
    }

    /// The same, and spoilt in this way if it cannot be read.
    #[must_use]
    pub const fn spoilt_by(self, spoilt: Spoilt) -> Self {
        match self {
            Self::Other(_) => Self::Other(spoilt),
            Self::Missing | Self::Null | Self::Value(_) => self,
        }
    }

    /// Why it cannot be read, where that is so.
    pub const fn spoilt(self) -> Option<Spoilt> {
        match self {
            Self::Other(spoilt) => Some(spoilt),
            Self::Missing | Self::Null | Self::Value(_) => None,
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
    pub id: WireField<()>,
    /// `sha`
    pub sha: WireField<Sha>,
    /// `branch`: which of [`crate::options::BRANCHES`].
    pub branch: WireField<usize>,
    /// `pullRequestId`
    pub pull_request: WireField<u64>,
    /// `status`
    pub status: WireField<&'static str>,
    /// `concluded`
    pub concluded: WireField<bool>,
    /// `success`
    pub success: WireField<bool>,
    /// `createdAt`, in milliseconds of the API's clock since the start.
    pub created: WireField<i64>,
    /// In which form the time is written.
    pub time_form: u8,
    /// `buildConcludedAt`, in milliseconds of the API's clock since the start.
    pub concluded_at: WireField<i64>,
    /// `message`: a text of so many bytes.
    pub message: WireField<usize>,
    /// What stands in keys that nobody reads; the number picks.
    pub unused: u8,
}

impl Entry {
    /// What cannot be read of it, whether it decides anything or not.
    #[must_use]
    pub fn spoilt(&self) -> Vec<Spoilt> {
        let all = [
            self.id.spoilt(),
            self.sha.spoilt(),
            self.branch.spoilt(),
            self.pull_request.spoilt(),
            self.status.spoilt(),
            self.concluded.spoilt(),
            self.success.spoilt(),
            self.created.spoilt(),
            self.concluded_at.spoilt(),
            self.message.spoilt(),
        ];
        all.into_iter().flatten().collect()
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its entries, in its order.
    pub entries: Vec<Entry>,
    /// Where the list goes on.
    pub next: Next,
}

/// What a page says of where its list goes on, be it consistent or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// `cursor`
    pub cursor: WireField<usize>,
    /// `hasNextPage`
    pub goes_on: WireField<bool>,
    /// In which form that is written.
    pub form: u8,
}

impl Next {
    /// Whether a key and a text with half an emoji stand beside the builds.
    #[must_use]
    pub const fn has_odd_company(self) -> bool {
        self.form % 16 == 7
    }
}

/// The headers of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headers {
    /// `Date`
    pub date: Date,
    /// `Retry-After`
    pub retry_after: RetryAfter,
    /// `Age`, in seconds.
    pub age: Option<u64>,
    /// `x-ratelimit-limit`, `x-ratelimit-remaining`, `x-ratelimit-reset`.
    pub quota: [WireField<u64>; 3],
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
    /// A page of the list, under the status 200.
    Page(Page, Headers),
    /// A page of the list, under a status that is 2xx and not 200.
    Misplaced(u16, Page, Headers),
    /// An answer that is no list; the number picks the body.
    Answer(u16, Headers, u8),
    /// An answer whose body broke off.
    Broken(u16, Headers),
    /// No answer.
    Nothing,
    /// A certificate that does not verify.
    Distrusted,
}
