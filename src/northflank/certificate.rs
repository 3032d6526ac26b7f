//! Why a certificate does not verify, and what helps.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of rustls may grow; each has some words, and none is a proof of trust"
)]

use rustls::CertificateError as Error;

use crate::model::fault::{Cause, Refusal};

/// Why a certificate does not verify, as the end of a sentence, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CertificateProblem {
    why: &'static str,
    hint: &'static str,
    /// Whether it is the certificate of the proxy, and not of the API host.
    is_of_proxy: bool,
}

/// No root that is trusted has issued it: of the proxy, that tells the least.
pub(super) const UNKNOWN_ISSUER: CertificateProblem = CertificateProblem {
    why: "its issuer is not known",
    hint: "check --api-host; for a private root, pass its PEM file as --ca-file",
    is_of_proxy: true,
};

/// What to do where roots were given, and none of them fits.
const UNFIT_ROOTS: &str = "check --api-host; no root in the file of --ca-file (or SSL_CERT_FILE) has issued it: \
     pass the root that has, and let the server send the certificates between";

/// What to do where the time is wrong, or that of the certificate is over or yet to come.
const RENEW: &str = "renew it, or set the clock of this machine";
const WAIT: &str = "set the clock of this machine, or wait until the certificate is valid";

/// What to do about what is seen rarely.
const WHO_ANSWERS: &str = "check --api-host, and who answers there";

/// What to do where the certificate is that of a proxy.
const OF_PROXY: &str = "check the proxy (HTTPS_PROXY or ALL_PROXY); where its certificate has a private root, pass \
     the PEM file of that as --ca-file";

/// Why the certificate of the API host, or of the proxy, does not verify, if that is
/// what the error says.
pub(super) fn problem(error: &ureq::Error, is_of_proxy: bool) -> Option<CertificateProblem> {
    let Some(rustls::Error::InvalidCertificate(error)) = tls_error(error) else {
        return None;
    };
    // rustls has no type for some of them; the name of the cause is not shown.
    let cause = match error {
        Error::Other(cause) => format!("{cause:?}"),
        _ => String::new(),
    };
    let (why, hint) = match error {
        Error::UnknownIssuer => (UNKNOWN_ISSUER.why, UNKNOWN_ISSUER.hint),
        Error::Expired | Error::ExpiredContext { .. } => ("it has expired", RENEW),
        Error::NotValidYet | Error::NotValidYetContext { .. } => ("it is not valid yet", WAIT),
        Error::NotValidForName | Error::NotValidForNameContext { .. } => (
            "it is for another name",
            "pass the name that the certificate is for as --api-host, and check who answers there",
        ),
        Error::Other(_) if cause.contains("CaUsedAsEndEntity") => (
            "it is the certificate of a CA, not of a server",
            "give the server a certificate that the CA issued (CA:FALSE), and pass that of the CA as --ca-file",
        ),
        Error::Other(_) if cause.contains("UnsupportedCertVersion") => (
            "it is of an old version of X.509: a server needs version 3",
            WHO_ANSWERS,
        ),
        Error::InvalidPurpose | Error::InvalidPurposeContext { .. } => {
            ("it is for another purpose than a server's", WHO_ANSWERS)
        }
        Error::BadEncoding => ("it cannot be read", WHO_ANSWERS),
        Error::BadSignature => ("its signature is wrong", WHO_ANSWERS),
        Error::UnsupportedSignatureAlgorithmContext { .. }
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => (
            "it is signed by a method that is not supported",
            WHO_ANSWERS,
        ),
        _ => ("it breaks a rule of X.509", WHO_ANSWERS),
    };
    Some(CertificateProblem {
        why,
        hint,
        is_of_proxy,
    })
}

/// The error of TLS in an error of ureq, which has it in either of two places.
pub(super) fn tls_error(error: &ureq::Error) -> Option<&rustls::Error> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

impl CertificateProblem {
    /// This problem, or that of another set of roots where it tells more: that one
    /// set does not know the issuer says the least, and of the proxy less than of the
    /// host behind it.
    pub(super) fn or_better(self, other: Self) -> Self {
        let says_little = |problem: &Self| (problem.is_unknown_issuer(), problem.is_of_proxy);
        if says_little(&other) < says_little(&self) {
            other
        } else {
            self
        }
    }

    fn is_unknown_issuer(&self) -> bool {
        self.why == UNKNOWN_ISSUER.why
    }

    /// What is said of it, where roots were given or where none were, and where this is
    /// the proxy.
    pub(super) fn refusal(self, has_private_roots: bool, proxy: Option<&str>) -> Refusal {
        let proxy = proxy.filter(|_| self.is_of_proxy);
        let owner = proxy.map_or("the API host".to_owned(), |proxy| {
            format!("the proxy {proxy}")
        });
        let hint = match (self.hint, proxy) {
            (RENEW | WAIT, _) => self.hint,
            (_, Some(_)) => OF_PROXY,
            (_, None) if self.is_unknown_issuer() && has_private_roots => UNFIT_ROOTS,
            (hint, None) => hint,
        };
        Refusal {
            cause: Cause::Certificate,
            what: format!("the certificate of {owner} does not verify: {}", self.why),
            hint: hint.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
