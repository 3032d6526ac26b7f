//! What is read of an answer, and what a request says.

use super::*;

/// What the client makes of an answer that is sent as it stands, and what it
/// sent.
fn reply_to(answer: &str) -> (Reply, String) {
    reply_about("/v1/projects", answer)
}

/// The same for a request about this path.
fn reply_about(path: &str, answer: &str) -> (Reply, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let host = ApiHost::parse(&format!("http://{address}")).unwrap();
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
    thread::scope(|scope| {
        let server = scope.spawn(|| {
            let (mut socket, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut part = [0; 4096];
            while !request.ends_with(b"\r\n\r\n") {
                let length = socket.read(&mut part).unwrap();
                if length == 0 {
                    break;
                }
                request.extend(&part[..length]);
            }
            // A client that has read enough hangs up.
            let _ = socket.write_all(answer.as_bytes());
            String::from_utf8(request).unwrap()
        });
        let reply = client.get(path, Duration::from_secs(10), &stopped, Connection::New);
        // One that never came is awaited no longer.
        drop(TcpStream::connect(address));
        (reply, server.join().unwrap())
    })
}

fn answered(answer: &str) -> Response {
    match reply_to(answer).0 {
        Ok(answer) => answer,
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn a_list_of_eight_mebibytes_is_read_and_a_refusal_of_64_kibibytes() {
    for (status, most) in [("200 OK", 8 << 20), ("500 Oh", 64 << 10)] {
        let body = |length: usize| {
            let body = "x".repeat(length);
            answered(&format!(
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}"
            ))
            .body
        };
        assert_eq!(body(most), Ok(vec![b'x'; most].into()));
        assert_ne!(body(1), Ok(vec![b'y'].into()));
        let why = format!("the API answered with more than {} KiB", most >> 10);
        assert_eq!(body(most + 1), Err(Fault::new(Cause::Other, why, true)));
    }
}

#[test]
fn a_body_that_is_too_slow_is_a_timeout_of_an_api_that_answered() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = ApiHost::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nslow");
        socket
    });
    let timeout = Duration::from_millis(500);
    let reply = client.get("/v1", timeout, &stopped, Connection::New);
    let what = "the answer was not complete after 500ms".to_owned();
    let fault = reply.unwrap().body.unwrap_err();
    let hint = fault.hint.unwrap();
    assert!(hint.contains("--request-timeout, --timeout)"), "{hint}");
    let slow = Fault {
        hint: Some(hint),
        ..Fault::new(Cause::Unanswered, what, true)
    };
    assert_eq!(fault, slow);
    drop(server.join().unwrap());
}

#[test]
fn headers_are_read_up_to_64_kibibytes() {
    let header = |length: usize| {
        let value = "x".repeat(length);
        reply_to(&format!(
            "HTTP/1.1 204 No\r\nRetry-After: 7\r\nX-Other: {value}\r\n\r\n"
        ))
        .0
    };
    let answer = header(60 << 10).unwrap();
    assert_eq!(answer.headers.retry_after.as_deref(), Some("7"));
    let Err(RequestError::Transient(Fault { what: why, .. })) = header(64 << 10) else {
        panic!("an answer")
    };
    assert!(!why.contains("timed out"), "{why}");
}

#[test]
fn every_age_that_is_sent_is_read() {
    let age = |lines: &str| {
        answered(&format!("HTTP/1.1 204 No\r\n{lines}\r\n"))
            .headers
            .age
    };
    assert_eq!(age(""), None);
    assert_eq!(age("Age: 7\r\n").as_deref(), Some("7"));
    assert_eq!(age("Age: 0\r\nAge: 3600\r\n").as_deref(), Some("0,3600"));
    assert_eq!(age("Age: \u{e9}\r\n").as_deref(), Some(""));
}

#[test]
fn a_request_carries_the_token_and_wants_json_from_no_cache() {
    let (_, request) = reply_to("HTTP/1.1 204 No\r\n\r\n");
    let request = request.to_ascii_lowercase();
    for line in [
        "get /v1/projects http/1.1\r\n",
        "\r\nauthorization: bearer nf-secret\r\n",
        "\r\naccept: application/json\r\n",
        "\r\naccept-encoding: identity\r\n",
        "\r\ncache-control: no-cache\r\n",
        concat!(
            "\r\nuser-agent: northflank-gate/",
            env!("CARGO_PKG_VERSION"),
            "\r\n"
        ),
    ] {
        assert!(request.contains(line), "{request}");
    }
}

/// Three ids of 1024 characters and a cursor of 2 KiB, each byte of which takes three.
#[test]
fn the_longest_path_is_sent_whole() {
    let path = format!("/{}", "x".repeat(10 << 10));
    let (_, request) = reply_about(&path, "HTTP/1.1 204 No\r\n\r\n");
    let line = format!("GET {path} HTTP/1.1\r\n");
    assert!(request.starts_with(&line), "{} bytes", request.len());
}

/// Memory is bounded by the buffer alone, whatever an allocator does with what is
/// freed.
#[test]
fn the_bodies_of_a_client_take_turns_in_one_buffer() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = ApiHost::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let client = Client::new(host, &Token::parse("nf-secret").unwrap(), None, None);
    let answers = [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbreaks".to_owned(),
        format!("HTTP/1.1 403 No\r\n\r\n{}", "x".repeat(65 << 10)),
        "HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nfour".to_owned(),
    ];
    let server = thread::spawn(move || {
        for answer in answers {
            let (mut socket, _) = listener.accept().unwrap();
            let _ = socket.read(&mut [0; 4096]).unwrap();
            let _ = socket.write_all(answer.as_bytes());
        }
    });
    let get = || match client.get("/v1", Duration::from_secs(10), &stopped, Connection::New) {
        Ok(response) => response.body,
        Err(error) => panic!("{error:?}"),
    };
    let address = |body: Result<Bytes, Fault>| body.unwrap().bytes.as_ptr();
    let first = address(get());
    assert!(get().is_err());
    assert!(get().is_err());
    assert_eq!(address(get()), first);
    server.join().unwrap();
}

#[test]
fn what_is_no_http_is_called_that() {
    let Err(RequestError::Transient(fault)) = reply_to("SSH-2.0-OpenSSH_9.6\r\n\r\n").0 else {
        panic!("an answer")
    };
    assert!(
        fault.what.contains("what came breaks the rules of HTTP"),
        "{fault:?}"
    );
}
