//! The end of the log of a build that did not succeed, for the person who must
//! find out why. It changes no verdict, and holds one up for five seconds at
//! most.

use std::time::Duration;

use super::Session;
use crate::cli::config::{Config, LogLines};
use crate::gate::verdict::{Reason, Verdict};
use crate::model::build::Field;
use crate::model::outcome::Signal;
use crate::northflank::request::Request;
use crate::northflank::request::build_log::{BuildLog, NoLog, ReadLog};
use crate::report::build_log::LogTail;
use crate::world::Event;

/// How long the reading of a log may hold up a verdict.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// How many lines are shown where `--log-lines` does not say.
const AUTO_LINES: u8 = 50;

impl Session<'_> {
    /// Reads the end of the log of the build that decided, where that did not
    /// succeed and its log may be shown.
    ///
    /// # Errors
    ///
    /// The signal that came meanwhile.
    pub(super) fn read_log(
        &mut self,
        config: &Config,
        verdict: &Verdict,
    ) -> Result<LogTail, Signal> {
        let report = verdict.deciding_target();
        let (Reason::Failed(_), Some(build)) = (&verdict.reason, &report.build) else {
            return Ok(LogTail::NotWanted);
        };
        let lines = match config.log_lines {
            LogLines::Count(0) => return Ok(LogTail::NotWanted),
            LogLines::Count(count) => count,
            LogLines::Auto { is_private } if is_private || self.world.is_terminal() => AUTO_LINES,
            LogLines::Auto { .. } => return Ok(LogTail::withheld()),
        };
        let without = |why| Ok(LogTail::without(why, &self.sanitizer));
        let created = match build.created {
            Field::Present(created) => created,
            Field::Absent => return without("the build has no createdAt, which the request needs"),
            Field::Unreadable => {
                return without("the build's createdAt, which the request needs, cannot be read");
            }
        };
        let elapsed = self.world.elapsed();
        let until = elapsed
            .saturating_add(READ_TIMEOUT)
            .min(config.limits.deadline());
        if until <= elapsed {
            return without("no time was left to ask for it");
        }
        let request = Request::BuildLog(ReadLog {
            target_path: super::target_path(config, &report.target),
            build: build.id.clone(),
            created,
            lines: lines.into(),
        });
        self.world.send(request, until);
        Ok(match self.await_log(until)? {
            Ok(log) => LogTail::of(&log, &self.sanitizer),
            Err(NoLog::Forbidden(permission)) => LogTail::forbidden(permission),
            Err(NoLog::Unavailable(why)) => LogTail::without(&why, &self.sanitizer),
        })
    }

    /// Waits until this time for the log.
    fn await_log(&mut self, until: Duration) -> Result<Result<BuildLog, NoLog>, Signal> {
        loop {
            let left = until.saturating_sub(self.world.elapsed());
            if left.is_zero() {
                let why = "it did not come in time".to_owned();
                return Ok(Err(NoLog::Unavailable(why)));
            }
            match self.world.next_event(left) {
                Event::Signal(signal) => return Err(signal),
                // The answer to an earlier request may come late.
                Event::Answer(answer) => {
                    if let Some(log) = answer.into_build_log() {
                        return Ok(log);
                    }
                }
                Event::Nothing => {}
            }
        }
    }
}
