//! Certificates: good ones, and those that must not be trusted.

use std::error::Error;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What a server shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity<'a> {
    /// A certificate for this name or address.
    Of(&'a str),
    /// One that has expired.
    Expired(&'a str),
    /// One whose time has not come.
    NotYetValid(&'a str),
    /// The certificate of the authority itself.
    Authority,
}

/// Somebody who issues certificates, and whom nobody trusts of itself.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new authority of this name.
    ///
    /// # Errors
    ///
    /// Where the system has no chance to offer.
    pub fn new(name: &str) -> Result<Self, Box<dyn Error>> {
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()])?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        Ok(Self(CertifiedIssuer::self_signed(params, key)?))
    }

    /// Its own certificate, for whoever wants to trust it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// The same as bytes, in DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// A server's side of TLS, with a certificate of this authority.
    ///
    /// # Errors
    ///
    /// Where the name is none.
    pub fn issue(&self, identity: Identity<'_>) -> Result<Arc<ServerConfig>, Box<dyn Error>> {
        let (name, years) = match identity {
            Identity::Of(name) => (name, None),
            Identity::Expired(name) => (name, Some((2020, 2021))),
            Identity::NotYetValid(name) => (name, Some((2090, 2091))),
            Identity::Authority => {
                let certificate = self.0.der().clone();
                return server(certificate, self.0.key());
            }
        };
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        if let Some((first, last)) = years {
            params.not_before = date_time_ymd(first, 1, 1);
            params.not_after = date_time_ymd(last, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.0)?;
        server(certificate.der().clone(), &key)
    }
}

fn server(
    certificate: CertificateDer<'static>,
    key: &KeyPair,
) -> Result<Arc<ServerConfig>, Box<dyn Error>> {
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    Ok(Arc::new(config))
}
