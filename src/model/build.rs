//! A build as the API lists it, read leniently and judged strictly.

use std::fmt;

use crate::model::commit::Sha;
use crate::model::timestamp::Timestamp;

/// A field of a build: the API may leave any of them out, and may send
/// something that is not what it says it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field<T> {
    /// Missing, or null.
    Absent,
    /// There, and of the type that the API's documentation gives.
    Present(T),
    /// There, and of another type: it could mean anything.
    Unreadable,
}

impl<T> Field<T> {
    /// The value, where there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Unreadable => None,
        }
    }

    /// The value itself, where there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Unreadable => None,
        }
    }

    /// What is made of the value, where there is one.
    pub fn and_then<U>(self, make: impl FnOnce(T) -> Field<U>) -> Field<U> {
        match self {
            Self::Present(value) => make(value),
            Self::Absent => Field::Absent,
            Self::Unreadable => Field::Unreadable,
        }
    }
}

/// One build of a target. Only `id` is promised by the API's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// `id`, such as `joyous-view-6290`.
    pub id: String,
    /// `sha`: the commit, as the API writes it.
    pub sha: Field<String>,
    /// `branch`.
    pub branch: Field<String>,
    /// `pullRequestId`.
    pub pull_request: Field<u64>,
    /// `status`.
    pub status: Field<Status>,
    /// `concluded`: "whether the build has finished".
    pub concluded: Field<bool>,
    /// `success`: "whether the build was successful".
    pub success: Field<bool>,
    /// `createdAt`.
    pub created: Field<Timestamp>,
    /// `buildConcludedAt`, where it can be read.
    pub concluded_at: Option<Timestamp>,
    /// `message`, where it can be read.
    pub message: Option<String>,
    /// `registry.uri`, the image that was built, where it can be read.
    pub image: Option<String>,
}

impl Build {
    /// The commit, where `sha` is a full one.
    #[must_use]
    pub fn commit(&self) -> Option<Sha> {
        Sha::parse(self.sha.value()?)
    }

    /// The fields that cannot be read, of those that say which build it is and how it
    /// ended, by the API's names.
    #[must_use]
    pub fn unreadable_fields(&self) -> Vec<&'static str> {
        let is_other_text = self.sha != Field::Absent && self.commit().is_none();
        let fields = [
            ("sha", is_other_text),
            ("branch", self.branch == Field::Unreadable),
            ("pullRequestId", self.pull_request == Field::Unreadable),
            ("status", self.status == Field::Unreadable),
            ("concluded", self.concluded == Field::Unreadable),
            ("success", self.success == Field::Unreadable),
            ("createdAt", self.created == Field::Unreadable),
        ];
        let unreadable = fields
            .into_iter()
            .filter(|(_, is_unreadable)| *is_unreadable);
        unreadable.map(|(name, _)| name).collect()
    }

    /// This copy of a build and a later one. The later one wins; but what a build is
    /// cannot change, so where the copies differ in that, the field is unreadable.
    #[must_use]
    pub fn merged_with(&self, later: Self) -> Self {
        fn agreed<T: PartialEq>(known: &Field<T>, field: Field<T>) -> Field<T> {
            if *known == field {
                field
            } else {
                Field::Unreadable
            }
        }
        Self {
            sha: agreed(&self.sha, later.sha),
            branch: agreed(&self.branch, later.branch),
            pull_request: agreed(&self.pull_request, later.pull_request),
            created: agreed(&self.created, later.created),
            ..later
        }
    }

    /// How many bytes its texts take.
    #[must_use]
    pub fn text_length(&self) -> usize {
        let status = self.status.value().map_or(0, |status| status.word().len());
        let texts = [
            Some(&self.id),
            self.sha.value(),
            self.branch.value(),
            self.message.as_ref(),
            self.image.as_ref(),
        ];
        let lengths = texts.into_iter().flatten().map(String::len);
        lengths.fold(status, usize::saturating_add)
    }
}

/// How far a build with a status has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It waits for its turn.
    Queued,
    /// It is being built.
    Building,
    /// The build worked, its image is being pushed.
    Uploading,
    /// It ended, and well, unless its flags contradict.
    Succeeded,
    /// It ended without success.
    Failed,
    /// A user cancelled it.
    Aborted,
    /// It crashed.
    Crashed,
    /// The word was unknown when this was written: only its flags say.
    Unknown,
}

/// The one table of statuses: the name in the code, the API's word, the stage.
macro_rules! statuses {
    ($($name:ident = $word:literal => $stage:ident,)*) => {
        /// The words that the API's documentation knows for `status`, and any
        /// other.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Status {
            $(#[doc = concat!("`", $word, "`")] $name,)*
            /// A word that was unknown when this was written.
            Unknown(String),
        }

        impl Status {
            /// The known words, each once.
            pub const KNOWN: &[Self] = &[$(Self::$name,)*];

            /// The status that a word of the API stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                match word {
                    $($word => Self::$name,)*
                    word => Self::Unknown(word.to_owned()),
                }
            }

            /// The API's word.
            #[must_use]
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$name => $word,)*
                    Self::Unknown(word) => word,
                }
            }

            /// How far a build with this status has come.
            #[must_use]
            pub const fn stage(&self) -> Stage {
                match self {
                    $(Self::$name => Stage::$stage,)*
                    Self::Unknown(_) => Stage::Unknown,
                }
            }
        }
    };
}

statuses! {
    Queued = "QUEUED" => Queued,
    Pending = "PENDING" => Queued,
    Unschedulable = "UNSCHEDULABLE" => Queued,
    Starting = "STARTING" => Building,
    Cloning = "CLONING" => Building,
    Building = "BUILDING" => Building,
    Uploading = "UPLOADING" => Uploading,
    InProgress = "IN_PROGRESS" => Building,
    Success = "SUCCESS" => Succeeded,
    Failure = "FAILURE" => Failed,
    SubmissionFailure = "SUBMISSION_FAILURE" => Failed,
    Aborted = "ABORTED" => Aborted,
    Crashed = "CRASHED" => Crashed,
}

/// What is watched: a job or a service, by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether it is a job or a service.
    pub kind: TargetKind,
    /// Its id within the project.
    pub id: String,
}

/// The two kinds of thing that Northflank builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A job.
    Job,
    /// A build service or a combined service.
    Service,
}

impl TargetKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Service => "service",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind.word(), self.id)
    }
}

#[cfg(test)]
mod tests;
