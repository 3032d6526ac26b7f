//! Finds the facts of a poll: what it shows that was not reported yet.
//!
//! It remembers what it reported last of each target. When nothing changes it
//! breaks the silence, since some CI systems end a step that is silent for long.
//! It must not report what no list has shown.

use std::mem::discriminant;
use std::time::Duration;

use super::fact::{Fact, FactKind, LastSeen, Wait};
use super::transition::{self, Reported};
use crate::cli::config::Config;
use crate::cli::output::Detail;
use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::{NotBefore, Selector};
use crate::gate::verdict::TargetReport;
use crate::model::timestamp::Timestamp;

/// Clocks that differ by more are worth a warning, whatever `--not-before` says.
const MAX_CLOCK_DIFFERENCE: Duration = Duration::from_secs(3600);
/// Clocks that differ by less are worth none, however little `--not-before` counts back.
const MIN_CLOCK_DIFFERENCE: Duration = Duration::from_secs(60);

/// The longest silence.
pub const HEARTBEAT: Duration = Duration::from_secs(60);
/// The longest silence with `--quiet`: CI systems end steps that are silent for
/// ten minutes.
pub const QUIET_HEARTBEAT: Duration = Duration::from_secs(300);

/// What was reported so far.
#[derive(Clone, Debug)]
pub struct ProgressLog {
    pub(super) config: Config,
    detail: Detail,
    /// What was reported of each target.
    pub(super) reported: Vec<Reported>,
    /// Whether it was reported that the quota makes the intervals longer.
    pub(super) reported_stretch: bool,
    /// Whether it was reported that the quota's next window is waited for.
    pub(super) reported_reset: bool,
    reported_clocks: bool,
    /// What is waited for, where that is not the usual interval.
    pub(super) wait: Option<Wait>,
    /// When the log last got a line.
    last_line_at: Duration,
}

impl ProgressLog {
    /// A log in which nothing was reported yet.
    #[must_use]
    pub fn new(config: &Config, detail: Detail) -> Self {
        Self {
            config: config.clone(),
            detail,
            reported: vec![Reported::default(); config.targets.len()],
            reported_stretch: false,
            reported_reset: false,
            reported_clocks: false,
            wait: None,
            last_line_at: Duration::ZERO,
        }
    }

    /// When the silence must be broken.
    #[must_use]
    pub const fn heartbeat_at(&self) -> Duration {
        let silence = match self.detail {
            Detail::Quiet => QUIET_HEARTBEAT,
            Detail::Normal | Detail::Verbose => HEARTBEAT,
        };
        self.last_line_at.saturating_add(silence)
    }

    /// A warning, once, if the clocks of the API and of this machine differ by much and
    /// `--not-before` counts: the time given there is compared with the API's. They were
    /// read within `apart` of each other.
    pub fn clock_fact(
        &mut self,
        elapsed: Duration,
        apart: Duration,
        api: Option<Timestamp>,
        machine: Option<Timestamp>,
    ) -> Option<Fact> {
        let (api, machine) = (api?, machine?);
        let difference = api
            .since(machine)
            .or(machine.since(api))
            .unwrap_or_default();
        let harmless = match self.config.criteria.not_before {
            NotBefore::Any => return None,
            NotBefore::At(_) => MAX_CLOCK_DIFFERENCE,
            NotBefore::Ago(ago) => (ago / 10).clamp(MIN_CLOCK_DIFFERENCE, MAX_CLOCK_DIFFERENCE),
        };
        if self.reported_clocks || difference <= harmless.saturating_add(apart) {
            return None;
        }
        self.reported_clocks = true;
        Some(self.about(elapsed, None, FactKind::ClocksDiffer { api, machine }))
    }

    /// The facts that a poll of a target shows for the first time. A list that the gate
    /// did not take in shows none.
    pub fn poll_facts(
        &mut self,
        elapsed: Duration,
        target: usize,
        report: &TargetReport,
    ) -> Vec<Fact> {
        if report.last_read != Some(elapsed) {
            return vec![];
        }
        self.wait = None;
        let reported = &mut self.reported[target];
        let mut facts = Vec::new();
        match &report.build {
            Some(build) => transition::observe(reported, elapsed, build, report, &mut facts),
            None => facts.extend(transition::observe_absence(
                reported,
                report,
                &self.config.criteria.selector,
            )),
        }
        // This list shows no status of a build that is missing.
        if report.status != TargetStatus::Missing {
            facts.extend(transition::tie(reported, &report.candidates));
        }
        if let Some(why) = &report.incomplete
            && reported.incomplete.as_ref().map(discriminant) != Some(discriminant(why))
        {
            let (why, max_pages) = (why.clone(), self.config.max_pages);
            facts.push(FactKind::Incomplete { why, max_pages });
        }
        reported.incomplete.clone_from(&report.incomplete);
        facts.extend(self.other_branch(target, report));
        if facts.is_empty() && self.detail == Detail::Verbose {
            facts.push(self.unchanged(elapsed, target, report));
        }
        // With --quiet, changes are not shown, and break no silence.
        if !facts.is_empty() && self.detail != Detail::Quiet {
            self.last_line_at = elapsed;
        }
        let fact = |kind| self.fact(Some(target), kind);
        facts.into_iter().map(fact).collect()
    }

