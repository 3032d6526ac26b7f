//! What a verdict says besides: what is listed instead, what a filter left out,
//! what came after, where to click, what the quota was.

use std::time::Duration;

use northflank_gate::model::build::Build;
use northflank_gate::model::fault::Fault;
use northflank_gate::model::outcome::Signal;
use northflank_gate::model::quota::Quota;
use northflank_gate::report::record::OUTPUTS;
use test_support::values::{build, listing, page_of, rate_limited, time};
use test_support::{COMMIT, FakeWorld, SUMMARY, TOKEN};

use crate::{OTHER, showing};

/// An entry of a list: id, commit, branch, status, and when it was created.
type Entry = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// The log of a single round over these entries, with these arguments.
fn round(entries: &[Entry], arguments: &[&str]) -> String {
    let builds: Vec<String> = entries
        .iter()
        .map(|(id, sha, branch, status, created)| {
            let end = if *status == "ABORTED" {
                r#","buildConcludedAt":"2026-11-23T10:05:10Z""#
            } else {
                ""
            };
            format!(
                r#"{{"id":"{id}","sha":"{sha}","branch":"{branch}","status":"{status}","createdAt":"2026-11-23T{created}Z"{end}}}"#
            )
        })
        .collect();
    let mut world = FakeWorld::replying(move |_| page_of(&builds));
    let common = ["--format=plain", "--timeout=0s"];
    world.push(&[&common, arguments].concat());
    world.log()
}

#[test]
fn every_option_is_explained_by_its_value_and_where_that_came_from() {
    let mut world = FakeWorld::new(showing("SUCCESS"));
    let arguments = ["--explain", "--job-id=api", "--latest", "--not-before=10m"];
    assert_eq!(world.push(&arguments), 0, "{}", world.log());
    let log = world.log();
    for line in [
        concat!(
            "northflank-gate ",
            env!("CARGO_PKG_VERSION"),
            ": job migrate, job api in project shop"
        ),
        "  ci-system        GitHub Actions (GITHUB_ACTIONS)",
        "  project-id       shop (--project-id)",
        "  job-id           migrate (--job-id)",
        "  job-id           api (--job-id)",
        "  timeout          30m (default)",
        "  token            not shown (NORTHFLANK_API_TOKEN)",
    ] {
        assert!(log.contains(&format!("{line}\n")), "{line}: {log}");
    }
    assert!(!log.contains("  commit  "), "{log}");
}

#[test]
fn the_proxy_and_the_format_that_a_run_will_use_are_explained() {
    for (variables, proxy) in [
        (&[][..], "none"),
        (
            &[("HTTPS_PROXY", "http://ci:secret@proxy.example:3128")],
            "proxy.example:3128 (HTTPS_PROXY)",
        ),
        (
            &[
                ("ALL_PROXY", "proxy.example"),
                ("NO_PROXY", "northflank.com"),
            ],
            "none",
        ),
        (
            &[("https_proxy", "socks5://ci:secret@proxy.example")],
            "the proxy from https_proxy cannot be used: its protocol is neither http nor https",
        ),
    ] {
        let mut world = FakeWorld::new(showing("SUCCESS"));
        let arguments = [
            "--explain",
            "--project-id=shop",
            "--job-id=api",
            "--sha",
            COMMIT,
        ];
        assert_eq!(world.run(&arguments, variables), 0, "{}", world.log());
        let log = world.log();
        for line in [
            &format!("proxy            {proxy}"),
            "format           auto: plain (default)",
        ] {
            assert!(log.contains(&format!("  {line}\n")), "{line}: {log}");
        }
        assert!(!log.contains("secret"), "{log}");
    }
    let mut world = FakeWorld::new(showing("SUCCESS"));
    world.push(&["--explain"]);
    let log = world.log();
    assert!(
        log.contains("  format           auto: github (default)\n")
            && log.contains("  log-lines        auto (default)\n"),
        "{log}"
    );
}

