//! A dotenv file, by the rules of GitLab's `artifacts:reports:dotenv`: one bad
//! line or one byte too many, and GitLab rejects the whole report without failing
//! the job.
//!
//! GitLab expands `$NAME` in a value later, and other readers know quotes and
//! comments, so that a value holds only characters that stand for themselves
//! everywhere. A value with any other character is empty: a part of a name would be
//! another name.

use crate::report::record::{Record, snake_case};

/// The outputs that the file does not hold: anyone's text, and what is too long.
const LEFT_OUT: [&str; 3] = ["message", "log-line", "builds"];

/// The most bytes of a value: GitLab takes less than 5 KiB in all.
const MAX_VALUE: usize = 300;

/// The text of the file.
pub(super) fn text(record: &Record) -> String {
    let line = |(name, value): (&str, String)| {
        let name = snake_case(name).to_ascii_uppercase();
        let value = if is_safe(&value) { &value } else { "" };
        format!("NORTHFLANK_GATE_{name}={value}\n")
    };
    let outputs = record.outputs().into_iter();
    let held = outputs.filter(|(name, _)| !LEFT_OUT.contains(name));
    held.map(line).collect()
}

/// Whether a value stands for itself wherever it is read. One that starts with a
/// dash may be taken for an option.
fn is_safe(value: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@+,%".contains(&byte);
    value.len() <= MAX_VALUE && !value.starts_with('-') && value.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::record::OUTPUTS;

    #[test]
    fn what_is_left_out_is_an_output_and_gitlab_takes_the_rest() {
        for name in LEFT_OUT {
            assert!(OUTPUTS.iter().any(|(output, _)| *output == name), "{name}");
        }
        let text = text(&Record::unfinished());
        let (names, count) = (text.len() - "unfinished".len(), text.lines().count());
        assert_eq!(count, OUTPUTS.len() - LEFT_OUT.len());
        assert!(names + count * MAX_VALUE < 5 * 1024, "{names}");
        assert!(count <= 20);
    }

    #[test]
    fn a_value_is_whole_or_empty() {
        for safe in [
            "",
            "dependabot/npm/@types/node-1.2+b",
            "registry.example:5000/a@sha256:0f",
            "2026-11-23T10:00:00Z",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_value in [
            "$CI_JOB_TOKEN",
            "a b",
            "a\nb",
            "a=b",
            "#1",
            "-rf",
            "[token]",
            "é",
        ] {
            assert!(!is_safe(unsafe_value), "{unsafe_value}");
        }
        assert!(is_safe(&"a".repeat(MAX_VALUE)));
        assert!(!is_safe(&"a".repeat(MAX_VALUE + 1)));
    }
}
