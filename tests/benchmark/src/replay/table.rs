//! The tables of the replay.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::measure::{self, Comparison, Wait};
use super::record::{Job, Outcome};

/// From so many known builds on, a build is in the first table.
const ENOUGH: usize = 5;

/// All tables, in Markdown.
#[must_use]
pub fn tables(jobs: &[Job]) -> String {
    let all = measure::waits(jobs);
    let known: Vec<&Wait> = all.iter().filter(|wait| wait.known >= ENOUGH).collect();
    let mut text = format!(
        "Builds with {ENOUGH} or more known before them, by job group. Requests, mean delay and 95th \
         percentile of the delay as parts of those of a poll each 10 s; then mean and 95th \
         percentile as parts of those of the fixed interval that sends as many requests in all.\n\n\
         | builds | waits | requests | delay | 95th percentile | equal: mean / 95th |\n\
         |---|---|---|---|---|---|\n"
    );
    by_outcome(&mut text, "all", &known);
    let groups: BTreeSet<&str> = jobs.iter().map(Job::group).collect();
    for group in groups.iter().filter(|_| groups.len() > 1) {
        let own = of_group(jobs, &known, group);
        by_outcome(&mut text, group, &own);
    }
    let unknown: Vec<&Wait> = all.iter().filter(|wait| wait.known < ENOUGH).collect();
    row(&mut text, "fewer known", &unknown);
    text.push('\n');
    text.push_str(&of_jobs(jobs, &known));
    text
}

fn of_group<'a>(jobs: &[Job], waits: &[&'a Wait], group: &str) -> Vec<&'a Wait> {
    let is_own = |wait: &&&Wait| jobs[wait.job].group() == group;
    waits.iter().filter(is_own).copied().collect()
}

fn by_outcome(text: &mut String, name: &str, waits: &[&Wait]) {
    row(text, name, waits);
    for (outcome, of) in [
        (Outcome::Success, "successes"),
        (Outcome::Failure, "failures"),
        (Outcome::Cancelled, "cancelled"),
    ] {
        let own: Vec<&Wait> = waits
            .iter()
            .filter(|wait| wait.outcome == outcome)
            .copied()
            .collect();
        row(text, &format!("{name}, {of}"), &own);
    }
}

fn row(text: &mut String, name: &str, waits: &[&Wait]) {
    if waits.is_empty() {
        return;
    }
    let Comparison {
        requests,
        delay,
        late,
        equal_delay,
        equal_late,
    } = measure::compare(waits);
    let _ = writeln!(
        text,
        "| {name} | {} | {requests:.2} | {delay:.2} | {late:.2} | {equal_delay:.2} / {equal_late:.2} |",
        waits.len()
    );
}

fn of_jobs(jobs: &[Job], waits: &[&Wait]) -> String {
    let compared: Vec<(&Job, Comparison)> = jobs
        .iter()
        .enumerate()
        .filter_map(|(number, job)| {
            let own: Vec<&Wait> = waits
                .iter()
                .filter(|wait| wait.job == number)
                .copied()
                .collect();
            (!own.is_empty()).then(|| (job, measure::compare(&own)))
        })
        .collect();
    let count =
        |holds: &dyn Fn(&Comparison) -> bool| compared.iter().filter(|(_, own)| holds(own)).count();
    let later = count(&|own| own.delay > 1.0);
    let worse_on_both = count(&|own| own.delay > 1.0 && own.requests > 1.0);
    let worst = compared
        .iter()
        .max_by(|one, other| one.1.equal_delay.total_cmp(&other.1.equal_delay));
    let Some((job, own)) = worst else {
        return String::new();
    };
    format!(
        "Of {} jobs, {later} see the end later than each 10 s, {worse_on_both} with more requests as well. \
         The worst at equal requests is {}: {:.2} / {:.2}, at {:.2} of the requests and {:.2} of \
         the delay of each 10 s.\n",
        compared.len(),
        job.name,
        own.equal_delay,
        own.equal_late,
        own.requests,
        own.delay,
    )
}
