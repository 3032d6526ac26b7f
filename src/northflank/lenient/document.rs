//! The text of a body that may hold bytes which JSON does not allow, so that each
//! spoils its string alone.

use std::ops::Range;

/// Stands in a string for what JSON does not allow there: half a character twice, so
/// that no other half beside it makes it whole. It spoils the string and nothing else.
const REPLACEMENT: &[u8] = br"\ud800\ud800";

/// A body with more places that JSON does not allow is no text.
pub(super) const MAX_SPOILT: usize = 100;

/// A body that opens more lists and objects, or has more such brackets in its strings,
/// is no text: to skip a value takes a byte of memory for each level of its depth.
const MAX_OPENED: usize = 500_000;

/// The most bytes that [`document`] adds to a body.
pub(in crate::northflank) const MAX_GROWTH: usize = MAX_SPOILT * REPLACEMENT.len();

/// Makes a text of a body that may hold bytes that JSON does not allow: nothing
/// where it opens too many lists and objects, or is no text at all.
#[must_use]
pub fn document(body: &mut Vec<u8>) -> Option<&str> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    if body.starts_with(BYTE_ORDER_MARK) {
        body.drain(..BYTE_ORDER_MARK.len());
    }
    let (mut opened, mut has_control) = (0_usize, false);
    for byte in &*body {
        match byte {
            b'[' | b'{' => opened = opened.saturating_add(1),
            ..=0x1f => has_control = true,
            _ => {}
        }
    }
    if opened > MAX_OPENED {
        return None;
    }
    // Most bodies hold nothing to replace, and to see that is quicker than to look for it.
    if has_control || std::str::from_utf8(body).is_err() {
        let spoilt = spoilt(body)?;
        body.reserve_exact(spoilt.len().saturating_mul(REPLACEMENT.len()));
        for range in spoilt.into_iter().rev() {
            body.splice(range, REPLACEMENT.iter().copied());
        }
    }
    std::str::from_utf8(body).ok()
}

/// Where bytes stand that JSON does not allow in a string: control characters, and
/// what is no UTF-8, which counts as one. Nothing where there are too many.
fn spoilt(body: &[u8]) -> Option<Vec<Range<usize>>> {
    const CONTROL: u8 = 0;
    let mut spoilt = Vec::new();
    let (mut offset, mut in_string, mut is_escaped) = (0_usize, false, false);
    for chunk in body.utf8_chunks() {
        let valid = chunk.valid().bytes().map(|byte| (byte, 1));
        let invalid = Some((CONTROL, chunk.invalid().len()));
        let invalid = invalid.filter(|(_, length)| *length > 0);
        for (byte, length) in valid.chain(invalid) {
            let was_escaped = std::mem::take(&mut is_escaped);
            let end = offset.saturating_add(length);
            match byte {
                // An escape of it goes with it.
                ..=0x1f if in_string => {
                    spoilt.push(offset.saturating_sub(was_escaped.into())..end);
                }
                b'"' => in_string = !in_string || was_escaped,
                b'\\' => is_escaped = in_string && !was_escaped,
                _ => {}
            }
            if spoilt.len() > MAX_SPOILT {
                return None;
            }
            offset = end;
        }
    }
    Some(spoilt)
}
