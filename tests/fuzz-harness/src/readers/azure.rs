//! The agent of Azure Pipelines: `##vso[area.event key=value;]data`, anywhere in
//! a line, by `Command.cs` of the agent; and `##[name]` for how the log appears.
//! Here any name counts, whether the agent knows it or not.

use super::{Command, unescape};

/// The command that a line is, if there is one in it.
#[must_use]
pub fn command(line: &str) -> Option<Command> {
    logging_command(line).or_else(|| appearance(line))
}

fn logging_command(line: &str) -> Option<Command> {
    let start = line.to_ascii_lowercase().find("##vso[")?;
    let (head, data) = line[start + "##vso[".len()..].split_once(']')?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(';').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        Some((key.to_ascii_lowercase(), plain(value)))
    });
    Some(Command {
        name: name.to_ascii_lowercase(),
        properties: pairs.collect(),
        data: plain(data),
    })
}

fn appearance(line: &str) -> Option<Command> {
    let (_, after) = line.split_once("##[")?;
    let (name, data) = after.split_once(']')?;
    Some(Command {
        name: name.to_ascii_lowercase(),
        properties: vec![],
        data: data.to_owned(),
    })
}

/// In the order of the agent: the percent sign last.
fn plain(text: &str) -> String {
    let pairs = [
        ("%3B", ";"),
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%5D", "]"),
        ("%AZP25", "%"),
    ];
    unescape(text, &pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_anywhere_in_a_line() {
        let name = |line| command(line).map(|command| command.name);
        assert_eq!(
            name("x ##VSO[task.complete]").as_deref(),
            Some("task.complete")
        );
        assert_eq!(name("x ##[error]y").as_deref(), Some("error"));
        assert_eq!(name("# #vso[x] ##vso[x"), None);
    }

    #[test]
    fn a_command_has_properties_and_data() {
        let line = "##vso[task.setvariable variable=a%3Bb;isOutput=true]x%0A%AZP250A]%3B";
        let command = command(line).unwrap();
        assert_eq!(command.property("variable"), Some("a;b"));
        assert_eq!(command.property("isoutput"), Some("true"));
        assert_eq!(command.data, "x\n%0A];");
    }
}
