//! The agent of Azure Pipelines: `##vso[area.event key=value;]data`, anywhere in
//! a line, by `CommandHelpers` of the agent; and `##[name]` for the log's looks.

/// The commands of a log, each as what stands between its brackets.
#[must_use]
pub fn commands(log: &str) -> Vec<String> {
    log.split(['\n', '\r'])
        .flat_map(|line| {
            let line = line.to_lowercase();
            ["##vso[", "##["].map(|start| {
                let (_, after) = line.split_once(start)?;
                let (head, _) = after.split_once(']')?;
                Some(head.to_owned())
            })
        })
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_anywhere_in_a_line() {
        assert_eq!(
            commands("x ##VSO[task.complete]\n##[error]y"),
            ["task.complete", "error"]
        );
        assert!(commands("# #vso[x]\n##vso[x\n]").is_empty());
    }
}
