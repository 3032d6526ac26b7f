//! A report as of `JUnit`, by `junit-10.xsd` of Jenkins' xUnit plugin, the schema that the
//! others follow. What reads the XML is a parser of its own, which rejects what
//! XML 1.0 forbids.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

/// The one suite of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// Its properties.
    pub properties: BTreeMap<String, String>,
    /// Its cases, in order.
    pub cases: Vec<Case>,
}

/// A case of a suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// What GitLab shows as the suite.
    pub classname: String,
    /// Its name.
    pub name: String,
    /// What it says of its end: the element (`failure`, `error`, `skipped`), its
    /// type and its text; nothing where it passed.
    pub problem: Option<(String, String, String)>,
}

/// Reads a report.
///
/// # Errors
///
/// What breaks the schema, or a count that is not that of the cases.
pub fn read(text: &str) -> Result<Suite, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let root = document.root_element();
    hold(
        root,
        "testsuites",
        &[],
        &["name", "time", "tests", "failures", "errors"],
    )?;
    let [suite] = elements(root)?[..] else {
        return Err("it has not one suite".to_owned());
    };
    let optional = ["time", "skipped", "timestamp", "hostname", "id", "package"];
    hold(
        suite,
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &optional,
    )?;
    let mut read = Suite {
        name: attribute(suite, "name"),
        ..Suite::default()
    };
    for part in elements(suite)? {
        match part.tag_name().name() {
            "properties" => {
                for property in elements(part)? {
                    hold(property, "property", &["name", "value"], &[])?;
                    let (name, value) = (attribute(property, "name"), attribute(property, "value"));
                    read.properties.insert(name, value);
                }
            }
            _ => read.cases.push(case(part)?),
        }
    }
    let count = |element: &str| {
        let is_so = |case: &&Case| {
            case.problem
                .as_ref()
                .is_some_and(|(found, ..)| found == element)
        };
        read.cases.iter().filter(is_so).count()
    };
    for (name, counted) in [
        ("tests", read.cases.len()),
        ("failures", count("failure")),
        ("errors", count("error")),
        ("skipped", count("skipped")),
    ] {
        if attribute(suite, name) != counted.to_string() {
            return Err(format!("{name} is not {counted}"));
        }
    }
    is_seconds(suite)?;
    Ok(read)
}

fn case(node: Node<'_, '_>) -> Result<Case, String> {
    hold(node, "testcase", &["name"], &["classname", "time"])?;
    is_seconds(node)?;
    let problem = match elements(node)?[..] {
        [] => None,
        [problem] => {
            let element = problem.tag_name().name();
            if !["failure", "error", "skipped"].contains(&element) {
                return Err(format!("{element} in a case"));
            }
            hold(problem, element, &[], &["type", "message"])?;
            if !elements_or_text(problem) {
                return Err(format!("{element} holds elements"));
            }
            let text = problem.text().unwrap_or_default();
            Some((
                element.to_owned(),
                attribute(problem, "type"),
                text.to_owned(),
            ))
        }
        _ => return Err("a case that ended twice".to_owned()),
    };
    Ok(Case {
        classname: attribute(node, "classname"),
        name: attribute(node, "name"),
        problem,
    })
}

/// Holds an element to its name and its attributes.
fn hold(
    node: Node<'_, '_>,
    name: &str,
    required: &[&str],
    optional: &[&str],
) -> Result<(), String> {
    if !node.has_tag_name(name) {
        return Err(format!("{:?} in the place of {name}", node.tag_name()));
    }
    if let Some(missing) = required.iter().find(|name| !node.has_attribute(**name)) {
        return Err(format!("{name} without {missing}"));
    }
    let is_known = |found: &str| required.contains(&found) || optional.contains(&found);
    match node.attributes().find(|found| !is_known(found.name())) {
        Some(unknown) => Err(format!("{name} with {}", unknown.name())),
        None => Ok(()),
    }
}

/// The elements in an element that holds no text.
fn elements<'a, 'input>(node: Node<'a, 'input>) -> Result<Vec<Node<'a, 'input>>, String> {
    let is_blank = |node: &Node<'_, '_>| node.text().is_some_and(|text| text.trim().is_empty());
    if node
        .children()
        .any(|child| !child.is_element() && !is_blank(&child))
    {
        return Err(format!("text in {}", node.tag_name().name()));
    }
    Ok(node.children().filter(Node::is_element).collect())
}

fn elements_or_text(node: Node<'_, '_>) -> bool {
    node.children().all(|child| child.is_text())
}

fn attribute(node: Node<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap_or_default().to_owned()
}

fn is_seconds(node: Node<'_, '_>) -> Result<(), String> {
    match node.attribute("time").map(str::parse::<f64>) {
        None | Some(Ok(_)) => Ok(()),
        Some(Err(_)) => Err("time is no number".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_breaks_the_schema_is_an_error() {
        let suite = |counts: &str, case: &str| {
            format!("<testsuites><testsuite name=\"a\" {counts}>{case}</testsuite></testsuites>")
        };
        let one = "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"";
        assert!(read(&suite(one, "<testcase name=\"a\"/>")).is_ok());
        for (counts, case) in [
            (one, ""),
            (one, "<testcase/>"),
            (one, "<testcase name=\"a\" result=\"b\"/>"),
            (one, "<testcase name=\"a\"><failure/></testcase>"),
            (one, "<testcase name=\"a\" time=\"4m\"/>"),
            (one, "<testcase name=\"a\">text</testcase>"),
            (one, "<testcase name=\"\u{1}\"/>"),
            (one, "<testcase name=\"<\"/>"),
            ("tests=\"1\" failures=\"0\"", "<testcase name=\"a\"/>"),
        ] {
            assert!(read(&suite(counts, case)).is_err(), "{counts} {case}");
        }
    }
}
