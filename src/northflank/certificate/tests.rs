//! What is said of each certificate that does not verify.

use std::io::{self, ErrorKind};
use std::sync::Arc;

use rustls::OtherError;

use super::*;

/// The names of the cause are those of rustls-webpki, as `tests/faults` has them
/// from the wire.
#[derive(Debug)]
enum Cause {
    CaUsedAsEndEntity,
    UnsupportedCertVersion,
    PathLenConstraintViolated,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Cause {}

fn certificate(error: Error) -> ureq::Error {
    ureq::Error::Rustls(rustls::Error::InvalidCertificate(error))
}

#[test]
fn each_certificate_that_does_not_verify_says_why_and_what_to_do() {
    let other = |cause| Error::Other(OtherError(Arc::new(cause)));
    let who = "check --api-host, and who answers there";
    for (error, why, hint) in [
        (
            Error::UnknownIssuer,
            "its issuer is not known",
            "check --api-host; for a private root, pass its PEM file as --ca-file",
        ),
        (
            other(Cause::CaUsedAsEndEntity),
            "it is the certificate of a CA, not of a server",
            "give the server a certificate that the CA issued (CA:FALSE), and pass that of the CA as --ca-file",
        ),
        (Error::Expired, "it has expired", RENEW),
        (Error::NotValidYet, "it is not valid yet", WAIT),
        (
            Error::NotValidForName,
            "it is for another name",
            "pass the name that the certificate is for as --api-host, and check who answers there",
        ),
        (
            Error::InvalidPurpose,
            "it is for another purpose than a server's",
            who,
        ),
        (Error::BadEncoding, "it cannot be read", who),
        (Error::BadSignature, "its signature is wrong", who),
        (
            Error::UnsupportedSignatureAlgorithmContext {
                signature_algorithm_id: vec![],
                supported_algorithms: vec![],
            },
            "it is signed by a method that is not supported",
            who,
        ),
        (
            other(Cause::UnsupportedCertVersion),
            "it is of an old version of X.509: a server needs version 3",
            who,
        ),
        (
            other(Cause::PathLenConstraintViolated),
            "it breaks a rule of X.509",
            who,
        ),
    ] {
        let problem = problem(&certificate(error), false).unwrap();
        let refusal = problem.refusal(false, None);
        let cause = format!("the certificate of the API host does not verify: {why}");
        assert_eq!(refusal.what, cause);
        assert_eq!(refusal.hint, hint);
        let unfit = problem.is_unknown_issuer();
        let hint = if unfit { UNFIT_ROOTS } else { hint };
        assert_eq!(problem.refusal(true, None).hint, hint);
        // The proxy's was good.
        assert_eq!(problem.refusal(false, Some("proxy:1")).what, cause);
        let problem = CertificateProblem {
            is_of_proxy: true,
            ..problem
        };
        let refusal = problem.refusal(true, Some("proxy:1"));
        let cause = cause.replace("the API host", "the proxy proxy:1");
        let is_of_clock = hint.contains("clock");
        let hint = if is_of_clock { hint } else { OF_PROXY };
        assert_eq!((&*refusal.what, &*refusal.hint), (&*cause, hint));
    }
}

/// ureq tells of it in both ways, by where it noticed.
#[test]
fn a_certificate_that_does_not_verify_is_known_wherever_it_was_noticed() {
    let error = || rustls::Error::InvalidCertificate(Error::UnknownIssuer);
    let plain = ureq::Error::Rustls(error());
    let wrapped = ureq::Error::Io(io::Error::new(ErrorKind::InvalidData, error()));
    for error in [plain, wrapped] {
        assert_eq!(problem(&error, true), Some(UNKNOWN_ISSUER));
    }
}

#[test]
fn an_unknown_issuer_tells_the_least_and_less_of_the_proxy() {
    let of = |error, is_of_proxy| problem(&certificate(error), is_of_proxy).unwrap();
    let from_the_least = [
        UNKNOWN_ISSUER,
        of(Error::UnknownIssuer, false),
        of(Error::Expired, true),
        of(Error::NotValidYet, false),
    ];
    for (index, less) in from_the_least.iter().enumerate() {
        for more in &from_the_least[index..] {
            assert_eq!(less.or_better(*more), *more);
            assert_eq!(more.or_better(*less), *more);
        }
    }
    // Of two that tell as much, the first is told.
    let (expired, not_yet) = (of(Error::Expired, false), of(Error::NotValidYet, false));
    assert_eq!(expired.or_better(not_yet), expired);
    assert_eq!(not_yet.or_better(expired), not_yet);
}
