//! The end of a run: the result goes wherever it was asked for, then the
//! verdict is told. What could not be written is told as well, and keeps the
//! gate from opening; a signal that comes meanwhile wins.

use std::time::Duration;

use super::Session;
use crate::cli::config::Config;
use crate::cli::error::UsageError;
use crate::gate::verdict::{Outcome, Signal, TargetReport, UNWRITTEN, Verdict};
use crate::model::quota::Quota;
use crate::report::conclusion_text::{self, Ending};
use crate::report::outputs;
use crate::report::record::Record;
use crate::report::summary::{self, Cost};
use crate::world::Event;

/// A disk or a pipe that takes longer than this to take the result hangs.
const WRITING: Duration = Duration::from_secs(10);

impl Session<'_> {
    /// Ends a run that has a verdict, unless a signal came before it could be
    /// written.
    pub(super) fn conclude(&mut self, config: &Config, verdict: &Verdict) -> u8 {
        let cancelled = self
            .pending_signal()
            .map(|signal| verdict.cancelled_by(signal));
        let verdict = cancelled.as_ref().unwrap_or(verdict);
        let requests = self.world.requests();
        let waited = self.world.elapsed();
        let own_clock = self.world.machine_time().and_then(|now| now.before(waited));
        let verdict = &Verdict {
            began: verdict.began.or(own_clock),
            ..verdict.clone()
        };
        let ending = conclusion_text::of_verdict(config, verdict, requests, &self.safe);
        let record = Record::new(
            config,
            verdict,
            ending.message(),
            waited,
            requests,
            &self.safe,
        );
        self.end(ending, &record, &verdict.targets, verdict.quota)
    }

    fn pending_signal(&mut self) -> Option<Signal> {
        match self.world.next_event(Duration::ZERO) {
            Event::Signal(signal) => Some(signal),
            Event::Nothing | Event::Response(_) => None,
        }
    }

    /// Ends a run whose options make no sense, unless a signal came while they
    /// were read.
    pub(super) fn reject(&mut self, error: &UsageError) -> u8 {
        let (outcome, ending) = match self.pending_signal() {
            Some(signal) => (Outcome::Cancelled(signal), Ending::of_signal(signal)),
            None => (Outcome::Usage, Ending::of_usage(error, &self.safe)),
        };
        let waited = self.world.elapsed();
        let record = Record::without_verdict(outcome, ending.message(), waited);
        self.end(ending, &record, &[], None)
    }

    /// So that nothing from an earlier run is taken for this one's. A place that
    /// cannot be written to now is left out from here on.
    ///
    /// # Errors
    ///
    /// [`UsageError::Unwritable`], for the first such place.
    pub(super) fn mark_unfinished(&mut self) -> Result<(), UsageError> {
        let (world, telling) = (&mut self.world, &mut self.telling);
        let mut errors = Vec::new();
        let mut can = |place: &str, written: Result<(), String>| {
            let place = place.to_owned();
            let error = written.map_err(|why| UsageError::Unwritable { place, why });
            error.map_err(|error| errors.push(error)).is_ok()
        };
        let text = Record::unfinished().json();
        telling.json.retain(|path| {
            !world.is_plain_file(path) || can(&format!("--json {path}"), world.replace(path, &text))
        });
        let files = [
            ("GITHUB_OUTPUT", &mut telling.github_output),
            ("GITHUB_STEP_SUMMARY", &mut telling.github_summary),
        ];
        for (variable, file) in files {
            file.take_if(|path| !can(variable, world.check_append(path)));
        }
        errors.into_iter().next().map_or(Ok(()), Err)
    }

    /// Writes the result wherever it was asked for, then the verdict.
    fn end(
        &mut self,
        ending: Ending,
        record: &Record,
        targets: &[TargetReport],
        quota: Option<Quota>,
    ) -> u8 {
        let is_open = ending.exit_code == Outcome::Success.exit_code();
        let if_unwritten = if is_open { UNWRITTEN } else { ending.exit_code };
        let until = self.world.elapsed().saturating_add(WRITING);
        self.world.arm(until, if_unwritten);
        let (write_errors, left_out) = self.write(&ending, record, targets, quota);
        let mut ending = ending;
        ending.notes.extend(left_out);
        if let Some(signal) = self.signal_within(&ending) {
            return self.cancel(signal);
        }
        let ending = if write_errors.is_empty() {
            ending
        } else {
            ending.unwritten()
        };
        let mut lines = self.voice.ending(&ending);
        lines.extend(write_errors.iter().map(|text| self.voice.write_error(text)));
        self.tell(lines);
        ending.exit_code
    }

    /// A signal that came while this ending was written, which it is not.
    fn signal_within(&mut self, ending: &Ending) -> Option<Signal> {
        self.pending_signal()
            .filter(|signal| Outcome::Cancelled(*signal).exit_code() != ending.exit_code)
    }

    /// Ends a run again, as cancelled: of two outputs of one name, the last
    /// counts.
    fn cancel(&mut self, signal: Signal) -> u8 {
        let ending = Ending::of_signal(signal);
        let waited = self.world.elapsed();
        let outcome = Outcome::Cancelled(signal);
        let record = Record::without_verdict(outcome, ending.message(), waited);
        self.end(ending, &record, &[], None)
    }

    fn write(
        &mut self,
        ending: &Ending,
        record: &Record,
        targets: &[TargetReport],
        quota: Option<Quota>,
    ) -> (Vec<String>, Option<String>) {
        let mut write_errors = Vec::new();
        let mut left_out = None;
        let mut note = |place: &str, written: Result<(), String>| {
            if let Err(why) = written {
                write_errors.push(conclusion_text::unwritten(place, &why, &self.safe));
            }
        };
        if let Some(path) = &self.telling.github_output {
            let text = outputs::text(record, self.world.chance());
            note("GITHUB_OUTPUT", self.world.append(path, &text));
        }
        if let Some(path) = &self.telling.github_summary {
            let cost = Cost {
                waited: self.world.elapsed(),
                sent: self.world.requests(),
                quota,
            };
            let held = self.world.file_size(path);
            let summary = summary::fitted(held, targets.len(), |rows| {
                summary::text(ending, targets, cost, rows, &self.safe)
            });
            left_out = summary.left_out;
            note(
                "GITHUB_STEP_SUMMARY",
                self.world.append(path, &summary.text),
            );
        }
        for path in &self.telling.json {
            let text = record.json();
            note(path, self.world.replace(path, &text));
        }
        (write_errors, left_out)
    }
}
