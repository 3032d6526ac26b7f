//! A small HTTP client that hides nothing, and servers to point it at.
#![expect(
    clippy::unwrap_used,
    reason = "what is not as it should be fails the test"
)]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use fake_northflank::{Options, Server, TOKEN};
use serde_json::{Value, json};

pub(crate) const SHA: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn builds(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["data"]["builds"].as_array().unwrap().clone()
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let builds = self.builds();
        let ids = builds.iter().map(|build| build["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    }

    /// The texts of a log's entries.
    pub(crate) fn texts(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        let body = self.json();
        let entries = body["data"].as_array().unwrap();
        entries.iter().map(|entry| entry["log"].clone()).collect()
    }

    pub(crate) fn cursor(&self) -> Option<String> {
        let cursor = &self.json()["pagination"]["cursor"];
        cursor.as_str().map(str::to_owned)
    }
}

/// One connection, which is kept alive.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn of(server: &Server) -> Self {
        let url = server.url();
        let address = url.strip_prefix("http://").unwrap();
        let stream = BufReader::new(TcpStream::connect(address).unwrap());
        Self { stream }
    }

    /// Sends a request as it should be.
    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.try_get(path).unwrap()
    }

    pub(crate) fn try_get(&mut self, path: &str) -> io::Result<Reply> {
        self.send("GET", path, &[&format!("Authorization: Bearer {TOKEN}")])
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[&str]) -> io::Result<Reply> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.receive()
    }

    fn receive(&mut self) -> io::Result<Reply> {
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        let mut reply = Reply {
            status,
            headers,
            text: String::new(),
        };
        let length: usize = reply.header("content-length").unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        reply.text = String::from_utf8(body).unwrap();
        Ok(reply)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// A server whose scenario `test` has the job `api`, made of `target`.
/// `name` is the test’s own.
pub(crate) fn server_with_target(name: &str, target: &Value) -> Server {
    let scenario = json!({"about": "a test", "targets": {"jobs/api": target}});
    server_with_scenario(name, &scenario.to_string())
}

/// A server with the one scenario `test`.
pub(crate) fn server_with_scenario(name: &str, text: &str) -> Server {
    Server::start(Options {
        scenarios: directory_with_scenario(name, text),
        ..Options::default()
    })
    .unwrap()
}

pub(crate) fn directory_with_scenario(name: &str, text: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("test.json"), text).unwrap();
    directory
}

/// The path of the job `api` in the scenario `test`, with a query.
pub(crate) fn path(query: &str) -> String {
    format!("/v1/projects/test/jobs/api/build{query}")
}

/// A build that is written to show its end from poll `from_poll` on.
pub(crate) fn build(id: &str, created: &str, from_poll: u64) -> Value {
    json!({
        "id": id,
        "sha": SHA,
        "branch": "main",
        "created": created,
        "stages": [{"from_poll": from_poll, "status": "SUCCESS"}]
    })
}
