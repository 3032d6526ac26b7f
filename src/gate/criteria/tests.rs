//! Which builds match.

use super::*;
use crate::gate::testing::{SHA, build, prefix_criteria};

fn criteria(selector: Selector) -> Criteria {
    Criteria {
        selector,
        branch: None,
        pull_request: None,
        not_before: NotBefore::Any,
    }
}

fn commit() -> Criteria {
    criteria(Selector::Commit(Sha::parse(SHA).unwrap()))
}

fn match_of_sha(sha: Field<String>) -> Match {
    commit().matches(&Build {
        sha,
        ..build("one")
    })
}

#[test]
fn of_the_beginning_of_a_commit_any_odd_sha_may_be_what_is_left() {
    let matches = |sha: &str| {
        let sha = Field::Present(sha.to_owned());
        prefix_criteria().matches(&Build {
            sha,
            ..build("one")
        })
    };
    assert_eq!(matches(SHA), Match::Yes);
    for odd in [&SHA[1..], "…b2a1908", "bbbbbbb"] {
        assert_eq!(matches(odd), Match::CannotTell, "{odd}");
    }
    for another in ["", " ", &"b".repeat(40)] {
        assert_eq!(matches(another), Match::No, "{another}");
    }
}

#[test]
fn a_commit_matches_in_full_whatever_its_case() {
    let present = |text: &str| Field::Present(text.to_owned());
    assert_eq!(match_of_sha(present(SHA)), Match::Yes);
    assert_eq!(match_of_sha(present(&SHA.to_uppercase())), Match::Yes);
    for odd in [
        &SHA[..39],
        &SHA[1..],
        &SHA[..3],
        &format!("{SHA} "),
        &format!("sha1:{SHA}"),
        &format!("{SHA}ff"),
        &format!("{}{}", &SHA[..20], &SHA[21..]),
        &format!("12 {}", &SHA[2..]),
        "12c15e7d0b7d...",
        "…5e7d0b7d",
        "'12c15e7d0b7d'",
        "12C1****1908",
        "12c1…",
        "12c…",
        "1...",
        "'12'",
        "１２ｃ１５ｅ７",
        "sha12c15e7",
    ] {
        assert_eq!(match_of_sha(present(odd)), Match::CannotTell, "{odd}");
    }
    for another in ["'bbbbbbb...'", "bbbbbbb", "refs/heads/12", "main", "-"] {
        assert_eq!(match_of_sha(present(another)), Match::No, "{another}");
    }
    assert_eq!(match_of_sha(present("")), Match::No);
    assert_eq!(match_of_sha(present(" ")), Match::No);
    assert_eq!(match_of_sha(present(&"b".repeat(40))), Match::No);
    assert_eq!(match_of_sha(Field::Absent), Match::No);
    assert_eq!(match_of_sha(Field::Unreadable), Match::CannotTell);
}

#[test]
fn a_filter_leaves_out_what_the_selector_means_and_nothing_else() {
    let left_out = |criteria: Criteria, branch: &str| {
        let on_main = Build {
            branch: Field::Present("main".to_owned()),
            ..build("one")
        };
        let branch = Some(branch.to_owned());
        Criteria { branch, ..criteria }.is_left_out_by_filter(&on_main)
    };
    let another = Selector::Commit(Sha::parse(&"b".repeat(40)).unwrap());
    assert!(left_out(commit(), "dev"));
    assert!(!left_out(commit(), "main"));
    assert!(!left_out(criteria(another), "dev"));
    assert!(!left_out(criteria(Selector::Latest), "dev"));
}

#[test]
fn every_filter_narrows() {
    let listed = Build {
        branch: Field::Present("main".to_owned()),
        pull_request: Field::Present(7),
        ..build("one")
    };
    let branch = |name: &str| Criteria {
        branch: Some(name.to_owned()),
        ..commit()
    };
    assert_eq!(branch("main").matches(&listed), Match::Yes);
    assert_eq!(branch("Main").matches(&listed), Match::No);
    let pull_request = |number| Criteria {
        pull_request: Some(number),
        ..commit()
    };
    assert_eq!(pull_request(7).matches(&listed), Match::Yes);
    assert_eq!(pull_request(8).matches(&listed), Match::No);
    let unreadable = Build {
        branch: Field::Unreadable,
        ..listed.clone()
    };
    assert_eq!(branch("main").matches(&unreadable), Match::CannotTell);
    assert_eq!(commit().matches(&unreadable), Match::Yes);
    let other = Build {
        sha: Field::Absent,
        ..unreadable
    };
    assert_eq!(branch("main").matches(&other), Match::No);
}

#[test]
fn builds_from_before_the_start_are_left_out() {
    let at = |text| Timestamp::parse(text).unwrap();
    let mut since = Criteria {
        not_before: NotBefore::Ago(Duration::from_secs(600)),
        ..criteria(Selector::Latest)
    };
    let created = |text| Build {
        created: Field::Present(at(text)),
        ..build("one")
    };
    assert_eq!(
        since.matches(&created("2026-11-23T10:00:00Z")),
        Match::CannotTell
    );
    since.resolve_not_before(None);
    since.resolve_not_before(Some(at("1970-01-01T00:00:05Z")));
    assert_eq!(since.not_before, NotBefore::Ago(Duration::from_secs(600)));
    since.resolve_not_before(Some(at("2026-11-23T10:10:00Z")));
    since.resolve_not_before(Some(at("2026-11-23T23:00:00Z")));
    assert_eq!(since.matches(&created("2026-11-23T10:00:00Z")), Match::Yes);
    assert_eq!(
        since.matches(&created("2026-11-23T09:59:59.999Z")),
        Match::No
    );
    let lacking = Build {
        created: Field::Absent,
        ..build("one")
    };
    assert_eq!(since.matches(&lacking), Match::No);
    let unreadable = Build {
        created: Field::Unreadable,
        ..build("one")
    };
    assert_eq!(since.matches(&unreadable), Match::CannotTell);
}

#[test]
fn a_build_is_meant_by_its_id_alone() {
    let which = criteria(Selector::Build("one".to_owned()));
    assert_eq!(which.matches(&build("one")), Match::Yes);
    assert_eq!(which.matches(&build("two")), Match::No);
}
