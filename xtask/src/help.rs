//! The list of commands, as it stands in CONTRIBUTING.md: there is no second one.

const CONTRIBUTING: &str = include_str!("../../CONTRIBUTING.md");

/// The commands of the project, one a line, each with what it is for.
pub(crate) fn commands() -> impl Iterator<Item = &'static str> {
    CONTRIBUTING
        .lines()
        .skip_while(|line| *line != "## Commands")
        .skip_while(|line| *line != "```sh")
        .skip(1)
        .take_while(|line| *line != "```")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_the_tasks_of_this_program_and_says_what_each_command_is_for() {
        assert!(commands().any(|line| line.starts_with("cargo xtask dist ")));
        for line in commands() {
            let purpose = line.split_once("  # ").map(|(_, purpose)| purpose);
            assert!(purpose.is_some_and(|text| !text.is_empty()), "{line}");
        }
    }
}
