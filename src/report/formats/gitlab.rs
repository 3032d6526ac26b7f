//! The sections of GitLab's job log, by `lib/gitlab/regex.rb` and
//! `lib/gitlab/ci/ansi2json` of its source. A section's name is unique within a job, so
//! it carries the time of its start. Levels are colours.

use super::{Dialect, Level};

pub(super) struct GitLab;

impl Dialect for GitLab {
    fn open(&self, title: &str, unix_time: u64) -> String {
        format!(
            "\u{1b}[0Ksection_start:{unix_time}:{}_{unix_time}[collapsed=true]\r\u{1b}[0K{title}",
            name(title)
        )
    }

    fn close(&self, title: &str, opened: u64, unix_time: u64) -> Option<String> {
        Some(format!(
            "\u{1b}[0Ksection_end:{unix_time}:{}_{opened}\r\u{1b}[0K",
            name(title)
        ))
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

/// A section's name has letters, digits and `_` alone.
fn name(title: &str) -> String {
    title.replace(|character: char| !character.is_ascii_alphanumeric(), "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::formats::{BUILD_LOG_TITLE, WAIT_TITLE};

    #[test]
    fn a_section_ends_under_the_name_that_it_began_with() {
        assert_eq!(
            GitLab.open(WAIT_TITLE, 7),
            "\u{1b}[0Ksection_start:7:the_wait_for_the_build_7[collapsed=true]\r\u{1b}[0Kthe wait for the build"
        );
        assert_eq!(
            GitLab.close(BUILD_LOG_TITLE, 7, 9).as_deref(),
            Some("\u{1b}[0Ksection_end:9:the_end_of_the_build_s_log_7\r\u{1b}[0K")
        );
    }
}
