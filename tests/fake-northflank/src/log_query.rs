//! The query of a build's log: which part of it the client asks for.

use std::time::{Duration, SystemTime};

use regex_lite::Regex;

use crate::answer::Refusal;
use crate::listing::read_date;
use crate::query::{invalid, pairs};

/// 250 was seen to be accepted and 3000 to be refused. The limit between them is
/// not documented, so a client can rely on no more than this.
const LINE_LIMIT_MAXIMUM: usize = 250;

// The API's defaults are not documented. These are the documented defaults for
// following a log, which leave most of a log out.
const LINE_LIMIT_DEFAULT: usize = 10;
const DURATION_DEFAULT: Duration = Duration::from_secs(30 * 60);

const FILTER_LENGTH_MAXIMUM: usize = 100;

/// A query that the API accepts.
#[derive(Debug)]
pub(crate) struct LogQuery {
    /// The build, or all of the target.
    pub(crate) build: Option<String>,
    pub(crate) line_limit: usize,
    pub(crate) direction: Direction,
    start: Option<SystemTime>,
    end: SystemTime,
    filter: Option<Filter>,
}

/// The order of the lines, and from which end they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The newest first.
    Backward,
    /// The oldest first.
    Forward,
}

/// Which texts are sent: those with the pattern, or those without it.
#[derive(Debug)]
struct Filter {
    pattern: Pattern,
    selects_matches: bool,
}

#[derive(Debug)]
enum Pattern {
    Text(String),
    Regex(Regex),
}

impl Filter {
    fn selects(&self, text: &str) -> bool {
        let is_match = match &self.pattern {
            Pattern::Text(part) => text.contains(part),
            Pattern::Regex(regex) => regex.is_match(text),
        };
        is_match == self.selects_matches
    }
}

impl LogQuery {
    /// Reads the part of the address behind the question mark, at the time
    /// `now`. Parameters that the API does not have are ignored, and so is
    /// `cursor`, which the API hands out and does not follow. The last of several
    /// values counts.
    pub(crate) fn parse(text: Option<&str>, now: SystemTime) -> Result<Self, Refusal> {
        let (mut build, mut start, mut end, mut duration) = (None, None, None, None);
        let (mut line_limit, mut direction) = (LINE_LIMIT_DEFAULT, Direction::Backward);
        let mut filter: Option<(String, Filter)> = None;
        for pair in pairs(text) {
            let (name, value) = pair?;
            match name {
                "buildId" => build = Some(value),
                "queryType" if value == "range" => {}
                "queryType" => return Err(invalid("queryType must be range")),
                "startTime" => start = Some(parse_time(name, &value)?),
                "endTime" => end = Some(parse_time(name, &value)?),
                "duration" => duration = Some(parse_duration(&value)?),
                "lineLimit" => line_limit = parse_line_limit(&value)?,
                "direction" => direction = parse_direction(&value)?,
                "textIncludes" | "textNotIncludes" | "regexIncludes" | "regexNotIncludes" => {
                    if filter.as_ref().is_some_and(|(other, _)| other != name) {
                        return Err(invalid("only one filter of the text can be set"));
                    }
                    filter = Some((name.to_owned(), parse_filter(name, &value)?));
                }
                _ => {}
            }
        }
        let (start, end) = range(start, end, duration, now)?;
        Ok(Self {
            build,
            line_limit,
            direction,
            start,
            end,
            filter: filter.map(|(_, filter)| filter),
        })
    }

    /// Whether an entry of this time and text is asked for. One that has no time
    /// cannot be out of the range.
    pub(crate) fn selects(&self, time: Option<SystemTime>, text: &str) -> bool {
        let is_in_range =
            time.is_none_or(|time| self.start.is_none_or(|start| time > start) && time < self.end);
        is_in_range
            && self
                .filter
                .as_ref()
                .is_none_or(|filter| filter.selects(text))
    }
}

/// The range that `startTime`, `endTime` and `duration` stand for.
fn range(
    start: Option<SystemTime>,
    end: Option<SystemTime>,
    duration: Option<Duration>,
    now: SystemTime,
) -> Result<(Option<SystemTime>, SystemTime), Refusal> {
    match (start, end, duration) {
        (Some(_), Some(_), Some(_)) => Err(invalid(
            "with duration, only one of startTime and endTime can be set",
        )),
        (Some(start), None, Some(duration)) => {
            let end = start.checked_add(duration);
            Ok((Some(start), end.ok_or_else(too_long)?))
        }
        (Some(start), end, None) => Ok((Some(start), end.unwrap_or(now))),
        (None, end, duration) => {
            let end = end.unwrap_or(now);
            // A start that no clock can show leaves nothing out.
            Ok((end.checked_sub(duration.unwrap_or(DURATION_DEFAULT)), end))
        }
    }
}

fn parse_time(name: &str, value: &str) -> Result<SystemTime, Refusal> {
    read_date(Some(value)).ok_or_else(|| invalid(&format!("{name} must be a date-time")))
}

