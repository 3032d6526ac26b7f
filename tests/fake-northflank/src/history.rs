//! The builds of the past: as many as a scenario wants, each one made from
//! its number when it is asked for.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::render;

/// 2026-01-01T00:00:00Z.
const NEWEST: u64 = 1_767_225_600;
const HOUR: u64 = 60 * 60;

/// The `number`th build of the past, counted from 1 for the newest. One was
/// made each hour; none is older than the Unix epoch, where the text form of
/// a date ends.
pub(crate) fn build(target: &str, number: u64) -> Value {
    let seconds = NEWEST.saturating_sub(number.saturating_mul(HOUR));
    let created = UNIX_EPOCH + Duration::from_secs(seconds);
    let outline = render::Outline {
        target,
        id: &format!("past-{number:06}"),
        sha: &sha(number),
        branch: "main",
        status: "SUCCESS",
        created: &render::date(created),
    };
    let conclusion = render::Conclusion {
        message: Some("Image successfully built"),
        concluded_at: seconds + render::BUILD_SECONDS,
    };
    Value::Object(render::build(&outline, Some(&conclusion)))
}

/// Forty hexadecimal digits that belong to the number and look like chance.
fn sha(number: u64) -> String {
    let [first, second, third] = [1, 2, 3].map(|salt| scatter(number ^ (salt << 56)));
    let third = third >> 32;
    format!("{first:016x}{second:016x}{third:08x}")
}

/// The finishing step of the `SplitMix64` generator.
fn scatter(number: u64) -> u64 {
    let mut word = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{build, sha};

    #[test]
    fn one_build_an_hour_before_the_year() {
        let newest = build("jobs/api", 1);
        assert_eq!(newest["id"], "past-000001");
        assert_eq!(newest["createdAt"], "2025-12-31T23:00:00.000Z");
        assert_eq!(newest["buildConcludedAt"], 1_767_222_240);
        assert_eq!(newest["status"], "SUCCESS");
        assert_eq!(newest["success"], true);
        assert_eq!(
            build("jobs/api", 24)["createdAt"],
            "2025-12-31T00:00:00.000Z"
        );
        assert_eq!(
            build("jobs/api", u64::MAX)["createdAt"],
            "1970-01-01T00:00:00.000Z"
        );
    }

    #[test]
    fn every_number_has_a_sha_of_its_own() {
        let shas: HashSet<String> = (1..=10_000).map(sha).collect();
        assert_eq!(shas.len(), 10_000);
        assert!(shas.iter().all(|sha| sha.len() == 40));
        assert_eq!(sha(1), sha(1));
    }
}
