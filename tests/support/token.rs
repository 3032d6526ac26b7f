//! Where the token shows, and every part of it that is long enough to be no
//! accident.

use fake_northflank::TOKEN;

/// Shorter parts of the token than this may be there by accident.
pub(crate) const WINDOW: usize = 8;

/// Whether the token or a part of it is among these bytes.
pub(crate) fn shows_token(bytes: &[u8]) -> bool {
    let parts: Vec<&[u8]> = TOKEN.as_bytes().windows(WINDOW).collect();
    bytes.windows(WINDOW).any(|window| parts.contains(&window))
}
