//! The wire format and the page loop.

use northflank_gate::gate::criteria::Match;
use northflank_gate::gate::listing::PollError;
use northflank_gate::northflank::request::list_builds;
use test_support::values::{list_builds, page};

/// The pages that one poll may read here.
const MAX_PAGES: u32 = 5;

/// Takes a poll at pages that say what the input says: separated by a zero
/// byte, the last again and again.
///
/// # Panics
///
/// Where a poll asks for more pages than it may, keeps a build twice or one
/// that cannot matter, or says that it has read a list that it has not.
pub fn wire(input: &[u8]) {
    let bodies: Vec<&[u8]> = input.split(|byte| *byte == 0).collect();
    let mut asked = 0;
    let request = list_builds(MAX_PAGES);
    let polled = list_builds::poll(&request, |path| {
        assert!(path.is_ascii() && !path.contains(' '), "{path}");
        let body = bodies.get(asked).or(bodies.last()).copied();
        asked += 1;
        page(body.unwrap_or_default())
    });
    assert!((1..=5).contains(&asked), "{asked} requests");
    match polled {
        Ok(listing) => {
            for (place, build) in listing.builds.iter().enumerate() {
                let twins = listing.builds.iter().filter(|other| other.id == build.id);
                assert_eq!(twins.count(), 1, "{place}: {build:?}");
                assert!(
                    request.query.criteria.matches(build) != Match::No,
                    "{build:?}"
                );
                assert!(!build.id.is_empty());
            }
        }
        Err(PollError::Transient { fault, .. }) => assert!(fault.answered, "{fault:?}"),
        Err(PollError::Permanent(refusal)) => panic!("200 is no refusal: {refusal:?}"),
    }
}
