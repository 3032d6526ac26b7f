//! `TeamCity`: `##teamcity[name key='value']`, one to a line, wherever it
//! starts, by the documentation of service messages.

use super::Command;

/// The message that a line holds, if there is one in it. A message that
/// `TeamCity` could not read has its whole text for a name.
#[must_use]
pub fn message(line: &str) -> Option<Command> {
    let (_, text) = line.split_once("##teamcity[")?;
    let unreadable = || Command {
        name: text.to_owned(),
        ..Command::default()
    };
    Some(read(text).unwrap_or_else(unreadable))
}

fn read(text: &str) -> Option<Command> {
    let is_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let (name, mut rest) = text.split_at(text.find(|letter| !is_id(letter))?);
    let mut properties = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(after) = rest.strip_prefix(']') {
            let command = Command {
                name: name.to_owned(),
                properties,
                data: String::new(),
            };
            return after.is_empty().then_some(command);
        }
        let (key, after) = rest.split_once("='")?;
        let (value, after) = value(after)?;
        key.chars().all(is_id).then_some(())?;
        properties.push((key.to_owned(), value));
        rest = after;
    }
}

/// An escaped value up to its apostrophe, and what follows that.
fn value(text: &str) -> Option<(String, &str)> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    loop {
        let letter = rest.chars().next()?;
        rest = &rest[letter.len_utf8()..];
        let plain = match letter {
            '\'' => return Some((String::from_utf16(&units).ok()?, rest)),
            '[' | ']' => return None,
            '|' => {
                let escaped = rest.chars().next()?;
                rest = &rest[escaped.len_utf8()..];
                match escaped {
                    'n' => '\n',
                    'r' => '\r',
                    '|' | '\'' | '[' | ']' => escaped,
                    '0' => {
                        let code = rest.strip_prefix('x')?.get(..4)?;
                        rest = &rest[5..];
                        units.push(u16::from_str_radix(code, 16).ok()?);
                        continue;
                    }
                    _ => return None,
                }
            }
            letter => letter,
        };
        units.extend_from_slice(plain.encode_utf16(&mut [0; 2]));
    }
}

/// The value of a parameter, in which a doubled percent sign is one; nothing
/// where it would name another parameter.
#[must_use]
pub fn parameter(value: &str) -> Option<String> {
    let parts: Vec<&str> = value.split("%%").collect();
    let names_another = parts.iter().any(|part| part.contains('%'));
    (!names_another).then(|| parts.join("%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_attributes_and_ends_at_its_bracket() {
        let command = message("a ##teamcity[buildStatus text='x|]|||n|0xD83D|0xDE00' b = '']");
        assert_eq!(
            command.unwrap().name,
            "buildStatus text='x|]|||n|0xD83D|0xDE00' b = '']"
        );
        let command = message("##teamcity[buildStatus text='x|]|||n|0xD83D|0xDE00' b='']").unwrap();
        assert_eq!(command.name, "buildStatus");
        assert_eq!(command.property("text"), Some("x]|\n\u{1f600}"));
        assert_eq!(command.property("b"), Some(""));
    }

    #[test]
    fn what_cannot_be_read_is_found_all_the_same() {
        for text in [
            "x",
            "x a='",
            "x a='b' c",
            "x a='|q']",
            "x a='[']",
            "x a='b'] c",
        ] {
            let found = message(&format!("##teamcity[{text}")).unwrap();
            assert_eq!(found.name, text);
        }
        assert_eq!(message("# #teamcity[x]"), None);
    }

    #[test]
    fn a_lone_percent_sign_may_name_a_parameter() {
        assert_eq!(parameter("50%% of %%x%%").as_deref(), Some("50% of %x%"));
        assert_eq!(parameter("%x%"), None);
        assert_eq!(parameter("%%%"), None);
    }
}
