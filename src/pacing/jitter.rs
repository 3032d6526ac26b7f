//! Random numbers, as values: gates that see the same do not come back together. The
//! same seed must give the same run.

use std::time::Duration;

/// Gates that wait for the next window come back spread over this time.
pub const SPREAD: Duration = Duration::from_secs(60);

/// The wait that the API asks for, by a `jitter` from 0 to 1 up to a half
/// longer, and a minute at the most: it asks all gates for the same.
#[must_use]
pub fn with_jitter(asked: Duration, jitter: f64) -> Duration {
    let spread = SPREAD.min(asked / 2);
    asked.saturating_add(spread.mul_f64(jitter.clamp(0.0, 1.0)))
}

/// How long to wait where the account's quota is reset after this time, by a `jitter` from
/// 0 to 1: not all gates ask at that moment.
#[must_use]
pub fn after_reset(reset: Duration, jitter: f64) -> Duration {
    reset.saturating_add(SPREAD.mul_f64(jitter.clamp(0.0, 1.0)))
}

/// Numbers that look random: the generator `SplitMix64`.
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Starts from a seed.
    #[must_use]
    pub const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, from 0 up to 1.
    pub fn next_fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        f64::from(u32::try_from(mixed >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The upper halves of the first numbers that the authors of `SplitMix64`
    /// give for these seeds.
    #[test]
    fn the_generator_is_splitmix64() {
        for (seed, numbers) in [
            (0, [0xe220_a839, 0x6e78_9e6a, 0x06c4_5d18, 0xf88b_b8a8]),
            (
                1_234_567,
                [0x599e_d017, 0x2c73_f084, 0x883e_bce5, 0x3fbe_f740],
            ),
        ] {
            let mut random = SplitMix64::from_seed(seed);
            let drawn = [(); 4].map(|()| random.next_fraction());
            let known = numbers.map(|number: u32| f64::from(number) / 4_294_967_295.0);
            assert_eq!(drawn.map(f64::to_bits), known.map(f64::to_bits));
        }
    }

    #[test]
    fn the_numbers_spread_and_repeat() {
        let mut random = SplitMix64::from_seed(7);
        let numbers: Vec<f64> = (0..1000).map(|_| random.next_fraction()).collect();
        assert!(numbers.iter().all(|number| (0.0..=1.0).contains(number)));
        let mean = numbers.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
        assert_eq!(
            SplitMix64::from_seed(7).next_fraction().to_bits(),
            numbers[0].to_bits()
        );
    }
}
