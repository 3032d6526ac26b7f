//! What a web page or a plain text says, in a line: for an answer that a proxy, a
//! gateway or a challenge gives in the API's place.

/// How much of a page is looked at, in bytes: its title and its first words stand there.
const MAX_PAGE: usize = 64 * 1024;

/// How far a body is looked at for its first character, in bytes.
const MAX_START: usize = 1024;

/// Where the line is cut, in characters.
const MAX_LINE: usize = 120;

/// The byte order mark.
const MARK: char = '\u{feff}';

/// Whether a body is such a page or text. The API answers in JSON objects alone; a plain
/// text is its own only where the rest of the answer speaks for that. Bytes that are no
/// text say nothing of who sent them.
pub(super) fn is_page(body: &[u8], may_be_the_api: bool) -> bool {
    let start = body.get(..MAX_START).unwrap_or(body).utf8_chunks().next();
    let text = start.map_or("", |start| start.valid());
    let start = text.trim_start_matches(MARK).trim_start().chars().next();
    start.is_some_and(|start| match start {
        '<' => true,
        '{' | '[' => false,
        start => !start.is_control() && !may_be_the_api,
    })
}

/// The title of a page, or else the beginning of its text; nothing where it has
/// neither.
pub(super) fn line(body: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(&body[..body.len().min(MAX_PAGE)]);
    let page = page.trim_start_matches(MARK);
    let lower = page.to_ascii_lowercase();
    let title = title(page, &lower).map(readable);
    let line = title.filter(|line| !line.is_empty());
    let line = line.unwrap_or_else(|| readable(&text(page, &lower)));
    (!line.is_empty()).then_some(line)
}

fn title<'a>(page: &'a str, lower: &str) -> Option<&'a str> {
    let start = lower.find("<title")?;
    let start = start.saturating_add(lower[start..].find('>')?.saturating_add(1));
    let length = lower[start..].find("</title")?;
    page.get(start..start.saturating_add(length))
}

/// The text between the tags. `lower` is the page in small letters, of which
/// each stands where it stands in the page.
fn text(page: &str, lower: &str) -> String {
    const HIDDEN: [(&str, &str); 3] = [
        ("<!--", "-->"),
        ("<script", "</script"),
        ("<style", "</style"),
    ];
    let mut text = String::new();
    let mut at = 0;
    while let Some(length) = lower[at..].find('<') {
        let tag = at.saturating_add(length);
        text.push_str(&page[at..tag]);
        text.push(' ');
        let rest = &lower[tag..];
        let hidden = HIDDEN.iter().find(|(start, _)| rest.starts_with(start));
        let inner = hidden.map_or(Some(0), |(_, end)| rest.find(end));
        let end = inner.and_then(|inner| Some(inner.saturating_add(rest[inner..].find('>')?)));
        let Some(end) = end else {
            return text;
        };
        at = tag.saturating_add(end).saturating_add(1);
    }
    text.push_str(&page[at..]);
    text
}

/// The text without the entities that are common, as [`on_one_line`].
fn readable(text: &str) -> String {
    const ENTITIES: [(&str, &str); 6] = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (entity, character) in ENTITIES {
        text = text.replace(entity, character);
    }
    on_one_line(&text)
}

/// An address without credentials, parameters and query, which may be secret. Any `@`
/// counts as the end of credentials: readers differ in where a host begins.
pub(super) fn address(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let (mark, shown) = match text.rsplit_once('@') {
        Some((_, host)) => ("…@", host),
        None => ("", text),
    };
    format!("{mark}{}", shown.split(';').next().unwrap_or_default())
}