    /// The facts that break the silence: how each target that keeps the gate shut
    /// stood when its list was last read, and what is waited for. With `--quiet`, one.
    pub fn heartbeat_facts(&mut self, elapsed: Duration, reports: &[TargetReport]) -> Vec<Fact> {
        self.last_line_at = elapsed;
        let keeps_shut = |(_, report): &(usize, &TargetReport)| {
            !(report.status == TargetStatus::Succeeded && report.is_conclusive)
        };
        let mut shut: Vec<_> = reports.iter().enumerate().filter(keeps_shut).collect();
        if self.detail == Detail::Quiet {
            let worst = shut.into_iter().min_by_key(|(_, report)| concern(report));
            shut = worst.into_iter().collect();
        }
        let fact = |(target, report)| {
            let kind = self.unchanged(elapsed, target, report);
            self.fact(Some(target), kind)
        };
        let facts: Vec<Fact> = shut.into_iter().map(fact).collect();
        if facts.is_empty() {
            return vec![self.fact(None, FactKind::Confirming)];
        }
        facts
    }

    /// The fact that a target is as it was when its list was last read.
    fn unchanged(&self, elapsed: Duration, target: usize, report: &TargetReport) -> FactKind {
        let reported = &self.reported[target];
        // The last list does not show one that is missing.
        let last_build = reported.build.as_ref();
        let last_build = last_build.filter(|_| reported.missing.is_none());
        let is_its_own = |wait: &Wait| wait.target.is_none_or(|index| index == target);
        FactKind::Unchanged {
            seen: LastSeen::of(report, last_build, &self.config.criteria.selector, elapsed),
            grace: self.grace_left(elapsed, report),
            wait: self.wait_at(elapsed).filter(is_its_own),
        }
    }

    /// How long a newer build is still waited for, where one is.
    pub(super) fn grace_left(&self, elapsed: Duration, report: &TargetReport) -> Option<Duration> {
        let until = report.grace_until?.min(self.config.limits.deadline());
        let left = until.saturating_sub(elapsed);
        (!left.is_zero()).then_some(left)
    }

    /// What is still waited for at this time: after a fault, also the poll that is under
    /// way.
    fn wait_at(&self, elapsed: Duration) -> Option<Wait> {
        let mut wait = self.wait.clone()?;
        wait.until = wait.until.filter(|&until| until > elapsed);
        (wait.until.is_some() || wait.fault.is_some()).then_some(wait)
    }

    /// A fact about the run, which breaks the silence, or about one target, which says
    /// nothing of the others.
    pub(super) fn about(
        &mut self,
        elapsed: Duration,
        target: Option<usize>,
        kind: FactKind,
    ) -> Fact {
        if target.is_none() && self.detail != Detail::Quiet {
            self.last_line_at = elapsed;
        }
        self.fact(target, kind)
    }

    /// A fact about a target, which is named where there are several, or about the run.
    pub(super) fn fact(&self, target: Option<usize>, kind: FactKind) -> Fact {
        let targets = &self.config.targets;
        let target = target.filter(|_| targets.len() > 1);
        let target = target.map(|target| targets[target].clone());
        Fact { target, kind }
    }

    /// A warning, once for each build, if its branch is not the one that was pushed:
    /// it may be somebody else's.
    fn other_branch(&mut self, target: usize, report: &TargetReport) -> Option<FactKind> {
        let build = report.build.as_ref()?;
        let (branch, pushed) = self.config.other_branch(build)?;
        let warned = self.reported[target].warned_of.replace(build.id.clone());
        (warned.as_ref() != Some(&build.id)).then(|| FactKind::OtherBranch {
            id: build.id.clone(),
            branch: branch.to_owned(),
            pushed: pushed.to_owned(),
            is_by_id: matches!(self.config.criteria.selector, Selector::Build(_)),
        })
    }
}

/// Of several targets, the one with the lowest number is worth the line of `--quiet`.
fn concern(report: &TargetReport) -> u8 {
    match report.status {
        TargetStatus::Failed(_) => 0,
        _ if report.fault.is_some() => 1,
        TargetStatus::Missing | TargetStatus::NoBuild => 2,
        TargetStatus::Succeeded => 3,
        TargetStatus::Running => 4,
    }
}
