//! What a phase is, and what a watched connection says of itself.

use super::*;

#[test]
fn a_request_is_in_the_phase_that_it_entered_last() {
    let phase = CurrentPhase::default();
    assert_eq!(phase.get(), Phase::Name);
    for entered in [Phase::Connect, Phase::Wait, Phase::Name] {
        phase.clone().enter(entered);
        assert_eq!(phase.get(), entered);
    }
}

/// A connection of which this is known.
#[derive(Debug)]
struct FixedConnection {
    is_open: bool,
    is_tls: bool,
}

impl Transport for FixedConnection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        unreachable!("nothing is sent")
    }

    fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        Ok(())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        Ok(false)
    }

    fn is_open(&mut self) -> bool {
        self.is_open
    }

    fn is_tls(&self) -> bool {
        self.is_tls
    }
}

#[test]
fn a_watched_connection_is_what_the_inner_one_is() {
    for (is_open, is_tls) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut watched = Watched {
            inner: FixedConnection { is_open, is_tls }.boxed(),
            phase: None,
            connect: None,
            has_input: false,
        };
        assert_eq!((watched.is_open(), watched.is_tls()), (is_open, is_tls));
    }
}
