//! What a run of the action says: it calls each option by its input, as the user does.

use northflank_gate::northflank::response::Reply;
use test_support::values::{answer, page_of, page_showing};
use test_support::{COMMIT, FakeWorld, TOKEN};

/// The log of a run of the action with these inputs, in their variables.
fn log(inputs: &[(&str, &str)], exit_code: u8, reply: impl FnMut(&str) -> Reply) -> String {
    run(inputs, exit_code, reply).log()
}

/// The world after such a run.
fn run<'a>(
    inputs: &[(&str, &str)],
    exit_code: u8,
    reply: impl FnMut(&str) -> Reply + 'a,
) -> FakeWorld<'a> {
    let given = [
        ("NORTHFLANK_GATE_ACTION", "true"),
        ("NORTHFLANK_API_KEY", TOKEN),
        ("NORTHFLANK_PROJECT_ID", "shop"),
        ("NORTHFLANK_JOB_ID", "migrate"),
        ("NORTHFLANK_GATE_SHA", COMMIT),
        ("GITHUB_ACTIONS", "true"),
    ];
    let mut world = FakeWorld::replying(reply);
    assert_eq!(
        world.run(&[], &[&given, inputs].concat()),
        exit_code,
        "{}",
        world.log()
    );
    world
}

#[test]
fn each_ending_calls_an_option_by_its_input() {
    let empty = |_: &str| page_of(&[]);
    let refused = |status| move |_: &str| Ok(answer(status, b""));
    for (log, expected) in [
        (
            log(&[], 3, |_| page_showing("BUILDING")),
            "after 30m (input timeout)%0A  hint: pass a longer input timeout",
        ),
        (log(&[], 6, empty), "appeared in 5m (input appear-timeout)"),
        (
            log(&[("NORTHFLANK_GATE_BRANCH", "dev")], 6, empty),
            "only builds of branch dev count (input branch)",
        ),
        (
            log(&[], 4, refused(401)),
            "the token came from input northflank-api-key: put a valid one there",
        ),
        (
            log(&[], 4, refused(404)),
            "check input project-id and input job-id",
        ),
        (
            log(&[], 1, |_| page_showing("FAILURE")),
            "input log-lines 50 shows it",
        ),
        (
            log(&[("NORTHFLANK_GATE_BRANC", "dev")], 6, empty),
            "NORTHFLANK_GATE_BRANC is not read: is input branch meant?",
        ),
        (
            log(&[("NORTHFLANK_GATE_SHA", "auto")], 2, empty),
            "input sha auto cannot tell which commit is meant%0A  cause: GITHUB_SHA is not set%0A  \
             hint: pass the commit: input sha SHA",
        ),
        // No shell replaces a variable in an input.
        (
            log(
                &[
                    ("NORTHFLANK_GATE_SHA", "auto"),
                    ("GITHUB_SHA", "12c15e7d0b7d"),
                ],
                2,
                empty,
            ),
            "cause: GITHUB_SHA holds 12 digits, and a commit has 40%0A  \
             hint: pass the commit: input sha SHA%0A",
        ),
    ] {
        assert!(log.contains(expected), "{expected}: {log}");
        assert!(!log.replace("#--sha-auto", "").contains("--"), "{log}");
    }
}

#[test]
fn the_text_of_another_target_calls_an_option_by_its_input_in_every_report() {
    let inputs = [
        ("NORTHFLANK_SERVICE_ID", "web"),
        ("NORTHFLANK_GATE_NOT_BEFORE", "10m"),
        ("NORTHFLANK_GATE_JUNIT", "report"),
    ];
    let world = run(&inputs, 4, |path| {
        if path.contains("/jobs/") {
            page_showing("BUILDING")
        } else {
            Ok(answer(401, b""))
        }
    });
    let said = "job migrate: not read (the API answered without a Date that input not-before can be counted from)";
    for text in [world.log(), world.files["report"].clone()] {
        assert!(text.contains(said), "{text}");
    }
}
