//! What can be wrong with a gate.

/// What is wrong with a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It opens when it has waited long enough.
    OpensOnTimeout,
    /// It opens when no build appears.
    OpensOnNoBuild,
    /// It takes the first build that is listed for the newest.
    TakesTheFirst,
    /// It forgets a build that is no longer listed.
    ForgetsTheVanished,
    /// It reads no page but the first.
    ReadsOnePage,
    /// It ignores the end of a list.
    IgnoresTheEnd,
    /// It takes any poll for a complete one.
    OpensOnIncomplete,
    /// It takes a list that broke off for a whole one.
    TrustsBrokenLists,
    /// It believes the status and not `success`.
    BelievesTheStatus,
    /// It believes `success` and not the status.
    BelievesTheFlag,
    /// It opens when the first target has succeeded.
    OpensOnOneTarget,
    /// It opens on successes of several rounds.
    OpensAcrossRounds,
    /// It never opens.
    NeverOpens,
    /// It overlooks failures.
    OverlooksFailures,
    /// It does not wait for a build to appear.
    ShutsOnNoBuild,
    /// It goes on after its deadline.
    NeverEnds,
    /// It lets a request go on past its deadline.
    WaitsForTheNetwork,
    /// It waits for nothing.
    WaitsForNothing,
    /// It asks again at once.
    Hurries,
    /// It does not hear that it should wait.
    IgnoresRetryAfter,
    /// It takes a refusal for a fault.
    IgnoresRefusals,
    /// It takes a fault for a refusal.
    RefusesOnFaults,
    /// It follows no cursor beside which `hasNextPage` is false.
    StopsWhereDenied,
    /// It takes a list that goes on, and does not say where, for one that ends.
    TakesLostForTheEnd,
    /// It opens on lists that a cache has kept.
    OpensOnStaleLists,
    /// It counts `--not-before` from the first answer, be it a list or not.
    FixesTheClockByFaults,
    /// It drops a page of which one value cannot be read.
    DropsPages,
    /// It takes a value that cannot be read for one that is not there.
    TakesSpoiltForMissing,
    /// It takes the last of two values.
    TakesTheLastOfTwo,
    /// It reads a time that has something behind it.
    ReadsTails,
    /// It takes a list under any 2xx for one.
    TakesAnySuccess,
    /// It takes a prefix by the first page alone.
    TakesThePrefixByOnePage,
}

/// All of them.
pub const FLAWS: [Flaw; 32] = [
    Flaw::OpensOnTimeout,
    Flaw::OpensOnNoBuild,
    Flaw::TakesTheFirst,
    Flaw::ForgetsTheVanished,
    Flaw::ReadsOnePage,
    Flaw::IgnoresTheEnd,
    Flaw::OpensOnIncomplete,
    Flaw::TrustsBrokenLists,
    Flaw::BelievesTheStatus,
    Flaw::BelievesTheFlag,
    Flaw::OpensOnOneTarget,
    Flaw::OpensAcrossRounds,
    Flaw::NeverOpens,
    Flaw::OverlooksFailures,
    Flaw::ShutsOnNoBuild,
    Flaw::NeverEnds,
    Flaw::WaitsForTheNetwork,
    Flaw::WaitsForNothing,
    Flaw::Hurries,
    Flaw::IgnoresRetryAfter,
    Flaw::IgnoresRefusals,
    Flaw::RefusesOnFaults,
    Flaw::StopsWhereDenied,
    Flaw::TakesLostForTheEnd,
    Flaw::OpensOnStaleLists,
    Flaw::FixesTheClockByFaults,
    Flaw::DropsPages,
    Flaw::TakesSpoiltForMissing,
    Flaw::TakesTheLastOfTwo,
    Flaw::ReadsTails,
    Flaw::TakesAnySuccess,
    Flaw::TakesThePrefixByOnePage,
];
