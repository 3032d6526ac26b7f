//! By which address of its name a host is tried, when it has several.
//!
//! One of them may be dead: packets to it are lost, or it accepts and stays
//! silent. So each connection is tried by one address alone, and after a fault
//! the next one is tried. An address that answered is kept.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::phase::{CurrentPhase, Phase};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// The addresses of a host, of which one is in turn. Clones share the turn.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    resolver: Arc<dyn Resolver>,
    turn: Arc<AtomicUsize>,
    /// How many there were when the name was looked up last.
    count: Arc<AtomicUsize>,
    phase: CurrentPhase,
}

impl Addresses {
    /// The addresses that this resolver finds.
    pub(super) fn new(resolver: impl Resolver, phase: CurrentPhase) -> Self {
        Self {
            resolver: Arc::new(resolver),
            turn: Arc::default(),
            count: Arc::default(),
            phase,
        }
    }

    /// From now on, the next address is in turn.
    pub(super) fn advance(&self) {
        self.turn.fetch_add(1, Ordering::Relaxed);
    }

    /// How many addresses the host has, as far as that is known.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

impl Resolver for Addresses {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.phase.enter(Phase::Name);
        let all = self.resolver.resolve(uri, config, timeout)?;
        self.phase.enter(Phase::Connect);
        self.count.store(all.len(), Ordering::Relaxed);
        let mut chosen = self.empty();
        if let Some(address) = in_turn(&all, self.turn.load(Ordering::Relaxed)) {
            chosen.push(address);
        }
        Ok(chosen)
    }
}

/// The address whose turn it is: those of the first one's family and those of the
/// other take turns, since a whole family may be dead.
fn in_turn(all: &[SocketAddr], turn: usize) -> Option<SocketAddr> {
    let is_first_family =
        |address: &SocketAddr| Some(address.is_ipv6()) == all.first().map(SocketAddr::is_ipv6);
    let (one, other): (Vec<_>, Vec<_>) = all.iter().copied().partition(is_first_family);
    let by_turns = (0..all.len()).flat_map(|place| [one.get(place), other.get(place)]);
    let index = turn.checked_rem(all.len())?;
    by_turns.flatten().nth(index).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns_and_every_address_has_one() {
        let order = |texts: &[&str]| {
            let all: Vec<SocketAddr> = texts.iter().map(|text| text.parse().unwrap()).collect();
            let turns = (0..=all.len()).map(|turn| in_turn(&all, turn).unwrap().to_string());
            turns.collect::<Vec<_>>()
        };
        let [one, two, three] = ["[::1]:1", "[::2]:1", "[::3]:1"];
        let [four, five] = ["127.0.0.1:1", "127.0.0.2:1"];
        assert_eq!(order(&[one]), [one, one]);
        assert_eq!(
            order(&[one, two, three, four]),
            [one, four, two, three, one]
        );
        assert_eq!(order(&[four, one, two]), [four, one, two, four]);
        assert_eq!(order(&[one, four, five]), [one, four, five, one]);
        assert_eq!(order(&[four, five]), [four, five, four]);
        assert_eq!(in_turn(&[], 0), None);
    }
}
