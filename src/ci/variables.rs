//! The environment variables: what counts as a value.

use std::collections::BTreeMap;

/// The environment variables, by name.
pub type Variables = BTreeMap<String, String>;

/// The value of a variable. An empty one counts as not set: systems clear variables so.
#[must_use]
pub fn non_empty<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    let value = variables.get(name)?.as_str();
    (!value.is_empty()).then_some(value)
}

/// What a variable says of the run, without the white space around it. What a system left
/// in the place of a variable that the run does not have says nothing.
pub(super) fn value_of<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    let value = non_empty(variables, name)?.trim();
    (!value.is_empty() && !is_unexpanded(value)).then_some(value)
}

/// What stands around the name of a variable.
const BRACKETS: [(&str, &str); 6] = [
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("%", "%"),
    ("<+", ">"),
    ("<<", ">>"),
];

/// Whether a text is a reference to a variable that a shell or a CI system left in its
/// place.
#[must_use]
pub fn is_unexpanded(text: &str) -> bool {
    let is_named = |name: &str| !name.is_empty() && name.bytes().all(is_of_name);
    BRACKETS
        .iter()
        .any(|(start, end)| is_between(text, start, end))
        || text.strip_prefix('$').is_some_and(is_named)
}

/// Whether a text begins and ends so.
#[must_use]
pub fn is_between(text: &str, start: &str, end: &str) -> bool {
    let inner = text.strip_prefix(start);
    inner.is_some_and(|inner| inner.ends_with(end))
}

/// Whether the name of a variable may hold this.
#[must_use]
pub fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
