//! The logging commands of Azure Pipelines: `##vso[area.event key=value]data`,
//! by `Command.cs` of its agent and `taskcommand.ts` of its task library. The
//! agent takes `%AZP25` for a percent sign unless `DECODE_PERCENTS` is off.
//!
//! Each output is an output variable of the step, in snake case: a step named
//! `gate` hands on `$(gate.build_id)`.

use super::{Dialect, Level, data};
use crate::report::record::{Record, snake_case};

const PERCENT: &str = "%AZP25";

pub(super) struct Azure;

impl Dialect for Azure {
    fn open(&self, title: &str, _: u64) -> String {
        format!("##[group]{title}")
    }

    fn close(&self, _: &str, _: u64, _: u64) -> Option<String> {
        Some("##[endgroup]".to_owned())
    }

    fn shows_levels(&self) -> bool {
        true
    }

    /// An issue of the run. There are none for good news: its first line is green.
    fn mark(&self, level: Level, text: &str) -> String {
        let kind = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => return format!("##[section]{text}"),
        };
        format!("##vso[task.logissue type={kind}]{}", data(text, PERCENT))
    }

    fn outputs(&self, record: &Record) -> Vec<String> {
        let command = |(name, value): (&str, String)| {
            let (name, value) = (snake_case(name), data(&value, PERCENT));
            format!("##vso[task.setvariable variable={name};isOutput=true]{value}")
        };
        record.outputs().into_iter().map(command).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(
            Azure.mark(Level::Error, "50%\r\n]##vso[x]"),
            "##vso[task.logissue type=error]50%AZP25%0D%0A]##vso[x]"
        );
    }
}
