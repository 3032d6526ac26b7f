//! The notes on `--retry-grace`: why it was cut short, and whether a newer build may have
//! been missed. They must not change the verdict.

use super::EndedRun;
use super::quota_text::fault_with_quota;
use crate::gate::verdict::Verdict;
use crate::model::duration;
use crate::pacing::rate_limit::is_at_reserve;
use crate::report::phrases::quota_left;

/// A note if a newer build was waited for and the run ended before the time for it was
/// over.
pub(super) fn note(run: &EndedRun<'_>) -> Option<String> {
    let left = run.verdict.grace_left;
    if left.is_zero() {
        return None;
    }
    let why = of_another_target(run).unwrap_or_else(|| no_poll(run));
    Some(format!(
        "--retry-grace was cut by {}: {why}",
        duration::short(left)
    ))
}

/// A note if a newer build may have been missed, and the other note does not say why.
pub(super) fn unread(run: &EndedRun<'_>) -> Option<String> {
    let (fault, read) = (run.deciding().fault.as_ref()?, run.deciding().last_read?);
    let left = run.verdict.grace_left;
    let is_cut_by_it = run.verdict.outranked.is_some() || fault.retry_after >= Some(left);
    (left.is_zero() || !is_cut_by_it).then(|| {
        format!(
            "the list could not be read in the last {}, and may show a newer build: {}",
            duration::short(run.verdict.elapsed.saturating_sub(read)),
            run.sanitizer.line(&fault.what)
        )
    })
}

/// What ended the run by another target, which the failure outranks.
fn of_another_target(run: &EndedRun<'_>) -> Option<String> {
    let (reason, target) = run.verdict.outranked.as_ref()?;
    let verdict = &Verdict {
        reason: reason.clone(),
        deciding: *target,
        ..run.verdict.clone()
    };
    // Only a success tells the requests.
    let ending = EndedRun { verdict, ..*run }.ending(0);
    let causes = [Some(ending.message), ending.cause];
    Some(causes.into_iter().flatten().collect::<Vec<_>>().join(": "))
}

/// Why no poll came in the time that was left, as far as that is known.
fn no_poll(run: &EndedRun<'_>) -> String {
    let (verdict, left) = (run.verdict, run.verdict.grace_left);
    if verdict.elapsed.saturating_add(left) > run.config.limits.deadline() {
        return "--timeout comes first".to_owned();
    }
    let faults = verdict
        .targets
        .iter()
        .filter_map(|report| report.fault.as_ref());
    let mut binding = faults.filter(|fault| fault.retry_after.is_some());
    // Without a fault a fixed interval waits for the quota only where nothing is left.
    let quota = verdict.quota.filter(|quota| is_at_reserve(*quota));
    match (binding.next(), quota) {
        (Some(fault), _) => fault_with_quota(run, fault),
        (None, Some(quota)) if quota.remaining == 0 => quota_left(quota),
        (None, Some(quota)) => {
            let left = quota_left(quota);
            format!("{left}, and the last tenth is kept for people")
        }
        (None, None) => "no poll was to come in that time".to_owned(),
    }
}
