//! The file of real builds: its columns, and the jobs that it holds.

use std::collections::BTreeMap;
use std::error::Error;

use northflank_gate::model::build::Status;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::pacing::history::PastBuild;

use crate::listed;

/// The first line of a file.
pub const COLUMNS: &str = "job,start_epoch,duration_s,outcome,branch";

/// How a build ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It worked.
    Success,
    /// It did not.
    Failure,
    /// Somebody stopped it.
    Cancelled,
}

impl Outcome {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "success" => Some(Self::Success),
            "failure" => Some(Self::Failure),
            "cancelled" => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// The status that Northflank lists for it.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Success => Status::Success,
            Self::Failure => Status::Failure,
            Self::Cancelled => Status::Aborted,
        }
    }
}

/// One line: a build that happened.
#[derive(Clone, Debug)]
pub struct Record {
    /// When it was created, in seconds since 1970.
    pub created: f64,
    /// How long it took, in seconds.
    pub duration: f64,
    /// How it ended.
    pub outcome: Outcome,
    /// Its branch.
    pub branch: String,
    /// The same build as a gate learns from it.
    pub past: Option<PastBuild>,
}

/// The builds of one job, oldest first.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its name in the file.
    pub name: String,
    /// Its builds.
    pub builds: Vec<Record>,
}

impl Job {
    /// The first part of the name, up to its last hyphen.
    #[must_use]
    pub fn group(&self) -> &str {
        self.name
            .rsplit_once('-')
            .map_or(&self.name, |split| split.0)
    }
}

/// Reads a file. Builds that were created in the same second keep their order.
///
/// # Errors
///
/// The number of the first line that is not a build.
pub fn parse(text: &str) -> Result<Vec<Job>, Box<dyn Error>> {
    let mut lines = text.lines();
    if lines.next() != Some(COLUMNS) {
        return Err(format!("the first line must be {COLUMNS}").into());
    }
    let mut jobs: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for (place, line) in lines.enumerate() {
        let number = place + 2;
        let (job, record) = parse_line(line, place)
            .ok_or_else(|| format!("line {number} is not a build: {line}"))?;
        jobs.entry(job).or_default().push(record);
    }
    let in_order = |(name, mut builds): (&str, Vec<Record>)| {
        builds.sort_by(|one, other| one.created.total_cmp(&other.created));
        let name = name.to_owned();
        Job { name, builds }
    };
    Ok(jobs.into_iter().map(in_order).collect())
}

fn parse_line(line: &str, place: usize) -> Option<(&str, Record)> {
    let mut columns = line.split(',');
    let job = columns.next()?;
    let created: f64 = columns.next()?.parse().ok()?;
    let duration: f64 = columns.next()?.parse().ok()?;
    let outcome = Outcome::parse(columns.next()?)?;
    let branch = columns.next()?.to_owned();
    let is_sound = created >= 0.0 && (0.0..1e7).contains(&duration) && columns.next().is_none();
    let id = format!("build-{place:06}");
    let mut build = listed::build(&id, &branch, created, outcome.status());
    build.concluded_at = Timestamp::from_unix(created + duration);
    is_sound.then(|| {
        let past = PastBuild::of(&build);
        let record = Record {
            created,
            duration,
            outcome,
            branch,
            past,
        };
        (job, record)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_job_by_job_oldest_first() {
        let text = format!(
            "{COLUMNS}\na-1,200,9,failure,0\nb-x-2,5,1.5,success,1\na-1,100,8,cancelled,0\n"
        );
        let jobs = parse(&text).unwrap();
        let names: Vec<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
        assert_eq!(names, ["a-1", "b-x-2"]);
        assert_eq!(jobs[1].group(), "b-x");
        let outcomes: Vec<Outcome> = jobs[0].builds.iter().map(|build| build.outcome).collect();
        assert_eq!(outcomes, [Outcome::Cancelled, Outcome::Failure]);
        assert!(
            jobs.iter()
                .flat_map(|job| &job.builds)
                .all(|build| build.past.is_some())
        );
    }

    #[test]
    fn a_line_that_is_not_a_build_is_an_error() {
        for line in [
            "",
            "a,1,2,success",
            "a,1,2,won,0",
            "a,x,2,success,0",
            "a,1,-2,success,0",
            "a,1,nan,success,0",
            "a,1,2,success,0,0",
        ] {
            assert!(parse(&format!("{COLUMNS}\n{line}\n")).is_err(), "{line}");
        }
        assert!(parse("a,1,2,success,0\n").is_err());
    }
}
