//! How far a request has come: what it hangs in when its time is up.
//!
//! ureq says that the time of a request is up, and not in what. So each step on
//! the way notes when it begins: the resolver, a connector between the others,
//! and the transport.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ureq::unversioned::transport::time::Instant;
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    TcpConnector, Transport,
};

/// A part of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The name of the host is looked up.
    #[default]
    Name,
    /// A connection is opened, to the host or to the proxy.
    Connect,
    /// The handshake of TLS with the proxy.
    ProxyTls,
    /// The proxy is asked for a connection to the host.
    Proxy,
    /// The handshake of TLS with the host.
    Tls,
    /// The request is sent.
    Send,
    /// The answer has not come.
    Wait,
}

impl Phase {
    /// What was going on, as the end of a sentence, with this proxy or host at the other
    /// end of the connection.
    #[must_use]
    pub fn text(self, other_end: &str) -> String {
        match self {
            Self::Name => format!("looking up the name of {other_end}"),
            Self::Connect => format!("connecting to {other_end}"),
            Self::ProxyTls => format!("in the TLS handshake with {other_end}"),
            Self::Proxy => "waiting for the proxy to connect".to_owned(),
            Self::Tls => "in the TLS handshake".to_owned(),
            Self::Send => "sending the request".to_owned(),
            Self::Wait => "waiting for the answer".to_owned(),
        }
    }

    /// What to do about a request that comes no further, where that is not to
    /// check the network.
    #[must_use]
    pub const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("check --api-host and the name servers (DNS) of this machine"),
            Self::Connect => None,
            Self::ProxyTls => Some(
                "check the proxy (HTTPS_PROXY or ALL_PROXY): does it speak TLS, or is it an http:// one?",
            ),
            Self::Proxy => {
                Some("check the proxy (HTTPS_PROXY or ALL_PROXY) and whether it passes CONNECT")
            }
            Self::Tls => {
                Some("check --api-host and the proxies and firewalls that may hold up TLS")
            }
            Self::Send | Self::Wait => Some(
                "see whether Northflank has an incident; where the API is only slow, give it longer (--request-timeout, --timeout, for its first answer --appear-timeout)",
            ),
        }
    }
}

/// The phase of the request that is under way. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct CurrentPhase(Arc<Mutex<Phase>>);

impl CurrentPhase {
    pub(super) fn enter(&self, phase: Phase) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    pub(super) fn get(&self) -> Phase {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connectors that ureq has by default, with notes between them.
pub(super) fn connector(phase: &CurrentPhase, has_proxy: bool) -> impl Connector {
    let route = Route {
        phase: phase.clone(),
        has_proxy,
    };
    ().chain(ConnectProxyConnector::default())
        .chain(TcpConnector::default())
        .chain(Connected(route.clone()))
        .chain(RustlsConnector::default())
        .chain(Ready(route))
}

/// The way to the host, with or without a proxy.
#[derive(Clone, Debug)]
struct Route {
    phase: CurrentPhase,
    has_proxy: bool,
}

impl Route {
    /// Whether this connection ends at the proxy: the one to it has none itself.
    fn ends_at_proxy(&self, details: &ConnectionDetails<'_>) -> bool {
        self.has_proxy && details.config.proxy().is_none()
    }
}

/// Notes that the connection is open, so that TLS begins.
#[derive(Debug)]
struct Connected(Route);

impl<In: Transport> Connector<In> for Connected {
    type Out = In;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<In>, ureq::Error> {
        let is_to_proxy = self.0.ends_at_proxy(details);
        let phase = if is_to_proxy {
            Phase::ProxyTls
        } else {
            Phase::Tls
        };
        self.0.phase.enter(phase);
        Ok(chained)
    }
}

/// Notes that requests can be sent, and watches them.
#[derive(Debug)]
struct Ready(Route);

impl<In: Transport> Connector<In> for Ready {
    type Out = Watched;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Watched>, ureq::Error> {
        // All of the other connection goes through it, so that it notes nothing later.
        let Self(route) = self;
        let is_to_proxy = route.ends_at_proxy(details);
        let phase = if is_to_proxy {
            Phase::Proxy
        } else {
            Phase::Send
        };
        route.phase.enter(phase);
        Ok(chained.map(|inner| Watched {
            inner: inner.boxed(),
            phase: (!is_to_proxy).then(|| route.phase.clone()),
            connect: is_to_proxy.then(|| Deadline::of(details)),
            has_input: false,
        }))
    }
}

/// A connection that notes whether it sends or waits.
#[derive(Debug)]
struct Watched {
    inner: Box<dyn Transport>,
    /// None where it leads to the proxy.
    phase: Option<CurrentPhase>,
    /// When the proxy's answer to CONNECT must have come; ureq gives each read of it
    /// the whole time again. None behind the answer.
    connect: Option<Deadline>,
    /// Whether anything was read.
    has_input: bool,
}

/// The end of a time that began with a connection.
struct Deadline {
    began: Instant,
    length: Duration,
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl Deadline {
    fn of(details: &ConnectionDetails<'_>) -> Self {
        Self {
            began: details.now,
            length: *details.timeout.after,
            now: Arc::clone(&details.current_time),
        }
    }

    /// How much of the time is left; all, where the clock cannot be read.
    fn left(&self) -> Duration {
        match (self.began, (self.now)()) {
            (Instant::Exact(began), Instant::Exact(now)) => self
                .length
                .saturating_sub(now.saturating_duration_since(began)),
            (Instant::AlreadyHappened | Instant::Exact(_) | Instant::NotHappening, _) => {
                self.length
            }
        }
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.length.fmt(formatter)
    }
}

impl Watched {
    fn enter(&self, phase: Phase) {
        if let Some(current) = &self.phase {
            current.enter(phase);
        }
    }
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        // What is sent after an answer goes to the host, and has a time of its own.
        self.connect.take_if(|_| self.has_input);
        self.enter(Phase::Send);
        self.inner.transmit_output(amount, timeout)?;
        self.enter(Phase::Wait);
        Ok(())
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.has_input = true;
        if let Some(connect) = &self.connect {
            let left = connect.left();
            if left.is_zero() {
                return Err(ureq::Error::Timeout(timeout.reason));
            }
            timeout.after = left.min(*timeout.after).into();
        }
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

#[cfg(test)]
mod tests;
