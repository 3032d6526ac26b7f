//! What is left to read of a line that was written for a terminal.

/// Where a line is cut, in characters.
const MAX_LINE: usize = 1000;

/// What stands for a tab.
const TAB: &str = "    ";

/// What a terminal shows of the line in the end, without colours and control
/// characters, cut. A progress bar writes over itself: its last state is kept.
/// Empty where nothing is visible.
pub(super) fn visible(line: &str) -> String {
    let mut states = line.rsplit('\r').map(plain);
    states.find(|state| !state.is_empty()).unwrap_or_default()
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut length = 0_usize;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters = after_escape(characters.as_str()).chars();
        } else if character == '\t' {
            plain.push_str(TAB);
            length = length.saturating_add(TAB.len());
        } else if !character.is_control() {
            plain.push(character);
            length = length.saturating_add(1);
        }
        if length > MAX_LINE {
            plain = plain.chars().take(MAX_LINE).collect();
            plain.push('…');
            break;
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// What follows an escape sequence (ECMA-48), of which the escape character is
/// read already.
fn after_escape(sequence: &str) -> &str {
    if let Some(text) = sequence.strip_prefix([']', 'P', 'X', '^', '_']) {
        return after_control_string(text);
    }
    let end = match sequence.strip_prefix('[') {
        // Colours, movements of the cursor: parameters and intermediates.
        Some(rest) => rest.trim_start_matches(|character| matches!(character, ' '..='?')),
        None => sequence.trim_start_matches(|character| matches!(character, ' '..='/')),
    };
    end.strip_prefix(|character| matches!(character, '0'..='~'))
        .unwrap_or(end)
}

/// Titles of windows, addresses of links: a text up to its terminator. Without a
/// terminator the text stays, so that the rest of the line is not lost.
fn after_control_string(sequence: &str) -> &str {
    let end = sequence.find(['\u{7}', '\u{9c}', '\u{1b}']);
    let rest = end.and_then(|end| sequence.get(end..));
    // An escape that begins another sequence ends this one; the caller reads it.
    rest.map_or(sequence, |rest| {
        rest.strip_prefix("\u{1b}\\")
            .or_else(|| rest.strip_prefix(['\u{7}', '\u{9c}']))
            .unwrap_or(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_movements_leave_nothing_behind() {
        for (line, expected) in [
            ("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: x", "error: x"),
            ("\u{1b}[38;5;196mred\u{1b}[m", "red"),
            ("\u{1b}[?25l\u{1b}[2K\u{1b}[1A", ""),
            ("\u{1b}[0 qcursor", "cursor"),
            ("\u{1b}(Bcharset \u{1b}#8", "charset"),
            ("\u{1b}7saved\u{1b}8", "saved"),
            ("\u{1b}]0;title\u{7}text", "text"),
            (
                "\u{1b}]8;;https://e.x\u{1b}\\link\u{1b}]8;;\u{1b}\\",
                "link",
            ),
            ("\u{1b}Pdevice\u{9c}text", "text"),
            // Cut off, or none at all.
            ("a\u{1b}", "a"),
            ("a\u{1b}[3", "a"),
            ("a\u{1b}[31éb", "aéb"),
            ("a\u{1b}]0;no end", "a0;no end"),
            ("a\u{1b}]0;t\u{1b}[31mb", "ab"),
            ("a\u{1b}éb", "aéb"),
        ] {
            assert_eq!(visible(line), expected, "{line:?}");
        }
    }

    #[test]
    fn the_last_state_of_a_progress_bar_is_kept() {
        for (line, expected) in [
            ("\r 1%\r 50%\r100%\r", "100%"),
            ("text\r", "text"),
            ("done\r   \r\u{1b}[2K", "done"),
            ("\r\r", ""),
            ("", ""),
        ] {
            assert_eq!(visible(line), expected, "{line:?}");
        }
    }

    #[test]
    fn controls_go_and_indentation_stays() {
        assert_eq!(
            visible("\tlet a\u{8}\u{7f}\u{85} = 1;\0  "),
            "    let a = 1;"
        );
        assert_eq!(visible("é 😀 \u{202e}"), "é 😀 \u{202e}");
    }

    #[test]
    fn a_line_is_cut() {
        let cut = format!("{}…", "é".repeat(MAX_LINE));
        assert_eq!(visible(&"é".repeat(MAX_LINE)), "é".repeat(MAX_LINE));
        assert_eq!(visible(&"é".repeat(MAX_LINE + 1)), cut);
        let tabs = visible(&"\t".repeat(MAX_LINE));
        assert_eq!(tabs.chars().count(), MAX_LINE + 1);
    }
}
