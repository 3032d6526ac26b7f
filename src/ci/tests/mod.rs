//! Which commit, branch and pull request a run is about, by system and event.

mod cases;
mod clouds;
mod detection;
mod forges;
mod forks;
mod github;
mod github_by_file;
mod hints;
mod merge_references;
mod merged;
mod merges;
mod signs;
mod systems;
mod teamcity;
mod visibility;

use super::*;
use cases::Case;

const HEAD: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";
const MERGE: &str = "7be3f0c2a94d51688e07cbb1f2d3a4659c8d0e1f";
const ZERO: &str = "0000000000000000000000000000000000000000";

/// The commit of a run with these variables, `/event` being a file with this event.
fn commit_of(variables: &[(&str, &str)], event: &str) -> Result<Sourced<Sha>, NoCommit> {
    let variables = cases::own(variables);
    let read_file = |path: &str| match path {
        "/event" => Ok(event.as_bytes().to_vec()),
        _ => Err("no such file".to_owned()),
    };
    let run = CiRun::detect(&variables, &read_file).expect("a system");
    run.commit()
}

fn every_case() -> Vec<Case> {
    [
        forges::cases(),
        systems::cases(),
        clouds::cases(),
        merge_references::cases(),
        merged::cases(),
        merges::cases(),
        teamcity::cases(),
    ]
    .concat()
}

#[test]
fn each_run_says_what_it_is_about_and_where_that_is_found() {
    for case in every_case() {
        case.check();
    }
}

/// The cells of the README's table that say where the commit of a push and of a
/// pull request is found.
fn readme_cells(system: &System) -> [&'static str; 2] {
    let start = format!("| [{}](docs/ci/", system.name);
    let mut lines = include_str!("../../../README.md").lines();
    let row = lines.find(|line| line.starts_with(&start)).unwrap();
    let cells: Vec<&str> = row.split(" | ").collect();
    [cells[1], cells[2]]
}

#[test]
fn each_system_is_held_on_a_push_and_on_a_pull_request_to_the_place_that_the_readme_names() {
    for system in SYSTEMS {
        let cases = every_case();
        let of_system = || cases.iter().filter(|case| case.system == system.name);
        let events = [cases::Event::Push, cases::Event::PullRequest];
        for (event, places) in events.into_iter().zip(readme_cells(system)) {
            let mut count = 0;
            for case in of_system().filter(|case| case.event == event) {
                case.is_found_in(places);
                count += 1;
            }
            assert!(count > 0, "{} {event:?}", system.name);
        }
    }
}
