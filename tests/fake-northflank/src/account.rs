//! The account’s quota: so many requests in a window of one hour, which runs
//! from the first request.

use std::time::Duration;

const WINDOW: Duration = Duration::from_secs(60 * 60);

/// What one account has spent.
#[derive(Debug)]
pub(crate) struct Account {
    limit: u64,
    spent: u64,
    window_start: Option<Duration>,
}

impl Account {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit,
            spent: 0,
            window_start: None,
        }
    }

    /// Spends one request at the time `elapsed`; says whether there was one
    /// left.
    pub(crate) fn spend(&mut self, elapsed: Duration) -> bool {
        let over = |start| elapsed.saturating_sub(start) >= WINDOW;
        if self.window_start.is_none_or(over) {
            self.window_start = Some(elapsed);
            self.spent = 0;
        }
        let is_left = self.spent < self.limit;
        if is_left {
            self.spent += 1;
        }
        is_left
    }

    /// The headers that tell a client how much is left.
    pub(crate) fn headers(&self, elapsed: Duration) -> [(&'static str, String); 3] {
        let age = self
            .window_start
            .map_or(Duration::ZERO, |start| elapsed.saturating_sub(start));
        let (spent, left) = match WINDOW.checked_sub(age) {
            Some(left) if !left.is_zero() => (self.spent, left),
            Some(_) | None => (0, WINDOW),
        };
        // Rounded up: a client that waits for so long finds the window over.
        let seconds = left.as_millis().div_ceil(1000);
        [
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", (self.limit - spent).to_string()),
            ("x-ratelimit-reset", seconds.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Account;

    fn values(account: &Account, seconds: u64) -> [String; 3] {
        account
            .headers(Duration::from_secs(seconds))
            .map(|(_, value)| value)
    }

    #[test]
    fn the_window_runs_from_the_first_request() {
        let mut account = Account::new(2);
        assert_eq!(values(&account, 5), ["2", "2", "3600"]);
        assert!(account.spend(Duration::from_secs(10)));
        assert_eq!(values(&account, 10), ["2", "1", "3600"]);
        assert!(account.spend(Duration::from_millis(20_500)));
        assert!(!account.spend(Duration::from_secs(30)));
        assert_eq!(values(&account, 30), ["2", "0", "3580"]);
        assert!(!account.spend(Duration::from_secs(3609)));
        assert_eq!(values(&account, 3610), ["2", "2", "3600"]);
        assert!(account.spend(Duration::from_secs(3610)));
        assert_eq!(values(&account, 3610), ["2", "1", "3600"]);
    }
}
