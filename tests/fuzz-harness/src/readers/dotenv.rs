//! A dotenv report, by `parse_dotenv_artifact_service.rb` of GitLab and the limits
//! of its plans, and a shell that sources the file.

/// The size that a report must stay under, in bytes.
const MAX_SIZE: usize = 5 * 1024;
/// The most variables that a GitLab of one's own takes by default.
const MAX_VARIABLES: usize = 20;

/// Reads the variables in their order.
///
/// # Errors
///
/// What GitLab rejects the whole report for, or would change a value for: the
/// variables are expanded later, and older releases split a line at its last `=`.
pub fn read(text: &str) -> Result<Vec<(String, String)>, String> {
    if text.len() >= MAX_SIZE {
        return Err(format!("{} bytes are too many", text.len()));
    }
    let mut variables = Vec::new();
    for line in text.split_inclusive('\n') {
        let line = line.strip_suffix('\n').ok_or("the last line is open")?;
        let (key, value) = line.split_once('=').ok_or("Invalid Format")?;
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if key.is_empty() || !key.chars().all(is_word) {
            return Err(format!("{key:?} is no key"));
        }
        if let Some(letter) = value.chars().find(|letter| means_something(*letter)) {
            return Err(format!("{letter:?} in the value of {key}"));
        }
        variables.push((key.to_owned(), value.to_owned()));
    }
    if variables.len() > MAX_VARIABLES {
        return Err(format!("{} variables are too many", variables.len()));
    }
    Ok(variables)
}

/// Whether GitLab, a shell or a terminal takes a letter for more than itself.
fn means_something(letter: char) -> bool {
    letter.is_whitespace()
        || !letter.is_ascii_graphic()
        || "=$`\\\"'#&|;<>()[]{}*?!~^".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_gitlab_rejects_is_an_error() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let read_back = read("A=b/c:1\nEMPTY=\n").unwrap();
        assert_eq!(read_back, [pair("A", "b/c:1"), pair("EMPTY", "")]);
        for text in [
            "A=b",
            "A=b\n\n",
            "# A=b\n",
            "A\n",
            "=b\n",
            "A B=c\n",
            "A=b c\n",
            "A=b\r\n",
            "A=$B\n",
            "A=b=c\n",
            "A=\"b\"\n",
            "A=é\n",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
        assert!(read(&"A=b\n".repeat(21)).is_err());
        assert!(read(&format!("A={}\n", "b".repeat(5117))).is_err());
    }
}
