//! The address of a log, the client and the reader, against the fake server.

use std::time::Duration;

use fake_northflank::{Options, Server, TOKEN};

use crate::model::build::{Target, TargetKind};
use crate::northflank::access::ApiHost;
use crate::northflank::client::{Client, Connection};
use crate::northflank::path::TargetPath;
use crate::northflank::request::build_log::{BuildLog, NoLog, ReadLog};
use crate::northflank::request::list_builds;
use crate::northflank::response::Reply;
use crate::northflank::token::Token;

struct Api {
    /// Lives as long as it is asked.
    _server: Server,
    client: Client,
    project: &'static str,
}

impl Api {
    fn of(project: &'static str) -> Self {
        let server = Server::start(Options::default()).unwrap();
        let host = ApiHost::parse(&server.url()).unwrap();
        let client = Client::new(host, &Token::parse(TOKEN).unwrap(), None, None);
        Self {
            _server: server,
            client,
            project,
        }
    }

    fn get(&self, path: &str, timeout: Duration) -> Reply {
        self.client
            .get(path, timeout, &|| Duration::ZERO, Connection::New)
    }

    /// The log of the one build of a target, as the list shows it.
    fn log(&self, kind: TargetKind, id: &str, timeout: Duration) -> Result<BuildLog, NoLog> {
        let target = Target {
            kind,
            id: id.to_owned(),
        };
        let target_path = TargetPath {
            team: None,
            project: self.project.to_owned(),
            target,
        };
        let list = list_builds::path(&target_path, None);
        let reply = self.get(&list, Duration::from_secs(30));
        let (page, _) = list_builds::read_page(reply, &target_path).unwrap();
        let request = ReadLog {
            target_path,
            build: page.builds[0].id.clone(),
            created: *page.builds[0].created.value().unwrap(),
            lines: 250,
        };
        request.read(self.get(&request.path(), timeout))
    }

    fn job(&self, id: &str) -> Result<BuildLog, NoLog> {
        self.log(TargetKind::Job, id, Duration::from_secs(30))
    }
}

#[test]
fn the_log_of_a_build_ends_with_its_error() {
    let api = Api::of("build-logs");
    let log = api.job("api").unwrap();
    assert_eq!(
        log.lines.first().map(String::as_str),
        Some("#1 [internal] load build definition from Dockerfile")
    );
    let line = "#8 11.20 error[E0308]: mismatched types";
    assert_eq!(log.most_telling(), Some(line));

    let service = api.log(TargetKind::Service, "web", Duration::from_secs(30));
    let line = "#10 2.120 Tests: 1 failed, 57 passed, 58 total";
    assert_eq!(service.unwrap().most_telling(), Some(line));
}

#[test]
fn the_newest_lines_of_a_long_log_are_read() {
    let api = Api::of("build-logs");
    let numbers = (51..=300).map(|number| format!("line {number} of 300"));
    let lines: Vec<String> = numbers.collect();
    assert_eq!(api.job("many"), Ok(BuildLog { lines }));
    assert_eq!(api.job("empty"), Ok(BuildLog::default()));
}

#[test]
fn every_odd_shape_becomes_lines() {
    let mut lines = Api::of("build-logs").job("odd").unwrap().lines;
    for line in &mut lines {
        if line.starts_with("xxx") {
            assert_eq!(line.chars().count(), 1001);
            line.replace_range(3.., "");
        }
    }
    let expected = [
        "first by its time",
        "second, sent behind the fifth",
        "third: without a time",
        "fourth: its time is of another type",
        "still there: its time is no time",
        "fifth, sent before the second",
        "another stream between the parts",
        "another container between the parts",
        "a line in three parts",
        "two lines",
        "in one entry",
        "downloading 100%",
        "error: in red, with a link and a bell",
        "::set-output name=result::success",
        "::error::forged",
        "##[error]forged ##vso[task.complete]",
        "::stop-commands::northflank",
        "```",
        "</details><b>out of the fence",
        "curl -H 'Authorization: Bearer nf-fake-token-0123456789' https://example.com",
        "xxx",
        r#"{"level":"error","msg":"an object\nof two keys"}"#,
        r#"["a","list"]"#,
        "no container",
        "the container is a number, turned \u{202e}round and \u{200b}unseen",
        "The end: 0 errors, 0 failed",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_log_that_cannot_be_read_says_why() {
    let api = Api::of("build-logs");
    for (kind, permission) in [
        (
            TargetKind::Job,
            "Project > Jobs > Deployment > View Instance Logs",
        ),
        (
            TargetKind::Service,
            "Project > Services > Deployment > View Instance Logs",
        ),
    ] {
        let log = api.log(kind, "forbidden", Duration::from_secs(30));
        assert_eq!(log, Err(NoLog::Forbidden(permission)));
    }
    let api = Api::of("build-log-faults");
    for (id, what) in [
        (
            "error",
            r#"the API answered 500: "internal server error" (error id req-500)"#,
        ),
        (
            "gateway",
            "something in front of the API answered 502: \"bad gateway\"",
        ),
        (
            "challenge",
            "something in front of the API answered 403: \"checking your browser\"",
        ),
        (
            "rate-limit",
            r#"the API answered 429 (rate limit): "too many requests" (error id req-429)"#,
        ),
        (
            "unauthorized",
            r#"the API answered 401: "unauthorized" (error id req-401)"#,
        ),
        (
            "refused",
            r#"the API answered 400: "lineLimit is too large" (error id req-400)"#,
        ),
        (
            "unknown",
            r#"the API answered 404: "not found" (error id req-404)"#,
        ),
        ("html", "something in front of the API answered 200"),
        ("null", "the API answered 200 with no log"),
        ("no-list", "the API answered 200 with no log"),
    ] {
        assert_eq!(
            api.job(id),
            Err(NoLog::Unavailable(what.to_owned())),
            "{id}"
        );
    }
    for (id, start) in [
        ("drops", "no answer: "),
        ("breaks-off", "the answer broke off: "),
    ] {
        let Err(NoLog::Unavailable(what)) = api.job(id) else {
            panic!("a log of {id}");
        };
        assert!(what.starts_with(start), "{what}");
    }
    let hangs = api.log(TargetKind::Job, "hangs", Duration::from_millis(300));
    let what = "no answer: timed out after 300ms, waiting for the answer".to_owned();
    assert_eq!(hangs, Err(NoLog::Unavailable(what)));
    let lines = ["[]", "7", "a text in place of an entry"].map(str::to_owned);
    assert_eq!(api.job("texts").unwrap().lines, lines);
}
