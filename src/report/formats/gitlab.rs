//! The sections of GitLab's job log, by `lib/gitlab/regex.rb` and
//! `lib/gitlab/ci/ansi2json` of its source. A section's name is unique within a job, so
//! it carries the time of its start. Levels are colours.

use super::{Dialect, Level, WAIT};

pub(super) struct GitLab;

const NAME: &str = "northflank_gate";

impl Dialect for GitLab {
    fn open(&self, unix_time: u64) -> Option<String> {
        Some(format!(
            "\u{1b}[0Ksection_start:{unix_time}:{NAME}_{unix_time}[collapsed=true]\r\u{1b}[0K{WAIT}"
        ))
    }

    fn close(&self, opened: u64, unix_time: u64) -> Option<String> {
        Some(format!(
            "\u{1b}[0Ksection_end:{unix_time}:{NAME}_{opened}\r\u{1b}[0K"
        ))
    }

    fn shows_levels(&self) -> bool {
        false
    }

    fn mark(&self, level: Level, text: &str) -> String {
        let colour = match level {
            Level::Error => 31,
            Level::Warning => 33,
            Level::Notice => 32,
        };
        format!("\u{1b}[{colour};1m{text}\u{1b}[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_under_the_name_that_it_began_with() {
        assert_eq!(
            GitLab.open(7).as_deref(),
            Some(
                "\u{1b}[0Ksection_start:7:northflank_gate_7[collapsed=true]\r\u{1b}[0Kthe wait for the build"
            )
        );
        assert_eq!(
            GitLab.close(7, 9).as_deref(),
            Some("\u{1b}[0Ksection_end:9:northflank_gate_7\r\u{1b}[0K")
        );
    }
}
