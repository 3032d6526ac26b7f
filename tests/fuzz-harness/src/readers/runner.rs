//! The runner of GitHub Actions: which lines of a log it takes for commands.
//!
//! By `ActionCommand.cs` of the runner: version 2 stands at the start of a
//! line, `::name key=value,key=value::data`; version 1, which is still tried,
//! anywhere in it, `##[name key=value;key=value]data`. Here any name counts,
//! whether the runner of today knows it or not.

use super::{Command, unescape};

/// The command that a line is, if it is one.
#[must_use]
pub fn command(line: &str) -> Option<Command> {
    version_2(line).or_else(|| version_1(line))
}

fn version_2(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    // In the order of the runner: the percent sign last.
    let unescape_data = |text: &str| unescape(text, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]);
    let unescape_property = |text: &str| {
        let pairs = [
            ("%0D", "\r"),
            ("%0A", "\n"),
            ("%3A", ":"),
            ("%2C", ","),
            ("%25", "%"),
        ];
        unescape(text, &pairs)
    };
    Some(of_head(head, ',', &unescape_property, unescape_data(data)))
}

fn version_1(line: &str) -> Option<Command> {
    let (_, after) = line.split_once("##[")?;
    let (head, data) = after.split_once(']')?;
    let pairs = [
        ("%3B", ";"),
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%5D", "]"),
        ("%25", "%"),
    ];
    let unescape = |text: &str| unescape(text, &pairs);
    Some(of_head(head, ';', &unescape, unescape(data)))
}

fn of_head(
    head: &str,
    separator: char,
    unescape: &dyn Fn(&str) -> String,
    data: String,
) -> Command {
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(separator).filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (!value.is_empty()).then(|| (key.trim().to_lowercase(), unescape(value)))
    });
    Command {
        name: name.to_lowercase(),
        properties: pairs.collect(),
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_where_the_runner_finds_them() {
        let names = |log: &str| {
            let found = log.split(['\n', '\r']).filter_map(command);
            found.map(|command| command.name).collect::<Vec<_>>()
        };
        assert_eq!(names("  ::error title=a%3Ab,line=::x%0Ay"), ["error"]);
        assert_eq!(
            names("mid ##[Group]x\r::set-output name=a::b"),
            ["group", "set-output"]
        );
        assert!(names("a ::error::x\n: ::\n##\n##[x").is_empty());
        let command = super::command("::error title=a%3Ab,line=::x%0A%250A").unwrap();
        assert_eq!(command.properties, [("title".to_owned(), "a:b".to_owned())]);
        assert_eq!(command.data, "x\n%0A");
    }
}
