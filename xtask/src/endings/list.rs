//! The ways to end, in the order of the page: each with its case in plain and its
//! case on GitHub.

/// A way to end.
pub(super) struct Ending {
    /// Its heading.
    pub(super) title: &'static str,
    /// The case of the plain log, below `tests/cmd`.
    pub(super) plain: &'static str,
    /// The case on GitHub, with outputs and summary.
    pub(super) github: &'static str,
}

const fn ending(title: &'static str, plain: &'static str, github: &'static str) -> Ending {
    Ending {
        title,
        plain,
        github,
    }
}

pub(super) const ENDINGS: [Ending; 43] = [
    ending(
        "The build succeeded",
        "status/success-opens",
        "github/github-outputs-and-summary-of-a-success",
    ),
    ending(
        "The build had succeeded before the run began",
        "endings/finished",
        "endings/finished-on-github",
    ),
    ending(
        "The build succeeded, on another branch",
        "commit/a-push-warns-of-a-build-of-another-branch",
        "endings/another-branch-on-github",
    ),
    ending(
        "The build failed",
        "status/failure-shuts",
        "endings/failure-on-github",
    ),
    ending(
        "The build failed, with the end of its log and a link",
        "endings/failure-with-its-log",
        "endings/failure-with-its-log-on-github",
    ),
    ending(
        "The build crashed",
        "status/crashed-shuts",
        "github/github-outputs-and-summary-of-a-failure",
    ),
    ending(
        "The build could not be submitted",
        "status/submission-failure-shuts",
        "endings/submission-failure-on-github",
    ),
    ending(
        "The build was cancelled in Northflank",
        "status/aborted-shuts",
        "endings/aborted-on-github",
    ),
    ending(
        "A newer commit took the place of the build",
        "endings/superseded",
        "endings/superseded-on-github",
    ),
    ending(
        "The build contradicts itself",
        "status/success-that-is-denied-is-inconsistent",
        "endings/inconsistent-on-github",
    ),
    ending(
        "One of several builds failed",
        "targets/the-first-failure-among-several-targets-shuts",
        "github/github-outputs-and-summary-of-several-targets",
    ),
    ending(
        "An option cannot be what it is",
        "usage/a-duration-without-a-unit-by-variable-is-a-usage-error",
        "github/github-outputs-and-summary-of-a-usage-error",
    ),
    ending(
        "An option is given and empty",
        "usage/an-empty-sha-by-variable-is-a-usage-error",
        "endings/empty-on-github",
    ),
    ending(
        "There is no token",
        "endings/no-token",
        "endings/no-token-on-github",
    ),
    ending(
        "The token is a mask",
        "endings/no-token-from-a-mask",
        "endings/no-token-from-a-mask-on-github",
    ),
    ending(
        "The run does not say its commit",
        "commit/an-event-file-that-is-missing-is-a-usage-error",
        "endings/no-commit-on-github",
    ),
    ending(
        "The beginning of a commit fits two",
        "commit/a-prefix-that-fits-two-commits-is-a-usage-error",
        "endings/ambiguous-on-github",
    ),
    ending(
        "The build still ran at the deadline",
        "limits/a-build-that-stays-building-times-out",
        "endings/timeout-on-github",
    ),
    ending(
        "No machine was found for the build by the deadline",
        "endings/unschedulable",
        "endings/unschedulable-on-github",
    ),
    ending(
        "The build was not listed as a match at the deadline",
        "pages/a-newest-build-that-is-never-listed-again-does-not-open",
        "endings/missing-on-github",
    ),
    ending(
        "401: the token is wrong",
        "refusals/a-wrong-token-is-refused",
        "endings/wrong-token-on-github",
    ),
    ending(
        "403: the role lacks a permission",
        "refusals/a-missing-permission-is-refused",
        "endings/forbidden-on-github",
    ),
    ending(
        "404: the project or the job is unknown",
        "refusals/an-unknown-job-is-refused",
        "endings/unknown-job-on-github",
    ),
    ending(
        "A redirect",
        "refusals/a-redirect-is-refused",
        "endings/redirect-on-github",
    ),
    ending(
        "A page in front of the API",
        "endings/in-front-of-the-api",
        "endings/in-front-of-the-api-on-github",
    ),
    ending(
        "The proxy refuses CONNECT",
        "endings/refused-by-the-proxy",
        "endings/refused-by-the-proxy-on-github",
    ),
    ending(
        "The certificate does not verify",
        "endings/untrusted",
        "endings/untrusted-on-github",
    ),
    ending(
        "The name of the API host does not resolve",
        "endings/unresolved",
        "endings/unresolved-on-github",
    ),
    ending(
        "The connection is refused",
        "faults/a-closed-port-is-unreachable",
        "endings/closed-port-on-github",
    ),
    ending(
        "The proxy does not answer",
        "endings/hang-at-the-proxy",
        "endings/hang-at-the-proxy-on-github",
    ),
    ending(
        "TLS hangs",
        "endings/hang-in-tls",
        "endings/hang-in-tls-on-github",
    ),
    ending(
        "The API does not answer",
        "endings/hang-before-the-answer",
        "endings/hang-before-the-answer-on-github",
    ),
    ending(
        "5xx until the deadline",
        "faults/an-api-that-fails-until-the-deadline-is-unreachable",
        "endings/down-on-github",
    ),
    ending(
        "429 until the deadline",
        "faults/an-api-that-asks-for-patience-beyond-the-deadline-is-unreachable",
        "endings/quota-on-github",
    ),
    ending(
        "The list is in no order and too long",
        "pages/a-list-in-no-order-beyond-the-page-limit-cannot-open",
        "endings/no-order-on-github",
    ),
    ending(
        "The build succeeded, and the result could not be written",
        "endings/unwritten-on-linux",
        "endings/unwritten-on-github-on-linux",
    ),
    ending(
        "No build of the commit appeared",
        "limits/no-build-when-polled-once",
        "github/github-outputs-and-summary-of-no-build",
    ),
    ending(
        "No build of any commit is listed",
        "endings/no-build-at-all",
        "endings/no-build-at-all-on-github",
    ),
    ending(
        "A later commit was built instead",
        "endings/later-commit",
        "endings/later-commit-on-github",
    ),
    ending(
        "The commit is a merge queue's",
        "endings/merge-queue",
        "endings/merge-queue-on-github",
    ),
    ending(
        "A filter leaves the build out",
        "filters/a-branch-that-has-no-build-is-no-build",
        "endings/left-out-on-github",
    ),
    ending(
        "The build is older than --not-before",
        "filters/a-build-created-before-the-time-is-left-out",
        "endings/too-early-on-github",
    ),
    ending(
        "Cancelled",
        "endings/cancelled-on-linux",
        "endings/cancelled-on-github-on-linux",
    ),
];