#[test]
fn a_variable_that_is_almost_an_options_is_warned_of() {
    let meant = "NORTHFLANK_GATE_NOT_BEFOR is not read: is NORTHFLANK_GATE_NOT_BEFORE meant?";
    let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
    let names = OUTPUTS.map(|(name, _)| name.replace('-', "_").to_ascii_uppercase());
    let outputs = names.map(|name| format!("NORTHFLANK_GATE_OUTPUT_{name}"));
    let mut variables: Vec<(&str, &str)> = outputs.iter().map(|name| (&**name, "x")).collect();
    variables.push(("NORTHFLANK_API_TOKEN", TOKEN));
    let others = [
        "NORTHFLANK_GATE_VERSION",
        "NORTHFLANK_GATE_JOB",
        "NORTHFLANK_GATE_SUM",
        "NORTHFLANK_POD_ID",
    ];
    variables.extend(others.map(|name| (name, "0.1.0")));
    for mistake in [None, Some(("NORTHFLANK_GATE_NOT_BEFOR", "10m"))] {
        variables.extend(mistake);
        let mut world = FakeWorld::new(showing("SUCCESS"));
        assert_eq!(world.run(&arguments, &variables), 0);
        let log = world.log();
        assert_eq!(
            log.matches(" is not read").count(),
            usize::from(mistake.is_some()),
            "{log}"
        );
        assert_eq!(
            log.contains(&format!("warning: {meant}\n")),
            mistake.is_some(),
            "{log}"
        );
        let mut world = FakeWorld::new(showing("SUCCESS"));
        world.run(&[&arguments[..], &["--explain"]].concat(), &variables);
        assert_eq!(world.log().contains(meant), mistake.is_some());
    }
}

#[test]
fn a_variable_that_is_empty_or_beside_the_right_one_is_not_warned_of() {
    for variables in [
        &[("NORTHFLANK_GATE_JOB_ID", "")][..],
        &[
            ("NORTHFLANK_BRANCH", "x"),
            ("NORTHFLANK_GATE_BRANCH", "main"),
        ],
    ] {
        let mut world = FakeWorld::new(showing("SUCCESS"));
        let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
        let token = [("NORTHFLANK_API_TOKEN", TOKEN)];
        assert_eq!(world.run(&arguments, &[&token, variables].concat()), 0);
        assert!(!world.log().contains("is not read"), "{}", world.log());
    }
}

#[test]
fn a_variable_with_the_other_prefix_is_warned_of() {
    for (name, meant) in [
        ("NORTHFLANK_GATE_SERVICE_ID", "NORTHFLANK_SERVICE_ID"),
        ("NORTHFLANK_GATE_API_HOST", "NORTHFLANK_API_HOST"),
        ("NORTHFLANK_BRANCH", "NORTHFLANK_GATE_BRANCH"),
        ("NORTHFLANK_NOT_BEFORE", "NORTHFLANK_GATE_NOT_BEFORE"),
        ("northflank_gate_branch", "NORTHFLANK_GATE_BRANCH"),
        ("NORTHFLANK_TEAM", "NORTHFLANK_TEAM_ID"),
        ("NORTHFLANK_PROJECT", "NORTHFLANK_PROJECT_ID"),
        ("NORTHFLANK_JOB", "NORTHFLANK_JOB_ID"),
        ("NORTHFLANK_SERVICE", "NORTHFLANK_SERVICE_ID"),
        ("NORTHFLANK_SERVICE_IDS", "NORTHFLANK_SERVICE_ID"),
        ("NORTHFLANK_GATE_JOB_IDS", "NORTHFLANK_JOB_ID"),
        ("NORTHFLANK_JOBS_ID", "NORTHFLANK_JOB_ID"),
        ("NORTHFLANK_GATE_PR", "NORTHFLANK_GATE_PULL_REQUEST"),
        ("NORTHFLANK_COMMIT", "NORTHFLANK_GATE_SHA"),
    ] {
        let mut world = FakeWorld::new(showing("SUCCESS"));
        let arguments = ["--project-id=shop", "--job-id=migrate", "--sha", COMMIT];
        let variables = [("NORTHFLANK_API_TOKEN", TOKEN), (name, "x")];
        assert_eq!(world.run(&arguments, &variables), 0);
        let warning = format!("warning: {name} is not read: is {meant} meant?\n");
        assert!(world.log().contains(&warning), "{name}: {}", world.log());
    }
    for (name, arguments) in [
        (
            "NORTHFLANK_GATE_PROJECT_ID",
            ["--job-id=migrate", "--latest"],
        ),
        ("NORTHFLANK_GATE_JOB_ID", ["--project-id=shop", "--latest"]),
        ("NORTHFLANK_PROJECT", ["--job-id=migrate", "--latest"]),
        ("NORTHFLANK_JOB", ["--project-id=shop", "--latest"]),
        ("NORTHFLANK_SERVICE", ["--project-id=shop", "--latest"]),
        ("NORTHFLANK_JOB_IDS", ["--project-id=shop", "--latest"]),
    ] {
        let mut world = FakeWorld::new(showing("SUCCESS"));
        let variables = [("NORTHFLANK_API_TOKEN", TOKEN), (name, "x")];
        assert_eq!(world.run(&arguments, &variables), 2);
        let cause = format!("cause: {name} is set, but is not read\n");
        assert!(world.log().contains(&cause), "{}", world.log());
    }
}

