//! Percent-decoding, as paths and queries need it.

/// The text behind the escapes, or `None` where an escape is malformed or the
/// result is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte == b'%' {
            let (digits, behind) = rest.split_at_checked(2)?;
            decoded.push(hexadecimal(digits[0])? * 16 + hexadecimal(digits[1])?);
            rest = behind;
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode("a%7Eb%20%C3%A4"), Some("a~b ä".to_owned()));
    }

    #[test]
    fn malformed_escapes_are_refused() {
        for text in ["%", "%4", "%4x", "%+4", "%FF"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
