//! An account's quota, by the API's documentation: 1000 requests in an hour that
//! runs from the first.

use std::time::Duration;

use northflank_gate::model::quota::Quota;

const LIMIT: u64 = 1000;
const WINDOW: Duration = Duration::from_secs(3600);

/// What an account has spent. Times are in simulated time.
#[derive(Clone, Debug, Default)]
pub struct Account {
    start: Option<Duration>,
    spent: u64,
    /// Requests that were sent.
    pub asked: u32,
    /// Those that found nothing left.
    pub refused: u32,
}

impl Account {
    /// Spends a request, if there is one left; and what is left.
    pub fn ask(&mut self, now: Duration) -> (bool, Quota) {
        let is_over = |start: Duration| now.saturating_sub(start) >= WINDOW;
        let start = match self.start {
            Some(start) if !is_over(start) => start,
            Some(_) | None => {
                self.spent = 0;
                *self.start.insert(now)
            }
        };
        let is_left = self.spent < LIMIT;
        self.asked += 1;
        self.spent += u64::from(is_left);
        self.refused += u32::from(!is_left);
        let left = WINDOW.saturating_sub(now.saturating_sub(start));
        let quota = Quota {
            limit: LIMIT,
            remaining: LIMIT - self.spent,
            // In whole seconds, rounded up.
            resets_in: Duration::from_secs(
                left.as_millis().div_ceil(1000).try_into().unwrap_or(3600),
            ),
        };
        (is_left, quota)
    }
}
