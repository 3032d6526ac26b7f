//! The signals that end a run.

/// Each signal that ends a run in these circumstances, with its exit code. Under
/// `nohup` SIGHUP is ignored, and the gate leaves it so.
#[must_use]
pub fn ending() -> Vec<(&'static str, i32)> {
    let mut signals = vec![("INT", 130), ("TERM", 143)];
    if !is_hangup_ignored() {
        signals.push(("HUP", 129));
    }
    signals
}

/// Whether this process ignores SIGHUP, by the `SigIgn` line of Linux's `/proc`.
#[expect(
    clippy::disallowed_methods,
    reason = "tests read files where they need them"
)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
}
