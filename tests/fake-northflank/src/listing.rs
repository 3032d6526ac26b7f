//! Which builds a target lists at some moment, and a page of them.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use crate::history;
use crate::query::{self, Query};
use crate::render::{self, BUILD_SECONDS, Conclusion, Outline};
use crate::scenario::{Build, Order, Stage, Target};

/// When a client polls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Poll {
    /// The poll’s number, from 1.
    pub(crate) number: u64,
    /// The time since the first request to the target.
    pub(crate) elapsed: Duration,
    /// The date.
    pub(crate) date: SystemTime,
}

/// When something happened to a build first, as far as it has.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Sightings {
    listed: Option<SystemTime>,
    concluded: Option<SystemTime>,
}

/// The page that `query` asks for. `sightings` has an entry for each written
/// build of the target.
pub(crate) fn page(
    id: &str,
    target: &Target,
    sightings: &mut [Sightings],
    poll: Poll,
    query: Query,
) -> Value {
    let written = written(id, target, sightings, poll);
    let written_count = u64::try_from(written.len()).unwrap_or(u64::MAX);
    let total = written_count.saturating_add(target.history);
    let per_page = query.per_page(target.per_page_limit.map(u64::from));
    let start = query.offset(per_page).min(total);
    let end = start.saturating_add(per_page).min(total);

    let mut builds: Vec<Value> = written
        .into_iter()
        .skip(usize::try_from(start).unwrap_or(usize::MAX))
        .take(usize::try_from(end - start).unwrap_or(usize::MAX))
        .map(Value::Object)
        .collect();
    let past = start.max(written_count)..end.max(written_count);
    builds.extend(past.map(|position| history::build(id, position - written_count + 1)));

    let mut pagination = json!({"hasNextPage": end < total, "count": builds.len()});
    if end < total {
        pagination["cursor"] = json!(query::cursor(end));
    }
    json!({"data": {"builds": builds}, "pagination": pagination})
}

/// When the build was created, where it has begun by now: as it is written, or
/// when a client first saw it.
pub(crate) fn created(build: &Build, sightings: &mut Sightings, poll: Poll) -> Option<SystemTime> {
    let has_begun = build
        .stages
        .iter()
        .any(|stage| stage.has_happened(poll.number, poll.elapsed));
    has_begun.then(|| {
        let seen = *sightings.listed.get_or_insert(poll.date);
        read_date(build.created.as_deref()).unwrap_or(seen)
    })
}

/// The written builds that are listed, in their order.
fn written(
    id: &str,
    target: &Target,
    sightings: &mut [Sightings],
    poll: Poll,
) -> Vec<Map<String, Value>> {
    let mut builds: Vec<_> = target
        .builds
        .iter()
        .zip(sightings)
        .filter_map(|(build, sightings)| {
            let stage = stage(build, poll)?;
            Some(show(id, build, stage, sightings, poll.date))
        })
        .collect();
    match target.order {
        Order::AsWritten => {}
        Order::NewestFirst => sort_newest_first(&mut builds),
    }
    builds
}

/// What the build is by now, where it is listed at all.
fn stage(build: &Build, poll: Poll) -> Option<&Stage> {
    if build.absent_on_polls.contains(&poll.number) {
        return None;
    }
    build
        .stages
        .iter()
        .rfind(|stage| stage.has_happened(poll.number, poll.elapsed))
}

fn show(
    target: &str,
    build: &Build,
    stage: &Stage,
    sightings: &mut Sightings,
    now: SystemTime,
) -> Map<String, Value> {
    let listed = *sightings.listed.get_or_insert(now);
    let created = build
        .created
        .clone()
        .unwrap_or_else(|| render::date(listed));
    let outline = Outline {
        target,
        id: &build.id,
        sha: &build.sha,
        branch: &build.branch,
        status: &stage.status,
        created: &created,
    };
    let conclusion = stage.is_concluded().then(|| Conclusion {
        message: stage.message.as_deref(),
        concluded_at: concluded_at(build, stage, sightings, now),
    });
    let mut keys = render::build(&outline, conclusion.as_ref());
    render::distort(&mut keys, &build.set, &build.unset);
    render::distort(&mut keys, &stage.set, &stage.unset);
    keys
}

fn concluded_at(build: &Build, stage: &Stage, sightings: &mut Sightings, now: SystemTime) -> u64 {
    let seen = *sightings.concluded.get_or_insert(now);
    if let Some(written) = read_date(stage.concluded_at.as_deref()) {
        return render::unix_seconds(written);
    }
    match read_date(build.created.as_deref()) {
        Some(created) => render::unix_seconds(created) + BUILD_SECONDS,
        None => render::unix_seconds(seen),
    }
}

/// Sorts the builds whose dates are readable; the others keep their places.
fn sort_newest_first(builds: &mut [Map<String, Value>]) {
    let date = |keys: &Map<String, Value>| read_date(keys.get("createdAt").and_then(Value::as_str));
    let places: Vec<usize> = (0..builds.len())
        .filter(|&place| date(&builds[place]).is_some())
        .collect();
    let mut readable: Vec<_> = places.iter().map(|&place| builds[place].clone()).collect();
    readable.sort_by_key(|keys| std::cmp::Reverse(date(keys)));
    for (place, keys) in places.into_iter().zip(readable) {
        builds[place] = keys;
    }
}

/// Reads a date as the API writes it.
pub(crate) fn read_date(text: Option<&str>) -> Option<SystemTime> {
    humantime::parse_rfc3339(text?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::sort_newest_first;

    fn dated(id: u64, created: &Value) -> Map<String, Value> {
        let mut keys = Map::new();
        keys.insert("id".to_owned(), json!(id));
        keys.insert("createdAt".to_owned(), created.clone());
        keys
    }

    #[test]
    fn builds_without_a_readable_date_keep_their_places() {
        let mut builds = vec![
            dated(1, &json!("2026-01-01T00:00:00.000Z")),
            dated(2, &Value::Null),
            dated(3, &json!("2026-01-02T00:00:00.000Z")),
            dated(4, &json!("yesterday")),
            dated(5, &json!("2026-01-02T00:00:00.000Z")),
        ];
        sort_newest_first(&mut builds);
        let ids: Vec<&Value> = builds.iter().map(|keys| &keys["id"]).collect();
        assert_eq!(ids, [3, 2, 5, 4, 1]);
    }
}