#[test]
fn only_a_file_that_may_be_a_secret_is_not_explained() {
    let may_be_a_secret = "--api-key-file=nf-0123456789abcdef0123456789";
    let may_be_none = "--branch=fix/nf-0123456789abcdef0123456789";
    let mut world = FakeWorld::new(showing("SUCCESS"));
    world.push(&["--explain", may_be_a_secret, may_be_none]);
    let log = world.log();
    for line in [
        "  api-key-file     … (--api-key-file)",
        "  branch           fix/nf-0123456789abcdef0123456789 (--branch)",
    ] {
        assert!(log.contains(&format!("{line}\n")), "{line}: {log}");
    }
}

#[test]
fn without_a_build_it_says_what_is_listed_instead() {
    let older = ("old-1", OTHER, "main", "SUCCESS", "09:00:00");
    let newer = ("newer-hill-77", OTHER, "dev", "BUILDING", "10:00:00");
    let log = round(&[newer, older], &[]);
    let expected = "cause: newest listed: newer-hill-77 of abababa on dev, BUILDING\n";
    assert!(log.contains(expected), "{log}");
    let log = round(&[newer, older], &["--branch=main"]);
    assert!(
        log.contains("; newest on main: old-1 of abababa on main, SUCCESS\n"),
        "{log}"
    );
    let log = round(&[], &[]);
    assert!(log.contains("cause: no build at all is listed\n"), "{log}");
    // The order of the list says nothing.
    let log = round(&[older, newer], &[]);
    assert!(log.contains(expected), "{log}");
}

#[test]
fn without_a_build_it_says_which_filter_left_one_out() {
    let ours = ("ours", COMMIT, "feat/x", "SUCCESS", "10:00:00");
    for (filter, expected) in [
        (
            "--branch=main",
            "build ours of 12c15e7 (SUCCESS) is on feat/x: --branch main leaves it out",
        ),
        (
            "--pull-request=7",
            "build ours of 12c15e7 (SUCCESS) is of no pull request: --pull-request 7 leaves it out",
        ),
        (
            "--not-before=2026-11-23T10:00:00.100Z",
            "build ours of 12c15e7 (SUCCESS) was created 100ms before --not-before",
        ),
    ] {
        let log = round(&[ours], &[filter]);
        assert!(
            log.contains(&format!("cause: {expected}\n")),
            "{expected}: {log}"
        );
        assert!(log.contains("hint: pass any for each filter"), "{log}");
    }
    let log = round(
        &[("theirs", OTHER, "feat/x", "SUCCESS", "10:00:00")],
        &["--branch=main"],
    );
    assert!(
        log.contains("cause: only builds of branch main count (--branch); "),
        "{log}"
    );
}

#[test]
fn an_aborted_build_names_the_build_that_superseded_it() {
    let newer = ("fast-2", OTHER, "main", "BUILDING", "10:05:00");
    let ours = ("ours", COMMIT, "main", "ABORTED", "10:00:00");
    let elsewhere = ("else-3", OTHER, "dev", "BUILDING", "10:06:00");
    let log = round(&[elsewhere, newer, ours], &[]);
    let expected = "cause: superseded by fast-2 of abababa on main, BUILDING\n";
    assert!(log.contains(expected), "{log}");
    let again = ("again", COMMIT, "main", "ABORTED", "10:05:00");
    let much_later = ("later", OTHER, "main", "BUILDING", "19:00:00");
    for others in [&[elsewhere, ours][..], &[again, ours], &[much_later, ours]] {
        let log = round(others, &[]);
        assert!(!log.contains("superseded"), "{log}");
        assert!(log.contains("hint: somebody cancelled the build"), "{log}");
    }
}

