//! The forms of result files, as a test asks for them. A test that loops over
//! these holds a new form without a line.

use northflank_gate::cli::output::{RequestedBy, ResultFormat};

/// The forms that an option asks for, each with its flag.
#[must_use]
pub fn options() -> Vec<(ResultFormat, String)> {
    let flag = |format: ResultFormat| match format.requested_by() {
        RequestedBy::CiSystem(_) => None,
        RequestedBy::Option(name) => Some((format, name.flag())),
    };
    ResultFormat::ALL.iter().copied().filter_map(flag).collect()
}

/// The variable that asks for a result file of this form.
#[must_use]
pub fn variable(format: ResultFormat) -> &'static str {
    match format.requested_by() {
        RequestedBy::CiSystem(variable) => variable,
        RequestedBy::Option(name) => name.row().variables[0],
    }
}

/// The variables of the forms that a CI system asks for.
#[must_use]
pub fn of_the_ci_system() -> Vec<&'static str> {
    let all = ResultFormat::ALL.iter().copied();
    all.filter(|format| format.is_append())
        .map(variable)
        .collect()
}

/// The variables of every form.
#[must_use]
pub fn variables() -> Vec<&'static str> {
    ResultFormat::ALL.iter().copied().map(variable).collect()
}
