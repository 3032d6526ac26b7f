//! The step summary as Markdown, with the extensions that GitHub has.

use northflank_gate::cli::topic::Topic;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What a summary shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The text of its one heading.
    pub heading: String,
    /// The texts of the paragraphs.
    pub paragraphs: Vec<String>,
    /// The cells of each row of its table, its head first.
    pub rows: Vec<Vec<String>>,
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else Markdown has, or comes to have, does not belong here"
)]
/// Reads a summary.
///
/// # Errors
///
/// What else than a heading, paragraphs, a table and one link to the README is in
/// it.
pub fn read(markdown: &str) -> Result<Summary, String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    let mut summary = Summary::default();
    let mut text = String::new();
    let mut headings = 0;
    let help = help(markdown);
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(part) => text.push_str(&part),
            Event::SoftBreak => text.push('\n'),
            Event::Start(Tag::TableHead | Tag::TableRow) => summary.rows.push(vec![]),
            Event::Start(Tag::Table(_))
            | Event::End(TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::Link) => {}
            Event::Start(Tag::Link { dest_url, .. })
                if help.is_some_and(|help| help.url() == *dest_url) => {}
            Event::Start(
                Tag::Paragraph
                | Tag::TableCell
                | Tag::Heading {
                    level: HeadingLevel::H3,
                    ..
                },
            ) => text.clear(),
            Event::End(TagEnd::Heading(_)) => {
                headings += 1;
                summary.heading = std::mem::take(&mut text);
            }
            Event::End(TagEnd::Paragraph) => summary.paragraphs.push(std::mem::take(&mut text)),
            Event::End(TagEnd::TableCell) => {
                let row = summary.rows.last_mut().ok_or("a cell without a row")?;
                row.push(std::mem::take(&mut text));
            }
            other => return Err(format!("there is {other:?} in {markdown}")),
        }
    }
    // GitHub makes links of these on its own.
    let others = help.map_or_else(String::new, help_line);
    let others = markdown.replacen(&others, "", 1);
    let is_linked = ["://", "www."].iter().any(|start| others.contains(start));
    match headings {
        1 if !is_linked => Ok(summary),
        1 => Err(format!("there is a link in {markdown}")),
        count => Err(format!("there are {count} headings in {markdown}")),
    }
}

/// The section of the README that the summary links to.
fn help(markdown: &str) -> Option<Topic> {
    let mut topics = Topic::ALL.into_iter();
    topics.find(|topic| markdown.contains(&help_line(*topic)))
}

fn help_line(topic: Topic) -> String {
    format!("\n\n[More about this]({})\n\n", topic.url())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_a_heading_paragraphs_and_a_table() {
        let good = "### a\\*b\n\nc\n\n| d | e |\n|---|---|\n| f | \\| |\n\ng\n";
        let summary = read(good).unwrap();
        assert_eq!(summary.heading, "a*b");
        assert_eq!(summary.paragraphs, ["c", "g"]);
        assert_eq!(summary.rows, [["d", "e"], ["f", "|"]]);
        let help = help_line(Topic::NoBuild);
        let helped = read(&good.replacen("\n\n| d", &format!("{help}| d"), 1)).unwrap();
        assert_eq!(helped.paragraphs, ["c", "More about this", "g"]);
        assert!(read(&format!("{good}{help}{help}")).is_err());
        for more in [
            "<b>x</b>",
            "[x](y)",
            "![x](y)",
            "`x`",
            "*x*",
            "~~x~~",
            "    x",
            "```\nx\n```",
            "- x",
            "> x",
            "# x",
            "---",
            "<https://x.y>",
            "https://x.y",
            "[^1]: x",
            "$x$",
            "<!-- x",
        ] {
            assert!(read(&format!("{good}\n{more}\n")).is_err(), "{more}");
        }
    }
}
