//! GitLab's job log, by `lib/gitlab/ci/ansi2json/converter.rb` and
//! `lib/gitlab/regex.rb`: sections and control sequences anywhere in a line, a
//! carriage return that starts the line anew.

use super::{Command, Log};

/// Reads a log. A section, a colour and a carriage return are commands.
#[must_use]
pub fn read(log: &str) -> Log {
    let mut read = Log::default();
    for line in log.split('\n') {
        let mut text = String::new();
        let mut rest = line;
        while let Some(letter) = rest.chars().next() {
            if let Some((command, after)) = section(rest).or_else(|| sequence(rest)) {
                read.commands.push(command);
                rest = after;
                continue;
            }
            rest = &rest[letter.len_utf8()..];
            if letter == '\r' {
                read.commands.push(named("return"));
                text.clear();
            } else {
                text.push(letter);
            }
        }
        read.text.push(text);
    }
    read
}

fn named(name: &str) -> Command {
    Command {
        name: name.to_owned(),
        ..Command::default()
    }
}

/// `section_start:TIME:NAME[OPTIONS]`, ended by a return and `ESC [ 0 K`.
fn section(text: &str) -> Option<(Command, &str)> {
    let (head, after) = text.split_once("\r\u{1b}[0K")?;
    let kind = ["section_start", "section_end"]
        .into_iter()
        .find(|kind| head.starts_with(kind))?;
    let (time, name) = head[kind.len()..].strip_prefix(':')?.split_once(':')?;
    let (name, options) = match name.split_once('[') {
        Some((name, options)) => (name, options.strip_suffix(']')?),
        None => (name, ""),
    };
    let is_time = !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let is_name = !name.is_empty() && name.chars().all(is_letter);
    let is_option = |option: &str| {
        let (key, value) = option.trim_start().split_once('=').unwrap_or_default();
        let is_word = |word: &str| {
            let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            !word.is_empty() && word.chars().all(is_letter)
        };
        is_word(key) && is_word(value)
    };
    let are_options = options.is_empty() || options.split(',').all(is_option);
    let pairs = [("time", time), ("name", name), ("options", options)];
    let command = Command {
        properties: pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        ..named(kind)
    };
    (is_time && is_name && are_options).then_some((command, after))
}

/// A control sequence: `ESC`, a letter from `@` to `_`, and all up to the next
/// letter from `@` to `~`.
fn sequence(text: &str) -> Option<(Command, &str)> {
    let after = text.strip_prefix('\u{1b}')?;
    let start = after.chars().next()?;
    if !('@'..='_').contains(&start) {
        return None;
    }
    let body = &after[start.len_utf8()..];
    let end = body.find(|letter| ('@'..='~').contains(&letter))?;
    let command = Command {
        data: format!("{start}{}", &body[..=end]),
        ..named("sequence")
    };
    Some((command, &body[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_colours_are_found_anywhere() {
        let log =
            "a\u{1b}[0Ksection_start:7:b_1[collapsed=true]\r\u{1b}[0Kc\n\u{1b}[31;1md\u{1b}[0m";
        let read = read(log);
        let names: Vec<&str> = read
            .commands
            .iter()
            .map(|command| command.name.as_str())
            .collect();
        assert_eq!(names, ["sequence", "section_start", "sequence", "sequence"]);
        assert_eq!(read.commands[1].property("name"), Some("b_1"));
        assert_eq!(read.commands[1].property("options"), Some("collapsed=true"));
        assert_eq!(read.commands[2].data, "[31;1m");
        assert_eq!(read.text, ["ac", "d"]);
    }

    #[test]
    fn what_is_no_section_is_text() {
        for text in [
            "section_start:7:b",
            "section_start:x:b\r",
            "section_end:7:a b",
        ] {
            let read = read(text);
            assert!(
                read.commands.iter().all(|command| command.name == "return"),
                "{text}"
            );
        }
        assert_eq!(read("a\rb").text, ["b"]);
    }
}
