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
    /// It takes any look for a complete one.
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
}

/// All of them.
pub const FLAWS: [Flaw; 22] = [
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
];
