//! Why a certificate does not verify, and what helps.

use crate::gate::listing::Refusal;

/// Why a certificate does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// No root that is trusted has issued it.
    UnknownIssuer,
    /// It is that of a CA, not of a server.
    Authority,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It is for another name.
    OtherName,
    /// Anything else, in words.
    Other(&'static str),
}

/// What is said of a certificate that does not verify.
pub(super) fn refusal(problem: &CertificateProblem) -> Refusal {
    let (why, hint) = match problem {
        CertificateProblem::UnknownIssuer => (
            "its issuer is not known",
            "check --api-host; for a private root, pass its PEM file as --ca-file",
        ),
        CertificateProblem::Authority => (
            "it is the certificate of a CA, not of a server",
            "give the server a certificate that the CA issued (CA:FALSE), and pass that of the CA as --ca-file",
        ),
        CertificateProblem::Expired => (
            "it has expired",
            "renew it where the API host answers, or set the clock of this machine",
        ),
        CertificateProblem::NotYetValid => (
            "it is not valid yet",
            "set the clock of this machine, or wait until the certificate is valid",
        ),
        CertificateProblem::OtherName => (
            "it is for another name",
            "pass the name that the certificate is for as --api-host, and check who answers there",
        ),
        CertificateProblem::Other(why) => (*why, "check --api-host, and who answers there"),
    };
    Refusal {
        cause: format!("the certificate of the API host does not verify: {why}"),
        hint: hint.to_owned(),
    }
}
