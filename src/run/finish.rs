//! The end of a run: the result goes to every sink, then the verdict to the log.
//! A result that could not be written is reported and keeps the gate from
//! opening; a signal that comes meanwhile wins.

use std::time::Duration;

use super::Session;
use crate::cli::config::Config;
use crate::cli::error::UsageError;
use crate::cli::inputs;
use crate::cli::output::Sink;
use crate::gate::verdict::{Reason, Verdict};
use crate::model::outcome::{Outcome, Signal};
use crate::report::build_log::LogTail;
use crate::report::ending::{Ending, RunResult};
use crate::report::record::Record;
use crate::report::sink::RunReport;
use crate::world::Event;

/// A disk that takes longer than this to take the result hangs; a pipe is given up
/// earlier. At `--timeout` the grace of the watchdog is shorter, and wins.
const WRITE_DEADLINE: Duration = Duration::from_secs(10);

impl Session<'_> {
    /// Ends a run that has a verdict; as cancelled, if a signal comes before the
    /// verdict is written.
    pub(super) fn end_with_verdict(
        &mut self,
        config: &Config,
        verdict: &Verdict,
        log: LogTail,
    ) -> u8 {
        let requests = self.world.requests();
        let waited = self.world.elapsed();
        // Reports say how old a build is: without the API's clock, this machine's is
        // good enough for that.
        let own_clock = self.world.machine_time().and_then(|now| now.before(waited));
        let mut dated = Verdict {
            began: verdict.began.or(own_clock),
            ..verdict.clone()
        };
        if self.output.names_inputs {
            let faults = dated.targets.iter_mut();
            for fault in faults.filter_map(|target| target.fault.as_mut()) {
                fault.what = inputs::in_text(&fault.what);
            }
        }
        let dated = &dated;
        let ending = Ending::of_verdict(config, dated, requests, &self.sanitizer);
        let ending = self.named(ending.with_log(log));
        let record = Record::new(config, dated, &ending, waited, requests, &self.sanitizer);
        let sanitizer = self.sanitizer.clone();
        let written = self.write_everywhere(&RunReport {
            ending: &ending,
            record: &record,
            waited: Some(waited),
            verdict: Some((&config.project, dated)),
            sanitizer: &sanitizer,
        });
        written.unwrap_or_else(|signal| self.end_as_cancelled(config, verdict, signal))
    }

    /// Ends a run that has a verdict, and a signal came before that was reported.
    pub(super) fn end_as_cancelled(
        &mut self,
        config: &Config,
        verdict: &Verdict,
        signal: Signal,
    ) -> u8 {
        let cancelled = Verdict {
            reason: Reason::Cancelled(signal),
            ..verdict.clone()
        };
        self.end_with_verdict(config, &cancelled, LogTail::NotWanted)
    }

    /// The signal that came and was not handled yet, also behind answers that came
    /// too late.
    fn pending_signal(&mut self) -> Option<Signal> {
        loop {
            match self.world.next_event(Duration::ZERO) {
                Event::Signal(signal) => return Some(signal),
                Event::Answer(_) => {}
                Event::Nothing => return None,
            }
        }
    }

    /// Ends a run with invalid usage; as cancelled, if a signal comes before that is
    /// written.
    pub(super) fn end_with_usage_error(&mut self, error: &UsageError) -> u8 {
        let ending = Ending::of_usage(error, &self.sanitizer);
        self.end_without_verdict(ending)
    }

    /// The ending as this run calls its options.
    fn named(&self, ending: Ending) -> Ending {
        if self.output.names_inputs {
            ending.naming_inputs()
        } else {
            ending
        }
    }

    /// Ends a run that has no verdict.
    fn end_without_verdict(&mut self, ending: Ending) -> u8 {
        let waited = self.world.elapsed();
        let ending = &self.named(ending);
        let record = Record::without_verdict(ending, waited);
        let sanitizer = self.sanitizer.clone();
        let written = self.write_everywhere(&RunReport {
            ending,
            record: &record,
            waited: Some(waited),
            verdict: None,
            sanitizer: &sanitizer,
        });
        written.unwrap_or_else(|signal| self.end_without_verdict(Ending::of_signal(signal)))
    }

    /// Marks each result file as unfinished, so that nothing from an earlier run
    /// is taken for this one's. A sink that cannot be written to now is left out
    /// from here on.
    ///
    /// # Errors
    ///
    /// [`UsageError::unwritable`], for the first such sink.
    pub(super) fn prepare_sinks(&mut self) -> Result<(), UsageError> {
        let mut first_error = None;
        for sink in std::mem::take(&mut self.output.sinks) {
            match self.prepare(&sink) {
                Ok(()) => self.output.sinks.push(sink),
                Err(why) => {
                    first_error.get_or_insert(UsageError::unwritable(&sink.label(), &why));
                }
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// Marks the file of a sink as unfinished; one that is added to is only checked,
    /// and nothing is written to what may block.
    fn prepare(&mut self, sink: &Sink) -> Result<(), String> {
        match sink.format.placeholder() {
            None => self.world.check_append(&sink.path),
            Some(text) if self.world.never_blocks(&sink.path) => {
                self.world.replace(&sink.path, &text)
            }
            Some(_) => Ok(()),
        }
    }

    /// Writes the result wherever it was asked for, then the verdict. Returns the
    /// exit code.
    ///
    /// # Errors
    ///
    /// The signal that came before the verdict was written, where the run is not
    /// cancelled anyway. Some files may be written by then: of two outputs of one
    /// name, the last counts.
    fn write_everywhere(&mut self, report: &RunReport<'_>) -> Result<u8, Signal> {
        let ending = report.ending;
        self.unless_cancelled(report)?;
        let if_unwritten = ending.result.if_unwritten().exit_code();
        let until = self.world.elapsed().saturating_add(WRITE_DEADLINE);
        self.world.arm(until, if_unwritten);
        let ending = self.write_to_sinks(report)?;
        self.unless_cancelled(report)?;
        let outputs = self.renderer.outputs(report.record);
        self.world.write_log(outputs);
        let (unix_time, seed) = (self.unix_time(), self.world.random_seed());
        let lines = self.renderer.ending(&ending, unix_time, seed);
        self.world.write_log(lines);
        Ok(ending.result.exit_code())
    }

    /// Lets a signal that came by now win over any result but a cancel.
    fn unless_cancelled(&mut self, report: &RunReport<'_>) -> Result<(), Signal> {
        if matches!(
            report.ending.result,
            RunResult::Ended(Outcome::Cancelled(_))
        ) {
            return Ok(());
        }
        self.pending_signal().map_or(Ok(()), Err)
    }

    /// Writes the result to every sink. Returns the ending that this leads to, which the
    /// sinks after one that failed tell as well.
    ///
    /// # Errors
    ///
    /// The signal that came before the first file was added to: what is added stays.
    fn write_to_sinks(&mut self, report: &RunReport<'_>) -> Result<Ending, Signal> {
        let mut ending = report.ending.clone();
        let sinks = self.output.sinks.clone();
        let first_added = sinks.iter().position(|sink| sink.format.is_append());
        for (index, sink) in sinks.iter().enumerate() {
            if Some(index) == first_added {
                self.unless_cancelled(report)?;
            }
            let seed = self.world.random_seed();
            let held = self.world.file_size(&sink.path);
            let report = RunReport {
                ending: &ending,
                ..*report
            };
            let rendered = sink.format.render(&report, held, seed);
            ending.notes.extend(rendered.left_out);
            let written = if sink.format.is_append() {
                self.world.append(&sink.path, &rendered.text)
            } else {
                self.world.replace(&sink.path, &rendered.text)
            };
            if let Err(why) = written {
                let [place, why] = [&sink.label(), &why].map(|text| self.sanitizer.line(text));
                ending = ending.unwritten(&place, &why);
            }
        }
        Ok(ending)
    }
}
