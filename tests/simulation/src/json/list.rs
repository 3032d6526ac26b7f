//! A page of the list as JSON.

use super::entries::push_entry;
use super::texts;
use crate::wire::{Next, Page, WireField};

/// The body of a page.
pub(super) fn list(page: &Page) -> Vec<u8> {
    let mut text = Vec::with_capacity(64 + page.entries.len() * 400);
    text.extend(b"{\"data\":{\"builds\":[");
    for (place, entry) in page.entries.iter().enumerate() {
        if place > 0 {
            text.push(b',');
        }
        push_entry(&mut text, entry);
    }
    text.extend(b"]}");
    push_pagination(&mut text, page.next);
    if page.next.has_odd_company() {
        text.extend(br#","new\ud83d":["\udc00"]"#);
    }
    text.push(b'}');
    text
}

fn push_pagination(text: &mut Vec<u8>, next: Next) {
    let form = usize::from(next.form);
    match (next.cursor, next.goes_on) {
        (WireField::Missing, WireField::Missing) => {
            let forms: [&[u8]; 4] = [
                b"",
                br#","pagination":null"#,
                br#","pagination":{}"#,
                br#","pagination":{"count":3}"#,
            ];
            return text.extend(forms[form % forms.len()]);
        }
        (WireField::Other(_), WireField::Other(_)) => return text.extend(br#","pagination":[]"#),
        (
            WireField::Missing | WireField::Null | WireField::Value(_) | WireField::Other(_),
            WireField::Missing | WireField::Null | WireField::Value(_) | WireField::Other(_),
        ) => {}
    }
    text.extend(br#","pagination":{"count":2"#);
    match next.goes_on {
        WireField::Missing => {}
        WireField::Null => text.extend(br#","hasNextPage":null"#),
        WireField::Value(true) => text.extend(br#","hasNextPage":true"#),
        WireField::Value(false) => text.extend(br#","hasNextPage":false"#),
        WireField::Other(spoilt) => {
            text.extend(br#","hasNextPage":"#);
            texts::push_spoilt(text, spoilt);
        }
    }
    match next.cursor {
        WireField::Missing => {}
        WireField::Null if form % 2 == 0 => text.extend(br#","cursor":"""#),
        WireField::Null => text.extend(br#","cursor":null"#),
        WireField::Value(cursor) => {
            text.extend(format!(",\"cursor\":\"cursor-{cursor}\"").into_bytes());
        }
        WireField::Other(spoilt) => {
            text.extend(br#","cursor":"#);
            texts::push_spoilt(text, spoilt);
        }
    }
    text.push(b'}');
}
