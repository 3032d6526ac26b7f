//! What a spent quota explains: a fault that named it, and an end that comes
//! before the reset.

use super::EndedRun;
use crate::model::duration;
use crate::model::fault::{Cause, Fault};
use crate::model::quota::Quota;
use crate::report::phrases::quota_left;

/// The hint for a spent quota.
pub(super) const HINT: &str = "rerun this job once the account has requests again, or pass a longer --timeout, one that lasts till then; fewer requests from this account help, too";

/// Whether a fault comes of a spent quota, by its own answer.
pub(super) fn is_rate_limited(fault: &Fault) -> bool {
    matches!(fault.cause, Cause::RateLimit(_)) || spent(fault.quota).is_some()
}

/// What a fault says, and the quota that its answer named where that explains it.
pub(super) fn fault_with_quota(run: &EndedRun<'_>, fault: &Fault) -> String {
    let what = run.sanitizer.line(&fault.what);
    let asked = fault.retry_after.filter(|wait| !wait.is_zero());
    match (spent(fault.quota), asked) {
        (Some(quota), _) => format!("{what}; {}, by that answer", quota_left(quota)),
        (None, Some(wait)) => format!("{what}, and asked to wait {}", duration::short(wait)),
        (None, None) => what,
    }
}

/// A note if the quota was spent at the end, with as much as cause and hint leave out.
pub(super) fn note(run: &EndedRun<'_>) -> Option<String> {
    let is_single_round = run.config.limits.is_single_round();
    let quota = spent(run.verdict.quota).filter(|_| !is_single_round)?;
    let left = quota_left(quota);
    let fault = run.deciding().fault.as_ref();
    match fault.filter(|fault| is_rate_limited(fault)) {
        Some(fault) => spent(fault.quota).is_none().then_some(left),
        None => Some(format!("{left}; {HINT}")),
    }
}

fn spent(quota: Option<Quota>) -> Option<Quota> {
    quota.filter(|quota| quota.remaining == 0)
}