/// The text on one line, and cut.
pub(super) fn on_one_line(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_title_or_its_text() {
        for (page, expected) in [
            (
                "<!DOCTYPE html><html><head><TITLE>\n Just a\tmoment...</Title></head><body>x",
                Some("Just a moment..."),
            ),
            (
                "<title lang=en>A &amp; B | Proxy</title>",
                Some("A & B | Proxy"),
            ),
            (
                "<html><title> </title><style>p{}</style><script>if (a<b) {}</script>\
                 <!-- a > b --><h1>Access</h1><p>denied &lt;403&gt;</p></html>",
                Some("Access denied <403>"),
            ),
            (
                "<h1>502 Bad Gateway</h1><hr>nginx",
                Some("502 Bad Gateway nginx"),
            ),
            ("error code: 1020", Some("error code: 1020")),
            (
                "no healthy\n upstream & more",
                Some("no healthy upstream & more"),
            ),
            ("\u{feff}\r\n<p>Denied", Some("Denied")),
            ("\u{feff}verweigert", Some("verweigert")),
            ("\u{feff}\u{feff}<p>Denied", Some("Denied")),
            ("\u{a0}\u{3000}\u{b}<p>Denied", Some("Denied")),
            ("é", Some("é")),
            ("\"{}\"", Some("\"{}\"")),
            ("<p>é<b>İ</b> x", Some("é İ x")),
            ("<script>alert(1)", None),
            ("<html><!-- never ends", None),
            ("<html", None),
            ("<html>", None),
        ] {
            assert!(is_page(page.as_bytes(), false), "{page}");
            assert_eq!(line(page.as_bytes()).as_deref(), expected, "{page}");
        }
        assert_eq!(line(b"<p>a\xff").as_deref(), Some("a\u{fffd}"));
    }

    #[test]
    fn json_nothing_and_bytes_that_are_no_text_are_no_page() {
        let json: [&[u8]; 6] = [
            b"{}",
            b"[1]",
            b" \n{",
            b"\xef\xbb\xbf{",
            b"\xef\xbb\xbf\xef\xbb\xbf\xc2\xa0{",
            b"{\xff",
        ];
        let nothing: [&[u8]; 3] = [b"", b" \n", b"\xef\xbb\xbf"];
        let bytes: [&[u8]; 3] = [b"\x1f\x8b\x08", b"\xff\xfe{\0}\0", b"\0"];
        for body in json.iter().chain(&nothing).chain(&bytes) {
            assert!(!is_page(body, false), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn the_line_is_cut() {
        let page = format!("<p>{}", "é".repeat(MAX_LINE + 1));
        let expected = format!("{}…", "é".repeat(MAX_LINE));
        assert_eq!(line(page.as_bytes()), Some(expected));
        let page = format!("<p>{}", "x".repeat(MAX_LINE));
        assert_eq!(line(page.as_bytes()), Some("x".repeat(MAX_LINE)));
    }

    #[test]
    fn an_address_shows_no_credentials_and_no_query() {
        for (text, shown) in [
            ("https://other.example/", "https://other.example/"),
            ("https://u:p@sso.example/a?token=x#y", "…@sso.example/a"),
            ("https://u:p@sso.example", "…@sso.example"),
            ("//u:p@sso.example/login", "…@sso.example/login"),
            ("https:u:p@sso.example", "…@sso.example"),
            (r"https:\\u:p@sso.example/", "…@sso.example/"),
            ("https://u:p/p;p@sso.example", "…@sso.example"),
            ("https://u:p@p@sso.example/a;token=x", "…@sso.example/a"),
            ("/login?access_token=x", "/login"),
            ("/login;access_token=x", "/login"),
            ("//sso.example/login?user=a@b", "//sso.example/login"),
        ] {
            assert_eq!(address(text), shown);
        }
    }

    #[test]
    fn a_title_is_looked_for_in_the_first_64_kibibytes() {
        let page = |before: usize| format!("<p>{}<title>t</title>", "x".repeat(before));
        let rest = "<p><title>t</title".len();
        let shown = |before| line(page(before).as_bytes()).unwrap();
        assert_eq!(shown((64 << 10) - rest), "t");
        assert!(shown((64 << 10) - rest + 1).starts_with("xxx"));
    }
}