fn parse_duration(value: &str) -> Result<Duration, Refusal> {
    let seconds = value.parse().ok().filter(|&seconds| seconds >= 1);
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| invalid("duration must be a number of seconds from 1"))
}

fn too_long() -> Refusal {
    invalid("duration is too long")
}

fn parse_line_limit(value: &str) -> Result<usize, Refusal> {
    value
        .parse()
        .ok()
        .filter(|number| (1..=LINE_LIMIT_MAXIMUM).contains(number))
        .ok_or_else(|| invalid("lineLimit must be a number from 1 to 250"))
}

fn parse_direction(value: &str) -> Result<Direction, Refusal> {
    match value {
        "backward" => Ok(Direction::Backward),
        "forward" => Ok(Direction::Forward),
        _ => Err(invalid("direction must be backward or forward")),
    }
}

fn parse_filter(name: &str, value: &str) -> Result<Filter, Refusal> {
    if !(1..=FILTER_LENGTH_MAXIMUM).contains(&value.chars().count()) {
        return Err(invalid(&format!("{name} must have 1 to 100 characters")));
    }
    let pattern = if name.starts_with("regex") {
        let regex = Regex::new(value);
        let regex = regex.map_err(|_| invalid(&format!("{name} must be a regular expression")));
        Pattern::Regex(regex?)
    } else {
        Pattern::Text(value.to_owned())
    };
    Ok(Filter {
        pattern,
        selects_matches: !name.ends_with("NotIncludes"),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use super::{Direction, LogQuery};

    /// 2026-11-23T10:05:00Z.
    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_795_428_300)
    }

    fn parse(text: &str) -> LogQuery {
        LogQuery::parse(Some(text), now()).unwrap()
    }

    fn at(text: &str) -> Option<SystemTime> {
        super::read_date(Some(text))
    }

    #[test]
    fn the_defaults_leave_most_of_a_log_out() {
        let query = parse("queryType=range&something=else&cursor=x");
        assert_eq!(
            (query.line_limit, query.direction),
            (10, Direction::Backward)
        );
        assert!(query.build.is_none());
        for (time, is_selected) in [
            ("2026-11-23T09:35:00Z", false),
            ("2026-11-23T09:35:01Z", true),
            ("2026-11-23T10:04:59Z", true),
            ("2026-11-23T10:05:00Z", false),
        ] {
            assert_eq!(query.selects(at(time), ""), is_selected, "{time}");
        }
    }

    #[test]
    fn a_range_has_a_start_an_end_or_a_duration() {
        let cases = [
            ("startTime=2026-11-23T10:00:00.000Z", 1, 299),
            ("startTime=2026-11-23T10:00:00Z&duration=60", 1, 59),
            ("endTime=2026-11-23T10:02:00Z&duration=60", 61, 119),
            (
                "startTime=2026-11-23T10:00:00Z&endTime=2026-11-23T10:01:00Z",
                1,
                59,
            ),
        ];
        for (text, first, last) in cases {
            let query = parse(text);
            let start = at("2026-11-23T10:00:00Z").unwrap();
            let selected: Vec<u64> = (0..400)
                .filter(|&second| query.selects(Some(start + Duration::from_secs(second)), ""))
                .collect();
            assert_eq!(selected.first(), Some(&first), "{text}");
            assert_eq!(selected.last(), Some(&last), "{text}");
            assert!(query.selects(None, ""), "{text}");
        }
    }

    #[test]
    fn one_filter_goes_by_the_text() {
        for (text, selected) in [
            ("textIncludes=a.b", [true, false]),
            ("textNotIncludes=a.b", [false, true]),
            ("regexIncludes=%5Eaxb%24", [false, true]),
            ("regexNotIncludes=a.b", [false, false]),
        ] {
            let query = parse(text);
            assert_eq!(
                ["a.b", "axb"].map(|text| query.selects(None, text)),
                selected,
                "{text}"
            );
        }
    }

    #[test]
    fn what_the_api_does_not_take_is_refused() {
        let long = format!("textIncludes={}", "é".repeat(101));
        let refused = [
            "queryType=tail",
            "queryType=",
            "startTime=yesterday",
            "endTime=1795428300",
            "duration=0",
            "duration=1.5",
            "duration=99999999999999999999",
            "startTime=2026-11-23T10:00:00Z&endTime=2026-11-23T10:01:00Z&duration=60",
            "startTime=2026-11-23T10:00:00Z&duration=18446744073709551615",
            "lineLimit=0",
            "lineLimit=251",
            "lineLimit=3000",
            "lineLimit=ten",
            "direction=backwards",
            "textIncludes=",
            long.as_str(),
            "regexIncludes=(",
            "textIncludes=a&regexIncludes=b",
            "buildId=%GG",
        ];
        for text in refused {
            assert!(LogQuery::parse(Some(text), now()).is_err(), "{text}");
        }
        assert_eq!(parse("lineLimit=250").line_limit, 250);
        assert_eq!(parse("direction=forward").direction, Direction::Forward);
        assert_eq!(parse("buildId=a%2Fb").build.as_deref(), Some("a/b"));
    }
}