#[test]
fn each_target_has_its_own_time() {
    let mut polls = 0;
    let mut world = FakeWorld::new(|_| {
        polls += 1;
        listing(vec![Build {
            concluded_at: (polls == 2).then(|| time("10:02:00")),
            ..build("one", "SUCCESS")
        }])
    });
    assert_eq!(world.push(&["--service-id=web"]), 0);
    let expected = "job migrate built 12c15e7 (duration unknown), \
                service web built 12c15e7 in 2m (2 requests)";
    assert!(world.log().contains(expected), "{}", world.log());
}

#[test]
fn with_the_team_every_verdict_has_links() {
    const PAGE: &str = "https://app.northflank.com/t/acme/project/shop";
    for (word, code) in [("SUCCESS", 0), ("CRASHED", 1), ("BUILDING", 3)] {
        let mut world = FakeWorld::new(showing(word));
        let arguments = ["--team-id=acme", "--service-id=web", "--timeout=1m"];
        assert_eq!(world.push(&arguments), code);
        let log = world.log();
        assert!(
            log.contains(&format!("%0A  link: {PAGE}/jobs/migrate")),
            "{log}"
        );
        assert!(log.contains(&format!("{PAGE}/services/web")), "{log}");
        assert!(!log.contains("pass --team-id"), "{log}");
        let summary = &world.files[SUMMARY];
        assert!(
            summary.contains(&format!("[one]({PAGE}/jobs/migrate)")),
            "{summary}"
        );
    }
}

#[test]
fn a_cancelled_run_names_the_builds_that_go_on_and_where() {
    let mut world = FakeWorld::new(showing("BUILDING"));
    world.signal_at = Some((Duration::from_secs(3), Signal::Terminate));
    assert_eq!(world.push(&["--team-id=acme"]), 143);
    let log = world.log();
    assert!(
        log.contains("stops no build in Northflank; stop there what is not needed: one\n"),
        "{log}"
    );
    assert!(
        log.contains("https://app.northflank.com/t/acme/project/shop/jobs/migrate"),
        "{log}"
    );
    let builds = "stop there what is not needed: one of job migrate, one of service web\n";
    let mut world = FakeWorld::new(showing("BUILDING"));
    world.signal_at = Some((Duration::from_secs(3), Signal::Terminate));
    world.push(&["--service-id=web"]);
    assert!(world.log().contains(builds), "{}", world.log());
    let mut world =
        FakeWorld::new(|_| listing(vec![build("one", "BUILDING"), build("two", "QUEUED")]));
    world.signal_at = Some((Duration::from_secs(3), Signal::Terminate));
    world.push(&[]);
    let builds = "stop there what is not needed: one, two\n";
    assert!(world.log().contains(builds), "{}", world.log());
    let mut world = FakeWorld::new(|_| listing(vec![]));
    world.signal_at = Some((Duration::from_secs(3), Signal::Terminate));
    world.push(&[]);
    let log = world.log();
    assert!(!log.contains("stops no build"), "{log}");
}

#[test]
fn a_spent_quota_is_the_end_s_explanation() {
    let quota = Quota {
        limit: 1000,
        remaining: 0,
        resets_in: Duration::from_secs(45 * 60),
    };
    let mut world = FakeWorld::new(move |_| {
        Err(Fault {
            quota: Some(quota),
            retry_after: Some(quota.resets_in),
            ..rate_limited()
        }
        .into())
    });
    assert_eq!(world.push(&["--format=plain"]), 4);
    let log = world.log();
    let expected = "cause: the API answered 429 (rate limit); API quota: 0 of 1000 left, resets in 45m, by that answer";
    assert!(log.contains(expected), "{log}");
    assert!(
        log.contains("hint: rerun this job once the account has requests again, or pass a longer --timeout, one that lasts till then"),
        "{log}"
    );
    assert!(!log.contains("incident"), "{log}");
}
