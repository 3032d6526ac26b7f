//! `TeamCity`: `##teamcity[name key='value']`, one to a line, wherever it starts.

/// The service messages of a log, each as what stands between its brackets.
#[must_use]
pub fn messages(log: &str) -> Vec<String> {
    log.split(['\n', '\r'])
        .filter_map(|line| {
            let (_, after) = line.split_once("##teamcity[")?;
            let mut message = String::new();
            let mut is_escaped = false;
            for letter in after.chars() {
                match letter {
                    ']' if !is_escaped => return Some(message),
                    letter => message.push(letter),
                }
                is_escaped = letter == '|' && !is_escaped;
            }
            None
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_at_the_bracket_that_is_not_escaped() {
        let log = "a ##teamcity[buildStatus text='x|]||'] b\n##teamcity[open\n# #teamcity[x]";
        assert_eq!(messages(log), ["buildStatus text='x|]||'"]);
    }
}
