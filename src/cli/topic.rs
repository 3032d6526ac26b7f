//! The sections of the README's troubleshooting, to which errors and verdicts link.

use crate::model::table::table;

table! {
    /// A section of the README's troubleshooting, in the README's order.
    enum Topic;

    /// The name by which GitHub links to the section's heading.
    fn anchor -> &'static str;

    /// No token was given.
    NoToken = "no-api-token",
    /// A variable or a file does not hold a token.
    BadToken = "does-not-hold-an-api-token",
    /// 401
    Unauthorized = "401",
    /// 403
    Forbidden = "403",
    /// 404
    NotFound = "404",
    /// Something else answered in the API's place.
    InFront = "in-front-of-the-api",
    /// The proxy opens no connection.
    Proxy = "to-connect",
    /// The certificate of the API host, or of the proxy, does not verify.
    Certificate = "does-not-verify",
    /// A request hung.
    TimedOut = "timed-out",
    /// The account has spent its requests.
    RateLimit = "429",
    /// No build appeared.
    NoBuild = "no-build",
    /// A filter leaves the build out.
    LeftOut = "leaves-it-out",
    /// A newer commit was built instead.
    Superseded = "superseded-by",
    /// The list goes on, and the build that decides may follow.
    GoesOn = "the-build-that-decides-may-follow",
    /// The CI run does not say which commit it is about.
    NoCommit = "--sha-auto",
    /// An option is given and empty.
    Empty = "is-empty",
    /// A result file could not be written.
    Unwritten = "could-not-be-written",
}

impl Topic {
    /// The address of the section.
    #[must_use]
    pub fn url(self) -> String {
        format!("{}#{}", env!("CARGO_PKG_REPOSITORY"), self.anchor())
    }
}
